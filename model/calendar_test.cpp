#include "model/calendar.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::model {
namespace {

constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr InspectorId c{2};
constexpr Cause anna{1};
constexpr Cause bert{2};
constexpr Time noon{12h};
constexpr Interval morning{Time{8h}, Time{10h}};

constexpr std::array kinds{EntryKind::booking, EntryKind::native, EntryKind::hold, EntryKind::event,
                           EntryKind::vacation};
static_assert(kinds.size() == entry_kind_count);

/// A row of A on that morning; a hold is Bert's, and stands until noon.
CalendarEntry row_of(EntryKind kind, const Interval& when = morning) {
  CalendarEntry entry;
  entry.id = EntryId{1};
  entry.kind = kind;
  entry.inspectors = {a};
  entry.when = when;
  if (kind == EntryKind::hold) {
    entry.owner = bert;
    entry.expires = noon;
  }
  return entry;
}
CalendarEntry booked(const Interval& when = morning) { return row_of(EntryKind::booking, when); }
/// Anna would like to have A then.
Wish wish_for(const Interval& when = morning) {
  Wish wish;
  wish.inspectors = {a};
  wish.when = when;
  wish.visit = anna;
  return wish;
}
Query matching(Matching how) {
  Query query;
  query.matching = how;
  return query;
}
bool blocks(const CalendarEntry& entry, const Wish& wish, const Query& query = {},
            Time now = Time{1h}) {
  return in_the_way(entry, wish, query, now);
}
bool blocks_at(const Interval& row, const Interval& wish, Matching how = Matching::overlap) {
  return blocks(booked(row), wish_for(wish), matching(how));
}

// ---- When ----

TEST(Calendar, a_row_is_in_the_way_of_what_has_an_instant_in_common_with_it) {
  EXPECT_TRUE(blocks(booked(), wish_for()));
  EXPECT_TRUE(blocks_at(morning, {Time{9h}, Time{9h + 1us}}));  // within it
  EXPECT_TRUE(blocks_at(morning, {Time{7h}, Time{11h}}));       // around it
  EXPECT_TRUE(blocks_at(morning, {Time{9h}, Time{11h}}));       // it is under way by then
  EXPECT_TRUE(blocks_at(morning, {Time{7h}, Time{9h}}));
  EXPECT_FALSE(blocks_at(morning, {Time{12h}, Time{13h}}));
}

TEST(Calendar, of_two_that_touch_neither_is_in_the_way_on_either_side) {
  EXPECT_FALSE(blocks_at(morning, {Time{10h}, Time{12h}}));
  EXPECT_FALSE(blocks_at(morning, {Time{6h}, Time{8h}}));
  EXPECT_TRUE(blocks_at(morning, {Time{10h - 1us}, Time{12h}}));
  EXPECT_TRUE(blocks_at(morning, {Time{6h}, Time{8h + 1us}}));
}

TEST(Calendar, what_lasts_no_longer_than_nothing_overlaps_nothing) {
  constexpr Interval empty{Time{9h}, Time{9h}};
  constexpr Interval reversed{Time{10h}, Time{8h}};
  static_assert(!empty.valid() && !reversed.valid() && morning.valid());
  for (const Interval& nothing : {empty, reversed}) {
    EXPECT_FALSE(blocks_at(nothing, morning));
    EXPECT_FALSE(blocks_at(morning, nothing));
    EXPECT_FALSE(blocks_at(nothing, nothing));
  }
}

TEST(Calendar, touching_counts_what_ends_as_the_other_starts) {
  EXPECT_TRUE(blocks_at(morning, {Time{10h}, Time{12h}}, Matching::touching));
  EXPECT_TRUE(blocks_at(morning, {Time{6h}, Time{8h}}, Matching::touching));
  EXPECT_FALSE(blocks_at(morning, {Time{10h + 1us}, Time{12h}}, Matching::touching));
  EXPECT_FALSE(blocks_at(morning, {Time{6h}, Time{8h - 1us}}, Matching::touching));
}

TEST(Calendar, start_inside_misses_what_is_under_way_by_then) {
  EXPECT_FALSE(blocks_at(morning, {Time{9h}, Time{11h}}, Matching::start_inside));
  EXPECT_FALSE(blocks_at(morning, {Time{8h + 1us}, Time{11h}}, Matching::start_inside));
  EXPECT_TRUE(blocks_at(morning, {Time{8h}, Time{11h}}, Matching::start_inside));
  EXPECT_TRUE(blocks_at(morning, {Time{7h}, Time{8h + 1us}}, Matching::start_inside));
  EXPECT_FALSE(blocks_at(morning, {Time{7h}, Time{8h}}, Matching::start_inside));
}

TEST(Calendar, same_start_sees_only_what_starts_together) {
  EXPECT_TRUE(blocks_at(morning, {Time{8h}, Time{20h}}, Matching::same_start));
  EXPECT_FALSE(blocks_at(morning, {Time{8h + 1us}, Time{10h}}, Matching::same_start));
  EXPECT_FALSE(blocks_at(morning, {Time{8h - 1us}, Time{10h}}, Matching::same_start));
}

// ---- What ----

TEST(Calendar, every_kind_of_row_takes_time_unless_the_query_leaves_it_out) {
  for (const EntryKind kind : kinds) {
    EXPECT_TRUE(blocks(row_of(kind), wish_for()));
    Query without;
    without.kinds = static_cast<std::uint8_t>(all_kinds & ~kind_bit(kind));
    EXPECT_FALSE(blocks(row_of(kind), wish_for(), without));
    Query alone;
    alone.kinds = kind_bit(kind);
    for (const EntryKind other : kinds) {
      EXPECT_EQ(blocks(row_of(other), wish_for(), alone), other == kind);
    }
  }
}

TEST(Calendar, a_row_is_not_in_its_own_way) {
  Wish wish = wish_for({Time{9h}, Time{11h}});
  wish.self = EntryId{1};
  EXPECT_FALSE(blocks(booked(), wish));
  wish.self = EntryId{2};
  EXPECT_TRUE(blocks(booked(), wish));
}

TEST(Calendar, what_is_not_live_takes_nobodys_time) {
  for (const EntryKind kind : kinds) {
    CalendarEntry entry = row_of(kind);
    entry.live = false;
    EXPECT_FALSE(blocks(entry, wish_for()));
  }
}

TEST(Calendar, cancelled_too_counts_cancelled_bookings_and_nothing_else_that_is_over) {
  Query query;
  query.cancelled_too = true;
  for (const EntryKind kind : kinds) {
    CalendarEntry entry = row_of(kind);
    entry.live = false;
    EXPECT_EQ(blocks(entry, wish_for(), query), kind == EntryKind::booking);
  }
}

// ---- Holds ----

TEST(Calendar, a_hold_blocks_until_its_time_is_over) {
  const CalendarEntry hold = row_of(EntryKind::hold);
  EXPECT_TRUE(blocks(hold, wish_for(), {}, noon - 1us));
  EXPECT_FALSE(blocks(hold, wish_for(), {}, noon));
  EXPECT_FALSE(blocks(hold, wish_for(), {}, noon + 1us));
}

TEST(Calendar, expired_too_counts_a_hold_whose_time_is_over) {
  Query query;
  query.expired_too = true;
  EXPECT_TRUE(blocks(row_of(EntryKind::hold), wish_for(), query, noon));
  EXPECT_TRUE(blocks(row_of(EntryKind::hold), wish_for(), query, noon + 24h));
}

TEST(Calendar, only_a_hold_has_a_time_that_is_over) {
  for (const EntryKind kind : kinds) {
    CalendarEntry entry = row_of(kind);
    entry.expires = Time{};
    EXPECT_EQ(blocks(entry, wish_for()), kind != EntryKind::hold);
  }
}

TEST(Calendar, a_hold_is_not_in_its_owners_way_but_everything_else_of_theirs_is) {
  for (const EntryKind kind : kinds) {
    CalendarEntry entry = row_of(kind);
    entry.owner = anna;
    EXPECT_EQ(blocks(entry, wish_for()), kind != EntryKind::hold);
  }
}

TEST(Calendar, own_holds_too_counts_the_owners_hold_while_it_stands) {
  CalendarEntry hold = row_of(EntryKind::hold);
  hold.owner = anna;
  Query query;
  query.own_holds_too = true;
  EXPECT_TRUE(blocks(hold, wish_for(), query, noon - 1us));
  EXPECT_FALSE(blocks(hold, wish_for(), query, noon));
}

// ---- Who ----

TEST(Calendar, another_inspectors_row_is_not_in_the_way) {
  CalendarEntry entry = booked();
  entry.inspectors = {b};
  EXPECT_FALSE(blocks(entry, wish_for()));
  entry.inspectors.clear();
  EXPECT_FALSE(blocks(entry, wish_for()));
}

TEST(Calendar, one_inspector_in_common_is_enough_wherever_they_stand) {
  CalendarEntry entry = booked();
  entry.inspectors = {c, b};
  Wish wish = wish_for();
  wish.inspectors = {a, b};
  EXPECT_TRUE(blocks(entry, wish));
  wish.inspectors = {a};
  EXPECT_FALSE(blocks(entry, wish));
}

TEST(Calendar, without_every_inspector_only_the_first_of_each_is_compared) {
  Query query;
  query.every_inspector = false;
  CalendarEntry entry = booked();
  Wish wish = wish_for();
  const auto blocks_for = [&](const InspectorList& row, const InspectorList& wanted) {
    entry.inspectors = row;
    wish.inspectors = wanted;
    return blocks(entry, wish, query);
  };
  EXPECT_TRUE(blocks_for({a, b}, {a, c}));
  EXPECT_FALSE(blocks_for({a, b}, {c, b}));
  EXPECT_FALSE(blocks_for({a, b}, {b}));
  EXPECT_FALSE(blocks_for({}, {a}));
}

TEST(Calendar, an_inspector_is_one_person_under_both_ids) {
  CalendarEntry entry = row_of(EntryKind::native);
  entry.inspectors = {spectora_identity(a)};
  EXPECT_TRUE(blocks(entry, wish_for()));
  Query apart;
  apart.identities_mapped = false;
  EXPECT_FALSE(blocks(entry, wish_for(), apart));
  entry.inspectors = {a};
  EXPECT_TRUE(blocks(entry, wish_for(), apart));
  entry.inspectors = {spectora_identity(b)};
  EXPECT_FALSE(blocks(entry, wish_for()));
}

TEST(Calendar, every_person_has_two_ids_and_every_id_one_person) {
  std::set<InspectorId> ids;
  for (std::uint8_t number = 0; number < persons_max; ++number) {
    const InspectorId person{number};
    EXPECT_EQ(person_of(person), person);
    EXPECT_EQ(person_of(spectora_identity(person)), person);
    EXPECT_TRUE(ids.insert(person).second);
    EXPECT_TRUE(ids.insert(spectora_identity(person)).second);
  }
}

TEST(Calendar, a_brand_hides_bookings_of_another_only_where_not_every_brand_counts) {
  Query one_brand;
  one_brand.every_brand = false;
  for (const EntryKind kind : kinds) {
    CalendarEntry entry = row_of(kind);
    entry.brand = 1;
    EXPECT_TRUE(blocks(entry, wish_for()));
    EXPECT_EQ(blocks(entry, wish_for(), one_brand), kind != EntryKind::booking);
    entry.brand = 0;
    EXPECT_TRUE(blocks(entry, wish_for(), one_brand));
  }
}

// ---- Against a reference ----

constexpr std::uint8_t instants_max = 6;

/// Any number below that from the first case on: RapidCheck would begin with small ones, and few
/// rows would meet.
std::uint8_t any_below(std::uint8_t bound) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint8_t>(0, bound));
}
/// At small instants, so that all that can be said of two is found in no time; one in eight is
/// reversed.
Interval any_interval() {
  const Time one{Duration(any_below(instants_max))};
  const Time other{Duration(any_below(instants_max))};
  const bool reversed = any_below(8) == 0;
  const auto [first, last] = std::minmax(one, other);
  return reversed ? Interval{last, first} : Interval{first, last};
}
InspectorList any_inspectors() {
  InspectorList inspectors;
  const int count = any_below(4);
  for (int i = 0; i < count; ++i) {
    inspectors.push_back(InspectorId{any_below(2 * persons_max)});
  }
  return inspectors;
}
Time any_instant() { return Time(Duration(any_below(instants_max))); }
Cause any_visit() { return any_below(2) == 0 ? anna : bert; }
CalendarEntry any_row() {
  CalendarEntry entry;
  entry.id = EntryId{any_below(4)};
  entry.kind = kinds.at(any_below(entry_kind_count));
  entry.inspectors = any_inspectors();
  entry.when = any_interval();
  entry.brand = any_below(2);
  entry.live = any_below(8) > 0;
  entry.owner = any_visit();
  entry.expires = any_instant();
  return entry;
}
Wish any_wish() {
  Wish wish;
  wish.inspectors = any_inspectors();
  wish.when = any_interval();
  wish.brand = any_below(2);
  wish.visit = any_visit();
  wish.self = EntryId{any_below(8)};
  return wish;
}
/// The same instants in their order, with one between them at least.
Interval lasting(const Interval& when) {
  return {std::min(when.start, when.end), std::max(when.start, when.end) + 1us};
}
bool covers(const Interval& when, Time instant) {
  return when.start <= instant && instant < when.end;
}
/// Somebody is wanted in two places at one instant: looked for instant by instant, by person.
bool needed_twice(const CalendarEntry& entry, const Wish& wish, Time now) {
  if (entry.id == wish.self || !entry.live) return false;
  const bool hold = entry.kind == EntryKind::hold;
  if (hold && (entry.owner == wish.visit || now >= entry.expires)) return false;
  for (int instant = 0; instant < instants_max; ++instant) {
    const Time at{Duration(instant)};
    if (!covers(entry.when, at) || !covers(wish.when, at)) continue;
    for (const InspectorId there : entry.inspectors) {
      for (const InspectorId here : wish.inspectors) {
        if (there.value % persons_max == here.value % persons_max) return true;
      }
    }
  }
  return false;
}

