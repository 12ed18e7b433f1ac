// What the kernel costs: a draw, and an event from queue to owner.

#include <benchmark/benchmark.h>

#include "sim/choices.hpp"
#include "sim/faults.hpp"
#include "sim/scheduler.hpp"

namespace {

using namespace interleave;

void draw(benchmark::State& state) {
  sim::Choices choices;
  choices.seed(1);
  const sim::Weights<4> weights{{0, 10'000, 10'000, 5'000}};
  std::uint32_t ordinal = 0;
  for (auto _ : state) {
    const sim::Key key{sim::Site::request_fault, model::run_root, ordinal++};
    benchmark::DoNotOptimize(choices.draw(key, weights));
  }
}
BENCHMARK(draw);

/// Keeps a fixed number of legs in flight: each that lands sends the next.
class Relay final : public sim::EventOwner {
 public:
  explicit Relay(sim::Scheduler& scheduler) : scheduler_(scheduler) {}

  void land(std::uint32_t slot) override { send(slot); }
  void ring(std::uint32_t) override {}

  void send(std::uint32_t slot) {
    const sim::Key delay{sim::Site::request_delay, model::Cause{++sent_}};
    const model::Time earliest = scheduler_.now() + model::Duration(10);
    scheduler_.send(*this, slot,
                    {delay, earliest, earliest + model::Duration(1'000), model::Duration(20)});
  }

 private:
  sim::Scheduler& scheduler_;
  std::uint64_t sent_ = 0;
};

/// An event of a run with that many legs in flight; a run ends after 10,000 events.
void event(benchmark::State& state, sim::Strategy strategy) {
  sim::Choices choices;
  choices.seed(1);
  sim::Faults faults(sim::fault_profiles[0]);
  sim::Scheduler scheduler(choices, faults, {.storm_end = {}, .events_max = 10'000});
  Relay relay(scheduler);
  const auto start = [&] {
    scheduler.reset(strategy, nullptr);
    for (std::uint32_t slot = 0; slot < state.range(0); ++slot) relay.send(slot);
  };
  start();
  for (auto _ : state) {
    if (!scheduler.step()) start();
  }
}
BENCHMARK_CAPTURE(event, uniform, sim::Strategy::uniform)->Arg(2)->Arg(6)->Arg(16);
BENCHMARK_CAPTURE(event, latency, sim::Strategy::latency)->Arg(2)->Arg(6)->Arg(16)->Arg(64);

}  // namespace
