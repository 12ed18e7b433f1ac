#pragma once

#include <string>

#include "model/interval.hpp"
#include "model/list.hpp"
#include "model/zone.hpp"

namespace interleave::model {

/// What the wall clocks of a run show: in which zone they hang, and which instant its start is.
/// Only where slots are offered, and where people read of them, is local time looked at.
struct WallClock {
  Zone zone = Zone::eastern;
  Instant at_start{};

  /// The time of day then.
  [[nodiscard]] LocalTime local(Time time) const;
  /// When it shows that; an instant before the start is a negative time.
  [[nodiscard]] Time time_of(Instant instant) const {
    return Time(std::chrono::minutes(instant.minutes - at_start.minutes));
  }
  [[nodiscard]] Occurrences occurrences(LocalTime shown) const {
    return model::occurrences(zone, shown);
  }
  /// For a mutant: when it shows so much more than at `start`, which is another span across a
  /// change of the clocks.
  [[nodiscard]] Time after_on_the_wall(Time start, Duration length) const;
};

/// When a slot may start: these minutes of the day, counted from midnight of the first date, which
/// the day after goes on.
inline constexpr std::size_t starts_max = 8;
using StartList = List<Time, starts_max>;
/// The starts that are offered for that date and the next, in their order: what the clocks skip is
/// not offered, what they show twice is meant the first time.
[[nodiscard]] StartList offered_starts(const WallClock& clock, const Date& date);
/// The same when one inspector has one appointment a day.
[[nodiscard]] StartList one_start_a_day(const WallClock& clock, const Date& date);

/// "2026-03-08 10:30".
[[nodiscard]] std::string describe(const WallClock& clock, Time time);
/// "2026-03-08 10:30 to 13:00", with the date of its end if that is another.
[[nodiscard]] std::string describe(const WallClock& clock, const Interval& when);

}  // namespace interleave::model
