#include "properties/mix.hpp"

#include <cstdint>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/cause.hpp"
#include "properties/campaign.hpp"
#include "properties/fixtures.hpp"
#include "sim/fixtures.hpp"

namespace interleave::properties {
namespace {

using sim::Strategy;
using testing::ElementsAre;
using testing::HasSubstr;

using Share = Mix::Share;

TEST(Mix, standard_has_every_strategy_with_the_share_of_its_table_the_greatest_first) {
  const Mix mix = Mix::standard();
  ASSERT_EQ(mix.shares().size(), sim::strategy_facts.size());
  std::uint32_t before = 1000;
  for (const Share& share : mix.shares()) {
    EXPECT_EQ(share.parts, sim::strategy_facts[static_cast<std::size_t>(share.strategy)].share);
    EXPECT_LE(share.parts, before);
    before = share.parts;
  }
}

TEST(Mix, of_names_has_each_of_them_once_and_alike) {
  EXPECT_THAT(Mix::parse("pos").shares(), ElementsAre(Share{Strategy::pos, 1}));
  EXPECT_THAT(Mix::parse("latency,pct:3,latency").shares(),
              ElementsAre(Share{Strategy::latency, 1}, Share{Strategy::pct3, 1}));
  EXPECT_EQ(Mix::parse("sparse"), Mix::only(Strategy::sparse));
}

TEST(Mix, of_an_unknown_name_is_refused_with_those_that_are_known) {
  for (const char* const names : {"", "luck", "pos,", ",pos", "pos, sparse", "pct:6", "pct"}) {
    EXPECT_THAT(usage_error_of([&] { Mix::parse(names); }),
                HasSubstr("expected one of: uniform, latency, pos, sparse, pct:2, pct:3, pct:4, "
                          "pct:5"))
        << names;
  }
}

TEST(Mix, is_told_with_shares_in_parts_of_a_hundred_unless_it_is_one_strategy) {
  EXPECT_EQ(Mix::only(Strategy::pct2).in_words(), "pct:2");
  EXPECT_EQ(Mix::parse("uniform,latency").in_words(), "uniform 50 %, latency 50 %");
  EXPECT_EQ(Mix::parse("pos,sparse,latency").in_words(), "pos 33 %, sparse 33 %, latency 33 %");
  EXPECT_EQ(Mix::parse("uniform,latency,pos,sparse,pct:2,pct:3").in_words(),
            "uniform 17 %, latency 17 %, pos 17 %, sparse 17 %, pct:2 17 %, pct:3 17 %");
  EXPECT_EQ(Mix::standard().in_words(),
            "pos 40 %, sparse 30 %, latency 15 %, uniform 10 %, pct:2 2 %, pct:3 1 %, pct:4 1 %, "
            "pct:5 1 %");
}

TEST(Mix, picks_by_the_place_of_the_bits_among_the_parts) {
  const Mix mix = Mix::parse("pos,sparse");
  EXPECT_EQ(mix.pick(0), Strategy::pos);
  EXPECT_EQ(mix.pick((std::uint64_t{1} << 63U) - 1), Strategy::pos);
  EXPECT_EQ(mix.pick(std::uint64_t{1} << 63U), Strategy::sparse);
  EXPECT_EQ(mix.pick(~std::uint64_t{0}), Strategy::sparse);
}

TEST(Mix, has_its_shares_among_the_planned_runs) {
  constexpr std::uint64_t runs = 100'000;
  for (const Mix& mix : {Mix::standard(), Mix::parse("uniform,pos,pct:4")}) {
    std::uint64_t parts = 0;
    for (const Share& share : mix.shares()) parts += share.parts;
    std::map<Strategy, std::uint64_t> planned;
    CampaignOptions options;
    options.mix = mix;
    for (std::uint64_t index = 0; index < runs; ++index) {
      ++planned[plan_run(options, index).strategy];
    }
    EXPECT_EQ(planned.size(), mix.shares().size());
    for (const Share& share : mix.shares()) {
      EXPECT_TRUE(
          sim::within_five_sigma(planned[share.strategy], runs, 1'000'000 * share.parts / parts))
          << name_of(share.strategy) << ": " << planned[share.strategy];
    }
  }
}

TEST(Mix, which_strategy_a_run_takes_depends_on_seed_and_index_alone) {
  CampaignOptions many;
  CampaignOptions few;
  few.runs = 10;
  few.threads = 4;
  CampaignOptions other_seed;
  other_seed.seed = 2;
  std::uint64_t differing = 0;
  for (std::uint64_t index = 0; index < 1000; ++index) {
    const SeededRun run = plan_run(many, index);
    EXPECT_EQ(run.index, index);
    EXPECT_EQ(plan_run(few, index).strategy, run.strategy);
    if (plan_run(other_seed, index).strategy != run.strategy) ++differing;
  }
  EXPECT_GT(differing, 500U);
}

}  // namespace
}  // namespace interleave::properties
