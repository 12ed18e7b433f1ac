#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "properties/campaign.hpp"
#include "properties/fixtures.hpp"

namespace interleave::properties {
namespace {

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
  const CampaignResult one = campaign(experiment, runs, 1);
  const CampaignResult several = campaign(experiment, runs, 4);
  EXPECT_EQ(several.runs, runs);
  EXPECT_EQ(several.events, one.events);
  EXPECT_EQ(several.digest, one.digest);
  EXPECT_EQ(several.violations, one.violations);
  EXPECT_EQ(several.limited, one.limited);
  EXPECT_EQ(several.first_limited, one.first_limited);
  EXPECT_EQ(several.limit, one.limit);
  EXPECT_EQ(several.sometimes, one.sometimes);
  EXPECT_EQ(several.distinct, one.distinct);
  for (std::size_t i = 0; i < one.strategies.size(); ++i) {
    EXPECT_EQ(several.strategies[i].runs, one.strategies[i].runs);
    EXPECT_EQ(several.strategies[i].judged, one.strategies[i].judged);
    EXPECT_EQ(several.strategies[i].violations, one.strategies[i].violations);
    EXPECT_EQ(several.strategies[i].species.species(), one.strategies[i].species.species());
  }
  for (std::size_t i = 0; i < one.signatures.size(); ++i) {
    EXPECT_EQ(several.signatures[i].runs, one.signatures[i].runs);
    ASSERT_EQ(several.signatures[i].first.size(), one.signatures[i].first.size());
    for (std::size_t at = 0; at < one.signatures[i].first.size(); ++at) {
      EXPECT_EQ(several.signatures[i].first[at].index, one.signatures[i].first[at].index);
      EXPECT_EQ(several.signatures[i].first[at].trace_hash, one.signatures[i].first[at].trace_hash);
    }
  }
  for (std::size_t i = 0; i < one.faults.size(); ++i) {
    EXPECT_EQ(several.faults[i].possible, one.faults[i].possible);
    EXPECT_EQ(several.faults[i].drawn, one.faults[i].drawn);
    EXPECT_EQ(several.faults[i].fired, one.faults[i].fired);
  }
  for (std::size_t i = 0; i < one.measures.size(); ++i) {
    EXPECT_EQ(several.measures[i].count(), one.measures[i].count());
    EXPECT_EQ(several.measures[i].longest(), one.measures[i].longest());
  }
}

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

TEST(CampaignResult, of_a_campaign_that_is_told_to_stop_has_fewer_runs) {
  CampaignOptions options;
  options.runs = 100'000'000;
  const CampaignResult result =
      run_campaign(typical("production"), options, [](const Progress&) { return false; });
  EXPECT_LT(result.runs, options.runs);
}

}  // namespace
}  // namespace interleave::properties
