#include "properties/shrink.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/ensure.hpp"
#include "properties/campaign.hpp"
#include "properties/fixtures.hpp"
#include "properties/story.hpp"

namespace interleave::properties {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Decisions = std::vector<sim::Decision>;

constexpr std::uint64_t seeds = 10;

std::size_t index_of(const System& system, std::string_view signature) {
  for (std::size_t i = 0; i < system.signatures.size(); ++i) {
    if (name_of(system.signatures[i]) == signature) return i;
  }
  throw std::logic_error("no signature " + std::string(signature));
}

/// A failing run of a real system, found by a strategy, and what it shrinks to.
class Case {
 public:
  Case(std::string_view system, std::string_view signature, sim::Strategy strategy,
       std::uint64_t seed)
      : experiment_(experiment_of(system, "as-found")),
        signature_(index_of(*experiment_.system, signature)),
        runner_(experiment_.make_runner()) {
    const FailingSeededRun failure =
        first_failure(experiment_, *runner_, {strategy, seed, 0}, signature);
    found_ = failure.recording.decisions;
    shrunk_ = properties::shrink(*runner_, found_, signature_);
  }

  [[nodiscard]] bool shows_signature(const Decisions& decisions) const {
    const RunResult result = replay(*runner_, decisions);
    return result.limit.empty() && result.violated.contains(signature_);
  }
  [[nodiscard]] Shrunk shrink_again() const {
    return properties::shrink(*experiment_.make_runner(), found_, signature_);
  }
  [[nodiscard]] const Decisions& found() const { return found_; }
  [[nodiscard]] const Shrunk& shrunk() const { return shrunk_; }
  [[nodiscard]] Decisions smallest() const { return shrunk_.recording.decisions; }

 private:
  Experiment experiment_;
  std::size_t signature_;
  std::unique_ptr<Runner> runner_;
  Decisions found_;
  Shrunk shrunk_;
};

// ---- The incident ----

TEST(Shrink, the_incident_comes_down_to_two_reassignments_one_right_after_the_other) {
  const Case incident("assignments", "ASG.extra", sim::Strategy::uniform, 1);
  EXPECT_THAT(story_of(incident.shrunk().recording),
              ElementsAre("Job 1 is moved from A to B in the work order.",
                          "1 µs later job 1 is moved from B to C in the work order."));
  EXPECT_GT(incident.found().size(), 10U);  // among the dozens of decisions of the run as found
}

TEST(Shrink, the_incident_is_as_small_from_every_seed_and_strategy) {
  for (const sim::Strategy strategy : {sim::Strategy::uniform, sim::Strategy::latency}) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const Case incident("assignments", "ASG.extra", strategy, seed);
      const std::vector<std::string> story = story_of(incident.shrunk().recording);
      SCOPED_TRACE(testing::PrintToString(story));
      EXPECT_LE(story.size(), 4U);
      EXPECT_EQ(std::ranges::count_if(
                    story, [](const std::string& s) { return s.find("is moved") != s.npos; }),
                2);
      for (const std::string& sentence : story) {
        for (const char* fault : {" lost", "refused", "stopped waiting"}) {
          EXPECT_THAT(sentence, Not(HasSubstr(fault)));
        }
      }
      // Two actions, and that the second does not wait until all is quiet: three decisions.
      EXPECT_EQ(incident.smallest().size(), 3U);
    }
  }
}

// ---- The minimum, on the real systems ----

struct Subject {
  const char* system;
  const char* signature;
  sim::Strategy strategy;
};

[[maybe_unused]] std::ostream& operator<<(std::ostream& stream, const Subject& subject) {
  return stream << subject.system << " " << subject.signature << " " << name_of(subject.strategy);
}

class ShrinkSubject : public testing::TestWithParam<Subject> {
 protected:
  static Case of_seed(std::uint64_t seed) {
    return {GetParam().system, GetParam().signature, GetParam().strategy, seed};
  }
};

TEST_P(ShrinkSubject, still_shows_its_signature_when_shrunk) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Case failing = of_seed(seed);
    EXPECT_TRUE(failing.shows_signature(failing.found()));
    EXPECT_TRUE(failing.shows_signature(failing.smallest()));
    EXPECT_THAT(failing.shrunk().recording.evidence, Not(IsEmpty()));
    EXPECT_THAT(failing.shrunk().recording.unused, IsEmpty());
  }
}

