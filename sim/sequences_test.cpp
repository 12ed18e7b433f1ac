#include "sim/sequences.hpp"

#include <cstdint>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr ResourceSet order(std::uint32_t number) { return {Resource::order, number}; }

/// The sequences of these steps, all of which happen to the key of that number.
std::vector<std::uint64_t> seen_of(const std::vector<std::uint64_t>& steps,
                                   std::uint32_t number = 0) {
  Sequences sequences;
  for (const std::uint64_t step : steps) sequences.note(order(number), step);
  return {sequences.seen().begin(), sequences.seen().end()};
}

TEST(Sequences, are_every_four_steps_in_a_row) {
  EXPECT_THAT(seen_of({1, 2, 3}), IsEmpty());
  EXPECT_THAT(seen_of({1, 2, 3, 4}), SizeIs(1));
  // 1234, 2345, 3456: the last is told as if the first two steps had never been.
  const std::vector<std::uint64_t> seen = seen_of({1, 2, 3, 4, 5, 6});
  EXPECT_THAT(seen, ElementsAre(seen_of({1, 2, 3, 4})[0], seen_of({2, 3, 4, 5})[0],
                                seen_of({3, 4, 5, 6})[0]));
}

TEST(Sequences, differ_in_the_order_of_their_steps_and_in_each_step) {
  const std::vector<std::vector<std::uint64_t>> rows{{1, 2, 3, 4}, {2, 1, 3, 4}, {1, 2, 4, 3},
                                                     {4, 3, 2, 1}, {5, 2, 3, 4}, {1, 2, 3, 5},
                                                     {1, 1, 1, 1}, {2, 2, 2, 2}, {0, 0, 0, 1}};
  std::set<std::uint64_t> hashes;
  for (const std::vector<std::uint64_t>& row : rows) hashes.insert(seen_of(row)[0]);
  EXPECT_EQ(hashes.size(), rows.size());
}

TEST(Sequences, are_the_same_whichever_key_they_happen_to) {
  EXPECT_EQ(seen_of({1, 2, 3, 4, 5}, 0), seen_of({1, 2, 3, 4, 5}, 7));
}

TEST(Sequences, what_happens_to_a_key_is_its_own_whoever_touches_it) {
  // Two keys in turn: each has its four steps. An order, its job and its row are one key.
  Sequences sequences;
  for (const std::uint64_t step : {1U, 2U, 3U, 4U}) {
    sequences.note(order(0), step);
    const Resource kind = step % 2 == 0 ? Resource::job : Resource::intent;
    sequences.note({kind, 1}, step + 10);
  }
  EXPECT_THAT(std::vector(sequences.seen().begin(), sequences.seen().end()),
              ElementsAre(seen_of({1, 2, 3, 4})[0], seen_of({11, 12, 13, 14})[0]));
}

TEST(Sequences, what_belongs_to_no_key_or_to_several_is_passed_over) {
  Sequences sequences;
  for (std::uint64_t step = 1; step <= 4; ++step) {
    sequences.note({}, 50);
    sequences.note({Resource::worker, 0}, 51);
    sequences.note(ResourceSet::all(Resource::job), 52);
    sequences.note(order(0) | ResourceSet(Resource::job, 1), 53);
    sequences.note(order(0) | ResourceSet(Resource::job, 0) | ResourceSet(Resource::worker, 1),
                   step);
  }
  EXPECT_THAT(std::vector(sequences.seen().begin(), sequences.seen().end()),
              ElementsAre(seen_of({1, 2, 3, 4})[0]));
}

TEST(Sequences, of_a_new_run_begin_anew) {
  Sequences sequences;
  for (const std::uint64_t step : {1U, 2U, 3U, 4U, 5U}) sequences.note(order(0), step);
  sequences.reset();
  EXPECT_THAT(sequences.seen(), IsEmpty());
  for (const std::uint64_t step : {6U, 7U, 8U}) sequences.note(order(0), step);
  EXPECT_THAT(sequences.seen(), IsEmpty());
}

TEST(Sequences, of_a_run_are_kept_up_to_a_limit_the_first_ones) {
  std::vector<std::uint64_t> steps;
  for (std::uint64_t step = 0; step < 2 * Sequences::kept_max; ++step) steps.push_back(step);
  const std::vector<std::uint64_t> seen = seen_of(steps);
  EXPECT_THAT(seen, SizeIs(Sequences::kept_max));
  EXPECT_EQ(seen.front(), seen_of({0, 1, 2, 3})[0]);
}

}  // namespace
}  // namespace interleave::sim
