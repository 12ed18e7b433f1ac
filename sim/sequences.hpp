#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "model/cause.hpp"
#include "sim/footprint.hpp"

namespace interleave::sim {

/// The behaviours that a run shows, as an ecologist counts species: every four things in a row that
/// happened to one key, whatever its number. Of longer sequences nearly each is one of its kind, of
/// shorter ones all are soon known (docs/decisions/0012-what-a-pass-is-worth.md).
class Sequences {
 public:
  static constexpr std::size_t length = 4;
  /// More of a run are not kept.
  static constexpr std::size_t kept_max = 512;

  void reset() {
    recent_ = {};
    count_ = 0;
  }

  /// Something happened to what `touched` names. What belongs to no key, or to several, is passed
  /// over.
  void note(ResourceSet touched, std::uint64_t what) {
    const std::uint8_t keys = touched.keys();
    if (keys == 0 || (keys & (keys - 1)) != 0) return;
    Recent& recent = recent_[static_cast<std::size_t>(std::countr_zero(keys))];
    std::uint64_t& oldest = recent.steps[recent.count % length];
    recent.sum = recent.sum * factor + what - oldest * factor_of_oldest;
    oldest = what;
    if (++recent.count < length || count_ == kept_max) return;
    kept_[count_++] = model::mix(recent.sum);
  }

  /// Hashes of the sequences so far, repetitions included.
  [[nodiscard]] std::span<const std::uint64_t> seen() const { return {kept_.data(), count_}; }

 private:
  /// A step's factor is a power of this, the higher the older it is; odd, so that a step counts
  /// whole.
  static constexpr std::uint64_t factor = 0x9e3779b97f4a7c15U;
  static constexpr std::uint64_t factor_of_oldest = factor * factor * factor * factor;

  /// The latest steps of a key, and their polynomial in `factor` (Karp and Rabin's rolling hash).
  struct Recent {
    std::array<std::uint64_t, length> steps{};
    std::uint64_t sum = 0;
    std::size_t count = 0;
  };

  std::array<Recent, ResourceSet::per_kind> recent_{};
  std::array<std::uint64_t, kept_max> kept_{};
  std::size_t count_ = 0;
};

}  // namespace interleave::sim
