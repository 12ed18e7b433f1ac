#include "properties/orders.hpp"

#include <algorithm>
#include <array>

#include "properties/orders_judge.hpp"
#include "properties/orders_mutants.hpp"
#include "properties/world_runner.hpp"
#include "sim/orders.hpp"

namespace interleave::properties {
namespace {

constexpr std::size_t production = 4;
constexpr std::size_t first_adjustable = 5;
constexpr std::size_t first_mutant = 6;

constexpr auto variants = [] {
  std::array<Variant, first_mutant + orders_mutants.size()> all{{
      {"as-found", "a cancel whose id is missing writes a line to the console; no status is read"},
      {"warning-only", "the same, and staff are warned at once"},
      {"follow-up", "the same, and staff are told 15 min later"},
      {"retry-only", "the same, and the cancel is tried again each minute until the id is there"},
      {"production", "the core that ships: every guard stands", "", true},
      {"mutant:none", "the same, with guards that are asked for at run time", "", true},
  }};
  for (std::size_t i = 0; i < orders_mutants.size(); ++i) {
    const Mutant& mutant = orders_mutants[i];
    all[first_mutant + i] = {mutant.name, mutant.sentence, mutant.property, false};
  }
  return all;
}();

using World = WorldRunner<sim::Orders, OrdersJudge>;

sim::OrdersOptions scenario_of(const Setup& setup) {
  return sim::options_from(sim::orders_options, setup.options);
}

/// Of every variant, so that what their runs come to can be compared.
model::Duration settling(const Setup& setup) { return sim::settling_bound(scenario_of(setup)); }

/// The historical variants are judged by the state in the end, and by what staff know.
Omissions omissions(const Setup& setup) {
  using sim::Fault;
  Omissions left_out;
  left_out.faults.assign(sim::flex_faults.begin(), sim::flex_faults.end());
  const auto unjudged = [&](std::initializer_list<std::string_view> names,
                            std::string_view reason) {
    for (const std::string_view name : names) left_out.unjudged.push_back({name, reason});
  };
  const auto idle = [&](std::initializer_list<Fault> faults) {
    left_out.faults.insert(left_out.faults.end(), faults);
  };
  const sim::OrdersOptions scenario = scenario_of(setup);
  // Nobody lists who stands on an order, and Spectora tells nobody of its changes.
  idle({Fault::echo, Fault::echo_twice, Fault::echo_late, Fault::deleted_rows, Fault::hidden_rows,
        Fault::requested_rows});
  if (scenario.lag_ms == 0) idle({Fault::stale_list, Fault::replica_behind});
  if (scenario.source == 0) {
    idle({Fault::change_twice, Fault::change_lost, Fault::stream_gap, Fault::change_late});
  }
  if (setup.variant < production) {
    unjudged({"NORES", "ALERT", "TRUTH", "SER", "EXCL", "BLIND", "PROMPT", "LIVE", "IDEM", "BUDGET",
              "TRACE", "FAILC"},
             "a promise of the production core alone");
    idle({Fault::stale_list, Fault::clock_skewed});
    left_out.situations = {"crashed-between", "lease-ended"};
    return left_out;
  }
  // It waits until every replica knows what it wrote; one is hardly ever asked too early.
  idle({Fault::replica_behind});
  const bool undisturbed = setup.faults.weights == sim::FaultWeights{} && scenario.source != 0;
  if (scenario.sweep == 0 && !undisturbed) {
    unjudged({"CAN", "ONE", "CAL", "ALERT", "LIVE", "TRACE"},
             "without the sweep nothing heals a lost event or a hand edit");
  }
  if (scenario.source == 0) {
    unjudged({"PROMPT"}, "no event is delivered, so nothing has to be prompt");
  }
  return left_out;
}

std::unique_ptr<Runner> make_runner(const Setup& setup) {
  World::Options options;
  options.variant = static_cast<sim::OrdersVariant>(std::min(setup.variant, first_adjustable));
  if (setup.variant >= first_mutant) {
    const Mutant& mutant = orders_mutants[setup.variant - first_mutant];
    options.guards = options.guards.without(mutant.removed);
  }
  options.faults = setup.faults;
  options.scenario = scenario_of(setup);
  options.scheduler = {std::chrono::seconds(options.scenario.storm_end_s), setup.events_max};
  OrdersJudge::Options judging;
  judging.lag = std::chrono::milliseconds(options.scenario.lag_ms);
  judging.sweep_period = std::chrono::seconds(options.scenario.sweep_period_s);
  judging.known_within = std::chrono::seconds(options.scenario.known_within_s);
  judging.obliged = setup.variant >= production;
  judging.unjudged = failures_of(omissions(setup).unjudged, orders_signatures);
  return std::make_unique<World>(options, OrdersJudge(judging));
}

/// Without the sweep, which would only look on.
std::vector<Scope> scopes() {
  return {
      {"jobs=1", "actions=1", "workers=1", "sweep=off"},
      {"jobs=1", "actions=1", "workers=2", "sweep=off"},
      {"jobs=1", "actions=2", "workers=1", "sweep=off"},
      {"jobs=1", "actions=2", "workers=2", "sweep=off", "bad-starts=off"},
      {"jobs=1", "actions=2", "workers=2", "sweep=off"},
      {"jobs=2", "actions=2", "workers=1", "sweep=off"},
      {"jobs=1", "actions=3", "workers=1", "sweep=off"},
  };
}

}  // namespace

System orders() {
  return {
      .name = "orders",
      .sentence = "orders at Spectora are made, moved and cancelled as their Attik jobs are",
      .variants = variants,
      .options = sim::facts_of(sim::orders_options),
      .signatures = orders_signatures,
      .sometimes = orders_situations,
      .measures = orders_measures,
      .scopes = scopes(),
      .make_runner = make_runner,
      .settling = settling,
      .omissions = omissions,
  };
}

}  // namespace interleave::properties
