#include "model/zone.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::model {
namespace {

using Kind = Occurrences::Kind;
using ::testing::Each;
using ::testing::ElementsAre;

constexpr std::array zones{Zone::eastern, Zone::central, Zone::arizona, Zone::pacific};
constexpr std::array zones_that_change{Zone::eastern, Zone::central, Zone::pacific};
static_assert(zones.size() == zone_count);

constexpr std::int32_t minutes_per_day = 24 * 60;
constexpr std::int32_t job_minutes = 26 * 60;  // the longest: it spans a night and both its days

constexpr Date day_before_spring{2026, 3, 7};
constexpr Date spring{2026, 3, 8};  // the clocks go forward: no 02:00 to 02:59
constexpr Date day_after_spring{2026, 3, 9};
constexpr Date day_before_autumn{2026, 10, 31};
constexpr Date autumn{2026, 11, 1};  // the clocks are put back: 01:00 to 01:59 twice
constexpr Date day_after_autumn{2026, 11, 2};

LocalTime at(const Date& date, std::int32_t hour, std::int32_t minute) {
  return local_time(date, hour * 60 + minute);
}

/// The same, read as UTC.
Instant utc(const Date& date, std::int32_t hour, std::int32_t minute) {
  return {at(date, hour, minute).minutes};
}

Instant later(Instant instant, std::int64_t minutes) { return {instant.minutes + minutes}; }
LocalTime later(LocalTime local, std::int64_t minutes) { return {local.minutes + minutes}; }

std::string in_utc(Instant instant) { return describe(LocalTime{instant.minutes}); }

/// "once 2026-03-08 06:59", "never", "twice 2026-11-01 05:00, 2026-11-01 06:00", in UTC.
std::string in_words(const Occurrences& found) {
  switch (found.kind) {
    case Kind::once:
      return "once " + in_utc(found.first);
    case Kind::never:
      return "never";
    case Kind::twice:
      return "twice " + in_utc(found.first) + ", " + in_utc(found.second);
  }
  return "unknown";
}

std::string shown(Zone zone, const Date& date, std::int32_t hour, std::int32_t minute) {
  return in_words(occurrences(zone, at(date, hour, minute)));
}

/// What the clocks show a minute before an instant and at it.
std::vector<std::string> around(Zone zone, Instant instant) {
  return {describe(local_time_of(zone, later(instant, -1))),
          describe(local_time_of(zone, instant))};
}

// ---- A reference: the calendar by counting days, one at a time ----

/// The days of a year on which the clocks are changed, in days since 1970-01-01.
struct ChangeDays {
  std::int32_t year = 0;
  std::int64_t spring = 0;
  std::int64_t autumn = 0;
};

std::int32_t days_of(std::int32_t year, std::int32_t month) {
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month == 2) return leap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

const std::vector<ChangeDays>& change_days() {
  static const std::vector<ChangeDays> counted = [] {
    std::vector<ChangeDays> result;
    std::int64_t days = 0;  // 1970-01-01 was a Thursday, so 1970-01-04, day 3, was a Sunday
    for (std::int32_t year = 1970; year <= 2099; ++year) {
      ChangeDays found{.year = year};
      for (std::int32_t month = 1; month <= 12; ++month) {
        std::int32_t sundays = 0;
        for (std::int32_t day = 1; day <= days_of(year, month); ++day, ++days) {
          if (days % 7 == 3) ++sundays;
          if (days % 7 == 3 && month == 3 && sundays == 2) found.spring = days;
          if (days % 7 == 3 && month == 11 && sundays == 1) found.autumn = days;
        }
      }
      if (year >= 2007) result.push_back(found);
    }
    return result;
  }();
  return counted;
}

/// What a clock in standard time is behind UTC.
std::int64_t minutes_behind(Zone zone) {
  switch (zone) {
    case Zone::eastern:
      return 300;
    case Zone::central:
      return 360;
    case Zone::arizona:
      return 420;
    case Zone::pacific:
      return 480;
  }
  return 0;
}

/// 02:00 by the standard clock.
Instant spring_of(Zone zone, const ChangeDays& days) {
  return {days.spring * minutes_per_day + 120 + minutes_behind(zone)};
}

/// 02:00 by the daylight clock, which the standard clock calls 01:00.
Instant autumn_of(Zone zone, const ChangeDays& days) {
  return {days.autumn * minutes_per_day + 60 + minutes_behind(zone)};
}

LocalTime local_time_by_counting(Zone zone, Instant instant) {
  const bool in_daylight =
      zone != Zone::arizona && std::ranges::any_of(change_days(), [&](const ChangeDays& days) {
        return spring_of(zone, days) <= instant && instant < autumn_of(zone, days);
      });
  return {instant.minutes - minutes_behind(zone) + (in_daylight ? 60 : 0)};
}

// ---- Drawn inputs ----

Zone any_zone() { return *rc::gen::elementOf(zones); }

/// Any minute of the valid years, half of the time in the first four hours of a day on which the
/// clocks are changed: random minutes hardly ever are.
LocalTime any_local_time() {
  if (*rc::gen::arbitrary<bool>()) {
    const ChangeDays days = *rc::gen::elementOf(change_days());
    const bool in_spring = *rc::gen::arbitrary<bool>();
    const auto minute = *rc::gen::inRange<std::int64_t>(0, 4 * 60);
    return {(in_spring ? days.spring : days.autumn) * minutes_per_day + minute};
  }
  const std::int64_t begin = local_time({2007, 1, 1}, 0).minutes;
  const std::int64_t end = local_time({2099, 12, 31}, minutes_per_day).minutes;
  return {*rc::gen::inRange(begin, end)};
}

/// The instant of such a minute by the standard clock of the zone.
Instant any_instant(Zone zone) { return {any_local_time().minutes + minutes_behind(zone)}; }

// ---- The calendar ----

TEST(Zone, a_time_on_the_clock_is_an_instant_only_in_a_zone) {
  // 10:30 on 4 May: daylight time where there is any, so 4, 5, 7 and 7 hours behind UTC.
  const LocalTime offered = local_time({2026, 5, 4}, 10 * 60 + 30);
  EXPECT_EQ(describe(offered), "2026-05-04 10:30");
  std::vector<std::string> starts;
  for (const Zone zone : zones) starts.push_back(in_words(occurrences(zone, offered)));
  EXPECT_THAT(starts, ElementsAre("once 2026-05-04 14:30", "once 2026-05-04 15:30",
                                  "once 2026-05-04 17:30", "once 2026-05-04 17:30"));
}

TEST(Zone, minutes_count_from_1970) {
  EXPECT_EQ(local_time({1970, 1, 1}, 0).minutes, 0);
  EXPECT_EQ(local_time({1970, 1, 2}, 1).minutes, 1441);
  // 56 years with 14 leap days (1972 to 2024), then 31 + 28 + 7 days: 20520.
  EXPECT_EQ(local_time(spring, 0).minutes, 20'520 * minutes_per_day);
  // March has 24 more days, then 30 + 31 + 30 + 31 + 31 + 30 + 31 to the end of October: 20758.
  EXPECT_EQ(local_time(autumn, 0).minutes, 20'758 * minutes_per_day);
}

TEST(Zone, minutes_beyond_midnight_are_on_the_days_after) {
  EXPECT_EQ(describe(local_time({2026, 12, 31}, minutes_per_day)), "2027-01-01 00:00");
  EXPECT_EQ(describe(local_time({2026, 12, 31}, minutes_per_day + 61)), "2027-01-01 01:01");
  EXPECT_EQ(describe(local_time({2026, 12, 31}, 2 * minutes_per_day - 1)), "2027-01-01 23:59");
  EXPECT_EQ(describe(local_time({2026, 1, 31}, 29 * minutes_per_day)), "2026-03-01 00:00");
}

TEST(Zone, a_leap_day_is_there_every_fourth_year) {
  const std::int32_t tomorrow = minutes_per_day + 9 * 60;
  EXPECT_EQ(describe(local_time({2028, 2, 28}, tomorrow)), "2028-02-29 09:00");
  EXPECT_EQ(describe(local_time({2028, 2, 29}, tomorrow)), "2028-03-01 09:00");
  EXPECT_EQ(describe(local_time({2027, 2, 28}, tomorrow)), "2027-03-01 09:00");
  EXPECT_EQ(shown(Zone::central, {2028, 2, 29}, 18, 0), "once 2028-03-01 00:00");
  EXPECT_EQ(describe(local_time_of(Zone::central, utc({2028, 3, 1}, 5, 59))), "2028-02-29 23:59");
}

TEST(Zone, times_before_1970_are_described_too) {
  EXPECT_EQ(describe(LocalTime{-1}), "1969-12-31 23:59");
  EXPECT_EQ(describe(LocalTime{-minutes_per_day}), "1969-12-31 00:00");
}

TEST(Zone, each_has_the_name_of_the_time_zone_database) {
  std::vector<std::string> names;
  for (const Zone zone : zones) names.emplace_back(name_of(zone));
  EXPECT_THAT(names, ElementsAre("America/New_York", "America/Chicago", "America/Phoenix",
                                 "America/Los_Angeles"));
}

// ---- Spring ----

TEST(Zone, in_spring_the_clocks_jump_from_two_to_three_by_standard_time) {
  const auto jump = ElementsAre("2026-03-08 01:59", "2026-03-08 03:00");
  EXPECT_THAT(around(Zone::eastern, utc(spring, 7, 0)), jump);
  EXPECT_THAT(around(Zone::central, utc(spring, 8, 0)), jump);
  EXPECT_THAT(around(Zone::pacific, utc(spring, 10, 0)), jump);
}

TEST(Zone, the_hour_that_spring_skips_never_occurs) {
  EXPECT_EQ(shown(Zone::eastern, spring, 1, 59), "once 2026-03-08 06:59");
  EXPECT_EQ(shown(Zone::eastern, spring, 2, 0), "never");
  EXPECT_EQ(shown(Zone::eastern, spring, 2, 59), "never");
  EXPECT_EQ(shown(Zone::eastern, spring, 3, 0), "once 2026-03-08 07:00");

  EXPECT_EQ(shown(Zone::central, spring, 1, 59), "once 2026-03-08 07:59");
  EXPECT_EQ(shown(Zone::central, spring, 2, 0), "never");
  EXPECT_EQ(shown(Zone::central, spring, 2, 59), "never");
  EXPECT_EQ(shown(Zone::central, spring, 3, 0), "once 2026-03-08 08:00");

  EXPECT_EQ(shown(Zone::pacific, spring, 1, 59), "once 2026-03-08 09:59");
  EXPECT_EQ(shown(Zone::pacific, spring, 2, 0), "never");
  EXPECT_EQ(shown(Zone::pacific, spring, 2, 59), "never");
  EXPECT_EQ(shown(Zone::pacific, spring, 3, 0), "once 2026-03-08 10:00");
}

TEST(Zone, a_skipped_time_names_the_instant_of_the_change) {
  for (const std::int32_t minute : {0, 1, 30, 59}) {
    EXPECT_EQ(occurrences(Zone::eastern, at(spring, 2, minute)),
              (Occurrences{Kind::never, utc(spring, 7, 0), utc(spring, 7, 0)}));
  }
}

// ---- Autumn ----

TEST(Zone, in_autumn_the_clocks_go_back_from_two_to_one_by_daylight_time) {
  const auto jump = ElementsAre("2026-11-01 01:59", "2026-11-01 01:00");
  EXPECT_THAT(around(Zone::eastern, utc(autumn, 6, 0)), jump);
  EXPECT_THAT(around(Zone::central, utc(autumn, 7, 0)), jump);
  EXPECT_THAT(around(Zone::pacific, utc(autumn, 9, 0)), jump);
}

TEST(Zone, the_hour_that_autumn_repeats_occurs_twice_the_daylight_one_first) {
  EXPECT_EQ(shown(Zone::eastern, autumn, 0, 59), "once 2026-11-01 04:59");
  EXPECT_EQ(shown(Zone::eastern, autumn, 1, 0), "twice 2026-11-01 05:00, 2026-11-01 06:00");
  EXPECT_EQ(shown(Zone::eastern, autumn, 1, 59), "twice 2026-11-01 05:59, 2026-11-01 06:59");
  EXPECT_EQ(shown(Zone::eastern, autumn, 2, 0), "once 2026-11-01 07:00");

  EXPECT_EQ(shown(Zone::central, autumn, 0, 59), "once 2026-11-01 05:59");
  EXPECT_EQ(shown(Zone::central, autumn, 1, 0), "twice 2026-11-01 06:00, 2026-11-01 07:00");
  EXPECT_EQ(shown(Zone::central, autumn, 1, 59), "twice 2026-11-01 06:59, 2026-11-01 07:59");
  EXPECT_EQ(shown(Zone::central, autumn, 2, 0), "once 2026-11-01 08:00");

  EXPECT_EQ(shown(Zone::pacific, autumn, 0, 59), "once 2026-11-01 07:59");
  EXPECT_EQ(shown(Zone::pacific, autumn, 1, 0), "twice 2026-11-01 08:00, 2026-11-01 09:00");
  EXPECT_EQ(shown(Zone::pacific, autumn, 1, 59), "twice 2026-11-01 08:59, 2026-11-01 09:59");
  EXPECT_EQ(shown(Zone::pacific, autumn, 2, 0), "once 2026-11-01 10:00");
}

// ---- Both ----

TEST(Zone, arizona_is_seven_hours_behind_all_year) {
  EXPECT_THAT(around(Zone::arizona, utc(spring, 9, 0)),
              ElementsAre("2026-03-08 01:59", "2026-03-08 02:00"));
  EXPECT_THAT(around(Zone::arizona, utc(autumn, 9, 0)),
              ElementsAre("2026-11-01 01:59", "2026-11-01 02:00"));
  EXPECT_EQ(shown(Zone::arizona, spring, 2, 30), "once 2026-03-08 09:30");
  EXPECT_EQ(shown(Zone::arizona, autumn, 1, 30), "once 2026-11-01 08:30");
  EXPECT_EQ(shown(Zone::arizona, {2026, 7, 1}, 12, 0), "once 2026-07-01 19:00");
}

TEST(Zone, midnight_still_has_the_time_of_the_day_before_a_change) {
  EXPECT_EQ(shown(Zone::eastern, spring, 0, 0), "once 2026-03-08 05:00");
  EXPECT_EQ(shown(Zone::eastern, day_after_spring, 0, 0), "once 2026-03-09 04:00");
  EXPECT_EQ(shown(Zone::eastern, autumn, 0, 0), "once 2026-11-01 04:00");
  EXPECT_EQ(shown(Zone::eastern, day_after_autumn, 0, 0), "once 2026-11-02 05:00");
  EXPECT_EQ(describe(local_time_of(Zone::pacific, utc(spring, 7, 59))), "2026-03-07 23:59");
  EXPECT_EQ(describe(local_time_of(Zone::pacific, utc(spring, 8, 0))), "2026-03-08 00:00");
}

TEST(Zone, a_job_of_26_hours_ends_an_hour_later_on_the_clock_across_spring) {
  // From 20:00 a clock that nobody changes would reach 22:00 on the next day.
  for (const Zone zone : zones_that_change) {
    const Instant starts = occurrences(zone, at(day_before_spring, 20, 0)).first;
    EXPECT_EQ(describe(local_time_of(zone, later(starts, job_minutes))), "2026-03-08 23:00");
  }
  const Instant starts = occurrences(Zone::arizona, at(day_before_spring, 20, 0)).first;
  EXPECT_EQ(describe(local_time_of(Zone::arizona, later(starts, job_minutes))), "2026-03-08 22:00");
}

TEST(Zone, a_job_of_26_hours_ends_an_hour_earlier_on_the_clock_across_autumn) {
  for (const Zone zone : zones_that_change) {
    const Instant starts = occurrences(zone, at(day_before_autumn, 20, 0)).first;
    EXPECT_EQ(describe(local_time_of(zone, later(starts, job_minutes))), "2026-11-01 21:00");
  }
  const Instant starts = occurrences(Zone::arizona, at(day_before_autumn, 20, 0)).first;
  EXPECT_EQ(describe(local_time_of(Zone::arizona, later(starts, job_minutes))), "2026-11-01 22:00");
}

TEST(Zone, an_hour_less_passes_than_the_clock_face_says_in_spring_and_one_more_in_autumn) {
  // 26 hours by the clock face, from 20:00.
  const auto lasts = [](Zone zone, const Date& date) {
    const Instant starts = occurrences(zone, local_time(date, 20 * 60)).first;
    const Instant ends = occurrences(zone, local_time(date, 20 * 60 + job_minutes)).first;
    return ends.minutes - starts.minutes;
  };
  for (const Zone zone : zones_that_change) {
    EXPECT_EQ(lasts(zone, day_before_spring), 25 * 60);
    EXPECT_EQ(lasts(zone, day_before_autumn), 27 * 60);
    EXPECT_EQ(lasts(zone, {2026, 7, 1}), job_minutes);
  }
  EXPECT_EQ(lasts(Zone::arizona, day_before_spring), job_minutes);
  EXPECT_EQ(lasts(Zone::arizona, day_before_autumn), job_minutes);
}

TEST(Zone, a_job_of_26_hours_may_end_in_the_repeated_hour) {
  // 23:30 and 26 hours: 01:30 on the second day. In daylight time, for nothing has changed yet;
  // the other 01:30 is an hour further off.
  const Date two_days_before{2026, 10, 30};
  const Instant starts = occurrences(Zone::eastern, at(two_days_before, 23, 30)).first;
  const Occurrences end =
      occurrences(Zone::eastern, local_time(two_days_before, 23 * 60 + 30 + job_minutes));
  EXPECT_EQ(
      end, (Occurrences{Kind::twice, later(starts, job_minutes), later(starts, job_minutes + 60)}));
}

// ---- Every year ----

TEST(Zone, the_reference_counts_to_the_days_that_the_law_names) {
  // The earliest and the latest days there can be are 8 and 14 March, 1 and 7 November.
  const auto is = [](const ChangeDays& days, const Date& in_spring, const Date& in_autumn) {
    return days.spring * minutes_per_day == local_time(in_spring, 0).minutes &&
           days.autumn * minutes_per_day == local_time(in_autumn, 0).minutes;
  };
  ASSERT_EQ(change_days().size(), 93U);
  EXPECT_TRUE(is(change_days()[2007 - 2007], {2007, 3, 11}, {2007, 11, 4}));
  EXPECT_TRUE(is(change_days()[2010 - 2007], {2010, 3, 14}, {2010, 11, 7}));
  EXPECT_TRUE(is(change_days()[2026 - 2007], {2026, 3, 8}, {2026, 11, 1}));
  EXPECT_TRUE(is(change_days()[2099 - 2007], {2099, 3, 8}, {2099, 11, 1}));
}

TEST(Zone, each_year_the_clocks_skip_sixty_minutes_and_repeat_sixty) {
  for (const Zone zone : zones) {
    const std::int64_t expected = zone == Zone::arizona ? 0 : 60;
    for (const ChangeDays& days : change_days()) {
      std::int64_t skipped = 0;
      std::int64_t repeated = 0;
      for (std::int64_t minute = 0; minute < minutes_per_day; ++minute) {
        const LocalTime in_spring{days.spring * minutes_per_day + minute};
        const LocalTime in_autumn{days.autumn * minutes_per_day + minute};
        if (occurrences(zone, in_spring).kind == Kind::never) ++skipped;
        if (occurrences(zone, in_autumn).kind == Kind::twice) ++repeated;
      }
      EXPECT_EQ(skipped, expected) << name_of(zone) << " " << days.year;
      EXPECT_EQ(repeated, expected) << name_of(zone) << " " << days.year;
    }
  }
}

TEST(Zone, each_year_the_clocks_change_to_the_minute_when_the_reference_does) {
  for (const Zone zone : zones) {
    for (const ChangeDays& days : change_days()) {
      for (const Instant change : {spring_of(zone, days), autumn_of(zone, days)}) {
        for (const std::int64_t minutes : {-61, -60, -1, 0, 1, 59, 60}) {
          const Instant instant = later(change, minutes);
          EXPECT_EQ(describe(local_time_of(zone, instant)),
                    describe(local_time_by_counting(zone, instant)))
              << name_of(zone);
        }
      }
    }
  }
}

TEST(Zone, the_turn_of_the_year_changes_no_clock) {
  for (const Zone zone : zones) {
    for (const ChangeDays& days : change_days()) {
      const Date new_year{days.year, 1, 1};
      std::vector<std::int64_t> behind;
      for (std::int32_t hour = days.year == 2007 ? 0 : -12; hour <= 12; ++hour) {
        const LocalTime local = at(new_year, hour, 0);
        const Occurrences found = occurrences(zone, local);
        EXPECT_EQ(found.kind, Kind::once);
        behind.push_back(found.first.minutes - local.minutes);
      }
      EXPECT_THAT(behind, Each(minutes_behind(zone))) << name_of(zone) << " " << days.year;
    }
  }
}

// ---- For all times ----

RC_GTEST_PROP(Zone, a_clock_shows_what_the_reference_says, ()) {
  const Zone zone = any_zone();
  const Instant instant = any_instant(zone);
  RC_ASSERT(local_time_of(zone, instant) == local_time_by_counting(zone, instant));
}

RC_GTEST_PROP(Zone, a_clock_shows_a_time_at_each_of_its_occurrences, ()) {
  const Zone zone = any_zone();
  const LocalTime local = any_local_time();
  const Occurrences found = occurrences(zone, local);
  if (found.kind == Kind::never) {
    // The clock jumps over it: from before to after.
    RC_ASSERT(local_time_of(zone, later(found.first, -1)) < local);
    RC_ASSERT(local < local_time_of(zone, found.first));
  } else {
    RC_ASSERT(local_time_of(zone, found.first) == local);
    RC_ASSERT(local_time_of(zone, found.second) == local);
  }
}

RC_GTEST_PROP(Zone, every_instant_is_among_the_occurrences_of_its_local_time, ()) {
  const Zone zone = any_zone();
  const Instant instant = any_instant(zone);
  const Occurrences found = occurrences(zone, local_time_of(zone, instant));
  RC_ASSERT(found.kind != Kind::never);
  RC_ASSERT(found.first == instant || found.second == instant);
}

RC_GTEST_PROP(Zone, two_occurrences_are_two_instants_and_one_is_one, ()) {
  const Zone zone = any_zone();
  const Occurrences found = occurrences(zone, any_local_time());
  const std::int64_t apart = found.second.minutes - found.first.minutes;
  RC_ASSERT(apart == (found.kind == Kind::twice ? 60 : 0));
}

RC_GTEST_PROP(Zone, times_that_occur_once_occur_in_their_order, ()) {
  const Zone zone = any_zone();
  const LocalTime local = any_local_time();
  // Half of the pairs are less than two hours apart, so that a change comes between them.
  const bool near = *rc::gen::arbitrary<bool>();
  const LocalTime other =
      near ? later(local, *rc::gen::inRange<std::int64_t>(1, 120)) : any_local_time();
  const Occurrences earlier = occurrences(zone, std::min(local, other));
  const Occurrences next = occurrences(zone, std::max(local, other));
  RC_PRE(local != other && earlier.kind == Kind::once && next.kind == Kind::once);
  RC_ASSERT(earlier.first < next.first);
}

RC_GTEST_PROP(Zone, a_local_time_is_a_date_and_a_minute_of_its_day, ()) {
  const auto year = *rc::gen::inRange<std::int32_t>(2007, 2100);
  const auto month = *rc::gen::inRange<std::int32_t>(1, 13);
  const auto day = *rc::gen::inRange<std::int32_t>(1, days_of(year, month) + 1);
  const auto minute = *rc::gen::inRange<std::int32_t>(0, minutes_per_day);
  const Date date{year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
  const auto padded = [](std::int32_t number) { return std::to_string(100 + number).substr(1); };
  RC_ASSERT(describe(local_time(date, minute)) == std::to_string(year) + "-" + padded(month) + "-" +
                                                      padded(day) + " " + padded(minute / 60) +
                                                      ":" + padded(minute % 60));
}

}  // namespace
}  // namespace interleave::model
