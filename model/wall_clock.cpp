#include "model/wall_clock.hpp"

#include <array>
#include <span>

namespace interleave::model {
namespace {

/// Half past one is shown twice when the clocks are put back, half past two never when they are
/// put forward.
constexpr std::array<std::int32_t, 7> minutes_of_starts{
    8 * 60, 10 * 60 + 30, 13 * 60, 23 * 60, 25 * 60 + 30, 26 * 60 + 30, 32 * 60,
};
constexpr std::array<std::int32_t, 2> minutes_of_mornings{8 * 60, 32 * 60};

StartList starts_at(const WallClock& clock, const Date& date,
                    std::span<const std::int32_t> minutes) {
  StartList starts;
  for (const std::int32_t minute : minutes) {
    const Occurrences shown = clock.occurrences(local_time(date, minute));
    if (shown.kind == Occurrences::Kind::never) continue;
    starts.push_back(clock.time_of(shown.first));
  }
  return starts;
}

Instant instant_of(const WallClock& clock, Time time) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(time.time_since_epoch());
  return {clock.at_start.minutes + minutes.count()};
}

}  // namespace

LocalTime WallClock::local(Time time) const { return local_time_of(zone, instant_of(*this, time)); }

Time WallClock::after_on_the_wall(Time start, Duration length) const {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(length);
  const LocalTime shown{local(start).minutes + minutes.count()};
  return time_of(occurrences(shown).first);
}

StartList offered_starts(const WallClock& clock, const Date& date) {
  return starts_at(clock, date, minutes_of_starts);
}

StartList one_start_a_day(const WallClock& clock, const Date& date) {
  return starts_at(clock, date, minutes_of_mornings);
}

std::string describe(const WallClock& clock, Time time) { return describe(clock.local(time)); }

std::string describe(const WallClock& clock, const Interval& when) {
  constexpr std::size_t date_length = std::string_view("2026-03-08 ").size();
  const std::string start = describe(clock, when.start);
  const std::string end = describe(clock, when.end);
  const bool same_date = start.substr(0, date_length) == end.substr(0, date_length);
  return start + " to " + (same_date ? end.substr(date_length) : end);
}

}  // namespace interleave::model
