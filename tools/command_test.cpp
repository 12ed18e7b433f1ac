#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "properties/reassign_race_reference.hpp"
#include "tools/fixtures.hpp"

// The command as a user types it: what it prints, how it exits, what it leaves behind.

namespace interleave::tools {

std::string command_under_test() { return INTERLEAVE_COMMAND; }

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

TEST_F(Command, a_check_that_holds_says_so_and_exits_with_0) {
  const Ended ended = run({"check", "assignments", "--faults", "none", "--runs", "2000"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.out, HasSubstr("assignments · production · faults none · 2 000 runs"));
  EXPECT_THAT(ended.out, HasSubstr("HELD: no run violated anything"));
  EXPECT_EQ(ended.err, "");
}

TEST_F(Command, the_incident_is_caught_told_in_two_sentences_and_replayed_as_the_same_run) {
  const std::string capsule = make_capsule();
  EXPECT_THAT(read_file(path("out")), HasSubstr("1. Job 1 is moved from A to B"));
  EXPECT_THAT(read_file(path("out")), HasSubstr("interleave replay " + capsule));
  const Ended replayed = run({"replay", capsule, "--timeline"});
  EXPECT_EQ(replayed.exit_code, 1);
  EXPECT_THAT(replayed.out, HasSubstr("same: this is the recorded run, event for event"));
  EXPECT_THAT(replayed.out, HasSubstr("order 1 at Spectora shows B (primary) and C (primary)"));
  EXPECT_THAT(replayed.out, HasSubstr("DELETE A on order 1"));
}

TEST_F(Command, the_token_that_a_check_prints_replays_the_failing_run) {
  const Ended ended = run({"check", "assignments", "--variant", "as-found", "--faults", "typical",
                           "--runs", "500", "--set", "jobs=1", "--json", path("r.json")});
  ASSERT_EQ(ended.exit_code, 1);
  const json failure = json::parse(read_file(path("r.json")))["systems"][0]["failures"][0];
  const Ended replayed = run({"replay", failure["token"], "--set", "jobs=1"});
  EXPECT_EQ(replayed.exit_code, 1);
  EXPECT_THAT(replayed.out, HasSubstr(failure["signature"].get<std::string>()));
}

TEST_F(Command, a_capsule_that_was_altered_is_not_the_same_run) {
  const std::string capsule = make_capsule();
  json altered = json::parse(read_file(capsule));
  for (json& decision : altered["decisions"]) {
    if (decision["site"] == "action-gap") decision["outcome"] = 2;
  }
  write("altered.json", altered.dump());
  const Ended other_trace = run({"replay", path("altered.json")});
  EXPECT_EQ(other_trace.exit_code, 6);
  EXPECT_THAT(other_trace.out, HasSubstr("same failure, different trace"));
  altered["decisions"][0]["cause"] = "0123456789abcdef";
  write("altered.json", altered.dump());
  const Ended diverged = run({"replay", path("altered.json")});
  EXPECT_EQ(diverged.exit_code, 7);
  EXPECT_THAT(diverged.out, HasSubstr("first decision that no longer fits"));
  altered["decisions"] = json::array();
  write("altered.json", altered.dump());
  EXPECT_EQ(run({"replay", path("altered.json")}).exit_code, 0);
}

TEST_F(Command, shrink_writes_a_capsule_that_fails_in_the_same_way) {
  const std::string capsule = make_capsule();
  const Ended shrunk = run({"shrink", capsule, "-o", path("smaller.json")});
  EXPECT_EQ(shrunk.exit_code, 0);
  EXPECT_EQ(run({"replay", path("smaller.json")}).exit_code, 1);
  // It was at its smallest already.
  EXPECT_EQ(json::parse(read_file(path("smaller.json")))["decisions"],
            json::parse(read_file(capsule))["decisions"]);
}

TEST_F(Command, the_result_in_json_does_not_depend_on_the_number_of_threads) {
  const Arguments base{"check", "assignments", "--variant", "as-found", "--runs", "3000", "--json"};
  std::vector<json> results;
  for (const std::string threads : {"1", "2", "3"}) {
    Arguments arguments = base;
    arguments.insert(arguments.end(), {path("r.json"), "--threads", threads});
    EXPECT_EQ(run(arguments).exit_code, 1);
    json result = json::parse(read_file(path("r.json")))["systems"][0];
    EXPECT_EQ(result["runs"], 3000);
    EXPECT_GT(result["runs_per_second"], 0);
    result.erase("seconds");
    result.erase("runs_per_second");
    result["parts"][0].erase("seconds");
    results.push_back(result);
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

TEST_F(Command, the_race_that_the_command_measures_is_the_race_that_arithmetic_predicts) {
  constexpr double runs = 200'000;
  run({"check", "reassign-race", "--variant", "as-found", "--strategy", "uniform", "--faults",
       "none", "--runs", "200k", "--json", path("r.json")});
  const json result = json::parse(read_file(path("r.json")));
  const auto expected = properties::race_reference::future_of_the_race();
  const double sigma = std::sqrt(runs * expected.violation * (1 - expected.violation));
  EXPECT_NEAR(result["violations"].get<double>(), runs * expected.violation, 4 * sigma);
  // A run has between 6 and 8 requests, so 12 to 16 events, and their deviation is at most 2.
  EXPECT_NEAR(result["mean_events"].get<double>(), expected.events, 8 / std::sqrt(runs));
}

TEST_F(Command, without_a_system_all_that_have_the_variant_are_checked) {
  const Ended ended = run({"check", "--runs", "100", "--faults", "typical"});
  EXPECT_THAT(ended.out, HasSubstr("assignments · production · faults typical"));
  EXPECT_THAT(ended.out, HasSubstr("skipped reassign-race: it has no such fault profile"));
}

TEST_F(Command, ctrl_c_ends_with_a_partial_result_and_130) {
  const pid_t child =
      start_and_hear({"check", "reassign-race", "--runs", "1000G", "--json", path("r.json")});
  ::kill(child, SIGINT);
  const Ended ended = wait_for(child);
  EXPECT_EQ(ended.exit_code, 130);
  EXPECT_THAT(ended.out, HasSubstr("INTERRUPTED after"));
  const json result = json::parse(read_file(path("r.json")));
  EXPECT_EQ(result["exit_code"], 130);
  EXPECT_EQ(result["systems"][0]["interrupted"], true);
}

TEST_F(Command, unknown_names_are_refused_with_those_that_exist) {
  expect_refusal({"frobnicate"},
                 "expected one of: list, check, replay, shrink, merge, explore, trace");
  expect_refusal({"check", "flex"}, "unknown system \"flex\", expected one of: reassign-race");
  expect_refusal({"check", "assignments", "--variant", "best"}, "expected one of: as-found");
  expect_refusal({"check", "assignments", "--strategy", "uniform,luck"},
                 "expected one of: uniform");
  expect_refusal({"check", "assignments", "--faults", "many"},
                 "expected one of: none, mild, typical");
  expect_refusal({"check", "assignments", "--set", "colour=1"}, "expected one of: jobs");
  expect_refusal({"check", "--colour"}, "--colour");
  expect_refusal({"check", "assignments", "--strategy", "latency,"}, "unknown strategy \"\"");
  expect_refusal({"check", "reassign-race", "--set", "jobs=1"}, "expected none");
  expect_refusal({"check", "--variant", "perfect"}, "no system has variant \"perfect\"");
}

TEST_F(Command, the_table_of_mutants_refuses_what_it_does_not_know_and_says_what_it_takes) {
  const std::vector<Arguments> bad{{"0"}, {"1001"}, {"many"}, {"1", "luck"}, {"1", "pos,"}};
  for (const Arguments& arguments : bad) {
    const Ended ended = wait_for(start(arguments, INTERLEAVE_MUTANTS));
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err,
                HasSubstr(arguments.size() == 1 ? "expected a whole number from 1 to 1000"
                                                : "expected one of: uniform, latency"));
    EXPECT_THAT(ended.err, HasSubstr("\nexpected: mutants [SEEDS [all | STRATEGY,…]…]\n"));
  }
}

TEST_F(Command, numbers_out_of_range_are_refused) {
  for (const std::string runs :
       {"-5", "0", "9223372036854775808", "10000000000G", "1.5M", "1T", "x"}) {
    expect_refusal({"check", "assignments", "--runs", runs},
                   "expected a whole number from 1 to 2^63-1");
  }
  expect_refusal({"check", "assignments", "--threads", "0"}, "from 1 to 1024");
  expect_refusal({"check", "assignments", "--seed", "-1"}, "from 0 to");
  expect_refusal({"check", "assignments", "--set", "jobs=4"}, "from 1 to 3");
}

TEST_F(Command, a_place_that_cannot_be_written_is_refused_before_any_run) {
  write("file", "mine");
  expect_refusal({"check", "assignments", "--out", path("file")},
                 "a directory that can be written");
  expect_refusal({"check", "assignments", "--out", path("file") + "/below"}, "--out");
  expect_refusal({"check", "assignments", "--json", path("nowhere/r.json")}, "--json");
  expect_refusal({"check", "assignments", "--json", path("")}, "--json");
  expect_refusal({"check", "assignments", "--json", ""}, "--json");
  expect_refusal({"check", "assignments", "--out", ""}, "--out");
  expect_refusal({"check", "assignments", "--out", path("new"), "--json", path("nowhere/r.json")},
                 "--json");
  EXPECT_FALSE(fs::exists(path("new")));
  EXPECT_EQ(read_file(path("file")), "mine");
}

TEST_F(Command, bad_capsules_are_refused_and_nothing_is_overwritten) {
  const std::string capsule = make_capsule();
  const std::string text = read_file(capsule);
  write("kept.json", "mine");
  const auto expect_refused_capsule = [&](const std::string& name, const std::string& words) {
    expect_refusal({"replay", path(name)}, words);
    expect_refusal({"shrink", path(name), "-o", path("kept.json")}, words);
  };
  write("truncated.json", text.substr(0, text.size() / 2));
  expect_refused_capsule("truncated.json", "the file ends too soon");
  write("malformed.json", "{]");
  expect_refused_capsule("malformed.json", "expected a capsule in JSON");
  json newer = json::parse(text);
  newer["format"] = 999;
  write("newer.json", newer.dump());
  expect_refused_capsule("newer.json", "it was written by a newer build");
  newer = json::parse(text);
  newer["schema"] = 999;
  write("newer.json", newer.dump());
  expect_refused_capsule("newer.json", "it was written by a newer build");
  expect_refused_capsule("missing.json", "expected a capsule file that can be read");
  expect_refusal({"shrink", capsule, "-o", path("nowhere/x.json")}, "--output");
  EXPECT_EQ(read_file(path("kept.json")), "mine");
  expect_refusal({"replay", "v999/assignments/as-found/uniform/none/00000000/1/1"}, "schema 999");
}

TEST_F(Command, a_result_goes_through_links_and_pipes_instead_of_replacing_them) {
  const Arguments check{"check", "reassign-race", "--runs", "10", "--json"};
  const auto with_output = [&](const std::string& name) {
    Arguments arguments = check;
    arguments.push_back(path(name));
    return arguments;
  };
  fs::create_symlink(path("target.json"), path("link.json"));
  EXPECT_EQ(run(with_output("link.json")).exit_code, 0);
  EXPECT_TRUE(fs::is_symlink(path("link.json")));
  EXPECT_EQ(json::parse(read_file(path("target.json")))["runs"], 10);
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const int reader = ::open(path("pipe").c_str(), O_RDWR);  // so that the writer need not wait
  EXPECT_EQ(run(with_output("pipe")).exit_code, 0);
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
  std::string piped(1, '\0');
  EXPECT_EQ(::read(reader, piped.data(), 1), 1);
  EXPECT_EQ(piped, "{");
  ::close(reader);
}

TEST_F(Command, a_full_standard_output_is_an_error) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO);
    ::dup2(::open(path("err").c_str(), O_CREAT | O_WRONLY, 0600), STDERR_FILENO);
    ::execl(INTERLEAVE_COMMAND, INTERLEAVE_COMMAND, "list", nullptr);
    ::_exit(127);
  }
  const Ended ended = wait_for(child);
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("standard output"));
}

