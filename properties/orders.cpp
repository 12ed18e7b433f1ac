#include "properties/orders.hpp"

#include <array>

#include "properties/orders_judge.hpp"
#include "properties/world_runner.hpp"
#include "sim/orders.hpp"

namespace interleave::properties {
namespace {

constexpr std::array<Variant, 4> variants{{
    {"as-found", "a cancel whose id is missing writes a line to the console; no status is read"},
    {"warning-only", "the same, and staff are warned at once"},
    {"follow-up", "the same, and staff are told 15 min later"},
    {"retry-only", "the same, and the cancel is tried again each minute until the id is there"},
}};

using World = WorldRunner<sim::Orders, OrdersJudge>;

sim::OrdersOptions scenario_of(const Setup& setup) {
  return sim::options_from(sim::orders_options, setup.options);
}

Omissions omissions(const Setup& setup) {
  using sim::Fault;
  Omissions left_out;
  // Nobody searches for orders, or lists who stands on them.
  for (const Fault fault :
       {Fault::stale_list, Fault::clock_skewed, Fault::echo, Fault::echo_twice, Fault::echo_late,
        Fault::deleted_rows, Fault::hidden_rows, Fault::requested_rows}) {
    left_out.faults.push_back(fault);
  }
  if (scenario_of(setup).lag_ms == 0) left_out.faults.push_back(Fault::replica_behind);
  return left_out;
}

std::unique_ptr<Runner> make_runner(const Setup& setup) {
  World::Options options;
  options.variant = static_cast<sim::OrdersVariant>(setup.variant);
  options.faults = setup.faults;
  options.scenario = scenario_of(setup);
  options.scheduler = {std::chrono::seconds(options.scenario.storm_end_s), setup.events_max};
  return std::make_unique<World>(options, OrdersJudge());
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
      .make_runner = make_runner,
      .omissions = omissions,
  };
}

}  // namespace interleave::properties
