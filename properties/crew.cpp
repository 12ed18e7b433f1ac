#include "properties/crew.hpp"

#include <array>
#include <string>

#include "properties/crew_judge.hpp"
#include "properties/crew_mutants.hpp"
#include "properties/world_runner.hpp"
#include "sim/crew.hpp"

namespace interleave::properties {
namespace {

/// What can be added to either historical sync, each a bit of the variant's number.
struct Remedy {
  std::string_view suffix;
  std::string_view sentence;
};
constexpr std::array<Remedy, 5> remedies{{
    {"+p1", "the unique constraint, with its clean-up"},
    {"+p2", "upsert"},
    {"+p3", "rows read again once the stale ones are dropped"},
    {"+p4", "pruning first"},
    {"+gate", "one durable owner for each element"},
}};
constexpr std::size_t combinations = std::size_t{1} << remedies.size();
constexpr std::size_t historical = 2 * combinations;
constexpr std::size_t production = historical;
constexpr std::size_t first_adjustable = production + 1;
constexpr std::size_t first_mutant = first_adjustable + 1;

/// The name and sentence of a historical variant, which has views of them.
struct Words {
  std::string name;
  std::string sentence;
};

Words words_of(std::size_t variant) {
  const bool coded = variant >= combinations;
  Words words{coded ? "as-coded" : "as-audited",
              coded ? "the sync as its code is: constraint, no error read, a second encoding"
                    : "the sync as its audit describes it: no constraint, adds by what was read"};
  std::size_t count = 0;
  for (std::size_t i = 0; i < remedies.size(); ++i) {
    if (((variant >> i) & 1U) == 0) continue;
    words.name += remedies[i].suffix;
    words.sentence = ++count == 1 ? "the same with " + std::string(remedies[i].sentence)
                                  : "the same with what its name says";
  }
  return words;
}

using Variants = std::array<Variant, first_mutant + crew_mutants.size()>;

Variants all_variants() {
  static const auto words = [] {
    std::array<Words, historical> of_historical;
    for (std::size_t i = 0; i < historical; ++i) of_historical[i] = words_of(i);
    return of_historical;
  }();
  Variants all;
  for (std::size_t i = 0; i < historical; ++i) all[i] = {words[i].name, words[i].sentence};
  all[production] = {"production", "the core that ships: every guard stands", "", true};
  all[first_adjustable] = {"mutant:none", "the same, with guards that are asked for at run time",
                           "", true};
  for (std::size_t i = 0; i < crew_mutants.size(); ++i) {
    const Mutant& mutant = crew_mutants[i];
    all[first_mutant + i] = {mutant.name, mutant.sentence, mutant.property, false};
  }
  return all;
}

const Variants& variants() {
  static const Variants table = all_variants();
  return table;
}

sim::CrewVariant variant_of(std::size_t variant) {
  if (variant >= production) {
    const bool sealed = variant == production;
    return {.unique = true, .core = sealed ? sim::CrewCore::production : sim::CrewCore::adjustable};
  }
  const auto has = [variant](std::size_t remedy) { return ((variant >> remedy) & 1U) != 0; };
  const bool coded = variant >= combinations;
  // The schema that the code runs against has the constraint already.
  return {{coded, has(1), has(2), has(3)}, coded || has(0), has(4), sim::CrewCore::historical};
}

using World = WorldRunner<sim::Crew, CrewJudge>;

sim::CrewOptions scenario_of(const Setup& setup) {
  return sim::options_from(sim::crew_options, setup.options);
}

model::Duration settling(const Setup& setup) { return sim::settling_bound(scenario_of(setup)); }

/// The historical syncs are judged by what stands there in the end, and by what they delete.
Omissions omissions(const Setup& setup) {
  using sim::Fault;
  Omissions left_out;
  const auto unjudged = [&](std::initializer_list<std::string_view> names,
                            std::string_view reason) {
    for (const std::string_view name : names) left_out.unjudged.push_back({name, reason});
  };
  const auto idle = [&](std::initializer_list<Fault> faults) {
    left_out.faults.insert(left_out.faults.end(), faults);
  };
  const sim::CrewOptions scenario = scenario_of(setup);
  // Flex tells nobody of changes, and its lists have no rows that do not count.
  idle({Fault::echo, Fault::echo_twice, Fault::echo_late, Fault::deleted_rows, Fault::hidden_rows,
        Fault::requested_rows});
  if (scenario.lag_ms == 0) idle({Fault::stale_list, Fault::replica_behind});
  if (setup.variant < production) {
    unjudged(
        {"ALERT", "TRUTH", "SER", "EXCL", "PROMPT", "LIVE", "IDEM", "BUDGET", "TRACE", "FAILC.old"},
        "a promise of the production core alone");
    // Nobody tells a historical sync of changes there, and none has a clock of its own.
    idle({Fault::change_twice, Fault::change_lost, Fault::stream_gap, Fault::change_late,
          Fault::resume_again, Fault::resume_from_now, Fault::clock_skewed, Fault::stale_job});
    if (setup.variant < combinations) {
      idle({Fault::batch_partial, Fault::batch_refused, Fault::batch_ignored});
    }
    left_out.situations = {"crashed-between", "lease-ended", "left-to-staff"};
    return left_out;
  }
  if (scenario.source == 0) {
    idle({Fault::change_twice, Fault::change_lost, Fault::stream_gap, Fault::change_late});
    unjudged({"PROMPT"}, "no event is delivered, so nothing has to be prompt");
  }
  const bool undisturbed = setup.faults.weights == sim::FaultWeights{} && scenario.source != 0 &&
                           scenario.old_duplicates == 0;
  if (scenario.sweep == 0 && !undisturbed) {
    unjudged({"CREW", "ALERT", "LIVE", "TRACE"},
             "without the sweep nothing heals a lost event, a hand edit or what was wrong before");
  }
  if (scenario.old_duplicates == 0) left_out.situations = {"left-to-staff"};
  return left_out;
}

std::unique_ptr<Runner> make_runner(const Setup& setup) {
  World::Options options;
  options.variant = variant_of(setup.variant);
  if (setup.variant >= first_mutant) {
    const Mutant& mutant = crew_mutants[setup.variant - first_mutant];
    options.guards = options.guards.without(mutant.removed);
  }
  options.faults = setup.faults;
  options.scenario = scenario_of(setup);
  options.scheduler = {std::chrono::seconds(options.scenario.storm_end_s), setup.events_max};
  CrewJudge::Options judging;
  judging.lag = std::chrono::milliseconds(options.scenario.lag_ms);
  judging.sweep_period = std::chrono::seconds(options.scenario.sweep_period_s);
  judging.by_request = setup.variant < production;
  if (!judging.by_request)
    judging.landing_max = landing_max(sim::core_options(options.scenario, 0, 1));
  judging.unjudged = failures_of(omissions(setup).unjudged, crew_signatures);
  return std::make_unique<World>(options, CrewJudge(judging));
}

/// Without the sweep, which would only look on.
std::vector<Scope> scopes() {
  return {
      {"departments=1", "aliases=off", "actions=1", "old-duplicates=off", "workers=1", "sweep=off"},
      {"departments=1", "actions=1", "old-duplicates=off", "workers=1", "sweep=off"},
      {"departments=1", "aliases=off", "actions=2", "old-duplicates=off", "workers=1", "sweep=off"},
      {"departments=1", "aliases=off", "actions=1", "old-duplicates=off", "workers=2", "sweep=off"},
      {"departments=1", "actions=2", "old-duplicates=off", "workers=1", "sweep=off"},
      {"departments=1", "actions=1", "old-duplicates=off", "workers=2", "sweep=off"},
  };
}

}  // namespace

System crew() {
  return {
      .name = "crew",
      .sentence = "contacts at Flex are those of the crews that people put together",
      .variants = variants(),
      .options = sim::facts_of(sim::crew_options),
      .signatures = crew_signatures,
      .sometimes = crew_situations,
      .measures = crew_measures,
      .scopes = scopes(),
      .make_runner = make_runner,
      .settling = settling,
      .omissions = omissions,
  };
}

}  // namespace interleave::properties
