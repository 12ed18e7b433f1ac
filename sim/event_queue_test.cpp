#include "sim/event_queue.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/cause.hpp"
#include "model/ensure.hpp"

namespace interleave::sim {
namespace {

using model::Duration;
using model::Time;

/// The queue never calls its owners; it only tells them apart.
class SilentOwner final : public EventOwner {
 public:
  void land(std::uint32_t) override {}
  void ring(std::uint32_t) override {}
};

Time at(std::int64_t microseconds) { return Time(Duration(microseconds)); }

using Order = std::tuple<Time, Rank, std::uint32_t>;

Order order_of(const PendingEvent& event) { return {event.due, event.rank, event.sequence}; }

/// Pops everything and gives the slots in the order in which they came.
std::vector<std::uint32_t> drain(EventQueue& queue) {
  std::vector<std::uint32_t> slots;
  while (!queue.empty()) slots.push_back(queue.pop().slot);
  return slots;
}

/// The queue and its reference, an ordered map, side by side. Every event has a slot of its own.
class Pair {
 public:
  void push(Time due, Rank rank) {
    SilentOwner& owner = owners_[next_ % 2];
    const PendingEvent event{due, rank, next_, &owner, next_};
    ++next_;
    queue_.push(event);
    reference_.emplace(order_of(event), event);
  }

  void pop_both() {
    if (reference_.empty()) return;
    const PendingEvent expected = reference_.begin()->second;
    reference_.erase(reference_.begin());
    RC_ASSERT(queue_.first_due() == expected.due);
    const PendingEvent found = queue_.pop();
    RC_ASSERT(order_of(found) == order_of(expected));
    RC_ASSERT(found.owner == expected.owner);
    RC_ASSERT(found.slot == expected.slot);
  }

  void remove(std::size_t which) {
    if (reference_.empty()) return;
    const auto chosen =
        std::next(reference_.begin(), static_cast<std::ptrdiff_t>(which % reference_.size()));
    const PendingEvent event = chosen->second;
    reference_.erase(chosen);
    const Rank other = event.rank == Rank::leg ? Rank::timer : Rank::leg;
    RC_ASSERT(!queue_.remove(*event.owner, event.slot, other));
    RC_ASSERT(queue_.remove(*event.owner, event.slot, event.rank));
    RC_ASSERT(!queue_.remove(*event.owner, event.slot, event.rank));
  }

  void check_size() const {
    RC_ASSERT(queue_.size() == reference_.size());
    RC_ASSERT(queue_.empty() == reference_.empty());
  }
  [[nodiscard]] std::size_t size() const { return reference_.size(); }

