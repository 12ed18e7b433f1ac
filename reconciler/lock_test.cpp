#include "reconciler/lock.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "reconciler/fixtures.hpp"

namespace interleave::reconciler {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Takes the lock, waits at the gate with it, and gives it back.
Task<> hold(Lock& lock, Gate& gate, Journal& journal, std::string name) {
  const Lock::Held held = co_await lock.acquire();
  journal.push_back(name + " holds");
  co_await gate.pass();
  journal.push_back(name + " is done");
}

Task<> wait_and_note(Gate& gate, Journal& journal, std::string name) {
  journal.push_back(name + " works");
  co_await gate.pass();
  journal.push_back(name + " is done");
}

Task<> wait_and_fail(Gate& gate) {
  co_await gate.pass();
  throw std::runtime_error("the work failed");
}

Task<> fail_at_once() {
  throw std::runtime_error("the work failed");
  co_return;
}

// ---- Turns ----

TEST(Lock, is_held_by_one_and_serves_those_who_wait_in_the_order_in_which_they_came) {
  Lock lock;
  Gate gate;
  Journal journal;
  Task<> first = hold(lock, gate, journal, "first");
  Task<> second = hold(lock, gate, journal, "second");
  Task<> third = hold(lock, gate, journal, "third");
  first.start();
  third.start();
  second.start();
  EXPECT_THAT(journal, ElementsAre("first holds"));
  gate.open();
  EXPECT_THAT(journal, ElementsAre("first holds", "first is done", "third holds"));
  gate.open();
  gate.open();
  EXPECT_THAT(journal, ElementsAre("first holds", "first is done", "third holds", "third is done",
                                   "second holds", "second is done"));
  EXPECT_FALSE(lock.held());
}

TEST(Lock, is_free_until_somebody_acquires_it) {
  Lock lock;
  Gate gate;
  Journal journal;
  Task<> task = hold(lock, gate, journal, "task");
  EXPECT_FALSE(lock.held());  // the task has not started
  task.start();
  EXPECT_TRUE(lock.held());
  gate.open();
  EXPECT_FALSE(lock.held());
}

TEST(Lock, passes_from_holder_to_waiter_without_being_free_in_between) {
  Lock lock;
  Gate gate;
  Journal journal;
  Task<> first = hold(lock, gate, journal, "first");
  Task<> second = hold(lock, gate, journal, "second");
  Task<> late = hold(lock, gate, journal, "late");
  first.start();
  second.start();
  gate.open();
  EXPECT_TRUE(lock.held());
  late.start();  // comes after the waiter, though the first holder has gone
  EXPECT_THAT(journal, ElementsAre("first holds", "first is done", "second holds"));
  lock.reset();  // a waiter must not die before those whom it waits for while the lock lists it
}

TEST(Lock, a_queue_that_ran_empty_fills_again) {
  Lock lock;
  Gate gate;
  Journal journal;
  for (int round = 0; round < 3; ++round) {
    journal.clear();
    Task<> first = hold(lock, gate, journal, "first");
    Task<> second = hold(lock, gate, journal, "second");
    first.start();
    second.start();
    gate.open();
    gate.open();
    EXPECT_THAT(journal,
                ElementsAre("first holds", "first is done", "second holds", "second is done"));
  }
}

TEST(Lock, two_locks_know_nothing_of_each_other) {
  Lock one;
  Lock other;
  Gate gate;
  Journal journal;
  Task<> first = hold(one, gate, journal, "first");
  Task<> second = hold(other, gate, journal, "second");
  first.start();
  second.start();
  EXPECT_THAT(journal, ElementsAre("first holds", "second holds"));
}

TEST(Lock, an_empty_hold_and_a_moved_one_release_nothing) {
  Lock lock;
  Gate gate;
  Journal journal;
  Task<> task = hold(lock, gate, journal, "task");
  task.start();
  { const Lock::Held nothing; }
  EXPECT_TRUE(lock.held());
  task.reset();
  EXPECT_FALSE(lock.held());
  const auto take = [](Lock& wanted, Gate& gate_to_pass) -> Task<> {
    Lock::Held held = co_await wanted.acquire();
    const Lock::Held moved = std::move(held);
    co_await gate_to_pass.pass();
  };
  Task<> moving = take(lock, gate);
  moving.start();
  EXPECT_TRUE(lock.held());
  moving.reset();
  EXPECT_FALSE(lock.held());
}

RC_GTEST_PROP(Lock, serves_any_number_in_the_order_of_their_coming, ()) {
  // Tasks come one by one while holders leave in between; at each moment one at most holds.
  const auto count = *rc::gen::inRange<std::size_t>(1, 20);
  Lock lock;
  Gate gate;
  Journal journal;
  Journal expected;
  std::vector<Task<>> tasks;
  for (std::size_t i = 0; i < count; ++i) {
    tasks.push_back(hold(lock, gate, journal, std::to_string(i)));
    expected.push_back(std::to_string(i) + " holds");
    expected.push_back(std::to_string(i) + " is done");
  }
  for (Task<>& task : tasks) {
    task.start();
    RC_ASSERT(gate.waiting() == 1U);  // only the holder is at the gate
    if (*rc::gen::arbitrary<bool>()) gate.open();
    RC_ASSERT(gate.waiting() <= 1U);
  }
  while (gate.waiting() > 0) gate.open();
  RC_ASSERT(journal == expected);
  RC_ASSERT(!lock.held());
}

// ---- The end of a holder ----

TEST(Lock, a_holder_that_is_destroyed_lets_the_next_one_in) {
  Lock lock;
  Gate gate;
  Gate next_gate;
  Journal journal;
  Task<> first = hold(lock, gate, journal, "first");
  Task<> second = hold(lock, next_gate, journal, "second");
  first.start();
  second.start();
  first.reset();
  EXPECT_THAT(journal, ElementsAre("first holds", "second holds"));
  next_gate.open();
  EXPECT_FALSE(lock.held());
}

// ---- Reset ----

TEST(Lock, reset_wakes_nobody_and_its_tasks_can_be_destroyed_in_any_order) {
  for (const bool holder_first : {true, false}) {
    Lock lock;
    Gate gate;
    Journal journal;
    Task<> holder = hold(lock, gate, journal, "holder");
    Task<> waiter = hold(lock, gate, journal, "waiter");
    Task<> last = hold(lock, gate, journal, "last");
    holder.start();
    waiter.start();
    last.start();
    lock.reset();
    EXPECT_FALSE(lock.held());
    EXPECT_TRUE(waiter.running());
    (holder_first ? holder : last).reset();
    waiter.reset();
    (holder_first ? last : holder).reset();
    EXPECT_THAT(journal, ElementsAre("holder holds"));
    EXPECT_FALSE(lock.held());
  }
}

TEST(Lock, serves_a_new_process_after_a_reset) {
  Lock lock;
  Gate old_gate;
  Gate gate;
  Journal journal;
  Task<> holder = hold(lock, old_gate, journal, "old holder");
  Task<> waiter = hold(lock, old_gate, journal, "old waiter");
  holder.start();
  waiter.start();
  lock.reset();
  holder.reset();
  waiter.reset();
  journal.clear();
  Task<> first = hold(lock, gate, journal, "first");
  Task<> second = hold(lock, gate, journal, "second");
  first.start();
  second.start();
  gate.open();
  gate.open();
  EXPECT_THAT(journal,
              ElementsAre("first holds", "first is done", "second holds", "second is done"));
}

// ---- Work under the lock ----

TEST(Lock, work_under_it_starts_when_its_turn_comes) {
  Lock lock;
  Gate gate;
  Journal journal;
  Task<> first = under(lock, wait_and_note(gate, journal, "first"));
  Task<> second = under(lock, wait_and_note(gate, journal, "second"));
  EXPECT_THAT(journal, IsEmpty());
  first.start();
  second.start();
  EXPECT_THAT(journal, ElementsAre("first works"));
  gate.open();
  EXPECT_FALSE(first.running());
  EXPECT_THAT(journal, ElementsAre("first works", "first is done", "second works"));
  gate.open();
  EXPECT_FALSE(second.running());
  EXPECT_FALSE(lock.held());
}

TEST(Lock, work_that_fails_gives_it_back) {
  Lock lock;
  Gate gate;
  Gate next_gate;
  Journal journal;
  Task<> failing = under(lock, wait_and_fail(gate));
  Task<> next = under(lock, wait_and_note(next_gate, journal, "next"));
  failing.start();
  next.start();
  EXPECT_THROW(gate.open(), std::runtime_error);
  EXPECT_THAT(journal, ElementsAre("next works"));
  next_gate.open();
  EXPECT_FALSE(lock.held());
}

TEST(Lock, work_that_is_destroyed_while_it_waits_for_its_turn_never_runs) {
  Lock lock;
  Gate gate;
  Journal journal;
  Task<> first = under(lock, wait_and_note(gate, journal, "first"));
  Task<> second = under(lock, wait_and_note(gate, journal, "second"));
  first.start();
  second.start();
  lock.reset();  // the process is gone: nobody may be woken
  second.reset();
  first.reset();
  EXPECT_THAT(journal, ElementsAre("first works"));
}

TEST(Lock, a_waiter_that_dies_leaves_the_queue_to_the_others) {
  Lock lock;
  Gate gate;
  Journal journal;
  Task<> first = hold(lock, gate, journal, "first");
  Task<> second = hold(lock, gate, journal, "second");
  Task<> third = hold(lock, gate, journal, "third");
  first.start();
  second.start();
  third.start();
  second.reset();
  gate.open();
  gate.open();
  EXPECT_FALSE(first.running());
  EXPECT_FALSE(third.running());
  EXPECT_FALSE(lock.held());
}

TEST(Lock, a_holder_from_before_a_reset_frees_nothing_when_it_dies) {
  Lock lock;
  Gate gate;
  Journal journal;
  Task<> before = hold(lock, gate, journal, "before");
  before.start();
  lock.reset();
  Gate other_gate;
  Task<> after = hold(lock, other_gate, journal, "after");
  after.start();
  before.reset();
  EXPECT_TRUE(lock.held());
  other_gate.open();
  EXPECT_FALSE(lock.held());
}

TEST(Lock, a_failure_of_the_next_in_line_reaches_whoever_resumed_the_holder) {
  Lock lock;
  Gate gate;
  Journal journal;
  Task<> first = under(lock, wait_and_note(gate, journal, "first"));
  Task<> failing = under(lock, fail_at_once());
  first.start();
  failing.start();
  EXPECT_THROW(gate.open(), std::runtime_error);
  EXPECT_FALSE(failing.running());
  EXPECT_FALSE(lock.held());
}

}  // namespace
}  // namespace interleave::reconciler
