#pragma once

#include <compare>
#include <cstdint>

namespace interleave::model {

/// Spreads every bit of `value` over the whole word: the finalizer of SplitMix64 (Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, figure 16).
constexpr std::uint64_t mix(std::uint64_t value) {
  value ^= value >> 30U;
  value *= 0xbf58476d1ce4e5b9U;
  value ^= value >> 27U;
  value *= 0x94d049bb133111ebU;
  value ^= value >> 31U;
  return value;
}

/// The causal name of an event, request, run or action: it says what brought the thing about, not
/// when in the run it came up. So it stays the same when something unrelated is added or removed,
/// which is what lets a decision outlive an edit of the run (docs/determinism.md).
struct Cause {
  std::uint64_t value = 0;

  friend constexpr auto operator<=>(Cause, Cause) = default;

  /// The name of this cause's `ordinal`-th child of kind `kind`.
  [[nodiscard]] constexpr Cause child(std::uint32_t kind, std::uint32_t ordinal) const {
    const std::uint64_t place = (std::uint64_t{kind} << 32U) | ordinal;
    return Cause{mix(value + 0x9e3779b97f4a7c15U * (place + 1))};
  }
};

/// The cause of everything that a run starts with.
inline constexpr Cause run_root{0x696e7465726c6561};

}  // namespace interleave::model
