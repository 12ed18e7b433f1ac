#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "properties/assignments_judge.hpp"
#include "sim/assignments.hpp"
#include "sim/workload.hpp"

// A decision is named by its cause, so what happens to one leaves the others as they were. That is
// what shrinking and replay across changes of the code rest on.

namespace interleave::properties {
namespace {

constexpr std::uint64_t seeds = 1'000;

/// A site that no version of the harness has.
constexpr auto new_site = static_cast<sim::Site>(200);

/// The judge, as an observer that can also draw at a new site with every request it sees.
class DrawingJudge : public AssignmentsJudge {
 public:
  void draw_with(sim::Choices* choices) { choices_ = choices; }

  void on_wire(model::Time at, const model::SpectoraRequest& request) {
    AssignmentsJudge::on_wire(at, request);
    if (choices_ != nullptr) choices_->draw({new_site, request.cause()}, sim::Uniform{1000});
  }

 private:
  sim::Choices* choices_ = nullptr;
};

struct Change {
  bool new_draws = false;
  bool drop_action = false;
  std::uint32_t slot = 0;
};

using Draws = std::map<std::uint64_t, sim::Outcome>;

struct Subject {
  sim::Strategy strategy = sim::Strategy::uniform;
  sim::AssignmentsVariant variant = sim::AssignmentsVariant::as_found;
};

class Seeded {
 public:
  explicit Seeded(const Subject& subject)
      : strategy_(subject.strategy), world_(choices_, judge_, options(subject.variant)) {}

  /// Every draw of the seeded run with that change, by key. The delays that a picking strategy
  /// writes back are no draws: they are what its picks, which are, came to.
  Draws draws_of(std::uint64_t seed, const Change& change) {
    std::vector<sim::Decision> decisions;
    choices_.seed(seed);
    if (change.drop_action) {
      const sim::Key action{sim::Site::action_kind, sim::action_cause(change.slot)};
      choices_.force({action, 0});
    }
    judge_.draw_with(change.new_draws ? &choices_ : nullptr);
    choices_.record_into(&decisions, sim::Choices::Keep::draws);
    judge_.reset();
    world_.start(strategy_, nullptr);
    while (world_.scheduler().step()) {
    }
    choices_.record_into(nullptr);
    Draws draws;
    for (const sim::Decision& decision : decisions) {
      draws[decision.key.hash()] = decision.outcome;
    }
    return draws;
  }

 private:
  using World = sim::Assignments<DrawingJudge>;

  static World::Options options(sim::AssignmentsVariant variant) {
    World::Options options;
    options.variant = variant;
    options.faults = sim::fault_profiles[sim::typical_profile];
    return options;
  }

  sim::Strategy strategy_;
  sim::Choices choices_;
  DrawingJudge judge_;
  World world_;
};

struct Comparison {
  std::uint64_t shared = 0;  ///< keys present in both runs
  std::uint64_t differing = 0;
  std::uint64_t gone = 0;  ///< keys present in the first run alone
};

Comparison compare(const Draws& before, const Draws& after) {
  Comparison comparison;
  for (const auto& [key, outcome] : before) {
    const auto same = after.find(key);
    if (same == after.end()) {
      ++comparison.gone;
      continue;
    }
    ++comparison.shared;
    if (same->second != outcome) ++comparison.differing;
  }
  return comparison;
}

class KeyedDecisions : public testing::TestWithParam<Subject> {};

TEST_P(KeyedDecisions, dropping_one_action_leaves_every_other_decision_as_it_was) {
  Seeded seeded(GetParam());
  std::uint64_t shared = 0;
  std::uint64_t gone = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto slot = static_cast<std::uint32_t>(seed % 6);
    const Draws before = seeded.draws_of(seed, {});
    const Draws after = seeded.draws_of(seed, {.drop_action = true, .slot = slot});
    Comparison comparison = compare(before, after);
    // The action's own slot is the one decision that was changed by hand.
    const sim::Key action{sim::Site::action_kind, sim::action_cause(slot)};
    if (before.at(action.hash()) != 0) --comparison.differing;
    EXPECT_EQ(comparison.differing, 0U) << "seed " << seed << ", slot " << slot;
    shared += comparison.shared;
    gone += comparison.gone;
  }
  // A run draws about a hundred times; most of that must survive the loss of one action in six.
  EXPECT_GT(shared, 50 * seeds);
  EXPECT_GT(gone, seeds);
}

TEST_P(KeyedDecisions, a_draw_at_a_new_site_leaves_every_other_decision_as_it_was) {
  Seeded seeded(GetParam());
  std::uint64_t added = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const Draws before = seeded.draws_of(seed, {});
    const Draws after = seeded.draws_of(seed, {.new_draws = true});
    const Comparison comparison = compare(before, after);
    EXPECT_EQ(comparison.differing, 0U) << "seed " << seed;
    EXPECT_EQ(comparison.gone, 0U) << "seed " << seed;
    added += after.size() - before.size();
  }
  EXPECT_GT(added, seeds);
}

constexpr auto as_found = sim::AssignmentsVariant::as_found;
constexpr auto production = sim::AssignmentsVariant::production;

INSTANTIATE_TEST_SUITE_P(Each, KeyedDecisions,
                         testing::Values(Subject{sim::Strategy::uniform, as_found},
                                         Subject{sim::Strategy::latency, as_found},
                                         Subject{sim::Strategy::pos, as_found},
                                         Subject{sim::Strategy::uniform, production},
                                         Subject{sim::Strategy::latency, production},
                                         Subject{sim::Strategy::pos, production},
                                         Subject{sim::Strategy::sparse, production}),
                         [](const auto& subject) {
                           const bool found = subject.param.variant == as_found;
                           return std::string(name_of(subject.param.strategy)) +
                                  (found ? "_as_found" : "_production");
                         });

}  // namespace
}  // namespace interleave::properties
