#include "properties/replay_ending.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "properties/registry.hpp"
#include "properties/token.hpp"

namespace interleave::properties {
namespace {

/// Under sanitizers there are fewer runs by this factor.
constexpr std::size_t share = INTERLEAVE_TEST_SHARE;
constexpr std::size_t many_runs = 50 / share;
/// Of systems whose runs have many decisions.
constexpr std::size_t some_runs = std::max<std::size_t>(8 / share, 1);

Experiment experiment_of(std::string_view system_name, std::string_view variant,
                         std::size_t profile) {
  const System& system = system_named(system_name);
  return {&system, variant_named(system, variant), profile, default_options(system)};
}

/// The capsules of the first failing runs, as found and not shrunk.
std::vector<Capsule> failing_capsules(const Experiment& experiment, Runner& runner,
                                      sim::Strategy strategy, std::size_t failing_runs = 1) {
  std::vector<Capsule> capsules;
  for (std::uint64_t index = 0; capsules.size() < failing_runs; ++index) {
    const SeededRun run{strategy, 1, index};
    const Recording recording = record_seeded(runner, run);
    if (recording.result.violated.empty()) continue;
    capsules.push_back(capsule_of(experiment, run, recording.result.violated.first(), recording));
  }
  return capsules;
}

ReplayEnding replayed(Runner& runner, const Capsule& capsule) {
  return ending_of(capsule, record_replay(runner, capsule.to_replay()), false);
}

TEST(ReplayEnding, a_capsule_replays_as_the_same_run) {
  const Experiment experiment = experiment_of("assignments", "as-found", 0);
  const auto runner = experiment.make_runner();
  const Capsule capsule = failing_capsules(experiment, *runner, sim::Strategy::uniform).front();
  EXPECT_EQ(replayed(*runner, capsule), ReplayEnding::same);
}

TEST(ReplayEnding, a_capsule_without_its_decisions_passes_now) {
  const Experiment experiment = experiment_of("assignments", "as-found", 0);
  const auto runner = experiment.make_runner();
  Capsule capsule = failing_capsules(experiment, *runner, sim::Strategy::uniform).front();
  capsule.decisions.clear();
  EXPECT_EQ(replayed(*runner, capsule), ReplayEnding::passes_now);
}

TEST(ReplayEnding, a_decision_that_nobody_asks_for_is_a_divergence_unless_effort_is_asked_for) {
  const Experiment experiment = experiment_of("assignments", "as-found", 0);
  const auto runner = experiment.make_runner();
  Capsule capsule = failing_capsules(experiment, *runner, sim::Strategy::uniform).front();
  capsule.decisions.push_back({{{sim::Site::action_kind, model::Cause{1}}, 1}, "nothing known"});
  const Recording recording = record_replay(*runner, capsule.to_replay());
  EXPECT_EQ(ending_of(capsule, recording, false), ReplayEnding::diverged);
  EXPECT_EQ(ending_of(capsule, recording, true), ReplayEnding::same_failure);
}

TEST(ReplayEnding, a_capsule_of_another_hash_is_the_same_failure_by_a_different_trace) {
  const Experiment experiment = experiment_of("assignments", "as-found", 0);
  const auto runner = experiment.make_runner();
  Capsule capsule = failing_capsules(experiment, *runner, sim::Strategy::uniform).front();
  ++capsule.trace_hash;
  EXPECT_EQ(replayed(*runner, capsule), ReplayEnding::same_failure);
}

TEST(ReplayEnding, a_run_that_fails_in_another_way_is_a_divergence) {
  const Experiment experiment = experiment_of("assignments", "as-found", 0);
  const auto runner = experiment.make_runner();
  Capsule capsule = failing_capsules(experiment, *runner, sim::Strategy::uniform).front();
  ++capsule.trace_hash;
  const Recording recording = record_replay(*runner, capsule.to_replay());
  while (recording.result.violated.contains(capsule.signature)) ++capsule.signature;
  EXPECT_EQ(ending_of(capsule, recording, true), ReplayEnding::diverged);
}

struct Source {
  std::string_view system;
  std::string_view variant;
  std::size_t profile = 0;
  sim::Strategy strategy = sim::Strategy::uniform;
  std::size_t failing_runs = many_runs;
};

class FailingSeeds : public testing::TestWithParam<Source> {
 protected:
  Experiment experiment_ = experiment_of(GetParam().system, GetParam().variant, GetParam().profile);
  std::unique_ptr<Runner> runner_ = experiment_.make_runner();
  sim::Strategy strategy_ = GetParam().strategy;
};

TEST_P(FailingSeeds, token_and_capsule_give_the_recorded_hash) {
  for (const Capsule& capsule :
       failing_capsules(experiment_, *runner_, strategy_, GetParam().failing_runs)) {
    EXPECT_EQ(replayed(*runner_, capsule), ReplayEnding::same);
    const TokenRun token = parse_token(token_of(experiment_, capsule.found.value()), {});
    EXPECT_EQ(run_seeded(*runner_, token.run).trace_hash, capsule.trace_hash);
  }
}

TEST_P(FailingSeeds, a_capsule_with_one_decision_altered_is_never_the_same_run) {
  std::uint64_t altered = 0;
  for (const Capsule& capsule :
       failing_capsules(experiment_, *runner_, strategy_, GetParam().failing_runs)) {
    for (std::size_t i = 0; i < capsule.decisions.size(); ++i) {
      const sim::Decision original = capsule.decisions[i].decision;
      const sim::Key other_cause{original.key.site, model::Cause{original.key.cause.value ^ 1U},
                                 original.key.ordinal};
      const sim::Key other_ordinal{original.key.site, original.key.cause, 7};
      const sim::Key other_site{sim::Site::pick, original.key.cause, original.key.ordinal};
      const std::vector<sim::Decision> alterations{
          {original.key, original.outcome + 1},
          {original.key, original.outcome - 1},
          {original.key, original.outcome / 2},
          {original.key, original.outcome * 2},
          {original.key, INT64_MAX},
          {other_cause, original.outcome},
          {other_ordinal, original.outcome},
          {other_site, original.outcome},
      };
      for (const sim::Decision& alteration : alterations) {
        Capsule other = capsule;
        other.decisions[i].decision = alteration;
        ASSERT_NE(replayed(*runner_, other), ReplayEnding::same)
            << "run " << capsule.found->index << ": " << capsule.decisions[i].meaning << ", "
            << original.outcome << " became " << alteration.outcome;
        ++altered;
      }
    }
  }
  EXPECT_GT(altered, GetParam().failing_runs);
}

constexpr auto uniform = sim::Strategy::uniform;
constexpr auto latency = sim::Strategy::latency;
constexpr std::size_t typical = sim::typical_profile;

INSTANTIATE_TEST_SUITE_P(
    Everywhere, FailingSeeds,
    testing::Values(Source{"assignments", "as-found", 0, uniform},
                    Source{"assignments", "as-found", 0, latency},
                    Source{"assignments", "as-found", typical, uniform},
                    Source{"assignments", "as-found", typical, latency},
                    Source{"assignments", "as-found", typical, sim::Strategy::pos, some_runs},
                    Source{"assignments", "as-found", typical, sim::Strategy::sparse, some_runs},
                    Source{"assignments", "as-found", typical, sim::Strategy::pct3, some_runs},
                    Source{"assignments", "mutant:no-lease", typical, uniform, some_runs},
                    Source{"assignments", "mutant:no-lease", typical, latency, some_runs},
                    Source{"assignments", "mutant:retry-post-on-timeout", typical, latency,
                           some_runs},
                    Source{"reassign-race", "as-found", 0, uniform},
                    Source{"reassign-race", "as-found", 0, latency}),
    [](const auto& source) {
      std::string name = std::string(source.param.system) + "_" +
                         std::string(source.param.variant) + "_" +
                         std::string(sim::fault_profiles[source.param.profile].name) + "_" +
                         std::string(name_of(source.param.strategy));
      std::ranges::replace_if(
          name, [](char letter) { return std::isalnum(letter) == 0; }, '_');
      return name;
    });

}  // namespace
}  // namespace interleave::properties
