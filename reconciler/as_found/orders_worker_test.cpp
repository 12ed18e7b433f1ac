#include "reconciler/as_found/orders_worker.hpp"

#include <string>
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

constexpr JobId id{1};
constexpr OrderId order{1};

Job job_with(OrderId linked, bool cancelled = false) {
  Job job;
  job.id = id;
  job.order = linked;
  job.inspectors = {InspectorId{0}};
  job.cancelled = cancelled;
  return job;
}

/// The historical handler between a store and a Spectora that the test answers by hand.
struct Bench final : SyncLog {
  explicit Bench(Remedy remedy = Remedy::none)
      : worker({spectora, store, timer}, *this, {remedy, 10s}) {}

  void save(const Job& job, bool became_cancelled = false) {
    JobChange change;
    change.cause = Cause{77}.child(1, changes++);
    change.job = job;
    change.became_cancelled = became_cancelled;
    worker.on_change(change);
  }
  /// The store shows the job so.
  void read(const Job& job) {
    ASSERT_GE(store.pending(), 1U);
    ASSERT_EQ(store.next().verb, IntentVerb::read_job);
    IntentReply reply;
    reply.job = job;
    store.answer(reply);
  }
  void post(OrderId made) {
    ASSERT_EQ(spectora.pending(), 1U);
    ASSERT_EQ(spectora.next().verb, OrderVerb::post_order);
    OrderReply reply;
    reply.orders.push_back({made, {id, 0}, {}, false});
    spectora.answer(reply);
  }
  void expect_nothing_sent() const {
    EXPECT_EQ(spectora.pending(), 0U);
    EXPECT_EQ(store.pending(), 0U);
  }
  void expect_alert() {
    ASSERT_EQ(store.pending(), 1U);
    EXPECT_EQ(store.next().verb, IntentVerb::alert);
    EXPECT_EQ(store.next().job, id);
    store.answer({});
    expect_nothing_sent();
  }

  void on_started(const RunStart&) override {}
  void on_finished(const Answer& answer, bool) override { said.push_back(answer.verdict); }
  void on_skipped(Cause, JobId, std::string_view reason) override { skipped.emplace_back(reason); }

  HandPort<OrderRequest, OrderReply> spectora;
  HandPort<IntentRequest, IntentReply> store;
  HandTimer timer;
  std::vector<Verdict> said;
  std::vector<std::string> skipped;
  std::uint32_t changes = 0;
  OrdersWorker worker;
};

TEST(OrdersAsFound, makes_an_order_without_a_name_and_saves_the_whole_record_as_it_was_read) {
  Bench bench;
  bench.save(job_with(OrderId::none()));
  bench.read(job_with(OrderId::none()));
  EXPECT_EQ(bench.spectora.next().reference.number, Reference::no_name);
  bench.post(order);
  ASSERT_EQ(bench.store.pending(), 1U);
  EXPECT_EQ(bench.store.next().verb, IntentVerb::save_job);
  EXPECT_EQ(bench.store.next().record.order, order);
  EXPECT_FALSE(bench.store.next().record.cancelled);  // whatever has become of it since
  bench.store.answer({});
  EXPECT_THAT(bench.said, ElementsAre(Verdict::in_step));
}

TEST(OrdersAsFound, makes_two_orders_of_a_job_that_is_saved_twice_in_a_row) {
  Bench bench;
  bench.save(job_with(OrderId::none()));
  bench.save(job_with(OrderId::none()));
  bench.read(job_with(OrderId::none()));
  EXPECT_EQ(bench.spectora.pending(), 1U);
  bench.read(job_with(OrderId::none()));
  EXPECT_EQ(bench.spectora.pending(), 2U);
}

TEST(OrdersAsFound, makes_no_order_when_the_record_has_one_by_then) {
  Bench bench;
  bench.save(job_with(OrderId::none()));
  bench.read(job_with(order));
  bench.expect_nothing_sent();
}

