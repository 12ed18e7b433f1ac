#include "properties/species.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/cause.hpp"

namespace interleave::properties {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Species = SpeciesSample::Species;
/// The behaviours that a run showed.
using Shown = std::vector<std::uint64_t>;

/// Every behaviour of these runs, and in how many it was seen.
class Census {
 public:
  void add_run(const Shown& run) {
    for (const std::uint64_t hash : std::set(run.begin(), run.end())) ++runs_of_[hash];
  }
  /// What a sample of it has to hold.
  [[nodiscard]] std::vector<Species> smallest() const {
    std::vector<Species> all;
    for (const auto& [hash, runs] : runs_of_) {
      if (all.size() < SpeciesSample::size_max) all.push_back({hash, runs});
    }
    return all;
  }
  [[nodiscard]] std::size_t size() const { return runs_of_.size(); }
  [[nodiscard]] std::uint64_t seen_once() const {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(runs_of_, [](const auto& entry) { return entry.second == 1; }));
  }

 private:
  std::map<std::uint64_t, std::uint64_t> runs_of_;
};

/// A world of behaviours of which some are common and some are rare: the rank-th is shown by a run
/// with probability scale / (rank + scale). Which run shows which depends on the numbers alone.
class World {
 public:
  World(std::uint64_t seed, std::uint64_t kinds, std::uint64_t scale)
      : seed_(model::mix(seed + 1)), kinds_(kinds), scale_(scale) {}

  [[nodiscard]] Shown run(std::uint64_t index) const {
    Shown shown;
    for (std::uint64_t rank = 0; rank < kinds_; ++rank) {
      const std::uint64_t bits = model::mix(seed_ + index * kinds_ + rank) >> 32U;
      if (bits * (rank + scale_) < scale_ << 32U) shown.push_back(model::mix(seed_ ^ rank));
    }
    return shown;
  }

 private:
  std::uint64_t seed_;
  std::uint64_t kinds_;
  std::uint64_t scale_;
};

SpeciesSample sample_of(const std::vector<Shown>& runs) {
  SpeciesSample sample;
  for (const Shown& run : runs) sample.add_run(run);
  return sample;
}

TEST(SpeciesSample, counts_the_runs_that_showed_a_behaviour) {
  const SpeciesSample sample = sample_of({{5, 3}, {3, 3, 3}, {}, {9, 5, 3}});
  EXPECT_THAT(sample.species(), ElementsAre(Species{3, 3}, Species{5, 2}, Species{9, 1}));
  EXPECT_EQ(sample.seen(), 3);
  EXPECT_EQ(sample.unseen_per_run(4), 0.25);  // one of three was seen once, in four runs
}

TEST(SpeciesSample, of_nothing_expects_nothing) {
  EXPECT_THAT(SpeciesSample{}.species(), IsEmpty());
  EXPECT_EQ(SpeciesSample{}.seen(), 0);
  EXPECT_EQ(SpeciesSample{}.unseen_per_run(100), 0);
  EXPECT_EQ(sample_of({{1}}).unseen_per_run(0), 0);
}

TEST(SpeciesSample, holds_the_smallest_hashes_with_exact_counts) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const World world(seed, 5'000, 50);
    SpeciesSample sample;
    Census census;
    for (std::uint64_t index = 0; index < 300; ++index) {
      const Shown run = world.run(index);
      sample.add_run(run);
      census.add_run(run);
      if (index % 50 == 0) {
        EXPECT_EQ(sample.species(), census.smallest());
      }
    }
    EXPECT_GT(census.size(), 2 * SpeciesSample::size_max);
    EXPECT_EQ(sample.species(), census.smallest());
  }
}

TEST(SpeciesSample, tells_how_many_there_are_within_three_standard_errors) {
  // Of a bottom-k estimate the error is 1 / √(k - 2): 3.13 % for 1024.
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    SpeciesSample sample;
    constexpr std::uint64_t kinds = 50'000;
    Shown run;
    for (std::uint64_t i = 0; i < kinds; ++i) {
      run.push_back(model::mix(model::mix(seed + 1) + 0x9e3779b97f4a7c15U * i));
    }
    sample.add_run(run);
    EXPECT_NEAR(sample.seen(), kinds, 3 * 0.0313 * kinds) << seed;
  }
}

TEST(SpeciesSample, knows_exactly_how_many_there_are_while_all_fit) {
  SpeciesSample sample;
  for (std::uint64_t i = 1; i <= SpeciesSample::size_max; ++i) {
    const Shown run{model::mix(i)};
    sample.add_run(run);
    if (i == SpeciesSample::size_max) break;
    ASSERT_EQ(sample.seen(), static_cast<double>(i));
  }
}

