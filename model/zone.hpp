#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Local wall-clock time and UTC, for appointment slots that are offered in the time of the place.
//
// The rules are a table in zone.cpp: the time zone files of the host decide nothing, so a run is
// the same on every machine and after every update of them. The calendar arithmetic is that of
// Howard Hinnant's <date/date.h>, which zone.cpp alone includes.
//
// The answers are those of the real zones for the years 2007 to 2099, as the law stands: since
// 2007 the United States have changed their clocks on the present days. Other years of four digits
// get the same rules, which were not theirs or may not come to be. No function here has state, so
// all of them may be called from any thread.
namespace interleave::model {

/// The zones that the scenarios use.
enum class Zone : std::uint8_t { eastern, central, arizona, pacific };
inline constexpr std::size_t zone_count = 4;

/// An instant, in whole minutes since 1970-01-01T00:00 UTC.
struct Instant {
  std::int64_t minutes = 0;
  friend constexpr auto operator<=>(Instant, Instant) = default;
};

/// What a wall clock shows, in whole minutes since 1970-01-01T00:00 on it. Without a zone it is no
/// instant, and the difference of two is no duration where the clocks change between them.
struct LocalTime {
  std::int64_t minutes = 0;
  friend constexpr auto operator<=>(LocalTime, LocalTime) = default;
};

/// A calendar date, which must exist: there is no 30 February.
struct Date {
  std::int32_t year = 1970;
  std::uint8_t month = 1;  ///< 1 to 12
  std::uint8_t day = 1;    ///< 1 to 31
  friend constexpr auto operator<=>(const Date&, const Date&) = default;
};

/// What the wall clock shows that many minutes after the midnight that begins the date, in minutes
/// of the clock face: 1440 and more are on the days after, and 600 is 10:00 on every date, though
/// the clocks change that night. Whether a clock ever shows it depends on the zone: `occurrences`.
[[nodiscard]] LocalTime local_time(const Date& date, std::int32_t minute_of_day);

/// What the wall clocks of the zone show at that instant.
[[nodiscard]] LocalTime local_time_of(Zone zone, Instant instant);

/// When a wall clock in a zone shows a given time: once; never, for the clocks skip it in spring;
/// or twice, for they are put back in autumn.
struct Occurrences {
  enum class Kind : std::uint8_t { once, never, twice };

  Kind kind = Kind::once;
  /// `once`: the instant. `never`: when the clocks skip it, so it shows the first time after the
  /// gap. `twice`: the earlier instant, in daylight time.
  Instant first;
  /// `twice`: the later instant, in standard time. Otherwise the same as `first`, so that a caller
  /// who does not mind which one may take either without a look at the kind.
  Instant second;

  friend constexpr bool operator==(const Occurrences&, const Occurrences&) = default;
};

/// The inverse of `local_time_of`.
[[nodiscard]] Occurrences occurrences(Zone zone, LocalTime local);

/// "2026-03-08 10:30"
[[nodiscard]] std::string describe(LocalTime local);

/// "America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles": the name in the
/// time zone database. The text lives as long as the program.
[[nodiscard]] std::string_view name_of(Zone zone);

}  // namespace interleave::model