/// Every interval between those instants, the reversed and the empty ones included.
std::vector<Interval> all_intervals() {
  std::vector<Interval> all;
  for (int start = 0; start < instants_max; ++start) {
    for (int end = 0; end < instants_max; ++end) {
      all.push_back({Time{Duration(start)}, Time{Duration(end)}});
    }
  }
  return all;
}

TEST(Calendar, of_all_short_intervals_those_overlap_that_have_an_instant_in_common) {
  int meetings = 0;
  for (const Interval& row : all_intervals()) {
    for (const Interval& wanted : all_intervals()) {
      const bool meet = needed_twice(booked(row), wish_for(wanted), Time{});
      EXPECT_EQ(blocks_at(row, wanted), meet);
      EXPECT_EQ(blocks_at(wanted, row), meet);
      if (meet) ++meetings;
    }
  }
  // 15 of them last. Two of these do not meet if one ends before the other starts, of which there
  // are 15 choices of four instants, or as it does, of which there are 20 of three.
  EXPECT_EQ(meetings, 15 * 15 - 2 * (15 + 20));
}

RC_GTEST_PROP(Calendar, a_row_is_in_the_way_exactly_when_somebody_is_needed_twice, ()) {
  const Wish wish = any_wish();
  const Time now = any_instant();
  for (int i = 0; i < 16; ++i) {
    const CalendarEntry entry = any_row();
    RC_ASSERT(in_the_way(entry, wish, Query(), now) == needed_twice(entry, wish, now));
  }
}

