#include "tools/nondeterminism.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "properties/experiment.hpp"
#include "tools/fixtures.hpp"

// What is not a function of a run's decisions is found by `check`, and named by its first event.
// The subjects are in tools/planted.cpp; what they look at shows at the third tick of five.

namespace interleave::tools {
namespace {

using nlohmann::json;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class Watch : public Command {
 protected:
  [[nodiscard]] Ended planted(const Arguments& arguments) const {
    return wait_for(start(arguments, INTERLEAVE_PLANTED));
  }
  /// A check of one of the planted variants; of 1000 runs 15 are watched, of 20 none.
  Ended check(const std::string& variant, const std::string& runs = "1000") const {
    return planted({"check", "--variant", variant, "--runs", runs, "--threads", "1", "--json",
                    path("r.json")});
  }
  [[nodiscard]] json result() const { return json::parse(read_file(path("r.json")))["systems"][0]; }
  [[nodiscard]] json first_found() const { return result()["nondeterminism"][0]; }
};

std::string schema() { return "v" + std::to_string(properties::schema_version); }

/// The first run of a check that is made twice.
std::string token_of(const std::string& system) {
  return schema() + "/planted/" + system + "/uniform/none/00000000/1/33";
}

TEST_F(Watch, what_a_world_keeps_from_run_to_run_is_found) {
  const Ended ended = check("leftover");
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.out, HasSubstr("made twice: 15 of 1 000 runs, 15 of which differed\n"));
  EXPECT_THAT(ended.out, HasSubstr("NONDETERMINISM: " + token_of("leftover") + " has hash "));
  EXPECT_THAT(ended.out, HasSubstr("\n  the first event that differs is event 3:\n    first:  "));
  EXPECT_THAT(ended.out, ContainsRegex("    second: 3\\.000000 s  .*  clock action: tick 3\n"));
}

TEST_F(Watch, what_a_process_keeps_from_run_to_run_is_found) {
  EXPECT_EQ(check("counter").exit_code, 3);
  const json found = first_found();
  EXPECT_EQ(found["run"], 33);
  EXPECT_NE(found["first_hash"], found["second_hash"]);
  EXPECT_EQ(found["fresh_process"], false);
  EXPECT_EQ(found["difference"]["event"], 3);
  EXPECT_THAT(found["difference"]["first"].get<std::string>(), HasSubstr("clock action: tick 3"));
  EXPECT_EQ(result()["watched"], 15);
  EXPECT_EQ(result()["differed"], 15);
}

TEST_F(Watch, what_differs_between_processes_is_found_in_a_fresh_one) {
  const Ended ended = check("process");
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.out, HasSubstr("made twice: 15 of 1 000 runs, none of which differed\n"));
  EXPECT_THAT(ended.out, ContainsRegex("NONDETERMINISM: " + token_of("process") +
                                       " has hash .* and in a fresh process "));
  EXPECT_EQ(first_found()["fresh_process"], true);
  EXPECT_EQ(first_found()["difference"]["event"], 3);
}

TEST_F(Watch, the_command_that_it_names_shows_the_event_in_every_process_anew) {
  check("process");
  const std::string token = first_found()["token"];
  const auto events = [&] {
    std::istringstream lines(planted({"trace", token, "--events"}).out);
    std::vector<std::string> all;
    for (std::string line; std::getline(lines, line);) all.push_back(line);
    return all;
  };
  const std::vector<std::string> one = events();
  const std::vector<std::string> other = events();
  ASSERT_EQ(one.size(), 7U);  // the start, five ticks, what they came to
  const auto found = properties::first_difference(one, other);
  EXPECT_EQ(found.value_or(properties::EventDifference{}).event, 3U);
}

TEST_F(Watch, a_verdict_that_changes_is_found_though_no_event_does) {
  const Ended ended = check("verdict");
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.out, HasSubstr("  what it came to differs, and no event before:\n"
                                   "    first:  5 events, violated: ODD.count\n"
                                   "    second: 5 events, violated: nothing\n"));
  EXPECT_EQ(first_found()["difference"]["event"], nullptr);
}

