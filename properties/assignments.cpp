#include "properties/assignments.hpp"

#include <array>

#include "properties/assignments_judge.hpp"
#include "properties/assignments_mutants.hpp"
#include "properties/world_runner.hpp"
#include "sim/assignments.hpp"

namespace interleave::properties {
namespace {

constexpr std::size_t production = 2;
constexpr std::size_t first_adjustable = 3;
constexpr std::size_t first_mutant = 4;

constexpr auto variants = [] {
  std::array<Variant, first_mutant + assignments_mutants.size()> all{{
      {"as-found",
       "the sync of the incident: deletes what it saw, adds what it wants, reads no status"},
      {"locked", "the same under a first-come lock per order"},
      {"production", "the core that ships: every guard stands", "", true},
      {"mutant:none", "the same, with guards that are asked for at run time", "", true},
  }};
  for (std::size_t i = 0; i < assignments_mutants.size(); ++i) {
    const Mutant& mutant = assignments_mutants[i];
    all[first_mutant + i] = {mutant.name, mutant.sentence, mutant.property, false};
  }
  return all;
}();

using World = WorldRunner<sim::Assignments, AssignmentsJudge>;

sim::AssignmentsOptions scenario_of(const Setup& setup) {
  return sim::options_from(sim::assignments_options, setup.options);
}

model::Duration settling(const Setup& setup) {
  if (setup.variant < production) return {};
  return sim::settling_bound(scenario_of(setup));
}

/// The historical variants are judged by what they promised: the state in the end.
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
  const sim::AssignmentsOptions scenario = scenario_of(setup);
  if (scenario.list_lag_ms == 0) idle({Fault::stale_list, Fault::replica_behind});
  if (scenario.source == 0) {
    idle({Fault::change_twice, Fault::change_lost, Fault::stream_gap, Fault::change_late});
  }
  if (setup.variant < production) {
    unjudged({"TRUTH", "SER", "EXCL", "BLIND", "PROMPT", "COVER", "LIVE", "IDEM", "BUDGET", "TRACE",
              "FAILC"},
             "a promise of the production core alone");
    idle({Fault::store_failed, Fault::store_reply_lost, Fault::stale_job, Fault::clock_skewed,
          Fault::echo, Fault::echo_twice, Fault::echo_late});
    left_out.situations = {"crashed-between", "lease-ended", "edited-between", "pages-shifted",
                           "echo-in-run"};
    return left_out;
  }
  if (scenario.page_size == 0) left_out.situations.emplace_back("pages-shifted");
  const bool undisturbed = setup.faults.weights == sim::FaultWeights{} && scenario.source != 0 &&
                           scenario.primary_only == 0;
  if (scenario.sweep == 0 && !undisturbed) {
    unjudged({"ASG", "CAL", "LIVE", "TRACE"},
             "without the sweep nothing heals a lost event or a hand edit");
  }
  if (scenario.source == 0) {
    unjudged({"PROMPT"}, "no event is delivered, so nothing has to be prompt");
  }
  return left_out;
}

sim::AssignmentsVariant kind_of(std::size_t variant) {
  return static_cast<sim::AssignmentsVariant>(std::min(variant, first_adjustable));
}

std::unique_ptr<Runner> make_runner(const Setup& setup) {
  World::Options options;
  options.variant = kind_of(setup.variant);
  if (setup.variant >= first_mutant) {
    const Mutant& mutant = assignments_mutants[setup.variant - first_mutant];
    options.guards = options.guards.without(mutant.removed);
  }
  options.faults = setup.faults;
  options.scenario = scenario_of(setup);
  options.scheduler = {std::chrono::seconds(options.scenario.storm_end_s), setup.events_max};
  AssignmentsJudge::Options judging;
  judging.list_lag = std::chrono::milliseconds(options.scenario.list_lag_ms);
  judging.sweep_period = std::chrono::seconds(options.scenario.sweep_period_s);
  judging.second_post_adds = options.scenario.second_post == 0;
  judging.page_size = static_cast<std::uint32_t>(options.scenario.page_size);
  judging.unjudged = failures_of(omissions(setup).unjudged, assignments_signatures);
  return std::make_unique<World>(options, AssignmentsJudge(judging));
}

/// Without the sweep, which would only look on.
std::vector<Scope> scopes() {
  std::vector<Scope> all;
  const auto add = [&all](std::string_view jobs, std::string_view inspectors,
                          std::string_view actions, std::string_view workers) {
    all.push_back({jobs, inspectors, actions, workers, "sweep=off"});
  };
  add("jobs=1", "inspectors=1", "actions=1", "workers=1");
  add("jobs=1", "inspectors=1", "actions=1", "workers=2");
  add("jobs=1", "inspectors=3", "actions=1", "workers=2");
  add("jobs=2", "inspectors=1", "actions=1", "workers=1");
  add("jobs=2", "inspectors=2", "actions=1", "workers=1");
  add("jobs=2", "inspectors=1", "actions=1", "workers=2");
  add("jobs=1", "inspectors=1", "actions=2", "workers=2");
  return all;
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
      .measures = assignments_measures,
      .scopes = scopes(),
      .make_runner = make_runner,
      .settling = settling,
      .omissions = omissions,
  };
}

}  // namespace interleave::properties
