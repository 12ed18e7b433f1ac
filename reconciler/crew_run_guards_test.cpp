#include <string>

#include <gtest/gtest.h>

#include "reconciler/crew_fixtures.hpp"

// What one run of an element's crew does without one of its guards.

namespace interleave::reconciler {
namespace {

using model::Duration;
using model::FlexReply;
using model::IdPlace;
using model::Listing;
using model::RunEnd;
using model::Status;
using namespace std::chrono_literals;

constexpr Duration lag = 2s;  // see SyncOptions

// ---- Without a guard ----

using Adjustable = CrewBenchOf<AdjustableGuards>;

AdjustableGuards without(Guard guard) { return AdjustableGuards().without(guard); }

TEST(CrewRun, without_journal_adds_what_no_journal_knows_of) {
  Adjustable bench(without(Guard::journal));
  bench.start_run("A");
  bench.expect_list("");
  EXPECT_EQ(bench.next(), "ADD A");
}

TEST(CrewRun, without_journal_checked_adds_though_the_database_did_not_take_the_entry) {
  Adjustable bench(without(Guard::journal_checked));
  bench.start_run("A");
  bench.expect_list("");
  bench.expect_from_tables("WRITE A?", Status::unavailable);
  EXPECT_EQ(bench.next(), "ADD A");
}

TEST(CrewRun, without_journal_checked_stops_all_the_same_when_the_lease_is_gone) {
  Adjustable bench(without(Guard::journal_checked));
  bench.start_run("A");
  bench.expect_list("");
  bench.expect_from_tables("WRITE A?", Status::conflict);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(CrewRun, without_reread_after_timeout_sends_an_add_without_an_answer_again) {
  Adjustable bench(without(Guard::reread_after_timeout));
  send_first_add(bench);
  bench.expect("ADD A", Status::timed_out);
  bench.expect("ADD A", Status::timed_out);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(CrewRun, without_reread_after_error_sends_an_add_answered_5xx_again) {
  Adjustable bench(without(Guard::reread_after_error));
  send_first_add(bench);
  bench.expect("ADD A", Status::bad_gateway);
  EXPECT_EQ(bench.next(), "ADD A");
}

TEST(CrewRun, without_accepted_is_unknown_takes_an_accepted_add_for_done) {
  Adjustable bench(without(Guard::accepted_is_unknown));
  send_first_add(bench);
  bench.expect("ADD A", Status::accepted);
  EXPECT_EQ(bench.next(), "WRITE");
}

TEST(CrewRun, without_id_anywhere_sends_an_add_again_whose_id_is_elsewhere) {
  Adjustable bench(without(Guard::id_anywhere));
  send_first_add(bench);
  FlexReply reply;
  reply.line = bench.line(0);
  reply.place = IdPlace::data_id;
  bench.answer_flex("ADD A", reply);
  reply.line = bench.line(1);
  bench.answer_flex("ADD A by form", reply);
  EXPECT_EQ(bench.next(), "WRITE A1");
}

TEST(CrewRun, without_list_read_checked_takes_a_failed_list_for_an_empty_one) {
  Adjustable bench(without(Guard::list_read_checked));
  bench.start_run("A");
  bench.expect("LIST", Status::unavailable);
  EXPECT_EQ(bench.next(), "WRITE A?");
}

TEST(CrewRun, without_all_pages_believes_a_short_list) {
  Adjustable bench(without(Guard::all_pages));
  bench.start_run("A");
  FlexReply list = bench.list_of("");
  list.total = 1;
  bench.answer_flex("LIST", list);
  EXPECT_EQ(bench.next(), "WRITE A?");
}

TEST(CrewRun, without_shape_checked_sees_nothing_in_a_list_of_another_shape) {
  Adjustable bench(without(Guard::shape_checked));
  bench.own('A', 0);
  bench.start_run("A");
  FlexReply list = bench.list_of("A");
  list.shape = Listing::children;
  bench.answer_flex("LIST", list);
  EXPECT_EQ(bench.next(), "WRITE A?");
}

TEST(CrewRun, without_new_token_never_uses_it) {
  Adjustable bench(without(Guard::new_token));
  bench.start_run("A");
  FlexReply list = bench.list_of("");
  list.token = 7;
  bench.answer_flex("LIST", list);
  bench.expect_write("WRITE A?");
  EXPECT_EQ(bench.flex.next().token, 0U);
}

TEST(CrewRun, without_primary_sets_no_role) {
  Adjustable bench(without(Guard::primary), Adjustable::sound);
  send_first_add(bench);
  bench.expect_add("ADD A", 0);
  bench.expect_write("WRITE A0");
  EXPECT_EQ(bench.next(), "nothing");
  bench.timer.pass(lag);
  bench.expect_look("A");
  EXPECT_TRUE(bench.expect_finish().in_step);
}

TEST(CrewRun, without_gone_is_done_takes_a_contact_that_is_not_there_for_a_refusal) {
  Adjustable role(without(Guard::gone_is_done), Adjustable::sound);
  role.own('A', 0);
  role.start_run("A");
  role.expect_list("A");
  role.expect("LEAD 0", Status::not_found);
  EXPECT_TRUE(role.expect_finish().record);

  Adjustable removal(without(Guard::gone_is_done));
  see_unwanted(removal, "A");
  removal.expect_read();
  removal.expect("DELETE 0", Status::not_found);
  EXPECT_TRUE(removal.expect_finish().record);
}

TEST(CrewRun, without_recheck_wish_deletes_by_the_crew_as_it_was_read_before_the_list) {
  Adjustable bench(without(Guard::recheck_wish));
  see_unwanted(bench, "A");
  EXPECT_EQ(bench.next(), "DELETE 0");
}

TEST(CrewRun, without_delete_status_counts_a_contact_as_gone_whatever_lists_show) {
  for (const std::string people : {"A", "AB"}) {
    Adjustable bench(without(Guard::delete_status));
    see_unwanted(bench, people);
    bench.expect_read();
    bench.expect(people == "A" ? "DELETE 0" : "DELETE 0 1", Status::bad_gateway);
    bench.timer.pass(lag);
    bench.expect_look(people);
    bench.expect_write("WRITE");
    EXPECT_TRUE(bench.expect_finish().in_step);
  }
}

TEST(CrewRun, without_batch_verified_counts_all_as_gone_that_were_deleted_at_once) {
  Adjustable bench(without(Guard::batch_verified));
  see_unwanted(bench, "AB");
  bench.expect_read();
  bench.expect("DELETE 0 1", Status::ok);
  bench.timer.pass(lag);
  bench.expect_look("AB");
  bench.expect_write("WRITE");
  EXPECT_TRUE(bench.expect_finish().in_step);

  // Not by another answer.
  Adjustable refused(without(Guard::batch_verified));
  see_unwanted(refused, "AB");
  refused.expect_read();
  refused.expect("DELETE 0 1", Status::unprocessable);
  refused.timer.pass(lag);
  refused.expect_look("AB");
  refused.expect_read();
  EXPECT_EQ(refused.next(), "DELETE 0");
}

TEST(CrewRun, without_deletion_budget_deletes_however_many) {
  Adjustable bench(without(Guard::deletion_budget));
  see_unwanted(bench, "ABCDE");
  bench.expect_read();
  EXPECT_EQ(bench.next(), "DELETE 0 1 2 3 4");
}

TEST(CrewRun, without_fenced_books_names_no_lease) {
  Adjustable bench(without(Guard::fenced_books));
  bench.start_run("A");
  bench.expect_list("");
  EXPECT_EQ(bench.tables.next().fencing, 0U);
}

TEST(CrewRun, without_stray_told_tells_nobody_of_a_stray_contact) {
  Adjustable bench(without(Guard::stray_told));
  bench.start_run("");
  bench.expect_list("A");
  const RunEnd end = bench.expect_finish();
  EXPECT_TRUE(end.in_step);
  EXPECT_FALSE(end.alert);
  EXPECT_TRUE(end.settled);
}

TEST(CrewRun, without_verify_ends_with_its_last_write) {
  Adjustable bench(without(Guard::verify));
  send_first_add(bench);
  bench.expect_add("ADD A", 0);
  bench.expect_write("WRITE A0");
  EXPECT_TRUE(bench.expect_finish().in_step);
}

TEST(CrewRun, without_wait_out_lag_looks_at_once) {
  Adjustable bench(without(Guard::wait_out_lag));
  send_first_add(bench);
  bench.expect_add("ADD A", 0);
  bench.expect_write("WRITE A0");
  EXPECT_EQ(bench.next(), "READ");
}

}  // namespace
}  // namespace interleave::reconciler