TEST_P(ShrinkSubject, holds_no_fault_action_or_delay_that_the_run_as_found_did_not) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Case failing = of_seed(seed);
    std::map<std::uint64_t, sim::Outcome> found;  // by the key's hash
    for (const sim::Decision& decision : failing.found()) {
      found[decision.key.hash()] = decision.outcome;
    }
    for (const sim::Decision& decision : failing.smallest()) {
      // How the run starts and what an action changes may be told otherwise.
      if (decision.key.site == sim::Site::scenario) continue;
      if (decision.key.site == sim::Site::action_change) continue;
      ASSERT_TRUE(found.contains(decision.key.hash()));
      EXPECT_LE(decision.outcome, found[decision.key.hash()]);
      EXPECT_GT(decision.outcome, 0);
    }
  }
}

TEST_P(ShrinkSubject, no_single_decision_can_be_dropped_halved_or_decremented) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Case failing = of_seed(seed);
    EXPECT_TRUE(failing.shrunk().fixpoint);
    const Decisions smallest = failing.smallest();
    for (std::size_t i = 0; i < smallest.size(); ++i) {
      const sim::Outcome outcome = smallest[i].outcome;
      for (const sim::Outcome less : {sim::Outcome{0}, outcome / 2, outcome - 1}) {
        Decisions smaller = smallest;
        smaller[i].outcome = less;  // 0 is what a dropped decision is
        EXPECT_FALSE(failing.shows_signature(smaller))
            << "seed " << seed << ": decision " << i << " from " << outcome << " to " << less;
      }
    }
  }
}

TEST_P(ShrinkSubject, is_shrunk_in_the_same_way_again) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Case failing = of_seed(seed);
    const Shrunk again = failing.shrink_again();
    EXPECT_EQ(again.recording.decisions, failing.shrunk().recording.decisions);
    EXPECT_EQ(again.recording.result.trace_hash, failing.shrunk().recording.result.trace_hash);
    EXPECT_EQ(again.reruns, failing.shrunk().reruns);
  }
}

constexpr std::array subjects{
    Subject{"reassign-race", "ASG.race", sim::Strategy::uniform},
    Subject{"reassign-race", "ASG.race", sim::Strategy::latency},
    Subject{"assignments", "ASG.replaced", sim::Strategy::uniform},
    Subject{"assignments", "ASG.replaced", sim::Strategy::latency},
    Subject{"assignments", "ASG.extra", sim::Strategy::uniform},
    Subject{"assignments", "ASG.extra", sim::Strategy::latency},
    Subject{"assignments", "ASG.duplicate", sim::Strategy::uniform},
    Subject{"assignments", "ASG.duplicate", sim::Strategy::latency},
    Subject{"assignments", "CAL.event", sim::Strategy::uniform},
    Subject{"assignments", "CAL.event", sim::Strategy::latency},
};

INSTANTIATE_TEST_SUITE_P(Each, ShrinkSubject, testing::ValuesIn(subjects), [](const auto& subject) {
  std::string name = testing::PrintToString(subject.param);
  std::ranges::replace_if(
      name, [](char letter) { return std::isalnum(letter) == 0; }, '_');
  return name;
});

TEST(Shrink, the_plainest_race_needs_no_decision_at_all) {
  // Both syncs list at once and delete the same record; undelayed, both post B.
  const Case race("reassign-race", "ASG.race", sim::Strategy::latency, 1);
  EXPECT_THAT(race.smallest(), IsEmpty());
}

// ---- A hundred failures of the sync as found ----

/// What a check keeps of that seed: up to ten of the first failures that show the signature.
std::vector<Recording> failures_of_mix(Runner& runner, std::size_t signature, std::uint64_t seed) {
  constexpr std::uint64_t runs_least = 2'000;
  CampaignOptions options;
  options.seed = seed;
  std::vector<Recording> failures;
  for (std::uint64_t index = 0; index < runs_least || failures.empty(); ++index) {
    const SeededRun run = plan_run(options, index);
    const RunResult result = run_seeded(runner, run);
    if (!result.limit.empty() || !result.violated.contains(signature)) continue;
    failures.push_back(record_seeded(runner, run));
    if (failures.size() == failing_runs_kept) break;
  }
  return failures;
}

/// Whether some decision can be dropped, halved or decremented and the signature stays.
bool can_be_smaller(Runner& runner, const Decisions& decisions, std::size_t signature) {
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const sim::Outcome outcome = decisions[i].outcome;
    for (const sim::Outcome less : {sim::Outcome{0}, outcome / 2, outcome - 1}) {
      Decisions smaller = decisions;
      smaller[i].outcome = less;
      const RunResult result = replay(runner, smaller);
      if (result.limit.empty() && result.violated.contains(signature)) return true;
    }
  }
  return false;
}

class ShrinkLength : public testing::TestWithParam<const char*> {};

