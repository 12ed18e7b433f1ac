#include "properties/campaign.hpp"

#include <gtest/gtest.h>

#include "properties/fixtures.hpp"

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

void expect_equal(const CampaignResult& found, const CampaignResult& expected) {
  EXPECT_EQ(found.runs, expected.runs);
  EXPECT_EQ(found.events, expected.events);
  EXPECT_EQ(found.violations, expected.violations);
  EXPECT_EQ(found.digest, expected.digest);
  EXPECT_EQ(found.sometimes, expected.sometimes);
  for (std::size_t i = 0; i < expected.signatures.size(); ++i) {
    EXPECT_EQ(found.signatures[i].runs, expected.signatures[i].runs);
  }
  for (std::size_t i = 0; i < expected.faults.size(); ++i) {
    EXPECT_EQ(found.faults[i].possible, expected.faults[i].possible);
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

}  // namespace
}  // namespace interleave::properties
