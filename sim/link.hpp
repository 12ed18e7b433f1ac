#pragma once

#include "sim/scheduler.hpp"

namespace interleave::sim {

/// How long one way takes at best, typically and at worst.
struct LinkOptions {
  /// At the least.
  model::Duration base = model::Duration{1'000};
  /// What a time-ordered strategy typically adds to that.
  model::Duration typical = model::Duration{4'000};
  /// The most that can be added to the base of a leg that arrives in time.
  model::Duration latency_max = model::Duration{30'000'000};

  /// What follows from a request about one key is about that key alone.
  bool keys_apart = false;

  /// A leg that is sent now and has no deadline.
  [[nodiscard]] Leg leg(const Key& delay, model::Time now, const Footprint& touches) const {
    return {delay, now + base, now + base + latency_max, typical, touches};
  }
};

/// A leg that outlives its client's patience lands at least this much after the client gave up, and
/// up to 2^15 ms, 33 s, later than that: by some of them just missing it and the others missing it
/// by far, both kinds are well known.
inline constexpr model::Duration overshoot_least = model::Duration{1'000};
inline constexpr LogUniform overshoot_ms{15, 300'000};
/// A strategy that picks may let others land first for this long.
inline constexpr model::Duration overshoot_room = model::Duration{1'000'000};
inline constexpr model::Duration overshoot_most =
    overshoot_least + std::chrono::milliseconds(overshoot_ms.max()) + overshoot_room;

/// A change in the stream, or an echo, may be late by up to 2^22 ms, 70 min, and by seconds as
/// often as by hours.
inline constexpr LogUniform lateness_ms{22, 0};
inline constexpr model::Duration lateness_most = std::chrono::milliseconds(lateness_ms.max());

}  // namespace interleave::sim
