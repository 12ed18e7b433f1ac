// The judge's own account of whose time is taken by what, and was a while ago.
#include "properties/booked_time.hpp"

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace interleave::properties {
namespace {

using model::Cause;
using model::EntryId;
using model::EntryKind;
using model::InspectorId;
using model::InspectorList;
using model::Interval;
using model::Time;
using namespace std::chrono_literals;

constexpr Interval morning{Time(8h), Time(10h)};
constexpr Interval noon{Time(10h), Time(13h)};
constexpr Cause visit{7};
constexpr EntryId nothing = EntryId::none();
constexpr Time at_rest{24h};

InspectorList list(std::initializer_list<std::uint8_t> inspectors) {
  InspectorList all;
  for (const std::uint8_t each : inspectors) all.push_back(InspectorId{each});
  return all;
}

/// A booking of A in the morning, or what else is said.
BookedRow row(std::uint8_t id, EntryKind kind = EntryKind::booking) {
  BookedRow booked;
  booked.entry.id = EntryId{id};
  booked.entry.kind = kind;
  booked.entry.inspectors = list({0});
  booked.entry.when = morning;
  booked.meant = morning;
  return booked;
}
BookedRow hold(std::uint8_t id, Time expires, Cause owner = {}) {
  BookedRow held = row(id, EntryKind::hold);
  held.entry.expires = expires;
  held.entry.owner = owner;
  return held;
}

// ---- Who is who, and what takes time ----

TEST(SharePerson, two_lists_share_whoever_is_on_both_at_any_place) {
  EXPECT_TRUE(share_person(list({0, 1}), list({2, 1})));
  EXPECT_FALSE(share_person(list({0, 1}), list({2, 3})));
  EXPECT_FALSE(share_person(list({}), list({0})));
}

TEST(SharePerson, an_inspector_is_one_person_under_the_ids_of_both_systems) {
  const std::uint8_t b_at_spectora = model::spectora_identity(InspectorId{1}).value;
  EXPECT_TRUE(share_person(list({1}), list({b_at_spectora})));
  EXPECT_FALSE(share_person(list({0}), list({b_at_spectora})));
}

TEST(BookedRow, takes_time_while_it_is_live_and_if_it_is_a_hold_until_it_expires) {
  BookedRow booking = row(0);
  EXPECT_TRUE(booking.takes_time(Time::max()));
  booking.entry.live = false;
  EXPECT_FALSE(booking.takes_time(Time(0s)));
  const BookedRow held = hold(0, Time(10min));
  EXPECT_TRUE(held.takes_time(Time(10min - 1us)));
  EXPECT_FALSE(held.takes_time(Time(10min)));
}

// ---- Rows ----

TEST(BookedTime, keeps_each_row_as_it_was_put_last_and_since_when) {
  BookedTime booked;
  EXPECT_EQ(booked.find(EntryId{0}), nullptr);
  booked.put(Time(1min), row(0));
  booked.put(Time(2min), row(1, EntryKind::event));
  BookedRow moved = row(0);
  moved.meant = noon;
  booked.put(Time(3min), moved);
  EXPECT_EQ(booked.count(), 2U);
  EXPECT_EQ(booked.row(0).meant, noon);
  EXPECT_EQ(booked.row(0).from, Time(3min));
  ASSERT_NE(booked.find(EntryId{1}), nullptr);
  EXPECT_EQ(booked.find(EntryId{1})->from, Time(2min));
  EXPECT_EQ(booked.find(EntryId{2}), nullptr);
  EXPECT_EQ(booked.find(nothing), nullptr);
}

TEST(BookedTime, takes_as_many_rows_as_a_calendar_has_and_no_more) {
  const auto booked = std::make_unique<BookedTime>();
  for (std::uint8_t id = 0; id < model::calendar_rows_max; ++id) booked->put(Time(0s), row(id));
  EXPECT_EQ(booked->count(), model::calendar_rows_max);
  EXPECT_THROW(booked->put(Time(0s), row(model::calendar_rows_max)), model::InternalError);
}

// ---- What is in the way ----

TEST(BookedTime, what_overlaps_is_in_the_way_and_what_touches_is_not) {
  BookedTime booked;
  booked.put(Time(0s), row(0));
  const auto at = [&](const Interval& when) {
    return booked.obstacle({list({0}), when, visit, nothing}, Time(1min), at_rest);
  };
  EXPECT_EQ(at(morning), &booked.row(0));
  EXPECT_EQ(at(noon), nullptr);
  EXPECT_NE(at({noon.start - 1us, noon.end}), nullptr);
  EXPECT_EQ(at({morning.start, morning.start}), nullptr);
}

TEST(BookedTime, only_the_time_of_who_is_asked_for_is_in_the_way) {
  BookedTime booked;
  booked.put(Time(0s), row(0));
  EXPECT_EQ(booked.obstacle({list({1, 2}), morning, visit, nothing}, Time(0s), at_rest), nullptr);
  EXPECT_NE(booked.obstacle({list({1, 0}), morning, visit, nothing}, Time(0s), at_rest), nullptr);
  EXPECT_NE(
      booked.obstacle({list({model::persons_max}), morning, visit, nothing}, Time(0s), at_rest),
      nullptr);
}

TEST(BookedTime, it_counts_when_a_booking_was_meant_to_be_and_not_what_its_row_says) {
  BookedTime booked;
  BookedRow meant = row(0);
  meant.entry.when = noon;
  booked.put(Time(0s), meant);
  EXPECT_NE(booked.obstacle({list({0}), morning, visit, nothing}, Time(0s), at_rest), nullptr);
  EXPECT_EQ(booked.obstacle({list({0}), noon, visit, nothing}, Time(0s), at_rest), nullptr);
}

TEST(BookedTime, a_row_is_not_in_its_own_way_as_it_is_or_as_it_was) {
  BookedTime booked;
  booked.put(Time(0s), row(0));
  BookedRow moved = row(0);
  moved.meant = noon;
  booked.put(Time(5min), moved);
  for (const Interval& when : {morning, noon}) {
    EXPECT_EQ(booked.obstacle({list({0}), when, visit, EntryId{0}}, Time(0s), at_rest), nullptr);
    EXPECT_NE(booked.obstacle({list({0}), when, visit, EntryId{1}}, Time(0s), at_rest), nullptr);
  }
}

TEST(BookedTime, what_has_ended_was_in_the_way_of_whoever_asked_before_that) {
  BookedTime booked;
  booked.put(Time(0s), row(0));
  BookedRow ended = row(0);
  ended.entry.live = false;
  booked.put(Time(5min), ended);
  EXPECT_NE(booked.obstacle({list({0}), morning, visit, nothing}, Time(5min - 1us), at_rest),
            nullptr);
  EXPECT_EQ(booked.obstacle({list({0}), morning, visit, nothing}, Time(5min), at_rest), nullptr);
}

TEST(BookedTime, what_came_after_the_answer_was_in_nobodys_way) {
  BookedTime booked;
  booked.put(Time(5min), row(0));
  const auto blocked = [&](Time answered) {
    return booked.obstacle({list({0}), morning, visit}, Time(1min), answered) != nullptr;
  };
  EXPECT_FALSE(blocked(Time(5min - 1us)));
  EXPECT_TRUE(blocked(Time(5min)));
  BookedRow moved = row(0);
  moved.meant = noon;
  booked.put(Time(8min), moved);
  EXPECT_FALSE(blocked(Time(5min - 1us)));
  EXPECT_TRUE(blocked(Time(5min)));
}

TEST(BookedTime, what_was_moved_away_was_in_the_way_as_well) {
  BookedTime booked;
  booked.put(Time(0s), row(0));
  BookedRow moved = row(0);
  moved.meant = noon;
  booked.put(Time(5min), moved);
  const BookedRow* const before =
      booked.obstacle({list({0}), morning, visit, nothing}, Time(4min), at_rest);
  ASSERT_NE(before, nullptr);
  EXPECT_EQ(before->meant, morning);
  EXPECT_EQ(booked.obstacle({list({0}), morning, visit, nothing}, Time(6min), at_rest), nullptr);
}

TEST(BookedTime, the_latest_64_of_what_was_are_remembered) {
  BookedTime booked;
  booked.put(Time(0s), row(0));
  BookedRow ended = row(0);
  ended.entry.live = false;
  for (int changes = 1; changes <= 64; ++changes) booked.put(Time(1min), ended);
  EXPECT_NE(booked.obstacle({list({0}), morning, visit, nothing}, Time(0s), at_rest), nullptr);
  booked.put(Time(1min), ended);
  EXPECT_EQ(booked.obstacle({list({0}), morning, visit, nothing}, Time(0s), at_rest), nullptr);
}

TEST(BookedTime, a_hold_is_in_the_way_of_others_until_it_expires_or_ends_before_that) {
  BookedTime booked;
  booked.put(Time(0s), hold(0, Time(10min), visit));
  const Cause other{8};
  const auto blocked = [&](Cause by, Time from) {
    return booked.obstacle({list({0}), morning, by, nothing}, from, at_rest) != nullptr;
  };
  EXPECT_TRUE(blocked(other, Time(10min - 1us)));
  EXPECT_FALSE(blocked(other, Time(10min)));
  EXPECT_FALSE(blocked(visit, Time(0s)));
  BookedRow dropped = booked.row(0);
  dropped.entry.live = false;
  booked.put(Time(5min), dropped);
  EXPECT_TRUE(blocked(other, Time(5min - 1us)));
  EXPECT_FALSE(blocked(other, Time(5min)));
  EXPECT_FALSE(blocked(visit, Time(0s)));
}

TEST(BookedTime, a_hold_that_expired_before_it_was_dropped_was_in_the_way_until_then) {
  BookedTime booked;
  booked.put(Time(0s), hold(0, Time(10min)));
  BookedRow dropped = booked.row(0);
  dropped.entry.live = false;
  booked.put(Time(20min), dropped);
  EXPECT_NE(booked.obstacle({list({0}), morning, visit, nothing}, Time(9min), at_rest), nullptr);
  EXPECT_EQ(booked.obstacle({list({0}), morning, visit, nothing}, Time(15min), at_rest), nullptr);
}

TEST(BookedTime, tells_whether_a_hold_would_be_in_the_way_had_it_not_expired) {
  BookedTime booked;
  const auto expired = [&](const Interval& when, Time by) {
    return booked.expired_hold({list({0}), when, visit}, by);
  };
  EXPECT_FALSE(expired(morning, Time(1h)));
  booked.put(Time(0s), row(0));
  EXPECT_FALSE(expired(morning, Time(1h)));
  booked.put(Time(0s), hold(1, Time(10min)));
  EXPECT_TRUE(expired(morning, Time(10min)));
  EXPECT_FALSE(expired(morning, Time(10min - 1us)));
  EXPECT_FALSE(expired(noon, Time(10min)));
  EXPECT_FALSE(booked.expired_hold({list({1}), morning, visit}, Time(10min)));
}

TEST(BookedTime, the_expired_hold_of_the_visit_itself_is_in_nobodys_way) {
  BookedTime booked;
  booked.put(Time(0s), hold(0, Time(10min), visit));
  EXPECT_FALSE(booked.expired_hold({list({0}), morning, visit}, Time(10min)));
  EXPECT_TRUE(booked.expired_hold({list({0}), morning, Cause{8}}, Time(10min)));
}

TEST(BookedTime, tells_what_became_of_a_row_oldest_first) {
  BookedTime booked;
  booked.put(Time(1min), row(0));
  booked.put(Time(2min), row(1));
  BookedRow moved = row(0);
  moved.meant = noon;
  booked.put(Time(3min), moved);
  std::vector<std::pair<Time, Interval>> versions;
  booked.for_each_version(EntryId{0}, [&](const BookedRow& version) {
    versions.emplace_back(version.from, version.meant);
  });
  const std::vector<std::pair<Time, Interval>> expected{{Time(1min), morning}, {Time(3min), noon}};
  EXPECT_EQ(versions, expected);
  booked.for_each_version(EntryId{2}, [](const BookedRow&) { FAIL(); });
}

TEST(BookedTime, the_oldest_versions_are_forgotten_first) {
  BookedTime booked;
  for (int minute = 0; minute <= 70; ++minute) booked.put(Time(minute * 1min), row(0));
  std::vector<Time> since;
  booked.for_each_version(EntryId{0},
                          [&](const BookedRow& version) { since.push_back(version.from); });
  ASSERT_EQ(since.size(), 65U);  // 64 that were, and the one that is
  EXPECT_EQ(since.front(), Time(6min));
  EXPECT_EQ(since.back(), Time(70min));
  EXPECT_TRUE(std::ranges::is_sorted(since));
}

TEST(BookedTime, forgets_everything_between_two_runs) {
  BookedTime booked;
  booked.put(Time(0s), row(0));
  BookedRow ended = row(0);
  ended.entry.live = false;
  booked.put(Time(5min), ended);
  booked.reset();
  EXPECT_EQ(booked.count(), 0U);
  EXPECT_EQ(booked.find(EntryId{0}), nullptr);
  EXPECT_EQ(booked.obstacle({list({0}), morning, visit, nothing}, Time(0s), at_rest), nullptr);
  booked.put(Time(0s), row(0));
  EXPECT_NE(booked.obstacle({list({0}), morning, visit, nothing}, Time(0s), at_rest), nullptr);
}

}  // namespace
}  // namespace interleave::properties
