#include "properties/crew.hpp"

#include <array>
#include <string>

#include "properties/crew_judge.hpp"
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

/// A variant's name and sentence; the variant has views of them.
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

const std::array<Variant, historical>& variants() {
  static const auto words = [] {
    std::array<Words, historical> all;
    for (std::size_t i = 0; i < historical; ++i) all[i] = words_of(i);
    return all;
  }();
  static const auto table = [] {
    std::array<Variant, historical> all;
    for (std::size_t i = 0; i < historical; ++i) all[i] = {words[i].name, words[i].sentence};
    return all;
  }();
  return table;
}

sim::CrewVariant variant_of(std::size_t variant) {
  const auto has = [variant](std::size_t remedy) { return ((variant >> remedy) & 1U) != 0; };
  const bool coded = variant >= combinations;
  // The schema that the code runs against has the constraint already.
  return {{coded, has(1), has(2), has(3)}, coded || has(0), has(4)};
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
  for (const std::string_view property :
       {"ALERT", "TRUTH", "SER", "EXCL", "PROMPT", "LIVE", "IDEM", "BUDGET", "TRACE"}) {
    left_out.unjudged.push_back({property, "a promise of the production core alone"});
  }
  const auto idle = [&](std::initializer_list<Fault> faults) {
    left_out.faults.insert(left_out.faults.end(), faults);
  };
  // Nobody tells a worker of changes, there or here, and none has a clock of its own.
  idle({Fault::echo, Fault::echo_twice, Fault::echo_late, Fault::change_twice, Fault::change_lost,
        Fault::stream_gap, Fault::change_late, Fault::deleted_rows, Fault::hidden_rows,
        Fault::requested_rows, Fault::clock_skewed, Fault::stale_job});
  if (scenario_of(setup).lag_ms == 0) idle({Fault::stale_list, Fault::replica_behind});
  if (setup.variant < combinations) {
    idle({Fault::batch_partial, Fault::batch_refused, Fault::batch_ignored});
  }
  left_out.situations = {"crashed-between"};
  return left_out;
}

SignatureSet unjudged_failures(const Setup& setup) {
  SignatureSet set;
  for (const Unjudged& entry : omissions(setup).unjudged) {
    for (std::size_t i = 0; i < crew_signatures.size(); ++i) {
      if (crew_signatures[i].property == entry.property) set.add(i);
    }
  }
  return set;
}

std::unique_ptr<Runner> make_runner(const Setup& setup) {
  World::Options options;
  options.variant = variant_of(setup.variant);
  options.faults = setup.faults;
  options.scenario = scenario_of(setup);
  options.scheduler = {std::chrono::seconds(options.scenario.storm_end_s), setup.events_max};
  CrewJudge::Options judging;
  judging.lag = std::chrono::milliseconds(options.scenario.lag_ms);
  judging.by_request = true;
  judging.unjudged = unjudged_failures(setup);
  return std::make_unique<World>(options, CrewJudge(judging));
}

std::vector<Scope> scopes() {
  return {
      {"departments=1", "aliases=off", "actions=1", "old-duplicates=off"},
      {"departments=1", "aliases=off", "actions=2", "old-duplicates=off"},
      {"departments=1", "actions=2", "old-duplicates=off"},
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
