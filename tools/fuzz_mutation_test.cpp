#include "tools/fuzz_mutation.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/byte_source.hpp"

namespace interleave::tools {
namespace {

constexpr std::size_t deviation_size = sim::ByteSource::deviation_size;

std::size_t count_of(const FuzzInput& input) { return input.size() / deviation_size; }

/// In how many places of so many deviations two inputs differ.
std::size_t differences(const FuzzInput& first, const FuzzInput& second) {
  std::size_t count = 0;
  for (std::size_t at = 0; at + deviation_size <= std::min(first.size(), second.size());
       at += deviation_size) {
    if (!std::equal(&first[at], &first[at] + deviation_size, &second[at])) ++count;
  }
  return count;
}

FuzzInput any_deviations(std::size_t count_max) {
  const auto count = *rc::gen::inRange<std::size_t>(0, count_max + 1);
  return *rc::gen::container<FuzzInput>(count * deviation_size, rc::gen::arbitrary<std::uint8_t>());
}

TEST(FuzzMutation, the_first_mutation_of_nothing_is_one_deviation) {
  EXPECT_EQ(count_of(mutate({}, 1, 600)), 1U);
  EXPECT_THAT(mutate({}, 1, deviation_size - 1), testing::IsEmpty());
}

TEST(FuzzMutation, every_slot_is_reached) {
  std::set<std::size_t> slots;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    const FuzzInput input = mutate({}, seed, 600);
    slots.insert(input[0] + 256U * input[1]);
  }
  EXPECT_EQ(slots.size(), sim::ByteSource::slot_count);
  EXPECT_EQ(*slots.rbegin(), sim::ByteSource::slot_count - 1);
}

RC_GTEST_PROP(FuzzMutation, a_mutation_adds_drops_or_changes_one_whole_deviation, ()) {
  const FuzzInput input = any_deviations(10);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const FuzzInput mutated = mutate(input, seed, 600);
  RC_ASSERT(mutated.size() % deviation_size == 0U);
  RC_ASSERT(!mutated.empty());
  RC_ASSERT(mutate(input, seed, 600) == mutated);
  if (count_of(mutated) == count_of(input)) RC_ASSERT(differences(input, mutated) <= 1U);
  if (count_of(mutated) > count_of(input)) {
    RC_ASSERT(count_of(mutated) == count_of(input) + 1);
    RC_ASSERT(differences(input, mutated) == 0U);
  }
  if (count_of(mutated) < count_of(input)) RC_ASSERT(count_of(mutated) + 1 == count_of(input));
}

RC_GTEST_PROP(FuzzMutation, nothing_grows_beyond_its_room, ()) {
  const FuzzInput first = any_deviations(10);
  const FuzzInput second = any_deviations(10);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto size_max = *rc::gen::inRange<std::size_t>(0, 80);
  RC_ASSERT(mutate(first, seed, size_max).size() <= size_max);
  RC_ASSERT(cross(first, second, seed, size_max).size() <= size_max);
}

RC_GTEST_PROP(FuzzMutation, a_cross_holds_deviations_of_both_and_no_others, ()) {
  const FuzzInput first = any_deviations(10);
  const FuzzInput second = any_deviations(10);
  const auto deviations = [](const FuzzInput& input) {
    std::multiset<FuzzInput> all;
    for (auto at = input.begin(); at != input.end(); at += deviation_size) {
      all.insert(FuzzInput(at, at + deviation_size));
    }
    return all;
  };
  std::multiset<FuzzInput> of_both = deviations(first);
  of_both.merge(deviations(second));
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const std::multiset<FuzzInput> crossed = deviations(cross(first, second, seed, 600));
  RC_ASSERT(std::ranges::includes(of_both, crossed));
}

}  // namespace
}  // namespace interleave::tools