TEST_P(ShrinkLength, is_mostly_six_decisions_at_most_and_never_takes_more_than_300_reruns) {
  constexpr std::uint64_t seeds_each = 6;
  std::size_t all = 0;
  std::vector<std::string> longer;
  for (const char* const profile : {"none", "typical", "hostile"}) {
    Experiment experiment = experiment_of("assignments", "as-found");
    experiment.profile = profile_named(*experiment.system, profile);
    const std::size_t signature = index_of(*experiment.system, GetParam());
    const std::unique_ptr<Runner> runner = experiment.make_runner();
    for (std::uint64_t seed = 1; seed <= seeds_each; ++seed) {
      SCOPED_TRACE(std::string(profile) + ", seed " + std::to_string(seed));
      const std::vector<Recording> found = failures_of_mix(*runner, signature, seed);
      const Shrunk shrunk = shrink_shortest(*runner, found, signature);
      EXPECT_LE(shrunk.reruns, 300U);
      EXPECT_TRUE(shrunk.fixpoint);
      EXPECT_FALSE(can_be_smaller(*runner, shrunk.recording.decisions, signature));
      ++all;
      if (shrunk.recording.decisions.size() > 6) {
        longer.push_back(testing::PrintToString(story_of(shrunk.recording)));
      }
    }
  }
  EXPECT_LE(10 * longer.size(), all) << testing::PrintToString(longer);
}

INSTANTIATE_TEST_SUITE_P(AsFound, ShrinkLength,
                         testing::Values("ASG.replaced", "ASG.extra", "ASG.missing",
                                         "ASG.duplicate", "ASG.primary", "CAL.event"),
                         [](const auto& signature) {
                           const std::string name = signature.param;
                           return name.substr(name.find('.') + 1);
                         });

// ---- The minimum, where it is known beforehand ----

/// A run that asks a row of questions and fails if every answer reaches its threshold, or, where
/// others are given, each of those; a threshold of 0 is always reached. The smallest failing run
/// has just the thresholds that are not 0.
class ThresholdRunner final : public Runner {
 public:
  explicit ThresholdRunner(const std::vector<sim::Outcome>& thresholds,
                           const std::vector<sim::Outcome>& others = {})
      : thresholds_(thresholds), others_(others) {}

  static sim::Key question(std::size_t number) {
    return {sim::Site::scenario, model::Cause{model::mix(number + 1)}};
  }

  RunResult run(sim::Strategy, model::History*) override {
    ++runs_;
    bool reached = true;
    bool others_reached = !others_.empty();
    for (std::size_t i = 0; i < thresholds_.size(); ++i) {
      const sim::Outcome answer = choices_.draw(question(i), sim::Uniform{1 << 20});
      reached = reached && answer >= thresholds_[i];
      others_reached = others_reached && answer >= others_[i];
    }
    RunResult result;
    if (reached || others_reached) result.violated.add(0);
    if (over_limit_) result.limit = "a limit";
    return result;
  }
  sim::Choices& choices() override { return choices_; }
  [[nodiscard]] sim::FaultCounts fault_counts() const override { return {}; }
  [[nodiscard]] std::vector<std::string> evidence() const override { return {}; }

  void reach_limit() { over_limit_ = true; }
  [[nodiscard]] std::uint64_t runs() const { return runs_; }

 private:
  std::vector<sim::Outcome> thresholds_;
  std::vector<sim::Outcome> others_;
  sim::Choices choices_;
  std::uint64_t runs_ = 0;
  bool over_limit_ = false;
};

Decisions answers(const std::vector<sim::Outcome>& outcomes) {
  Decisions decisions;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i] == 0) continue;
    decisions.push_back({ThresholdRunner::question(i), outcomes[i]});
  }
  return decisions;
}

TEST(Shrink, finds_the_thresholds_of_a_failure) {
  ThresholdRunner runner({0, 100, 0, 7, 0});
  const Shrunk shrunk = shrink(runner, answers({900, 1000, 3, 7, 1}), 0);
  EXPECT_EQ(shrunk.recording.decisions, answers({0, 100, 0, 7, 0}));
  EXPECT_TRUE(shrunk.fixpoint);
  EXPECT_EQ(runner.runs(), shrunk.reruns + 1);  // the last run records the smallest
}

RC_GTEST_PROP(Shrink, finds_any_thresholds, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(1, 12);
  std::vector<sim::Outcome> thresholds(size);
  std::vector<sim::Outcome> outcomes(size);
  for (std::size_t i = 0; i < size; ++i) {
    const bool needed = *rc::gen::arbitrary<bool>();
    thresholds[i] = needed ? *rc::gen::inRange<sim::Outcome>(1, 1 << 19) : 0;
    outcomes[i] = thresholds[i] + *rc::gen::inRange<sim::Outcome>(0, 1 << 19);
  }
  ThresholdRunner runner(thresholds);
  const Shrunk shrunk = shrink(runner, answers(outcomes), 0);
  RC_ASSERT(shrunk.recording.decisions == answers(thresholds));
  RC_ASSERT(shrunk.fixpoint);
}

