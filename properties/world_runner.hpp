#pragma once

#include "properties/system.hpp"
#include "sim/scheduler.hpp"

namespace interleave::properties {

/// Runs a world under its judge. The judge is the world's observer; it starts afresh with `reset`,
/// sees every commit and request, and gives its findings with `finish` once nothing is pending.
template <template <class> class World, class Judge>
class WorldRunner final : public Runner {
 public:
  using Options = typename World<Judge>::Options;

  WorldRunner(const Options& options, const Judge& judge)
      : judge_(judge), world_(choices_, judge_, options) {}

  RunResult run(sim::Strategy strategy, model::History* history) override {
    judge_.reset();
    world_.start(strategy, history);
    sim::Scheduler& scheduler = world_.scheduler();
    scheduler.run();
    RunResult result;
    result.limit = scheduler.limit_reached();
    if (result.limit.empty()) judge_.finish(scheduler.now());
    result.trace_hash = scheduler.trace_hash();
    result.fingerprint = scheduler.fingerprint();
    result.behaviours = scheduler.behaviours();
    result.events = scheduler.events();
    result.violated = judge_.violated();
    result.sometimes = judge_.sometimes();
    return result;
  }

  sim::Choices& choices() override { return choices_; }
  [[nodiscard]] sim::FaultCounts fault_counts() const override { return world_.faults().counts(); }
  [[nodiscard]] std::span<const Histogram> measures() const override { return judge_.measures(); }
  [[nodiscard]] std::vector<std::string> evidence() const override { return judge_.evidence(); }

 private:
  sim::Choices choices_;
  Judge judge_;
  World<Judge> world_;
};

}  // namespace interleave::properties
