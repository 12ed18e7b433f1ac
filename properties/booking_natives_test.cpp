// What the judge of bookings finds of orders that are booked at Spectora, and of how Attik's
// calendar follows them: XOV, ALERT, FAILC, IDEM. What every core promises is in
// booking_judge_more_test.cpp.
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/booking_hearing.hpp"

namespace interleave::properties {
namespace {

using model::BookingVerb;
using model::EntryId;
using model::JobId;
using model::OrderVerb;
using model::Status;
using model::Time;
using namespace std::chrono_literals;
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

/// A booking, and at 10 min an order at Spectora on top of it, which a worker hears of at once.
EntryId overlap(BookingHearing& hearing) {
  const EntryId booking = hearing.booked({});
  hearing.at(10min);
  hearing.ordered();
  hearing.announced();
  return booking;
}

// ---- XOV ----

TEST(BookingNatives, an_order_on_top_of_a_booking_that_is_read_and_told_is_in_order) {
  BookingHearing hearing;
  overlap(hearing);
  hearing.at(11min);
  hearing.synced();
  hearing.alerted();
  hearing.at(1h);
  hearing.probe_starts();
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
}

TEST(BookingNatives, nothing_is_booked_on_top_of_an_order_that_attik_knew_of) {
  for (const Time starts : {half_past_ten, half_past_ten - 1us}) {
    BookingHearing hearing(only({"XOV.known", "NOOV", "NOBLK"}));
    hearing.ordered();
    hearing.synced();
    hearing.booked({.starts = starts});
    EXPECT_EQ(hearing.violated(), found_if(starts < half_past_ten, "XOV.known"));
  }
}

TEST(BookingNatives, nothing_is_moved_given_away_or_re_instated_onto_an_order_either) {
  for (const BookingVerb verb :
       {BookingVerb::move, BookingVerb::reassign, BookingVerb::reinstate}) {
    BookingHearing hearing(only({"XOV.known"}));
    const EntryId booking = hearing.booked({});
    const bool moves = verb == BookingVerb::move;
    const std::uint8_t to = verb == BookingVerb::reassign ? 1 : 0;
    if (verb == BookingVerb::reinstate) hearing.changed(booking, BookingVerb::cancel);
    hearing.ordered(moves ? half_past_ten : eight, to);
    hearing.synced();
    EXPECT_THAT(hearing.violated(), IsEmpty());
    hearing.changed(booking, verb, {.inspectors = {to}, .starts = half_past_ten});
    EXPECT_THAT(hearing.violated(), ElementsAre("XOV.known"));
  }
}

TEST(BookingNatives, attik_knows_of_an_order_as_it_read_it_last) {
  BookingHearing hearing(only({"XOV.known"}));
  hearing.ordered();
  hearing.booked({});  // Attik does not know of it yet
  hearing.synced();
  hearing.ordered(half_past_ten);
  hearing.booked({.starts = half_past_ten});  // it stands elsewhere, as far as Attik knows
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.booked({});  // by now the order is not there, and Attik does not know
  EXPECT_THAT(hearing.violated(), ElementsAre("XOV.known"));
}

TEST(BookingNatives, an_order_that_was_read_as_cancelled_is_in_nobodys_way) {
  BookingHearing hearing(only({"XOV.known"}));
  hearing.ordered();
  hearing.synced();
  hearing.order_cancelled();
  hearing.synced();
  hearing.booked({});
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(BookingNatives, an_override_goes_over_an_order_that_attik_knows_and_staff_are_told) {
  for (const bool told : {true, false}) {
    BookingHearing hearing(only({"XOV"}));
    hearing.ordered();
    hearing.synced();
    hearing.booked({.verb = BookingVerb::book, .overriding = true});
    if (told) hearing.alerted();
    EXPECT_EQ(hearing.at_rest(), found_if(!told, "XOV.never"));
  }
}

TEST(BookingNatives, staff_are_told_within_five_minutes_of_the_webhook) {
  for (const model::Duration told : {model::Duration(15min), 15min + 1us}) {
    BookingHearing hearing(only({"XOV"}));
    overlap(hearing);
    hearing.at(12min);
    hearing.synced();
    hearing.at(told);
    hearing.alerted();
    hearing.at(1h);
    EXPECT_EQ(hearing.at_rest(), found_if(told > 15min, "XOV.late"));
  }
}

TEST(BookingNatives, the_limit_is_an_option) {
  for (const model::Duration within : {model::Duration(20min), model::Duration(5min)}) {
    BookingJudge::Options options = only({"XOV"});
    options.alert_within = within;
    BookingHearing hearing(options);
    overlap(hearing);
    hearing.at(30min);
    hearing.synced();
    hearing.alerted();
    EXPECT_EQ(hearing.violated(), found_if(within == 5min, "XOV.late"));
  }
}

TEST(BookingNatives, nothing_is_owed_of_what_no_worker_has_heard_of) {
  for (const std::uint32_t behind : {0U, 1U}) {
    BookingHearing hearing(only({"XOV.late"}));
    hearing.booked({});
    hearing.at(9min);
    hearing.ordered(half_past_ten);
    hearing.at(10min);
    hearing.ordered();
    hearing.announced(BookingHearing::native, behind);
    hearing.at(20min);
    hearing.synced();
    hearing.alerted();
    EXPECT_EQ(hearing.violated(), found_if(behind == 0, "XOV.late"));
  }
}

TEST(BookingNatives, what_attik_has_read_it_knows_though_no_webhook_came) {
  BookingHearing hearing(only({"XOV.late"}));
  hearing.booked({});
  hearing.ordered();
  hearing.at(10min);
  hearing.synced();
  hearing.at(15min + 1us);
  hearing.alerted();
  EXPECT_THAT(hearing.violated(), ElementsAre("XOV.late"));
}

TEST(BookingNatives, an_overlap_that_ends_in_time_has_to_be_told_to_nobody) {
  for (const model::Duration ends : {model::Duration(15min), 15min + 1us}) {
    for (const bool there : {true, false}) {
      BookingHearing hearing(only({"XOV.late", "XOV.never"}));
      const EntryId booking = overlap(hearing);
      hearing.at(ends);
      if (there) hearing.order_cancelled();
      if (!there) hearing.changed(booking, BookingVerb::cancel);
      hearing.at(1h);
      EXPECT_EQ(hearing.at_rest(), found_if(ends > 15min, "XOV.late"));
    }
  }
}

TEST(BookingNatives, a_fault_restarts_the_clock_from_when_it_is_over) {
  for (const model::Duration told : {model::Duration(19min), 19min + 1us}) {
    BookingHearing hearing(only({"XOV"}));
    overlap(hearing);
    hearing.at(12min);
    hearing.judge().on_fault(Time(14min), sim::Fault::pause, std::nullopt);
    hearing.at(13min);
    hearing.fault(sim::Fault::error_before);  // it does not end the one before
    hearing.synced();
    hearing.at(told);
    hearing.alerted();
    EXPECT_EQ(hearing.violated(), found_if(told > 19min, "XOV.late"));
  }
}

TEST(BookingNatives, a_fault_of_another_order_or_of_what_people_ask_is_no_excuse) {
  for (const bool of_people : {true, false}) {
    BookingHearing hearing(only({"XOV"}));
    overlap(hearing);
    hearing.at(14min);
    if (of_people) hearing.desk_fault(sim::Fault::request_lost);
    if (!of_people) hearing.fault(sim::Fault::error_before, model::order_of(second_native, 0));
    hearing.at(16min);
    hearing.synced();
    hearing.alerted();
    EXPECT_THAT(hearing.violated(), ElementsAre("XOV.late"));
  }
}

TEST(BookingNatives, what_was_late_before_a_fault_is_late_whatever_comes_then) {
  for (const sim::Fault fault : {sim::Fault::error_before, sim::Fault::key_revoked}) {
    for (const model::Duration heard : {model::Duration(15min), 15min + 1us}) {
      BookingHearing hearing(only({"XOV.late"}));
      overlap(hearing);
      hearing.at(heard);
      hearing.asks({.verb = BookingVerb::load});
      hearing.at(40min);
      hearing.fault(fault);
      hearing.at(41min);
      hearing.synced();
      hearing.alerted();
      EXPECT_EQ(hearing.violated(), found_if(heard > 15min, "XOV.late"));
    }
  }
}

TEST(BookingNatives, a_change_of_the_order_that_a_worker_hears_of_restarts_the_clock) {
  for (const bool heard : {true, false}) {
    BookingHearing hearing(only({"XOV.late"}));
    overlap(hearing);
    hearing.at(14min);
    if (heard) {
      hearing.ordered(eight + 30min);
      hearing.announced();
    }
    hearing.at(19min);
    hearing.synced();
    hearing.alerted();
    EXPECT_EQ(hearing.violated(), found_if(!heard, "XOV.late"));
  }
}

TEST(BookingNatives, staff_who_take_a_matter_over_know_of_it_until_it_changes) {
  for (const bool changes : {false, true}) {
    BookingHearing hearing(only({"XOV.late", "XOV.never"}));
    const EntryId booking = overlap(hearing);
    hearing.synced();
    hearing.alerted();
    hearing.at(20min);
    hearing.acknowledged();
    hearing.at(30min);
    if (changes) hearing.changed(booking, BookingVerb::move, {.starts = eight + 30min});
    hearing.at(1h);
    EXPECT_EQ(hearing.at_rest().empty(), !changes);
    if (changes) {
      EXPECT_THAT(hearing.violated(), ElementsAre("XOV.late", "XOV.never"));
    }
  }
}

TEST(BookingNatives, staff_take_over_only_what_they_were_told) {
  for (const bool told : {true, false}) {
    BookingHearing hearing(only({"XOV.never"}));
    overlap(hearing);
    hearing.synced();
    if (told) hearing.alerted();
    hearing.acknowledged();
    EXPECT_EQ(hearing.at_rest(), found_if(!told, "XOV.never"));
  }
}

TEST(BookingNatives, whatever_changes_of_a_matter_that_was_taken_over_is_told_anew) {
  enum class Change { none, rival, away_and_back, order, order_read };
  for (const Change change :
       {Change::none, Change::rival, Change::away_and_back, Change::order, Change::order_read}) {
    BookingHearing hearing(only({"XOV.never"}));
    const EntryId booking = overlap(hearing);
    hearing.synced();
    hearing.alerted();
    hearing.acknowledged();
    if (change == Change::rival) hearing.booked({.starts = eight + 1h});
    if (change == Change::away_and_back) {
      hearing.changed(booking, BookingVerb::cancel);
      hearing.changed(booking, BookingVerb::reinstate);
    }
    if (change == Change::order || change == Change::order_read) hearing.ordered(eight + 1h);
    if (change == Change::order_read) hearing.synced();
    EXPECT_EQ(hearing.at_rest(), found_if(change != Change::none, "XOV.never"));
  }
}

TEST(BookingNatives, a_change_that_overlaps_nothing_of_a_matter_taken_over_is_no_news) {
  BookingHearing hearing(only({"XOV"}));
  overlap(hearing);
  hearing.synced();
  hearing.alerted();
  hearing.acknowledged();
  hearing.booked({.starts = half_past_ten});
  hearing.booked({.inspectors = {1}});
  hearing.ordered(eight, 1, second_native);
  hearing.order_cancelled(second_native);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(BookingNatives, an_alert_is_of_no_use_while_the_calendar_shows_the_order_as_it_was) {
  BookingHearing hearing(only({"XOV.never"}));
  overlap(hearing);
  hearing.synced();
  hearing.alerted();
  hearing.ordered(eight + 1h);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("XOV.never"));
}

TEST(BookingNatives, an_order_that_is_cancelled_there_overlaps_nothing_whatever_its_row_says) {
  BookingHearing hearing(only({"XOV"}));
  overlap(hearing);
  hearing.synced();
  hearing.alerted();
  hearing.order_cancelled();
  hearing.announced();
  hearing.at(1h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(BookingNatives, each_order_is_told_of_by_itself) {
  for (const JobId told : {BookingHearing::native, second_native}) {
    BookingHearing hearing(only({"XOV.never", "ALERT.stands"}));
    hearing.booked({});
    hearing.ordered(eight, 0, second_native);
    hearing.synced(second_native);
    hearing.alerted(told);
    const std::vector<std::string> both{"XOV.never", "ALERT.stands"};
    EXPECT_EQ(hearing.at_rest(), told == second_native ? std::vector<std::string>() : both);
  }
}

TEST(BookingNatives, an_order_overlaps_only_live_bookings_of_its_inspector) {
  BookingHearing hearing(only({"XOV.late", "XOV.never"}));
  hearing.changed(hearing.booked({}), BookingVerb::cancel);
  hearing.booked({.inspectors = {1}});
  hearing.booked({.starts = half_past_ten});
  hearing.blocks(model::EntryKind::event);
  hearing.at(10min);
  hearing.ordered();
  hearing.announced();
  hearing.at(1h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(BookingNatives, an_order_that_spectora_does_not_show_us_is_owed_another_alert) {
  for (const bool told : {true, false}) {
    BookingHearing hearing(only({"XOV", "ALERT"}));
    hearing.fault(sim::Fault::key_revoked);
    overlap(hearing);
    if (told) hearing.unreadable(20min);
    hearing.at(20min);
    EXPECT_EQ(hearing.at_rest(), found_if(!told, "ALERT.missing"));
  }
}

TEST(BookingNatives, what_attiks_own_calendar_shows_is_told_though_spectora_shows_nothing) {
  BookingHearing hearing(only({"XOV"}));
  hearing.ordered();
  hearing.synced();
  hearing.fault(sim::Fault::key_revoked);
  hearing.unreadable(0min);
  hearing.booked({.verb = BookingVerb::book, .overriding = true});
  hearing.at(1h);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("XOV.late", "XOV.never"));
}

// ---- ALERT ----

TEST(BookingNatives, an_alert_about_what_is_over_is_closed) {
  for (const bool closed : {true, false}) {
    BookingHearing hearing(only({"ALERT"}));
    const EntryId booking = overlap(hearing);
    hearing.synced();
    hearing.alerted();
    hearing.changed(booking, BookingVerb::move, {.starts = half_past_ten});
    if (closed) hearing.alert_closed();
    EXPECT_EQ(hearing.at_rest(), found_if(!closed, "ALERT.stands"));
  }
}

TEST(BookingNatives, an_alert_that_was_taken_over_stands_no_longer) {
  BookingHearing hearing(only({"ALERT"}));
  const EntryId booking = overlap(hearing);
  hearing.synced();
  hearing.alerted();
  hearing.acknowledged();
  hearing.changed(booking, BookingVerb::cancel);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(BookingNatives, an_alert_may_be_about_what_the_calendar_shows_though_the_order_has_moved) {
  BookingHearing hearing(only({"ALERT.stands"}));
  overlap(hearing);
  hearing.synced();
  hearing.alerted();
  hearing.order_cancelled();
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(BookingNatives, that_an_order_cannot_be_read_is_told_by_the_end_and_not_later) {
  for (const model::Duration from : {model::Duration(1h), 1h + 1us}) {
    BookingHearing hearing(only({"ALERT"}));
    hearing.ordered();
    hearing.unreadable(from);
    hearing.at(1h);
    EXPECT_EQ(hearing.at_rest(), found_if(from > 1h, "ALERT.missing"));
  }
}

TEST(BookingNatives, that_an_order_cannot_be_read_is_told_no_longer_when_it_has_been) {
  enum class Then { closed, nothing, revoked };
  for (const Then then : {Then::closed, Then::nothing, Then::revoked}) {
    BookingHearing hearing(only({"ALERT"}));
    hearing.ordered();
    hearing.unreadable(5min);
    hearing.at(10min);
    hearing.synced();
    if (then == Then::closed) hearing.read_again();
    if (then == Then::revoked) hearing.fault(sim::Fault::key_revoked);
    EXPECT_EQ(hearing.at_rest(), found_if(then == Then::nothing, "ALERT.stands"));
  }
}

TEST(BookingNatives, an_order_that_was_cancelled_before_anybody_read_it_needs_no_alert) {
  BookingHearing hearing;
  hearing.ordered();
  hearing.order_cancelled();
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- FAILC ----

TEST(BookingNatives, nothing_is_imported_on_the_ground_of_a_search_that_failed) {
  for (const Status status :
       {Status::ok, Status::timed_out, Status::unreadable, Status::bad_gateway}) {
    BookingHearing hearing(only({"FAILC"}));
    hearing.ordered();
    const SyncRun run = hearing.leased();
    hearing.search(run, status);
    hearing.asks_to_import(run);
    EXPECT_EQ(hearing.violated(), found_if(status != Status::ok, "FAILC.import"));
  }
}

TEST(BookingNatives, nothing_is_imported_without_a_search_of_the_same_run_that_was_answered) {
  BookingHearing hearing(only({"FAILC"}));
  const SyncRun run = hearing.leased();
  hearing.search(run);
  hearing.asks_to_import(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  const SyncRun next = hearing.leased();
  hearing.sent(next);
  hearing.asks_to_import(next);
  EXPECT_THAT(hearing.violated(), ElementsAre("FAILC.import"));
}

TEST(BookingNatives, a_search_that_failed_after_one_that_did_not_is_no_ground) {
  BookingHearing hearing(only({"FAILC"}));
  const SyncRun run = hearing.leased();
  hearing.search(run);
  hearing.search(run, Status::timed_out);
  hearing.asks_to_import(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("FAILC.import"));
}

TEST(BookingNatives, what_a_read_of_one_order_shows_is_no_ground_either) {
  BookingHearing hearing(only({"FAILC"}));
  const SyncRun run = hearing.leased();
  hearing.answered(hearing.sent(run, OrderVerb::get_order));
  hearing.asks_to_import(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("FAILC.import"));
}

// ---- IDEM ----

TEST(BookingNatives, one_more_sync_of_an_order_in_step_writes_nothing) {
  for (const bool in_step : {true, false}) {
    BookingHearing hearing(only({"IDEM"}));
    hearing.ordered();
    hearing.synced();
    if (!in_step) hearing.ordered(half_past_ten);
    hearing.probe_starts();
    hearing.synced();
    EXPECT_EQ(hearing.violated(), found_if(in_step, "IDEM.write"));
  }
}

TEST(BookingNatives, before_the_probe_an_order_may_be_imported_once_more) {
  BookingHearing hearing(only({"IDEM"}));
  hearing.ordered();
  hearing.synced();
  hearing.synced();
  hearing.probe_starts();
  hearing.search(hearing.leased());
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

}  // namespace
}  // namespace interleave::properties