RC_GTEST_PROP(Calendar, each_matching_sees_no_more_than_the_next_wider_one, ()) {
  CalendarEntry entry = any_row();
  Wish wish = any_wish();
  const Time now = any_instant();
  entry.when = lasting(entry.when);
  wish.when = lasting(wish.when);
  const auto sees = [&](Matching how) { return in_the_way(entry, wish, matching(how), now); };
  RC_ASSERT(!sees(Matching::same_start) || sees(Matching::start_inside));
  RC_ASSERT(!sees(Matching::start_inside) || sees(Matching::overlap));
  RC_ASSERT(!sees(Matching::overlap) || sees(Matching::touching));
}

// ---- Requests ----

CalendarRequest request_with(CalendarVerb verb) {
  CalendarRequest request;
  request.verb = verb;
  request.wish = wish_for();
  request.wish.inspectors = {a, spectora_identity(b)};
  request.wish.self = EntryId{2};
  request.native = JobId{1};
  return request;
}

TEST(Calendar, a_request_is_told_by_its_verb_and_what_it_is_about) {
  EXPECT_EQ(describe(request_with(CalendarVerb::read)), "READ the calendar");
  EXPECT_EQ(describe(request_with(CalendarVerb::hold)), "HOLD A and B");
  EXPECT_EQ(describe(request_with(CalendarVerb::drop)), "DROP the hold");
  EXPECT_EQ(describe(request_with(CalendarVerb::book)), "BOOK A and B");
  EXPECT_EQ(describe(request_with(CalendarVerb::move)), "MOVE booking 2");
  EXPECT_EQ(describe(request_with(CalendarVerb::reassign)), "REASSIGN booking 2");
  EXPECT_EQ(describe(request_with(CalendarVerb::cancel)), "CANCEL booking 2");
  EXPECT_EQ(describe(request_with(CalendarVerb::reinstate)), "REINSTATE booking 2");
  CalendarRequest import = request_with(CalendarVerb::import);
  EXPECT_EQ(describe(import), "IMPORT native order 1");
  import.live = false;
  EXPECT_EQ(describe(import), "IMPORT native order 1 as cancelled");
}

