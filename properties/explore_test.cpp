#include "properties/explore.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "model/cause.hpp"
#include "properties/exploration.hpp"
#include "properties/fixtures.hpp"
#include "sim/happens_before.hpp"

// The search against brute force: on random event programs it must find every class of executions,
// each once.

namespace interleave::properties {
namespace {

using sim::Footprint;
using sim::Resource;
using sim::ResourceSet;

constexpr std::size_t resources_max = 4;

ResourceSet resource(std::size_t number) {
  return {Resource::order, static_cast<std::uint32_t>(number)};
}

/// One event of a random program. What it touches, and whether it draws, may depend on what it
/// reads.
struct Event {
  std::size_t parent = 0;  ///< its number + 1; 0: it waits from the start
  Footprint always;
  Footprint perhaps;  ///< if what it read is odd
  bool draws = false;
};
using Program = std::vector<Event>;

Program random_program(std::uint64_t seed) {
  std::uint64_t state = model::mix(seed + 1);
  const auto below = [&state](std::uint64_t bound) {
    state = model::mix(state + 0x9e3779b97f4a7c15U);
    return state % bound;
  };
  const auto footprint = [&] {
    Footprint touched;
    touched.reads = resource(below(resources_max));
    if (below(2) == 0) touched.writes = resource(below(resources_max));
    return touched;
  };
  Program program;
  const std::size_t size = 2 + below(4);
  for (std::size_t number = 0; number < size; ++number) {
    Event event;
    event.parent = below(2) == 0 ? 0 : below(number + 1);
    event.always = footprint();
    if (below(3) == 0) event.perhaps = footprint();
    event.draws = below(4) == 0;
    program.push_back(event);
  }
  return program;
}

/// Plays a program.
class Player final : public Explorable {
 public:
  explicit Player(Program program) : program_(std::move(program)) {}

  [[nodiscard]] sim::Choices& choices() override { return choices_; }
  void restart() override {
    order_.reset();
    fired_.assign(program_.size(), false);
    values_.fill(0);
  }
  void list_waiting(std::vector<sim::Waiting>& waiting) override {
    waiting.clear();
    for (std::size_t number = 0; number < program_.size(); ++number) {
      const std::size_t parent = program_[number].parent;
      if (fired_[number] || (parent != 0 && !fired_[parent - 1])) continue;
      waiting.push_back({number + 1, keys_[number], true});
    }
  }
  Footprint fire(std::uint64_t id, model::Time) override {
    const std::size_t number = id - 1;
    const Event& event = program_[number];
    fired_[number] = true;
    order_.begin(id);
    order_.touch(event.always);
    std::uint64_t read = sum_of(event.always.reads);
    if (event.draws) {
      read += static_cast<std::uint64_t>(
          choices_.draw({sim::Site::scenario, model::Cause{id}}, sim::Uniform{2}));
    }
    if (read % 2 == 1) {
      order_.touch(event.perhaps);
      read += 3 * sum_of(event.perhaps.reads);
    }
    order_.note(read);
    for (std::size_t i = 0; i < resources_max; ++i) {
      if ((order_.touched().writes & resource(i)).empty()) continue;
      values_[i] = model::mix(read + 31 * id + i);
    }
    return order_.touched();
  }
  [[nodiscard]] std::uint64_t fingerprint() const override { return order_.fingerprint(); }
  [[nodiscard]] bool possible() const override { return true; }

  /// Tells the search what each event, and all that follows from it, can be about.
  void declare_keys() {
    for (std::size_t number = program_.size(); number-- > 0;) {
      const Event& event = program_[number];
      keys_[number] |= (event.always | event.perhaps).all().keys();
      if (event.parent != 0) keys_[event.parent - 1] |= keys_[number];
    }
  }
  void declare_nothing() { keys_.fill(0xff); }

 private:
  [[nodiscard]] std::uint64_t sum_of(ResourceSet set) const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < resources_max; ++i) {
      if (!(set & resource(i)).empty()) sum += values_[i] * (2 * i + 1);
    }
    return sum;
  }

  Program program_;
  sim::Choices choices_;
  sim::HappensBefore order_;
  std::vector<bool> fired_;
  std::array<std::uint64_t, resources_max> values_{};
  std::array<std::uint8_t, 8> keys_{};
};

struct Classes {
  Exploration found;
  std::set<std::uint64_t> fingerprints;
};

Classes classes_of(Player& player, bool reduce) {
  Classes classes;
  classes.found = explore(player, {reduce}, [&] {
    classes.fingerprints.insert(player.fingerprint());
    return true;
  });
  return classes;
}

/// Whether what an event touches can depend on what it draws. It sleeps with all that it touched
/// under any outcome, so it is woken by more than it has to.
bool touches_by_chance(const Program& program) {
  return std::ranges::any_of(
      program, [](const Event& event) { return event.draws && event.perhaps != Footprint{}; });
}