TEST_F(Command, a_token_is_shrunk_to_the_story_that_the_check_told) {
  const Ended ended = run({"check", "assignments", "--variant", "as-found", "--faults", "none",
                           "--runs", "500", "--json", path("r.json")});
  ASSERT_EQ(ended.exit_code, 1);
  const json result = json::parse(read_file(path("r.json")));
  for (const json& failure : result["systems"][0]["failures"]) {
    const Ended shrunk = run({"shrink", failure["token"], "--signature", failure["signature"], "-o",
                              path("shrunk.json")});
    EXPECT_EQ(shrunk.exit_code, 0) << shrunk.err;
    EXPECT_EQ(json::parse(read_file(path("shrunk.json")))["story"], failure["story"]);
  }
  const json& found = result["systems"][0]["failures"][0];
  expect_refusal({"shrink", found["token"], "--signature", "SCOPE.native"},
                 "expected a run that fails with SCOPE.native");
}

TEST_F(Command, a_check_leaves_nothing_but_what_was_asked_for) {
  make_capsule();
  for (const fs::directory_entry& entry : fs::directory_iterator(path("capsules"))) {
    EXPECT_THAT(entry.path().string(), testing::EndsWith(".capsule.json"));
  }
}

TEST_F(Command, list_shows_every_system_with_its_options) {
  const Ended ended = run({"list"});
  EXPECT_EQ(ended.exit_code, 0);
  for (const std::string words :
       {"reassign-race", "assignments", "as-found", "locked", "ASG.extra", "CAL.event",
        "SCOPE.native", "timeout", "uniform", "latency", "typical", "reply-lost"}) {
    EXPECT_THAT(ended.out, HasSubstr(words));
  }
}

}  // namespace
}  // namespace interleave::tools
