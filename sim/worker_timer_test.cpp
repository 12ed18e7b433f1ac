#include "sim/worker_timer.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
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
using namespace std::chrono_literals;

constexpr Cause knock{9};

/// What rang, and when.
using Rung = std::vector<std::pair<std::string, Time>>;

std::pair<std::string, Time> rung_at(std::string name, Duration when) {
  return {std::move(name), Time(when)};
}

/// An alarm that notes when it rings.
class Bell final : public reconciler::Alarm {
 public:
  Bell(const WorkerTimer& timer, Rung& rung, std::string name)
      : timer_(timer), rung_(rung), name_(std::move(name)) {}

  void ring() override {
    rung_.emplace_back(name_, timer_.now());
    then();
  }
  std::function<void()> then = [] {};

 private:
  const WorkerTimer& timer_;
  Rung& rung_;
  std::string name_;
};

/// A worker's clock with some bells.
struct Clock {
  Machine machine;
  WorkerTimer timer{machine.scheduler(), machine.process()};
  Rung rung;
  Bell first{timer, rung, "first"};
  Bell second{timer, rung, "second"};
};

TEST(WorkerTimer, rings_each_alarm_once_when_it_is_due) {
  Clock clock;
  clock.timer.set(clock.first, Time(20s));
  clock.timer.set(clock.second, Time(10s));
  EXPECT_TRUE(clock.first.is_set());
  clock.machine.pass(1h);
  EXPECT_THAT(clock.rung, ElementsAre(rung_at("second", 10s), rung_at("first", 20s)));
  EXPECT_FALSE(clock.first.is_set());
  EXPECT_EQ(clock.timer.now(), Time(1h));
}

TEST(WorkerTimer, rings_an_alarm_that_is_overdue_at_once_but_not_from_within) {
  Clock clock;
  clock.machine.pass(10s);
  clock.timer.set(clock.first, Time(3s));
  EXPECT_THAT(clock.rung, IsEmpty());
  clock.machine.pass(1us);
  EXPECT_THAT(clock.rung, ElementsAre(rung_at("first", 10s)));
}

TEST(WorkerTimer, does_not_ring_an_alarm_that_was_cancelled) {
  Clock clock;
  clock.timer.set(clock.first, Time(20s));
  clock.timer.set(clock.second, Time(20s));
  clock.timer.cancel(clock.first);
  EXPECT_FALSE(clock.first.is_set());
  clock.machine.pass(1h);
  EXPECT_THAT(clock.rung, ElementsAre(rung_at("second", 20s)));
}

TEST(WorkerTimer, a_cancelled_alarm_leaves_nothing_that_rings_for_the_next_in_its_place) {
  Clock clock;
  clock.timer.set(clock.first, Time(20s));
  clock.timer.cancel(clock.first);
  clock.timer.set(clock.second, Time(40s));
  clock.machine.pass(1h);
  EXPECT_THAT(clock.rung, ElementsAre(rung_at("second", 40s)));
}

TEST(WorkerTimer, an_alarm_may_be_set_again_while_it_rings) {
  Clock clock;
  clock.first.then = [&] {
    if (clock.rung.size() < 3) clock.timer.set(clock.first, clock.timer.now() + 5s);
  };
  clock.timer.set(clock.first, Time(5s));
  clock.machine.pass(1h);
  EXPECT_THAT(clock.rung,
              ElementsAre(rung_at("first", 5s), rung_at("first", 10s), rung_at("first", 15s)));
}

TEST(WorkerTimer, an_alarm_may_cancel_another_of_the_same_instant) {
  Clock clock;
  clock.first.then = [&] { clock.timer.cancel(clock.second); };
  clock.timer.set(clock.first, Time(5s));
  clock.timer.set(clock.second, Time(5s));
  clock.machine.pass(1h);
  EXPECT_THAT(clock.rung, ElementsAre(rung_at("first", 5s)));
}

TEST(WorkerTimer, a_process_that_stands_still_hears_its_alarms_when_it_goes_on) {
  Clock clock;
  clock.machine.decide({{{Site::process_fault, knock}, static_cast<Outcome>(ProcessVerdict::pause)},
                        {{Site::pause, knock}, 29'999'000}});  // awake at 30 s
  clock.timer.set(clock.first, Time(20s));
  clock.timer.set(clock.second, Time(40s));
  clock.machine.process().receive(knock);
  clock.machine.pass(1h);
  EXPECT_THAT(clock.rung, ElementsAre(rung_at("first", 30s), rung_at("second", 40s)));
}

TEST(WorkerTimer, an_alarm_that_waits_for_its_process_can_be_cancelled) {
  Clock clock;
  clock.machine.decide({{{Site::process_fault, knock}, static_cast<Outcome>(ProcessVerdict::pause)},
                        {{Site::pause, knock}, 29'999'000}});
  clock.timer.set(clock.first, Time(20s));
  clock.machine.process().receive(knock);
  clock.machine.pass(25s);
  EXPECT_TRUE(clock.first.is_set());
  clock.timer.cancel(clock.first);
  clock.machine.pass(1h);
  EXPECT_THAT(clock.rung, IsEmpty());
}

TEST(WorkerTimer, more_alarms_than_there_is_room_for_end_the_run) {
  Clock clock;
  std::vector<std::unique_ptr<Bell>> bells;
  for (int i = 0; i < 65; ++i) {
    bells.push_back(std::make_unique<Bell>(clock.timer, clock.rung, "bell"));
    EXPECT_EQ(clock.machine.scheduler().limit_reached(), "") << i;
    clock.timer.set(*bells.back(), Time(1s));
  }
  EXPECT_EQ(clock.machine.scheduler().limit_reached(), "alarms of a worker");
  EXPECT_FALSE(bells.back()->is_set());
}

TEST(WorkerTimer, of_a_clock_that_is_wrong_rings_after_as_long_as_it_should) {
  for (const Duration skew : {Duration(5s), Duration(-5s)}) {
    Clock clock;
    clock.timer.put_ahead(skew);
    EXPECT_EQ(clock.timer.now(), Time(skew));
    clock.timer.set(clock.first, clock.timer.now() + 10s);
    clock.machine.pass(10s - 1us);
    EXPECT_THAT(clock.rung, IsEmpty());
    clock.machine.pass(2us);
    EXPECT_THAT(clock.rung, ElementsAre(rung_at("first", 10s + skew)));
  }
}

TEST(WorkerTimer, a_clock_is_right_by_default_and_at_most_5_s_ahead_or_behind) {
  const auto skew = [](const std::vector<Decision>& decisions) {
    Machine machine;
    machine.decide(decisions);
    return draw_skew(machine.scheduler(), machine.process());
  };
  const Cause about = model::run_root.child(5, 0);
  const Decision skewed{{Site::clock_fault, about}, 1};
  EXPECT_EQ(skew({}), Duration{});
  EXPECT_EQ(skew({skewed, {{Site::clock_skew, about}, 1}}), Duration(1ms));
  EXPECT_EQ(skew({skewed, {{Site::clock_skew, about}, 2}}), Duration(-1ms));
  EXPECT_EQ(skew({skewed, {{Site::clock_skew, about}, 9'999}}), Duration(5s));
  EXPECT_EQ(skew({skewed, {{Site::clock_skew, about}, 10'000}}), Duration(-5s));
}

}  // namespace
}  // namespace interleave::sim
