#pragma once

#include <cstdint>

#include "model/cause.hpp"
#include "model/units.hpp"

namespace interleave::sim {

/// Who an event belongs to. Part of the trace hash: new ones go to the end.
enum class Actor : std::uint8_t { workload, attik, spectora, client, worker, store, hand, flex };

/// What is folded into the trace for one fired event.
struct TraceEvent {
  model::Time at{};
  Actor actor = Actor::workload;
  std::uint8_t kind = 0;
  model::Cause entity;
  std::uint64_t outcome = 0;
};

/// A rolling 64-bit hash of everything that happened in a run, in order. Equal runs have equal
/// hashes on every compiler; it shows that two runs differ, not how.
class Trace {
 public:
  void reset() { hash_ = 0x6a09e667f3bcc908U; }

  void fold(const TraceEvent& event) {
    const auto time = static_cast<std::uint64_t>(event.at.time_since_epoch().count());
    const std::uint64_t what =
        (time << 16U) | (std::uint64_t{static_cast<std::uint8_t>(event.actor)} << 8U) | event.kind;
    fold(what);
    fold(event.entity.value + 0x9e3779b97f4a7c15U * event.outcome);
  }

  /// One word more. The step is a multiplication and a shift-xor: cheap, and every earlier bit
  /// reaches every later one.
  void fold(std::uint64_t word) {
    hash_ = (hash_ ^ word) * 0x9fb21c651e98df25U;
    hash_ ^= hash_ >> 29U;
  }

  [[nodiscard]] std::uint64_t hash() const { return model::mix(hash_); }

 private:
  std::uint64_t hash_ = 0;
};

}  // namespace interleave::sim
