#include "properties/prompt_clock.hpp"

#include <initializer_list>

#include <gtest/gtest.h>

namespace interleave::properties {
namespace {

using model::Time;
using namespace std::chrono_literals;
using Debt = PromptClock::Debt;

constexpr std::initializer_list<Debt> debts{Debt::generation, Debt::repair, Debt::own_late_write};
constexpr model::Duration bound = 60s;

/// Whether it is in time until then, and late the instant after.
bool is_late_after(const PromptClock& clock, model::Duration time) {
  return !clock.late(Time(time), bound) && clock.late(Time(time + 1us), bound);
}

bool owes_nothing(const PromptClock& clock) { return !clock.late(Time::max(), bound); }

TEST(PromptClock, each_debt_is_late_a_bound_after_it_was_owed) {
  for (const Debt debt : debts) {
    PromptClock clock;
    EXPECT_TRUE(owes_nothing(clock));
    clock.owe(Time(10s), debt);
    EXPECT_TRUE(is_late_after(clock, 70s));
  }
}

TEST(PromptClock, a_debt_that_is_owed_already_does_not_become_younger) {
  PromptClock clock;
  clock.owe(Time(10s), Debt::generation);
  clock.owe(Time(30s), Debt::generation);
  EXPECT_TRUE(is_late_after(clock, 70s));
}

TEST(PromptClock, one_debt_makes_another_neither_younger_nor_older) {
  PromptClock clock;
  clock.owe(Time(10s), Debt::generation);
  clock.owe(Time(30s), Debt::repair);
  EXPECT_TRUE(is_late_after(clock, 70s));
  clock.forgive(Debt::generation);
  EXPECT_TRUE(is_late_after(clock, 90s));
}

TEST(PromptClock, who_is_in_step_has_paid_everything) {
  PromptClock clock;
  for (const Debt debt : debts) clock.owe(Time(10s), debt);
  clock.pay();
  EXPECT_TRUE(owes_nothing(clock));
}

TEST(PromptClock, to_forgive_ends_one_debt) {
  for (const Debt forgiven : debts) {
    for (const Debt owed : debts) {
      PromptClock clock;
      clock.owe(Time(10s), owed);
      clock.forgive(forgiven);
      EXPECT_EQ(owes_nothing(clock), owed == forgiven);
    }
  }
}

TEST(PromptClock, what_was_paid_or_forgiven_can_be_owed_anew) {
  PromptClock clock;
  clock.owe(Time(10s), Debt::repair);
  clock.forgive(Debt::repair);
  clock.owe(Time(30s), Debt::repair);
  EXPECT_TRUE(is_late_after(clock, 90s));
  clock.pay();
  clock.owe(Time(40s), Debt::repair);
  EXPECT_TRUE(is_late_after(clock, 100s));
}

TEST(PromptClock, a_fault_starts_every_debt_anew_when_it_is_over) {
  for (const Debt debt : debts) {
    PromptClock clock;
    clock.owe(Time(10s), debt);
    clock.disturb(Time(50s));
    EXPECT_TRUE(is_late_after(clock, 110s));
  }
}

TEST(PromptClock, a_fault_that_was_over_before_the_debt_changes_nothing) {
  PromptClock clock;
  clock.disturb(Time(5s));
  clock.owe(Time(10s), Debt::generation);
  EXPECT_TRUE(is_late_after(clock, 70s));
}

TEST(PromptClock, a_fault_that_lasts_longer_delays_what_is_owed_meanwhile) {
  PromptClock clock;
  clock.disturb(Time(50s));
  clock.owe(Time(10s), Debt::generation);
  clock.disturb(Time(20s));  // a shorter one
  EXPECT_TRUE(is_late_after(clock, 110s));
}

TEST(PromptClock, is_as_new_after_a_reset) {
  PromptClock clock;
  clock.owe(Time(10s), Debt::generation);
  clock.disturb(Time(50s));
  clock.reset();
  EXPECT_TRUE(owes_nothing(clock));
  clock.owe(Time(0s), Debt::generation);
  EXPECT_TRUE(is_late_after(clock, 60s));
}

}  // namespace
}  // namespace interleave::properties
