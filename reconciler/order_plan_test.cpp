#include "reconciler/order_plan.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::reconciler {
namespace {

using model::CalendarEvent;
using model::InspectorId;
using model::Job;
using model::JobId;
using model::Order;
using model::order_of;
using model::OrderId;
using model::OrderList;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr JobId job{1};
constexpr CalendarEvent elsewhere{model::Time{20h}, InspectorId{3}};

/// A job for A at nine, which its record links to the order of that number; negative: to none.
Job linked_to(int number) {
  Job wanted;
  wanted.id = job;
  wanted.order = number < 0 ? OrderId::none() : order_of(job, static_cast<std::uint8_t>(number));
  wanted.starts = model::Time{9h};
  wanted.inspectors = {InspectorId{0}};
  return wanted;
}

Job cancelled(Job wanted) {
  wanted.cancelled = true;
  return wanted;
}

/// Orders 0, 1, … of the job: "o" is as it is wanted, "m" has to be moved, "x" is cancelled.
OrderList shelf(const std::string& orders) {
  OrderList list;
  for (const char state : orders) {
    const auto number = static_cast<std::uint8_t>(list.size());
    const CalendarEvent event = state == 'm' ? elsewhere : wanted_event(linked_to(-1));
    list.push_back({order_of(job, number), {job, number}, event, state == 'x'});
  }
  return list;
}

/// "cancel 1", "create 2", …: the steps by the number of their order.
std::vector<std::string> words(const OrderPlan& steps) {
  std::vector<std::string> all;
  for (const OrderStep& step : steps) {
    const int number = step.order.value / model::jobs_with_orders_max;
    switch (step.kind) {
      case OrderStep::Kind::cancel:
        all.push_back("cancel " + std::to_string(number));
        break;
      case OrderStep::Kind::create:
        EXPECT_EQ(step.order, OrderId::none());
        all.push_back("create " + std::to_string(step.number));
        break;
      case OrderStep::Kind::move:
        all.push_back("move " + std::to_string(number));
        break;
      case OrderStep::Kind::link:
        all.push_back("link " + std::to_string(number));
        break;
    }
  }
  return all;
}

std::vector<std::string> planned(const Job& wanted, const std::string& orders) {
  return words(plan(wanted, shelf(orders), SealedGuards()));
}

std::vector<std::string> without(Guard guard, const Job& wanted, const std::string& orders) {
  return words(plan(wanted, shelf(orders), AdjustableGuards().without(guard)));
}

// ---- A job that is on ----

TEST(OrderPlan, makes_the_order_of_a_job_that_has_none) {
  EXPECT_THAT(planned(linked_to(-1), ""), ElementsAre("create 0"));
}

TEST(OrderPlan, of_a_linked_order_with_the_right_event_is_empty) {
  EXPECT_THAT(planned(linked_to(0), "o"), IsEmpty());
  EXPECT_THAT(planned(linked_to(1), "xox"), IsEmpty());
}

TEST(OrderPlan, moves_an_order_whose_time_or_inspector_is_another) {
  EXPECT_THAT(planned(linked_to(0), "m"), ElementsAre("move 0"));
  for (const bool time : {false, true}) {
    OrderList orders = shelf("o");
    if (time) orders[0].event.starts += 1h;
    if (!time) orders[0].event.inspector = InspectorId{1};
    EXPECT_THAT(words(plan(linked_to(0), orders, SealedGuards())), ElementsAre("move 0"));
  }
}

TEST(OrderPlan, links_an_order_that_nobody_stored_instead_of_making_one) {
  EXPECT_THAT(planned(linked_to(-1), "o"), ElementsAre("link 0"));
  EXPECT_THAT(planned(linked_to(-1), "xm"), ElementsAre("move 1", "link 1"));
}

TEST(OrderPlan, keeps_the_linked_one_of_several_though_it_is_not_the_oldest) {
  EXPECT_THAT(planned(linked_to(1), "ooo"), ElementsAre("cancel 0", "cancel 2"));
  EXPECT_THAT(planned(linked_to(2), "oom"), ElementsAre("cancel 0", "cancel 1", "move 2"));
}

TEST(OrderPlan, keeps_the_oldest_live_one_when_none_of_them_is_linked) {
  EXPECT_THAT(planned(linked_to(-1), "oo"), ElementsAre("cancel 1", "link 0"));
  EXPECT_THAT(planned(linked_to(-1), "xoo"), ElementsAre("cancel 2", "link 1"));
  EXPECT_THAT(planned(linked_to(0), "xoo"), ElementsAre("cancel 2", "link 1"));
}

TEST(OrderPlan, never_uses_a_cancelled_order_again_and_calls_the_next_by_a_new_number) {
  EXPECT_THAT(planned(linked_to(0), "x"), ElementsAre("create 1"));
  EXPECT_THAT(planned(linked_to(0), "xx"), ElementsAre("create 2"));
}

// ---- Where another core keeps the calendar events ----

std::vector<std::string> planned_without_events(const Job& wanted, const std::string& orders) {
  return words(plan(wanted, shelf(orders), SealedGuards(), false));
}

TEST(OrderPlan, moves_no_order_whose_event_another_core_keeps) {
  EXPECT_THAT(planned_without_events(linked_to(0), "m"), IsEmpty());
  EXPECT_THAT(planned_without_events(linked_to(-1), "xm"), ElementsAre("link 1"));
  EXPECT_THAT(planned_without_events(linked_to(2), "oom"), ElementsAre("cancel 0", "cancel 1"));
}

TEST(OrderPlan, makes_and_cancels_orders_whoever_keeps_their_events) {
  EXPECT_THAT(planned_without_events(linked_to(-1), ""), ElementsAre("create 0"));
  EXPECT_THAT(planned_without_events(linked_to(0), "x"), ElementsAre("create 1"));
  Job gone = linked_to(0);
  gone.cancelled = true;
  EXPECT_THAT(planned_without_events(gone, "mo"), ElementsAre("cancel 0", "cancel 1"));
}

// ---- A job that is cancelled ----

TEST(OrderPlan, of_a_cancelled_job_leaves_no_order_live_whether_its_id_was_stored_or_not) {
  EXPECT_THAT(planned(cancelled(linked_to(0)), "o"), ElementsAre("cancel 0"));
  EXPECT_THAT(planned(cancelled(linked_to(-1)), "o"), ElementsAre("cancel 0"));
  EXPECT_THAT(planned(cancelled(linked_to(1)), "oxm"), ElementsAre("cancel 0", "cancel 2"));
}

TEST(OrderPlan, of_a_cancelled_job_makes_moves_and_links_nothing) {
  EXPECT_THAT(planned(cancelled(linked_to(-1)), ""), IsEmpty());
  EXPECT_THAT(planned(cancelled(linked_to(0)), "xx"), IsEmpty());
}

// ---- Without a guard ----

TEST(OrderPlan, without_live_rows_takes_a_cancelled_order_for_the_one_to_keep) {
  EXPECT_THAT(without(Guard::live_rows, linked_to(0), "x"), IsEmpty());
  EXPECT_THAT(without(Guard::live_rows, linked_to(0), "xo"), ElementsAre("cancel 1"));
  EXPECT_THAT(without(Guard::live_rows, cancelled(linked_to(0)), "x"), ElementsAre("cancel 0"));
}

TEST(OrderPlan, without_duplicates_tolerates_extra_orders_of_a_job_that_is_on) {
  EXPECT_THAT(without(Guard::duplicates, linked_to(0), "oo"), IsEmpty());
  EXPECT_THAT(without(Guard::duplicates, linked_to(0), "mo"), ElementsAre("move 0"));
  EXPECT_THAT(without(Guard::duplicates, cancelled(linked_to(0)), "oo"),
              ElementsAre("cancel 0", "cancel 1"));
}

TEST(OrderPlan, without_link_stores_no_id) {
  EXPECT_THAT(without(Guard::link, linked_to(-1), "oo"), ElementsAre("cancel 1"));
  EXPECT_THAT(without(Guard::link, linked_to(-1), "m"), ElementsAre("move 0"));
}

TEST(OrderPlan, depends_on_no_other_guard) {
  for (std::size_t number = 0; number < guard_count; ++number) {
    const auto guard = static_cast<Guard>(number);
    const bool counts =
        guard == Guard::live_rows || guard == Guard::duplicates || guard == Guard::link;
    if (counts) continue;
    for (const Job& wanted : {linked_to(-1), linked_to(2), cancelled(linked_to(0))}) {
      EXPECT_EQ(without(guard, wanted, "xmoo"), planned(wanted, "xmoo")) << number;
    }
  }
}

// ---- Any shelf ----

/// What Spectora and the store make of a step.
void apply(const OrderStep& step, Job& wanted, OrderList& orders) {
  const auto it = std::ranges::find(orders, step.order, &Order::id);
  switch (step.kind) {
    case OrderStep::Kind::cancel:
      RC_ASSERT(it != orders.end() && !it->cancelled);
      it->cancelled = true;
      return;
    case OrderStep::Kind::create: {
      const OrderId made = order_of(wanted.id, static_cast<std::uint8_t>(orders.size()));
      orders.push_back({made, {wanted.id, step.number}, wanted_event(wanted), false});
      wanted.order = made;  // as the run does with what it made
      return;
    }
    case OrderStep::Kind::move:
      RC_ASSERT(it != orders.end() && !it->cancelled);
      it->event = wanted_event(wanted);
      return;
    case OrderStep::Kind::link:
      RC_ASSERT(it != orders.end() && !it->cancelled);
      wanted.order = step.order;
      return;
  }
}

Job arbitrary_job() {
  Job wanted = linked_to(*rc::gen::inRange(-1, int{model::orders_per_job_max}));
  wanted.cancelled = *rc::gen::arbitrary<bool>();
  return wanted;
}

/// Room is left for the one that may have to be made.
OrderList arbitrary_shelf() {
  const auto states = *rc::gen::container<std::string>(rc::gen::element('o', 'm', 'x'));
  return shelf(states.substr(0, model::orders_per_job_max - 1));
}

RC_GTEST_PROP(OrderPlan, brings_any_shelf_to_the_goal_and_then_there_is_nothing_left, ()) {
  Job wanted = arbitrary_job();
  OrderList orders = arbitrary_shelf();
  for (const OrderStep& step : plan(wanted, orders, SealedGuards())) apply(step, wanted, orders);
  const auto live = std::ranges::count(orders, false, &Order::cancelled);
  RC_ASSERT(live == (wanted.cancelled ? 0 : 1));
  if (!wanted.cancelled) {
    const auto kept = std::ranges::find(orders, false, &Order::cancelled);
    RC_ASSERT(kept->id == wanted.order);
    RC_ASSERT(kept->event == wanted_event(wanted));
  }
  RC_ASSERT(plan(wanted, orders, SealedGuards()).empty());
}

RC_GTEST_PROP(OrderPlan, is_the_same_without_the_moves_where_another_core_keeps_events, ()) {
  const Job wanted = arbitrary_job();
  const OrderList orders = arbitrary_shelf();
  std::vector<std::string> steps = words(plan(wanted, orders, SealedGuards()));
  std::erase_if(steps, [](const std::string& step) { return step.starts_with("move"); });
  RC_ASSERT(words(plan(wanted, orders, SealedGuards(), false)) == steps);
}

RC_GTEST_PROP(OrderPlan, never_gives_two_orders_of_a_job_one_reference, ()) {
  Job wanted = arbitrary_job();
  const OrderList orders = arbitrary_shelf();
  for (const OrderStep& step : plan(wanted, orders, SealedGuards())) {
    if (step.kind != OrderStep::Kind::create) continue;
    for (const Order& order : orders) RC_ASSERT(order.reference.number != step.number);
  }
}

RC_GTEST_PROP(OrderPlan, is_the_same_with_sealed_guards_and_with_all_adjustable_ones, ()) {
  const Job wanted = arbitrary_job();
  const OrderList orders = arbitrary_shelf();
  RC_ASSERT(words(plan(wanted, orders, SealedGuards())) ==
            words(plan(wanted, orders, AdjustableGuards())));
}

}  // namespace
}  // namespace interleave::reconciler