TEST(Calendar, a_reply_is_told_by_its_rows_or_its_status) {
  CalendarReply reply;
  reply.entries = {booked(), booked()};
  EXPECT_EQ(describe(request_with(CalendarVerb::read), reply), "2 rows");
  EXPECT_EQ(describe(request_with(CalendarVerb::book), reply), "ok");
  reply.status = CalendarStatus::timed_out;
  EXPECT_EQ(describe(request_with(CalendarVerb::read), reply), "nothing in time");
  EXPECT_EQ(describe(CalendarStatus::conflict), "that something is in the way");
}

TEST(Calendar, every_status_has_words_of_its_own) {
  std::set<std::string> words;
  constexpr auto last = static_cast<std::uint8_t>(CalendarStatus::superseded);
  for (std::uint8_t status = 0; status <= last; ++status) {
    EXPECT_TRUE(words.insert(describe(static_cast<CalendarStatus>(status))).second);
  }
}

TEST(Calendar, a_row_is_told_by_its_kind) {
  EXPECT_EQ(name_of(booked()), "booking 1");
  CalendarEntry native = row_of(EntryKind::native);
  native.native = JobId{0};
  EXPECT_EQ(name_of(native), "native order 0");
  EXPECT_EQ(name_of(row_of(EntryKind::hold)), "a hold");
  EXPECT_EQ(name_of(row_of(EntryKind::event)), "a block");
  EXPECT_EQ(name_of(row_of(EntryKind::vacation)), "a vacation");
}

