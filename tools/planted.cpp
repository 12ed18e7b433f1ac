// The command over one system that is nondeterministic on purpose, for tests: each variant but the
// first looks at something that is no decision of its run, and `check` has to notice. The registry
// below stands in for that of the command that ships.

#include <array>
#include <csignal>
#include <cstdlib>

#include <unistd.h>

#include "properties/registry.hpp"
#include "properties/world_runner.hpp"
#include "tools/command_line.hpp"

namespace interleave::tools {
namespace {

using properties::SignatureSet;

enum class Plant : std::uint8_t { none, leftover, counter, verdict, process, crash };

constexpr std::array<properties::Variant, 6> variants{{
    {"steady", "looks at nothing but its run", "", true},
    {"leftover", "looks at a member that no run resets"},
    {"counter", "looks at a counter that lives as long as the process"},
    {"verdict", "the judge alone looks at that counter"},
    {"process", "looks at the number of the process"},
    {"crash", "dies of memory that is filled with something"},
}};

constexpr std::array<properties::Signature, 1> signatures{
    {{"ODD", "count", properties::When::settled, "the counter is even"}}};

/// How many runs looked at it.
std::uint64_t& counter() {
  static std::uint64_t count = 0;
  return count;
}

/// A clock that ticks five times, a second apart; what is planted shows at the third tick.
template <class Observer>
class Clock final : private sim::EventOwner {
 public:
  struct Options {
    Plant plant = Plant::none;
    sim::FaultProfile faults = sim::fault_profiles[0];
    sim::Scheduler::Options scheduler;
  };

  Clock(sim::Choices& choices, Observer&, const Options& options)
      : plant_(options.plant),
        faults_(options.faults),
        scheduler_(choices, faults_, options.scheduler) {}

  [[nodiscard]] sim::Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const sim::Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] const sim::Faults& faults() const { return faults_; }

  void start(sim::Strategy strategy, model::History* history) {
    scheduler_.reset(strategy, history);
    for (std::uint32_t tick = 1; tick <= ticks; ++tick) {
      scheduler_.set_timer(*this, tick, model::Time(std::chrono::seconds(tick)));
    }
  }

 private:
  static constexpr std::uint32_t ticks = 5;
  static constexpr std::uint32_t planted_tick = 3;

  void land(std::uint32_t) override {}
  void ring(std::uint32_t tick) override {
    const model::Cause cause = model::run_root.child(1, tick);
    scheduler_.trace(sim::Actor::workload, 1, cause, tick == planted_tick ? peek() : 0);
    scheduler_.tell(model::Step::action, cause, model::run_root, "clock",
                    [&] { return "tick " + std::to_string(tick); });
  }

  std::uint64_t peek() {
    switch (plant_) {
      case Plant::none:
      case Plant::verdict:
        return 0;
      case Plant::leftover:
        return leftover_++;
      case Plant::counter:
        return counter()++;
      case Plant::process:
        return static_cast<std::uint64_t>(::getpid());
      case Plant::crash:
        if (std::getenv("MALLOC_PERTURB_") != nullptr) ::kill(::getpid(), SIGKILL);
        return 0;
    }
    return 0;
  }

  Plant plant_;
  std::uint64_t leftover_ = 0;
  sim::Faults faults_;
  sim::Scheduler scheduler_;
};

class Judge {
 public:
  explicit Judge(Plant plant) : plant_(plant) {}

  void reset() { violated_.clear(); }
  void finish(model::Time) {
    if (plant_ == Plant::verdict && counter()++ % 2 == 1) violated_.add(0);
  }
  [[nodiscard]] SignatureSet violated() const { return violated_; }
  [[nodiscard]] static SignatureSet sometimes() { return {}; }
  [[nodiscard]] static std::span<const properties::Histogram> measures() { return {}; }
  [[nodiscard]] static std::vector<std::string> evidence() { return {}; }

 private:
  Plant plant_;
  SignatureSet violated_;
};

using World = properties::WorldRunner<Clock, Judge>;

std::unique_ptr<properties::Runner> make_runner(const properties::Setup& setup) {
  const auto plant = static_cast<Plant>(setup.variant);
  return std::make_unique<World>(World::Options{plant, setup.faults, {}}, Judge(plant));
}

properties::System planted() {
  return {.name = "planted",
          .sentence = "a clock that ticks five times",
          .variants = variants,
          .profile_count = 1,
          .options = {},
          .signatures = signatures,
          .sometimes = {},
          .measures = {},
          .make_runner = make_runner};
}

}  // namespace
}  // namespace interleave::tools

namespace interleave::properties {

std::span<const System> systems() {
  static const std::array all{tools::planted()};
  return all;
}

const System* find_system(std::string_view name) {
  return name == systems()[0].name ? systems().data() : nullptr;
}

}  // namespace interleave::properties

int main(int argument_count, char** arguments) {
  return interleave::tools::run_command(argument_count, arguments);
}
