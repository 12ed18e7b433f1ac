#include "properties/assignments.hpp"

#include <array>

#include "properties/assignments_judge.hpp"
#include "properties/world_runner.hpp"
#include "sim/assignments.hpp"

namespace interleave::properties {
namespace {

constexpr std::array<Variant, 2> variants{{
    {"as-found",
     "the sync of the incident: deletes what it saw, adds what it wants, reads no status"},
    {"locked", "the same under a first-come lock per order"},
}};

using World = WorldRunner<sim::Assignments, AssignmentsJudge>;

std::unique_ptr<Runner> make_runner(const Setup& setup) {
  World::Options options;
  options.variant = static_cast<sim::AssignmentsVariant>(setup.variant);
  options.faults = setup.faults;
  options.scenario = sim::options_from(sim::assignments_options, setup.options);
  options.scheduler = {std::chrono::seconds(options.scenario.storm_end_s), setup.events_max};
  return std::make_unique<World>(options);
}

}  // namespace

System assignments() {
  return {
      .name = "assignments",
      .sentence =
          "inspectors and calendar events of linked Spectora orders follow their Attik jobs",
      .variants = variants,
      .options = sim::facts_of(sim::assignments_options),
      .signatures = assignments_signatures,
      .sometimes = assignments_situations,
      .make_runner = make_runner,
  };
}

}  // namespace interleave::properties