/// Some runs, of few behaviours (that are often repeated) or of more than a sample holds.
std::vector<Shown> any_runs() {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto count = *rc::gen::resize(100, rc::gen::inRange<std::uint64_t>(0, 60));
  const bool many = *rc::gen::arbitrary<bool>();
  const World world(seed, many ? 3'000 : 300, 40);
  std::vector<Shown> runs;
  for (std::uint64_t index = 0; index < count; ++index) runs.push_back(world.run(index));
  return runs;
}

RC_GTEST_PROP(SpeciesSample, of_any_split_merged_is_that_of_the_whole, ()) {
  const std::vector<Shown> runs = any_runs();
  std::vector<SpeciesSample> parts(*rc::gen::inRange<std::size_t>(1, 6));
  for (const Shown& run : runs) {
    parts[*rc::gen::resize(100, rc::gen::inRange<std::size_t>(0, parts.size()))].add_run(run);
  }
  SpeciesSample merged;
  for (const SpeciesSample& part : parts) merged.merge(part);
  const SpeciesSample whole = sample_of(runs);
  RC_ASSERT(merged.species() == whole.species());
  RC_ASSERT(merged.seen() == whole.seen());
  RC_ASSERT(merged.unseen_per_run(runs.size()) == whole.unseen_per_run(runs.size()));
}

RC_GTEST_PROP(SpeciesSample, that_was_merged_or_restored_goes_on_counting_as_the_whole, ()) {
  const std::vector<Shown> before = any_runs();
  const std::vector<Shown> after = any_runs();
  SpeciesSample merged;
  merged.merge(sample_of(before));
  SpeciesSample restored = sample_of(after);  // what it held is gone
  restored.restore(sample_of(before).species());
  SpeciesSample whole = sample_of(before);
  for (const Shown& run : after) {
    for (SpeciesSample* sample : {&merged, &restored, &whole}) sample->add_run(run);
  }
  RC_ASSERT(merged.species() == whole.species());
  RC_ASSERT(restored.species() == whole.species());
}

TEST(SpeciesSample, restored_from_a_few_has_room_for_every_hash_whatever_it_held) {
  SpeciesSample sample;
  for (std::uint64_t index = 0; index < 100; ++index)
    sample.add_run(World(1, 5'000, 50).run(index));
  ASSERT_EQ(sample.species().size(), SpeciesSample::size_max);
  const std::vector<Species> few{{7, 2}};
  sample.restore(few);
  const Shown last{~std::uint64_t{0}};
  sample.add_run(last);
  EXPECT_THAT(sample.species(), ElementsAre(Species{7, 2}, Species{last[0], 1}));
}

// ---- What is still unseen ----

TEST(SpeciesSample, says_how_many_were_seen_once_for_each_run_as_far_as_it_holds_them) {
  // It estimates 2^-10 of the species: off by what a sample of 1024 is, as above, in either factor.
  const World world(3, 5'000, 20);
  SpeciesSample sample;
  Census census;
  constexpr std::uint64_t runs = 400;
  for (std::uint64_t index = 0; index < runs; ++index) {
    const Shown run = world.run(index);
    sample.add_run(run);
    census.add_run(run);
  }
  const double exact = static_cast<double>(census.seen_once()) / runs;
  EXPECT_NEAR(sample.unseen_per_run(runs), exact, 0.15 * exact);
}

TEST(SpeciesSample, predicts_how_many_new_ones_the_next_runs_show) {
  // The prediction is for the very next run, and the rate falls while new ones are seen: so it is
  // held against the next tenth of the runs, which sees a little less.
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const World world(seed, 5'000, 2);
    SpeciesSample sample;
    Census census;
    constexpr std::uint64_t runs = 2'000;
    for (std::uint64_t index = 0; index < runs; ++index) {
      const Shown run = world.run(index);
      sample.add_run(run);
      census.add_run(run);
    }
    const double predicted = sample.unseen_per_run(runs);
    const auto before = static_cast<double>(census.size());
    constexpr std::uint64_t more = runs / 10;
    for (std::uint64_t index = runs; index < runs + more; ++index) census.add_run(world.run(index));
    const double observed = (static_cast<double>(census.size()) - before) / more;
    EXPECT_NEAR(observed, predicted, 0.25 * predicted) << seed;
  }
}

}  // namespace
}  // namespace interleave::properties
