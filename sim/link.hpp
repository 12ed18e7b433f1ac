#pragma once

#include "sim/scheduler.hpp"

namespace interleave::sim {

/// How long one way takes at best, typically and at worst.
struct LinkOptions {
  /// At the least.
  model::Duration base = model::Duration{1'000};
  /// What a time-ordered strategy typically adds to that.
  model::Duration typical = model::Duration{4'000};
  /// The most that can be added to the base of a leg that arrives in time. One that outlives its
  /// client's patience is none of it: the network draws by how much, and adds `overshoot_room`, 1
  /// s, for strategies that pick.
  model::Duration latency_max = model::Duration{30'000'000};

  /// A leg that is sent now and has no deadline.
  [[nodiscard]] Leg leg(const Key& delay, model::Time now) const {
    return {delay, now + base, now + base + latency_max, typical};
  }
};

}  // namespace interleave::sim
