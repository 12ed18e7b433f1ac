#include <algorithm>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tools/fixtures.hpp"

// The command as a CI engine starts it: shards, bounds, seeds of commits, and what is left behind.

namespace interleave::tools {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class Gate : public Command {
 protected:
  /// A check of the incident's algorithm, which fails in many ways; of 2000 runs, if not of others.
  static Arguments check(const Arguments& more) {
    Arguments arguments{"check", "assignments", "--variant", "as-found"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    if (std::ranges::find(more, "--runs") != more.end()) return arguments;
    arguments.insert(arguments.end(), {"--runs", "2000"});
    return arguments;
  }
  [[nodiscard]] json result(const std::string& name) const {
    return json::parse(read_file(path(name)));
  }
  /// All but how the runs were divided, and the time they took.
  [[nodiscard]] json counts(const std::string& name) const {
    json all = result(name);
    all["merged"] = false;
    all["shard"] = nullptr;
    all.erase("seconds");
    all.erase("runs_per_second");
    for (json& system : all["systems"]) {
      for (const char* const field : {"seconds", "runs_per_second", "parts"}) system.erase(field);
    }
    return all;
  }
  /// The text of a result without the lines that differ from one run of the command to the next.
  static std::string without_times(const std::string& text) {
    std::istringstream lines(text);
    std::string kept;
    for (std::string line; std::getline(lines, line);) {
      if (line.find(" events a run, ") == std::string::npos) kept += line + "\n";
    }
    return kept;
  }
};

TEST_F(Gate, four_shards_merged_are_the_unsharded_check) {
  const Ended whole = run(check({"--json", "whole.json"}));
  for (const std::string number : {"1", "2", "3", "4"}) {
    const Ended shard =
        run(check({"--shard", number + "/4", "--json", number + ".json", "--threads", number}));
    EXPECT_EQ(shard.exit_code, 1);
  }
  const Ended merged =
      run({"merge", "3.json", "1.json", "4.json", "2.json", "--json", "merged.json"});
  EXPECT_EQ(merged.exit_code, whole.exit_code);
  EXPECT_EQ(without_times(merged.out), without_times(whole.out));
  EXPECT_EQ(counts("merged.json"), counts("whole.json"));
}

TEST_F(Gate, the_headline_says_which_shard_it_is_and_who_says_so) {
  EXPECT_THAT(run(check({"--shard", "2/4"})).out,
              HasSubstr("shard 2 of 4 (--shard): runs 500 to 999 of 2 000 from seed 1"));
  set("SLURM_ARRAY_TASK_ID=4");
  set("SLURM_ARRAY_TASK_MIN=1");
  set("SLURM_ARRAY_TASK_COUNT=4");
  EXPECT_THAT(run(check({})).out, HasSubstr("shard 4 of 4 (Slurm array): runs 1 500 to 1 999"));
  // A flag beats the environment; the only shard of one is no shard.
  EXPECT_THAT(run(check({"--shard", "1/1"})).out, HasSubstr("· 2 000 runs from seed 1"));
}

TEST_F(Gate, a_shard_that_an_engine_says_only_half_is_refused) {
  set("JOB_COMPLETION_INDEX=1");
  expect_refusal(check({}), "JOB_COMPLETION_INDEX: found \"1\" without INTERLEAVE_SHARDS");
  EXPECT_EQ(run(check({"--shard", "1/2"})).exit_code, 1);
}

TEST_F(Gate, bazel_learns_that_the_work_is_divided) {
  set("TEST_SHARD_INDEX=0");
  set("TEST_TOTAL_SHARDS=2");
  set("TEST_SHARD_STATUS_FILE=" + path("status"));
  EXPECT_THAT(run(check({})).out, HasSubstr("shard 1 of 2 (Bazel)"));
  EXPECT_TRUE(fs::exists(path("status")));
}

TEST_F(Gate, a_shard_that_was_killed_and_made_again_counts_once) {
  const Arguments endless{"check",   "reassign-race", "--runs", "200G",
                          "--shard", "1/2",           "--json", "0.json"};
  const pid_t killed = start_and_hear(endless);
  ::kill(killed, SIGKILL);
  wait_for(killed);
  EXPECT_FALSE(fs::exists(path("0.json")));
  const pid_t interrupted = start_and_hear(endless);
  ::kill(interrupted, SIGINT);
  EXPECT_EQ(wait_for(interrupted).exit_code, 130);
  expect_refusal({"merge", "0.json"}, "0.json: found runs 0 to 99 999 999 999 interrupted after");

  EXPECT_EQ(run(check({"--shard", "2/2", "--json", "2.json"})).exit_code, 1);
  EXPECT_EQ(run({"merge", "2.json"}).exit_code, 1);
  EXPECT_THAT(read_file(path("out")), HasSubstr("INCOMPLETE: no result for runs 0 to 999"));
  EXPECT_EQ(run(check({"--shard", "1/2", "--json", "1.json"})).exit_code, 1);
  EXPECT_EQ(run(check({"--json", "whole.json"})).exit_code, 1);
  EXPECT_EQ(run({"merge", "1.json", "2.json", "1.json", "--json", "merged.json"}).exit_code, 1);
  EXPECT_EQ(counts("merged.json"), counts("whole.json"));
}

TEST_F(Gate, a_merge_that_lacks_a_shard_has_not_held) {
  const Arguments held{"check",   "reassign-race", "--runs", "100",
                       "--shard", "1/2",           "--json", "1.json"};
  EXPECT_EQ(run(held).exit_code, 0);
  EXPECT_EQ(run({"merge", "1.json", "--json", "merged.json"}).exit_code, 8);
  EXPECT_EQ(result("merged.json")["exit_code"], 8);
  EXPECT_EQ(result("merged.json")["systems"][0]["missing"],
            json::parse(R"([{"begin": 50, "end": 100}])"));
}

TEST_F(Gate, the_number_of_failing_runs_ends_a_check_at_the_same_run_whatever_the_threads) {
  std::vector<json> results;
  for (const std::string threads : {"1", "2", "3"}) {
    const Ended ended = run(check({"--max-failures", "7", "--threads", threads, "--json", "r"}));
    EXPECT_EQ(ended.exit_code, 1);
    EXPECT_THAT(ended.out, HasSubstr("STOPPED at 7 failing runs after "));
    results.push_back(counts("r"));
    EXPECT_EQ(results.back()["violations"], 7);
    EXPECT_EQ(result("r")["systems"][0]["parts"][0]["stopped"], "failures");
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
  // Its last run is the seventh that fails: one run less and there are six.
  const std::string runs = results[0]["runs"].dump();
  EXPECT_EQ(run(check({"--runs", runs, "--json", "same"})).exit_code, 1);
  EXPECT_EQ(result("same")["systems"][0]["digest"], results[0]["systems"][0]["digest"]);
  const std::string fewer = std::to_string(results[0]["runs"].get<int>() - 1);
  run(check({"--runs", fewer, "--json", "fewer"}));
  EXPECT_EQ(result("fewer")["violations"], 6);
}

TEST_F(Gate, what_is_made_in_a_given_time_is_the_beginning_of_what_would_be_made) {
  const Ended timed =
      run({"check", "reassign-race", "--time", "1s", "--variant", "locked", "--json", "timed"});
  EXPECT_EQ(timed.exit_code, 0);
  EXPECT_THAT(timed.out, HasSubstr("· as many runs as fit from seed 1"));
  EXPECT_THAT(timed.out, HasSubstr("TIME was up after "));
  const json part = result("timed")["systems"][0]["parts"][0];
  EXPECT_EQ(part["begin"], 0);
  EXPECT_EQ(part["end"], part["runs"]);
  EXPECT_EQ(part["stopped"], "time");
  EXPECT_EQ(result("timed")["systems"][0]["runs_asked"], nullptr);
  run({"check", "reassign-race", "--runs", part["runs"].dump(), "--json", "whole"});
  EXPECT_EQ(result("whole")["systems"][0]["digest"], part["digest"]);
  EXPECT_EQ(run({"merge", "timed"}).exit_code, 0);
}

TEST_F(Gate, time_left_over_is_no_matter) {
  EXPECT_EQ(run(check({"--time", "1h", "--json", "r"})).exit_code, 1);
  EXPECT_EQ(result("r")["runs"], 2000);
  EXPECT_EQ(result("r")["systems"][0]["parts"][0]["stopped"], nullptr);
}

TEST_F(Gate, bounds_that_cannot_be_are_refused) {
  for (const std::string time : {"0", "-1", "1d", "s", "1.5h", "9000h", ""}) {
    expect_refusal(check({"--time", time}), "--time: found");
  }
  expect_refusal(check({"--time", "9s", "--shard", "1/2"}), "--time: found beside shard 1 of 2");
  expect_refusal(check({"--max-failures", "0"}), "--max-failures: found \"0\"");
  expect_refusal(check({"--shard", "3/2"}), "--shard I: found \"3\"");
  expect_refusal(check({"--junit", path("nowhere/r.xml")}), "--junit: found");
  expect_refusal(check({"--regressions", path("nowhere")}), "--regressions: found");
}

TEST_F(Gate, the_seed_of_a_commit_is_printed_as_the_number_that_repeats_it) {
  set("GITHUB_SHA=0000000000ff0123456789abcdef0123456789ab");
  const Ended ended = run(check({"--seed", "commit", "--json", "commit.json"}));
  EXPECT_THAT(ended.out, HasSubstr("from seed 255 (commit 0000000000ff)"));
  run(check({"--seed", "255", "--json", "number.json"}));
  EXPECT_EQ(result("commit.json")["systems"], [&] {
    json same = result("number.json")["systems"];
    for (std::size_t i = 0; i < same.size(); ++i) {
      const json other = result("commit.json")["systems"][i];
      same[i]["seconds"] = other["seconds"];
      same[i]["runs_per_second"] = other["runs_per_second"];
      same[i]["parts"][0]["seconds"] = other["parts"][0]["seconds"];
    }
    return same;
  }());
}

TEST_F(Gate, without_an_engine_the_commit_is_that_of_the_working_directory) {
  set("GIT_CEILING_DIRECTORIES=" + fs::temp_directory_path().string());
  expect_refusal(check({"--seed", "commit"}), "--seed commit: found no commit");
  // As much of a repository as git asks for, on a commit that it need not have.
  for (const char* const part : {".git/objects", ".git/refs"}) fs::create_directories(path(part));
  write(".git/HEAD", "00000000001f0123456789abcdef0123456789ab\n");
  EXPECT_THAT(run(check({"--seed", "commit"})).out,
              HasSubstr("from seed 31 (commit 00000000001f)"));
}

TEST_F(Gate, github_is_told_in_annotations_and_in_a_summary_that_is_added_to) {
  write("summary.md", "before\n");
  set("GITHUB_ACTIONS=true");
  set("GITHUB_STEP_SUMMARY=" + path("summary.md"));
  const Ended ended = run(check({}));
  EXPECT_THAT(ended.out,
              HasSubstr("\n::error title=assignments · as-found%3A ASG.extra::ASG.extra"));
  EXPECT_THAT(read_file(path("summary.md")),
              testing::StartsWith("before\n### interleave: violated (exit code 1)\n"));
}

TEST_F(Gate, a_summary_that_cannot_be_written_is_refused_before_any_run) {
  set("GITHUB_STEP_SUMMARY=" + path("nowhere/summary.md"));
  expect_refusal(check({}), "GITHUB_STEP_SUMMARY: found");
}

void expect_described(const json& value, const std::string& description) {
  if (value.is_array()) {
    for (const json& entry : value) expect_described(entry, description);
  }
  if (!value.is_object()) return;
  for (const auto& [name, field] : value.items()) {
    EXPECT_THAT(description, HasSubstr("`" + name + "`"));
    if (name != "options") expect_described(field, description);
  }
}

TEST_F(Gate, every_field_of_a_result_is_described) {
  const std::string root = INTERLEAVE_SOURCE_DIR;
  const std::string description = read_file(root + "/docs/result.md");
  run(check({"--shard", "1/2", "--json", "1.json"}));
  run(check({"--shard", "2/2", "--json", "2.json", "--regressions", root + "/regressions"}));
  run({"merge", "1.json", "2.json", "--json", "merged.json"});
  expect_described(result("1.json"), description);
  expect_described(result("merged.json"), description);
  EXPECT_FALSE(result("merged.json")["regressions"].empty());
}

TEST_F(Gate, merge_refuses_what_it_cannot_read) {
  expect_refusal({"merge"}, "RESULT");
  expect_refusal({"merge", "missing.json"}, "missing.json: expected a result file");
  write("other.json", R"({"format": 1})");
  expect_refusal({"merge", "other.json"}, "other.json: expected a result of interleave check");
  write("cut.json", R"({"format": "interleave-result")");
  expect_refusal({"merge", "cut.json"}, "the file ends too soon");
}

}  // namespace
}  // namespace interleave::tools
