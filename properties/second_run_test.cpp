#include "properties/second_run.hpp"

#include <array>
#include <functional>

#include <gtest/gtest.h>

#include "properties/campaign.hpp"

namespace interleave::properties {
namespace {

std::uint64_t watched_of(std::uint64_t seed, std::uint64_t runs) {
  std::uint64_t count = 0;
  for (std::uint64_t index = 0; index < runs; ++index) {
    if (watched({sim::Strategy::uniform, seed, index})) ++count;
  }
  return count;
}

TEST(SecondRun, one_run_in_a_hundred_is_watched) {
  // Of 100 000 runs 1 000 are expected, with a deviation of 31.
  for (const std::uint64_t seed : {0U, 1U, 2U, 3U, 255U}) {
    EXPECT_NEAR(static_cast<double>(watched_of(seed, 100'000)), 1000, 4 * 31.5) << seed;
  }
}

TEST(SecondRun, no_strategy_is_watched_more_than_the_others) {
  CampaignOptions options;
  options.mix = Mix::parse("uniform,pos");
  double watched_uniform = 0;
  double watched_pos = 0;
  for (std::uint64_t index = 0; index < 200'000; ++index) {
    const SeededRun run = plan_run(options, index);
    if (!watched(run)) continue;
    ++(run.strategy == sim::Strategy::uniform ? watched_uniform : watched_pos);
  }
  EXPECT_NEAR(watched_uniform, 1000, 4 * 31.5);
  EXPECT_NEAR(watched_pos, 1000, 4 * 31.5);
}

TEST(SecondRun, a_difference_in_anything_that_is_counted_is_one) {
  constexpr std::array<std::uint64_t, 2> behaviours{1, 2};
  RunResult one;
  one.behaviours = behaviours;
  EXPECT_TRUE(same_outcome(one, one));
  const std::array<std::function<void(RunResult&)>, 7> changes{
      [](RunResult& other) { ++other.trace_hash; },
      [](RunResult& other) { ++other.events; },
      [](RunResult& other) { ++other.fingerprint; },
      [](RunResult& other) { other.violated.add(3); },
      [](RunResult& other) { other.sometimes.add(3); },
      [](RunResult& other) { other.limit = "events per run"; },
      [](RunResult& other) { other.behaviours = other.behaviours.first(1); }};
  for (const auto& change : changes) {
    RunResult other = one;
    change(other);
    EXPECT_FALSE(same_outcome(one, other));
    EXPECT_FALSE(same_outcome(other, one));
  }
}

}  // namespace
}  // namespace interleave::properties
