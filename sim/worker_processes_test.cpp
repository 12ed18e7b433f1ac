#include "sim/worker_processes.hpp"

#include <cstdint>
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
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr Cause knock{9};
constexpr Cause other_knock{10};
/// What a worker that dies of that is called by.
constexpr Cause death_by(Cause about) { return about.child(8, 0); }

Decision dies_of(Cause about) {
  return {{Site::process_fault, about}, static_cast<Outcome>(ProcessVerdict::crash)};
}
Decision stands_still_at(Cause about) {
  return {{Site::process_fault, about}, static_cast<Outcome>(ProcessVerdict::pause)};
}

/// What one run tells, each as "desk starts on 0", and who is up then.
struct Diary {
  void on_crash(Time, std::uint8_t worker) {
    told.push_back("worker " + std::to_string(worker) + " is dead");
  }
  void on_fault(Time over, Fault fault, std::optional<model::OrderId> order) {
    faults.push_back({over, fault, order});
  }

  std::vector<std::string> told;
  std::vector<Recorder::FaultNote> faults;
};
using Processes = WorkerProcesses<Diary>;

/// Somebody in the processes, who notes what becomes of them.
class Tenant final : public ProcessTenant {
 public:
  Tenant(std::string name, Diary& diary) : name_(std::move(name)), diary_(diary) {}

  void on_start(std::uint8_t worker) override { note("starts", worker); }
  void on_death(std::uint8_t worker) override { note("dies", worker); }
  void on_return(std::uint8_t worker, Cause death) override {
    note(look() ? "returns" : "returns too early", worker);
    deaths.push_back(death);
  }

  /// Whether the process is up, as far as it can tell.
  std::function<bool()> look = [] { return true; };
  std::vector<Cause> deaths;

 private:
  void note(const std::string& what, std::uint8_t worker) {
    diary_.told.push_back(name_ + " " + what + " on " + std::to_string(worker));
  }

  std::string name_;
  Diary& diary_;
};

/// Processes that a desk and then a stream have moved into.
class House {
 public:
  explicit House(const std::vector<Decision>& decisions = {},
                 const Processes::Options& options = {.count = 2})
      : processes(machine.scheduler(), diary, options) {
    machine.decide(decisions);
    processes.move_in(desk);
    processes.move_in(stream);
    processes.reset();
  }
  /// Something reaches that worker.
  Process::Reception receive(std::uint8_t worker, Cause about = knock) {
    return processes[worker].receive(about);
  }

  Machine machine;
  Diary diary;
  Processes processes;
  Tenant desk{"desk", diary};
  Tenant stream{"stream", diary};
};

TEST(WorkerProcesses, each_starts_with_all_who_moved_in_in_that_order) {
  House house;
  house.processes.start();
  EXPECT_THAT(house.diary.told, ElementsAre("desk starts on 0", "stream starts on 0",
                                            "desk starts on 1", "stream starts on 1"));
  EXPECT_EQ(house.processes.count(), 2);
  EXPECT_TRUE(house.processes[0].up());
  EXPECT_TRUE(house.processes[1].up());
}

TEST(WorkerProcesses, one_that_there_is_not_never_starts) {
  House house({}, {.count = 1});
  house.processes.start();
  EXPECT_THAT(house.diary.told, ElementsAre("desk starts on 0", "stream starts on 0"));
}

class OfEachWorker : public testing::TestWithParam<std::uint8_t> {
 protected:
  /// That of the worker that the test is about.
  static std::string on(const std::string& what) { return what + std::to_string(GetParam()); }
};

TEST_P(OfEachWorker, all_die_with_it_before_anybody_hears_and_are_back_with_it_in_that_order) {
  House house({dies_of(knock)});
  house.machine.pass(10s);
  EXPECT_EQ(house.receive(GetParam()), Process::Reception::gone);
  EXPECT_THAT(house.diary.told,
              ElementsAre(on("desk dies on "), on("stream dies on "), on("worker ") + " is dead"));
  EXPECT_THAT(house.diary.faults,
              ElementsAre(Recorder::FaultNote{Time(11s), Fault::crash, std::nullopt}));
  house.diary.told.clear();
  house.machine.pass(1s - 1us);
  EXPECT_THAT(house.diary.told, IsEmpty());
  EXPECT_FALSE(house.processes[GetParam()].up());
  house.machine.pass(1us);
  EXPECT_THAT(house.diary.told, ElementsAre(on("desk returns on "), on("stream returns on ")));
  EXPECT_TRUE(house.processes[GetParam()].up());
}

