#include "reconciler/as_found/crew_worker.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/fixtures.hpp"

namespace interleave::reconciler::as_found {
namespace {

using namespace model;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr ElementId lights{1};
constexpr JobId call = call_of(lights, 0);
constexpr JobId alias = call_of(lights, 1);
constexpr InspectorId b{1};
constexpr JobId key{1};

/// The historical functions between tables, a Flex and a store that the test answers by hand.
struct Bench final : SyncLog {
  explicit Bench(bool gate = false)
      : worker({flex, tables, store, timer}, *this, {{.as_coded = true}, gate, 10s}) {}

  void press(JobId which = call) {
    Job job;
    job.id = which;
    job.generation = 3;
    worker.on_sync(job, Cause{77}.child(1, presses++));
  }
  void click(bool added) { worker.on_click({}, {call, {b}, added}, Cause{78}); }
  /// Answers the tables and Flex until neither is asked anything: there is nobody and nothing.
  void answer_all() {
    while (tables.pending() + flex.pending() > 0) {
      if (tables.pending() > 0) tables.answer({});
      if (flex.pending() == 0) continue;
      FlexReply reply;
      reply.shape = flex.next().listing;
      flex.answer(reply);
    }
  }
  void answer_lease(IntentStatus status, std::uint32_t fencing = 0) {
    ASSERT_EQ(store.pending(), 1U);
    EXPECT_EQ(store.next().verb, IntentVerb::acquire);
    EXPECT_EQ(store.next().job, key);
    EXPECT_TRUE(store.next().force);
    IntentReply reply;
    reply.status = status;
    reply.intent.fencing = fencing;
    store.answer(reply);
  }
  void expect_leave(std::uint32_t fencing) {
    ASSERT_EQ(store.pending(), 1U);
    EXPECT_EQ(store.next().verb, IntentVerb::finish);
    EXPECT_EQ(store.next().fencing, fencing);
    store.answer({});
  }

  void on_started(const RunStart& start) override { started.push_back(start.job); }
  void on_finished(const Answer& answer, bool asked) override {
    EXPECT_TRUE(asked);
    EXPECT_EQ(answer.generation, 3U);
    said.push_back(answer.verdict);
  }

  HandPort<FlexRequest, FlexReply> flex;
  HandPort<CrewTableRequest, CrewTableReply> tables;
  HandPort<IntentRequest, IntentReply> store;
  HandTimer timer;
  std::vector<JobId> started;
  std::vector<Verdict> said;
  std::uint32_t presses = 0;
  CrewWorker worker;
};

TEST(CrewWorkerAsFound, starts_a_sync_for_each_press_whatever_is_under_way) {
  Bench bench;
  bench.press();
  bench.press();
  EXPECT_EQ(bench.tables.pending(), 2U);
  EXPECT_TRUE(bench.worker.works_on(call));
  bench.answer_all();
  EXPECT_FALSE(bench.worker.works_on(call));
  EXPECT_THAT(bench.started, ElementsAre(call, call));
}

TEST(CrewWorkerAsFound, answers_success_whatever_became_of_it) {
  Bench bench;
  bench.press();
  CrewTableReply failed;
  failed.status = Status::unavailable;
  while (bench.tables.pending() > 0) bench.tables.answer(failed);
  while (bench.flex.pending() > 0) {
    FlexReply reply;
    reply.status = Status::timed_out;
    bench.flex.answer(reply);
  }
  EXPECT_THAT(bench.said, ElementsAre(Verdict::in_step));
}

TEST(CrewWorkerAsFound, a_click_adds_or_removes_at_once_and_answers_nobody) {
  Bench bench;
  bench.click(true);
  ASSERT_EQ(bench.flex.pending(), 1U);
  EXPECT_EQ(describe(bench.flex.next()), "ADD B to element 1");
  bench.answer_all();
  bench.click(false);
  ASSERT_EQ(bench.tables.pending(), 1U);
  EXPECT_EQ(describe(bench.tables.next()), "READ rows of job 1");
  bench.answer_all();
  EXPECT_THAT(bench.said, IsEmpty());
}

TEST(CrewWorkerAsFound, an_alias_is_a_call_of_its_own) {
  Bench bench;
  bench.press(alias);
  EXPECT_EQ(describe(bench.tables.next()), "READ crew of job 5");
  EXPECT_TRUE(bench.worker.works_on(alias));
  EXPECT_FALSE(bench.worker.works_on(call));
}

TEST(CrewWorkerAsFound, with_the_gate_asks_nothing_before_it_has_the_lease_of_the_element) {
  Bench bench(true);
  bench.press(alias);
  EXPECT_EQ(bench.tables.pending(), 0U);
  bench.answer_lease(IntentStatus::busy);
  EXPECT_EQ(bench.store.pending(), 0U);
  bench.timer.pass(CrewWorker::gate_pause);
  bench.answer_lease(IntentStatus::failed);
  bench.timer.pass(CrewWorker::gate_pause);
  EXPECT_EQ(bench.tables.pending(), 0U);
  bench.answer_lease(IntentStatus::ok, 4);
  EXPECT_EQ(bench.tables.pending(), 1U);
  bench.answer_all();
  EXPECT_THAT(bench.said, IsEmpty());
  bench.expect_leave(4);
  EXPECT_THAT(bench.said, ElementsAre(Verdict::in_step));
}

TEST(CrewWorkerAsFound, each_invocation_is_somebody_else_to_the_lease) {
  Bench bench(true);
  bench.press();
  const std::uint8_t first = bench.store.next().owner;
  bench.answer_lease(IntentStatus::ok, 1);
  bench.press(alias);
  EXPECT_NE(bench.store.next().owner, first);
}

TEST(CrewWorkerAsFound, clicks_go_through_the_gate_too) {
  Bench bench(true);
  bench.click(true);
  EXPECT_EQ(bench.flex.pending(), 0U);
  bench.answer_lease(IntentStatus::ok, 2);
  EXPECT_EQ(bench.flex.pending(), 1U);
  bench.answer_all();
  bench.expect_leave(2);
  EXPECT_FALSE(bench.worker.works_on(call));
}

TEST(CrewWorkerAsFound, forgets_whatever_it_was_at_when_it_dies) {
  Bench bench(true);
  bench.press();
  bench.answer_lease(IntentStatus::busy);
  bench.press();
  bench.worker.die();
  EXPECT_FALSE(bench.worker.works_on(call));
  EXPECT_EQ(bench.timer.alarms(), 0U);
  EXPECT_EQ(bench.store.pending(), 0U);
}

}  // namespace
}  // namespace interleave::reconciler::as_found
