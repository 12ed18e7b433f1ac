#include "sim/order_shelf.hpp"

#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::CalendarEvent;
using model::Cause;
using model::JobId;
using model::order_of;
using model::OrderEffect;
using model::OrderId;
using model::Reference;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr JobId job{1};
constexpr JobId other{2};
constexpr CalendarEvent nine{Time{33h}, model::InspectorId{0}};
constexpr CalendarEvent ten{Time{34h}, model::InspectorId{1}};
constexpr Doing doing{model::Author::client, Cause{50}, 4, Cause{60}};

/// An empty shelf; it is 1 h.
class Shelf {
 public:
  Shelf() { machine.pass(1h); }
  OrderId make(std::uint8_t number = 0) { return shelf.make({job, number}, nine, doing).id; }

  Machine machine;
  Recorder recorder;
  OrderShelf<Recorder> shelf{machine.scheduler(), recorder};
};

std::vector<std::uint8_t> ids(const model::OrderList& orders) {
  std::vector<std::uint8_t> all;
  for (const model::Order& order : orders) all.push_back(order.id.value);
  return all;
}

TEST(OrderShelf, holds_the_orders_that_were_made_for_each_job_oldest_first) {
  Shelf it;
  EXPECT_EQ(it.make(), OrderId{1});
  EXPECT_EQ(it.shelf.make({other, 0}, ten, doing).id, OrderId{2});
  EXPECT_EQ(it.make(1), OrderId{5});
  EXPECT_THAT(ids(it.shelf.now(job)), ElementsAre(1, 5));
  EXPECT_THAT(ids(it.shelf.now(other)), ElementsAre(2));
  EXPECT_THAT(ids(it.shelf.now(JobId{0})), IsEmpty());
  EXPECT_EQ(it.shelf.count(job), 2U);
  EXPECT_EQ(it.shelf.count(other), 1U);
}

TEST(OrderShelf, finds_an_order_by_its_id_and_by_what_it_is_called) {
  Shelf it;
  it.make(3);
  const model::Order made{order_of(job, 0), {job, 3}, nine, false};
  ASSERT_NE(it.shelf.find(order_of(job, 0)), nullptr);
  EXPECT_EQ(*it.shelf.find(order_of(job, 0)), made);
  ASSERT_NE(it.shelf.find(Reference{job, 3}), nullptr);
  EXPECT_EQ(*it.shelf.find(Reference{job, 3}), made);
  EXPECT_EQ(it.shelf.find(order_of(job, 1)), nullptr);
  EXPECT_EQ(it.shelf.find(order_of(other, 0)), nullptr);
  EXPECT_EQ(it.shelf.find(Reference{job, 0}), nullptr);
  EXPECT_EQ(it.shelf.find(Reference{other, 3}), nullptr);
}

TEST(OrderShelf, finds_a_cancelled_order_too_and_the_first_of_two_of_one_name) {
  Shelf it;
  it.make();
  it.make();
  it.shelf.cancel(order_of(job, 0), doing);
  EXPECT_EQ(it.shelf.find(Reference{job, 0})->id, order_of(job, 0));
  EXPECT_TRUE(it.shelf.find(order_of(job, 0))->cancelled);
  EXPECT_FALSE(it.shelf.find(order_of(job, 1))->cancelled);
}

TEST(OrderShelf, shows_what_was_made_or_cancelled_after_a_moment_as_it_was_then) {
  Shelf it;
  it.make();
  it.machine.pass(1s);
  it.make(1);
  it.machine.pass(1s);
  it.shelf.cancel(order_of(job, 0), doing);
  EXPECT_THAT(ids(it.shelf.as_of(job, Time{1h} - 1us)), IsEmpty());
  EXPECT_THAT(ids(it.shelf.as_of(job, Time{1h})), ElementsAre(1));
  EXPECT_THAT(ids(it.shelf.as_of(job, Time{1h + 1s})), ElementsAre(1, 5));
  EXPECT_FALSE(it.shelf.as_of(job, Time{1h + 2s} - 1us).front().cancelled);
  EXPECT_TRUE(it.shelf.as_of(job, Time{1h + 2s}).front().cancelled);
  EXPECT_TRUE(it.shelf.now(job).front().cancelled);
}

TEST(OrderShelf, knows_whether_an_order_was_made_after_a_moment) {
  Shelf it;
  it.make();
  EXPECT_TRUE(it.shelf.is_younger(order_of(job, 0), Time{1h} - 1us));
  EXPECT_FALSE(it.shelf.is_younger(order_of(job, 0), Time{1h}));
  EXPECT_FALSE(it.shelf.is_younger(order_of(job, 1), Time{}));  // it never was
}

TEST(OrderShelf, publishes_each_change_as_it_stands_then_and_counts_them) {
  Shelf it;
  it.make();
  it.shelf.reschedule(order_of(job, 0), ten, doing);
  it.shelf.cancel(order_of(job, 0), doing);
  ASSERT_THAT(it.recorder.orders, SizeIs(3));
  EXPECT_EQ(it.shelf.commits(), 3U);
  EXPECT_EQ(it.recorder.orders[0].effect, OrderEffect::created);
  EXPECT_EQ(it.recorder.orders[0].order.event, nine);
  EXPECT_EQ(it.recorder.orders[1].effect, OrderEffect::rescheduled);
  EXPECT_EQ(it.recorder.orders[1].order.event, ten);
  EXPECT_EQ(it.recorder.orders[2].effect, OrderEffect::cancelled);
  EXPECT_TRUE(it.recorder.orders[2].order.cancelled);
  for (const model::OrderCommit& commit : it.recorder.orders) {
    EXPECT_EQ(commit.author, model::Author::client);
    EXPECT_EQ(commit.run, Cause{50});
    EXPECT_EQ(commit.fencing, 4U);
  }
}

TEST(OrderShelf, is_full_for_one_job_when_that_has_had_so_many) {
  Shelf it;
  for (std::uint8_t number = 0; number < model::orders_per_job_max; ++number) {
    EXPECT_FALSE(it.shelf.full(job));
    it.make(number);
    it.shelf.cancel(order_of(job, number), doing);
  }
  EXPECT_TRUE(it.shelf.full(job));
  EXPECT_FALSE(it.shelf.full(other));
}

TEST(OrderShelf, is_empty_in_a_new_run) {
  Shelf it;
  it.make();
  it.shelf.reset();
  EXPECT_EQ(it.shelf.count(job), 0U);
  EXPECT_EQ(it.shelf.commits(), 0U);
  EXPECT_EQ(it.shelf.find(order_of(job, 0)), nullptr);
  EXPECT_EQ(it.make(), order_of(job, 0));
}

}  // namespace
}  // namespace interleave::sim
