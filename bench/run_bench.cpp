// What a whole run costs, with hash and properties on: the loop that `check` turns.

#include <string>

#include <benchmark/benchmark.h>

#include "properties/experiment.hpp"

namespace {

using namespace interleave;

struct Subject {
  const char* system;
  const char* variant;
  const char* profile;
  sim::Strategy strategy;
};

void run(benchmark::State& state, const Subject& subject) {
  const properties::System& system = properties::system_named(subject.system);
  const properties::Experiment experiment{&system, variant_named(system, subject.variant),
                                          profile_named(system, subject.profile),
                                          default_options(system)};
  const auto runner = experiment.make_runner();
  std::uint64_t index = 0;
  std::uint64_t events = 0;
  for (auto _ : state) {
    runner->choices().seed(properties::run_seed({subject.strategy, 1, index++}));
    events += runner->run(subject.strategy, nullptr).events;
  }
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
  state.counters["runs/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

constexpr auto uniform = sim::Strategy::uniform;
constexpr auto latency = sim::Strategy::latency;

BENCHMARK_CAPTURE(run, race_uniform, Subject{"reassign-race", "as-found", "none", uniform});
BENCHMARK_CAPTURE(run, race_latency, Subject{"reassign-race", "as-found", "none", latency});
BENCHMARK_CAPTURE(run, assignments_uniform, Subject{"assignments", "as-found", "none", uniform});
BENCHMARK_CAPTURE(run, assignments_latency, Subject{"assignments", "as-found", "none", latency});
BENCHMARK_CAPTURE(run, assignments_typical, Subject{"assignments", "as-found", "typical", latency});
BENCHMARK_CAPTURE(run, assignments_production,
                  Subject{"assignments", "production", "typical", latency});
BENCHMARK_CAPTURE(run, assignments_locked, Subject{"assignments", "locked", "none", uniform});
BENCHMARK_CAPTURE(run, orders_latency, Subject{"orders", "as-found", "none", latency});
BENCHMARK_CAPTURE(run, orders_production, Subject{"orders", "production", "typical", latency});

}  // namespace