TEST(Explore,
     finds_every_class_of_random_programs_and_each_once_unless_chance_says_what_is_touched) {
  std::uint64_t executions = 0;
  std::uint64_t reduced = 0;
  std::uint64_t exact = 0;
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    const Program program = random_program(seed);
    Player player(program);
    player.declare_nothing();
    const Classes brute = classes_of(player, false);
    const Classes asleep = classes_of(player, true);
    ASSERT_EQ(asleep.fingerprints, brute.fingerprints) << seed;
    Player declared(program);
    declared.declare_keys();
    const Classes apart = classes_of(declared, true);
    ASSERT_EQ(apart.fingerprints, brute.fingerprints) << seed;
    executions += brute.found.complete;
    reduced += asleep.found.complete;
    if (touches_by_chance(program)) continue;
    ++exact;
    ASSERT_EQ(asleep.found.complete, asleep.fingerprints.size()) << seed;
    ASSERT_EQ(apart.found.complete, apart.fingerprints.size()) << seed;
  }
  EXPECT_GT(exact, 1'000U);
  EXPECT_LT(2 * reduced, executions);
}

TEST(Explore, of_events_that_meet_nothing_needs_one_execution) {
  Program program;
  for (std::size_t i = 0; i < 4; ++i) program.push_back({0, {{}, resource(i)}, {}, false});
  Player player(program);
  player.declare_nothing();
  EXPECT_EQ(classes_of(player, false).found.complete, 24U);
  const Classes asleep = classes_of(player, true);
  EXPECT_EQ(asleep.found.complete, 1U);
  EXPECT_GT(asleep.found.redundant, 0U);
  player = Player(program);
  player.declare_keys();
  EXPECT_EQ(classes_of(player, true).found.redundant, 0U);  // keys of their own
}

TEST(Explore, takes_every_outcome_of_every_draw) {
  const Event draw{0, {{}, resource(0)}, {}, true};
  Player player({draw, draw});
  player.declare_nothing();
  EXPECT_EQ(classes_of(player, true).fingerprints.size(), 8U);  // two orders, four outcomes
}

TEST(Explore, ends_when_it_is_told_to) {
  Player player(random_program(1));
  player.declare_nothing();
  const Exploration found = explore(player, {}, [] { return false; });
  EXPECT_EQ(found.complete, 1U);
  EXPECT_FALSE(found.exhausted);
}

// ---- Worlds ----

ExploredExperiment search(std::string_view system, std::string_view variant,
                          std::initializer_list<std::string_view> scope, bool reduce) {
  Experiment experiment = experiment_of(system, variant);
  for (const std::string_view setting : scope) {
    set_option(*experiment.system, experiment.options, setting);
  }
  return explore(experiment, {reduce}, [] { return true; });
}

TEST(ExploreRace, finds_all_2639_executions_and_their_21_classes) {
  const ExploredExperiment all = search("reassign-race", "as-found", {}, false);
  const ExploredExperiment classes = search("reassign-race", "as-found", {}, true);
  EXPECT_TRUE(all.search.exhausted);
  EXPECT_TRUE(classes.search.exhausted);
  EXPECT_EQ(all.search.complete, 2639U);
  EXPECT_EQ(classes.search.complete, 21U);
  EXPECT_EQ(classes.violations, 17U);
}

TEST(ExploreRace, of_the_locked_variant_there_is_one_and_it_holds) {
  const ExploredExperiment classes = search("reassign-race", "locked", {}, true);
  EXPECT_EQ(classes.search.complete, 1U);
  EXPECT_EQ(classes.violations, 0U);
}

TEST(ExploreAssignments, the_production_core_holds_in_every_order_of_one_action) {
  const ExploredExperiment found =
      search("assignments", "production",
             {"jobs=1", "inspectors=1", "actions=1", "workers=2", "sweep=off"}, true);
  EXPECT_TRUE(found.search.exhausted);
  EXPECT_EQ(found.violations, 0U);
  EXPECT_GT(found.search.complete, 500U);
}

TEST(ExploreAssignments, the_algorithm_of_the_incident_fails_in_some_order_of_two_actions) {
  Experiment experiment = experiment_of("assignments", "as-found");
  for (const char* const setting : {"jobs=1", "inspectors=1", "actions=2", "sweep=off"}) {
    set_option(*experiment.system, experiment.options, setting);
  }
  std::uint64_t executions = 0;
  const ExploredExperiment found = explore(experiment, {}, [&] { return ++executions < 20'000; });
  EXPECT_GT(found.violations, 0U);
}

TEST(ExploreCrew, the_production_core_holds_in_every_order_of_one_action) {
  const ExploredExperiment found = search(
      "crew", "production",
      {"departments=1", "aliases=off", "actions=1", "old-duplicates=off", "workers=1", "sweep=off"},
      true);
  EXPECT_TRUE(found.search.exhausted);
  EXPECT_EQ(found.violations, 0U);
  EXPECT_GT(found.search.complete, 100U);
}

}  // namespace
}  // namespace interleave::properties
