#include "sim/workload.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Time;
using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr std::uint32_t kind_count = 6;

/// People whose actions are noted and come to nothing.
class People final : public ActionHandler {
 public:
  explicit People(std::uint32_t slots)
      : workload_(lab_.scheduler(), *this,
                  {.slots = slots, .kind_count = kind_count, .quiet_gap = 1s}) {}

  const std::vector<std::uint32_t>& seeded(std::uint64_t seed) {
    lab_.seed(Strategy::latency, seed);
    return run();
  }
  const std::vector<std::uint32_t>& replayed(const std::vector<Decision>& decisions) {
    lab_.replay(Strategy::latency, decisions);
    return run();
  }

  void act(std::uint32_t kind, model::Cause) override {
    kinds_.push_back(kind);
    times_.push_back(lab_.scheduler().now());
  }
  void on_last_action() override { ++lasts_; }

  [[nodiscard]] const std::vector<Time>& times() const { return times_; }
  [[nodiscard]] int lasts() const { return lasts_; }

 private:
  const std::vector<std::uint32_t>& run() {
    kinds_.clear();
    times_.clear();
    lasts_ = 0;
    workload_.start();
    lab_.run();
    return kinds_;
  }

  Lab lab_;
  Workload workload_;
  std::vector<std::uint32_t> kinds_;
  std::vector<Time> times_;
  int lasts_ = 0;
};

Decision kind_of(std::uint32_t slot, Outcome kind) {
  return {{Site::action_kind, action_cause(slot)}, kind};
}
Decision gap_of(std::uint32_t slot, Outcome microseconds) {
  return {{Site::action_gap, action_cause(slot)}, microseconds};
}

TEST(Workload, plays_what_its_slots_hold_in_their_order) {
  People people(4);
  EXPECT_THAT(people.replayed({kind_of(0, 2), kind_of(2, 5), kind_of(3, 2), gap_of(3, 7)}),
              ElementsAre(2, 5, 2));
  // A gap of 0 waits until all is quiet; the others count from the action before.
  EXPECT_THAT(people.times(), ElementsAre(Time{1s}, Time{2s}, Time{2s + 7us}));
  EXPECT_EQ(people.lasts(), 1);
}

TEST(Workload, without_any_action_says_at_once_that_there_will_be_none) {
  People people(4);
  EXPECT_THAT(people.replayed({}), testing::IsEmpty());
  EXPECT_EQ(people.lasts(), 1);
}

// ---- Each run has some of the kinds ----

/// So many that a kind which the run has is drawn: a run would miss it once in 10^14 times.
constexpr std::uint32_t many_slots = 200;

std::set<std::uint32_t> kinds_of(People& people, std::uint64_t seed) {
  const std::vector<std::uint32_t>& kinds = people.seeded(seed);
  return {kinds.begin(), kinds.end()};
}

TEST(Workload, each_run_has_about_half_of_the_kinds_and_never_none) {
  // Of 2^6 sets the empty one stands for all: a kind is in 32 + 1 of 64.
  constexpr std::uint64_t runs = 2'000;
  People people(many_slots);
  std::array<std::uint64_t, kind_count> had{};
  std::set<std::set<std::uint32_t>> sets;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    const std::set<std::uint32_t> kinds = kinds_of(people, seed);
    ASSERT_FALSE(kinds.empty()) << seed;
    for (const std::uint32_t kind : kinds) ++had[kind - 1];
    sets.insert(kinds);
  }
  for (const std::uint64_t hits : had) {
    EXPECT_TRUE(within_five_sigma(hits, runs, 515'625)) << hits;
  }
  EXPECT_EQ(sets.size(), 63U);  // every set but the empty one
}

TEST(Workload, a_slot_is_empty_one_time_in_seven_whatever_kinds_the_run_has) {
  constexpr std::uint64_t runs = 500;
  People people(many_slots);
  std::uint64_t empty = 0;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    empty += many_slots - people.seeded(seed).size();
  }
  EXPECT_TRUE(within_five_sigma(empty, runs * many_slots, 142'857)) << empty;
}

TEST(Workload, the_kinds_that_a_run_has_come_up_alike) {
  People people(many_slots);
  std::uint64_t seed = 0;
  while (kinds_of(people, seed).size() != 3) ++seed;
  std::array<std::uint64_t, kind_count + 1> count{};
  for (const std::uint32_t kind : people.seeded(seed)) ++count[kind];
  const std::uint64_t actions = people.seeded(seed).size();
  for (const std::uint32_t kind : kinds_of(people, seed)) {
    EXPECT_TRUE(within_five_sigma(count[kind], actions, 333'333)) << kind << ": " << count[kind];
  }
}

TEST(Workload, a_replay_has_every_kind) {
  // Right after a run that has but one.
  People people(many_slots);
  std::uint64_t seed = 0;
  while (kinds_of(people, seed).size() != 1) ++seed;
  std::vector<Decision> decisions;
  for (std::uint32_t kind = 1; kind <= kind_count; ++kind) {
    decisions.push_back(kind_of(kind, kind));
  }
  EXPECT_THAT(people.replayed(decisions), ElementsAre(1, 2, 3, 4, 5, 6));
}

// ---- What an action may change ----

/// In a search, an action that somebody's read of a row of the store comes before.
class SecondAction final : public ActionHandler {
 public:
  explicit SecondAction(ResourceSet also)
      : workload_(lab_.scheduler(), *this, {.slots = 2, .quiet_gap = 1s, .also = also}) {
    lab_.scheduler().set_free_order(&order_);
    lab_.on_fired = [this](Rank, std::uint32_t) {
      lab_.scheduler().touch({ResourceSet(Resource::intent, 3), {}});
    };
  }

  /// When it happens. The first is at 1 s; the row is read 1 ms later.
  Time happens() {
    lab_.replay(Strategy::uniform, {kind_of(0, 1), kind_of(1, 1)});
    workload_.start();
    lab_.set_timer(0, 1s + 1ms);
    const std::uint64_t first = waiting(true);
    const std::uint64_t reader = waiting(false);
    fire(first);
    fire(reader);
    fire(waiting(true));
    return happened_;
  }
  void act(std::uint32_t, model::Cause) override { happened_ = lab_.scheduler().now(); }

 private:
  /// The only one that is ready, or is not.
  std::uint64_t waiting(bool ready) {
    std::vector<Waiting> all;
    lab_.scheduler().list_waiting(all);
    const auto found = std::ranges::find(all, ready, &Waiting::ready);
    model::ensure(found != all.end(), "something that waits");
    return found->id;
  }
  void fire(std::uint64_t id) { lab_.scheduler().fire(id, Time{}); }

  Lab lab_;
  FreeOrder order_;
  Workload workload_;
  Time happened_{};
};

TEST(Workload, an_action_comes_after_whatever_has_looked_at_what_it_may_change) {
  EXPECT_EQ(SecondAction(ResourceSet::all(Resource::intent)).happens(), Time{1s + 1ms + 1us});
  EXPECT_EQ(SecondAction({}).happens(), Time{1s});
}

}  // namespace
}  // namespace interleave::sim
