#include "reconciler/natives_run.hpp"

#include <array>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/booking_fixtures.hpp"

// What one run of an order that was booked at Spectora does, step by step.

namespace interleave::reconciler {
namespace {

using namespace model;
using testing::ElementsAre;

constexpr Duration lag = 2s;         // see SyncOptions
constexpr Duration busy_pause = 3s;  // see Session
constexpr int rounds_max = 4;

constexpr std::array unknown_statuses{CalendarStatus::timed_out, CalendarStatus::unreadable,
                                      CalendarStatus::failed, CalendarStatus::unreachable};

/// Up to what it writes, after a search that found these.
template <class Bench>
CalendarRequest import_of_what_is_found(Bench& bench, const std::vector<Order>& orders) {
  bench.start_run();
  bench.timer.pass(lag);
  bench.expect_find(orders);
  return bench.sent("IMPORT");
}

// ---- Production ----

TEST(NativesRun, leases_reads_waits_out_the_lag_searches_imports_and_finishes) {
  BookingBench bench;
  bench.start_run();
  EXPECT_EQ(bench.next(), "nothing");  // a search might still miss what the webhook tells of
  EXPECT_EQ(bench.timer.until_next(), lag);
  bench.timer.pass(lag);
  EXPECT_EQ(bench.next(), "FIND");
  EXPECT_EQ(bench.spectora.next().reference.job, BookingBench::native);
  EXPECT_EQ(bench.spectora.next().issuer, Issuer::spectora_native);
  EXPECT_EQ(bench.spectora.next().fencing, 4U);
  bench.expect_find({BookingBench::order_at_nine()});
  bench.answer("IMPORT", CalendarStatus::ok);
  const RunEnd end = bench.expect_finish();
  EXPECT_TRUE(end.in_step);
  EXPECT_TRUE(end.settled);
  EXPECT_FALSE(end.record);
  EXPECT_EQ(end.recheck_at, Time{});
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_THAT(bench.runs, ElementsAre(Verdict::in_step));
}

TEST(NativesRun, imports_what_the_order_is_under_its_lease_whatever_is_in_the_way) {
  BookingBench bench;
  const CalendarRequest sent = import_of_what_is_found(bench, {BookingBench::order_at_nine()});
  EXPECT_EQ(sent.native, BookingBench::native);
  EXPECT_TRUE(sent.live);
  EXPECT_EQ(sent.wish.when, (Interval{Time{9h}, Time{11h + 30min}}));
  ASSERT_EQ(sent.wish.inspectors.size(), 1U);
  EXPECT_EQ(sent.wish.inspectors.front(), spectora_identity(InspectorId{1}));
  EXPECT_EQ(sent.fencing, 4U);
  EXPECT_FALSE(sent.online);
  EXPECT_EQ(differences(sent.check), "not free");
}

TEST(NativesRun, imports_as_cancelled_an_order_that_is_cancelled_or_not_there) {
  BookingBench cancelled;
  EXPECT_FALSE(import_of_what_is_found(cancelled, {BookingBench::order_at_nine(true)}).live);
  BookingBench none;
  EXPECT_FALSE(import_of_what_is_found(none, {}).live);
}

TEST(NativesRun, of_several_orders_imports_the_one_that_is_live) {
  Order live = BookingBench::order_at_nine();
  live.event.starts = Time{10h};
  for (const bool first : {true, false}) {
    BookingBench bench;
    const Order cancelled = BookingBench::order_at_nine(true);
    const CalendarRequest sent = import_of_what_is_found(
        bench, first ? std::vector{live, cancelled} : std::vector{cancelled, live});
    EXPECT_TRUE(sent.live);
    EXPECT_EQ(sent.wish.when.start, Time{10h});
  }
}

TEST(NativesRun, imports_nothing_after_a_search_that_failed_and_begins_anew) {
  for (const Status status : {Status::unavailable, Status::timed_out, Status::unreadable,
                              Status::unreachable, Status::not_found}) {
    BookingBench bench;
    bench.start_run();
    bench.timer.pass(lag);
    bench.expect_find_fails(status);
    bench.expect_job();
    bench.timer.pass(lag);
    bench.expect_find({BookingBench::order_at_nine()});
    bench.answer("IMPORT", CalendarStatus::ok);
    EXPECT_TRUE(bench.expect_finish().in_step);
  }
}

TEST(NativesRun, gives_up_after_four_rounds_and_is_tried_again_later) {
  BookingBench bench;
  bench.worker.on_news(BookingBench::news());
  bench.expect_lease();
  for (int round = 0; round < rounds_max; ++round) {
    bench.expect_job();
    bench.timer.pass(lag);
    bench.expect_find_fails(Status::unavailable);
  }
  EXPECT_FALSE(bench.expect_finish().in_step);
  EXPECT_THAT(bench.runs, ElementsAre(Verdict::not_yet));
  EXPECT_EQ(bench.next(), "nothing");
  bench.timer.pass(bench.timer.until_next());
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(NativesRun, searches_nothing_while_the_job_cannot_be_read) {
  BookingBench bench;
  bench.worker.on_news(BookingBench::news());
  bench.expect_lease();
  for (int round = 0; round < rounds_max; ++round) {
    bench.expect_from_store("JOB", IntentStatus::failed);
  }
  EXPECT_FALSE(bench.expect_finish().in_step);
}

TEST(NativesRun, puts_on_record_what_spectora_refuses_for_good) {
  BookingBench bench;
  bench.start_run();
  bench.timer.pass(lag);
  bench.expect_find_fails(Status::unauthorized);
  const RunEnd end = bench.expect_finish();
  EXPECT_FALSE(end.in_step);
  EXPECT_TRUE(end.record);
  EXPECT_TRUE(end.alert);
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(NativesRun, does_nothing_while_the_sync_is_switched_off) {
  BookingBench bench;
  bench.worker.on_news(BookingBench::news());
  bench.expect_lease();
  bench.expect_from_store("JOB", IntentStatus::disabled);
  EXPECT_FALSE(bench.expect_finish().in_step);
}

TEST(NativesRun, leaves_spectora_alone_as_long_as_it_asks_for) {
  BookingBench bench;
  bench.start_run();
  bench.timer.pass(lag);
  OrderReply busy;
  busy.status = Status::too_many_requests;
  busy.retry_after = 7s;
  ASSERT_EQ(bench.next(), "FIND");
  bench.spectora.answer(busy);
  EXPECT_EQ(bench.expect_finish().held_until, bench.timer.now() + 7s);
  EXPECT_EQ(bench.timer.until_next(), 7s);
}

TEST(NativesRun, begins_anew_when_it_does_not_know_what_became_of_an_import) {
  for (const CalendarStatus status : unknown_statuses) {
    BookingBench bench;
    import_of_what_is_found(bench, {BookingBench::order_at_nine()});
    bench.answer("IMPORT", status);
    bench.expect_job();
    bench.timer.pass(lag);
    bench.expect_find({BookingBench::order_at_nine(true)});
    EXPECT_FALSE(bench.sent("IMPORT").live);  // as it is by then
    EXPECT_EQ(bench.sent("IMPORT").ordinal, 1U);
    bench.answer("IMPORT", CalendarStatus::ok);
    EXPECT_TRUE(bench.expect_finish().in_step);
  }
}

TEST(NativesRun, ends_without_a_word_when_another_has_its_lease_and_comes_back_later) {
  BookingBench bench;
  import_of_what_is_found(bench, {BookingBench::order_at_nine()});
  bench.answer("IMPORT", CalendarStatus::superseded);
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_THAT(bench.runs, ElementsAre(Verdict::not_yet));
  EXPECT_EQ(bench.timer.until_next(), busy_pause);
  bench.timer.pass(busy_pause);
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(NativesRun, settles_what_was_unknown_by_a_search_that_comes_late_enough) {
  const auto left_open = [](Time recheck_at) {
    BookingBench bench;
    bench.worker.on_news(BookingBench::news());
    IntentReply reply;
    reply.intent.fencing = 4;
    reply.intent.recheck_at = recheck_at;
    reply.generation = 1;
    bench.answer_store("LEASE", reply);
    bench.expect_job();
    bench.timer.pass(lag);
    bench.expect_find({BookingBench::order_at_nine()});
    bench.answer("IMPORT", CalendarStatus::ok);
    return bench.expect_finish().recheck_at;
  };
  // It searches as the lag is over, and the bench starts at one.
  EXPECT_EQ(left_open(Time{1h} + lag), Time{});
  EXPECT_EQ(left_open(Time{1h} + lag + 1us), Time{1h} + lag + 1us);
}

// ---- The lease ----

SyncOptions leasing_for(Duration lease) {
  SyncOptions options = BookingBench::quiet();
  options.lease = lease;
  return options;
}

TEST(NativesRun, renews_a_lease_that_would_not_outlast_its_search) {
  // Two seconds have passed by then, and a search may take ten.
  BookingBench long_enough({}, leasing_for(12s));
  long_enough.start_run();
  long_enough.timer.pass(lag);
  EXPECT_EQ(long_enough.next(), "FIND");

  BookingBench too_short({}, leasing_for(12s - 1us));
  too_short.start_run();
  too_short.timer.pass(lag);
  EXPECT_EQ(too_short.next(), "RENEW");
  EXPECT_EQ(too_short.store.next().fencing, 4U);
  too_short.expect_from_store("RENEW", IntentStatus::ok);
  EXPECT_EQ(too_short.next(), "FIND");
}

TEST(NativesRun, searches_nothing_once_its_lease_is_gone) {
  BookingBench bench({}, leasing_for(11s));
  bench.start_run();
  bench.timer.pass(lag);
  bench.expect_from_store("RENEW", IntentStatus::superseded);
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.until_next(), busy_pause);
}

TEST(NativesRun, begins_anew_when_its_lease_could_not_be_renewed) {
  BookingBench bench({}, leasing_for(11s));
  bench.start_run();
  bench.timer.pass(lag);
  bench.expect_from_store("RENEW", IntentStatus::failed);
  EXPECT_EQ(bench.next(), "JOB");
}

TEST(NativesRun, does_nothing_without_a_lease) {
  for (const IntentStatus status : {IntentStatus::nothing_to_do, IntentStatus::busy,
                                    IntentStatus::failed, IntentStatus::timed_out}) {
    BookingBench bench;
    bench.worker.on_news(BookingBench::news());
    bench.expect_from_store("LEASE", status);
    EXPECT_EQ(bench.next(), "nothing");
    EXPECT_EQ(bench.timer.alarms(), status == IntentStatus::nothing_to_do ? 0U : 1U);
  }
}

TEST(NativesRun, is_done_again_when_the_order_was_changed_meanwhile) {
  BookingBench bench;
  import_of_what_is_found(bench, {BookingBench::order_at_nine()});
  bench.answer("IMPORT", CalendarStatus::ok);
  bench.expect_finish(2);
  EXPECT_EQ(bench.next(), "LEASE");
}

// ---- Without a guard ----

using Adjustable = BookingBenchOf<AdjustableGuards>;

AdjustableGuards without(Guard guard) { return AdjustableGuards().without(guard); }

TEST(NativesRun, without_wait_out_lag_searches_at_once) {
  Adjustable bench(without(Guard::wait_out_lag));
  bench.start_run();
  EXPECT_EQ(bench.next(), "FIND");
}

TEST(NativesRun, without_list_read_checked_takes_a_failed_search_for_an_empty_one) {
  Adjustable bench(without(Guard::list_read_checked));
  bench.start_run();
  bench.timer.pass(lag);
  bench.expect_find_fails(Status::unavailable);
  EXPECT_FALSE(bench.sent("IMPORT").live);
  bench.answer("IMPORT", CalendarStatus::ok);
  EXPECT_TRUE(bench.expect_finish().in_step);
}

TEST(NativesRun, without_live_rows_imports_a_cancelled_order_as_if_it_were_live) {
  Adjustable bench(without(Guard::live_rows));
  const CalendarRequest sent = import_of_what_is_found(bench, {Adjustable::order_at_nine(true)});
  EXPECT_TRUE(sent.live);
  EXPECT_EQ(sent.wish.when.start, Time{9h});
  // But not what is not there.
  Adjustable none(without(Guard::live_rows));
  EXPECT_FALSE(import_of_what_is_found(none, {}).live);
}

TEST(NativesRun, without_fenced_books_imports_whoever_has_the_lease) {
  Adjustable bench(without(Guard::fenced_books));
  const CalendarRequest sent = import_of_what_is_found(bench, {Adjustable::order_at_nine()});
  EXPECT_EQ(differences(sent.check), "not free, not fenced");
}

TEST(NativesRun, without_watch_natives_staff_are_not_told_what_the_order_overlaps) {
  Adjustable bench(without(Guard::watch_natives));
  const CalendarRequest sent = import_of_what_is_found(bench, {Adjustable::order_at_nine()});
  EXPECT_EQ(differences(sent.check), "not free, not watching");
}

TEST(NativesRun, without_close_alert_staff_are_told_for_ever) {
  Adjustable bench(without(Guard::close_alert));
  const CalendarRequest sent = import_of_what_is_found(bench, {Adjustable::order_at_nine()});
  EXPECT_EQ(differences(sent.check), "not free, not closing");
  bench.answer("IMPORT", CalendarStatus::ok);
  EXPECT_FALSE(bench.expect_finish().settled);
}

TEST(NativesRun, without_lease_names_none_and_is_not_asked_for_one) {
  Adjustable bench(without(Guard::lease));
  bench.worker.on_news(Adjustable::news());
  bench.expect_job();
  bench.timer.pass(lag);
  bench.expect_find({Adjustable::order_at_nine()});
  EXPECT_EQ(bench.sent("IMPORT").fencing, 0U);
  EXPECT_EQ(differences(bench.sent("IMPORT").check), "not free, not fenced");
}

}  // namespace
}  // namespace interleave::reconciler
