#include "reconciler/crew_run.hpp"

#include <string>

#include <gtest/gtest.h>

#include "reconciler/crew_fixtures.hpp"

// How one run of an element's crew adds people, step by step.

namespace interleave::reconciler {
namespace {

using model::Duration;
using model::FlexReply;
using model::IdPlace;
using model::IntentStatus;
using model::RunEnd;
using model::Status;
using model::Time;
using namespace std::chrono_literals;

constexpr Duration lag = 2s;           // see SyncOptions
constexpr Duration landing_max = 82s;  // both, and the times that a write and an add may take

// ---- Adding ----

TEST(CrewRun, that_adds_one_journals_it_first_records_its_id_and_looks_again) {
  CrewBench bench;
  bench.start_run("A");
  EXPECT_EQ(bench.flex.next().element, CrewBench::lights);
  EXPECT_EQ(bench.flex.next().fencing, CrewBench::fencing);
  bench.expect_list("");
  bench.expect_write("WRITE A?");
  EXPECT_EQ(bench.flex.next().fencing, CrewBench::fencing);
  bench.expect_add("ADD A", 0);
  EXPECT_EQ(bench.tables.next().books.links[0][0], (model::CrewLink{{0}, bench.line(0)}));
  bench.expect_write("WRITE A0");
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.until_next(), lag);
  bench.timer.pass(lag);
  bench.expect_look("A");
  const RunEnd end = bench.expect_finish();
  EXPECT_TRUE(end.in_step);
  EXPECT_TRUE(end.settled);
  EXPECT_FALSE(end.alert);
  EXPECT_EQ(end.recheck_at, Time{});
  EXPECT_EQ(end.wrote_at, bench.timer.now() - lag);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(CrewRun, that_finds_all_as_it_is_wanted_writes_nothing) {
  CrewBench bench;
  bench.own('A', 0);
  bench.start_run("A");
  bench.expect_list("Ax");
  EXPECT_TRUE(bench.expect_finish().in_step);
}

TEST(CrewRun, enters_a_row_that_is_missing_though_nothing_is_to_be_done_at_flex) {
  CrewBench bench;
  bench.own('A', 0);
  bench.books.links = {};
  bench.start_run("A");
  bench.expect_list("A");
  bench.expect_write("WRITE A0");
  EXPECT_TRUE(bench.expect_finish().in_step);
  EXPECT_EQ(bench.books.links[0].size(), 1U);
}

TEST(CrewRun, adds_one_after_the_other_each_with_its_own_entry) {
  CrewBench bench;
  bench.start_run("AB");
  bench.expect_list("");
  bench.expect_write("WRITE A?");
  bench.expect_add("ADD A", 0);
  bench.expect_write("WRITE A0 B?");  // the id goes with it
  bench.expect_add("ADD B", 1);
  bench.expect_write("WRITE A0 B1");
  bench.timer.pass(lag);
  bench.expect_look("AB");
  EXPECT_TRUE(bench.expect_finish().in_step);
}

TEST(CrewRun, notes_in_the_entry_which_contacts_of_the_technician_are_not_the_adds) {
  CrewBench bench;
  bench.start_run("A");
  bench.expect_list("BxA");
  ASSERT_EQ(bench.next(), "WRITE A?");
  EXPECT_EQ(bench.tables.next().books.journal[0].seen, (model::LineIdList{bench.line(2)}));
}

TEST(CrewRun, sends_no_add_when_the_database_does_not_take_its_entry) {
  for (const Status failure : {Status::unavailable, Status::unreachable}) {
    CrewBench bench;
    bench.start_run("A");
    bench.expect_list("");
    bench.expect_from_tables("WRITE A?", failure);
    bench.expect_look("");
    EXPECT_EQ(bench.next(), "WRITE A?");
  }
}

// Such a write may be done later, over what is written then: but not under another lease.
TEST(CrewRun, ends_when_nobody_knows_whether_the_database_took_its_books) {
  for (const Status silence : {Status::timed_out, Status::unreadable, Status::bad_gateway}) {
    CrewBench bench;
    bench.start_run("A");
    bench.expect_list("");
    bench.expect_from_tables("WRITE A?", silence);
    const RunEnd end = bench.expect_finish();
    EXPECT_FALSE(end.in_step);
    EXPECT_FALSE(end.record);
    bench.timer.pass(1s);
    EXPECT_EQ(bench.next(), "LEASE");
  }
}

TEST(CrewRun, sends_no_add_when_its_entry_took_too_long) {
  CrewBench bench;
  bench.start_run("A");
  bench.expect_list("");
  bench.timer.pass(5s);
  bench.expect_write("WRITE A?");
  EXPECT_EQ(bench.next(), "ADD A");  // just in time

  CrewBench late;
  late.start_run("A");
  late.expect_list("");
  late.timer.pass(5s + 1us);
  late.expect_write("WRITE A?");
  EXPECT_EQ(late.next(), "READ");
}

TEST(CrewRun, renews_its_lease_before_an_add_that_it_might_not_outlast) {
  CrewBench bench;
  bench.start_run("A");
  bench.timer.pass(50s + 1us);
  bench.expect_list("");
  bench.expect_from_store("RENEW", IntentStatus::ok);
  EXPECT_EQ(bench.next(), "WRITE A?");

  CrewBench lost;
  lost.start_run("A");
  lost.timer.pass(50s + 1us);
  lost.expect_list("");
  lost.expect_from_store("RENEW", IntentStatus::superseded);
  EXPECT_EQ(lost.next(), "nothing");
}

TEST(CrewRun, sends_no_add_that_its_lease_might_not_outlast_after_its_entry) {
  CrewBench bench;
  bench.start_run("A");
  bench.timer.pass(48s);
  bench.expect_list("");
  bench.timer.pass(3s);
  bench.expect_write("WRITE A?");
  EXPECT_EQ(bench.next(), "READ");
}

TEST(CrewRun, remembers_the_id_of_an_add_that_the_database_did_not_take) {
  CrewBench bench;
  send_first_add(bench);
  bench.expect_add("ADD A", 0);
  bench.expect_from_tables("WRITE A0", Status::unavailable);
  bench.timer.pass(lag);
  bench.expect_look("A");
  bench.expect_write("WRITE A0");
  const RunEnd end = bench.expect_finish();
  EXPECT_TRUE(end.in_step);
  EXPECT_EQ(end.recheck_at, Time{});
}

TEST(CrewRun, settles_what_was_left_unknown_by_a_list_that_comes_late_enough) {
  for (const bool too_early : {false, true}) {
    CrewBench bench;
    bench.own('A', 0);
    bench.wish("A");
    bench.change();
    const Time asked_at = bench.timer.now() + 1s;
    model::Intent intent = CrewBench::leased();
    intent.recheck_at = asked_at + (too_early ? 1us : 0us);
    bench.expect_lease(intent);
    bench.expect_read();
    bench.timer.pass(1s);
    bench.expect_books();
    bench.timer.pass(1s);
    bench.expect_list("A");
    EXPECT_EQ(bench.expect_finish().recheck_at, too_early ? intent.recheck_at : Time{});
  }
}

TEST(CrewRun, takes_the_id_from_wherever_the_answer_holds_it) {
  for (const IdPlace place :
       {IdPlace::line_item_id, IdPlace::data_id, IdPlace::added_lines, IdPlace::location_header}) {
    CrewBench bench;
    send_first_add(bench);
    FlexReply reply;
    reply.line = bench.line(0);
    reply.place = place;
    bench.answer_flex("ADD A", reply);
    EXPECT_EQ(bench.next(), "WRITE A0");
  }
}

// ---- Adds that are refused, or not answered ----

TEST(CrewRun, closes_the_entry_of_an_add_that_is_refused_for_good_and_tells_staff) {
  for (const Status refusal : {Status::unprocessable, Status::forbidden}) {
    CrewBench bench;
    send_first_add(bench);
    bench.expect("ADD A", refusal);
    bench.expect_write("WRITE");
    const RunEnd end = bench.expect_finish();
    EXPECT_TRUE(end.record);
    EXPECT_TRUE(end.alert);
    EXPECT_EQ(end.recheck_at, Time{});
    EXPECT_EQ(bench.next(), "nothing");
    EXPECT_EQ(bench.timer.alarms(), 0U);
  }
}

TEST(CrewRun, closes_the_entry_of_an_add_that_was_not_sent_and_sends_it_again) {
  CrewBench bench;
  send_first_add(bench);
  bench.expect("ADD A", Status::unreachable);
  bench.expect_write("WRITE");
  bench.timer.pass(lag);
  bench.expect_look("");
  bench.expect_write("WRITE A?");
  EXPECT_EQ(bench.next(), "ADD A");
}

TEST(CrewRun, waits_as_long_as_flex_asks_and_has_no_add_open_meanwhile) {
  CrewBench bench;
  send_first_add(bench);
  FlexReply reply;
  reply.status = Status::too_many_requests;
  reply.retry_after = 7s;
  bench.answer_flex("ADD A", reply);
  bench.expect_write("WRITE");
  const RunEnd end = bench.expect_finish();
  EXPECT_EQ(end.held_until, bench.timer.now() + 7s);
  EXPECT_FALSE(end.alert);
  bench.timer.pass(7s - 1us);
  EXPECT_EQ(bench.next(), "nothing");
  bench.timer.pass(1us);
  EXPECT_EQ(bench.next(), "LEASE");
}

/// Up to the end of a run whose add got no answer.
RunEnd leave_open(CrewBench& bench, Status silence) {
  send_first_add(bench);
  bench.timer.pass(1s);
  bench.expect("ADD A", silence);
  EXPECT_EQ(bench.next(), "nothing");  // a list might still miss it
  bench.timer.pass(lag);
  bench.expect_look("");
  return bench.expect_finish();
}

TEST(CrewRun, waits_until_an_add_without_an_answer_can_no_longer_land_and_tells_nobody) {
  for (const Status silence : {Status::timed_out, Status::unreadable, Status::accepted,
                               Status::bad_gateway, Status::conflict}) {
    CrewBench bench;
    const Time opened_at = bench.timer.now();
    const RunEnd end = leave_open(bench, silence);
    EXPECT_EQ(end.recheck_at, opened_at + landing_max);
    EXPECT_FALSE(end.in_step);
    EXPECT_FALSE(end.settled);
    EXPECT_FALSE(end.record);
    EXPECT_FALSE(end.alert);
    EXPECT_EQ(bench.next(), "nothing");
  }
}

TEST(CrewRun, adopts_what_an_add_without_an_answer_has_made_when_it_can_no_longer_land) {
  CrewBench bench;
  const RunEnd end = leave_open(bench, Status::timed_out);
  bench.timer.pass(end.recheck_at - bench.timer.now());
  bench.expect_lease();
  bench.expect_look("A");
  bench.expect_write("WRITE A0");
  EXPECT_TRUE(bench.expect_finish().in_step);
  EXPECT_EQ(bench.books.links[0][0].line, bench.line(0));
}

TEST(CrewRun, adds_again_when_an_add_without_an_answer_has_made_nothing) {
  CrewBench bench;
  const RunEnd end = leave_open(bench, Status::timed_out);
  bench.timer.pass(end.recheck_at - bench.timer.now());
  bench.expect_lease();
  bench.expect_look("");
  bench.expect_write("WRITE A?");
  EXPECT_EQ(bench.books.journal[0].opened_at, bench.timer.now());
  EXPECT_EQ(bench.next(), "ADD A");
}

TEST(CrewRun, reckons_by_the_clock_of_the_database_how_old_an_entry_is) {
  for (const Duration ahead : {Duration{-30min}, Duration{30min}}) {
    CrewBench bench;
    bench.database_ahead = ahead;
    const Time opened_at = bench.timer.now();
    EXPECT_EQ(leave_open(bench, Status::timed_out).recheck_at, opened_at + landing_max);
  }
}

TEST(CrewRun, waits_no_longer_for_an_add_that_it_could_decide_on_the_way) {
  CrewBench bench;
  model::CrewEntry open{CrewBench::technician('A')};
  open.opened_at = bench.timer.now() - (landing_max - 1s);
  bench.books.journal.push_back(open);
  bench.start_run("AB");
  bench.expect_list("A");
  bench.expect_write("WRITE A? B?");
  bench.expect_add("ADD B", 1);
  bench.expect_write("WRITE A? B1");
  bench.timer.pass(lag);
  bench.expect_look("AB");
  bench.expect_write("WRITE A0 B1");
  const RunEnd end = bench.expect_finish();
  EXPECT_TRUE(end.in_step);
  EXPECT_EQ(end.recheck_at, Time{});
}

TEST(CrewRun, leaves_it_to_staff_which_of_two_an_add_without_an_answer_has_made) {
  CrewBench bench;
  RunEnd end = leave_open(bench, Status::timed_out);
  bench.timer.pass(end.recheck_at - bench.timer.now());
  bench.expect_lease();
  bench.expect_look("AA");
  end = bench.expect_finish();
  EXPECT_TRUE(end.record);
  EXPECT_TRUE(end.alert);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(CrewRun, does_what_else_is_to_be_done_while_an_add_is_open) {
  CrewBench bench;
  bench.start_run("AB");
  bench.expect_list("");
  bench.expect_write("WRITE A?");
  bench.expect("ADD A", Status::timed_out);
  const Time opened_at = bench.timer.now();
  bench.timer.pass(lag);
  bench.expect_look("A");
  bench.expect_write("WRITE A? B?");
  EXPECT_EQ(bench.books.journal[0].opened_at, opened_at);
  bench.expect_add("ADD B", 1);
  bench.expect_write("WRITE A? B1");
  bench.timer.pass(lag);
  bench.expect_look("AB");
  EXPECT_EQ(bench.expect_finish().recheck_at, opened_at + landing_max);
}

}  // namespace
}  // namespace interleave::reconciler
