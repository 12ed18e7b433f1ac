#include "sim/front_desk.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::JobId;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr Cause press{50};
constexpr Cause request = press.child(6, 0);

Cause death_of(std::uint8_t worker) { return Cause{900U + worker}; }
Decision dies(std::uint8_t worker) {
  return {{Site::process_fault, death_of(worker)}, static_cast<Outcome>(ProcessVerdict::crash)};
}
Decision to_worker(std::uint8_t worker) { return {{Site::routing, press}, worker}; }
Decision on_arrival(ProcessVerdict verdict) {
  return {{Site::process_fault, request}, static_cast<Outcome>(verdict)};
}

/// A front desk before two workers, at which somebody asks to sync job 1. Notes which worker takes
/// it, from 0.
class Desk final : public AskHandler {
 public:
  explicit Desk(const std::vector<Decision>& decisions)
      : desk_(machine.scheduler(), *this, machine.processes(), workers_max) {
    machine.decide(decisions);
    machine.scheduler().reset(Strategy::latency, &history);
  }

  void ask() {
    Ask ask;
    ask.cause = press;
    ask.job.id = JobId{1};
    desk_.send(ask);
  }
  void kill(std::uint8_t worker) {
    EXPECT_EQ(machine.processes()[worker].receive(death_of(worker)), Process::Reception::gone);
  }
  void on_ask(std::uint8_t worker, const Ask& ask) override {
    EXPECT_EQ(ask.job.id, JobId{1});
    taken.push_back(worker);
  }

  Machine machine;
  model::History history;
  std::vector<std::uint8_t> taken;

 private:
  FrontDesk desk_;
};

TEST(FrontDesk, a_request_goes_to_the_worker_that_was_drawn) {
  for (const std::uint8_t worker : {std::uint8_t{0}, std::uint8_t{1}}) {
    Desk desk({to_worker(worker)});
    desk.ask();
    EXPECT_THAT(desk.taken, ElementsAre(worker));
  }
}

TEST(FrontDesk, a_request_goes_to_the_other_worker_when_that_one_is_down) {
  for (const std::uint8_t worker : {std::uint8_t{0}, std::uint8_t{1}}) {
    Desk desk({to_worker(worker), dies(worker)});
    desk.kill(worker);
    desk.ask();
    EXPECT_THAT(desk.taken, ElementsAre(1 - worker));
  }
}

TEST(FrontDesk, nobody_takes_a_request_when_all_workers_are_down) {
  Desk desk({dies(0), dies(1)});
  desk.kill(0);
  desk.kill(1);
  desk.history.clear();
  desk.ask();
  EXPECT_THAT(desk.taken, IsEmpty());
  EXPECT_THAT(desk.history, IsEmpty());
}

TEST(FrontDesk, a_worker_that_stands_still_takes_the_request_when_it_goes_on) {
  Desk desk({on_arrival(ProcessVerdict::pause), {{Site::pause, request}, 1'000'000}});
  desk.ask();
  desk.machine.pass(1s);
  EXPECT_THAT(desk.taken, IsEmpty());
  desk.machine.pass(1ms);  // the least that it stands still
  EXPECT_THAT(desk.taken, ElementsAre(0));
}

TEST(FrontDesk, a_request_is_told_under_the_name_that_a_fault_of_its_arrival_has) {
  Desk desk({on_arrival(ProcessVerdict::crash)});
  desk.ask();
  EXPECT_THAT(desk.taken, IsEmpty());
  ASSERT_THAT(desk.history, SizeIs(2));
  EXPECT_EQ(desk.history[0].step, model::Step::sent);
  EXPECT_EQ(desk.history[0].id, request);
  EXPECT_EQ(desk.history[0].parent, press);
  EXPECT_EQ(desk.history[0].text, "the request to sync job 1");
  EXPECT_EQ(desk.history[1].step, model::Step::crashed);
  EXPECT_EQ(desk.history[1].id, request);
}

}  // namespace
}  // namespace interleave::sim
