#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/distributions.hpp"

namespace interleave::sim {

/// A fuzzer's input as answers to decisions. The input is a list of deviations, six bytes each: two
/// that name a slot, four that hold its outcome, both little-endian. A decision looks into the slot
/// that its key's hash falls on. So every input is a run, and a small edit of the input is a small
/// edit of the run.
class ByteSource {
 public:
  /// Few enough that a fuzzer finds those that matter, and so many that few decisions share one.
  static constexpr std::size_t slot_count = 1024;
  static constexpr std::size_t deviation_size = 6;

  /// Slots are taken modulo `slot_count`; of two deviations in one slot, the last counts; what is
  /// left over at the end is ignored.
  void read(std::span<const std::uint8_t> input);

  /// The outcome for a decision. An empty slot gives 0, an outcome above `max` is taken modulo
  /// `max` + 1.
  [[nodiscard]] Outcome outcome(std::uint64_t key_hash, Outcome max) const {
    const auto held = static_cast<Outcome>(outcomes_[key_hash % slot_count]);
    return held <= max ? held : held % (max + 1);
  }

 private:
  std::array<std::uint32_t, slot_count> outcomes_{};
};

}  // namespace interleave::sim
