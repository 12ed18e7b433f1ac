#pragma once

#include "model/units.hpp"

namespace interleave::model {

/// A span of virtual time, half-open: [start, end). Of two that touch neither overlaps the other.
struct Interval {
  Time start{};
  Time end{};

  /// It lasts longer than nothing. One that does not is nobody's appointment.
  [[nodiscard]] constexpr bool valid() const { return start < end; }

  friend constexpr bool operator==(const Interval&, const Interval&) = default;
};

/// Whether some instant is in both; never, if one of them is not valid.
constexpr bool overlap(const Interval& a, const Interval& b) {
  return a.valid() && b.valid() && a.start < b.end && b.start < a.end;
}

}  // namespace interleave::model