/// The run of the questions that were answered so.
Recording found_with(const std::vector<sim::Outcome>& outcomes) {
  Recording recording;
  recording.decisions = answers(outcomes);
  return recording;
}

// Fails by seven answers or by one other, and no search finds its way from these to that.
const std::vector<sim::Outcome> by_seven{1, 1, 1, 1, 1, 1, 1, 0};
const std::vector<sim::Outcome> by_one{0, 0, 0, 0, 0, 0, 0, 3};

TEST(ShrinkShortest, tells_the_run_that_comes_down_to_the_shortest_story) {
  ThresholdRunner runner(by_seven, by_one);
  const std::vector<Recording> found{found_with(by_seven), found_with({9, 9, 9, 9, 9, 9, 0, 9}),
                                     found_with(by_seven)};
  const Shrunk shrunk = shrink_shortest(runner, found, 0);
  EXPECT_EQ(shrunk.place, 1U);
  EXPECT_EQ(shrunk.recording.decisions, answers(by_one));
  EXPECT_TRUE(shrunk.fixpoint);
  EXPECT_EQ(runner.runs(), shrunk.reruns + 2);  // each search records its end
}

TEST(ShrinkShortest, looks_no_further_once_a_story_is_short) {
  ThresholdRunner runner(by_seven, by_one);
  const std::vector<Recording> found{found_with({9, 0, 0, 0, 0, 0, 0, 9}), found_with(by_one)};
  const Shrunk shrunk = shrink_shortest(runner, found, 0);
  EXPECT_EQ(shrunk.place, 0U);
  EXPECT_EQ(runner.runs(), shrunk.reruns + 1);
}

TEST(ShrinkShortest, of_equal_stories_the_first_is_told_and_300_reruns_end_the_search) {
  ThresholdRunner runner(by_seven, by_one);
  const std::vector<Recording> found(400, found_with(by_seven));
  const Shrunk shrunk = shrink_shortest(runner, found, 0);
  EXPECT_EQ(shrunk.place, 0U);
  EXPECT_EQ(shrunk.recording.decisions, answers(by_seven));
  EXPECT_TRUE(shrunk.fixpoint);
  EXPECT_EQ(shrunk.reruns, 300U);
}

TEST(ShrinkShortest, a_run_that_does_not_show_the_signature_and_no_run_are_errors_of_ours) {
  ThresholdRunner runner(by_seven, by_one);
  EXPECT_THROW(shrink_shortest(runner, {}, 0), model::InternalError);
  EXPECT_THROW(shrink_shortest(runner, std::vector<Recording>{found_with({1})}, 0),
               model::InternalError);
}

TEST(Shrink, decisions_that_nobody_asks_for_go_by_themselves) {
  ThresholdRunner runner({5});
  Decisions decisions = answers({9});
  decisions.push_back({ThresholdRunner::question(7), 77});
  decisions.push_back({ThresholdRunner::question(0), 6});  // the last of a key counts
  const Shrunk shrunk = shrink(runner, decisions, 0);
  EXPECT_EQ(shrunk.recording.decisions, answers({5}));
  EXPECT_THAT(shrunk.recording.unused, IsEmpty());
}

TEST(Shrink, at_its_limit_of_reruns_it_says_that_there_may_be_less) {
  ThresholdRunner runner({100, 0, 100});
  const Shrunk shrunk = shrink(runner, answers({900'000, 900'000, 900'000}), 0, {.reruns_max = 6});
  EXPECT_EQ(shrunk.reruns, 6U);
  EXPECT_FALSE(shrunk.fixpoint);
  EXPECT_TRUE(shrunk.recording.result.violated.contains(0));
}

TEST(Shrink, decisions_that_do_not_show_the_signature_are_an_error_of_ours) {
  ThresholdRunner runner({5});
  EXPECT_THROW(shrink(runner, answers({4}), 0), model::InternalError);
  EXPECT_THROW(shrink(runner, answers({5}), 1), model::InternalError);
}

TEST(Shrink, a_run_that_reached_a_limit_shows_nothing) {
  ThresholdRunner runner({5});
  runner.reach_limit();
  EXPECT_THROW(shrink(runner, answers({9}), 0), model::InternalError);
}

}  // namespace
}  // namespace interleave::properties
