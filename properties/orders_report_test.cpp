// What the judge of orders tells beside its verdict: measures, situations and evidence.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/orders_hearing.hpp"

namespace interleave::properties {
namespace {

using model::Author;
using model::OrderVerb;
using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using SyncRun = OrdersHearing::SyncRun;

OrdersJudge::Options obliged() {
  OrdersJudge::Options options;
  options.obliged = true;
  return options;
}

// ---- Measures ----

TEST(OrdersMeasures, of_a_cancel_that_is_confirmed_are_from_the_cancel_until_then) {
  OrdersHearing hearing;
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.at(12min);
  hearing.order_cancelled(Author::client);
  hearing.at_rest();
  EXPECT_EQ(hearing.measure(OrdersMeasure::dispatched).longest(), 2min);
  EXPECT_EQ(hearing.measure(OrdersMeasure::unknown).longest(), 2min);
  EXPECT_EQ(hearing.measure(OrdersMeasure::behind).longest(), 2min);
  EXPECT_EQ(hearing.measure(OrdersMeasure::stays).count(), 0U);
  EXPECT_EQ(hearing.measure(OrdersMeasure::vain).count(), 0U);
}

TEST(OrdersMeasures, of_a_cancel_that_is_never_confirmed_go_on_to_the_end) {
  OrdersHearing hearing;
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.at(1h);
  hearing.at_rest();
  EXPECT_EQ(hearing.measure(OrdersMeasure::dispatched).longest(), 50min);
  EXPECT_EQ(hearing.measure(OrdersMeasure::stays).longest(), 50min);
  EXPECT_EQ(hearing.measure(OrdersMeasure::unknown).longest(), 50min);
}

TEST(OrdersMeasures, until_staff_know_is_until_they_see_the_alert_whatever_happens_later) {
  OrdersHearing hearing;
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.alerted(15min);
  hearing.at(25min);
  hearing.acknowledged();
  hearing.at(1h);
  hearing.at_rest();
  EXPECT_EQ(hearing.measure(OrdersMeasure::unknown).longest(), 5min);
  EXPECT_EQ(hearing.measure(OrdersMeasure::unknown).count(), 1U);
}

TEST(OrdersMeasures, a_cancel_of_a_job_without_an_order_dispatches_nobody) {
  OrdersHearing hearing;
  hearing.booked();
  hearing.at(10min);
  hearing.cancelled();
  hearing.at(1h);
  hearing.at_rest();
  EXPECT_EQ(hearing.measure(OrdersMeasure::dispatched).count(), 0U);
}

TEST(OrdersMeasures, an_alert_is_in_vain_if_it_was_seen_and_the_job_came_into_step_by_itself) {
  for (const Author author : {Author::client, Author::hand}) {
    OrdersHearing hearing;
    hearing.given();
    hearing.at(10min);
    hearing.cancelled();
    hearing.alerted(15min);
    hearing.at(20min);
    hearing.order_cancelled(author);
    hearing.at(21min);
    hearing.alert_closed();
    EXPECT_EQ(hearing.measure(OrdersMeasure::vain).count(), author == Author::client ? 1U : 0U);
    if (author == Author::client) {
      EXPECT_EQ(hearing.measure(OrdersMeasure::vain).longest(), 5min);
    }
  }
}

TEST(OrdersMeasures, an_alert_that_nobody_saw_is_not_in_vain) {
  OrdersHearing hearing;
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.alerted(15min);
  hearing.at(12min);
  hearing.order_cancelled(Author::client);
  hearing.alert_closed();
  EXPECT_EQ(hearing.measure(OrdersMeasure::vain).count(), 0U);
}

// ---- Situations ----

TEST(OrdersSituations, arise_when_they_do) {
  OrdersHearing hearing;
  hearing.booked();
  EXPECT_THAT(hearing.situations(), IsEmpty());
  hearing.at(10min);
  hearing.cancelled();
  EXPECT_THAT(hearing.situations(), ElementsAre("cancelled-before-id"));
  hearing.made(Author::client);
  EXPECT_THAT(hearing.situations(), Contains("made-after-cancel"));
  hearing.judge().on_overlap(OrdersHearing::subject);
  EXPECT_THAT(hearing.situations(), Contains("overlap"));
  hearing.fault(sim::Fault::hand_edit);
  EXPECT_THAT(hearing.situations(), Contains("edited"));
  EXPECT_THAT(hearing.situations(), Not(Contains("refused-for-good")));
  hearing.fault(sim::Fault::order_poisoned);
  EXPECT_THAT(hearing.situations(), Contains("refused-for-good"));
}

TEST(OrdersSituations, of_a_write_whose_reply_is_lost_or_that_lands_late) {
  OrdersHearing hearing;
  hearing.booked();
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  const auto post = hearing.sent(run, OrderVerb::post_order);
  hearing.applied(post);
  hearing.fault(sim::Fault::reply_lost);
  EXPECT_THAT(hearing.situations(), ElementsAre("reply-lost"));
  hearing.applied(hearing.sent(run, OrderVerb::post_order, 1), Author::late);
  EXPECT_THAT(hearing.situations(), ElementsAre("reply-lost", "landed-late"));
  hearing.released(run);
  hearing.at(20min);
  hearing.applied(post, Author::late);
  EXPECT_THAT(hearing.situations(), Contains("lease-ended"));
}

TEST(OrdersSituations, of_a_worker_that_dies_between_a_write_and_its_record) {
  OrdersHearing hearing;
  hearing.booked();
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  hearing.applied(hearing.sent(run, OrderVerb::post_order));
  hearing.crashed();
  EXPECT_THAT(hearing.situations(), Contains("crashed-between"));
}

// ---- Evidence ----

TEST(OrdersEvidence, says_what_the_calendar_shows_what_was_sent_and_what_staff_know) {
  OrdersHearing hearing;
  hearing.booked();
  hearing.at(10min);
  hearing.cancelled();
  hearing.skipped();
  hearing.made(Author::client);
  hearing.at(1h);
  hearing.at_rest();
  EXPECT_THAT(hearing.judge().evidence(),
              Contains("job 1 was cancelled before the id of its order was stored: skip "
                       "reason=no_spectora_job_id"));
  EXPECT_THAT(hearing.judge().evidence(),
              Contains("by its commit log Spectora's calendar shows order 1 (A, day 2 09:00) of "
                       "job 1, which is cancelled; its record names no order; no cancel was sent; "
                       "staff were told nothing"));
}

TEST(OrdersEvidence, says_that_the_record_undoes_what_people_did) {
  OrdersHearing hearing;
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.alerted(10min);
  hearing.undone();
  hearing.at(1h);
  hearing.at_rest();
  EXPECT_THAT(hearing.judge().evidence(), Contains(HasSubstr("; staff were told")));
  EXPECT_THAT(hearing.judge().evidence(),
              Contains("people cancelled job 1, and its record says that it is on"));
}

TEST(OrdersEvidence, says_when_what_is_always_to_hold_failed_first) {
  OrdersHearing hearing(obliged());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.at(11min);
  hearing.made(Author::late, 1);
  EXPECT_THAT(hearing.judge().evidence(),
              Contains("KNOWN.unwatched fails first at 660.000000 s on job 1"));
}

}  // namespace
}  // namespace interleave::properties
