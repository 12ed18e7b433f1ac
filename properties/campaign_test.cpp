#include "properties/campaign.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "properties/fixtures.hpp"
#include "properties/second_run.hpp"

namespace interleave::properties {
namespace {

CampaignOptions runs_of(std::uint64_t first, std::uint64_t runs, unsigned threads = 2) {
  CampaignOptions options;
  options.mix = Mix::parse("uniform,latency");
  options.first = first;
  options.runs = runs;
  options.threads = threads;
  return options;
}

CampaignResult campaign(const CampaignOptions& options) {
  return run_campaign(experiment_of("assignments", "as-found"), options,
                      [](const Progress&) { return true; });
}

/// Equal in every count, whatever made it.
void expect_equal(const CampaignResult& found, const CampaignResult& expected) {
  EXPECT_EQ(found.runs, expected.runs);
  EXPECT_EQ(found.events, expected.events);
  EXPECT_EQ(found.digest, expected.digest);
  EXPECT_EQ(found.violations, expected.violations);
  EXPECT_EQ(found.limited, expected.limited);
  EXPECT_EQ(found.first_limited, expected.first_limited);
  EXPECT_EQ(found.limit, expected.limit);
  EXPECT_EQ(found.sometimes, expected.sometimes);
  EXPECT_EQ(found.distinct, expected.distinct);
  EXPECT_EQ(found.watched, expected.watched);
  EXPECT_EQ(found.differed, expected.differed);
  for (std::size_t i = 0; i < expected.strategies.size(); ++i) {
    EXPECT_EQ(found.strategies[i].runs, expected.strategies[i].runs);
    EXPECT_EQ(found.strategies[i].judged, expected.strategies[i].judged);
    EXPECT_EQ(found.strategies[i].violations, expected.strategies[i].violations);
    EXPECT_EQ(found.strategies[i].species.species(), expected.strategies[i].species.species());
  }
  for (std::size_t i = 0; i < expected.signatures.size(); ++i) {
    const SignatureCount& signature = expected.signatures[i];
    EXPECT_EQ(found.signatures[i].runs, signature.runs);
    ASSERT_EQ(found.signatures[i].first.size(), signature.first.size());
    for (std::size_t at = 0; at < signature.first.size(); ++at) {
      EXPECT_EQ(found.signatures[i].first[at].index, signature.first[at].index);
      EXPECT_EQ(found.signatures[i].first[at].trace_hash, signature.first[at].trace_hash);
    }
  }
  for (std::size_t i = 0; i < expected.faults.size(); ++i) {
    EXPECT_EQ(found.faults[i].possible, expected.faults[i].possible);
    EXPECT_EQ(found.faults[i].drawn, expected.faults[i].drawn);
    EXPECT_EQ(found.faults[i].fired, expected.faults[i].fired);
  }
  for (std::size_t i = 0; i < expected.measures.size(); ++i) {
    EXPECT_EQ(found.measures[i].count(), expected.measures[i].count());
    EXPECT_EQ(found.measures[i].longest(), expected.measures[i].longest());
  }
}

TEST(Campaign, a_range_makes_the_runs_that_the_whole_makes_there) {
  CampaignResult parts = campaign(runs_of(0, 700));
  parts.merge(campaign(runs_of(700, 1)));
  parts.merge(campaign(runs_of(701, 799)));
  expect_equal(parts, campaign(runs_of(0, 1500)));
}

TEST(Campaign, it_ends_with_the_failing_run_that_is_the_last_allowed) {
  CampaignOptions options = runs_of(100, 5000, 3);
  options.failures_max = 400;  // more than a chunk has, whatever the threads have begun
  const CampaignResult found = campaign(options);
  EXPECT_EQ(found.violations, 400U);
  expect_equal(found, campaign(runs_of(100, found.runs)));
  EXPECT_EQ(campaign(runs_of(100, found.runs - 1)).violations, 399U);
}

TEST(Campaign, failures_that_are_never_reached_end_nothing) {
  CampaignOptions options = runs_of(0, 1500);
  options.failures_max = 1'000'000;
  expect_equal(campaign(options), campaign(runs_of(0, 1500)));
}

TEST(Campaign, stopped_early_it_made_the_first_runs_without_a_gap) {
  CampaignOptions options = runs_of(50, std::uint64_t{1} << 60U);
  const CampaignResult found = run_campaign(experiment_of("assignments", "as-found"), options,
                                            [](const Progress&) { return false; });
  EXPECT_GT(found.runs, 0U);
  expect_equal(found, campaign(runs_of(50, found.runs)));
}

// ---- Threads ----

CampaignResult campaign(const Experiment& experiment, std::uint64_t runs, unsigned threads) {
  CampaignOptions options;
  options.runs = runs;
  options.threads = threads;
  return run_campaign(experiment, options, [](const Progress&) { return true; });
}

Experiment typical(std::string_view variant) {
  Experiment experiment = experiment_of("assignments", variant);
  experiment.profile = sim::typical_profile;
  return experiment;
}

class Threads : public testing::TestWithParam<std::string_view> {};

TEST_P(Threads, of_several_threads_comes_to_what_that_of_one_does) {
  // Not a multiple of the chunks that threads take.
  constexpr std::uint64_t runs = 4'100;
  const Experiment experiment = typical(GetParam());
  const CampaignResult several = campaign(experiment, runs, 4);
  EXPECT_EQ(several.runs, runs);
  expect_equal(several, campaign(experiment, runs, 1));
}

// ---- Counts ----

INSTANTIATE_TEST_SUITE_P(Each, Threads,
                         testing::Values(std::string_view("production"),
                                         std::string_view("as-found")),
                         [](const auto& variant) {
                           return std::string(variant.param.substr(0, variant.param.find('-')));
                         });

TEST(CampaignResult, every_run_belongs_to_a_strategy_and_is_judged_unless_a_limit_ended_it) {
  const CampaignResult result = campaign(typical("production"), 2'000, 2);
  std::uint64_t runs = 0;
  std::uint64_t judged = 0;
  for (const StrategyCount& count : result.strategies) {
    runs += count.runs;
    judged += count.judged;
    EXPECT_GT(count.runs, 0U);
    EXPECT_FALSE(count.species.species().empty());
  }
  EXPECT_EQ(runs, 2'000U);
  EXPECT_EQ(judged, runs - result.limited);
  EXPECT_EQ(result.limited, 0U);
  // Nearly every run of this world is one of its kind.
  EXPECT_GT(result.distinct.estimate(), 1'900U);
}

TEST(CampaignResult, a_run_that_reached_a_limit_counts_for_nothing_else) {
  const Experiment experiment = typical("production");
  CampaignResult result(*experiment.system);
  RunResult limited;
  limited.limit = "events per run";
  limited.fingerprint = 77;
  limited.violated.add(0);
  result.add({sim::Strategy::pos, 1, 3}, limited);
  EXPECT_EQ(result.runs, 1U);
  EXPECT_EQ(result.limited, 1U);
  EXPECT_EQ(result.first_limited, 3U);
  EXPECT_EQ(result.violations, 0U);
  EXPECT_EQ(result.distinct, DistinctCount{});
  EXPECT_EQ(result.strategies[static_cast<std::size_t>(sim::Strategy::pos)].judged, 0U);
}

TEST(CampaignResult, the_runs_that_are_watched_come_out_alike_and_count_once) {
  constexpr std::uint64_t runs = 4'100;
  const Experiment experiment = typical("production");
  const CampaignOptions options;
  std::uint64_t expected = 0;
  for (std::uint64_t index = 0; index < runs; ++index) {
    if (watched(plan_run(options, index))) ++expected;
  }
  const CampaignResult result = campaign(experiment, runs, 2);
  EXPECT_GT(expected, 0U);
  EXPECT_EQ(result.watched, expected);
  EXPECT_EQ(result.differed, 0U);
  EXPECT_EQ(result.runs, runs);
  // Faults and spans that were met in a second run are not counted.
  const std::unique_ptr<Runner> runner = experiment.make_runner();
  for (std::uint64_t index = 0; index < runs; ++index)
    run_seeded(*runner, plan_run(options, index));
  for (std::size_t i = 0; i < result.faults.size(); ++i) {
    EXPECT_EQ(result.faults[i].fired, runner->fault_counts()[i].fired);
  }
  for (std::size_t i = 0; i < result.measures.size(); ++i) {
    EXPECT_EQ(result.measures[i].count(), runner->measures()[i].count());
  }
}

TEST(CampaignResult, the_first_runs_that_differed_are_kept_whatever_the_order_they_come_in) {
  const Experiment experiment = typical("production");
  CampaignResult one(*experiment.system);
  CampaignResult other(*experiment.system);
  RunResult second;
  second.fingerprint = 1;
  for (std::uint64_t index = 30; index > 0; --index) {
    CampaignResult& result = index % 3 == 0 ? one : other;
    result.add_watched({sim::Strategy::pos, 1, index}, {}, second);
    result.add_watched({sim::Strategy::pos, 1, index}, {}, {});
  }
  one.merge(other);
  EXPECT_EQ(one.watched, 60U);
  EXPECT_EQ(one.differed, 30U);
  ASSERT_EQ(one.differing.size(), differing_runs_kept);
  for (std::uint64_t i = 0; i < differing_runs_kept; ++i) EXPECT_EQ(one.differing[i].index, i + 1);
}

TEST(CampaignResult, of_a_campaign_that_is_told_to_stop_has_fewer_runs) {
  CampaignOptions options;
  options.runs = 100'000'000;
  const CampaignResult result =
      run_campaign(typical("production"), options, [](const Progress&) { return false; });
  EXPECT_LT(result.runs, options.runs);
}

}  // namespace
}  // namespace interleave::properties
