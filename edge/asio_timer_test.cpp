#include "edge/asio_timer.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge/fixtures.hpp"
#include "edge/real_time_scheduler.hpp"
#include "reconciler/task.hpp"

namespace interleave::edge {
namespace {

using namespace std::chrono_literals;
using model::Time;
using testing::ElementsAre;

constexpr Time origin{1h};

/// Notes that it rang, and does as it is told.
class Bell final : public reconciler::Alarm {
 public:
  Bell(
      std::vector<std::string>& journal, std::string name, std::function<void()> then = [] {})
      : journal_(journal), name_(std::move(name)), then_(std::move(then)) {}
  void ring() override {
    journal_.push_back(name_);
    then_();
  }

 private:
  std::vector<std::string>& journal_;
  std::string name_;
  std::function<void()> then_;
};

struct Tower {
  boost::asio::io_context loop{1};
  AsioTimer timer{loop, origin};
  std::vector<std::string> rung;
};

TEST(AsioTimer, rings_in_the_order_of_time_and_never_too_early) {
  Tower tower;
  const Time now = tower.timer.now();
  std::vector<Time> rung_at;
  const auto note = [&] { rung_at.push_back(tower.timer.now()); };
  Bell second(tower.rung, "second", note);
  Bell first(tower.rung, "first", note);
  tower.timer.set(second, now + 20ms);
  tower.timer.set(first, now + 10ms);
  EXPECT_TRUE(first.is_set());
  run_until(tower.loop, [&] { return tower.rung.size() == 2; });
  EXPECT_THAT(tower.rung, ElementsAre("first", "second"));
  EXPECT_GE(rung_at[0], now + 10ms);
  EXPECT_GE(rung_at[1], now + 20ms);
  EXPECT_FALSE(first.is_set());
}

TEST(AsioTimer, begins_at_its_origin_and_goes_on) {
  Tower tower;
  EXPECT_GE(tower.timer.now(), origin);
  EXPECT_LT(tower.timer.now(), origin + 10min);
  EXPECT_THROW(AsioTimer(tower.loop, Time{}), model::InternalError);
}

TEST(AsioTimer, what_is_due_already_rings_soon_but_not_at_once) {
  Tower tower;
  Bell late(tower.rung, "late");
  tower.timer.set(late, Time{});
  EXPECT_TRUE(tower.rung.empty());
  run_until(tower.loop, [&] { return !tower.rung.empty(); });
}

TEST(AsioTimer, an_alarm_may_set_itself_again_when_it_rings) {
  Tower tower;
  Bell* self = nullptr;
  Bell bell(tower.rung, "again", [&] {
    if (tower.rung.size() < 3) tower.timer.set(*self, tower.timer.now());
  });
  self = &bell;
  tower.timer.set(bell, tower.timer.now());
  run_until(tower.loop, [&] { return tower.rung.size() == 3; });
  EXPECT_EQ(tower.timer.alarms_set(), 0U);
}

TEST(AsioTimer, a_cancelled_alarm_is_never_touched_again) {
  Tower tower;
  // Both waits are over before the loop comes to the first; the first cancels the second.
  auto second = std::make_unique<Bell>(tower.rung, "second");
  Bell first(tower.rung, "first", [&] {
    tower.timer.cancel(*second);
    second.reset();
  });
  tower.timer.set(first, Time{});
  tower.timer.set(*second, Time{});
  run_until(tower.loop, [&] { return !tower.rung.empty(); });
  tower.loop.poll();
  EXPECT_THAT(tower.rung, ElementsAre("first"));
}

TEST(AsioTimer, a_time_beyond_the_clock_can_be_waited_for) {
  Tower tower;
  Bell never(tower.rung, "never");
  tower.timer.set(never, Time::max());
  tower.loop.poll();
  EXPECT_TRUE(never.is_set());
  tower.timer.cancel(never);
  EXPECT_EQ(tower.timer.alarms_set(), 0U);
}

TEST(AsioTimer, a_coroutine_sleeps_on_it_and_can_be_destroyed_asleep) {
  Tower tower;
  const auto nap = [](Tower& where, model::Duration time) -> reconciler::Task<> {
    co_await reconciler::Sleep(where.timer, where.timer.now() + time);
    where.rung.emplace_back("awake");
  };
  reconciler::Task<> brief = nap(tower, 5ms);
  reconciler::Task<> endless = nap(tower, 1h);
  brief.start();
  endless.start();
  run_until(tower.loop, [&] { return !brief.running(); });
  endless.reset();
  EXPECT_THAT(tower.rung, ElementsAre("awake"));
  EXPECT_EQ(tower.timer.alarms_set(), 0U);
}

// ---- Simulated services in real time ----

TEST(RealTimeScheduler, simulated_time_follows_the_clock) {
  Tower tower;
  RealTimeScheduler scheduler(tower.timer);
  const Time before = tower.timer.now();
  scheduler.follow();
  EXPECT_GE(scheduler.scheduler().now(), before);
  EXPECT_LE(scheduler.scheduler().now(), tower.timer.now());
}

TEST(RealTimeScheduler, the_end_of_simulated_time_is_said_and_not_passed_over) {
  boost::asio::io_context loop{1};
  const AsioTimer clock(loop, Time(model::Duration(sim::EventQueue::time_limit_us)));
  RealTimeScheduler scheduler(clock);
  EXPECT_THROW(scheduler.follow(), model::InternalError);
}

TEST(ServedSpectora, an_order_that_there_is_not_is_a_404) {
  Tower tower;
  Journal journal;
  ServedSpectora<Journal> spectora(tower.timer, journal, {});
  model::SpectoraRequest request;
  request.order = model::OrderId{200};
  EXPECT_EQ(spectora.play(request).status, model::Status::not_found);
}

}  // namespace
}  // namespace interleave::edge
