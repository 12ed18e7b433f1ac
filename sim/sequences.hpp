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
    recent.steps[recent.count % length] = what;
    if (++recent.count < length || count_ == kept_max) return;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < length; ++i) {
      sum += recent.steps[(recent.count + i) % length] * factors[i];
    }
    kept_[count_++] = model::mix(sum);
  }

  /// Hashes of the sequences so far, repetitions included.
  [[nodiscard]] std::span<const std::uint64_t> seen() const { return {kept_.data(), count_}; }

 private:
  /// Odd, so that a step counts whole, and each its own, so that the order counts.
  static constexpr std::array<std::uint64_t, length> factors{
      0x9e3779b97f4a7c15U, 0xc2b2ae3d27d4eb4fU, 0x9fb21c651e98df25U, 0xd1342543de82ef95U};

  struct Recent {
    std::array<std::uint64_t, length> steps{};
    std::size_t count = 0;
  };

  std::array<Recent, ResourceSet::per_kind> recent_{};
  std::array<std::uint64_t, kept_max> kept_{};
  std::size_t count_ = 0;
};

}  // namespace interleave::sim
