#include "sim/distributions.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/cause.hpp"
#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Duration;
using testing::ElementsAre;

constexpr Duration long_enough{1'000'000'000'000};
constexpr std::uint64_t trials = 100'000;
constexpr Bits bits_max = std::numeric_limits<Bits>::max();

/// The outcomes for mix(1) … mix(8). As fractions of 2^64 these are 0.338167, 0.858676, 0.118460,
/// 0.717353, 0.713858, 0.818222, 0.072970 and 0.833666.
template <class Distribution>
std::vector<Outcome> golden(const Distribution& distribution) {
  std::vector<Outcome> outcomes;
  for (std::uint64_t i = 1; i <= 8; ++i) outcomes.push_back(distribution.outcome(model::mix(i)));
  return outcomes;
}

/// How often each outcome comes up in 100,000 draws from well-mixed bits.
template <class Distribution>
std::map<Outcome, std::uint64_t> frequencies(const Distribution& distribution) {
  std::map<Outcome, std::uint64_t> counts;
  for (std::uint64_t i = 0; i < trials; ++i) ++counts[distribution.outcome(model::mix(i + 1))];
  return counts;
}

/// The outcomes at 2^17 evenly spaced quantiles, in order of the bits: what a sample would come to
/// without its chance.
template <class Distribution>
std::vector<Outcome> evenly_spaced(const Distribution& distribution) {
  std::vector<Outcome> outcomes;
  for (Bits i = 0; i < (Bits{1} << 17U); ++i) {
    outcomes.push_back(distribution.outcome((i << 47U) + (Bits{1} << 46U)));
  }
  return outcomes;
}

Outcome mean_of(const std::vector<Outcome>& outcomes) {
  Outcome sum = 0;
  for (const Outcome outcome : outcomes) sum += outcome;
  return sum / static_cast<Outcome>(outcomes.size());
}

Outcome median_of(std::vector<Outcome> outcomes) {
  std::ranges::sort(outcomes);
  return outcomes[outcomes.size() / 2];
}

/// Whether the outcome differs from the expected one by at most one in `parts`.
bool within_one_in(Outcome parts, Outcome outcome, Outcome expected) {
  return std::abs(outcome - expected) * parts <= expected;
}

/// Any bits, extreme ones often, at full width in every case.
Bits any_bits() {
  return *rc::gen::weightedOneOf<Bits>({{8, rc::gen::resize(100, rc::gen::arbitrary<Bits>())},
                                        {1, rc::gen::inRange<Bits>(0, 4)},
                                        {1, rc::gen::inRange<Bits>(bits_max - 4, bits_max)}});
}

// ---- Golden numbers: the same on every compiler, and for ever ----

TEST(Distributions, uniform_outcomes_are_pinned) {
  // The fraction times the count, cut off: 0.338167 · 10 = 3.38.
  EXPECT_THAT(golden(Uniform{10}), ElementsAre(3, 8, 1, 7, 7, 8, 0, 8));
  EXPECT_THAT(golden(Uniform{1'000'000}),
              ElementsAre(338'166, 858'676, 118'459, 717'352, 713'857, 818'222, 72'970, 833'665));
  // 2^32 outcomes are the upper half of the bits: mix(1) = 0x5692161d'100b05e5.
  EXPECT_EQ(Uniform{std::uint64_t{1} << 32U}.outcome(model::mix(1)), 0x5692161d);
}

