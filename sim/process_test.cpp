#include "sim/process.hpp"

#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::Duration;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr Cause knock{9};
constexpr Cause other{10};

Decision strikes(ProcessVerdict verdict, Cause about, std::uint32_t ordinal = 0) {
  return {{Site::process_fault, about, ordinal}, static_cast<Outcome>(verdict)};
}

TEST(Process, takes_what_reaches_it) {
  Machine machine;
  EXPECT_TRUE(machine.process().up());
  EXPECT_EQ(machine.process().receive(knock), Process::Reception::taken);
  EXPECT_EQ(machine.process().take_up(), Process::Reception::taken);
  EXPECT_THAT(machine.crashes(), IsEmpty());
  EXPECT_THAT(machine.pauses(), IsEmpty());
}

TEST(Process, dies_of_what_was_decided_and_is_back_after_a_second_at_the_least) {
  Machine machine;
  machine.decide({strikes(ProcessVerdict::crash, knock), {{Site::downtime, knock}, 250'000}});
  machine.pass(10s);
  EXPECT_EQ(machine.process().receive(other), Process::Reception::taken);
  EXPECT_EQ(machine.process().receive(knock), Process::Reception::gone);
  ASSERT_THAT(machine.crashes(), SizeIs(1));
  EXPECT_EQ(machine.crashes()[0].worker, 0);
  EXPECT_EQ(machine.crashes()[0].back, Time(10s + 1s + 250ms));
  EXPECT_FALSE(machine.process().up());
}

TEST(Process, that_is_down_hears_nothing_until_it_comes_back) {
  Machine machine;
  machine.decide({strikes(ProcessVerdict::crash, knock), strikes(ProcessVerdict::crash, other)});
  machine.process().receive(knock);
  EXPECT_EQ(machine.process().receive(other), Process::Reception::gone);
  EXPECT_EQ(machine.process().take_up(), Process::Reception::gone);
  EXPECT_THAT(machine.crashes(), SizeIs(1));  // what did not reach it could not kill it
  machine.process().come_back();
  EXPECT_EQ(machine.process().take_up(), Process::Reception::taken);
}

TEST(Process, stands_still_for_as_long_as_was_decided) {
  Machine machine;
  machine.decide({strikes(ProcessVerdict::pause, knock), {{Site::pause, knock}, 2'000'000}});
  EXPECT_EQ(machine.process().receive(knock), Process::Reception::held);
  const Time awake{1ms + 2s};
  EXPECT_THAT(machine.pauses(), ElementsAre(awake));
  EXPECT_EQ(machine.process().awake_at(), awake);
  machine.pass_until(awake - 1us);
  EXPECT_TRUE(machine.process().paused());
  EXPECT_EQ(machine.process().take_up(), Process::Reception::held);
  machine.pass_until(awake);
  EXPECT_FALSE(machine.process().paused());
  EXPECT_EQ(machine.process().take_up(), Process::Reception::taken);
}

TEST(Process, that_stands_still_is_struck_by_nothing_more) {
  Machine machine;
  machine.decide({strikes(ProcessVerdict::pause, knock), strikes(ProcessVerdict::crash, other)});
  machine.process().receive(knock);
  EXPECT_EQ(machine.process().receive(other), Process::Reception::held);
  EXPECT_TRUE(machine.process().up());
  EXPECT_THAT(machine.crashes(), IsEmpty());
}

TEST(Process, what_comes_again_is_judged_under_a_name_of_its_own) {
  Machine machine;
  machine.decide({strikes(ProcessVerdict::crash, knock, 1)});
  EXPECT_EQ(machine.process().receive(knock, 0), Process::Reception::taken);
  EXPECT_EQ(machine.process().receive(knock, 1), Process::Reception::gone);
  EXPECT_EQ(machine.process().receive(knock, 2), Process::Reception::gone);
  EXPECT_THAT(machine.crashes(), SizeIs(1));
}

TEST(Process, each_death_has_a_name_of_its_own) {
  Machine machine;
  machine.decide(
      {strikes(ProcessVerdict::crash, knock, 0), strikes(ProcessVerdict::crash, knock, 1)});
  machine.process().receive(knock, 0);
  machine.process().come_back();
  machine.process().receive(knock, 1);
  ASSERT_THAT(machine.crashes(), SizeIs(2));
  EXPECT_NE(machine.crashes()[0].cause, machine.crashes()[1].cause);
}

TEST(Process, one_dies_and_the_other_goes_on) {
  Machine machine;
  machine.decide({strikes(ProcessVerdict::crash, knock)});
  Process& second = machine.processes()[1];
  EXPECT_EQ(second.receive(knock), Process::Reception::gone);
  EXPECT_EQ(machine.crashes()[0].worker, 1);
  EXPECT_EQ(machine.process().receive(other), Process::Reception::taken);
  EXPECT_EQ(machine.process().place(), "worker 1");
  EXPECT_EQ(second.place(), "worker 2");
}

TEST(Process, is_up_and_awake_when_a_new_run_starts) {
  Machine machine;
  machine.decide({strikes(ProcessVerdict::crash, knock), strikes(ProcessVerdict::pause, other)});
  machine.processes()[0].receive(knock);
  machine.processes()[1].receive(other);
  for (Process& process : machine.processes()) {
    process.reset();
    EXPECT_EQ(process.take_up(), Process::Reception::taken);
  }
}

TEST(Process, neither_dies_nor_stands_still_for_longer_than_its_bounds) {
  // Up to 2^26 - 1 µs above a second, and up to 2^27 - 1 µs above a millisecond.
  EXPECT_EQ(Process::downtime_least + Duration(Process::downtime.max()), 68'108'863us);
  EXPECT_EQ(Process::pause_least + Duration(Process::pause.max()), 134'218'727us);
}

}  // namespace
}  // namespace interleave::sim
