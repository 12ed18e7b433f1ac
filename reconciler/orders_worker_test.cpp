#include "reconciler/orders_worker.hpp"

#include <gtest/gtest.h>

#include "reconciler/orders_fixtures.hpp"

// Which runs of a job's orders there are; orders_run_test.cpp holds what one of them does.

namespace interleave::reconciler {
namespace {

using model::Job;
using model::RunEnd;
using model::Status;
using namespace std::chrono_literals;

constexpr int unlinked = OrdersBench::unlinked;

TEST(OrdersWorker, tells_staff_with_the_fourth_failed_run_in_a_row) {
  OrdersBench bench;
  const Job job = OrdersBench::job_of(0, 3, true);
  bench.change(job);
  for (int run = 1; run <= 4; ++run) {
    bench.expect_lease(3);
    for (int round = 0; round < 5; ++round) {
      bench.expect_read(job);
      bench.expect("FIND", Status::unavailable);
    }
    EXPECT_EQ(bench.expect_finish(3).alert, run == 4) << run;
    bench.timer.pass(bench.timer.until_next());
  }
}

TEST(OrdersWorker, runs_once_more_when_the_job_was_saved_during_the_run) {
  OrdersBench bench;
  bench.start_run(OrdersBench::job_of(0, 2));
  bench.expect_find("o");
  bench.expect_finish(3);
  EXPECT_EQ(bench.next(), "LEASE");
}

TEST(OrdersWorker, links_what_it_made_when_the_answer_of_the_store_was_lost) {
  OrdersBench bench;
  bench.start_run(OrdersBench::job_of(unlinked, 2));
  bench.expect_find("");
  bench.expect_read(OrdersBench::job_of(unlinked, 2));
  bench.expect_post("POST 0", 0);
  bench.expect_from_store("LINK 0", model::IntentStatus::timed_out);
  bench.expect_read(OrdersBench::job_of(unlinked, 2));
  bench.timer.pass(2s);
  bench.expect_find("o");
  EXPECT_EQ(bench.next(), "LINK 0");
}

TEST(OrdersWorker, that_dies_leaves_no_call_and_no_alarm) {
  OrdersBench bench;
  bench.start_run(OrdersBench::job_of(unlinked, 2));
  bench.expect_find("");
  bench.worker.die();
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);
  EXPECT_FALSE(bench.worker.works_on(OrdersBench::job));
}

}  // namespace
}  // namespace interleave::reconciler
