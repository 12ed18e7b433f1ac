#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <vector>

#include "model/attik.hpp"
#include "model/crew_table.hpp"
#include "model/ensure.hpp"
#include "model/flex.hpp"
#include "model/intent.hpp"
#include "model/order.hpp"
#include "model/spectora.hpp"
#include "sim/process.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// For tests: every strategy there is.
inline constexpr auto strategies = [] {
  std::array<Strategy, strategy_facts.size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Strategy>(i);
  return all;
}();

/// For tests: whether so many hits among so many trials are no surprise for a probability in parts
/// per million. Five standard deviations of the binomial distribution: the square of the distance
/// from trials · p is at most 25 · trials · p · (1 - p). A correct distribution would fail that for
/// one choice of bits in two million; the bits of the tests are fixed.
constexpr bool within_five_sigma(std::uint64_t hits, std::uint64_t trials,
                                 std::uint64_t parts_per_million) {
  constexpr std::uint64_t million = 1'000'000;
  const std::uint64_t expected = trials * parts_per_million / million;
  const std::uint64_t variance = expected * (million - parts_per_million) / million;
  const std::uint64_t distance = hits > expected ? hits - expected : expected - hits;
  return distance * distance <= 25 * variance;
}

// 1000 trials at one half: five standard deviations are 5 · √250 = 79.06.
static_assert(within_five_sigma(579, 1000, 500'000) && within_five_sigma(421, 1000, 500'000));
static_assert(!within_five_sigma(580, 1000, 500'000) && !within_five_sigma(420, 1000, 500'000));

/// For tests: an event that fired.
struct Fired {
  model::Time at{};
  Rank rank = Rank::timer;
  std::uint32_t slot = 0;

  friend bool operator==(const Fired&, const Fired&) = default;
  friend std::ostream& operator<<(std::ostream& stream, const Fired& fired) {
    return stream << (fired.rank == Rank::leg ? "leg " : "timer ") << fired.slot << " at "
                  << fired.at.time_since_epoch().count();
  }
};

/// For tests: the key of the delay of the leg in that slot.
inline Key delay_of(std::uint32_t slot) {
  return {Site::request_delay, model::Cause{model::mix(slot + 1)}};
}

/// For tests: a scheduler with the one owner of all its events, which notes what fires.
class Lab final : public EventOwner {
 public:
  explicit Lab(const Scheduler::Options& options = {},
               const FaultProfile& profile = fault_profiles[0])
      : faults_(profile), scheduler_(choices_, faults_, options) {}

  void reset(Strategy strategy) {
    fired_.clear();
    scheduler_.reset(strategy, nullptr);
  }
  /// Starts a run of that seed.
  void seed(Strategy strategy, std::uint64_t seed) {
    choices_.seed(seed);
    reset(strategy);
  }
  /// Starts a run of the first seed whose swarm has the faults of that site.
  void seed_with(FaultSite where, Strategy strategy = Strategy::latency) {
    for (std::uint64_t first = 1; first == 1 || !faults_.has(where); ++first) seed(strategy, first);
  }
  void replay(Strategy strategy, const std::vector<Decision>& decisions) {
    choices_.replay(decisions);
    reset(strategy);
  }