TEST_F(Watch, the_first_ten_failing_runs_of_a_signature_are_made_twice) {
  // Every second run fails; made again one after the other, every second of those does.
  const Ended ended = check("verdict", "20");
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_EQ(result()["watched"], 0);
  EXPECT_EQ(result()["signatures"][0]["first"].size(), 10U);
  EXPECT_EQ(result()["nondeterminism"].size(), 5U);
}

TEST_F(Watch, a_fresh_process_that_dies_of_a_run_is_a_difference) {
  const Ended ended = check("crash");
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.out, HasSubstr(" and in a fresh process came to no end\n"));
  EXPECT_THAT(ended.out, HasSubstr("    second: the process ended with signal 9\n"));
  EXPECT_EQ(first_found()["second_hash"], nullptr);
}

TEST_F(Watch, a_result_that_was_nondeterministic_stays_so_when_it_is_merged) {
  for (const std::string variant : {"counter", "process", "verdict", "crash"}) {
    check(variant);
    const json before = result();
    const Ended merged = planted({"merge", path("r.json"), "--json", path("r.json")});
    EXPECT_EQ(merged.exit_code, 3) << variant;
    EXPECT_THAT(merged.out, HasSubstr("NONDETERMINISM: ")) << variant;
    EXPECT_EQ(result()["nondeterminism"], before["nondeterminism"]) << variant;
  }
}

TEST_F(Watch, a_system_that_is_deterministic_never_trips) {
  EXPECT_EQ(check("steady").exit_code, 0);
  const Ended ended = run({"check", "assignments", "--runs", "20k", "--json", path("r.json")});
  EXPECT_EQ(ended.exit_code, 0) << ended.out;
  EXPECT_EQ(result()["nondeterminism"], json::array());
  EXPECT_EQ(result()["no_fresh_process"], nullptr);
  // Of 20 000 runs 200 are expected, with a deviation of 14.
  EXPECT_NEAR(result()["watched"].get<double>(), 200, 4 * 14);
  EXPECT_EQ(result()["differed"], 0);
}

TEST_F(Watch, with_options_the_fresh_process_makes_the_same_runs) {
  const Ended ended = run({"check", "assignments", "--variant", "as-found", "--runs", "2000",
                           "--set", "jobs=1", "--set", "sweep=off", "--json", path("r.json")});
  EXPECT_EQ(ended.exit_code, 1) << ended.out;
  EXPECT_EQ(result()["no_fresh_process"], nullptr);
}

TEST_F(Watch, a_command_of_any_name_starts_itself_again) {
  std::filesystem::copy_file(INTERLEAVE_PLANTED, path("other name"));
  const Ended ended =
      wait_for(start({"check", "--variant", "process", "--runs", "1000"}, path("other name")));
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.out, HasSubstr(" and in a fresh process "));
}

TEST(Nondeterminism, that_did_not_come_back_says_that_the_event_is_not_known) {
  const Nondeterminism found{{}, 1, 2, "token", false, std::nullopt};
  EXPECT_EQ(in_words(found, " --set jobs=1"),
            "token has hash 0000000000000001 and then 0000000000000002\n"
            "  which event differs is not known: made again, it came out the same each time\n"
            "  event by event: interleave trace token --set jobs=1 --events");
}

TEST_F(Watch, what_is_planted_is_in_no_command_that_ships) {
  EXPECT_THAT(planted({"list"}).out, HasSubstr("planted"));
  EXPECT_THAT(run({"list"}).out, Not(HasSubstr("planted")));
}

TEST_F(Watch, traces_are_asked_for_by_token) {
  expect_refusal({"trace"}, "TOKEN");
  expect_refusal({"trace", "no-token"}, "expected vSCHEMA/SYSTEM/");
  const std::string token = schema() + "/reassign-race/locked/uniform/none/00000000/1/";
  const Ended ended = run({"trace", token + "0", token + "1"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.out, ContainsRegex("^[0-9a-f]+ [0-9a-f]+ " + token +
                                       "0: [0-9]+ events, violated: nothing\n"));
  EXPECT_THAT(ended.out, HasSubstr(token + "1: "));
}

}  // namespace
}  // namespace interleave::tools
