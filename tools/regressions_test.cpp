#include "tools/regressions.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "properties/fixtures.hpp"
#include "tools/fixtures.hpp"

namespace interleave::tools {
namespace {

using nlohmann::json;
using properties::ReplayEnding;
using properties::usage_error_of;
using testing::HasSubstr;

const std::string committed = INTERLEAVE_SOURCE_DIR "/regressions";

TEST(Regressions, every_capsule_that_is_checked_in_ends_as_expected) {
  const std::vector<RegressionFile> files = read_regressions(committed);
  EXPECT_FALSE(files.empty());
  for (const RegressionFile& file : files) {
    const Regression regression = replay_regression(file);
    EXPECT_EQ(regression.verdict, RegressionVerdict::as_expected) << text_of(regression);
  }
}

/// The capsule of the incident, altered.
class Altered : public Command {
 protected:
  Altered() : capsule(json::parse(read_file(incident))) {
    std::filesystem::create_directory(path("kept"));
  }

  [[nodiscard]] Regression replayed() const {
    write("kept/x.json", capsule.dump());
    return replay_regression(read_regressions(path("kept")).front());
  }

  const std::string incident = committed + "/assignments.as-found.ASG.extra.capsule.json";
  json capsule;
};

TEST_F(Altered, a_variant_that_is_wrong_on_purpose_must_fail_event_for_event) {
  EXPECT_EQ(in_words(replayed()), "same, as expected");
  for (json& decision : capsule["decisions"]) {
    if (decision["site"] == "action-gap") decision["outcome"] = 2;
  }
  EXPECT_EQ(replayed().ending, ReplayEnding::same_failure);
  EXPECT_EQ(replayed().verdict, RegressionVerdict::failed);
  EXPECT_THAT(text_of(replayed()), HasSubstr("REGRESSION"));
  capsule["decisions"] = json::array();
  EXPECT_EQ(replayed().ending, ReplayEnding::passes_now);
  EXPECT_EQ(replayed().verdict, RegressionVerdict::failed);
}

TEST_F(Altered, a_repair_is_a_capsule_of_the_production_core_that_passes) {
  capsule["variant"] = "production";
  const Regression regression = replayed();
  EXPECT_EQ(regression.expected, ReplayEnding::passes_now);
  EXPECT_EQ(in_words(regression), "passes now, as expected");
}

TEST_F(Altered, another_schema_is_stale_and_the_line_says_how_to_make_it_anew) {
  capsule["schema"] = 1;
  const Regression regression = replayed();
  EXPECT_EQ(regression.verdict, RegressionVerdict::stale);
  EXPECT_THAT(text_of(regression), HasSubstr("found schema 1, expected"));
  EXPECT_THAT(text_of(regression), HasSubstr("interleave shrink " + path("kept/x.json") +
                                             " --best-effort -o " + path("kept/x.json")));
}

TEST_F(Altered, a_stale_capsule_of_which_nothing_is_known_any_more_is_stale_too) {
  capsule["schema"] = 1;
  capsule["variant"] = "forgotten";
  const Regression regression = replayed();
  EXPECT_EQ(regression.verdict, RegressionVerdict::stale);
  EXPECT_EQ(regression.ending, std::nullopt);
  EXPECT_THAT(text_of(regression), HasSubstr("this build knows too little of it"));
}

TEST_F(Altered, what_is_no_capsule_is_refused) {
  const auto refusal = [&](const std::string& asked) {
    return usage_error_of([&] { static_cast<void>(read_regressions(asked)); });
  };
  write("kept/x.json", "{]");
  EXPECT_THAT(refusal(path("kept")), HasSubstr("kept/x.json: expected a capsule in JSON"));
  EXPECT_THAT(refusal(path("nowhere")), HasSubstr("--regressions: found"));
  EXPECT_TRUE(read_regressions("none").empty());
}

TEST_F(Altered, a_check_replays_the_capsules_of_its_systems_first_and_fails_with_them) {
  std::filesystem::create_directory(path("regressions"));
  write("regressions/x.json", capsule.dump());
  const Arguments check{"check", "assignments", "--runs", "100", "--json", path("r.json")};
  const Ended held = run(check);
  EXPECT_EQ(held.exit_code, 0);
  EXPECT_THAT(held.out, testing::StartsWith("regression regressions/x.json: same, as expected\n"));
  const json kept = json::parse(read_file(path("r.json")))["regressions"][0];
  EXPECT_EQ(kept["verdict"], "as expected");
  EXPECT_EQ(kept["ending"], "same");
  const Ended other = run({"check", "reassign-race", "--runs", "100"});
  EXPECT_THAT(other.out, testing::Not(HasSubstr("regressions/x.json")));
  capsule["schema"] = 1;
  write("regressions/x.json", capsule.dump());
  EXPECT_EQ(run(check).exit_code, 4);
  capsule["system"] = "forgotten";
  write("regressions/x.json", capsule.dump());
  EXPECT_THAT(run(check).out, testing::StartsWith("STALE regressions/x.json: found schema 1"));
  capsule = json::parse(read_file(incident));
  capsule["decisions"] = json::array();
  write("regressions/x.json", capsule.dump());
  EXPECT_EQ(run(check).exit_code, 1);
  EXPECT_EQ(run({"check", "assignments", "--runs", "100", "--regressions", "none"}).exit_code, 0);
}

TEST_F(Altered, by_best_effort_another_schema_is_replayed_and_made_anew) {
  capsule["schema"] = 1;
  capsule["options"].erase("list-lag");
  capsule["options"]["forgotten"] = 1;
  write("old.json", capsule.dump());
  expect_refusal({"replay", path("old.json")}, "found schema 1");
  const Ended replayed = run({"replay", path("old.json"), "--best-effort"});
  EXPECT_EQ(replayed.exit_code, 1);
  EXPECT_THAT(replayed.out, HasSubstr("by best effort: it was recorded under schema 1"));
  expect_refusal({"shrink", path("old.json"), "-o", path("new.json")}, "found schema 1");
  EXPECT_EQ(run({"shrink", path("old.json"), "--best-effort", "-o", path("new.json")}).exit_code,
            0);
  EXPECT_EQ(run({"replay", path("new.json")}).exit_code, 1);
}

}  // namespace
}  // namespace interleave::tools
