#include "reconciler/timer.hpp"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/fixtures.hpp"
#include "reconciler/task.hpp"

namespace interleave::reconciler {
namespace {

using model::Duration;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

Task<> sleep_until(Timer& timer, Time until, Journal& journal, std::string name) {
  const Witness witness(journal, name);
  co_await Sleep(timer, until);
  journal.push_back(name + " wakes");
}

Task<> sleep_twice(Timer& timer, Duration each, Journal& journal) {
  co_await Sleep(timer, timer.now() + each);
  journal.emplace_back("once");
  co_await Sleep(timer, timer.now() + each);
  journal.emplace_back("twice");
}

TEST(Sleep, wakes_its_coroutine_at_its_time_and_not_before) {
  HandTimer timer;
  Journal journal;
  Task<> task = sleep_until(timer, Time{10s}, journal, "task");
  task.start();
  timer.pass(10s - 1us);
  EXPECT_THAT(journal, IsEmpty());
  timer.pass(1us);
  EXPECT_THAT(journal, ElementsAre("task wakes", "end of task"));
  EXPECT_EQ(timer.alarms(), 0U);
}

TEST(Sleep, does_not_suspend_when_its_time_has_come_already) {
  HandTimer timer;
  Journal journal;
  timer.pass(10s);
  for (const Time until : {Time{10s}, Time{9s}, Time{}}) {
    Task<> task = sleep_until(timer, until, journal, "task");
    task.start();
    EXPECT_FALSE(task.running());
  }
  EXPECT_EQ(journal.size(), 6U);
  EXPECT_EQ(timer.alarms(), 0U);
}

TEST(Sleep, is_cancelled_when_its_frame_dies) {
  HandTimer timer;
  Journal journal;
  {
    Task<> task = sleep_until(timer, Time{10s}, journal, "task");
    task.start();
    EXPECT_EQ(timer.alarms(), 1U);
  }
  ASSERT_EQ(timer.alarms(), 0U);
  timer.pass(1h);
  EXPECT_THAT(journal, ElementsAre("end of task"));
}

TEST(Sleep, sets_no_alarm_before_its_coroutine_starts) {
  HandTimer timer;
  Journal journal;
  const Task<> task = sleep_until(timer, Time{10s}, journal, "task");
  EXPECT_TRUE(task.running());
  EXPECT_EQ(timer.alarms(), 0U);
}

TEST(Sleep, wakes_several_in_the_order_of_their_times) {
  HandTimer timer;
  Journal journal;
  Task<> late = sleep_until(timer, Time{20s}, journal, "late");
  Task<> early = sleep_until(timer, Time{10s}, journal, "early");
  late.start();
  early.start();
  timer.pass(1min);
  EXPECT_THAT(journal, ElementsAre("early wakes", "end of early", "late wakes", "end of late"));
}

TEST(Sleep, may_be_followed_by_another) {
  HandTimer timer;
  Journal journal;
  Task<> task = sleep_twice(timer, 5s, journal);
  task.start();
  timer.pass(5s);
  EXPECT_THAT(journal, ElementsAre("once"));
  EXPECT_EQ(timer.until_next(), 5s);
  timer.pass(5s);
  EXPECT_THAT(journal, ElementsAre("once", "twice"));
}

}  // namespace
}  // namespace interleave::reconciler
