// What a run does about a job whose order another core makes, links and cancels. What it does about
// an order is in assignments_run_test.cpp.
#include <optional>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/order.hpp"
#include "reconciler/assignments_run.hpp"
#include "reconciler/worker_fixtures.hpp"

namespace interleave::reconciler {
namespace {

using model::Duration;
using model::IntentReply;
using model::IntentStatus;
using model::Job;
using model::OrderId;
using model::RunEnd;
using model::Status;
using model::Time;
using model::Verdict;
using testing::ElementsAre;
using namespace std::chrono_literals;

constexpr Duration remote_timeout = 10s;   // see SyncOptions
constexpr Duration late_effect_max = 65s;  // and below
constexpr Duration lag = 2s;
constexpr OrderId second = model::order_of(WorkerBench::job, 1);

/// The job's record, as a run reads it.
IntentReply record(OrderId order, std::uint32_t generation, bool cancelled = false) {
  IntentReply read;
  read.job = WorkerBench::job_of("A", generation);
  read.job.order = order;
  read.job.cancelled = cancelled;
  return read;
}

/// Somebody asks for a sync, and the run reads that.
template <class Bench>
void ask_and_read(Bench& bench, const IntentReply& read,
                  const model::Intent& intent = WorkerBench::leased(1)) {
  bench.ask();
  bench.linked = read.job.order;
  bench.expect_lease(read.job.generation, intent);
  bench.answer_store("READ", read);
}

// ---- A job that names no order ----

TEST(AssignmentsLinks, a_job_without_an_order_waits_for_one_and_nothing_is_sent_about_it) {
  WorkerBench bench;
  ask_and_read(bench, record(OrderId::none(), 2));
  const RunEnd end = bench.expect_finish(2);
  EXPECT_FALSE(end.in_step);  // so that the store finds it due, whoever asks
  EXPECT_FALSE(end.record);
  EXPECT_FALSE(end.settled);
  EXPECT_EQ(end.order, OrderId::none());
  EXPECT_THAT(bench.told, ElementsAre(Verdict::not_yet));
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);  // the link will wake it
}

TEST(AssignmentsLinks, an_order_that_is_linked_while_its_job_waits_is_brought_in_step) {
  WorkerBench bench;
  ask_and_read(bench, record(OrderId::none(), 2));
  bench.linked = WorkerBench::order;
  bench.expect_finish(2);  // the generation is the same
  bench.expect_lease(2);
  bench.expect_read("A", 2);
  bench.expect_list("");
  EXPECT_EQ(bench.next(), "EVENT");
}

TEST(AssignmentsLinks,
     a_job_without_an_order_is_looked_at_again_when_a_late_write_can_have_landed) {
  // An order that it had may be linked once more.
  WorkerBench bench;
  model::Intent intent = WorkerBench::leased(5);
  intent.recheck_at = bench.timer.now() + late_effect_max;
  ask_and_read(bench, record(OrderId::none(), 2), intent);
  EXPECT_EQ(bench.expect_finish(2).recheck_at, intent.recheck_at);
  bench.timer.pass(late_effect_max);
  bench.expect_lease(2, intent);
  bench.expect_read("A", 2);
  EXPECT_EQ(bench.expect_finish(2).recheck_at, Time{});
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(AssignmentsLinks, without_that_guard_a_job_without_an_order_is_called_in_step) {
  const auto guards = AdjustableGuards().without(Guard::await_order);
  WorkerBenchOf<AdjustableGuards> bench(WorkerBench::quiet(), guards);
  ask_and_read(bench, record(OrderId::none(), 2));
  const RunEnd end = bench.expect_finish(2);
  EXPECT_TRUE(end.in_step);
  EXPECT_EQ(end.order, OrderId::none());
  EXPECT_THAT(bench.told, ElementsAre(Verdict::in_step));
}

// ---- A job that is cancelled ----

TEST(AssignmentsLinks, of_a_cancelled_job_all_is_confirmed_and_nobody_is_told_in_step) {
  for (const OrderId order : {WorkerBench::order, OrderId::none()}) {
    SyncOptions options = WorkerBench::quiet();
    options.alerts = true;
    WorkerBench bench(options);
    ask_and_read(bench, record(order, 3, true));
    const RunEnd end = bench.expect_finish(3);
    EXPECT_TRUE(end.in_step);
    EXPECT_EQ(end.generation, 3U);
    EXPECT_TRUE(end.settled);
    EXPECT_EQ(end.order, std::nullopt);
    EXPECT_THAT(bench.told, ElementsAre(Verdict::not_yet));
    EXPECT_EQ(bench.next(), "nothing");
    EXPECT_EQ(bench.timer.alarms(), 0U);
  }
}

TEST(AssignmentsLinks, a_cancelled_job_is_looked_at_until_the_writes_of_a_lost_run_have_landed) {
  // It may be reinstated by then, and have the same order.
  WorkerBench bench;
  bench.ask();
  const Time leased_at = bench.timer.now();
  bench.expect_lease(3, WorkerBench::leased(5), true);
  bench.answer_store("READ", record(WorkerBench::order, 3, true));
  model::Intent intent = WorkerBench::leased(6);
  intent.recheck_at = leased_at + remote_timeout + late_effect_max;
  EXPECT_EQ(bench.expect_finish(3).recheck_at, intent.recheck_at);
  bench.timer.pass(remote_timeout + late_effect_max);
  bench.expect_lease(3, intent);
  bench.answer_store("READ", record(WorkerBench::order, 3, true));
  EXPECT_EQ(bench.expect_finish(3).recheck_at, Time{});
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(AssignmentsLinks, a_cancelled_job_whose_end_the_store_does_not_hear_is_run_again) {
  WorkerBench bench;
  ask_and_read(bench, record(WorkerBench::order, 3, true));
  for (int tries = 0; tries < 3; ++tries) {
    if (tries > 0) bench.timer.pass(500ms);
    bench.expect_from_store("FINISH", IntentStatus::failed);
  }
  bench.timer.pass(1s);
  EXPECT_EQ(bench.next(), "LEASE");
}

// ---- A job that has had another order ----

TEST(AssignmentsLinks, a_record_of_another_order_than_the_leases_is_not_believed) {
  const OrderId first = WorkerBench::order;
  const OrderId none = OrderId::none();
  for (const auto& [leased, read] : {std::pair{first, none}, {second, first}, {none, first}}) {
    WorkerBench bench;
    bench.ask();
    bench.linked = leased;
    bench.expect_lease(2);
    bench.answer_store("READ", record(read, 2));  // a replica's
    const RunEnd end = bench.expect_finish(2);
    EXPECT_FALSE(end.in_step);
    EXPECT_EQ(end.order, std::nullopt);
    EXPECT_THAT(bench.told, ElementsAre(Verdict::not_yet));
    EXPECT_EQ(bench.next(), "nothing");
    bench.timer.pass(1s);  // the back-off
    EXPECT_EQ(bench.next(), "LEASE");
  }
}

TEST(AssignmentsLinks, who_takes_no_lease_believes_any_record) {
  const auto guards = AdjustableGuards().without(Guard::lease);
  WorkerBenchOf<AdjustableGuards> bench(WorkerBench::quiet(), guards);
  bench.ask();
  bench.answer_store("READ", record(second, 2));
  EXPECT_EQ(bench.next(), "LIST");
}

TEST(AssignmentsLinks, every_request_is_about_the_order_that_the_record_names) {
  WorkerBench bench;
  bench.linked = second;
  bench.start_run("B", 2);
  const auto about = [&] { return bench.spectora.next().order; };
  EXPECT_EQ(about(), second);
  bench.expect_list("A");
  EXPECT_EQ(about(), second);
  bench.expect_event('A');
  for (const std::string write : {"POST B", "DELETE A", "PUT"}) {
    EXPECT_EQ(about(), second);
    bench.expect(write, Status::ok);
  }
  bench.timer.pass(lag);
  bench.expect_reads("B", 'B');
  EXPECT_EQ(bench.expect_finish(2).order, second);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(AssignmentsLinks, an_end_about_another_order_than_the_jobs_moves_the_key_again) {
  for (const OrderId now : {second, OrderId::none()}) {
    WorkerBench bench;
    bench.start_run("A", 2);
    bench.expect_reads("A", 'A');
    bench.linked = now;  // the generation is the same
    EXPECT_EQ(bench.expect_finish(2).order, WorkerBench::order);
    EXPECT_EQ(bench.next(), "LEASE");
  }
}

TEST(AssignmentsLinks, without_the_generation_check_nobody_looks_which_order_an_end_is_about) {
  const auto guards = AdjustableGuards().without(Guard::generation_check);
  WorkerBenchOf<AdjustableGuards> bench(WorkerBench::quiet(), guards);
  bench.start_run("A", 2);
  bench.expect_reads("A", 'A');
  bench.linked = second;
  bench.expect_finish(2);
  EXPECT_EQ(bench.next(), "nothing");
}

}  // namespace
}  // namespace interleave::reconciler