TEST_P(OfEachWorker, whoever_is_back_finds_the_process_up) {
  House house({dies_of(knock)});
  house.desk.look = [&] { return house.processes[GetParam()].up(); };
  house.receive(GetParam());
  house.machine.pass(1min);
  EXPECT_EQ(house.diary.told.back(), on("stream returns on "));
  EXPECT_THAT(house.diary.told, testing::Contains(on("desk returns on ")));
}

TEST_P(OfEachWorker, all_who_are_back_hear_of_the_death_that_they_are_back_from) {
  House house({dies_of(knock), dies_of(other_knock)});
  for (const Cause about : {knock, other_knock}) {
    house.receive(GetParam(), about);
    house.machine.pass(1min);
  }
  EXPECT_THAT(house.desk.deaths, ElementsAre(death_by(knock), death_by(other_knock)));
  EXPECT_THAT(house.stream.deaths, ElementsAre(death_by(knock), death_by(other_knock)));
}

TEST_P(OfEachWorker, the_other_goes_on) {
  House house({dies_of(knock)});
  house.receive(GetParam());
  const auto other = static_cast<std::uint8_t>(1 - GetParam());
  EXPECT_TRUE(house.processes[other].up());
  EXPECT_EQ(house.receive(other, other_knock), Process::Reception::taken);
}

TEST_P(OfEachWorker, one_that_stands_still_keeps_everybody) {
  House house({stands_still_at(knock)});
  EXPECT_EQ(house.receive(GetParam()), Process::Reception::held);
  EXPECT_THAT(house.diary.told, IsEmpty());
  EXPECT_THAT(house.diary.faults,
              ElementsAre(Recorder::FaultNote{Time(1ms), Fault::pause, std::nullopt}));
}

TEST_P(OfEachWorker, one_that_was_down_at_the_end_is_up_in_the_next_run) {
  House house({dies_of(knock)});
  house.receive(GetParam());
  house.machine.decide({});
  house.processes.reset();
  EXPECT_TRUE(house.processes[GetParam()].up());
  house.diary.told.clear();
  house.machine.pass(1min);
  EXPECT_THAT(house.diary.told, IsEmpty());  // nobody is back from a death of the run before
}

INSTANTIATE_TEST_SUITE_P(WorkerProcesses, OfEachWorker,
                         testing::Values(std::uint8_t{0}, std::uint8_t{1}));

TEST(WorkerProcesses, two_that_die_at_once_come_back_each_from_its_own_death) {
  House house({dies_of(knock), dies_of(other_knock), {{Site::downtime, knock}, 500'000}});
  house.receive(0, knock);
  house.receive(1, other_knock);
  house.diary.told.clear();
  house.machine.pass(1min);
  EXPECT_THAT(house.diary.told, ElementsAre("desk returns on 1", "stream returns on 1",
                                            "desk returns on 0", "stream returns on 0"));
  EXPECT_THAT(house.desk.deaths, ElementsAre(death_by(other_knock), death_by(knock)));
}

// ---- Their clocks ----

TEST(WorkerProcesses, each_may_have_a_clock_of_its_own_and_it_may_be_wrong) {
  const Cause clock = model::run_root.child(5, 1);
  const std::vector<Decision> a_second_ahead{{{Site::clock_fault, clock}, 1},
                                             {{Site::clock_skew, clock}, 1'999}};
  for (const bool own : {true, false}) {
    House house(a_second_ahead, {.count = 2, .own_clocks = own});
    house.processes.start();
    EXPECT_EQ(house.processes.timer(0).now(), Time{});
    EXPECT_EQ(house.processes.timer(1).now(), own ? Time(1s) : Time{});
  }
}

TEST(WorkerProcesses, a_clock_that_was_wrong_is_right_in_a_run_that_says_nothing_of_it) {
  const Cause clock = model::run_root.child(5, 0);
  House house({{{Site::clock_fault, clock}, 1}, {{Site::clock_skew, clock}, 1'999}},
              {.count = 1, .own_clocks = true});
  house.processes.start();
  EXPECT_EQ(house.processes.timer(0).now(), Time(1s));
  house.machine.decide({});
  house.processes.reset();
  house.processes.start();
  EXPECT_EQ(house.processes.timer(0).now(), Time{});
}

}  // namespace
}  // namespace interleave::sim
