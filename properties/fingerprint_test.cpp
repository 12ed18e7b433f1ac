#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "properties/campaign.hpp"
#include "properties/fixtures.hpp"
#include "sim/fixtures.hpp"

// What the search counts of a run, over whole worlds; sim/happens_before_test.cpp holds what a
// fingerprint is.

namespace interleave::properties {
namespace {

struct Subject {
  std::string_view variant;
  std::size_t profile = 0;
};

class Fingerprint : public testing::TestWithParam<Subject> {};

TEST_P(Fingerprint, of_a_replay_is_that_of_the_run_whatever_strategy_found_it) {
  constexpr std::uint64_t seeds = 50;
  Experiment experiment = experiment_of("assignments", GetParam().variant);
  experiment.profile = GetParam().profile;
  const auto runner = experiment.make_runner();
  for (const sim::Strategy strategy : sim::strategies) {
    for (std::uint64_t index = 0; index < seeds; ++index) {
      const Recording found = record_seeded(*runner, {strategy, 1, index});
      const std::vector<std::uint64_t> behaviours(found.result.behaviours.begin(),
                                                  found.result.behaviours.end());
      const RunResult again = replay(*runner, found.decisions);
      ASSERT_EQ(again.trace_hash, found.result.trace_hash) << name_of(strategy) << " " << index;
      EXPECT_EQ(again.fingerprint, found.result.fingerprint) << name_of(strategy) << " " << index;
      EXPECT_TRUE(std::ranges::equal(again.behaviours, behaviours));
    }
  }
}

/// What a microsecond more changed: of so many runs the trace, of these the fingerprint.
struct Microsecond {
  std::uint64_t traces = 0;
  std::uint64_t fingerprints = 0;
};

bool is_delay(sim::Site site) {
  return site == sim::Site::request_delay || site == sim::Site::reply_delay ||
         site == sim::Site::stream_delay;
}

TEST_P(Fingerprint, is_hardly_ever_another_when_a_message_takes_a_microsecond_longer) {
  Experiment experiment = experiment_of("assignments", GetParam().variant);
  experiment.profile = GetParam().profile;
  const auto runner = experiment.make_runner();
  Microsecond changed;
  for (std::uint64_t index = 0; index < 20; ++index) {
    const Recording found = record_seeded(*runner, {sim::Strategy::latency, 1, index});
    std::vector<sim::Decision> decisions = found.decisions;
    for (sim::Decision& decision : decisions) {
      if (!is_delay(decision.key.site)) continue;
      ++decision.outcome;
      const RunResult later = replay(*runner, decisions);
      --decision.outcome;
      if (later.trace_hash != found.result.trace_hash) ++changed.traces;
      if (later.fingerprint != found.result.fingerprint) ++changed.fingerprints;
    }
  }
  EXPECT_GT(changed.traces, 1'000U);
  EXPECT_LT(100 * changed.fingerprints, changed.traces);
}

TEST_P(Fingerprint, of_two_runs_is_one_only_if_they_fail_alike) {
  // Few jobs and actions, so that runs of one fingerprint are frequent.
  Experiment experiment = experiment_of("assignments", GetParam().variant);
  experiment.profile = GetParam().profile;
  for (const char* const setting : {"jobs=1", "actions=2"}) {
    set_option(*experiment.system, experiment.options, setting);
  }
  const auto runner = experiment.make_runner();
  CampaignOptions options;
  std::map<std::uint64_t, RunResult> known;
  std::uint64_t other_traces = 0;
  for (std::uint64_t index = 0; index < 25'000; ++index) {
    const RunResult run = run_seeded(*runner, plan_run(options, index));
    const auto [first, fresh] = known.emplace(run.fingerprint, run);
    if (fresh) continue;
    if (first->second.trace_hash != run.trace_hash) ++other_traces;
    EXPECT_EQ(first->second.violated, run.violated) << index;
    EXPECT_EQ(first->second.events, run.events) << index;
  }
  EXPECT_GT(other_traces, 2'000U);
}

INSTANTIATE_TEST_SUITE_P(
    Each, Fingerprint,
    testing::Values(Subject{"production", 0}, Subject{"production", sim::typical_profile},
                    Subject{"as-found", 0}, Subject{"as-found", sim::typical_profile}),
    [](const auto& subject) {
      std::string name(subject.param.variant);
      std::ranges::replace(name, '-', '_');
      return name + "_" + std::string(sim::fault_profiles[subject.param.profile].name);
    });

}  // namespace
}  // namespace interleave::properties
