#include <string>

#include <gtest/gtest.h>

#include "reconciler/crew_fixtures.hpp"

// What one run of an element's crew makes of what it reads.

namespace interleave::reconciler {
namespace {

using model::Duration;
using model::FlexReply;
using model::IntentStatus;
using model::Listing;
using model::RunEnd;
using model::Status;
using model::Time;
using namespace std::chrono_literals;

constexpr Duration lag = 2s;  // see SyncOptions
constexpr Duration late_effect_max = 65s;

// ---- Lists and books ----

TEST(CrewRun, asks_another_endpoint_after_a_list_that_failed_and_stays_with_it) {
  CrewBench bench;
  bench.start_run("A");
  for (const Listing listing : {Listing::row_data, Listing::find_row_data, Listing::line_item}) {
    EXPECT_EQ(bench.flex.next().listing, listing);
    bench.expect("LIST", Status::unavailable);
    bench.expect_read();
    bench.expect_books();
  }
  EXPECT_EQ(bench.flex.next().listing, Listing::children);
  bench.expect_list("");
  bench.expect_write("WRITE A?");
  bench.expect_add("ADD A", 0);
  bench.expect_write("WRITE A0");
  bench.timer.pass(lag);
  bench.expect_read();
  bench.expect_books();
  EXPECT_EQ(bench.flex.next().listing, Listing::children);
}

TEST(CrewRun, believes_no_list_of_another_shape_and_none_that_is_short) {
  for (const bool odd : {false, true}) {
    CrewBench bench;
    bench.own('A', 0);
    bench.start_run("A");
    FlexReply list = bench.list_of(odd ? "A" : "");
    if (odd) list.shape = Listing::children;
    if (!odd) list.total = 1;
    bench.answer_flex("LIST", list);
    bench.expect_read();
    bench.expect_books();
    EXPECT_EQ(bench.flex.next().listing, Listing::find_row_data);
  }
}

TEST(CrewRun, does_nothing_when_no_endpoint_shows_a_list) {
  CrewBench bench;
  bench.start_run("A");
  bench.expect("LIST", Status::timed_out);
  for (int round = 1; round < 5; ++round) {
    bench.expect_read();
    bench.expect_books();
    bench.expect("LIST", Status::timed_out);
  }
  EXPECT_FALSE(bench.expect_finish().in_step);
}

TEST(CrewRun, asks_for_no_list_when_crew_or_books_could_not_be_read) {
  CrewBench bench;
  bench.wish("A");
  bench.change();
  bench.expect_lease();
  bench.expect_from_store("READ", IntentStatus::timed_out);
  bench.expect_read();
  bench.expect_from_tables("BOOKS", Status::unavailable);
  bench.expect_read();
  EXPECT_EQ(bench.next(), "BOOKS");
}

// ---- Tokens ----

/// Up to the first write of that kind, after a list and books; answers it with 401.
void log_out(const std::string& write) {
  CrewBench bench({}, CrewBench::sound);
  if (write == "LEAD 0") {
    bench.own('A', 0);
    bench.start_run("A");
    bench.expect_list("A");
  } else {
    see_unwanted(bench, write == "DELETE 0" ? "A" : "AB");
    bench.expect_read();
  }
  bench.expect(write, Status::unauthorized);
  const RunEnd end = bench.expect_finish();
  EXPECT_FALSE(end.in_step) << write;
  EXPECT_FALSE(end.record) << write;
  bench.timer.pass(1s);
  EXPECT_EQ(bench.next(), "LEASE") << write;
}

TEST(CrewRun, uses_the_token_that_an_answer_brought_from_then_on) {
  CrewBench bench;
  bench.start_run("A");
  EXPECT_EQ(bench.flex.next().token, 0U);
  FlexReply list = bench.list_of("");
  list.token = 7;
  bench.answer_flex("LIST", list);
  bench.expect_write("WRITE A?");
  EXPECT_EQ(bench.flex.next().token, 7U);
  bench.expect_add("ADD A", 0);  // which brings none
  bench.expect_write("WRITE A0");
  bench.timer.pass(lag);
  bench.expect_read();
  bench.expect_books();
  EXPECT_EQ(bench.flex.next().token, 7U);
}

TEST(CrewRun, tells_staff_when_flex_refuses_the_first_request_and_does_not_spin) {
  for (const Status refusal : {Status::unauthorized, Status::forbidden}) {
    CrewBench bench;
    bench.start_run("A");
    bench.expect("LIST", refusal);
    const RunEnd end = bench.expect_finish();
    EXPECT_TRUE(end.record);
    EXPECT_TRUE(end.alert);
    EXPECT_EQ(bench.next(), "nothing");
    EXPECT_EQ(bench.timer.alarms(), 0U);
  }
}

TEST(CrewRun, that_is_logged_out_on_the_way_fails_and_the_next_one_logs_in_anew) {
  CrewBench bench;
  bench.start_run("A");
  FlexReply list = bench.list_of("");
  list.token = 7;
  bench.answer_flex("LIST", list);
  bench.expect_write("WRITE A?");
  bench.expect("ADD A", Status::unauthorized);
  bench.expect_write("WRITE");
  const RunEnd end = bench.expect_finish();
  EXPECT_FALSE(end.in_step);
  EXPECT_FALSE(end.record);
  EXPECT_FALSE(end.alert);
  bench.timer.pass(bench.timer.until_next());
  bench.expect_lease();
  bench.expect_read();
  bench.expect_books();
  EXPECT_EQ(bench.flex.next().token, 0U);
}

TEST(CrewRun, that_is_logged_out_by_any_write_fails_and_is_tried_again) {
  for (const std::string write : {"LEAD 0", "DELETE 0", "DELETE 0 1"}) log_out(write);
}

TEST(CrewRun, that_is_logged_out_when_it_looks_again_fails) {
  CrewBench bench;
  send_first_add(bench);
  bench.expect_add("ADD A", 0);
  bench.expect_write("WRITE A0");
  bench.timer.pass(lag);
  bench.expect_read();
  bench.expect_books();
  bench.expect("LIST", Status::unauthorized);
  EXPECT_FALSE(bench.expect_finish().record);
  bench.timer.pass(1s);
  EXPECT_EQ(bench.next(), "LEASE");
}

// ---- Who leads ----

TEST(CrewRun, makes_whom_it_added_lead_once_the_id_is_recorded) {
  CrewBench bench({}, CrewBench::sound);
  send_first_add(bench);
  bench.expect_add("ADD A", 0);
  bench.expect_write("WRITE A0");
  bench.expect("LEAD 0", Status::ok);
  bench.timer.pass(lag);
  bench.expect_look("A*");
  EXPECT_TRUE(bench.expect_finish().in_step);
}

TEST(CrewRun, lets_only_the_first_of_those_it_added_lead) {
  CrewBench bench({}, CrewBench::sound);
  bench.start_run("BA");
  bench.expect_list("");
  bench.expect_write("WRITE A?");
  bench.expect_add("ADD A", 0);
  bench.expect_write("WRITE A0 B?");
  bench.expect_add("ADD B", 1);
  bench.expect_write("WRITE A0 B1");
  bench.expect("LEAD 1", Status::ok);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(CrewRun, looks_again_when_a_contact_is_not_there_to_set_its_role) {
  CrewBench bench({}, CrewBench::sound);
  bench.own('A', 0);
  bench.start_run("A");
  bench.expect_list("A");
  bench.expect("LEAD 0", Status::not_found);
  bench.timer.pass(lag);
  bench.expect_look("");
  EXPECT_EQ(bench.next(), "WRITE A?");
}

TEST(CrewRun, looks_again_whatever_became_of_a_role) {
  for (const Status answer : {Status::ok, Status::timed_out, Status::bad_gateway}) {
    CrewBench bench({}, CrewBench::sound);
    bench.own('A', 0);
    bench.start_run("A");
    bench.expect_list("A");
    bench.expect("LEAD 0", answer);
    const Time answered_at = bench.timer.now();
    bench.timer.pass(lag);
    bench.expect_look("A*");
    const RunEnd end = bench.expect_finish();
    EXPECT_TRUE(end.in_step);
    EXPECT_EQ(end.recheck_at, answer == Status::ok ? Time{} : answered_at + late_effect_max);
  }
}

// ---- Leases and strays ----

TEST(CrewRun, writes_books_under_its_lease) {
  CrewBench bench;
  bench.start_run("A");
  bench.expect_list("");
  EXPECT_EQ(bench.tables.next().fencing, CrewBench::fencing);
}

TEST(CrewRun, renews_its_lease_before_any_request_to_flex_that_it_might_not_outlast) {
  constexpr Duration late = 50s + 1us;
  CrewBench list;
  list.wish("A");
  list.change();
  list.expect_lease();
  list.expect_read();
  list.timer.pass(late);
  list.expect_books();
  list.expect_from_store("RENEW", IntentStatus::ok);
  EXPECT_EQ(list.next(), "LIST");

  CrewBench role({}, CrewBench::sound);
  role.own('A', 0);
  role.start_run("A");
  role.timer.pass(late);
  role.expect_list("A");
  role.expect_from_store("RENEW", IntentStatus::ok);
  EXPECT_EQ(role.next(), "LEAD 0");

  for (const std::string people : {"A", "AB"}) {
    CrewBench removal;
    see_unwanted(removal, people);
    removal.timer.pass(late);
    removal.expect_read();  // which came too late
    removal.expect_read();
    removal.expect_books();
    removal.expect_from_store("RENEW", IntentStatus::ok);
    removal.timer.pass(late);
    removal.expect_list(people);
    removal.expect_from_store("RENEW", IntentStatus::ok);
    removal.expect_read();
    EXPECT_EQ(removal.next(), people == "A" ? "DELETE 0" : "DELETE 0 1");
  }
}

TEST(CrewRun, whose_lease_has_gone_to_another_stops_at_once_and_says_nothing) {
  CrewBench opening;
  opening.start_run("A");
  opening.expect_list("");
  opening.expect_from_tables("WRITE A?", Status::conflict);
  EXPECT_EQ(opening.next(), "nothing");

  CrewBench recording;
  send_first_add(recording);
  recording.expect_add("ADD A", 0);
  recording.expect_from_tables("WRITE A0", Status::conflict);
  EXPECT_EQ(recording.next(), "nothing");
  recording.timer.pass(3s);  // and comes back
  EXPECT_EQ(recording.next(), "LEASE");
}

TEST(CrewRun, whose_lease_has_gone_does_not_record_the_id_that_it_has_meanwhile) {
  CrewBench bench;
  bench.start_run("AB");
  bench.expect_list("");
  bench.expect_write("WRITE A?");
  bench.expect_add("ADD A", 0);
  bench.expect_from_tables("WRITE A0 B?", Status::conflict);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(CrewRun, leaves_a_stray_contact_and_tells_staff_though_all_is_in_step) {
  CrewBench bench;
  bench.own('A', 0);
  bench.start_run("A");
  bench.expect_list("ABx");
  const RunEnd end = bench.expect_finish();
  EXPECT_TRUE(end.in_step);
  EXPECT_TRUE(end.alert);
  EXPECT_FALSE(end.settled);
  EXPECT_FALSE(end.record);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(CrewRun, tells_staff_of_somebody_who_is_wanted_and_has_no_resource_at_flex) {
  CrewBench bench;
  bench.own('A', 0);
  bench.start_run("AF");
  bench.expect_list("A");
  const RunEnd end = bench.expect_finish();
  EXPECT_TRUE(end.in_step);
  EXPECT_TRUE(end.alert);
  EXPECT_FALSE(end.settled);
}

}  // namespace
}  // namespace interleave::reconciler
