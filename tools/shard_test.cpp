#include "tools/shard.hpp"

#include <filesystem>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include "properties/fixtures.hpp"

namespace interleave::tools {
namespace {

using properties::usage_error_of;
using testing::HasSubstr;

using Variables = std::map<std::string, std::string>;

Environment environment_of(const Variables& variables) {
  return [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end() || found->second.empty()) return std::nullopt;
    return found->second;
  };
}

std::string shard_in(const Variables& variables) {
  const std::optional<Shard> shard = shard_from(environment_of(variables));
  return shard ? in_words(*shard) : "none";
}

void expect_refused(const Variables& variables, const std::string& words) {
  const std::string message =
      usage_error_of([&] { static_cast<void>(shard_from(environment_of(variables))); });
  EXPECT_THAT(message, HasSubstr(words));
  EXPECT_THAT(message, HasSubstr("expected"));
}

TEST(Shard, the_second_of_four_makes_the_second_quarter) {
  EXPECT_EQ(range_of(parse_shard("2/4"), 100'000), (RunRange{25'000, 50'000}));
  // 10 · 0/4, 1/4, 2/4, 3/4, 4/4, each rounded down.
  EXPECT_EQ(range_of(parse_shard("1/4"), 10), (RunRange{0, 2}));
  EXPECT_EQ(range_of(parse_shard("2/4"), 10), (RunRange{2, 5}));
  EXPECT_EQ(range_of(parse_shard("3/4"), 10), (RunRange{5, 7}));
  EXPECT_EQ(range_of(parse_shard("4/4"), 10), (RunRange{7, 10}));
}

RC_GTEST_PROP(Shard, shards_follow_each_other_without_a_gap_and_differ_by_at_most_one_run, ()) {
  const auto runs = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 63U);
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 200);
  std::uint64_t next = 0;
  for (std::uint64_t number = 1; number <= count; ++number) {
    const RunRange range = range_of({number, count, ""}, runs);
    RC_ASSERT(range.begin == next);
    RC_ASSERT(range.size() - runs / count <= 1);
    next = range.end;
  }
  RC_ASSERT(next == runs);
}

TEST(Shard, the_greatest_numbers_do_not_overflow) {
  constexpr std::uint64_t most = (std::uint64_t{1} << 63U) - 1;
  EXPECT_EQ(range_of({1'000'000, 1'000'000, ""}, most).end, most);
  // 2^63 − 1 = 10^6 · 9223372036854 + 775807; the boundary before the last adds 775807 · 999999 /
  // 10^6.
  EXPECT_EQ(range_of({1'000'000, 1'000'000, ""}, most).begin,
            std::uint64_t{9'223'372'036'854} * 999'999 + 775'806);
}

TEST(Shard, what_cannot_be_a_shard_is_refused) {
  const auto refusal = [](const std::string& text) {
    return usage_error_of([&] { static_cast<void>(parse_shard(text)); });
  };
  EXPECT_THAT(refusal("2"), HasSubstr("expected I/N"));
  EXPECT_THAT(refusal("0/4"),
              HasSubstr("--shard I: found \"0\", expected a whole number from 1 to 4"));
  EXPECT_THAT(refusal("5/4"), HasSubstr("from 1 to 4"));
  EXPECT_THAT(refusal("1/0"), HasSubstr("--shard N: found \"0\""));
  EXPECT_THAT(refusal("1/x"), HasSubstr("--shard N: found \"x\""));
  EXPECT_THAT(refusal("1/1000001"), HasSubstr("from 1 to 1000000"));
  EXPECT_THAT(refusal("/"), HasSubstr("--shard N"));
}

TEST(Shard, each_engine_is_understood) {
  EXPECT_EQ(shard_in({}), "none");
  EXPECT_EQ(shard_in({{"JOB_COMPLETION_INDEX", "0"}, {"INTERLEAVE_SHARDS", "8"}}),
            "shard 1 of 8 (Kubernetes indexed job)");
  EXPECT_EQ(shard_in({{"JOB_COMPLETION_INDEX", "7"}, {"JOB_COMPLETIONS", "8"}}),
            "shard 8 of 8 (Kubernetes indexed job)");
  EXPECT_EQ(shard_in({{"OMPI_COMM_WORLD_RANK", "3"}, {"OMPI_COMM_WORLD_SIZE", "4"}}),
            "shard 4 of 4 (Open MPI)");
  EXPECT_EQ(shard_in({{"TEST_SHARD_INDEX", "1"}, {"TEST_TOTAL_SHARDS", "3"}}),
            "shard 2 of 3 (Bazel)");
  EXPECT_EQ(shard_in({{"GTEST_SHARD_INDEX", "2"}, {"GTEST_TOTAL_SHARDS", "3"}}),
            "shard 3 of 3 (GoogleTest)");
  EXPECT_EQ(shard_in({{"SLURM_ARRAY_TASK_ID", "12"},
                      {"SLURM_ARRAY_TASK_MIN", "10"},
                      {"SLURM_ARRAY_TASK_COUNT", "4"}}),
            "shard 3 of 4 (Slurm array)");
}

TEST(Shard, a_slurm_array_may_count_in_steps_but_have_no_gap) {
  Variables array{{"SLURM_ARRAY_TASK_ID", "9"},
                  {"SLURM_ARRAY_TASK_MIN", "1"},
                  {"SLURM_ARRAY_TASK_MAX", "13"},
                  {"SLURM_ARRAY_TASK_STEP", "4"},
                  {"SLURM_ARRAY_TASK_COUNT", "4"}};
  EXPECT_EQ(shard_in(array), "shard 3 of 4 (Slurm array)");  // 1, 5, 9, 13
  array["SLURM_ARRAY_TASK_ID"] = "8";
  expect_refused(array, "SLURM_ARRAY_TASK_ID: found 8");
  array["SLURM_ARRAY_TASK_ID"] = "9";
  array["SLURM_ARRAY_TASK_MAX"] = "20";  // "1,5,9,20"
  expect_refused(array, "SLURM_ARRAY_TASK_MAX: found 20, expected 13");
}

TEST(Shard, half_of_what_an_engine_says_is_refused) {
  expect_refused({{"JOB_COMPLETION_INDEX", "0"}}, "without INTERLEAVE_SHARDS");
  expect_refused({{"INTERLEAVE_SHARDS", "4"}}, "without JOB_COMPLETION_INDEX");
  expect_refused({{"OMPI_COMM_WORLD_SIZE", "4"}}, "without OMPI_COMM_WORLD_RANK");
  expect_refused({{"TEST_SHARD_INDEX", "1"}}, "without TEST_TOTAL_SHARDS");
  expect_refused({{"TEST_SHARD_INDEX", "1"}, {"TEST_TOTAL_SHARDS", ""}},
                 "without TEST_TOTAL_SHARDS");
  expect_refused({{"SLURM_ARRAY_TASK_ID", "1"}, {"SLURM_ARRAY_TASK_MIN", "1"}},
                 "without SLURM_ARRAY_TASK_COUNT");
}

TEST(Shard, what_an_engine_cannot_mean_is_refused) {
  expect_refused({{"GTEST_SHARD_INDEX", "3"}, {"GTEST_TOTAL_SHARDS", "3"}},
                 "GTEST_SHARD_INDEX: found \"3\", expected a whole number from 0 to 2");
  expect_refused({{"TEST_SHARD_INDEX", "0"}, {"TEST_TOTAL_SHARDS", "0"}}, "TEST_TOTAL_SHARDS");
  expect_refused({{"OMPI_COMM_WORLD_RANK", "-1"}, {"OMPI_COMM_WORLD_SIZE", "2"}}, "RANK");
}

TEST(Shard, two_engines_may_agree_but_not_differ) {
  // Bazel repeats its shard in the names that GoogleTest knows.
  Variables both{{"TEST_SHARD_INDEX", "1"},
                 {"TEST_TOTAL_SHARDS", "3"},
                 {"GTEST_SHARD_INDEX", "1"},
                 {"GTEST_TOTAL_SHARDS", "3"}};
  EXPECT_EQ(shard_in(both), "shard 2 of 3 (Bazel)");
  both["GTEST_SHARD_INDEX"] = "2";
  expect_refused(both, "found shard 2 of 3 (Bazel) and shard 3 of 3 (GoogleTest)");
}

TEST(Shard, an_engine_that_asks_for_it_learns_that_the_work_is_divided) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("interleave-shard-" + std::to_string(::getpid()));
  acknowledge_sharding(environment_of({{"TEST_SHARD_STATUS_FILE", file.string()}}));
  EXPECT_TRUE(std::filesystem::exists(file));
  std::filesystem::remove(file);
  const std::string message = usage_error_of([] {
    acknowledge_sharding(environment_of({{"GTEST_SHARD_STATUS_FILE", "/nowhere/status"}}));
  });
  EXPECT_THAT(message, HasSubstr("GTEST_SHARD_STATUS_FILE: found \"/nowhere/status\""));
}

}  // namespace
}  // namespace interleave::tools
