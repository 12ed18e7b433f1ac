#include "reconciler/assignments_worker.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/worker_fixtures.hpp"

// What a worker does with its keys. assignments_run_test.cpp holds what one run does.

namespace interleave::reconciler {
namespace {

using model::Creation;
using model::DueJob;
using model::Duration;
using model::IntentReply;
using model::IntentStatus;
using model::JobId;
using model::RunEnd;
using model::Status;
using model::Time;
using model::Verdict;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr JobId job = WorkerBench::job;

/// The run that is under way finds the order in step.
void end_in_step(WorkerBench& bench, std::uint32_t generation) {
  bench.expect_lease(generation);
  bench.expect_read("A", generation);
  bench.expect_reads("A", 'A');
  bench.expect_finish(generation);
}

IntentReply due_jobs(const std::vector<DueJob>& jobs) {
  IntentReply reply;
  for (const DueJob& each : jobs) reply.due.push_back(each);
  return reply;
}

// ---- Triggers ----

TEST(AssignmentsWorker, a_change_starts_a_run_of_its_job) {
  WorkerBench bench;
  bench.change("B", 2);
  EXPECT_EQ(bench.next(), "LEASE");
  EXPECT_FALSE(bench.store.next().force);
  EXPECT_TRUE(bench.worker.works_on(job));
  EXPECT_FALSE(bench.worker.works_on(JobId{2}));
  end_in_step(bench, 2);
  EXPECT_FALSE(bench.worker.works_on(job));
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(AssignmentsWorker, a_change_of_a_job_that_was_created_at_spectora_starts_nothing) {
  WorkerBench bench;
  model::Job native = WorkerBench::job_of("A", 2);
  native.created = Creation::spectora;
  bench.worker.on_change({WorkerBench::cause, native, true});
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.started, 0);
}

TEST(AssignmentsWorker, whoever_asks_for_a_sync_is_told_once_a_read_has_shown_it) {
  for (const bool drag : {false, true}) {
    WorkerBench bench;
    const model::Job asked = WorkerBench::job_of("A", 1);
    if (drag) {
      bench.worker.on_drag(asked, WorkerBench::cause);
    } else {
      bench.worker.on_sync(asked, WorkerBench::cause);
    }
    EXPECT_TRUE(bench.store.next().force);
    bench.expect_lease(1);
    bench.expect_read("A", 1);
    bench.expect_list("A");  // a drag brings the assignments in step, too
    EXPECT_THAT(bench.told, IsEmpty());
    bench.expect_event('A');
    bench.expect_finish(1);
    EXPECT_THAT(bench.told, ElementsAre(Verdict::in_step));
  }
}

TEST(AssignmentsWorker, a_probe_looks_at_a_confirmed_job_and_tells_nobody) {
  WorkerBench bench;
  bench.worker.probe(WorkerBench::job_of("A", 1), WorkerBench::cause);
  EXPECT_TRUE(bench.store.next().force);
  end_in_step(bench, 1);
  EXPECT_EQ(bench.finished, 1);
  EXPECT_THAT(bench.told, IsEmpty());
}

TEST(AssignmentsWorker, changes_that_come_while_a_job_runs_are_one_run_more) {
  WorkerBench bench;
  bench.change("A", 2);
  bench.change("A", 3);
  bench.change("A", 4);
  EXPECT_EQ(bench.next(), "LEASE");
  end_in_step(bench, 4);
  EXPECT_EQ(bench.started, 2);
  end_in_step(bench, 4);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(AssignmentsWorker, a_job_saved_while_its_run_was_under_way_is_run_again) {
  WorkerBench bench;
  bench.start_run("A", 2);
  bench.expect_reads("A", 'A');
  bench.expect_finish(3);  // saved meanwhile; no change has told so yet
  EXPECT_EQ(bench.next(), "LEASE");
  end_in_step(bench, 3);
  EXPECT_EQ(bench.next(), "nothing");
}

// ---- Not now ----

TEST(AssignmentsWorker, a_key_that_another_worker_holds_is_tried_again_after_a_while) {
  WorkerBench bench;
  bench.ask();
  bench.expect_from_store("LEASE", IntentStatus::busy);
  EXPECT_THAT(bench.told, IsEmpty());  // whoever asked still waits
  EXPECT_EQ(bench.timer.until_next(), 3s);
  bench.timer.pass(3s);
  end_in_step(bench, 1);
  EXPECT_THAT(bench.told, ElementsAre(Verdict::in_step));
}

TEST(AssignmentsWorker, a_key_that_spectora_wants_left_alone_waits_as_long) {
  WorkerBench bench;
  bench.change("A", 1);
  IntentReply busy;
  busy.status = IntentStatus::busy;
  busy.intent.held_until = bench.timer.now() + 20s;
  bench.answer_store("LEASE", busy);
  EXPECT_EQ(bench.timer.until_next(), 20s);
}

TEST(AssignmentsWorker, when_all_is_confirmed_it_leaves_the_order_alone) {
  WorkerBench bench;
  bench.change("A", 1);
  bench.expect_from_store("LEASE", IntentStatus::nothing_to_do);
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(AssignmentsWorker, a_confirmed_order_is_looked_at_again_when_a_late_write_can_have_landed) {
  WorkerBench bench;
  bench.change("A", 1);
  IntentReply reply;
  reply.status = IntentStatus::nothing_to_do;
  reply.intent.recheck_at = bench.timer.now() + 40s;
  bench.answer_store("LEASE", reply);
  EXPECT_EQ(bench.next(), "nothing");
  bench.timer.pass(40s);
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(AssignmentsWorker, runs_that_fail_back_off_and_the_fourth_goes_on_record) {
  WorkerBench bench;
  bench.change("A", 1);
  for (const auto& [wait, record] :
       std::vector<std::pair<Duration, bool>>{{1s, false}, {2s, false}, {4s, false}, {8s, true}}) {
    bench.expect_lease(1);
    bench.expect_from_store("READ", IntentStatus::failed);
    const RunEnd end = bench.expect_finish(1);
    EXPECT_FALSE(end.in_step);
    EXPECT_EQ(end.record, record);
    EXPECT_EQ(bench.timer.until_next(), wait);
    bench.timer.pass(wait);
  }
}

TEST(AssignmentsWorker, a_job_that_fails_holds_up_no_other) {
  WorkerBench bench;
  bench.change("A", 1);
  bench.expect_from_store("LEASE", IntentStatus::failed);
  EXPECT_EQ(bench.timer.until_next(), 1s);
  model::Job other = WorkerBench::job_of("A", 1);
  other.id = JobId{2};
  bench.worker.on_change({WorkerBench::cause, other, true});
  EXPECT_EQ(bench.next(), "LEASE");
  EXPECT_EQ(bench.store.next().job, JobId{2});
}

TEST(AssignmentsWorker, what_spectora_refuses_for_good_is_not_tried_again_by_itself) {
  WorkerBench bench;
  bench.ask();
  bench.expect_lease(1);
  bench.expect_read("A", 1);
  bench.expect("LIST", Status::unauthorized);
  EXPECT_TRUE(bench.expect_finish(1).record);
  EXPECT_THAT(bench.told, ElementsAre(Verdict::refused));
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(AssignmentsWorker, whoever_asked_is_told_not_yet_when_the_run_failed_and_only_once) {
  WorkerBench bench;
  bench.ask();
  bench.expect_lease(1);
  bench.expect_from_store("READ", IntentStatus::failed);
  bench.expect_finish(1);
  EXPECT_THAT(bench.told, ElementsAre(Verdict::not_yet));
  bench.timer.pass(1s);
  end_in_step(bench, 1);
  EXPECT_THAT(bench.told, ElementsAre(Verdict::not_yet));
}

// ---- What was missed ----

TEST(AssignmentsWorker, that_starts_asks_the_store_what_is_not_confirmed) {
  WorkerBench bench;
  bench.worker.start(WorkerBench::cause);
  EXPECT_EQ(bench.next(), "SCAN");
  EXPECT_EQ(bench.store.next().verified_before, Time{});
  bench.answer_store("SCAN", due_jobs({DueJob{job, false, Time{}}}));
  EXPECT_EQ(bench.next(), "LEASE");
  EXPECT_FALSE(bench.store.next().force);
}

TEST(AssignmentsWorker, whose_stream_has_a_gap_asks_the_store_too) {
  WorkerBench bench;
  bench.worker.on_gap(WorkerBench::cause);
  const Time later = bench.timer.now() + 30s;
  bench.answer_store("SCAN", due_jobs({DueJob{job, false, later}}));
  EXPECT_EQ(bench.next(), "nothing");
  bench.timer.pass(30s);
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(AssignmentsWorker, a_scan_that_fails_is_tried_ten_times_with_pauses) {
  WorkerBench bench;
  bench.worker.on_gap(WorkerBench::cause);
  for (int tries = 0; tries < 10; ++tries) {
    if (tries > 0) bench.timer.pass(2s);
    bench.expect_from_store("SCAN", IntentStatus::timed_out);
    EXPECT_EQ(bench.next(), "nothing");
  }
  bench.timer.pass(1h);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(AssignmentsWorker, sweeps_once_a_period_in_turn_with_the_others) {
  // Of two workers with a period of 60 min, one sweeps at 30 min past the hour and one on the hour.
  for (const std::uint8_t worker : {std::uint8_t{0}, std::uint8_t{1}}) {
    SyncOptions options;
    options.worker = worker;
    options.workers = 2;
    options.sweep_period = 60min;
    WorkerBench bench(options);  // it is 1 h
    bench.worker.start(WorkerBench::cause);
    bench.answer_store("SCAN", {});
    const Duration first = worker == 0 ? 30min : 60min;
    EXPECT_EQ(bench.timer.until_next(), first);
    bench.timer.pass(first);
    EXPECT_EQ(bench.next(), "SCAN");
    EXPECT_EQ(bench.store.next().verified_before, bench.timer.now() - 54min);  // nine tenths
    bench.answer_store("SCAN", due_jobs({DueJob{job, true, Time{}}}));
    EXPECT_TRUE(bench.store.next().force);
    EXPECT_EQ(bench.timer.until_next(), 60min);
    bench.worker.stop_sweeping();
    EXPECT_EQ(bench.timer.alarms(), 0U);
  }
}

// ---- Death ----

/// A store and a Spectora that answer whatever the worker asks for, so that it works through a
/// reassignment from A to B. The run before left no word, and the first POST gets no answer.
struct World {
  WorkerBench bench;
  bool leased = false;
  bool posted = false;

  /// False when the worker asks for nothing and waits for nothing.
  bool answer_next() {
    const std::string next = bench.next();
    if (next == "LEASE") {
      bench.expect_lease(2, WorkerBench::leased(1), !std::exchange(leased, true));
    } else if (next == "READ") {
      bench.expect_read("B", 2);
    } else if (next == "LIST") {
      bench.expect_list(posted ? "B" : "A");
    } else if (next == "EVENT") {
      bench.expect_event(posted ? 'B' : 'A');
    } else if (next == "POST B") {
      bench.expect(next, std::exchange(posted, true) ? Status::ok : Status::timed_out);
    } else if (next == "FINISH") {
      bench.expect_finish(2);
    } else if (next != "nothing") {
      bench.expect(next, Status::ok);
    } else if (bench.timer.alarms() > 0) {
      bench.timer.pass(bench.timer.until_next());
    } else {
      return false;
    }
    return true;
  }
};

TEST(AssignmentsWorker, that_dies_at_any_step_leaves_no_call_and_no_alarm_and_starts_afresh) {
  int steps = 0;
  for (bool at_rest = false; !at_rest; ++steps) {
    ASSERT_LT(steps, 100);
    World world;
    WorkerBench& bench = world.bench;
    bench.worker.start(WorkerBench::cause);
    bench.answer_store("SCAN", due_jobs({}));
    bench.change("B", 2);
    for (int step = 0; step < steps; ++step) at_rest = !world.answer_next();
    bench.worker.die();
    EXPECT_EQ(bench.next(), "nothing") << steps;
    EXPECT_EQ(bench.timer.alarms(), 0U) << steps;
    EXPECT_FALSE(bench.worker.works_on(job)) << steps;
    // The next life knows nothing of it, and works.
    bench.worker.start(WorkerBench::cause.child(1, 1));
    bench.answer_store("SCAN", due_jobs({DueJob{job, false, Time{}}}));
    EXPECT_EQ(bench.next(), "LEASE") << steps;
  }
  // Lease, job, lag, two reads, POST, lag, two reads, two more since the first two of these may not
  // have held at once, end; the wait for what may still land; lease, job, two reads, end: 18. Death
  // after 0 to 18 of them, and at the step that finds nothing to do.
  EXPECT_EQ(steps, 20);
}

TEST(AssignmentsWorker, that_is_destroyed_leaves_no_call_and_no_alarm) {
  HandPort<model::SpectoraRequest, model::SpectoraReply> spectora;
  HandPort<model::IntentRequest, model::IntentReply> store;
  HandTimer timer;
  WorkerBench log;
  {
    AssignmentsWorker<SealedGuards> worker({spectora, store, timer}, log, SyncOptions{},
                                           SealedGuards());
    worker.start(WorkerBench::cause);
    worker.on_sync(WorkerBench::job_of("A", 1), WorkerBench::cause);
    EXPECT_EQ(store.pending(), 2U);
    EXPECT_EQ(timer.alarms(), 1U);
  }
  EXPECT_EQ(store.pending(), 0U);
  EXPECT_EQ(timer.alarms(), 0U);
}

}  // namespace
}  // namespace interleave::reconciler
