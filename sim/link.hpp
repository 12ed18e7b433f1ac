#pragma once

#include "sim/scheduler.hpp"

namespace interleave::sim {

/// How long one way takes at best, typically and at worst.
struct LinkOptions {
  /// At the least.
  model::Duration base = model::Duration{1'000};
  /// What a time-ordered strategy typically adds to that.
  model::Duration typical = model::Duration{4'000};
  /// The most that can be added to the base; a leg that outlives its client's patience lands within
  /// this much after it.
  model::Duration latency_max = model::Duration{30'000'000};

  /// A leg that is sent now and has no deadline.
  [[nodiscard]] Leg leg(const Key& delay, model::Time now, const Footprint& touches) const {
    return {delay, now + base, now + base + latency_max, typical, touches};
  }
};

}  // namespace interleave::sim