TEST(OrdersAsFound, stores_no_id_when_the_reply_of_its_post_is_lost_and_answers_success) {
  Bench bench;
  bench.save(job_with(OrderId::none()));
  bench.read(job_with(OrderId::none()));
  ASSERT_EQ(bench.spectora.pending(), 1U);
  OrderReply lost;
  lost.status = Status::timed_out;
  bench.spectora.answer(lost);
  bench.expect_nothing_sent();
  EXPECT_THAT(bench.said, ElementsAre(Verdict::in_step));
}

TEST(OrdersAsFound, reads_no_status_of_the_one_cancel_it_sends) {
  for (const Status status : {Status::ok, Status::not_found, Status::unauthorized}) {
    Bench bench;
    bench.save(job_with(order, true), true);
    ASSERT_EQ(bench.spectora.pending(), 1U);
    EXPECT_EQ(bench.spectora.next().verb, OrderVerb::cancel_order);
    EXPECT_EQ(bench.spectora.next().order, order);
    OrderReply reply;
    reply.status = status;
    bench.spectora.answer(reply);
    bench.expect_nothing_sent();
    EXPECT_THAT(bench.said, ElementsAre(Verdict::in_step));
  }
}

TEST(OrdersAsFound, skips_a_cancel_without_an_id_and_only_the_console_knows) {
  Bench bench;
  bench.save(job_with(OrderId::none(), true), true);
  bench.expect_nothing_sent();
  EXPECT_THAT(bench.skipped, ElementsAre("no_spectora_job_id"));
  EXPECT_THAT(bench.said, IsEmpty());
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(OrdersAsFound, does_nothing_about_a_job_created_at_spectora) {
  Bench bench;
  Job native = job_with(order, true);
  native.created = Creation::spectora;
  bench.save(native, true);
  bench.expect_nothing_sent();
}

TEST(OrdersAsFound, with_warning_only_tells_staff_at_once_and_cancels_nothing) {
  Bench bench(Remedy::warning_only);
  bench.save(job_with(OrderId::none(), true), true);
  bench.expect_alert();
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(OrdersAsFound, with_follow_up_tells_staff_a_quarter_of_an_hour_later) {
  Bench bench(Remedy::follow_up);
  bench.save(job_with(OrderId::none(), true), true);
  bench.timer.pass(15min - 1us);
  bench.expect_nothing_sent();
  bench.timer.pass(1us);
  bench.expect_alert();
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(OrdersAsFound, with_retry_only_looks_every_minute_until_the_id_is_there_and_then_cancels) {
  Bench bench(Remedy::retry_only);
  bench.save(job_with(OrderId::none(), true), true);
  for (int tries = 0; tries < 3; ++tries) {
    bench.timer.pass(1min - 1us);
    bench.expect_nothing_sent();
    bench.timer.pass(1us);
    bench.read(job_with(OrderId::none(), true));
    EXPECT_EQ(bench.spectora.pending(), 0U);
  }
  bench.timer.pass(1min);
  bench.read(job_with(order, true));
  ASSERT_EQ(bench.spectora.pending(), 1U);
  EXPECT_EQ(bench.spectora.next().verb, OrderVerb::cancel_order);
  EXPECT_EQ(bench.spectora.next().order, order);
  bench.spectora.answer({});
  EXPECT_FALSE(bench.worker.works_on(id));
}

TEST(OrdersAsFound, forgets_what_it_waits_for_when_it_dies) {
  for (const Remedy remedy : {Remedy::follow_up, Remedy::retry_only}) {
    Bench bench(remedy);
    bench.save(job_with(OrderId::none(), true), true);
    EXPECT_TRUE(bench.worker.works_on(id));
    bench.worker.die();
    EXPECT_FALSE(bench.worker.works_on(id));
    EXPECT_EQ(bench.timer.alarms(), 0U);
    bench.timer.pass(1h);
    bench.expect_nothing_sent();
  }
}

}  // namespace
}  // namespace interleave::reconciler::as_found
