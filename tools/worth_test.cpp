#include "tools/worth.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/cause.hpp"
#include "properties/fixtures.hpp"

namespace interleave::tools {
namespace {

using properties::CampaignResult;
using properties::Mix;
using properties::RunResult;
using sim::Strategy;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// The report of a check whose runs are made up here, one by one.
class Check {
 public:
  explicit Check(const Mix& mix) { report_.options.mix = mix; }

  /// Runs that show these behaviours, each an interleaving of its own.
  void add_runs(Strategy strategy, std::uint64_t count,
                const std::vector<std::uint64_t>& behaviours) {
    for (std::uint64_t i = 0; i < count; ++i) {
      RunResult run;
      run.fingerprint = model::mix(++index_);
      run.behaviours = behaviours;
      report_.result.add({strategy, 1, index_}, run);
    }
  }
  void add_run(Strategy strategy, const RunResult& run) {
    report_.result.add({strategy, 1, ++index_}, run);
  }
  SystemReport& report() { return report_; }
  [[nodiscard]] std::string text() const { return worth_in_words(report_); }

 private:
  SystemReport report_{.experiment = properties::experiment_of("reassign-race", "as-found"),
                       .options = {},
                       .runs_asked = {},
                       .coverage_required = false,
                       .parts = {},
                       .result = CampaignResult(properties::system_named("reassign-race")),
                       .seconds = 0,
                       .investigation = {},
                       .vacuous = {}};
  std::uint64_t index_ = 0;
};

TEST(Worth, says_how_seldom_runs_fail_how_many_differed_and_how_often_one_showed_something_new) {
  Check check(Mix::only(Strategy::pos));
  check.add_runs(Strategy::pos, 299, {1, 2});
  check.add_runs(Strategy::pos, 1, {1, 2, 3});
  // One behaviour was seen once in 300 runs.
  EXPECT_EQ(check.text(),
            "so, with 95 % confidence, fewer than 3 in 300 runs made this way fail\n"
            "300 of 300 runs were different interleavings; 1 run in 300 still shows four steps in "
            "a row that none "
            "before it did\n");
}

TEST(Worth, interleavings_that_came_again_count_once) {
  Check check(Mix::only(Strategy::pos));
  for (std::uint64_t i = 0; i < 100; ++i) {
    RunResult run;
    run.fingerprint = model::mix(i % 7 + 1);
    check.add_run(Strategy::pos, run);
  }
  EXPECT_THAT(check.text(),
              HasSubstr("\n7 of 100 runs were different interleavings; no run still shows"));
}

TEST(Worth, where_every_run_shows_something_new_says_nearly_every_run) {
  Check check(Mix::only(Strategy::pos));
  for (std::uint64_t i = 0; i < 100; ++i) check.add_runs(Strategy::pos, 1, {i});
  EXPECT_THAT(check.text(), HasSubstr("nearly every run still shows four steps"));
}

TEST(Worth, of_several_strategies_tells_each_that_made_one_run_in_twenty) {
  Check check(Mix::parse("pos,sparse,pct:2"));
  check.add_runs(Strategy::pos, 100, {1});
  check.add_runs(Strategy::pos, 2, {2});  // seen twice
  for (std::uint64_t i = 0; i < 10; ++i) check.add_runs(Strategy::sparse, 10, {i + 100, 1});
  check.add_runs(Strategy::sparse, 1, {50});
  check.add_runs(Strategy::sparse, 1, {51});
  check.add_runs(Strategy::pct2, 5, {3});  // 5 of 209
  EXPECT_THAT(check.text(),
              HasSubstr("1 run in 105 still shows four steps in a row that none "
                        "before it did (each by itself: pos no run, sparse 1 run in 51)\n"));
}

TEST(Worth, what_another_strategy_has_seen_is_not_new_to_the_mix) {
  // Each has seen it once: the mix twice.
  Check check(Mix::parse("pos,sparse"));
  check.add_runs(Strategy::pos, 1, {1});
  check.add_runs(Strategy::sparse, 1, {1});
  check.add_runs(Strategy::pos, 9, {});
  check.add_runs(Strategy::sparse, 9, {});
  EXPECT_THAT(check.text(),
              HasSubstr("; no run still shows four steps in a row that none before "
                        "it did (each by itself: pos 1 run in 10, sparse 1 run in 10)\n"));
}

TEST(Worth, bounds_failures_only_where_all_runs_passed_and_were_judged) {
  Check passed(Mix::only(Strategy::pos));
  passed.add_runs(Strategy::pos, 1'000, {1});
  EXPECT_THAT(
      passed.text(),
      StartsWith("so, with 95 % confidence, fewer than 3 in 1 000 runs made this way fail\n"));

  Check violated = passed;
  RunResult failing;
  failing.violated.add(0);
  violated.add_run(Strategy::pos, failing);
  EXPECT_THAT(violated.text(), Not(HasSubstr("95 %")));

  Check limited = passed;
  RunResult ended;
  ended.limit = "events per run";
  limited.add_run(Strategy::pos, ended);
  EXPECT_THAT(limited.text(), Not(HasSubstr("95 %")));
  EXPECT_THAT(limited.text(), StartsWith("1 000 of 1 000 runs were different") /* within 3 % */);

  Check vacuous = passed;
  vacuous.report().vacuous.emplace_back("crash");
  EXPECT_THAT(vacuous.text(), Not(HasSubstr("95 %")));
}

TEST(Worth, two_runs_bound_nothing_and_none_say_nothing) {
  Check two(Mix::only(Strategy::pos));
  two.add_runs(Strategy::pos, 2, {1});
  EXPECT_THAT(two.text(), Not(HasSubstr("95 %")));
  EXPECT_EQ(Check(Mix::standard()).text(), "");
}

}  // namespace
}  // namespace interleave::tools
