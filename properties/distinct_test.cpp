#include "properties/distinct.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/cause.hpp"

namespace interleave::properties {
namespace {

/// Words that look like hashes: the n-th of a stream.
std::uint64_t word(std::uint64_t stream, std::uint64_t number) {
  return model::mix(model::mix(stream + 1) + 0x9e3779b97f4a7c15U * number);
}

TEST(DistinctCount, of_nothing_is_zero) { EXPECT_EQ(DistinctCount{}.estimate(), 0U); }

TEST(DistinctCount, is_within_three_standard_errors_from_ten_words_to_a_million) {
  // The standard error is 1.04 / √16384 = 0.8125 %.
  for (const std::uint64_t stream : {1U, 2U, 3U}) {
    DistinctCount count;
    std::uint64_t added = 0;
    for (std::uint64_t wanted = 10; wanted <= 1'000'000; wanted *= 10) {
      for (const std::uint64_t part : {1U, 2U, 5U}) {  // 10, 20, 50, 100, …
        if (part * wanted > 1'000'000) break;
        while (added < part * wanted) count.add(word(stream, added++));
        const auto exact = static_cast<double>(added);
        const double error = std::abs(static_cast<double>(count.estimate()) - exact);
        EXPECT_LE(error, 3 * 0.008125 * exact) << "of " << added << ", stream " << stream;
      }
    }
  }
}

TEST(DistinctCount, errs_to_neither_side) {
  // The mean of 100 streams is within three of its standard errors. Where linear counting would
  // end, at 2.5 · 16384 words, the estimate of the first paper is 2.4 % too large.
  constexpr std::uint64_t streams = 100;
  for (const std::uint64_t words : {1'000U, 5'000U, 20'000U, 41'000U, 50'000U, 60'000U, 100'000U}) {
    double error = 0;
    for (std::uint64_t stream = 0; stream < streams; ++stream) {
      DistinctCount count;
      for (std::uint64_t number = 0; number < words; ++number) count.add(word(stream, number));
      error += static_cast<double>(count.estimate()) / static_cast<double>(words) - 1;
    }
    EXPECT_NEAR(error / streams, 0, 3 * 0.008125 / 10) << words;
  }
}

TEST(DistinctCount, counts_a_word_once) {
  DistinctCount once;
  DistinctCount often;
  for (std::uint64_t number = 0; number < 5'000; ++number) {
    once.add(word(1, number));
    for (int i = 0; i < 3; ++i) often.add(word(1, number));
  }
  EXPECT_EQ(once, often);
}

TEST(DistinctCount, a_register_holds_what_a_saved_one_may) {
  DistinctCount count;
  count.add(0);  // the longest row of zeros that there is
  count.add(~std::uint64_t{0});
  EXPECT_EQ(count.registers().front(), 51);  // 64 - 14 bits, and one
  EXPECT_EQ(count.registers().back(), 1);
}

TEST(DistinctCount, merged_is_that_of_the_union) {
  DistinctCount whole;
  std::array<DistinctCount, 3> parts;
  for (std::uint64_t number = 0; number < 100'000; ++number) {
    whole.add(word(1, number));
    parts[number % 3].add(word(1, number));
    if (number % 2 == 0) parts[0].add(word(1, number));  // some in two parts
  }
  parts[0].merge(parts[1]);
  parts[0].merge(parts[2]);
  EXPECT_EQ(parts[0], whole);
}

RC_GTEST_PROP(DistinctCount, merged_either_way_round_is_that_of_the_union,
              (const std::vector<std::uint64_t>& some, const std::vector<std::uint64_t>& others)) {
  DistinctCount one;
  DistinctCount other;
  DistinctCount whole;
  for (const std::uint64_t hash : some) one.add(hash);
  for (const std::uint64_t hash : others) other.add(hash);
  for (const auto* hashes : {&others, &some}) {
    for (const std::uint64_t hash : *hashes) whole.add(hash);
  }
  DistinctCount reversed = other;
  reversed.merge(one);
  one.merge(other);
  RC_ASSERT(one == whole);
  RC_ASSERT(reversed == whole);
}

TEST(DistinctCount, restored_from_its_registers_goes_on_as_before) {
  DistinctCount count;
  for (std::uint64_t number = 0; number < 1'000; ++number) count.add(word(1, number));
  DistinctCount restored;
  restored.add(word(9, 9));  // what it held before is gone
  restored.restore(count.registers());
  EXPECT_EQ(restored, count);
  for (std::uint64_t number = 500; number < 1'500; ++number) {
    count.add(word(1, number));
    restored.add(word(1, number));
  }
  EXPECT_EQ(restored.estimate(), count.estimate());
}

}  // namespace
}  // namespace interleave::properties
