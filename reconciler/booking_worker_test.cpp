#include "reconciler/booking_worker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/booking_fixtures.hpp"

namespace interleave::reconciler {
namespace {

using namespace model;
using testing::ElementsAre;

constexpr Duration lag = 2s;  // see SyncOptions

Job native_job() {
  Job job;
  job.id = BookingBench::native;
  job.created = Creation::spectora;
  job.generation = 1;
  return job;
}

// ---- What Spectora tells ----

TEST(BookingWorker, takes_a_webhook_for_a_hint_and_imports_what_a_search_shows) {
  BookingBench bench;
  bench.worker.on_news(BookingBench::news());  // A at 13:00
  EXPECT_EQ(bench.next(), "LEASE");
  EXPECT_FALSE(bench.store.next().force);
  bench.expect_lease();
  bench.expect_job();
  bench.timer.pass(lag);
  bench.expect_find({BookingBench::order_at_nine()});  // B
  const CalendarRequest sent = bench.sent("IMPORT");
  EXPECT_EQ(sent.wish.when.start, Time{9h});
  ASSERT_EQ(sent.wish.inspectors.size(), 1U);
  EXPECT_EQ(sent.wish.inspectors.front(), spectora_identity(InspectorId{1}));
}

TEST(BookingWorker, writes_nothing_for_a_webhook_that_tells_what_the_store_has_confirmed) {
  BookingBench bench;
  bench.worker.on_news(BookingBench::news());
  bench.expect_from_store("LEASE", IntentStatus::nothing_to_do);
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(BookingWorker, runs_once_more_for_webhooks_that_come_during_a_run) {
  BookingBench bench;
  bench.start_run();
  bench.worker.on_news(BookingBench::news(1));
  bench.worker.on_news(BookingBench::news(2));
  EXPECT_EQ(bench.next(), "nothing");
  bench.timer.pass(lag);
  bench.expect_find({BookingBench::order_at_nine()});
  bench.answer("IMPORT", CalendarStatus::ok);
  bench.expect_finish();
  EXPECT_EQ(bench.started, 2);
  bench.expect_from_store("LEASE", IntentStatus::nothing_to_do);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(BookingWorker, without_echo_is_a_hint_writes_what_the_webhook_says_under_no_lease) {
  BookingBenchOf<AdjustableGuards> bench(AdjustableGuards().without(Guard::echo_is_a_hint));
  bench.worker.on_news(BookingBench::news());
  const CalendarRequest sent = bench.sent("IMPORT");
  EXPECT_EQ(sent.native, BookingBench::native);
  EXPECT_TRUE(sent.live);
  EXPECT_EQ(sent.wish.when, (Interval{Time{13h}, Time{15h + 30min}}));
  ASSERT_EQ(sent.wish.inspectors.size(), 1U);
  EXPECT_EQ(sent.wish.inspectors.front(), spectora_identity(InspectorId{0}));
  EXPECT_EQ(sent.fencing, 0U);
  EXPECT_EQ(differences(sent.check), "not free, not fenced");
  bench.answer("IMPORT", CalendarStatus::timed_out);
  EXPECT_EQ(bench.next(), "nothing");  // it is not tried again
  EXPECT_EQ(bench.started, 0);

  NativeNews over = BookingBench::news(1);
  over.live = false;
  bench.worker.on_news(over);
  EXPECT_FALSE(bench.sent("IMPORT").live);
  bench.worker.die();
  EXPECT_EQ(bench.next(), "nothing");
}

// ---- What people ask ----

TEST(BookingWorker, serves_people_while_it_imports) {
  BookingBench bench;
  bench.start_run();
  bench.worker.on_request(asking(BookingVerb::create_job));
  EXPECT_EQ(differences(bench.sent("BOOK").check), "");
  bench.answer("BOOK", CalendarStatus::ok);
  ASSERT_EQ(bench.answers.size(), 1U);
  EXPECT_EQ(bench.said().status, BookingStatus::done);
  EXPECT_TRUE(bench.worker.works_on(BookingBench::native));
}

TEST(BookingWorker, hands_its_guards_to_the_desk) {
  BookingBenchOf<AdjustableGuards> bench(AdjustableGuards().without(Guard::both_endpoints));
  bench.worker.on_request(asking(BookingVerb::book_job));
  EXPECT_EQ(differences(bench.sent("BOOK").check), "not free");
}

// ---- What was missed ----

TEST(BookingWorker, asks_the_store_what_is_due_when_it_starts_and_at_a_gap) {
  BookingBench bench;
  bench.worker.start(Cause{1});
  IntentReply due;
  due.due.push_back({BookingBench::native, false, {}});
  bench.answer_store("SCAN", due);
  bench.expect_from_store("LEASE", IntentStatus::nothing_to_do);
  bench.worker.on_gap(Cause{2});
  bench.answer_store("SCAN", {});
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(BookingWorker, looks_once_more_at_an_order_that_is_probed_whatever_is_confirmed) {
  BookingBench bench;
  bench.worker.probe(native_job(), Cause{1});
  EXPECT_EQ(bench.next(), "LEASE");
  EXPECT_TRUE(bench.store.next().force);
}

TEST(BookingWorker, sweeps_until_it_is_told_to_stop) {
  SyncOptions options = BookingBench::quiet();
  options.sweep_period = 1h;
  BookingBench bench({}, options);
  bench.worker.start(Cause{1});
  bench.answer_store("SCAN", {});
  bench.timer.pass(1h);
  bench.answer_store("SCAN", {});
  bench.worker.stop_sweeping();
  EXPECT_EQ(bench.timer.alarms(), 0U);
}

TEST(BookingWorker, has_no_business_with_jobs_and_their_assignments) {
  BookingBench bench;
  bench.worker.on_change({Cause{1}, native_job(), false});
  bench.worker.on_echo(BookingBench::native, {.cause = Cause{1}, .order = {}, .shown = {}});
  bench.worker.on_drag(native_job(), Cause{1});
  bench.worker.on_sync(native_job(), Cause{1});
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.started, 0);
}

// ---- Life and death ----

TEST(BookingWorker, works_on_an_order_while_its_run_goes_on) {
  BookingBench bench;
  EXPECT_FALSE(bench.worker.works_on(BookingBench::native));
  bench.start_run();
  EXPECT_TRUE(bench.worker.works_on(BookingBench::native));
  EXPECT_FALSE(bench.worker.works_on(JobId{0}));
  bench.timer.pass(lag);
  bench.expect_find({});
  bench.answer("IMPORT", CalendarStatus::ok);
  bench.expect_finish();
  EXPECT_FALSE(bench.worker.works_on(BookingBench::native));
  EXPECT_THAT(bench.runs, ElementsAre(Verdict::in_step));
}

TEST(BookingWorker, forgets_people_and_orders_when_it_dies) {
  BookingBench bench;
  bench.start_run();
  bench.worker.on_request(asking(BookingVerb::create_job));
  bench.worker.die();
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.alarms(), 0U);
  EXPECT_FALSE(bench.worker.works_on(BookingBench::native));
  EXPECT_TRUE(bench.answers.empty());
  // And lives again.
  bench.worker.on_news(BookingBench::news(1));
  EXPECT_EQ(bench.next(), "LEASE");
}

}  // namespace
}  // namespace interleave::reconciler
