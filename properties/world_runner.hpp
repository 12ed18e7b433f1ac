#pragma once

#include "properties/system.hpp"
#include "sim/scheduler.hpp"

namespace interleave::properties {

/// Runs a world under its judge. The judge is the world's observer; it starts afresh with `reset`,
/// sees every commit and request, and gives its findings with `finish` once nothing is pending.
template <template <class> class World, class Judge>
class WorldRunner final : public Runner, private Explorable {
 public:
  using Options = typename World<Judge>::Options;

  WorldRunner(const Options& options, const Judge& judge)
      : judge_(judge), world_(choices_, judge_, options) {}

  RunResult run(sim::Strategy strategy, model::History* history) override {
    begin(strategy, history);
    world_.scheduler().run();
    return finish();
  }

  RunResult run_marked(sim::Strategy strategy, model::History& history,
                       std::vector<EventMark>& marks) override {
    begin(strategy, &history);
    const sim::Scheduler& scheduler = world_.scheduler();
    do {
      marks.push_back(
          {scheduler.now(), scheduler.trace_hash(), scheduler.fingerprint(), history.size()});
    } while (world_.scheduler().step());
    return finish();
  }

  sim::Choices& choices() override { return choices_; }
  Explorable* explorable() override { return this; }
  [[nodiscard]] sim::FaultCounts fault_counts() const override { return world_.faults().counts(); }
  [[nodiscard]] std::span<const Histogram> measures() const override { return judge_.measures(); }
  [[nodiscard]] std::vector<std::string> evidence() const override { return judge_.evidence(); }

 private:
  void begin(sim::Strategy strategy, model::History* history) {
    world_.scheduler().set_free_order(nullptr);
    judge_.reset();
    world_.start(strategy, history);
  }
  RunResult finish() {
    const sim::Scheduler& scheduler = world_.scheduler();
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

  void restart() override {
    world_.scheduler().set_free_order(&free_order_);
    judge_.reset();
    world_.start(sim::Strategy::uniform, nullptr);
  }
  void list_waiting(std::vector<sim::Waiting>& waiting) override {
    world_.scheduler().list_waiting(waiting);
  }
  sim::Footprint fire(std::uint64_t id, model::Time not_before) override {
    return world_.scheduler().fire(id, not_before);
  }
  [[nodiscard]] std::optional<model::Time> torn_until() const override {
    return free_order_.torn() ? std::optional(free_order_.now()) : std::nullopt;
  }
  [[nodiscard]] std::uint64_t fingerprint() const override {
    return world_.scheduler().fingerprint();
  }
  [[nodiscard]] bool possible() const override { return free_order_.possible(); }

  sim::Choices choices_;
  sim::FreeOrder free_order_;
  Judge judge_;
  World<Judge> world_;
};

}  // namespace interleave::properties
