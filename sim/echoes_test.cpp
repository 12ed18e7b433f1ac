#include "sim/echoes.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::Time;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr LinkOptions link{20ms, 300ms, 30s};
constexpr model::OrderId order{1};
constexpr Cause request{77};
constexpr model::InspectorId a{0};
constexpr model::InspectorId b{1};

/// Orders whose changes echo to two workers.
class World final : private EchoHandler {
 public:
  struct Heard {
    Time at{};
    int worker = 0;
    std::string shown;
    Cause cause;
  };

  explicit World(const std::vector<Decision>& decisions)
      : orders(machine.scheduler(), recorder, {}),
        echoes_(machine.scheduler(), *this, machine.processes(), {link, 2}) {
    machine.decide(decisions);
    orders.announce_to(echoes_);
  }
  void assign(model::InspectorId inspector, Cause cause) {
    orders.add(order, {cause, inspector, false}, {model::Author::client, Cause{50}, 4, cause});
  }

  Machine machine;
  Recorder recorder;
  OrderBook<Recorder> orders;
  std::vector<Heard> heard;

 private:
  void on_echo(std::uint8_t worker, const model::Echo& echo) override {
    heard.push_back({machine.now(), worker, name_of(echo.shown), echo.cause});
  }

  Echoes echoes_;
};

Decision echoed(EchoVerdict verdict) {
  return {{Site::echo_fault, request}, static_cast<Outcome>(verdict)};
}

TEST(Echoes, of_a_change_tell_a_worker_whom_the_order_shows_then) {
  World world({echoed(EchoVerdict::told)});
  world.assign(a, request);
  world.assign(b, Cause{78});  // nobody is told of that one
  world.machine.pass(1h);
  ASSERT_THAT(world.heard, SizeIs(1));
  EXPECT_EQ(world.heard.front().at, Time{20ms});
  EXPECT_EQ(world.heard.front().worker, 1);
  EXPECT_EQ(world.heard.front().shown, "A");
}

TEST(Echoes, by_default_there_are_none) {
  World world({});
  world.assign(a, request);
  world.machine.pass(1h);
  EXPECT_THAT(world.heard, IsEmpty());
}

TEST(Echoes, may_come_twice_under_two_names) {
  World world({echoed(EchoVerdict::twice)});
  world.assign(a, request);
  world.machine.pass(1h);
  ASSERT_THAT(world.heard, SizeIs(2));
  EXPECT_NE(world.heard[0].cause, world.heard[1].cause);
}

TEST(Echoes, may_come_late_and_be_overtaken) {
  const Decision late{{Site::lateness, request.child(13, 0)}, 3'600'000};
  World world({echoed(EchoVerdict::late), late, {{Site::echo_fault, Cause{78}}, 1}});
  world.assign(a, request);
  world.assign(b, Cause{78});
  world.machine.pass(2h);
  ASSERT_THAT(world.heard, SizeIs(2));
  EXPECT_EQ(world.heard[0].shown, "A and B");
  EXPECT_EQ(world.heard[1].shown, "A");
  EXPECT_EQ(world.heard[1].at, Time{1h + 20ms});
}

TEST(Echoes, of_what_the_run_starts_with_there_are_none) {
  World world({echoed(EchoVerdict::told)});
  world.orders.add(order, {request, a, true}, {});
  world.machine.pass(1h);
  EXPECT_THAT(world.heard, IsEmpty());
}

TEST(Echoes, a_worker_that_is_down_hears_nothing) {
  World world({echoed(EchoVerdict::told),
               {{Site::process_fault, Cause{1}}, static_cast<Outcome>(ProcessVerdict::crash)}});
  world.machine.processes()[1].receive(Cause{1});
  world.assign(a, request);
  world.machine.pass(1h);
  EXPECT_THAT(world.heard, IsEmpty());
}

TEST(Echoes, a_worker_that_stands_still_hears_when_it_goes_on) {
  World world({echoed(EchoVerdict::told),
               {{Site::process_fault, Cause{1}}, static_cast<Outcome>(ProcessVerdict::pause)},
               {{Site::pause, Cause{1}}, 5'000'000}});
  world.machine.processes()[1].receive(Cause{1});
  world.assign(a, request);
  world.machine.pass(1h);
  ASSERT_THAT(world.heard, SizeIs(1));
  EXPECT_EQ(world.heard.front().at, world.machine.pauses().front());
}

}  // namespace
}  // namespace interleave::sim
