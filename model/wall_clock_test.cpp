#include "model/wall_clock.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::model {
namespace {

using testing::ElementsAre;

constexpr Date ordinary{2026, 5, 4};
constexpr Date before_spring{2026, 3, 7};    // no 02:00 to 02:59 on the day after
constexpr Date before_autumn{2026, 10, 31};  // 01:00 to 01:59 twice on the day after

/// A wall clock of a run that starts with that date.
WallClock from_midnight_of(const Date& date, Zone zone = Zone::eastern) {
  return {zone, occurrences(zone, local_time(date, 0)).first};
}
/// How long after the midnight of its date each slot starts.
std::vector<Duration> starts_of(const Date& date, Zone zone = Zone::eastern) {
  std::vector<Duration> starts;
  for (const Time start : offered_starts(from_midnight_of(date, zone), date)) {
    starts.push_back(start.time_since_epoch());
  }
  return starts;
}
std::vector<Duration> mornings_of(const Date& date) {
  std::vector<Duration> starts;
  for (const Time start : one_start_a_day(from_midnight_of(date), date)) {
    starts.push_back(start.time_since_epoch());
  }
  return starts;
}

// ---- What is offered ----

TEST(WallClock, on_an_ordinary_day_slots_start_as_the_clock_face_says) {
  EXPECT_THAT(starts_of(ordinary),
              ElementsAre(8h, 10h + 30min, 13h, 23h, 25h + 30min, 26h + 30min, 32h));
}

TEST(WallClock, the_hour_that_the_clocks_skip_is_not_offered) {
  // There is no 02:30, and 08:00 on the day after comes an hour early.
  EXPECT_THAT(starts_of(before_spring), ElementsAre(8h, 10h + 30min, 13h, 23h, 25h + 30min, 31h));
}

TEST(WallClock, the_hour_that_the_clocks_show_twice_is_meant_the_first_time) {
  // 01:30 is an hour and a half after midnight, not two and a half; 02:30 comes an hour late.
  EXPECT_THAT(starts_of(before_autumn),
              ElementsAre(8h, 10h + 30min, 13h, 23h, 25h + 30min, 27h + 30min, 33h));
}

TEST(WallClock, on_the_day_of_a_change_itself_slots_start_by_the_clocks_of_their_own_hour) {
  EXPECT_THAT(starts_of({2026, 3, 8}),
              ElementsAre(7h, 9h + 30min, 12h, 22h, 24h + 30min, 25h + 30min, 31h));
  EXPECT_THAT(starts_of({2026, 11, 1}),
              ElementsAre(9h, 11h + 30min, 14h, 24h, 26h + 30min, 27h + 30min, 33h));
}

TEST(WallClock, where_the_clocks_never_change_every_day_is_ordinary) {
  EXPECT_EQ(starts_of(before_spring, Zone::arizona), starts_of(ordinary));
  EXPECT_EQ(starts_of(before_autumn, Zone::arizona), starts_of(ordinary));
}

TEST(WallClock, one_start_a_day_is_at_eight_on_two_days) {
  EXPECT_THAT(mornings_of(ordinary), ElementsAre(8h, 32h));
  EXPECT_THAT(mornings_of(before_spring), ElementsAre(8h, 31h));
  EXPECT_THAT(mornings_of(before_autumn), ElementsAre(8h, 33h));
}

TEST(WallClock, what_is_offered_does_not_depend_on_when_the_run_starts) {
  WallClock later = from_midnight_of(before_autumn);
  later.at_start.minutes += 9 * 60;
  const StartList starts = offered_starts(later, before_autumn);
  ASSERT_EQ(starts.size(), starts_of(before_autumn).size());
  EXPECT_EQ(starts.front(), Time{-1h});  // 08:00 was an hour ago
  EXPECT_EQ(starts.back(), Time{24h});
}

// ---- What it shows ----

TEST(WallClock, shows_the_local_time_of_every_instant_across_a_change) {
  const WallClock spring = from_midnight_of(before_spring);
  EXPECT_EQ(spring.local(Time{}), local_time(before_spring, 0));
  EXPECT_EQ(spring.local(Time{26h - 1min}), local_time({2026, 3, 8}, 119));
  EXPECT_EQ(spring.local(Time{26h}), local_time({2026, 3, 8}, 180));
  const WallClock autumn = from_midnight_of(before_autumn);
  EXPECT_EQ(autumn.local(Time{25h + 30min}), local_time({2026, 11, 1}, 90));
  EXPECT_EQ(autumn.local(Time{26h + 30min}), local_time({2026, 11, 1}, 90));
}

TEST(WallClock, shows_a_minute_until_it_is_over) {
  const WallClock clock = from_midnight_of(ordinary);
  EXPECT_EQ(clock.local(Time{1h - 1us}), local_time(ordinary, 59));
  EXPECT_EQ(clock.local(Time{1h}), local_time(ordinary, 60));
}

TEST(WallClock, an_instant_before_the_start_is_a_negative_time) {
  const WallClock clock = from_midnight_of(ordinary);
  EXPECT_EQ(clock.time_of(clock.at_start), Time{});
  EXPECT_EQ(clock.time_of({clock.at_start.minutes - 90}), Time{-90min});
  EXPECT_EQ(clock.local(Time{-90min}), local_time({2026, 5, 3}, 22 * 60 + 30));
}

// ---- A mutant's end of an appointment ----

TEST(WallClock, on_the_wall_a_length_is_a_span_of_time_on_an_ordinary_day) {
  const WallClock clock = from_midnight_of(ordinary);
  EXPECT_EQ(clock.after_on_the_wall(Time{8h}, 150min), Time{8h + 150min});
  EXPECT_EQ(clock.after_on_the_wall(Time{23h}, 26h), Time{49h});
}

TEST(WallClock, on_the_wall_a_length_across_the_spring_change_is_an_hour_short) {
  const WallClock clock = from_midnight_of(before_spring);
  EXPECT_EQ(clock.after_on_the_wall(Time{25h + 30min}, 150min), Time{27h});
  EXPECT_EQ(clock.after_on_the_wall(Time{23h}, 26h), Time{48h});
  // 02:30 is never shown: it is taken for the instant of the change.
  EXPECT_EQ(clock.after_on_the_wall(Time{23h}, 210min), Time{26h});
}

TEST(WallClock, on_the_wall_a_length_across_the_autumn_change_is_an_hour_long) {
  const WallClock clock = from_midnight_of(before_autumn);
  EXPECT_EQ(clock.after_on_the_wall(Time{25h + 30min}, 150min), Time{29h});
  EXPECT_EQ(clock.after_on_the_wall(Time{23h}, 26h), Time{50h});
  // What ends in the hour that is shown twice is meant to end the first time …
  EXPECT_EQ(clock.after_on_the_wall(Time{23h}, 150min), Time{25h + 30min});
  // … even if it starts in the second.
  EXPECT_EQ(clock.after_on_the_wall(Time{26h + 30min}, 20min), Time{25h + 50min});
}

// ---- In words ----

TEST(WallClock, tells_a_time_as_it_is_shown) {
  EXPECT_EQ(describe(from_midnight_of(ordinary), Time{10h + 30min}), "2026-05-04 10:30");
  EXPECT_EQ(describe(from_midnight_of(before_spring), Time{33h + 30min}), "2026-03-08 10:30");
}

TEST(WallClock, tells_the_date_of_an_end_only_if_it_is_another) {
  const WallClock clock = from_midnight_of(ordinary);
  EXPECT_EQ(describe(clock, Interval{Time{8h}, Time{10h + 30min}}), "2026-05-04 08:00 to 10:30");
  EXPECT_EQ(describe(clock, Interval{Time{23h}, Time{25h + 30min}}),
            "2026-05-04 23:00 to 2026-05-05 01:30");
}

}  // namespace
}  // namespace interleave::model
