#include "properties/job_orders.hpp"

#include <chrono>
#include <cstdint>

#include <gtest/gtest.h>

namespace interleave::properties {
namespace {

using namespace std::chrono_literals;
using model::Author;
using model::Duration;
using model::Job;
using model::JobId;
using model::Order;
using model::OrderEffect;
using model::OrderList;
using model::Time;

constexpr Time nine{33h};
constexpr Time ten{34h};

Job wanted(Time starts = nine) {
  Job job{JobId{1}, model::OrderId::none(), model::Creation::attik, starts, {}};
  job.inspectors.push_back(model::InspectorId{0});
  return job;
}
Job cancelled() {
  Job job = wanted();
  job.cancelled = true;
  return job;
}

Order order(std::uint8_t number, Time starts = nine) {
  return {model::order_of(JobId{1}, number), {JobId{1}, number}, {starts, model::InspectorId{0}}};
}

void tell(JobOrders& orders, Duration at, OrderEffect effect, Order changed) {
  changed.cancelled = effect == OrderEffect::cancelled;
  orders.on_commit(Time(at), {.effect = effect, .order = changed, .author = Author::client});
}

TEST(JobOrders, are_in_step_with_a_job_that_is_on_if_one_is_live_and_carries_its_event) {
  EXPECT_FALSE(in_step(wanted(), {}));
  EXPECT_TRUE(in_step(wanted(), {order(0)}));
  EXPECT_FALSE(in_step(wanted(ten), {order(0)}));
  EXPECT_FALSE(in_step(wanted(), {order(0), order(1)}));
  OrderList one_of_two{order(0), order(1)};
  one_of_two[0].cancelled = true;
  EXPECT_TRUE(in_step(wanted(), one_of_two));
}

TEST(JobOrders, are_in_step_whatever_the_event_says_where_events_do_not_count) {
  EXPECT_TRUE(in_step(wanted(ten), {order(0)}, false));
  EXPECT_FALSE(in_step(wanted(), {}, false));
  EXPECT_FALSE(in_step(wanted(), {order(0), order(1)}, false));
  EXPECT_FALSE(in_step(cancelled(), {order(0)}, false));
  EXPECT_TRUE(in_step(cancelled(), {}, false));
}

TEST(JobOrders, are_in_step_with_a_cancelled_job_if_none_is_live) {
  EXPECT_TRUE(in_step(cancelled(), {}));
  EXPECT_FALSE(in_step(cancelled(), {order(0)}));
  OrderList gone{order(0)};
  gone[0].cancelled = true;
  EXPECT_TRUE(in_step(cancelled(), gone));
}

TEST(JobOrders, are_what_the_commit_log_makes_of_them) {
  JobOrders orders;
  tell(orders, 1s, OrderEffect::created, order(0));
  tell(orders, 2s, OrderEffect::created, order(1));
  EXPECT_EQ(orders.live(), 2U);
  tell(orders, 3s, OrderEffect::cancelled, order(0));
  EXPECT_EQ(orders.live(), 1U);
  tell(orders, 4s, OrderEffect::rescheduled, order(1, ten));
  EXPECT_EQ(orders.all().back().event.starts, ten);
  EXPECT_TRUE(orders.all().front().cancelled);
  orders.reset();
  EXPECT_TRUE(orders.all().empty());
}

TEST(JobOrders, remember_how_they_were_since_a_time) {
  JobOrders orders;
  tell(orders, 10s, OrderEffect::created, order(0));
  tell(orders, 20s, OrderEffect::rescheduled, order(0, ten));
  tell(orders, 30s, OrderEffect::cancelled, order(0, ten));
  const auto was = [&](const Job& job, Duration from) {
    return orders.was_in_step(job, Time(from));
  };
  EXPECT_TRUE(was(wanted(nine), 19s));
  EXPECT_TRUE(was(wanted(nine), 20s));  // until then
  EXPECT_FALSE(was(wanted(nine), 20s + 1us));
  EXPECT_TRUE(was(wanted(ten), 25s));
  EXPECT_FALSE(was(wanted(ten), 31s));
  EXPECT_TRUE(was(cancelled(), 1h));
  EXPECT_TRUE(was(cancelled(), 0s));
  // Where events do not count, it was there at any time.
  EXPECT_FALSE(was(wanted(Time(33h + 30min)), 25s));
  EXPECT_TRUE(orders.was_in_step(wanted(Time(33h + 30min)), Time(25s), false));
  EXPECT_FALSE(orders.was_in_step(wanted(nine), Time(31s), false));
}

}  // namespace
}  // namespace interleave::properties
