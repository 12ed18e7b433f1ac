// More of what the judge of bookings finds: TRUTH, and what every core promises of an order that is
// booked at Spectora.
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/booking_hearing.hpp"

namespace interleave::properties {
namespace {

using model::BookingRequest;
using model::BookingStatus;
using model::BookingVerb;
using model::CalendarCommit;
using model::Cause;
using model::EntryId;
using model::InspectorId;
using model::JobId;
using model::Status;
using model::Time;
using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using SyncRun = BookingHearing::SyncRun;

constexpr Time eight = BookingHearing::eight;
constexpr Time half_past_ten = BookingHearing::half_past_ten;
constexpr JobId second_native{1};

BookingJudge::Options only(std::initializer_list<std::string_view> names) {
  return BookingHearing::only(names);
}

/// That signature alone, or nothing.
std::vector<std::string> found_if(bool found, const std::string& name) {
  return found ? std::vector{name} : std::vector<std::string>();
}

// ---- TRUTH ----

TEST(BookingJudge, who_is_told_that_it_is_done_has_it) {
  for (const BookingVerb verb : {BookingVerb::create_job, BookingVerb::book, BookingVerb::move,
                                 BookingVerb::reassign, BookingVerb::cancel}) {
    BookingHearing hearing;
    const EntryId booking = hearing.booked({});
    hearing.told(hearing.asks(hearing.seen(booking, verb)));
    EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.booked"));
  }
}

TEST(BookingJudge, who_is_told_that_a_slot_is_held_has_it_held) {
  for (const bool held : {true, false}) {
    BookingHearing hearing;
    const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
    if (held) hearing.holds(hold, 10min);
    hearing.told(hold);
    EXPECT_EQ(hearing.violated(), found_if(!held, "TRUTH.booked"));
  }
}

TEST(BookingJudge, the_hold_of_an_earlier_request_is_not_what_was_asked_for) {
  BookingHearing hearing;
  const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
  hearing.holds(hold, 10min);
  hearing.told(hearing.asks({.verb = BookingVerb::hold, .visit = hold.visit}));
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.booked"));
}

TEST(BookingJudge, that_a_hold_is_dropped_promises_nothing) {
  BookingHearing hearing;
  hearing.told(hearing.asks({.verb = BookingVerb::drop}));
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(BookingJudge, what_is_cancelled_after_it_was_done_was_done) {
  BookingHearing hearing;
  const BookingRequest confirm = hearing.asks({});
  const EntryId booking = hearing.books(confirm);
  hearing.changed(booking, BookingVerb::cancel);
  hearing.told(confirm);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(BookingJudge, a_confirm_that_comes_again_is_answered_as_it_was) {
  BookingHearing hearing;
  const BookingRequest confirm = hearing.asks({});
  hearing.books(confirm);
  hearing.told(hearing.asks_again(confirm));
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(BookingJudge, nobody_who_has_it_is_told_that_it_is_refused) {
  for (const BookingStatus status :
       {BookingStatus::refused, BookingStatus::changed, BookingStatus::invalid}) {
    BookingHearing hearing(BookingHearing::only({"TRUTH"}));
    const BookingRequest confirm = hearing.asks({});
    hearing.books(confirm);
    hearing.told(hearing.asks_again(confirm), status);
    EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.denied"));
  }
}

TEST(BookingJudge, nobody_who_was_told_that_it_is_refused_gets_it_later) {
  for (const bool told_first : {true, false}) {
    BookingHearing hearing;
    const EntryId rival = hearing.booked({});
    const BookingRequest confirm = hearing.asks({});
    hearing.at(5s);
    if (told_first) hearing.told(confirm, BookingStatus::refused);
    hearing.changed(rival, BookingVerb::cancel);
    hearing.at(15s);
    hearing.books(confirm);
    EXPECT_EQ(hearing.violated(), found_if(told_first, "TRUTH.denied"));
  }
}

TEST(BookingJudge, a_booking_lasts_as_long_as_was_asked) {
  for (const model::Duration more : {model::Duration{}, model::Duration(1h)}) {
    BookingHearing hearing;
    hearing.books(hearing.asks({}), [&](CalendarCommit& commit) { commit.entry.when.end += more; });
    EXPECT_EQ(hearing.violated(), found_if(more > 0s, "TRUTH.times"));
  }
}

TEST(BookingJudge, a_booking_lasts_longer_than_nothing) {
  for (const model::Duration lasts : {model::Duration(1us), model::Duration{}, -60min + 0us}) {
    BookingHearing hearing;
    hearing.booked({.verb = BookingVerb::book, .lasts = lasts});
    EXPECT_EQ(hearing.violated(), found_if(lasts <= 0s, "TRUTH.times"));
  }
}

TEST(BookingJudge, a_booking_keeps_its_time_when_it_is_given_away_or_re_instated) {
  for (const BookingVerb verb : {BookingVerb::reassign, BookingVerb::reinstate}) {
    BookingHearing hearing;
    const EntryId booking = hearing.booked({});
    if (verb == BookingVerb::reinstate) hearing.changed(booking, BookingVerb::cancel);
    hearing.changes(hearing.asks(hearing.seen(booking, verb)),
                    [](CalendarCommit& commit) { commit.entry.when.start += 1us; });
    EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.times"));
  }
}

TEST(BookingJudge, a_move_that_nobody_asked_for_is_not_when_anybody_meant_it) {
  BookingHearing hearing;
  const EntryId booking = hearing.booked({});
  const BookingAsk move = hearing.seen(booking, BookingVerb::move, {.starts = half_past_ten});
  hearing.changes(hearing.asks(move), [](CalendarCommit& commit) { commit.name = Cause{}; });
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.times"));
}

TEST(BookingJudge, a_change_is_made_only_to_the_booking_that_its_sender_saw) {
  for (const BookingVerb verb :
       {BookingVerb::move, BookingVerb::reassign, BookingVerb::cancel, BookingVerb::reinstate}) {
    for (const bool changed_since : {false, true}) {
      BookingHearing hearing;
      const EntryId booking = hearing.booked({});
      if (verb == BookingVerb::reinstate) hearing.changed(booking, BookingVerb::cancel);
      const BookingRequest request = hearing.asks(hearing.seen(booking, verb));
      if (changed_since) hearing.changed(booking, BookingVerb::reassign, {.inspectors = {1}});
      hearing.changes(request);
      EXPECT_EQ(hearing.violated(), found_if(changed_since, "TRUTH.overwrote"));
    }
  }
}

TEST(BookingJudge, a_confirm_books_once_though_its_two_bookings_do_not_overlap) {
  BookingHearing hearing;
  const BookingRequest confirm = hearing.asks({});
  const EntryId booking = hearing.books(confirm);
  hearing.changed(booking, BookingVerb::move, {.starts = half_past_ten});
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.books(hearing.asks_again(confirm));
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.twice"));
}

TEST(BookingJudge, a_booking_that_is_re_instated_is_not_made_twice) {
  BookingHearing hearing;
  const BookingRequest confirm = hearing.asks({});
  const EntryId booking = hearing.books(confirm);
  hearing.told(confirm);
  hearing.changed(booking, BookingVerb::cancel);
  hearing.changed(booking, BookingVerb::reinstate);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(BookingJudge, whom_is_booked_is_who_was_asked_for_every_one_of_them) {
  for (const std::vector<std::uint8_t>& booked : {std::vector<std::uint8_t>{0, 1}, {0}, {0, 3}}) {
    BookingHearing hearing;
    const BookingRequest request = hearing.asks({.verb = BookingVerb::book, .inspectors = {0, 1}});
    hearing.books(request, [&](CalendarCommit& commit) {
      commit.entry.inspectors.clear();
      for (const std::uint8_t each : booked) commit.entry.inspectors.push_back(InspectorId{each});
    });
    hearing.told(request);
    EXPECT_EQ(hearing.at_rest(), found_if(booked.back() != 1, "TRUTH.times"));
  }
}

TEST(BookingJudge, a_booking_is_given_to_who_was_asked_for) {
  BookingHearing hearing;
  const EntryId booking = hearing.booked({});
  hearing.changes(hearing.asks(hearing.seen(booking, BookingVerb::reassign, {.inspectors = {1}})),
                  [](CalendarCommit& commit) { commit.entry.inspectors = {InspectorId{2}}; });
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.times"));
}

TEST(BookingJudge, what_is_cancelled_is_off_and_what_is_re_instated_is_on) {
  for (const BookingVerb verb : {BookingVerb::cancel, BookingVerb::reinstate}) {
    for (const bool right : {true, false}) {
      BookingHearing hearing;
      const EntryId booking = hearing.booked({});
      const bool on = verb == BookingVerb::reinstate;
      if (on) hearing.changed(booking, BookingVerb::cancel);
      const BookingRequest request = hearing.asks(hearing.seen(booking, verb));
      hearing.changes(request, [&](CalendarCommit& commit) { commit.entry.live = on == right; });
      hearing.told(request);
      EXPECT_EQ(hearing.at_rest(), found_if(!right, "TRUTH.times"));
    }
  }
}

TEST(BookingJudge, nothing_is_booked_that_nobody_asked_for) {
  BookingHearing hearing;
  hearing.books(hearing.asks({}), [](CalendarCommit& commit) {
    commit.name = {};
    commit.run = {};
  });
  EXPECT_THAT(hearing.at_rest(), ElementsAre("TRUTH.times"));
}

TEST(BookingJudge, what_a_run_starts_with_needs_nobody_who_asks_for_it) {
  BookingHearing hearing;
  hearing.books(hearing.asks({}), [](CalendarCommit& commit) {
    commit.writing = model::Writing::given;
    commit.name = {};
  });
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- What every core promises ----

TEST(BookingNatives, what_was_announced_is_read_within_a_tenth_of_the_sweep_period) {
  for (const model::Duration done : {model::Duration(16min), 16min + 1us}) {
    BookingHearing hearing(only({"PROMPT"}));
    hearing.at(10min);
    hearing.ordered();
    hearing.announced();
    hearing.at(done);
    hearing.synced();
    EXPECT_EQ(hearing.violated(), found_if(done > 16min, "PROMPT.late"));
  }
}

TEST(BookingNatives, nothing_has_to_be_prompt_that_was_not_announced_or_was_hit_by_a_fault) {
  for (const bool announced : {true, false}) {
    BookingHearing hearing(only({"PROMPT"}));
    hearing.at(10min);
    hearing.ordered();
    if (announced) hearing.announced();
    hearing.at(15min);
    if (announced) hearing.fault(sim::Fault::error_before, model::order_of({0}, 0));
    hearing.at(21min);
    hearing.synced();
    EXPECT_THAT(hearing.violated(), IsEmpty());
  }
}

TEST(BookingNatives, a_fault_of_another_order_is_no_excuse) {
  BookingHearing hearing(only({"PROMPT"}));
  hearing.at(10min);
  hearing.ordered();
  hearing.announced();
  hearing.at(15min);
  hearing.fault(sim::Fault::error_before, model::order_of(second_native, 0));
  hearing.at(17min);
  hearing.synced();
  EXPECT_THAT(hearing.violated(), ElementsAre("PROMPT.late"));
}

TEST(BookingNatives, each_order_comes_into_step_or_is_on_record) {
  for (const bool recorded : {true, false}) {
    BookingHearing hearing(only({"LIVE", "TRACE"}));
    hearing.ordered();
    if (recorded) hearing.recorded(hearing.leased());
    hearing.at(1h);
    EXPECT_THAT(hearing.at_rest(), Contains("LIVE.late"));
    EXPECT_EQ(hearing.violated().size(), recorded ? 1U : 2U);
  }
}

TEST(BookingNatives, an_order_is_in_step_when_the_row_says_who_and_when_and_whether) {
  enum class Change { none, starts, inspector, cancelled };
  for (const Change change : {Change::none, Change::starts, Change::inspector, Change::cancelled}) {
    BookingHearing hearing(only({"LIVE"}));
    hearing.ordered();
    hearing.synced();
    if (change == Change::starts) hearing.ordered(eight + 1us);
    if (change == Change::inspector) hearing.ordered(eight, 1);
    if (change == Change::cancelled) hearing.order_cancelled();
    EXPECT_EQ(hearing.at_rest(), found_if(change != Change::none, "LIVE.late"));
  }
}

TEST(BookingNatives, what_spectora_refuses_to_show_need_not_come_into_step_but_be_on_record) {
  BookingHearing hearing(only({"LIVE", "TRACE"}));
  hearing.ordered();
  hearing.fault(sim::Fault::key_forbidden);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("TRACE.unrecorded"));
}

TEST(BookingNatives, one_run_of_an_order_at_a_time) {
  for (const JobId other : {BookingHearing::native, second_native}) {
    BookingHearing hearing(only({"EXCL"}));
    hearing.at(10min);
    const SyncRun one = hearing.leased(0);
    hearing.search(one);
    hearing.search(hearing.leased(1, other));
    hearing.search(one);
    EXPECT_EQ(hearing.violated(), found_if(other == BookingHearing::native, "EXCL.overlap"));
  }
}

TEST(BookingNatives, no_request_leaves_after_its_lease_has_ended) {
  BookingHearing hearing(only({"SER"}));
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  hearing.at(11min);
  hearing.search(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.at(11min + 1us);
  hearing.search(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("SER.late"));
}

TEST(BookingNatives, the_calendar_takes_nothing_from_a_run_that_lost_its_lease) {
  for (const bool lost : {false, true}) {
    BookingHearing hearing(only({"SER"}));
    hearing.ordered();
    const SyncRun run = hearing.leased(0);
    hearing.search(run);
    hearing.at(2min);
    if (lost) hearing.leased(1);
    hearing.imports(run);
    EXPECT_EQ(hearing.violated(), found_if(lost, "SER.stale"));
  }
}

/// Free are 8 requests and 4 in the sweep period that has begun; a save calls for 8 more.
TEST(BookingNatives, requests_stay_in_proportion_to_what_called_for_them) {
  for (const int requests : {20, 21}) {
    BookingHearing hearing(only({"BUDGET"}));
    hearing.ordered();
    for (int i = 0; i < requests; ++i) hearing.search(hearing.leased());
    EXPECT_EQ(hearing.at_rest(), found_if(requests > 20, "BUDGET.requests"));
  }
}

TEST(BookingNatives, nothing_is_sent_before_a_retry_after_has_passed) {
  for (const model::Duration next : {30s - 1us, model::Duration(30s)}) {
    BookingHearing hearing(only({"BUDGET"}));
    const SyncRun run = hearing.leased();
    hearing.answered(hearing.sent(run), Status::too_many_requests, 30s);
    hearing.at(next);
    hearing.search(run);
    EXPECT_EQ(hearing.violated(), found_if(next < 30s, "BUDGET.impatient"));
  }
}

}  // namespace
}  // namespace interleave::properties