  void send(std::uint32_t slot, model::Duration base, model::Duration room) {
    const model::Time earliest = scheduler_.now() + base;
    scheduler_.send(*this, slot,
                    {delay_of(slot), earliest, earliest + room, model::Duration{5'000}});
  }
  void set_timer(std::uint32_t slot, model::Duration after) {
    scheduler_.set_timer(*this, slot, scheduler_.now() + after);
  }
  const std::vector<Fired>& run() {
    while (scheduler_.step()) {
    }
    return fired_;
  }

  void land(std::uint32_t slot) override { fire(Rank::leg, slot); }
  void ring(std::uint32_t slot) override { fire(Rank::timer, slot); }

  /// Called with each slot that fires.
  std::function<void(Rank, std::uint32_t)> on_fired = [](Rank, std::uint32_t) {};

  [[nodiscard]] Choices& choices() { return choices_; }
  [[nodiscard]] Faults& faults() { return faults_; }
  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const std::vector<Fired>& fired() const { return fired_; }

 private:
  void fire(Rank rank, std::uint32_t slot) {
    fired_.push_back({scheduler_.now(), rank, slot});
    on_fired(rank, slot);
  }

  Choices choices_;
  Faults faults_;
  Scheduler scheduler_;
  std::vector<Fired> fired_;
};

/// For tests: what the simulated services published.
struct Recorder {
  struct FaultNote {
    model::Time over{};
    Fault fault{};
    std::optional<model::OrderId> order;

    friend bool operator==(const FaultNote&, const FaultNote&) = default;
  };

  std::vector<model::SpectoraCommit> spectora;
  std::vector<model::OrderCommit> orders;
  std::vector<model::FlexCommit> flex;
  std::vector<model::CrewTableCommit> crew_rows;
  std::vector<model::CrewWish> crew_wishes;
  std::vector<model::AttikCommit> attik;
  std::vector<model::IntentCommit> intents;
  std::vector<FaultNote> faults;

  void on_commit(model::Time, const model::SpectoraCommit& commit) { spectora.push_back(commit); }
  void on_commit(model::Time, const model::OrderCommit& commit) { orders.push_back(commit); }
  void on_commit(model::Time, const model::FlexCommit& commit) { flex.push_back(commit); }
  void on_commit(model::Time, const model::CrewTableCommit& commit) { crew_rows.push_back(commit); }
  void on_commit(model::Time, const model::CrewWish& wish) { crew_wishes.push_back(wish); }
  void on_commit(model::Time, const model::AttikCommit& commit) { attik.push_back(commit); }
  void on_commit(model::Time, const model::IntentCommit& commit) { intents.push_back(commit); }
  void on_fault(model::Time over, Fault fault, std::optional<model::OrderId> order) {
    faults.push_back({over, fault, order});
  }
  void on_wire(model::Time, const model::SpectoraRequest&) {}
  void on_reply(model::Time, const model::SpectoraRequest&, const model::SpectoraReply&) {}
  void on_wire(model::Time, const model::OrderRequest&) {}
  void on_reply(model::Time, const model::OrderRequest&, const model::OrderReply&) {}
  void on_wire(model::Time, const model::FlexRequest&) {}
  void on_reply(model::Time, const model::FlexRequest&, const model::FlexReply&) {}
  void on_wire(model::Time, const model::CrewTableRequest&) {}
  void on_reply(model::Time, const model::CrewTableRequest&, const model::CrewTableReply&) {}
  void on_reply(model::Time, const model::IntentRequest&, const model::IntentReply&) {}
};

/// For tests: the machine that simulated services run on, in replay mode. What was decided is what
/// the test says; everything else is the dullest, so that each leg takes just its base.
class Machine final : public EventOwner, public CrashHandler {
 public:
  struct Crash {
    std::uint8_t worker = 0;
    model::Cause cause;
    model::Time back{};
  };

  Machine()
      : faults_(fault_profiles[0]),
        scheduler_(choices_, faults_, {}),
        processes_{Process(scheduler_, *this, 0), Process(scheduler_, *this, 1)} {
    decide({});
  }

  /// Starts again at time zero, with these decisions.
  void decide(const std::vector<Decision>& decisions) {
    choices_.replay(decisions);
    scheduler_.reset(Strategy::latency, nullptr);
    for (Process& process : processes_) process.reset();
  }
  /// Lets everything happen that is due before that time has passed.
  void pass(model::Duration time) {
    scheduler_.set_timer(*this, 0, scheduler_.now() + time);
    passed_ = false;
    while (!passed_) model::ensure(scheduler_.step(), "time to pass");
  }
  void pass_until(model::Time time) { pass(time - scheduler_.now()); }

  void land(std::uint32_t) override {}
  void ring(std::uint32_t) override { passed_ = true; }
  void on_crash(std::uint8_t worker, model::Cause cause, model::Time back) override {
    crashes_.push_back({worker, cause, back});
    on_death();
  }
  void on_pause(std::uint8_t, model::Time until) override { pauses_.push_back(until); }

  /// Called when a worker dies: what it held in memory is to go.
  std::function<void()> on_death = [] {};

  [[nodiscard]] model::Time now() const { return scheduler_.now(); }
  [[nodiscard]] Choices& choices() { return choices_; }
  [[nodiscard]] Faults& faults() { return faults_; }
  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] std::array<Process, workers_max>& processes() { return processes_; }
  [[nodiscard]] Process& process() { return processes_[0]; }
  [[nodiscard]] const std::vector<Crash>& crashes() const { return crashes_; }
  [[nodiscard]] const std::vector<model::Time>& pauses() const { return pauses_; }

 private:
  Choices choices_;
  Faults faults_;
  Scheduler scheduler_;
  std::array<Process, workers_max> processes_;
  std::vector<Crash> crashes_;
  std::vector<model::Time> pauses_;
  bool passed_ = false;
};

}  // namespace interleave::sim
