#include "properties/remote_orders.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/ensure.hpp"

namespace interleave::properties {
namespace {

using model::Assignment;
using model::CalendarEvent;
using model::Cause;
using model::InspectorId;
using model::OrderId;
using model::SpectoraCommit;
using model::SpectoraEffect;
using model::Time;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// Inspectors A and B.
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr OrderId first_order{0};
constexpr OrderId second_order{1};

SpectoraCommit assigned(OrderId order, std::uint64_t record, InspectorId inspector,
                        bool primary = false) {
  return {SpectoraEffect::assigned, order, {Cause{record}, inspector, primary}, {}};
}

SpectoraCommit unassigned(OrderId order, std::uint64_t record) {
  return {SpectoraEffect::unassigned, order, {Cause{record}, {}, false}, {}};
}

SpectoraCommit event_written(OrderId order, const CalendarEvent& event) {
  return {SpectoraEffect::event_written, order, {}, event};
}

std::vector<std::uint64_t> records_of(const RemoteOrders& orders, OrderId order) {
  std::vector<std::uint64_t> records;
  for (const Assignment& assignment : orders.assignments(order)) {
    records.push_back(assignment.record.value);
  }
  return records;
}

TEST(RemoteOrders, hold_what_the_commit_log_says) {
  RemoteOrders orders;
  orders.on_commit(assigned(first_order, 1, a, true));
  orders.on_commit(assigned(first_order, 2, b));
  orders.on_commit(unassigned(first_order, 1));
  EXPECT_THAT(orders.inspectors(first_order), ElementsAre(b));
  EXPECT_THAT(records_of(orders, first_order), ElementsAre(2));
  EXPECT_FALSE(orders.assignments(first_order).front().primary);
}

TEST(RemoteOrders, keep_each_live_record_even_of_one_inspector) {
  RemoteOrders orders;
  orders.on_commit(assigned(first_order, 1, a));
  orders.on_commit(assigned(first_order, 2, a));
  EXPECT_THAT(orders.inspectors(first_order), ElementsAre(a, a));
  orders.on_commit(unassigned(first_order, 1));
  EXPECT_THAT(records_of(orders, first_order), ElementsAre(2));
}

TEST(RemoteOrders, keep_records_oldest_first) {
  RemoteOrders orders;
  for (const std::uint64_t record : {5U, 3U, 9U}) {
    orders.on_commit(assigned(first_order, record, a));
  }
  orders.on_commit(unassigned(first_order, 3));
  EXPECT_THAT(records_of(orders, first_order), ElementsAre(5, 9));
}

TEST(RemoteOrders, know_nothing_of_one_another) {
  RemoteOrders orders;
  orders.on_commit(assigned(first_order, 1, a));
  orders.on_commit(event_written(first_order, {Time(9h), a}));
  EXPECT_THAT(orders.inspectors(second_order), IsEmpty());
  EXPECT_EQ(orders.event(second_order), CalendarEvent{});
}

TEST(RemoteOrders, keep_the_last_event_that_was_written) {
  RemoteOrders orders;
  orders.on_commit(event_written(first_order, {Time(9h), a}));
  orders.on_commit(event_written(first_order, {Time(10h), b}));
  EXPECT_EQ(orders.event(first_order), (CalendarEvent{Time(10h), b}));
}

TEST(RemoteOrders, keep_every_order_that_a_job_may_get) {
  RemoteOrders orders;
  const model::JobId job{model::jobs_with_orders_max - 1};
  const OrderId last = model::order_of(job, model::orders_per_job_max - 1);
  orders.on_commit(assigned(model::order_of(job, 0), 1, a));
  orders.on_commit(assigned(last, 2, b));
  EXPECT_THAT(records_of(orders, last), ElementsAre(2));
  EXPECT_THAT(orders.order(last).inspectors(), ElementsAre(b));
  orders.reset();
  EXPECT_THAT(orders.assignments(last), IsEmpty());
}

TEST(RemoteOrders, an_order_is_as_it_was_made_until_its_second_commit) {
  RemoteOrders orders;
  for (int run = 0; run < 2; ++run) {
    orders.on_commit(event_written(first_order, {Time(9h), a}));
    EXPECT_TRUE(orders.order(first_order).as_made());
    orders.on_commit(event_written(first_order, {Time(9h), a}));
    EXPECT_FALSE(orders.order(first_order).as_made());
    orders.reset();
  }
}

TEST(RemoteOrders, are_as_new_after_a_reset) {
  RemoteOrders orders;
  orders.on_commit(assigned(first_order, 1, a));
  orders.on_commit(event_written(first_order, {Time(9h), a}));
  orders.reset();
  EXPECT_THAT(orders.assignments(first_order), IsEmpty());
  EXPECT_EQ(orders.event(first_order), CalendarEvent{});
}

TEST(RemoteOrders, a_log_that_removes_what_is_not_there_is_an_error_of_ours) {
  RemoteOrders orders;
  orders.on_commit(assigned(first_order, 1, a));
  EXPECT_THROW(orders.on_commit(unassigned(first_order, 2)), model::InternalError);
  EXPECT_THROW(orders.on_commit(unassigned(second_order, 1)), model::InternalError);
}

TEST(RemoteOrders, a_log_that_goes_beyond_the_limit_of_an_order_is_an_error_of_ours) {
  RemoteOrders orders;
  for (std::uint64_t record = 0; record < model::assignments_per_order_max; ++record) {
    orders.on_commit(assigned(first_order, record, a));
  }
  EXPECT_THROW(orders.on_commit(assigned(first_order, 99, a)), model::InternalError);
}

RC_GTEST_PROP(RemoteOrders, agree_with_plain_lists,
              (const std::vector<std::uint32_t>& operations)) {
  RemoteOrders orders;
  std::vector<std::vector<std::uint64_t>> reference(RemoteOrders::orders_max);
  std::uint64_t next = 0;
  for (const std::uint32_t operation : operations) {
    const OrderId order{static_cast<std::uint8_t>(operation % RemoteOrders::orders_max)};
    std::vector<std::uint64_t>& records = reference[order.value];
    const bool full = records.size() == model::assignments_per_order_max;
    if (full || ((operation >> 2U) % 3 == 0 && !records.empty())) {
      const auto removed =
          records.begin() + static_cast<std::ptrdiff_t>((operation >> 4U) % records.size());
      orders.on_commit(unassigned(order, *removed));
      records.erase(removed);
    } else {
      orders.on_commit(assigned(order, next, a));
      records.push_back(next++);
    }
  }
  for (std::uint8_t order = 0; order < RemoteOrders::orders_max; ++order) {
    RC_ASSERT(records_of(orders, OrderId{order}) == reference[order]);
  }
}

}  // namespace
}  // namespace interleave::properties
