#include "tools/fresh_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/fixtures.hpp"
#include "tools/check_report.hpp"
#include "tools/fixtures.hpp"

namespace interleave::tools {
namespace {

using testing::HasSubstr;

/// A campaign of 3000 runs and what a fresh process says of it.
class FreshProcessTest : public testing::Test {
 protected:
  [[nodiscard]] FreshProcess check(const std::string& program) const {
    return check_in_fresh_process(program, experiment_, options_, result_);
  }

  properties::Experiment experiment_ = properties::experiment_of("assignments", "as-found");
  properties::CampaignOptions options_{.runs = 3000};
  properties::CampaignResult result_ =
      run_campaign(experiment_, options_, [](const properties::Progress&) { return true; });
};

TEST_F(FreshProcessTest, of_the_same_program_makes_the_same_runs) {
  const FreshProcess fresh = check(command_under_test());
  EXPECT_EQ(fresh.found.size(), 0U);
  EXPECT_EQ(fresh.impossible, "");
}

TEST_F(FreshProcessTest, that_cannot_be_started_is_said) {
  const FreshProcess fresh = check("/nowhere/interleave");
  EXPECT_EQ(fresh.found.size(), 0U);
  EXPECT_EQ(fresh.impossible, "cannot start /nowhere/interleave: No such file or directory");
}

TEST_F(FreshProcessTest, of_a_program_that_knows_no_traces_is_no_difference) {
  EXPECT_EQ(check("/bin/false").impossible, "the process ended with exit code 1");
  EXPECT_EQ(check("/bin/true").impossible, "the process ended with exit code 0");
  EXPECT_EQ(check("/bin/true").found.size(), 0U);
}

TEST_F(FreshProcessTest, that_was_impossible_stands_in_the_report) {
  SystemReport report{.experiment = experiment_,
                      .options = options_,
                      .runs_asked = options_.runs,
                      .coverage_required = false,
                      .parts = {},
                      .result = result_,
                      .seconds = 1,
                      .investigation = {},
                      .vacuous = {}};
  report.investigation.no_fresh_process = "cannot start X";
  EXPECT_THAT(text_of(report, {}),
              HasSubstr("\nnone was made again in a fresh process: cannot start X\n"));
}

}  // namespace
}  // namespace interleave::tools
