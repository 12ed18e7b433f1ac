#include "reconciler/orders_run.hpp"

#include <string>

#include <gtest/gtest.h>

#include "reconciler/orders_fixtures.hpp"

// What one run of a job's orders does, step by step.

namespace interleave::reconciler {
namespace {

using model::Duration;
using model::IntentStatus;
using model::Job;
using model::RunEnd;
using model::Status;
using model::Time;
using namespace std::chrono_literals;

constexpr Duration lag = 2s;  // see SyncOptions
constexpr Duration late_effect_max = 65s;
constexpr int unlinked = OrdersBench::unlinked;

Job on(int linked, std::uint32_t generation = 2) { return OrdersBench::job_of(linked, generation); }
Job off(int linked, std::uint32_t generation = 3) {
  return OrdersBench::job_of(linked, generation, true);
}

// ---- Making ----

TEST(OrdersRun, of_a_new_job_looks_then_makes_one_order_stores_its_id_and_looks_again) {
  OrdersBench bench;
  bench.start_run(on(unlinked));
  EXPECT_EQ(bench.spectora.next().reference.job, OrdersBench::job);
  bench.expect_find("");
  bench.expect_read(on(unlinked));
  EXPECT_EQ(bench.spectora.next().fencing, 1U);
  EXPECT_EQ(bench.spectora.next().event, wanted_event(on(unlinked)));
  bench.expect_post("POST 0", 0);
  EXPECT_EQ(bench.store.next().expected, model::OrderId::none());
  bench.expect_link(0, 0);
  bench.expect_read(on(0));
  EXPECT_EQ(bench.next(), "nothing");
  EXPECT_EQ(bench.timer.until_next(), lag);
  bench.timer.pass(lag);
  bench.expect_find("o");
  const RunEnd end = bench.expect_finish(2);
  EXPECT_TRUE(end.in_step);
  EXPECT_TRUE(end.settled);
  EXPECT_EQ(end.recheck_at, Time{});
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(OrdersRun, looks_for_an_order_whose_post_got_no_answer_and_adopts_it) {
  for (const Status silence : {Status::timed_out, Status::unreadable, Status::accepted,
                               Status::bad_gateway, Status::conflict}) {
    OrdersBench bench;
    bench.start_run(on(unlinked));
    bench.expect_find("");
    bench.expect_read(on(unlinked));
    bench.expect("POST 0", silence);
    const Time unknown_at = bench.timer.now();
    bench.expect_read(on(unlinked));
    EXPECT_EQ(bench.next(), "nothing");  // a search might still miss it
    bench.timer.pass(lag);
    bench.expect_find("o");
    bench.expect_link(0, 0);
    bench.expect_read(on(0));
    bench.expect_find("o");
    const RunEnd end = bench.expect_finish(2);
    EXPECT_TRUE(end.in_step);
    EXPECT_EQ(end.recheck_at, unknown_at + late_effect_max);
    EXPECT_FALSE(end.settled);  // an alert stands until nothing can land any more
  }
}

TEST(OrdersRun, asks_again_by_the_same_reference_for_an_order_that_no_search_has_found) {
  OrdersBench bench;
  bench.start_run(on(unlinked));
  bench.expect_find("");
  bench.expect_read(on(unlinked));
  bench.expect("POST 0", Status::timed_out);
  bench.expect_read(on(unlinked));
  bench.timer.pass(lag);
  bench.expect_find("");
  bench.expect_read(on(unlinked));
  EXPECT_EQ(bench.next(), "POST 0");
}

TEST(OrdersRun, makes_nothing_when_a_search_fails) {
  for (const Status failure : {Status::timed_out, Status::unavailable, Status::not_found}) {
    OrdersBench bench;
    bench.start_run(on(unlinked));
    bench.expect("FIND", failure);
    for (int round = 1; round < 5; ++round) {
      bench.expect_read(on(unlinked));
      bench.expect("FIND", failure);
    }
    EXPECT_FALSE(bench.expect_finish(2).in_step);
  }
}

// ---- The wish changes while it runs ----

TEST(OrdersRun, sends_no_post_when_the_job_was_cancelled_since_it_was_read) {
  OrdersBench bench;
  bench.start_run(on(unlinked));
  bench.expect_find("");
  bench.expect_read(off(unlinked));
  bench.expect_read(off(unlinked));
  bench.expect_find("");
  EXPECT_TRUE(bench.expect_finish(3).in_step);
}

TEST(OrdersRun, sends_no_post_when_the_job_could_not_be_read_again) {
  OrdersBench bench;
  bench.start_run(on(unlinked));
  bench.expect_find("");
  bench.expect_from_store("READ", IntentStatus::timed_out);
  EXPECT_EQ(bench.next(), "READ");
}

TEST(OrdersRun, cancels_the_order_it_made_when_the_job_was_cancelled_before_the_id_was_stored) {
  OrdersBench bench;
  bench.start_run(on(unlinked));
  bench.expect_find("");
  bench.expect_read(on(unlinked));
  bench.expect_post("POST 0", 0);
  bench.expect_link(0, 0);
  bench.expect_read(off(0));
  bench.timer.pass(lag);
  bench.expect_find("o");
  bench.expect_read(off(0));
  bench.expect("CANCEL 0", Status::ok);
  bench.expect_read(off(0));
  bench.timer.pass(lag);
  bench.expect_find("x");
  EXPECT_TRUE(bench.expect_finish(3).in_step);
}

TEST(OrdersRun, cancels_what_it_made_when_another_order_was_linked_first) {
  OrdersBench bench;
  bench.start_run(on(unlinked));
  bench.expect_find("");
  bench.expect_read(on(unlinked));
  bench.expect_post("POST 0", 1);
  bench.expect_link(1, 0);  // the store says: it is linked to 0
  bench.expect_read(on(0));
  bench.timer.pass(lag);
  bench.expect_find("oo");
  bench.expect_read(on(0));
  bench.expect("CANCEL 1", Status::ok);
}

// ---- Cancelling ----

TEST(OrdersRun, of_a_cancelled_job_without_an_id_looks_for_its_order_and_cancels_it) {
  OrdersBench bench;
  bench.start_run(off(unlinked));
  bench.expect_find("o");
  bench.expect_read(off(unlinked));
  EXPECT_EQ(bench.next(), "CANCEL 0");
}

TEST(OrdersRun, takes_no_answer_but_a_read_for_the_end_of_a_cancel) {
  // A lagging replica answers 404 for an order that is there.
  for (const Status answer : {Status::not_found, Status::timed_out, Status::bad_gateway}) {
    OrdersBench bench;
    bench.start_run(off(0));
    bench.expect_find("o");
    bench.expect_read(off(0));
    bench.expect("CANCEL 0", answer);
    bench.expect_read(off(0));
    bench.timer.pass(lag);
    bench.expect_find("o");
    bench.expect_read(off(0));
    bench.expect("CANCEL 0", Status::ok);
    bench.expect_read(off(0));
    bench.timer.pass(lag);
    bench.expect_find("x");
    EXPECT_TRUE(bench.expect_finish(3).in_step);
  }
}

// ---- Refusals ----

TEST(OrdersRun, tells_staff_at_once_when_the_key_is_revoked_and_does_not_spin) {
  for (const Status refusal : {Status::unauthorized, Status::forbidden}) {
    OrdersBench bench;
    bench.start_run(off(0));
    bench.expect("FIND", refusal);
    const RunEnd end = bench.expect_finish(3);
    EXPECT_TRUE(end.record);
    EXPECT_TRUE(end.alert);
    EXPECT_FALSE(end.settled);
    EXPECT_EQ(bench.next(), "nothing");
    EXPECT_EQ(bench.timer.alarms(), 0U);
  }
}

TEST(OrdersRun, tells_staff_when_the_sync_is_switched_off_and_sends_nothing) {
  OrdersBench bench;
  bench.change(off(0));
  bench.expect_lease(3);
  bench.expect_from_store("READ", IntentStatus::disabled);
  EXPECT_TRUE(bench.expect_finish(3).alert);
  EXPECT_EQ(bench.next(), "nothing");
}

TEST(OrdersRun, tells_staff_nothing_where_alerts_are_off) {
  SyncOptions options = OrdersBench::telling();
  options.alerts = false;
  OrdersBench bench({}, options);
  bench.start_run(off(0));
  bench.expect("FIND", Status::unauthorized);
  const RunEnd end = bench.expect_finish(3);
  EXPECT_TRUE(end.record);
  EXPECT_FALSE(end.alert);
}

TEST(OrdersRun, waits_as_long_as_spectora_asks) {
  OrdersBench bench;
  bench.start_run(off(0));
  bench.expect_find("o");
  bench.expect_read(off(0));
  bench.expect("CANCEL 0", Status::too_many_requests, 7s);
  const RunEnd end = bench.expect_finish(3);
  EXPECT_EQ(end.held_until, bench.timer.now() + 7s);
  EXPECT_FALSE(end.alert);
  bench.timer.pass(7s - 1us);
  EXPECT_EQ(bench.next(), "nothing");
  bench.timer.pass(1us);
  EXPECT_EQ(bench.next(), "LEASE");
}

// ---- Without a guard ----

using Adjustable = OrdersBenchOf<AdjustableGuards>;

AdjustableGuards without(Guard guard) { return AdjustableGuards().without(guard); }

TEST(OrdersRun, without_look_before_create_posts_blindly_for_a_job_without_an_id) {
  Adjustable bench(without(Guard::look_before_create));
  bench.start_run(on(unlinked));
  bench.expect_read(on(unlinked));
  EXPECT_EQ(bench.next(), "POST 0");
}

TEST(OrdersRun, without_one_reference_calls_the_order_nothing) {
  Adjustable bench(without(Guard::one_reference));
  bench.start_run(on(unlinked));
  bench.expect_find("");
  bench.expect_read(on(unlinked));
  EXPECT_EQ(bench.next(), "POST nameless");
}

TEST(OrdersRun, without_recheck_wish_posts_what_it_read_first) {
  Adjustable bench(without(Guard::recheck_wish));
  bench.start_run(on(unlinked));
  bench.expect_find("");
  EXPECT_EQ(bench.next(), "POST 0");
}

TEST(OrdersRun, without_link_compares_saves_the_whole_record) {
  Adjustable bench(without(Guard::link_compares));
  bench.start_run(on(unlinked));
  bench.expect_find("");
  bench.expect_read(on(unlinked));
  bench.expect_post("POST 0", 0);
  EXPECT_EQ(bench.next(), "SAVE 0");
}

TEST(OrdersRun, without_reread_after_timeout_posts_twice) {
  Adjustable bench(without(Guard::reread_after_timeout));
  bench.start_run(on(unlinked));
  bench.expect_find("");
  bench.expect_read(on(unlinked));
  bench.expect("POST 0", Status::timed_out);
  EXPECT_EQ(bench.next(), "POST 0");
}

TEST(OrdersRun, without_cancel_persists_gives_a_failed_cancel_up_as_done) {
  Adjustable bench(without(Guard::cancel_persists));
  bench.start_run(off(0));
  bench.expect_find("o");
  bench.expect_read(off(0));
  bench.expect("CANCEL 0", Status::bad_gateway);
  EXPECT_TRUE(bench.expect_finish(3).in_step);
}

TEST(OrdersRun, without_delete_status_takes_a_failed_cancel_for_done) {
  Adjustable bench(without(Guard::delete_status));
  bench.start_run(off(0));
  bench.expect_find("o");
  bench.expect_read(off(0));
  bench.expect("CANCEL 0", Status::bad_gateway);
  bench.expect_read(off(0));
  bench.timer.pass(lag);
  bench.expect_find("o");
  EXPECT_TRUE(bench.expect_finish(3).in_step);
}

TEST(OrdersRun, without_list_read_checked_takes_a_failed_search_for_none) {
  Adjustable bench(without(Guard::list_read_checked));
  bench.start_run(on(unlinked));
  bench.expect("FIND", Status::unavailable);
  bench.expect_read(on(unlinked));
  EXPECT_EQ(bench.next(), "POST 0");
}

TEST(OrdersRun, without_verify_ends_with_its_last_write) {
  Adjustable bench(without(Guard::verify));
  bench.start_run(off(0));
  bench.expect_find("o");
  bench.expect_read(off(0));
  bench.expect("CANCEL 0", Status::ok);
  EXPECT_TRUE(bench.expect_finish(3).in_step);
}

TEST(OrdersRun, without_wait_out_lag_looks_at_once) {
  Adjustable bench(without(Guard::wait_out_lag));
  bench.start_run(off(0));
  bench.expect_find("o");
  bench.expect_read(off(0));
  bench.expect("CANCEL 0", Status::ok);
  bench.expect_read(off(0));
  EXPECT_EQ(bench.next(), "FIND");
}

TEST(OrdersRun, without_alert_failure_leaves_a_record_and_tells_nobody) {
  Adjustable bench(without(Guard::alert_failure));
  bench.start_run(off(0));
  bench.expect("FIND", Status::unauthorized);
  const RunEnd end = bench.expect_finish(3);
  EXPECT_TRUE(end.record);
  EXPECT_FALSE(end.alert);
}

TEST(OrdersRun, without_close_alert_never_says_that_all_is_settled) {
  Adjustable bench(without(Guard::close_alert));
  bench.start_run(on(0));
  bench.expect_find("o");
  const RunEnd end = bench.expect_finish(2);
  EXPECT_TRUE(end.in_step);
  EXPECT_FALSE(end.settled);
}

TEST(OrdersRun, without_alert_until_settled_closes_an_alert_while_a_write_may_still_land) {
  Adjustable bench(without(Guard::alert_until_settled));
  bench.start_run(off(0));
  bench.expect_find("o");
  bench.expect_read(off(0));
  bench.expect("CANCEL 0", Status::timed_out);
  bench.expect_read(off(0));
  bench.timer.pass(lag);
  bench.expect_find("x");
  const RunEnd end = bench.expect_finish(3);
  EXPECT_NE(end.recheck_at, Time{});
  EXPECT_TRUE(end.settled);
}

TEST(OrdersRun, without_honour_hold_asks_again_at_once) {
  Adjustable bench(without(Guard::honour_hold));
  bench.start_run(off(0));
  bench.expect("FIND", Status::too_many_requests, 7s);
  EXPECT_EQ(bench.next(), "READ");
}

}  // namespace
}  // namespace interleave::reconciler