TEST(Distributions, weighted_outcomes_are_pinned) {
  // Outcome 1 below 0.25, outcome 2 below 0.375, outcome 3 below 0.5, outcome 0 from there.
  const Weights<4> weights{{0, 250'000, 125'000, 125'000}};
  EXPECT_THAT(golden(weights), ElementsAre(2, 0, 1, 0, 0, 0, 1, 0));
}

TEST(Distributions, log_uniform_outcomes_are_pinned) {
  EXPECT_THAT(golden(LogUniform{20, 0}),
              ElementsAre(3, 16, 168'887, 274, 3'462, 991'204, 279'339, 4));
  // Fractions below one half are 0 now; the others stay what they were.
  EXPECT_THAT(golden(LogUniform{20, 500'000}), ElementsAre(0, 16, 0, 274, 3'462, 991'204, 0, 4));
}

TEST(Distributions, exponential_outcomes_are_pinned) {
  // -ln(fraction) times the mean is 10842.2, 1523.6, 21331.8, 3321.9, 3370.7, 2006.2, 26177.0 and
  // 1819.2: the table of logarithms loses less than one in a thousand.
  EXPECT_THAT(golden(Exponential{Duration{10'000}, long_enough}),
              ElementsAre(10'842, 1'523, 21'331, 3'321, 3'370, 2'006, 26'177, 1'819));
}

TEST(Distributions, log_normal_outcomes_are_pinned) {
  // exp of the normal quantile of the fraction, times the median, is 6587.1, 29282.1, 3064.4,
  // 17771.2, 17589.0, 24808.8, 2336.3 and 26346.6: the table loses less than one in a thousand.
  EXPECT_THAT(golden(LogNormal{Duration{10'000}, long_enough}),
              ElementsAre(6'584, 29'285, 3'065, 17'770, 17'591, 24'813, 2'338, 26'353));
}

// ---- Ends ----

TEST(Distributions, the_least_and_the_largest_bits_give_the_ends_of_the_range) {
  EXPECT_EQ(Uniform{7}.outcome(0), 0);
  EXPECT_EQ(Uniform{7}.outcome(bits_max), 6);
  // The largest number of 20 binary digits.
  EXPECT_EQ((LogUniform{20, 0}).max(), 1'048'575);
  // Long delays lie at small bits: 64 binary digits times ln 2 are 44.36 means.
  const Exponential exponential{Duration{10'000}, long_enough};
  EXPECT_EQ(exponential.outcome(bits_max), 0);
  EXPECT_EQ(exponential.outcome(0), 443'613);
  // The tails are cut at the quantiles 1/512 and 511/512: exp(∓2.8856) = 0.0558 and 17.91.
  const LogNormal log_normal{Duration{10'000}, long_enough};
  EXPECT_EQ(log_normal.outcome(0), 556);
  EXPECT_EQ(log_normal.outcome(bits_max), 179'149);
}

TEST(Distributions, one_outcome_is_no_choice) {
  EXPECT_EQ(Uniform{1}.max(), 0);
  EXPECT_EQ(Uniform{1}.outcome(bits_max), 0);
  EXPECT_EQ(Uniform{}.outcome(bits_max), 0);
  EXPECT_EQ(Weights<1>{}.outcome(bits_max), 0);
  EXPECT_EQ(LogUniform{}.max(), 1);
}

TEST(Distributions, a_delay_is_cut_off_at_its_limit) {
  EXPECT_EQ((Exponential{Duration{10'000}, Duration{300}}).outcome(0), 300);
  EXPECT_EQ((LogNormal{Duration{10'000}, Duration{300}}).outcome(bits_max), 300);
  EXPECT_EQ((Exponential{Duration{10'000}, Duration{}}).outcome(0), 0);
}

TEST(Distributions, weights_are_possible_when_any_outcome_but_0_is) {
  EXPECT_FALSE(Weights<3>{}.possible());
  EXPECT_FALSE((Weights<3>{{999, 0, 0}}.possible()));  // the weight of 0 is what the others leave
  EXPECT_TRUE((Weights<3>{{0, 0, 1}}.possible()));
}

RC_GTEST_PROP(Distributions, every_outcome_lies_between_0_and_the_largest, ()) {
  const Bits bits = any_bits();
  const auto in_range = [bits](const auto& distribution) {
    const Outcome outcome = distribution.outcome(bits);
    return outcome >= 0 && outcome <= distribution.max();
  };
  RC_ASSERT(in_range(Uniform{*rc::gen::inRange<std::uint64_t>(1, std::uint64_t{1} << 32U)}));
  RC_ASSERT(in_range(Uniform{std::uint64_t{1} << 32U}));
  const auto million = [] { return *rc::gen::inRange<std::uint32_t>(0, 1'000'001); };
  const std::uint32_t first = million() / 2;
  const std::uint32_t second = million() / 2;
  RC_ASSERT(in_range(Weights<3>{{0, first, second}}));
  const auto digits = *rc::gen::inRange<std::uint32_t>(1, 32);
  RC_ASSERT(in_range(LogUniform{digits, million()}));
  const Duration typical{*rc::gen::inRange<std::int64_t>(0, 100'000'000)};
  const Duration limit{*rc::gen::inRange<std::int64_t>(0, 1'000'000'000)};
  RC_ASSERT(in_range(Exponential{typical, limit}));
  RC_ASSERT(in_range(LogNormal{typical, limit}));
}

// ---- Probabilities ----

TEST(Distributions, uniform_outcomes_are_even) {
  for (const std::uint64_t count : {2U, 3U, 5U, 10U, 64U}) {
    const auto found = frequencies(Uniform{count});
    ASSERT_EQ(found.size(), count);
    for (const auto& [outcome, hits] : found) {
      EXPECT_TRUE(within_five_sigma(hits, trials, 1'000'000 / count))
          << "outcome " << outcome << " of " << count << " came up " << hits << " times";
    }
  }
}

TEST(Distributions, weighted_outcomes_are_as_frequent_as_their_weights) {
  const Weights<4> weights{{0, 10'000, 250'000, 5'000}};
  auto found = frequencies(weights);
  EXPECT_TRUE(within_five_sigma(found[0], trials, 735'000)) << found[0];  // what the rest leave
  EXPECT_TRUE(within_five_sigma(found[1], trials, 10'000)) << found[1];
  EXPECT_TRUE(within_five_sigma(found[2], trials, 250'000)) << found[2];
  EXPECT_TRUE(within_five_sigma(found[3], trials, 5'000)) << found[3];
}

TEST(Distributions, each_part_in_a_million_of_a_weight_counts) {
  // At the million places into which the bits fall, each outcome has exactly as many as its weight:
  // place i begins at bits i / 10^6 · 2^64, rounded up to a whole upper half.
  const Weights<3> weights{{0, 1, 333'333}};
  std::array<std::uint32_t, 3> places{};
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    const std::uint64_t upper_half = ((i << 32U) + 999'999) / 1'000'000;
    ++places[static_cast<std::size_t>(weights.outcome(upper_half << 32U))];
  }
  EXPECT_THAT(places, ElementsAre(666'666, 1, 333'333));
}

TEST(Distributions, a_log_uniform_outcome_has_each_number_of_binary_digits_alike) {
  // Half are 0; each of the 20 powers of two has a fortieth of the rest: 25,000 in a million.
  std::map<int, std::uint64_t> digits;
  for (const auto& [outcome, hits] : frequencies(LogUniform{20, 500'000})) {
    digits[static_cast<int>(std::bit_width(static_cast<std::uint64_t>(outcome)))] += hits;
  }
  ASSERT_EQ(digits.size(), 21U);
  EXPECT_TRUE(within_five_sigma(digits[0], trials, 500'000)) << digits[0];
  for (int width = 1; width <= 20; ++width) {
    EXPECT_TRUE(within_five_sigma(digits[width], trials, 25'000)) << width << ": " << digits[width];
  }
}

TEST(Distributions, within_a_power_of_two_every_number_is_alike) {
  // Four powers: 1, 2-3, 4-7, 8-15, each with a quarter of a million parts.
  auto found = frequencies(LogUniform{4, 0});
  ASSERT_EQ(found.size(), 15U);
  for (Outcome number = 1; number <= 15; ++number) {
    const std::uint64_t alike = std::bit_floor(static_cast<std::uint64_t>(number));
    EXPECT_TRUE(within_five_sigma(found[number], trials, 250'000 / alike)) << number;
  }
}

TEST(Distributions, the_exponential_has_its_mean_and_its_median) {
  const std::vector<Outcome> delays = evenly_spaced(Exponential{Duration{1'000'000}, long_enough});
  EXPECT_TRUE(within_one_in(100, mean_of(delays), 1'000'000)) << mean_of(delays);
  // Half of the delays are below ln 2 means.
  EXPECT_TRUE(within_one_in(100, median_of(delays), 693'147)) << median_of(delays);
}

TEST(Distributions, the_exponential_forgets_how_long_it_waited) {
  // One in e delays is longer than the mean, and one in e^2 longer than two means.
  const std::vector<Outcome> delays = evenly_spaced(Exponential{Duration{1'000'000}, long_enough});
  const auto longer_than = [&](Outcome delay) {
    return std::ranges::count_if(delays, [=](Outcome other) { return other > delay; });
  };
  EXPECT_TRUE(within_one_in(100, longer_than(1'000'000), 48'219));  // 2^17 / 2.71828
  EXPECT_TRUE(within_one_in(100, longer_than(2'000'000), 17'739));  // 2^17 / 7.38906
}

TEST(Distributions, the_log_normal_has_its_median) {
  const std::vector<Outcome> delays = evenly_spaced(LogNormal{Duration{1'000'000}, long_enough});
  EXPECT_TRUE(within_one_in(50, median_of(delays), 1'000'000)) << median_of(delays);
}

TEST(Distributions, one_standard_deviation_of_the_log_normal_is_a_factor_of_e) {
  const LogNormal log_normal{Duration{1'000'000}, long_enough};
  // Bits at the normal quantiles of -2, -1, 1 and 2 standard deviations; exp of those, times 10^6.
  EXPECT_TRUE(within_one_in(100, log_normal.outcome(0x05d2f3e0b2761800), 135'335));
  EXPECT_TRUE(within_one_in(100, log_normal.outcome(0x289da176f9641800), 367'879));
  EXPECT_TRUE(within_one_in(100, log_normal.outcome(0xd7625e89069be800), 2'718'282));
  EXPECT_TRUE(within_one_in(100, log_normal.outcome(0xfa2d0c1f4d89e800), 7'389'056));
}

// ---- Order ----

RC_GTEST_PROP(Distributions, more_bits_never_give_less_of_what_grows_with_them, ()) {
  Bits less = any_bits();
  Bits more = any_bits();
  if (less > more) std::swap(less, more);
  const Uniform uniform{1'000'000};
  RC_ASSERT(uniform.outcome(less) <= uniform.outcome(more));
  const LogNormal log_normal{Duration{1'000'000}, long_enough};
  RC_ASSERT(log_normal.outcome(less) <= log_normal.outcome(more));
  const Exponential exponential{Duration{1'000'000}, long_enough};
  RC_ASSERT(exponential.outcome(less) >= exponential.outcome(more));  // -ln falls
}

TEST(Distributions, quantiles_are_in_order_at_every_cell_of_the_tables) {
  // A step back would hide between two random points; 2^17 points meet every cell of both tables.
  const auto falling = evenly_spaced(Exponential{Duration{100'000'000}, long_enough});
  const auto rising = evenly_spaced(LogNormal{Duration{100'000'000}, long_enough});
  EXPECT_TRUE(std::ranges::is_sorted(falling, std::ranges::greater{}));
  EXPECT_TRUE(std::ranges::is_sorted(rising));
}

TEST(Distributions, a_longer_mean_stretches_the_same_draw) {
  for (std::uint64_t i = 1; i <= 100; ++i) {
    const Bits bits = model::mix(i);
    EXPECT_LE((Exponential{Duration{1'000}, long_enough}).outcome(bits),
              (Exponential{Duration{2'000}, long_enough}).outcome(bits));
    EXPECT_LE((LogNormal{Duration{1'000}, long_enough}).outcome(bits),
              (LogNormal{Duration{2'000}, long_enough}).outcome(bits));
  }
}

}  // namespace
}  // namespace interleave::sim