 private:
  EventQueue queue_;
  SilentOwner owners_[2];
  std::map<Order, PendingEvent> reference_;
  std::uint32_t next_ = 0;
};

// ---- By hand ----

TEST(EventQueue, gives_events_in_the_order_of_their_time) {
  SilentOwner owner;
  EventQueue queue;
  queue.push({at(30), Rank::leg, 0, &owner, 3});
  queue.push({at(10), Rank::leg, 1, &owner, 1});
  queue.push({at(20), Rank::timer, 2, &owner, 2});
  EXPECT_EQ(queue.first_due(), at(10));
  EXPECT_EQ(drain(queue), (std::vector<std::uint32_t>{1, 2, 3}));
}

TEST(EventQueue, at_one_instant_timers_come_before_legs_and_older_before_younger) {
  SilentOwner owner;
  EventQueue queue;
  queue.push({at(10), Rank::leg, 5, &owner, 3});
  queue.push({at(10), Rank::timer, 7, &owner, 2});
  queue.push({at(10), Rank::leg, 6, &owner, 4});
  queue.push({at(10), Rank::timer, 4, &owner, 1});
  EXPECT_EQ(drain(queue), (std::vector<std::uint32_t>{1, 2, 3, 4}));
}

TEST(EventQueue, ties_hold_beyond_the_flat_array_too) {
  SilentOwner owner;
  EventQueue queue;
  // 40 events of one instant, pushed with the youngest first; each third is a timer.
  std::vector<std::uint32_t> timers;
  std::vector<std::uint32_t> legs;
  for (std::uint32_t i = 40; i-- > 0;) {
    queue.push({at(10), i % 3 == 0 ? Rank::timer : Rank::leg, i, &owner, i});
  }
  for (std::uint32_t i = 0; i < 40; ++i) (i % 3 == 0 ? timers : legs).push_back(i);
  timers.insert(timers.end(), legs.begin(), legs.end());
  EXPECT_EQ(drain(queue), timers);
}

TEST(EventQueue, an_event_comes_back_as_it_was_pushed) {
  SilentOwner owner;
  EventQueue queue;
  // The last instant and the last sequence number that fit.
  const PendingEvent last{at(EventQueue::time_limit_us - 1), Rank::leg,
                          EventQueue::sequence_limit - 1, &owner, 0xffffffffU};
  queue.push(last);
  const PendingEvent found = queue.pop();
  EXPECT_EQ(order_of(found), order_of(last));
  EXPECT_EQ(found.owner, &owner);
  EXPECT_EQ(found.slot, 0xffffffffU);
}

TEST(EventQueue, the_limits_of_the_order_do_not_run_into_one_another) {
  SilentOwner owner;
  EventQueue queue;
  // The oldest event of the next instant comes after the youngest leg of this one.
  queue.push({at(11), Rank::timer, 0, &owner, 2});
  queue.push({at(10), Rank::leg, EventQueue::sequence_limit - 1, &owner, 1});
  queue.push({at(10), Rank::timer, EventQueue::sequence_limit - 1, &owner, 0});
  EXPECT_EQ(drain(queue), (std::vector<std::uint32_t>{0, 1, 2}));
}

TEST(EventQueue, removes_only_the_event_of_that_owner_slot_and_rank) {
  SilentOwner owner;
  SilentOwner other;
  EventQueue queue;
  queue.push({at(10), Rank::timer, 0, &owner, 1});
  queue.push({at(20), Rank::leg, 1, &owner, 1});
  queue.push({at(30), Rank::timer, 2, &other, 1});
  queue.push({at(40), Rank::timer, 3, &owner, 2});
  ASSERT_TRUE(queue.remove(owner, 1, Rank::timer));
  ASSERT_FALSE(queue.remove(owner, 1, Rank::timer));
  ASSERT_FALSE(queue.remove(other, 2, Rank::timer));
  ASSERT_EQ(queue.size(), 3U);
  EXPECT_EQ(queue.pop().due, at(20));
  EXPECT_EQ(queue.pop().owner, &other);
  EXPECT_EQ(queue.pop().slot, 2U);
}

TEST(EventQueue, clearing_forgets_everything) {
  SilentOwner owner;
  EventQueue queue;
  for (std::uint32_t i = 0; i < 30; ++i) queue.push({at(i), Rank::leg, i, &owner, i});
  queue.clear();
  EXPECT_TRUE(queue.empty());
  EXPECT_FALSE(queue.remove(owner, 3, Rank::leg));
  queue.push({at(99), Rank::leg, 40, &owner, 40});
  EXPECT_EQ(drain(queue), (std::vector<std::uint32_t>{40}));
}

TEST(EventQueue, is_in_order_when_full) {
  SilentOwner owner;
  EventQueue queue;
  std::vector<Order> expected;
  for (std::uint32_t i = 0; i < EventQueue::capacity; ++i) {
    // Few instants, so that ties are many.
    const auto due = static_cast<std::int64_t>(model::mix(i) % 100);
    const PendingEvent event{at(due), static_cast<Rank>(model::mix(i + 5000) % 2), i, &owner, i};
    queue.push(event);
    expected.push_back(order_of(event));
  }
  std::ranges::sort(expected);
  std::vector<Order> found;
  while (!queue.empty()) found.push_back(order_of(queue.pop()));
  EXPECT_EQ(found, expected);
}

TEST(EventQueue, one_event_beyond_its_capacity_is_an_error_of_ours) {
  SilentOwner owner;
  EventQueue queue;
  for (std::uint32_t i = 0; i < EventQueue::capacity; ++i) {
    queue.push({at(i), Rank::leg, i, &owner, i});
  }
  EXPECT_THROW(queue.push({at(0), Rank::leg, 2000, &owner, 0}), model::InternalError);
  EXPECT_EQ(queue.size(), EventQueue::capacity);
}

// ---- For all sequences of operations ----

RC_GTEST_PROP(EventQueue, agrees_with_an_ordered_map_around_the_end_of_the_flat_array, ()) {
  // The flat array ends at 16 events. The size swings between 12 and 20, with three steps in four
  // in the direction of the swing, so 300 operations take it through 16 about 18 times: 8 / (6/8 -
  // 2/8) = 16 operations a swing.
  const auto operations = *rc::gen::container<std::vector<std::uint32_t>>(
      300, rc::gen::resize(100, rc::gen::arbitrary<std::uint32_t>()));
  Pair pair;
  bool growing = true;
  for (const std::uint32_t operation : operations) {
    if (pair.size() >= 20) growing = false;
    if (pair.size() <= 12) growing = true;
    const std::uint32_t dice = operation % 8;
    if ((dice < 6) == growing) {
      const std::int64_t due = (operation >> 8U) % 20;
      pair.push(at(due), dice % 2 == 0 ? Rank::timer : Rank::leg);
    } else if (dice % 2 == 0) {
      pair.pop_both();
    } else {
      pair.remove(operation >> 8U);
    }
    pair.check_size();
  }
  while (pair.size() > 0) pair.pop_both();
}

RC_GTEST_PROP(EventQueue, agrees_with_an_ordered_map_at_any_size,
              (const std::vector<std::uint32_t>& operations)) {
  Pair pair;
  for (const std::uint32_t operation : operations) {
    for (std::uint32_t i = 0; i < operation % 8; ++i) {
      pair.push(at(operation >> 3U), i % 2 == 0 ? Rank::timer : Rank::leg);
    }
    if (operation % 3 == 0) pair.pop_both();
    if (operation % 5 == 0) pair.remove(operation);
    pair.check_size();
  }
  while (pair.size() > 0) pair.pop_both();
  pair.check_size();
}

}  // namespace
}  // namespace interleave::sim
