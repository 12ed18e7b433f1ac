#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_judge.hpp"
#include "properties/assignments_mutants.hpp"
#include "properties/campaign.hpp"
#include "properties/fixtures.hpp"
#include "sim/assignments.hpp"
#include "sim/fixtures.hpp"

// The production core holds, its scenario has teeth, and each guard is missed when it is gone.

namespace interleave::properties {
namespace {

using testing::Ge;
using testing::IsEmpty;

Experiment production_like(std::string_view variant, std::string_view profile) {
  const System& system = system_named("assignments");
  return {&system, variant_named(system, variant), profile_named(system, profile),
          default_options(system)};
}

std::vector<sim::Strategy> all_strategies() {
  return {sim::strategies.begin(), sim::strategies.end()};
}

CampaignOptions some_runs(std::uint64_t runs) {
  CampaignOptions options;
  options.runs = runs;
  return options;
}

CampaignResult campaign(const Experiment& experiment, std::uint64_t runs) {
  return run_campaign(experiment, some_runs(runs), [](const Progress&) { return true; });
}

// ---- It holds ----

TEST(Production, holds_under_every_profile) {
  for (const char* const profile : {"none", "mild", "typical", "hostile"}) {
    const CampaignResult result = campaign(production_like("production", profile), 3'000);
    EXPECT_EQ(result.violations, 0U) << profile;
    EXPECT_EQ(result.limited, 0U) << profile;
  }
}

TEST(Production, holds_whatever_the_remote_makes_of_a_second_post_or_a_list_or_a_drag_of_a_save) {
  for (const char* const setting :
       {"second-post=1", "second-post=2", "drag-saves-job=off", "primary-only=on", "workers=1",
        "list-lag=0", "sweep=off", "source=off", "jobs=1", "actions=12", "storm-end=900",
        "page-size=0", "page-size=1", "page-size=2"}) {
    Experiment experiment = production_like("production", "typical");
    set_option(*experiment.system, experiment.options, setting);
    const CampaignResult result = campaign(experiment, 1'000);
    EXPECT_EQ(result.violations, 0U) << setting;
    EXPECT_EQ(result.limited, 0U) << setting;
  }
}

TEST(Production, says_what_it_cannot_judge_without_the_sweep_or_the_source) {
  const auto unjudged = [](std::string_view setting) {
    Experiment experiment = production_like("production", "typical");
    set_option(*experiment.system, experiment.options, setting);
    std::vector<std::string> names;
    for (const Unjudged& entry : experiment.omissions().unjudged) {
      names.emplace_back(entry.property);
    }
    return names;
  };
  EXPECT_THAT(unjudged("sweep=on"), IsEmpty());
  EXPECT_THAT(unjudged("sweep=off"), testing::ElementsAre("ASG", "CAL", "LIVE", "TRACE"));
  EXPECT_THAT(unjudged("source=off"), testing::ElementsAre("PROMPT"));
}

// ---- The default scenario has teeth ----

TEST(Production, a_default_run_is_long_and_hit_and_every_situation_arises) {
  constexpr std::uint64_t runs = 20'000;
  const CampaignResult result = campaign(production_like("production", "typical"), runs);
  std::uint64_t fired = 0;
  for (const sim::FaultCount& fault : result.faults) fired += fault.fired;
  EXPECT_GE(result.events, 100 * runs);
  EXPECT_GE(fired, 3 * runs);
  const auto overlap = static_cast<std::size_t>(AssignmentsSituation::overlap);
  EXPECT_GE(result.sometimes[overlap], runs / 5);
  EXPECT_THAT(result.sometimes, testing::Each(Ge(runs / 1'000)));
  // What is excused must stay rare.
  const auto refused = static_cast<std::size_t>(AssignmentsSituation::refused_for_good);
  EXPECT_LE(result.sometimes[refused], runs / 20);
}

TEST(Production, every_fault_strikes_under_the_typical_profile) {
  const CampaignResult result = campaign(production_like("production", "typical"), 20'000);
  for (std::size_t i = 0; i < sim::fault_count; ++i) {
    EXPECT_GT(result.faults[i].fired, 0U) << sim::fault_facts[i].name;
  }
}

// ---- Its guards ----

TEST(Production, with_guards_that_are_asked_for_makes_the_same_runs) {
  for (const char* const profile : {"none", "typical", "hostile"}) {
    const auto sealed = production_like("production", profile).make_runner();
    const auto adjustable = production_like("mutant:none", profile).make_runner();
    for (std::uint64_t index = 0; index < 500; ++index) {
      for (const sim::Strategy strategy : all_strategies()) {
        const SeededRun run{strategy, 1, index};
        ASSERT_EQ(run_seeded(*sealed, run).trace_hash, run_seeded(*adjustable, run).trace_hash)
            << profile << ", run " << index;
      }
    }
  }
}

class EachMutant : public testing::TestWithParam<Mutant> {};

TEST_P(EachMutant, is_killed_by_the_property_that_the_table_names) {
  const Mutant& mutant = GetParam();
  const Experiment experiment = production_like(mutant.name, "typical");
  const auto runner = experiment.make_runner();
  const CampaignOptions options = some_runs(100'000);
  for (std::uint64_t index = 0; index < options.runs; ++index) {
    const RunResult result = run_seeded(*runner, plan_run(options, index));
    if (!result.limit.empty()) continue;
    for (std::size_t i = 0; i < assignments_signatures.size(); ++i) {
      if (result.violated.contains(i) && assignments_signatures[i].property == mutant.property) {
        return;
      }
    }
  }
  ADD_FAILURE() << "not killed by " << mutant.property << " within " << options.runs << " runs";
}

/// What a sequential, fault-free run is told by: what people do, one after the other, and when each
/// comes to rest before the next.
std::vector<sim::Decision> sequential_decisions(Runner& runner, std::uint64_t index) {
  const Recording recording = record_seeded(runner, {sim::Strategy::latency, 1, index});
  std::vector<sim::Decision> decisions = recording.decisions;
  std::erase_if(decisions, [](const sim::Decision& decision) {
    switch (decision.key.site) {
      case sim::Site::scenario:
      case sim::Site::action_kind:
      case sim::Site::action_target:
      case sim::Site::action_change:
      case sim::Site::routing:
        return false;
      default:
        return true;
    }
  });
  return decisions;
}

/// With the sweep idle, and a drag that does not save the job: one that does has two triggers at
/// once.
Experiment quiet(std::string_view variant) {
  Experiment experiment = production_like(variant, "none");
  set_option(*experiment.system, experiment.options, "sweep=off");
  set_option(*experiment.system, experiment.options, "drag-saves-job=off");
  return experiment;
}

/// What people were told, in order.
std::vector<std::string> answers_of(const Recording& recording) {
  std::vector<std::string> answers;
  for (const model::Entry& entry : recording.history) {
    if (entry.step == model::Step::finished && entry.text.ends_with("people are told")) {
      answers.push_back(entry.text);
    }
  }
  return answers;
}

TEST_P(EachMutant, is_as_loud_as_the_table_says_on_sequential_fault_free_runs) {
  const Mutant& mutant = GetParam();
  const auto production = quiet("production").make_runner();
  const auto mutated = quiet(mutant.name).make_runner();
  bool differs = false;
  for (std::uint64_t index = 0; index < 100; ++index) {
    const std::vector<sim::Decision> decisions = sequential_decisions(*production, index);
    const Recording expected = record_replay(*production, decisions);
    const Recording found = record_replay(*mutated, decisions);
    const bool same_trace = expected.result.trace_hash == found.result.trace_hash;
    differs = differs || !same_trace;
    if (mutant.loudness == Loudness::silent) {
      ASSERT_TRUE(same_trace) << "run " << index;
    } else if (mutant.loudness == Loudness::ordered) {
      ASSERT_EQ(expected.evidence, found.evidence) << "run " << index;
      ASSERT_EQ(answers_of(expected), answers_of(found)) << "run " << index;
    }
  }
  EXPECT_EQ(differs, mutant.loudness != Loudness::silent);
}

INSTANTIATE_TEST_SUITE_P(OfTheTable, EachMutant, testing::ValuesIn(assignments_mutants),
                         [](const auto& mutant) {
                           std::string name(mutant.param.name.substr(7));  // behind "mutant:"
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

// ---- It can die anywhere ----

/// Destroys every coroutine at some event of 10,000 runs.
class Death : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Death, at_any_event_leaves_nothing_behind) {
  constexpr std::uint64_t runs = 10'000;
  using World = sim::Assignments<AssignmentsJudge>;
  sim::Choices choices;
  AssignmentsJudge judge;
  World::Options options;
  options.variant = sim::AssignmentsVariant::production;
  options.faults = sim::fault_profiles[sim::typical_profile];
  World world(choices, judge, options);
  for (std::uint64_t i = 0; i < runs; ++i) {
    const std::uint64_t bits = model::mix(GetParam() * runs + i);
    choices.seed(bits);
    judge.reset();
    world.start(sim::Strategy::latency, nullptr);
    std::uint64_t events = model::mix(bits) % 300;
    while (events > 0 && world.scheduler().step()) --events;
    world.stop();
    // What was in flight lives on, and finds nobody.
    world.scheduler().run();
    ASSERT_EQ(world.scheduler().limit_reached(), "");
  }
}

INSTANTIATE_TEST_SUITE_P(TenThousandTimes, Death,
                         testing::Range(std::uint64_t{0}, std::uint64_t{10}));

}  // namespace
}  // namespace interleave::properties
