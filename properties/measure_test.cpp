#include "properties/measure.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::properties {
namespace {

using model::Duration;
using model::Time;
using namespace std::chrono_literals;

TEST(Histogram, of_nothing_is_zero) {
  const Histogram empty;
  EXPECT_EQ(empty.count(), 0U);
  EXPECT_EQ(empty.quantile(500), 0us);
  EXPECT_EQ(empty.mean(), 0us);
  EXPECT_EQ(empty.longest(), 0us);
}

TEST(Histogram, knows_short_spans_exactly) {
  Histogram lengths;
  for (int i = 1; i <= 7; ++i) lengths.add(Duration(i));
  EXPECT_EQ(lengths.quantile(500), 4us);  // the fourth of seven
  EXPECT_EQ(lengths.quantile(1000), 7us);
  EXPECT_EQ(lengths.mean(), 4us);
}

RC_GTEST_PROP(Histogram, has_a_mean_that_is_less_than_a_sixteenth_off, ()) {
  const auto spans = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(
      rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 33)));
  Histogram lengths;
  std::int64_t sum = 0;
  for (const std::int64_t span : spans) {
    lengths.add(Duration(span));
    sum += span;
  }
  const std::int64_t exact = sum / static_cast<std::int64_t>(spans.size());
  const std::int64_t off = lengths.mean().count() - exact;
  RC_ASSERT(std::abs(off) <= exact / 16 + 1);
}

RC_GTEST_PROP(Histogram, is_off_by_less_than_an_eighth, ()) {
  auto spans = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 1 << 30)));
  const auto permille = *rc::gen::inRange<std::uint32_t>(1, 1001);
  Histogram lengths;
  for (const std::int64_t span : spans) lengths.add(Duration(span));
  std::ranges::sort(spans);
  const std::size_t place = (spans.size() * permille + 999) / 1000 - 1;
  const std::int64_t exact = spans[place];
  const std::int64_t found = lengths.quantile(permille).count();
  RC_ASSERT(found >= exact);
  RC_ASSERT(found - exact <= exact / 8);
}

RC_GTEST_PROP(Histogram, of_two_halves_merged_is_that_of_the_whole, ()) {
  const auto spans =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>());
  Histogram whole;
  Histogram first;
  Histogram second;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    whole.add(Duration(spans[i]));
    (i % 2 == 0 ? first : second).add(Duration(spans[i]));
  }
  first.merge(second);
  RC_ASSERT(first.count() == whole.count());
  RC_ASSERT(first.longest() == whole.longest());
  for (const std::uint32_t permille : {1U, 500U, 990U, 1000U}) {
    RC_ASSERT(first.quantile(permille) == whole.quantile(permille));
  }
}

TEST(Span, is_counted_when_it_ends) {
  Histogram lengths;
  Span span;
  span.hold(true, Time(5us), lengths);
  span.hold(true, Time(6us), lengths);
  EXPECT_EQ(lengths.count(), 0U);
  span.hold(false, Time(8us), lengths);
  EXPECT_EQ(lengths.count(), 1U);
  EXPECT_EQ(lengths.longest(), 3us);
}

TEST(Histogram, is_the_same_again_when_it_is_made_of_what_it_showed) {
  Histogram spans;
  for (const int length : {0, 7, 8, 1'000, 1'000'000, 1'000'000}) spans.add(Duration(length));
  std::array<std::uint64_t, Histogram::buckets_max> buckets{};
  std::ranges::copy(spans.buckets(), buckets.begin());
  const Histogram again(buckets, spans.longest());
  EXPECT_EQ(again.count(), 6U);
  EXPECT_EQ(again.longest(), 1s);
  for (const std::uint32_t permille : {0U, 200U, 500U, 990U, 1000U}) {
    EXPECT_EQ(again.quantile(permille), spans.quantile(permille));
  }
}

}  // namespace
}  // namespace interleave::properties
