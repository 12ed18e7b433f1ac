#include "reconciler/crew_worker.hpp"

#include <gtest/gtest.h>

#include "reconciler/crew_fixtures.hpp"

// Which runs of an element's crew there are; crew_run_test.cpp holds what one of them does.

namespace interleave::reconciler {
namespace {

using model::IntentStatus;
using model::JobId;
using model::Status;
using namespace std::chrono_literals;

TEST(CrewWorker, starts_with_a_click_a_run_of_the_job_that_is_not_forced_and_tells_nobody) {
  CrewBench bench;
  bench.wish("A");
  bench.click();
  ASSERT_EQ(bench.next(), "LEASE");
  EXPECT_EQ(bench.store.next().job, JobId{CrewBench::lights.value});
  EXPECT_FALSE(bench.store.next().force);
  EXPECT_TRUE(bench.worker.works_on(bench.wanted.id));
  bench.expect_from_store("LEASE", IntentStatus::nothing_to_do);
  EXPECT_EQ(bench.finished, 1);
  EXPECT_EQ(bench.told, 0);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(CrewWorker, tells_whoever_presses_the_button_instead) {
  CrewBench bench;
  bench.own('A', 0);
  bench.wish("A");
  bench.worker.on_sync(bench.wanted, CrewBench::cause);
  EXPECT_TRUE(bench.store.next().force);
  bench.expect_lease();
  bench.expect_look("A");
  bench.expect_finish();
  EXPECT_EQ(bench.told, 1);
}

TEST(CrewWorker, runs_once_more_after_clicks_during_a_run) {
  CrewBench bench;
  bench.own('A', 0);
  bench.start_run("A");
  bench.click();
  bench.click();
  EXPECT_EQ(bench.started, 1);
  bench.expect_list("A");
  bench.expect_finish();
  bench.expect_from_store("LEASE", IntentStatus::nothing_to_do);
  EXPECT_EQ(bench.started, 2);
  EXPECT_EQ(bench.next(), "nothing");
}

/// Up to the end of a run that waits for what becomes of an add.
model::Time leave_open(CrewBench& bench) {
  bench.start_run("A");
  bench.expect_list("");
  bench.expect_write("WRITE A?");
  bench.expect("ADD A", Status::timed_out);
  bench.timer.pass(2s);
  bench.expect_look("");
  return bench.expect_finish().recheck_at;
}

TEST(CrewWorker, comes_back_when_a_run_that_waits_can_go_on_and_not_before) {
  CrewBench bench;
  const model::Time recheck_at = leave_open(bench);
  EXPECT_EQ(bench.timer.alarms(), 1U);
  bench.timer.pass(recheck_at - bench.timer.now() - 1us);
  EXPECT_EQ(bench.next(), "nothing");
  bench.timer.pass(1us);
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(CrewWorker, counts_no_run_that_waits_as_failed) {
  CrewBench bench;
  leave_open(bench);
  for (int run = 0; run < 4; ++run) {
    bench.click();
    bench.expect_lease();
    bench.expect_look("");
    EXPECT_FALSE(bench.expect_finish().record) << run;
    EXPECT_EQ(bench.next(), "nothing");
  }
}

TEST(CrewWorker, runs_at_once_when_the_crew_was_saved_during_a_run_that_waits) {
  CrewBench bench;
  bench.start_run("A");
  bench.expect_list("");
  bench.expect_write("WRITE A?");
  bench.expect("ADD A", Status::timed_out);
  bench.timer.pass(2s);
  bench.expect_look("");
  bench.wish("AB", 3);
  bench.expect_finish();
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(CrewWorker, tells_staff_with_the_fourth_failed_run_in_a_row) {
  CrewBench bench;
  bench.wish("A");
  bench.change();
  for (int run = 1; run <= 4; ++run) {
    bench.expect_lease();
    for (int round = 0; round < 5; ++round) {
      bench.expect_read();
      bench.expect_books();
      bench.expect("LIST", Status::unavailable);
    }
    EXPECT_EQ(bench.expect_finish().alert, run == 4) << run;
    bench.timer.pass(bench.timer.until_next());
  }
}

TEST(CrewWorker, that_dies_leaves_no_call_and_no_alarm_and_the_next_one_waits_for_its_add) {
  CrewBench bench;
  bench.start_run("A");
  bench.expect_list("");
  bench.expect_write("WRITE A?");
  const model::Time opened_at = bench.timer.now();
  bench.worker.die();
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);
  EXPECT_FALSE(bench.worker.works_on(bench.wanted.id));
  bench.timer.pass(10s);
  bench.start_run("A");
  bench.expect_list("");
  EXPECT_EQ(bench.expect_finish().recheck_at, opened_at + 82s);
}

}  // namespace
}  // namespace interleave::reconciler
