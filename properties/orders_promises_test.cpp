// What every core promises, as the judge of orders hears it: TRUTH, SER, EXCL, BLIND, PROMPT, LIVE,
// IDEM, BUDGET, TRACE. How each of them is told apart in full is tested with assignments, whose
// judge stands on the same watch.
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/orders_hearing.hpp"

namespace interleave::properties {
namespace {

using model::Author;
using model::JobId;
using model::OrderVerb;
using model::Status;
using model::Verdict;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using SyncRun = OrdersHearing::SyncRun;

/// Only of that property; a search misses what is younger than 2 s.
OrdersJudge::Options only(std::string_view property) {
  OrdersJudge::Options options;
  options.lag = 2s;
  for (std::size_t i = 0; i < orders_signatures.size(); ++i) {
    if (orders_signatures[i].property != property) options.unjudged.add(i);
  }
  return options;
}

/// A job that is booked at the start; its order is made at 10 min, and its id is stored.
void make_order(OrdersHearing& hearing, const SyncRun& run) {
  hearing.search(run);
  hearing.done(run, OrderVerb::post_order);
  hearing.linked();
}

// ---- TRUTH ----

TEST(OrdersPromises, an_order_that_is_made_stored_and_found_by_a_search_is_in_step) {
  OrdersHearing hearing(only("TRUTH"));
  hearing.booked();
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  make_order(hearing, run);
  hearing.at(10min + 2s);
  hearing.search(run);
  hearing.answer(run);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(OrdersPromises, nobody_is_told_in_step_about_a_job_without_an_order) {
  OrdersHearing hearing(only("TRUTH"));
  hearing.booked();
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  hearing.search(run);
  hearing.answer(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.false"));
}

TEST(OrdersPromises, nobody_is_told_in_step_before_a_search_that_could_see_the_last_write) {
  OrdersHearing hearing(only("TRUTH"));
  hearing.booked();
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  make_order(hearing, run);
  hearing.at(10min + 1s);
  hearing.search(run);
  hearing.answer(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.unverified"));
}

TEST(OrdersPromises, who_asked_after_a_cancel_is_not_told_of_what_was_before_it) {
  for (const std::uint32_t behind : {0U, 1U}) {
    OrdersHearing hearing(only("TRUTH"));
    hearing.given();
    hearing.at(10min);
    hearing.cancelled();
    hearing.order_cancelled(Author::client);
    hearing.at(11min);
    hearing.asked();
    const SyncRun run = hearing.leased();
    hearing.search(run);
    hearing.answer(run, Verdict::not_yet, 1 - behind);
    EXPECT_THAT(hearing.violated(), IsEmpty());
    hearing.asked();
    const SyncRun next = hearing.leased();
    hearing.search(next);
    hearing.answer(next, Verdict::in_step, 1 - behind);
    EXPECT_EQ(std::ranges::count(hearing.violated(), "TRUTH.older"), behind);
  }
}

TEST(OrdersPromises, a_run_that_says_refused_has_changed_nothing) {
  for (const bool made : {false, true}) {
    OrdersHearing hearing(only("TRUTH"));
    hearing.booked();
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.search(run);
    if (made) hearing.done(run, OrderVerb::post_order);
    hearing.answer(run, Verdict::refused);
    EXPECT_EQ(hearing.violated() == std::vector<std::string>{"TRUTH.refused"}, made);
  }
}

// ---- SER, EXCL, BLIND ----

TEST(OrdersPromises, no_request_leaves_after_its_lease_has_ended) {
  OrdersHearing hearing(only("SER"));
  hearing.given();
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  hearing.at(10min + 59s);
  hearing.search(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.at(11min + 1s);
  hearing.search(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("SER.late"));
}

TEST(OrdersPromises, the_store_takes_nothing_from_a_run_that_lost_its_lease) {
  OrdersHearing hearing(only("SER"));
  hearing.given();
  hearing.at(10min);
  const SyncRun lost = hearing.leased(0);
  hearing.at(12min);
  const SyncRun run = hearing.leased(1);
  hearing.released(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.released(lost);
  EXPECT_THAT(hearing.violated(), ElementsAre("SER.stale"));
}

TEST(OrdersPromises, one_run_of_a_job_at_a_time) {
  for (const bool same_job : {false, true}) {
    OrdersHearing hearing(only("EXCL"));
    hearing.given();
    hearing.given(JobId{2});
    hearing.at(10min);
    const SyncRun one = hearing.leased(0);
    hearing.search(one);
    const SyncRun other = hearing.leased(1, same_job ? JobId{1} : JobId{2});
    hearing.search(other);
    hearing.search(one);
    EXPECT_EQ(hearing.violated() == std::vector<std::string>{"EXCL.overlap"}, same_job);
  }
}

TEST(OrdersPromises, an_order_whose_making_is_unknown_is_not_made_again_before_a_search) {
  for (const bool looked : {false, true}) {
    OrdersHearing hearing(only("BLIND"));
    hearing.booked();
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.search(run);
    hearing.answered(hearing.sent(run, OrderVerb::post_order), Status::timed_out);
    if (looked) hearing.search(run);
    hearing.sent(run, OrderVerb::post_order);
    EXPECT_EQ(hearing.violated() == std::vector<std::string>{"BLIND.post"}, !looked);
  }
}

// ---- PROMPT, LIVE ----

TEST(OrdersPromises, a_cancel_that_was_announced_is_done_within_a_tenth_of_the_sweep_period) {
  for (const model::Duration done : {model::Duration(16min), 16min + model::Duration(1s)}) {
    OrdersHearing hearing(only("PROMPT"));
    hearing.given();
    hearing.at(10min);
    hearing.cancelled();
    hearing.announced();
    hearing.at(done);
    hearing.order_cancelled(Author::client);
    EXPECT_EQ(hearing.violated().empty(), done == 16min);
  }
}

TEST(OrdersPromises, nothing_has_to_be_prompt_while_the_sync_is_switched_off) {
  OrdersHearing hearing(only("PROMPT"));
  hearing.disabled(40min);
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.announced();
  hearing.at(46min);
  hearing.order_cancelled(Author::client);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(OrdersPromises, whoever_asks_is_told_how_it_ended) {
  for (const bool told : {false, true}) {
    OrdersHearing hearing(only("PROMPT"));
    hearing.given();
    hearing.at(10min);
    hearing.asked();
    const SyncRun run = hearing.leased();
    hearing.search(run);
    if (told) hearing.answer(run);
    EXPECT_EQ(hearing.at_rest() == std::vector<std::string>{"PROMPT.unanswered"}, !told);
  }
}

TEST(OrdersPromises, every_job_comes_into_step_and_one_that_refuses_all_holds_up_no_other) {
  for (const bool poisoned : {false, true}) {
    OrdersHearing hearing(only("LIVE"));
    hearing.given();
    hearing.booked(JobId{2});
    hearing.at(10min);
    if (poisoned) hearing.fault(sim::Fault::order_poisoned);
    EXPECT_THAT(hearing.at_rest(), ElementsAre(poisoned ? "LIVE.held" : "LIVE.late"));
  }
}

// ---- IDEM, BUDGET, TRACE ----

TEST(OrdersPromises, one_more_sync_of_a_job_in_step_reads_and_writes_nothing) {
  OrdersHearing hearing(only("IDEM"));
  hearing.given();
  hearing.at(3h);
  hearing.probe_starts();
  const SyncRun run = hearing.leased();
  hearing.search(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.sent(run, OrderVerb::put_event);
  EXPECT_THAT(hearing.violated(), ElementsAre("IDEM.write"));
}

TEST(OrdersPromises, what_one_call_for_a_sync_costs_is_bounded) {
  struct Case {
    OrderVerb verb;
    int few;
    int many;
    std::string_view signature;
  };
  for (const Case& each : {Case{OrderVerb::put_event, 6, 40, "BUDGET.writes"},
                           Case{OrderVerb::find_orders, 16, 200, "BUDGET.requests"}}) {
    for (const bool too_many : {false, true}) {
      OrdersHearing hearing(only("BUDGET"));
      hearing.given();
      hearing.at(10min);
      const SyncRun run = hearing.unleased();
      const int times = too_many ? each.many : each.few;
      for (int i = 0; i < times; ++i) hearing.answered(hearing.sent(run, each.verb));
      const std::vector<std::string> violated = hearing.at_rest();
      EXPECT_EQ(std::ranges::count(violated, each.signature), too_many ? 1 : 0) << each.signature;
    }
  }
}

TEST(OrdersPromises, nothing_is_sent_before_a_retry_after_has_passed) {
  for (const auto wait : {29s, 30s}) {
    OrdersHearing hearing(only("BUDGET"));
    hearing.given();
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.answered(hearing.sent(run, OrderVerb::find_orders), Status::too_many_requests, 30s);
    hearing.at(10min + wait);
    hearing.search(run);
    EXPECT_EQ(hearing.violated() == std::vector<std::string>{"BUDGET.impatient"}, wait < 30s);
  }
}

TEST(OrdersPromises, a_job_that_cannot_be_brought_in_step_is_on_record) {
  for (const bool recorded : {false, true}) {
    OrdersHearing hearing(only("TRACE"));
    hearing.booked();
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.search(run);
    if (recorded) hearing.recorded(run);
    hearing.released(run);
    EXPECT_EQ(hearing.at_rest() == std::vector<std::string>{"TRACE.unrecorded"}, !recorded);
  }
}

}  // namespace
}  // namespace interleave::properties
