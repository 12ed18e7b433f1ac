#include "tools/merge.hpp"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/fixtures.hpp"
#include "tools/coverage.hpp"
#include "tools/parts.hpp"
#include "tools/plan.hpp"
#include "tools/result_json.hpp"
#include "tools/verdict.hpp"

namespace interleave::tools {
namespace {

using properties::CampaignResult;
using properties::usage_error_of;
using testing::HasSubstr;

constexpr std::uint64_t runs = 60;

/// A check of the incident's algorithm on an ordinary bad day, small enough to be made often.
struct Check {
  std::uint64_t seed = 1;
  std::uint64_t runs_asked = runs;
  std::string variant = "as-found";
  std::string strategies = "uniform,latency";
};

SystemReport begin(const Check& check) {
  properties::Experiment experiment = properties::experiment_of("assignments", check.variant);
  experiment.profile = profile_named(*experiment.system, "typical");
  SystemReport report{.experiment = experiment,
                      .options = {},
                      .runs_asked = check.runs_asked,
                      .coverage_required = false,
                      .parts = {},
                      .result = CampaignResult(*experiment.system),
                      .seconds = 0,
                      .investigation = {},
                      .vacuous = {}};
  report.options.mix = properties::Mix::parse(check.strategies);
  report.options.seed = check.seed;
  return report;
}

struct Made {
  RunRange range{0, runs};
  std::uint64_t left_out = 0;  ///< runs at the end of the range that were not made
  Stop stop = Stop::none;
  double seconds = 0.5;  ///< a power of two: sums are exact
};

/// The result that a shard writes, read again: what is lost in the file would show.
CheckReport shard(const Made& made, const Check& check = {}) {
  SystemReport system = begin(check);
  system.options.first = made.range.begin;
  system.options.runs = made.range.size() - made.left_out;
  CampaignResult result =
      run_campaign(system.experiment, system.options, [](const auto&) { return true; });
  system.parts.push_back({made.range, made.stop, std::move(result), made.seconds});
  total_up(system);
  system.investigation = investigate(system.experiment, system.options, system.result);
  CheckReport report;
  report.systems.push_back(std::move(system));
  return report_from_json(json_of(report), "shard.json");
}

CheckReport again(const CheckReport& report) {
  return report_from_json(json_of(report), "again.json");
}

CheckReport merge_all(const std::vector<CheckReport>& reports) {
  std::vector<NamedReport> named;
  for (const CheckReport& report : reports) {
    named.push_back({std::to_string(named.size()) + ".json", report});
  }
  return again(merge(named));
}

std::string refusal(const std::vector<CheckReport>& reports) {
  return usage_error_of([&] { static_cast<void>(merge_all(reports)); });
}

/// All that is said but how it was divided, and how long it took.
std::string counts_of(CheckReport report) {
  for (SystemReport& system : report.systems) {
    system.parts.clear();
    system.runs_asked.reset();
    system.seconds = 0;
  }
  report.merged = false;
  return json_of(report);
}

std::vector<CheckReport> shards(const std::vector<RunRange>& ranges) {
  std::vector<CheckReport> reports;
  for (const RunRange& range : ranges) reports.push_back(shard({.range = range}));
  return reports;
}

TEST(Merge, four_shards_are_the_unsharded_run_in_every_count) {
  const CheckReport whole = shard({});
  const CheckReport merged = merge_all(shards({{0, 15}, {15, 30}, {30, 45}, {45, 60}}));
  EXPECT_EQ(counts_of(merged), counts_of(whole));
  EXPECT_GT(whole.systems[0].result.violations, 0U);
  EXPECT_EQ(exit_code_of(merged), ExitCode::violated);
  EXPECT_EQ(merged.systems[0].seconds, 2.0);
}

TEST(Merge, in_any_order_and_grouping_and_however_often_it_comes_out_alike) {
  const std::vector<CheckReport> all = shards({{0, 9}, {9, 30}, {30, 31}, {31, 60}});
  const std::string expected = json_of(merge_all(all));
  std::mt19937 random(1);
  for (int round = 0; round < 20; ++round) {
    // Any three, some of them the same, are put together until one is left that holds all.
    std::vector<CheckReport> left = all;
    while (left.size() > 1) {
      std::ranges::shuffle(left, random);
      left.push_back(merge_all({left[0], left[1], left[random() % left.size()]}));
      left.erase(left.begin(), left.begin() + 2);
    }
    EXPECT_EQ(json_of(left.front()), expected) << "round " << round;
  }
}

TEST(Merge, a_shard_is_absorbed_by_a_merge_that_holds_it) {
  const std::vector<CheckReport> all = shards({{0, 20}, {20, 40}, {40, 60}});
  const CheckReport left = merge_all({all[0], all[1]});
  const CheckReport right = merge_all({all[1], all[2]});
  EXPECT_EQ(json_of(merge_all({left, right})), json_of(merge_all(all)));
  EXPECT_EQ(json_of(merge_all({left, all[0]})), json_of(left));
}

TEST(Merge, the_time_of_a_shard_that_ran_twice_counts_once) {
  const CheckReport slow = shard({.seconds = 8});
  const CheckReport fast = shard({.seconds = 4});
  EXPECT_EQ(merge_all({slow, fast}).systems[0].seconds, 4);
  EXPECT_EQ(merge_all({fast, slow}).systems[0].seconds, 4);
}

TEST(Merge, different_results_of_one_range_are_refused) {
  CheckReport wrong = shard({.range = {0, 30}});
  wrong.systems[0].result.events += 1;
  wrong.systems[0].parts[0].result.events += 1;
  EXPECT_EQ(refusal({shard({.range = {0, 30}}), wrong}),
            "1.json: runs 0 to 29 differ from those in 0.json, expected one result for each run");
}

TEST(Merge, ranges_that_overlap_are_refused_with_their_files) {
  EXPECT_EQ(refusal({shard({.range = {20, 60}}), shard({.range = {0, 30}})}),
            "0.json: found runs 20 to 59 and in 1.json runs 0 to 29, expected shards of one "
            "--shard I/N, which do not overlap");
}

TEST(Merge, an_interrupted_shard_yields_to_the_whole_one_and_is_refused_without_it) {
  const CheckReport partial = shard({.range = {0, 30}, .left_out = 17, .stop = Stop::interrupted});
  const CheckReport rest = shard({.range = {30, 60}});
  EXPECT_EQ(refusal({partial, rest}),
            "0.json: found runs 0 to 29 interrupted after 13, expected the whole result of that "
            "range beside it");
  const CheckReport redone = shard({.range = {0, 30}});
  EXPECT_EQ(json_of(merge_all({partial, rest, redone})), json_of(merge_all({redone, rest})));
  EXPECT_EQ(json_of(merge_all({redone, partial, rest})), json_of(merge_all({redone, rest})));
}

TEST(Merge, a_shard_that_stopped_at_its_failures_counts_with_what_it_made) {
  const CheckReport stopped = shard({.range = {0, 30}, .left_out = 20, .stop = Stop::failures});
  const CheckReport merged = merge_all({stopped, shard({.range = {30, 60}})});
  EXPECT_EQ(merged.systems[0].result.runs, 40U);
  EXPECT_THAT(text_of(merged.systems[0], merged),
              HasSubstr("failing runs after 10 of 30 runs, of runs 0 to 29; of these:"));
  EXPECT_EQ(exit_code_of(merged), ExitCode::violated);
}

TEST(Merge, runs_without_a_result_are_named_and_have_not_held) {
  const Check production{.variant = "production"};
  const CheckReport merged =
      merge_all({shard({.range = {10, 30}}, production), shard({.range = {40, 50}}, production)});
  EXPECT_EQ(exit_code_of(merged), ExitCode::incomplete);
  EXPECT_THAT(text_of(merged.systems[0], merged),
              HasSubstr("INCOMPLETE: no result for runs 0 to 9, runs 30 to 39, runs 50 to 59"));
  // As long as it is not merged, a shard is not all, and knows it.
  EXPECT_EQ(exit_code_of(shard({.range = {10, 30}}, production)), ExitCode::held);
}

TEST(Merge, a_violation_weighs_more_than_runs_without_a_result) {
  EXPECT_EQ(exit_code_of(merge_all(shards({{0, 30}}))), ExitCode::violated);
}

TEST(Merge, results_of_different_checks_are_refused_with_what_differs) {
  const CheckReport base = shard({.range = {0, 30}});
  const RunRange rest{30, 60};
  EXPECT_EQ(refusal({base, shard({.range = rest}, {.seed = 2})}),
            "1.json: found assignments: seed 2, expected 1 as in 0.json");
  EXPECT_THAT(refusal({base, shard({.range = rest}, {.variant = "locked"})}),
              HasSubstr("found assignments: variant locked, expected as-found as in 0.json"));
  EXPECT_THAT(refusal({base, shard({.range = rest}, {.strategies = "uniform"})}),
              HasSubstr("strategies uniform, expected uniform,latency"));
  EXPECT_THAT(refusal({base, shard({.range = rest}, {.runs_asked = 80})}),
              HasSubstr("number of runs 80, expected 60"));
  CheckReport other = shard({.range = rest});
  other.systems[0].experiment.options[0] = 1;
  EXPECT_THAT(refusal({base, other}), HasSubstr("option jobs 1, expected 3"));
  other = shard({.range = rest});
  other.systems[0].experiment.profile = 0;
  EXPECT_THAT(refusal({base, other}), HasSubstr("fault profile none, expected typical"));
  other.systems.clear();
  EXPECT_THAT(refusal({base, other}), HasSubstr("found systems , expected assignments"));
}

TEST(Merge, coverage_is_judged_on_the_merged_counts) {
  const Check production{.variant = "production"};
  const auto required = [&](const RunRange& range) {
    CheckReport report = shard({.range = range}, production);
    report.systems[0].coverage_required = true;
    return report;
  };
  const CheckReport half = required({0, 30});
  EXPECT_EQ(reason_not_to_judge_coverage(half.systems[0]), "other shards made the other runs");
  EXPECT_TRUE(find_vacuous(half.systems[0]).empty());
  std::vector<NamedReport> both{{"0", half}, {"1", required({30, 60})}};
  const CheckReport merged = merge(both);
  EXPECT_EQ(reason_not_to_judge_coverage(merged.systems[0]), "");
  // Sixty runs do not see everything.
  EXPECT_FALSE(merged.systems[0].vacuous.empty());
  EXPECT_EQ(exit_code_of(merged), ExitCode::vacuous);
}

TEST(Merge, a_shard_without_runs_adds_nothing) {
  const CheckReport empty = shard({.range = {0, 0}});
  EXPECT_EQ(json_of(merge_all({empty, shard({})})), json_of(merge_all({shard({})})));
}

TEST(ResultFile, says_what_it_is_and_refuses_what_it_is_not) {
  const std::string text = json_of(shard({}));
  const auto refused = [&](const std::string& from, const std::string& to) {
    std::string altered = text;
    altered.replace(altered.find(from), from.size(), to);
    return usage_error_of([&] { static_cast<void>(report_from_json(altered, "r.json")); });
  };
  EXPECT_THAT(refused("interleave-result", "capsule"), HasSubstr("r.json: expected a result"));
  EXPECT_THAT(refused("\"version\": 1", "\"version\": 9"), HasSubstr("by a newer build"));
  EXPECT_THAT(refused("\"schema\": ", "\"schema\": 9"), HasSubstr("found schema 9"));
  EXPECT_THAT(refused("\"harness\": \"", "\"harness\": \"9"), HasSubstr("found harness 9"));
  EXPECT_THAT(refused("request-lost", "no-such-fault"),
              HasSubstr("found the fault \"no-such-fault\", expected one that this build knows"));
  EXPECT_THAT(refused("\"end\": 60", "\"end\": 59"), HasSubstr("how many of its runs were made"));
  EXPECT_THAT(refused("\"runs_asked\": 60", "\"runs_asked\": 59"), HasSubstr("no part beyond"));
  EXPECT_THAT(refused("\"limited\"", "\"bounded\""), HasSubstr("expected a field \"limited\""));
  EXPECT_THAT(refused("}", ""), HasSubstr("expected a result in JSON"));
}

}  // namespace
}  // namespace interleave::tools
