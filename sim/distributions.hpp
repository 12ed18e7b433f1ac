#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "model/units.hpp"

namespace interleave::sim {

/// Integer distributions. Each maps 64 uniform bits to an outcome ≥ 0, 0 the dullest, and knows its
/// largest outcome. The standard library's differ by vendor; these are pinned by golden numbers.
using Bits = std::uint64_t;
using Outcome = std::int64_t;

/// A number in [0, bound) from the upper half of the bits, by multiplication (Lemire, "Fast random
/// integer generation in an interval", 2019, without the rejection: the bias is below 2^-32·bound).
constexpr std::uint64_t scaled(Bits bits, std::uint64_t bound) {
  return ((bits >> 32U) * bound) >> 32U;
}

/// Every outcome in [0, count) alike. Range of count: 1 … 2^32.
struct Uniform {
  std::uint64_t count = 1;

  [[nodiscard]] constexpr Outcome outcome(Bits bits) const {
    return static_cast<Outcome>(scaled(bits, count));
  }
  [[nodiscard]] constexpr Outcome max() const { return static_cast<Outcome>(count) - 1; }
};

/// Outcome i ≥ 1 with probability `parts_per_million[i]`, otherwise 0.
template <std::size_t outcome_count>
struct Weights {
  std::array<std::uint32_t, outcome_count> parts_per_million{};

  [[nodiscard]] constexpr Outcome outcome(Bits bits) const {
    std::uint64_t place = scaled(bits, 1'000'000);
    for (std::size_t i = 1; i < outcome_count; ++i) {
      if (place < parts_per_million[i]) return static_cast<Outcome>(i);
      place -= parts_per_million[i];
    }
    return 0;
  }
  [[nodiscard]] constexpr Outcome max() const { return Outcome{outcome_count} - 1; }
  /// Whether any outcome but 0 can be drawn.
  [[nodiscard]] constexpr bool possible() const {
    return std::any_of(parts_per_million.begin() + 1, parts_per_million.end(),
                       [](std::uint32_t weight) { return weight != 0; });
  }
};

/// Zero with probability `zero_parts_per_million`; otherwise each power of two below 2^bits alike,
/// and up to the next one each number alike: small and large outcomes are equally well known.
struct LogUniform {
  std::uint32_t bits = 1;
  std::uint32_t zero_parts_per_million = 0;

  [[nodiscard]] constexpr Outcome outcome(Bits random) const {
    if (scaled(random, 1'000'000) < zero_parts_per_million) return 0;
    const Bits rest = random * 0x9e3779b97f4a7c15U;
    const std::uint64_t power = scaled(rest, bits);
    const std::uint64_t low = std::uint64_t{1} << power;
    return static_cast<Outcome>(low + scaled(rest << 32U, low));
  }
  [[nodiscard]] constexpr Outcome max() const { return (Outcome{1} << bits) - 1; }
};

/// Exponential with a given mean, in whole microseconds, cut off at `limit`. Independent
/// exponential delays make every leg in flight equally likely to land next.
struct Exponential {
  model::Duration mean{};
  model::Duration limit{};

  [[nodiscard]] Outcome outcome(Bits bits) const;
  [[nodiscard]] constexpr Outcome max() const { return limit.count(); }
};

/// Log-normal-like with a given median and one factor e per standard deviation, cut off at `limit`:
/// the shape that round trips to a busy service really have.
struct LogNormal {
  model::Duration median{};
  model::Duration limit{};

  [[nodiscard]] Outcome outcome(Bits bits) const;
  [[nodiscard]] constexpr Outcome max() const { return limit.count(); }
};

}  // namespace interleave::sim