TEST(Calendar, persons_have_one_name_under_both_ids) {
  InspectorList ids;
  ids.push_back(spectora_identity(a));
  ids.push_back(b);
  EXPECT_EQ(name_of_persons(ids), "A and B");
}

RC_GTEST_PROP(Calendar, requests_of_a_run_have_names_of_their_own, ()) {
  const Cause run{*rc::gen::arbitrary<std::uint64_t>()};
  std::set<Cause> names;
  std::size_t requests = 0;
  for (std::size_t verb = 0; verb < calendar_verb_count; ++verb) {
    for (std::uint32_t ordinal = 0; ordinal < 4; ++ordinal, ++requests) {
      CalendarRequest request = request_with(static_cast<CalendarVerb>(verb));
      request.run = run;
      request.ordinal = ordinal;
      names.insert(request.cause());
    }
  }
  RC_ASSERT(names.size() == requests);
}

TEST(Calendar, what_a_request_asks_for_tells_it_from_another_of_its_name) {
  const CalendarRequest request = request_with(CalendarVerb::move);
  const auto differs = [&](const auto& change) {
    CalendarRequest other = request;
    change(other);
    return other.fingerprint() != request.fingerprint();
  };
  EXPECT_TRUE(differs([](CalendarRequest& r) { r.wish.when.start += 1h; }));
  EXPECT_TRUE(differs([](CalendarRequest& r) { r.wish.when.end += 1h; }));
  EXPECT_TRUE(differs([](CalendarRequest& r) { r.wish.inspectors = {a}; }));
  EXPECT_TRUE(differs([](CalendarRequest& r) { r.wish.self = EntryId{3}; }));
  EXPECT_TRUE(differs([](CalendarRequest& r) { r.seen = 1; }));
  EXPECT_TRUE(differs([](CalendarRequest& r) { r.fencing = 1; }));
  EXPECT_TRUE(differs([](CalendarRequest& r) { r.live = false; }));
}

}  // namespace
}  // namespace interleave::model
