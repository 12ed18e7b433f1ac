#include "sim/strategy.hpp"

#include <cstdint>
#include <set>
#include <string_view>

#include <gtest/gtest.h>

namespace interleave::sim {
namespace {

TEST(Strategy, each_has_a_name_of_its_own_and_a_sentence) {
  std::set<std::string_view> names;
  for (const StrategyFacts& facts : strategy_facts) {
    names.insert(facts.name);
    EXPECT_FALSE(facts.sentence.empty()) << facts.name;
  }
  EXPECT_EQ(names.size(), strategy_facts.size());
  EXPECT_EQ(names.count(""), 0U);
}

TEST(Strategy, the_shares_make_a_thousand_and_none_is_left_out) {
  std::uint32_t sum = 0;
  for (const StrategyFacts& facts : strategy_facts) {
    EXPECT_GT(facts.share, 0U) << facts.name;
    sum += facts.share;
  }
  EXPECT_EQ(sum, 1000U);
}

TEST(Strategy, the_depth_of_pct_is_the_number_in_its_name) {
  for (std::size_t i = 0; i < strategy_facts.size(); ++i) {
    const auto strategy = static_cast<Strategy>(i);
    const std::string_view name = name_of(strategy);
    const bool pct = name.starts_with("pct:");
    const auto digit = static_cast<std::uint32_t>(name.back() - '0');
    EXPECT_EQ(depth_of(strategy), pct ? digit : 0) << name;
  }
}

TEST(Strategy, all_but_latency_pick) {
  for (std::size_t i = 0; i < strategy_facts.size(); ++i) {
    const auto strategy = static_cast<Strategy>(i);
    EXPECT_EQ(picks(strategy), name_of(strategy) != "latency");
  }
}

}  // namespace
}  // namespace interleave::sim
