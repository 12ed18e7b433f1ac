#include "sim/free_order.hpp"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Time;
using namespace std::chrono_literals;

constexpr Footprint reads{ResourceSet(Resource::job, 1), {}};
constexpr Footprint writes{{}, ResourceSet(Resource::job, 1)};
constexpr Footprint other{{}, ResourceSet(Resource::job, 2)};

/// When a leg happens that could at once, and touches that.
Time lands(FreeOrder& order, const Footprint& touches) {
  order.begin_leg(Time{}, Time{1h}, touches);
  order.end();
  return order.now();
}

/// An event at 5 s writes the job.
void write_at_five_seconds(FreeOrder& order) {
  order.begin_leg(Time{5s}, Time{1h}, writes);
  order.end();
}

TEST(FreeOrder, an_event_comes_after_what_it_conflicts_with_and_as_early_as_it_can) {
  FreeOrder order;
  order.reset();
  write_at_five_seconds(order);
  EXPECT_EQ(lands(order, other), Time{});
  EXPECT_EQ(lands(order, reads), Time{5s + 1us});
  EXPECT_EQ(lands(order, reads), Time{5s + 1us});  // two reads do not mind each other
  EXPECT_EQ(lands(order, writes), Time{5s + 2us});
  EXPECT_TRUE(order.possible());
}

TEST(FreeOrder, a_timer_or_a_leg_that_would_be_too_late_is_of_no_run) {
  FreeOrder order;
  order.reset();
  write_at_five_seconds(order);
  order.begin_timer(Time{5s});
  order.touch(writes);
  EXPECT_FALSE(order.possible());
  order.reset();
  EXPECT_TRUE(order.possible());
  write_at_five_seconds(order);
  order.begin_leg(Time{}, Time{5s}, reads);
  order.end();
  EXPECT_FALSE(order.possible());
}

TEST(FreeOrder, an_event_that_touches_more_than_it_began_with_may_see_two_times) {
  FreeOrder order;
  order.reset();
  write_at_five_seconds(order);
  order.begin_leg(Time{1s}, Time{1h}, other);
  EXPECT_FALSE(order.torn());
  order.touch(reads);
  EXPECT_TRUE(order.torn());
}

TEST(FreeOrder, whatever_a_run_starts_with_is_there_from_its_start) {
  FreeOrder order;
  order.reset();
  write_at_five_seconds(order);
  order.reset();
  EXPECT_EQ(order.now(), Time{});
  order.touch(writes);
  EXPECT_EQ(order.now(), Time{});
  EXPECT_EQ(lands(order, reads), Time{});  // nothing of the run before is in its way
}

/// As a world does: it is told what its tables hold before anything is fired.
TEST(FreeOrder, a_scheduler_that_is_reset_starts_at_zero_even_if_something_is_touched_then) {
  FreeOrder order;
  Lab lab;
  lab.scheduler().set_free_order(&order);
  for (int run = 0; run < 2; ++run) {
    lab.reset(Strategy::uniform);
    lab.scheduler().touch(writes);
    EXPECT_EQ(lab.scheduler().now(), Time{});
    lab.set_timer(0, 5s);
    std::vector<Waiting> waiting;
    lab.scheduler().list_waiting(waiting);
    ASSERT_EQ(waiting.size(), 1U);
    lab.scheduler().fire(waiting.front().id, Time{});
    EXPECT_EQ(lab.scheduler().now(), Time{5s});
  }
}

}  // namespace
}  // namespace interleave::sim
