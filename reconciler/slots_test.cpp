#include "reconciler/slots.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "reconciler/booking_fixtures.hpp"

namespace interleave::reconciler {
namespace {

using namespace model;

std::string slots_beside(const std::vector<CalendarEntry>& rows,
                         const SlotsWanted& wanted = slots_wanted(), const Query& query = {},
                         Time now = Time{1h}) {
  EntryList entries;
  for (const CalendarEntry& row : rows) entries.push_back(row);
  return in_words(find_slots(wanted, entries, query, now));
}

// ---- What is offered ----

TEST(Slots, of_an_empty_calendar_are_all_starts_of_each_inspector_in_turn) {
  EXPECT_EQ(slots_beside({}),
            "8 A, 10 A, 13 A, 23 A, 25 A, 26 A, 32 A, 8 B, 10 B, 13 B, 23 B, 25 B, 26 B, 32 B");
}

TEST(Slots, are_of_as_many_inspectors_as_are_asked_for) {
  SlotsWanted wanted = slots_wanted();
  wanted.one_a_day = true;
  wanted.inspectors = 3;
  EXPECT_EQ(slots_beside({}, wanted), "8 A, 32 A, 8 B, 32 B, 8 C, 32 C");
  wanted.inspectors = 0;
  EXPECT_EQ(slots_beside({}, wanted), "");
}

TEST(Slots, are_not_offered_where_a_row_takes_the_inspectors_time) {
  // From 9:30 to 12:00: what starts at 8:00 and at 10:30 would overlap it.
  EXPECT_EQ(slots_beside({row_at(9h + 30min)}),
            "13 A, 23 A, 25 A, 26 A, 32 A, 8 B, 10 B, 13 B, 23 B, 25 B, 26 B, 32 B");
  // From 10:30 to 13:00: it touches both its neighbours.
  EXPECT_EQ(slots_beside({row_at(10h + 30min, "B")}),
            "8 A, 10 A, 13 A, 23 A, 25 A, 26 A, 32 A, 8 B, 13 B, 23 B, 25 B, 26 B, 32 B");
}

TEST(Slots, that_are_longer_meet_more_rows) {
  SlotsWanted wanted = slots_wanted();
  wanted.inspectors = 1;
  wanted.length = 26h;
  EXPECT_EQ(slots_beside({row_at(33h)}, wanted), "");  // 32:00 included, which is under way by then
  wanted.length = 4h;
  EXPECT_EQ(slots_beside({row_at(13h)}, wanted), "8 A, 23 A, 25 A, 26 A, 32 A");
}

TEST(Slots, are_all_offered_where_what_overlaps_is_not_left_out) {
  SlotsWanted wanted = slots_wanted();
  wanted.exclude_overlapping = false;
  EXPECT_EQ(slots_beside({row_at(8h), row_at(13h, "AB")}, wanted), slots_beside({}));
}

TEST(Slots, are_looked_for_as_the_query_says_and_at_that_time) {
  SlotsWanted wanted = slots_wanted();
  wanted.one_a_day = true;
  wanted.inspectors = 1;
  Query same_start;
  same_start.matching = Matching::same_start;
  EXPECT_EQ(slots_beside({row_at(9h)}, wanted), "32 A");
  EXPECT_EQ(slots_beside({row_at(9h)}, wanted, same_start), "8 A, 32 A");
  CalendarEntry hold = row_at(8h, "A", EntryKind::hold);
  hold.owner = Cause{70};
  hold.expires = Time{2h};
  EXPECT_EQ(slots_beside({hold}, wanted, {}, Time{2h - 1us}), "32 A");
  EXPECT_EQ(slots_beside({hold}, wanted, {}, Time{2h}), "8 A, 32 A");
}

TEST(Slots, are_asked_for_in_the_name_of_a_brand) {
  SlotsWanted wanted = slots_wanted();
  wanted.one_a_day = true;
  wanted.inspectors = 1;
  Query one_brand;
  one_brand.every_brand = false;
  CalendarEntry row = row_at(8h);
  row.brand = 1;
  EXPECT_EQ(slots_beside({row}, wanted), "32 A");
  EXPECT_EQ(slots_beside({row}, wanted, one_brand), "8 A, 32 A");
  wanted.brand = 1;
  EXPECT_EQ(slots_beside({row}, wanted, one_brand), "32 A");
}

// ---- What is remembered ----

constexpr Time stored_at{1h};

/// An answer that can be told from the others.
SlotList answer_numbered(std::uint8_t number) {
  SlotList slots;
  slots.push_back({InspectorId{number}, Time{8h}});
  return slots;
}
SlotsWanted load_of(Duration length) {
  SlotsWanted wanted = slots_wanted();
  wanted.length = length;
  return wanted;
}
/// Whose slot it remembers; "nothing" if it remembers none.
std::string remembered(const SlotCache& cache, const SlotsWanted& wanted, Time now) {
  const SlotList* const found = cache.find(wanted, now);
  return found == nullptr ? "nothing" : in_words(*found);
}

TEST(SlotCache, knows_nothing_at_first) {
  const SlotCache cache;
  EXPECT_EQ(remembered(cache, slots_wanted(), Time{}), "nothing");
  // Not even of a load that looks like nothing.
  SlotsWanted nothing;
  nothing.exclude_overlapping = false;
  EXPECT_EQ(remembered(cache, nothing, Time{}), "nothing");
}

TEST(SlotCache, remembers_an_answer_until_it_is_three_hundred_seconds_old) {
  SlotCache cache;
  cache.store(slots_wanted(), stored_at, answer_numbered(0));
  EXPECT_EQ(remembered(cache, slots_wanted(), stored_at), "8 A");
  EXPECT_EQ(remembered(cache, slots_wanted(), stored_at + 300s - 1us), "8 A");
  EXPECT_EQ(remembered(cache, slots_wanted(), stored_at + 300s), "nothing");
}

TEST(SlotCache, remembers_that_nothing_was_free_too) {
  SlotCache cache;
  cache.store(slots_wanted(), stored_at, {});
  EXPECT_EQ(remembered(cache, slots_wanted(), stored_at), "");
}

TEST(SlotCache, keeps_different_loads_apart) {
  SlotCache cache;
  SlotsWanted other = slots_wanted();
  other.length = 4h;
  SlotsWanted another_brand = slots_wanted();
  another_brand.brand = 1;
  SlotsWanted internal = slots_wanted();
  internal.exclude_overlapping = false;
  cache.store(slots_wanted(), stored_at, answer_numbered(0));
  for (const SlotsWanted& wanted : {other, another_brand, internal}) {
    EXPECT_EQ(remembered(cache, wanted, stored_at), "nothing");
  }
  cache.store(other, stored_at, answer_numbered(1));
  cache.store(another_brand, stored_at, answer_numbered(2));
  cache.store(internal, stored_at, answer_numbered(3));
  EXPECT_EQ(remembered(cache, slots_wanted(), stored_at), "8 A");
  EXPECT_EQ(remembered(cache, other, stored_at), "8 B");
  EXPECT_EQ(remembered(cache, another_brand, stored_at), "8 C");
  EXPECT_EQ(remembered(cache, internal, stored_at), "8 D");
}

TEST(SlotCache, a_newer_answer_takes_the_place_of_an_older_one_to_the_same_load) {
  SlotCache cache;
  cache.store(slots_wanted(), stored_at, answer_numbered(0));
  cache.store(slots_wanted(), stored_at + 300s, answer_numbered(1));
  EXPECT_EQ(remembered(cache, slots_wanted(), stored_at + 300s), "8 B");
  EXPECT_EQ(remembered(cache, slots_wanted(), stored_at + 600s), "nothing");
}

TEST(SlotCache, has_eight_places_and_forgets_the_oldest_answer_for_a_ninth) {
  SlotCache cache;
  for (int i = 0; i < 8; ++i) {
    cache.store(load_of(std::chrono::hours(i + 1)), stored_at + std::chrono::seconds(i), {});
  }
  // The first is written again, and so the second is the oldest.
  cache.store(load_of(1h), stored_at + 8s, {});
  cache.store(load_of(9h), stored_at + 9s, {});
  for (int i = 1; i <= 9; ++i) {
    EXPECT_EQ(remembered(cache, load_of(std::chrono::hours(i)), stored_at + 9s),
              i == 2 ? "nothing" : "")
        << i;
  }
}

TEST(SlotCache, is_empty_once_cleared) {
  SlotCache cache;
  cache.store(slots_wanted(), stored_at, answer_numbered(0));
  cache.clear();
  EXPECT_EQ(remembered(cache, slots_wanted(), stored_at), "nothing");
}

}  // namespace
}  // namespace interleave::reconciler
