#include "reconciler/assignments_run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/worker_fixtures.hpp"

// What one run does, step by step. assignments_worker_test.cpp holds which runs there are.

namespace interleave::reconciler {
namespace {

using model::Duration;
using model::IntentReply;
using model::IntentStatus;
using model::Issuer;
using model::RunEnd;
using model::Status;
using model::Time;
using model::Verdict;
using testing::ElementsAre;
using namespace std::chrono_literals;

constexpr Duration lag = 2s;     // see SyncOptions
constexpr Duration lease = 60s;  // and below
constexpr Duration remote_timeout = 10s;
constexpr Duration late_effect_max = 65s;

// ---- A run that goes well ----

TEST(AssignmentsRun, of_a_reassignment_adds_removes_and_reports_what_a_read_has_shown) {
  WorkerBench bench;
  bench.start_run("B", 2);
  bench.expect_reads("A", 'A');
  EXPECT_EQ(bench.spectora.next().fencing, 1U);
  EXPECT_EQ(bench.spectora.next().issuer, Issuer::attik_created);
  EXPECT_TRUE(bench.spectora.next().primary);
  bench.expect("POST B", Status::ok);
  bench.expect("DELETE A", Status::ok);
  EXPECT_EQ(bench.spectora.next().event.inspector, model::InspectorId{1});
  bench.expect("PUT", Status::ok);
  bench.timer.pass(lag);
  bench.expect_reads("B", 'B');
  const RunEnd end = bench.expect_finish(2);
  EXPECT_TRUE(end.in_step);
  EXPECT_EQ(end.generation, 2U);
  EXPECT_EQ(end.recheck_at, Time{});
  EXPECT_FALSE(end.record);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(AssignmentsRun, of_an_order_in_step_writes_nothing) {
  WorkerBench bench;
  bench.start_run("Ab", 3);
  bench.expect_reads("b A", 'A');
  const RunEnd end = bench.expect_finish(3);
  EXPECT_TRUE(end.in_step);
  EXPECT_EQ(end.wrote_at, Time{});
}

TEST(AssignmentsRun, believes_a_read_only_when_it_cannot_miss_its_last_write) {
  WorkerBench bench;
  bench.start_run("B", 2);
  bench.expect_reads("A", 'B');
  bench.timer.pass(1s);
  bench.expect("POST B", Status::ok);
  bench.timer.pass(1s);
  bench.expect("DELETE A", Status::ok);
  bench.timer.pass(lag - 1us);
  EXPECT_EQ(bench.next(), "nothing");
  bench.timer.pass(1us);
  EXPECT_EQ(bench.next(), "LIST");
}

TEST(AssignmentsRun, waits_out_the_writes_of_the_run_before) {
  WorkerBench bench;
  bench.change("A", 2);
  model::Intent intent = WorkerBench::leased(4);
  intent.wrote_at = bench.timer.now() - 500ms;
  bench.expect_lease(2, intent);
  bench.expect_read("A", 2);
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.until_next(), 1500ms);
}

TEST(AssignmentsRun, tells_times_of_the_store_by_its_own_clock) {
  WorkerBench bench;
  bench.change("A", 2);
  EXPECT_EQ(bench.store.next().sent_at, bench.timer.now());
  // The store's clock is a minute behind.
  const Time at_store = bench.timer.now() - 1min;
  model::Intent intent = WorkerBench::leased(4);
  intent.wrote_at = at_store - 500ms;
  bench.expect_lease(2, intent, false, at_store);
  bench.expect_read("A", 2);
  EXPECT_EQ(bench.timer.until_next(), 1500ms);
}

TEST(AssignmentsRun, goes_on_until_a_read_shows_the_order_in_step) {
  WorkerBench bench;
  bench.start_run("B", 2);
  bench.expect_reads("A B", 'B');
  bench.expect("DELETE A", Status::ok);
  bench.timer.pass(lag);
  bench.expect_reads("B C", 'B');  // somebody has added C by hand
  bench.expect("DELETE C", Status::ok);
  bench.timer.pass(lag);
  bench.expect_reads("B", 'B');
  EXPECT_TRUE(bench.expect_finish(2).in_step);
}

TEST(AssignmentsRun, gives_up_after_five_rounds) {
  WorkerBench bench;
  bench.start_run("B", 2);
  for (int round = 0; round < 5; ++round) {
    bench.expect_reads("A B", 'B');
    bench.expect("DELETE A", Status::ok);  // but A stays
    if (round < 4) bench.timer.pass(lag);
  }
  EXPECT_FALSE(bench.expect_finish(2).in_step);
}

TEST(AssignmentsRun, of_a_job_created_at_spectora_goes_the_native_way) {
  WorkerBench bench;
  bench.ask();
  bench.expect_lease(1);
  IntentReply read;
  read.job = WorkerBench::job_of("A", 1);
  read.job.created = model::Creation::spectora;
  bench.answer_store("READ", read);
  EXPECT_EQ(bench.spectora.next().issuer, Issuer::spectora_native);
}

// ---- Writes of unknown outcome ----

TEST(AssignmentsRun, looks_for_a_write_without_an_answer_before_it_sends_it_again) {
  for (const Status silence :
       {Status::timed_out, Status::unreadable, Status::accepted, Status::bad_gateway,
        Status::unavailable, Status::internal_error, Status::gateway_timeout}) {
    WorkerBench bench;
    bench.start_run("B", 2);
    bench.expect_reads("A", 'B');
    bench.expect("POST B", silence);
    const Time unknown_at = bench.timer.now();
    EXPECT_EQ(bench.next(), "nothing");  // nobody is removed for it, and nothing is sent twice
    bench.timer.pass(lag);
    bench.expect_reads("A", 'B');
    bench.expect("POST B", Status::ok);
    bench.expect("DELETE A", Status::ok);
    bench.timer.pass(lag);
    bench.expect_reads("B", 'B');
    const RunEnd end = bench.expect_finish(2);
    EXPECT_TRUE(end.in_step);
    EXPECT_EQ(end.recheck_at, unknown_at + late_effect_max);  // the first POST may still land
  }
}

TEST(AssignmentsRun, does_not_send_again_what_a_read_has_found) {
  WorkerBench bench;
  bench.start_run("B", 2);
  bench.expect_reads("A", 'B');
  bench.expect("POST B", Status::timed_out);
  bench.timer.pass(lag);
  bench.expect_reads("A B", 'B');
  bench.expect("DELETE A", Status::ok);
}

TEST(AssignmentsRun, looks_again_after_a_delete_or_a_put_without_an_answer) {
  for (const std::string write : {"DELETE A", "PUT"}) {
    WorkerBench bench;
    bench.start_run("B", 2);
    bench.expect_reads(write == "PUT" ? "B" : "A B", 'A');
    bench.expect(write, Status::timed_out);
    EXPECT_EQ(bench.next(), "nothing");
    bench.timer.pass(lag);
    EXPECT_EQ(bench.next(), "LIST");
  }
}

TEST(AssignmentsRun, reads_list_and_event_once_more_when_a_write_may_have_landed_between_them) {
  // The PUT gets no answer; the event is right at the next look, but perhaps only since the list
  // was read. The pair counts when it is read once more.
  WorkerBench bench;
  bench.start_run("B", 2);
  bench.expect_reads("B", 'A');
  bench.expect("PUT", Status::timed_out);
  bench.timer.pass(lag);
  bench.expect_reads("B", 'B');
  bench.expect_reads("B", 'B');
  EXPECT_TRUE(bench.expect_finish(2).in_step);
}

TEST(AssignmentsRun, looks_at_the_writes_of_a_run_that_left_no_word_until_they_can_no_longer_land) {
  WorkerBench bench;
  bench.change("A", 2);
  const Time leased_at = bench.timer.now();
  bench.expect_lease(2, WorkerBench::leased(5), true);
  bench.expect_read("A", 2);
  EXPECT_EQ(bench.timer.until_next(), lag);  // it may have written until now
  bench.timer.pass(lag);
  bench.expect_reads("A", 'A');
  bench.expect_reads("A", 'A');
  const RunEnd end = bench.expect_finish(2);
  EXPECT_TRUE(end.in_step);
  EXPECT_EQ(end.recheck_at, leased_at + lag + remote_timeout + late_effect_max);
  EXPECT_EQ(bench.timer.until_next(), remote_timeout + late_effect_max);
  bench.timer.pass(remote_timeout + late_effect_max);
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(AssignmentsRun, settles_an_old_doubt_only_by_a_read_that_comes_late_enough) {
  for (const bool late_enough : {false, true}) {
    WorkerBench bench;
    bench.change("A", 2);
    model::Intent intent = WorkerBench::leased(5);
    intent.recheck_at = bench.timer.now() + (late_effect_max / 2) * (late_enough ? 0 : 1);
    bench.expect_lease(2, intent);
    bench.expect_read("A", 2);
    bench.expect_reads("A", 'A');
    bench.expect_reads("A", 'A');  // the doubt may have come true between list and event
    const RunEnd end = bench.expect_finish(2);
    EXPECT_TRUE(end.in_step);
    EXPECT_EQ(end.recheck_at, late_enough ? Time{} : intent.recheck_at);
  }
}

TEST(AssignmentsRun, does_not_take_a_doubt_for_settled_by_a_list_that_was_read_before_its_time) {
  WorkerBench bench;
  bench.change("A", 2);
  model::Intent intent = WorkerBench::leased(5);
  intent.recheck_at = bench.timer.now() + 1s;
  bench.expect_lease(2, intent);
  bench.expect_read("A", 2);
  bench.expect_reads("A", 'A');
  bench.expect_list("A");
  bench.timer.pass(2s);  // the worker stood still
  bench.expect_event('A');
  EXPECT_EQ(bench.expect_finish(2).recheck_at, intent.recheck_at);
}

// ---- Lists of several pages, and rows that assign nobody ----

TEST(AssignmentsRun, reads_a_list_of_two_pages_there_and_back) {
  WorkerBench bench;
  bench.start_run("A", 2);
  bench.expect_page(1, "A b", 3);
  bench.expect_page(2, "c", 3);
  bench.expect_page(1, "A b", 3);
  bench.expect_event('A');
  bench.expect("DELETE B", Status::ok);
  bench.expect("DELETE C", Status::ok);
}

TEST(AssignmentsRun, reads_a_list_again_that_moved_between_its_pages) {
  WorkerBench bench;
  bench.start_run("A", 2);
  bench.expect_page(1, "b c", 3);
  bench.expect_page(2, "A", 3);
  bench.expect_page(1, "c A", 2);  // B has gone: what stood on which page is anybody's guess
  bench.expect_page(1, "c A", 2);
  bench.expect_event('A');
  bench.expect("DELETE C", Status::ok);
}

TEST(AssignmentsRun, gives_up_a_list_that_never_stands_still) {
  WorkerBench bench;
  bench.start_run("A", 2);
  for (int round = 0; round < 5; ++round) {
    for (int start = 0; start < 4; ++start) {
      bench.expect_page(1, "A b", 3);
      bench.expect_page(2, "c", 4);
    }
  }
  const RunEnd end = bench.expect_finish(2);  // and nothing was written
  EXPECT_FALSE(end.in_step);
  EXPECT_EQ(end.wrote_at, Time{});
}

TEST(AssignmentsRun, takes_no_row_for_an_assignment_that_is_none) {
  for (const model::Standing standing :
       {model::Standing::deleted, model::Standing::hidden, model::Standing::requested}) {
    WorkerBench bench;
    bench.start_run("B", 2);
    model::SpectoraReply list = WorkerBench::list_of("A B c");
    list.assignments[1].standing = standing;
    list.assignments[2].standing = standing;
    bench.answer_spectora("LIST", list);
    bench.expect_event('B');
    bench.expect("POST B", Status::ok);
    bench.expect("DELETE A", Status::ok);
    EXPECT_EQ(bench.next(), "nothing");  // C is nobody's to remove
  }
}

// ---- Echoes ----

TEST(AssignmentsRun, of_an_echo_asks_the_store_whether_there_is_anything_to_do) {
  WorkerBench bench;
  bench.worker.on_echo(WorkerBench::job,
                       {WorkerBench::cause, WorkerBench::order, {model::InspectorId{2}}});
  EXPECT_FALSE(bench.store.next().force);
  bench.expect_lease(3);
  bench.expect_read("A", 3);  // what is wanted is what the job says, not the echo
  bench.expect_reads("C", 'A');
  bench.expect("POST A", Status::ok);
}

TEST(AssignmentsRun, of_an_echo_of_what_is_confirmed_sends_nothing) {
  WorkerBench bench;
  bench.worker.on_echo(WorkerBench::job,
                       {WorkerBench::cause, WorkerBench::order, {model::InspectorId{2}}});
  bench.expect_from_store("LEASE", IntentStatus::nothing_to_do);
  EXPECT_EQ(bench.next(), "nothing");
}

// ---- Refusals ----

TEST(AssignmentsRun, waits_as_long_as_spectora_asks_within_bounds) {
  // A date that is past, or nothing of use, does not mean to come back at once.
  for (const auto& [asked, waits] :
       std::vector<std::pair<std::optional<Duration>, Duration>>{{7s, 7s},
                                                                 {300ms, 1s},
                                                                 {90s, 60s},
                                                                 {24h * 365, 60s},
                                                                 {0s, 5s},
                                                                 {-1h, 5s},
                                                                 {std::nullopt, 5s}}) {
    WorkerBench bench;
    bench.start_run("B", 2);
    bench.expect_reads("A", 'B');
    bench.expect("POST B", Status::too_many_requests, asked);
    const RunEnd end = bench.expect_finish(2);
    EXPECT_EQ(end.held_until, bench.timer.now() + waits);
    EXPECT_FALSE(end.in_step);
    EXPECT_FALSE(end.record);
    EXPECT_EQ(end.recheck_at, Time{});  // what was refused cannot land
    bench.timer.pass(waits - 1us);
    EXPECT_EQ(bench.next(), "nothing");
    bench.timer.pass(1us);
    EXPECT_EQ(bench.next(), "LEASE");
  }
}

TEST(AssignmentsRun, ends_at_once_when_it_is_refused_for_good_and_leaves_a_record) {
  for (const Status refusal : {Status::unauthorized, Status::unprocessable}) {
    WorkerBench bench;
    bench.start_run("B", 2);
    bench.expect_reads("A", 'B');
    bench.expect("POST B", refusal);
    const RunEnd end = bench.expect_finish(2);
    EXPECT_FALSE(end.in_step);
    EXPECT_TRUE(end.record);
    EXPECT_EQ(bench.next(), "nothing");
    EXPECT_EQ(bench.timer.alarms(), 0U);
  }
}

TEST(AssignmentsRun, answers_refused_only_if_nothing_was_applied) {
  for (const Status first : {Status::ok, Status::timed_out}) {
    WorkerBench bench;
    bench.ask();
    bench.expect_lease(1);
    bench.expect_read("B", 1);
    bench.expect_reads("A", 'B');
    bench.expect("POST B", first);
    if (first == Status::timed_out) {
      bench.timer.pass(lag);
      bench.expect("LIST", Status::unauthorized);
    } else {
      bench.expect("DELETE A", Status::unauthorized);
    }
    EXPECT_TRUE(bench.expect_finish(1).record);
    EXPECT_THAT(bench.told, ElementsAre(Verdict::not_yet));
  }
}

TEST(AssignmentsRun, tries_again_after_a_refused_connection) {
  WorkerBench bench;
  bench.start_run("B", 2);
  bench.expect_reads("A", 'B');
  bench.expect("POST B", Status::unreachable);
  bench.timer.pass(lag);
  bench.expect_reads("A", 'B');
  bench.expect("POST B", Status::ok);
}

TEST(AssignmentsRun, takes_a_record_that_is_already_gone_for_removed_and_lets_a_read_tell) {
  WorkerBench bench;
  bench.start_run("B", 2);
  bench.expect_reads("A B", 'A');
  bench.expect("DELETE A", Status::not_found);
  bench.expect("PUT", Status::ok);
  bench.timer.pass(lag);
  bench.expect_reads("B", 'B');
}

/// A record that was accepted and is not there may have been removed by hand, so that counts only
/// the second time.
TEST(AssignmentsRun, removes_the_only_record_first_once_a_second_one_was_refused_or_ignored_twice) {
  for (const Status answer : {Status::conflict, Status::ok}) {
    WorkerBench bench;
    bench.start_run("A", 2);
    for (int tries = 0; tries < (answer == Status::conflict ? 1 : 2); ++tries) {
      bench.expect_reads("a", 'A');
      bench.expect("POST A", answer);
      bench.timer.pass(lag);
    }
    bench.expect_reads("a", 'A');
    bench.expect("DELETE A", Status::ok);
    bench.expect("POST A", Status::ok);
    bench.timer.pass(lag);
    EXPECT_EQ(bench.next(), "LIST");
  }
}

// ---- Reads that fail ----

TEST(AssignmentsRun, does_not_take_a_list_that_failed_for_an_empty_one) {
  for (const Status failure :
       {Status::timed_out, Status::unreadable, Status::unavailable, Status::not_found}) {
    WorkerBench bench;
    bench.start_run("A", 2);
    for (int round = 0; round < 5; ++round) bench.expect("LIST", failure);
    EXPECT_FALSE(bench.expect_finish(2).in_step);
  }
}

TEST(AssignmentsRun, does_not_take_an_event_that_failed_for_any) {
  WorkerBench bench;
  bench.start_run("A", 2);
  bench.expect_list("A");
  bench.expect("EVENT", Status::unavailable);
  EXPECT_EQ(bench.next(), "LIST");
}

TEST(AssignmentsRun, does_not_take_a_job_that_could_not_be_read_for_one_without_inspectors) {
  WorkerBench bench;
  bench.change("A", 2);
  bench.expect_lease(2);
  bench.expect_from_store("READ", IntentStatus::timed_out);
  EXPECT_FALSE(bench.expect_finish(2).in_step);  // and nothing was sent to Spectora
}

TEST(AssignmentsRun, does_not_believe_a_job_older_than_the_lease) {
  WorkerBench bench;
  bench.change("A", 2);
  bench.expect_lease(3);
  bench.expect_read("A", 2);
  EXPECT_FALSE(bench.expect_finish(3).in_step);
}

// ---- The lease ----

TEST(AssignmentsRun, renews_a_lease_that_the_next_request_might_outlast) {
  WorkerBench bench;
  bench.start_run("B", 2);
  bench.timer.pass(lease - remote_timeout);
  bench.expect_list("A");            // sent at the start
  EXPECT_EQ(bench.next(), "EVENT");  // 10 s are left: just enough
  bench.timer.pass(1us);
  bench.expect_event('B');
  EXPECT_EQ(bench.store.next().fencing, 1U);
  bench.expect_from_store("RENEW", IntentStatus::ok);
  EXPECT_EQ(bench.next(), "POST B");
  bench.timer.pass(lease - remote_timeout);
  bench.expect("POST B", Status::ok);
  EXPECT_EQ(bench.next(), "DELETE A");  // the new lease counts from when it was asked for
}

TEST(AssignmentsRun, counts_its_lease_from_when_it_asked_for_it) {
  WorkerBench bench;
  bench.change("A", 2);
  bench.timer.pass(51s);
  bench.expect_lease(2);
  bench.expect_read("A", 2);
  EXPECT_EQ(bench.next(), "RENEW");
}

TEST(AssignmentsRun, ends_without_a_word_when_its_lease_has_gone_to_another) {
  WorkerBench bench;
  bench.start_run("B", 2);
  bench.timer.pass(51s);
  bench.expect_list("A");
  bench.expect_from_store("RENEW", IntentStatus::superseded);
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.until_next(), 3s);  // and looks again later
  bench.timer.pass(3s);
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(AssignmentsRun, sends_nothing_to_spectora_while_its_lease_cannot_be_renewed_in_time) {
  // An answer that says so, or one that comes when the new lease is as good as over.
  for (const bool late : {false, true}) {
    WorkerBench bench;
    bench.start_run("B", 2);
    bench.timer.pass(51s);
    bench.expect_list("A");
    for (int round = 0; round < 5; ++round) {
      if (late) bench.timer.pass(51s);
      bench.expect_from_store("RENEW", late ? IntentStatus::ok : IntentStatus::timed_out);
    }
    EXPECT_FALSE(bench.expect_finish(2).in_step);
  }
}

// ---- The end ----

TEST(AssignmentsRun, tells_its_end_again_when_the_answer_is_lost) {
  WorkerBench bench;
  bench.start_run("A", 2);
  bench.expect_reads("A", 'A');
  const RunEnd told = bench.store.next().end;
  bench.expect_from_store("FINISH", IntentStatus::timed_out);
  EXPECT_EQ(bench.timer.until_next(), 500ms);
  bench.timer.pass(500ms);
  EXPECT_EQ(bench.expect_finish(2), told);
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(AssignmentsRun, tells_the_store_of_a_hold_until_it_hears_or_the_hold_is_over) {
  WorkerBench bench;
  bench.start_run("B", 2);
  bench.expect("LIST", Status::too_many_requests, 3s);
  for (int tries = 0; tries < 6; ++tries) {  // at 0, 0.5, … 2.5 s
    if (tries > 0) bench.timer.pass(500ms);
    bench.expect_from_store("FINISH", IntentStatus::failed);
    EXPECT_EQ(bench.finished, 0);
  }
  bench.timer.pass(500ms);
  bench.expect_from_store("FINISH", IntentStatus::failed);
  EXPECT_EQ(bench.finished, 1);
}

TEST(AssignmentsRun, that_cannot_tell_its_end_has_failed_though_people_know_that_it_is_in_step) {
  WorkerBench bench;
  bench.ask();
  bench.expect_lease(1);
  bench.expect_read("A", 1);
  bench.expect_reads("A", 'A');
  for (int tries = 0; tries < 3; ++tries) {
    if (tries > 0) bench.timer.pass(500ms);
    bench.expect_from_store("FINISH", IntentStatus::failed);
  }
  EXPECT_THAT(bench.told, ElementsAre(Verdict::in_step));
  EXPECT_EQ(bench.timer.until_next(), 1s);  // the back-off
  bench.timer.pass(1s);
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(AssignmentsRun, whose_end_comes_under_an_old_lease_is_run_again) {
  WorkerBench bench;
  bench.start_run("A", 2);
  bench.expect_reads("A", 'A');
  bench.expect_from_store("FINISH", IntentStatus::superseded);
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(AssignmentsRun, gives_each_request_a_name_of_its_own) {
  WorkerBench bench;
  bench.start_run("B", 2);
  const model::Cause first_list = bench.spectora.next().cause();
  bench.expect_reads("A B", 'B');
  bench.expect("DELETE A", Status::ok);
  bench.timer.pass(lag);
  EXPECT_NE(bench.spectora.next().cause(), first_list);
  EXPECT_EQ(bench.spectora.next().ordinal, 1U);
}

}  // namespace
}  // namespace interleave::reconciler
