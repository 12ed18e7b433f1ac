#include "properties/exploration.hpp"

#include "model/ensure.hpp"

namespace interleave::properties {
namespace {

/// A world that notes what was decided since it was started.
class Recorded final : public Explorable {
 public:
  explicit Recorded(Runner& runner) : world_(*runner.explorable()) {
    world_.choices().record_into(&decisions_);
  }

  [[nodiscard]] const std::vector<sim::Decision>& decisions() const { return decisions_; }

  [[nodiscard]] sim::Choices& choices() override { return world_.choices(); }
  void restart() override {
    decisions_.clear();
    world_.restart();
  }
  void list_waiting(std::vector<sim::Waiting>& waiting) override { world_.list_waiting(waiting); }
  sim::Footprint fire(std::uint64_t id, model::Time not_before) override {
    return world_.fire(id, not_before);
  }
  [[nodiscard]] std::optional<model::Time> torn_until() const override {
    return world_.torn_until();
  }
  [[nodiscard]] std::uint64_t fingerprint() const override { return world_.fingerprint(); }
  [[nodiscard]] bool possible() const override { return world_.possible(); }

 private:
  Explorable& world_;
  std::vector<sim::Decision> decisions_;
};

void count(ExploredExperiment& found, const RunResult& result,
           const std::vector<sim::Decision>& decisions) {
  if (result.violated.empty()) return;
  ++found.violations;
  result.violated.for_each([&](std::size_t place) {
    ExploredFailure& failure = found.failures[place];
    if (failure.executions++ == 0) failure.first = decisions;
  });
}

}  // namespace

ExploredExperiment explore(const Experiment& experiment, const ExploreOptions& options,
                           const std::function<bool()>& go_on) {
  const std::unique_ptr<Runner> explored = experiment.make_runner();
  const std::unique_ptr<Runner> judged = experiment.make_runner();
  model::ensure(explored->explorable() != nullptr, "a world whose events fire in any order");
  Recorded world(*explored);
  ExploredExperiment found;
  found.search = explore(world, options, [&] {
    const RunResult result = replay(*judged, world.decisions());
    model::ensure(result.fingerprint == world.fingerprint(),
                  "an execution whose decisions replay it");
    count(found, result, world.decisions());
    return go_on();
  });
  return found;
}

}  // namespace interleave::properties
