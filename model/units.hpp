#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace interleave::model {

/// The clock of a simulated run. It has no `now()`: only the scheduler knows the time, and it
/// jumps.
struct VirtualClock {};

/// A span of virtual time, in whole microseconds.
using Duration = std::chrono::duration<std::int64_t, std::micro>;

/// An instant of virtual time, in whole microseconds since the start of the run.
using Time = std::chrono::time_point<VirtualClock, Duration>;

using namespace std::chrono_literals;

/// A small integer that names one thing of one kind. Ids of two kinds do not mix.
/// Range: 0 ≤ value < the number of such things in the scenario; `none()` names nothing.
template <class Kind>
struct Id {
  std::uint8_t value = 0;

  static constexpr Id none() { return Id{0xff}; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

}  // namespace interleave::model
