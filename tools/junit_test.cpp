#include "tools/junit.hpp"

#include <sstream>

#include <boost/property_tree/xml_parser.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/fixtures.hpp"
#include "tools/annotations.hpp"

// What CI engines read: JUnit's XML, the annotations and the summary of GitHub Actions.

namespace interleave::tools {
namespace {

using boost::property_tree::ptree;
using testing::HasSubstr;

ptree parsed(const std::string& xml) {
  std::istringstream stream(xml);
  ptree tree;
  read_xml(stream, tree);
  return tree;
}

/// A report in which everything is wrong that can be.
CheckReport bad_day() {
  const properties::Experiment experiment = properties::experiment_of("assignments", "as-found");
  SystemReport system{.experiment = experiment,
                      .options = {},
                      .runs_asked = 1000,
                      .coverage_required = true,
                      .parts = {},
                      .result = properties::CampaignResult(*experiment.system),
                      .seconds = 1.5,
                      .investigation = {},
                      .vacuous = {"the fault crash never fired"}};
  system.result.runs = 1000;
  system.result.violations = 7;
  system.result.limited = 2;
  system.result.first_limited = 5;
  system.result.limit = "events per run";
  system.result.signatures[1].runs = 7;
  system.parts.push_back({{0, 1000}, Stop::none, system.result, 1.5});
  Failure failure;
  failure.signature = 1;
  failure.runs = 7;
  failure.story = {"Job 1 <moves> & \"stays\": 100 %."};
  failure.capsule_path = "out/it's here.json";
  system.investigation.failures.push_back(failure);
  system.investigation.nondeterminism.push_back({{}, 1, 2, "v2/token"});
  CheckReport report;
  report.systems.push_back(std::move(system));
  Regression regression;
  regression.path = "regressions/a,b.json";
  regression.system = "assignments";
  regression.ending = properties::ReplayEnding::diverged;
  regression.verdict = RegressionVerdict::failed;
  report.regressions.push_back(regression);
  regression.system = "flex";
  regression.verdict = RegressionVerdict::stale;
  report.regressions.push_back(regression);
  return report;
}

const ptree& case_named(const ptree& suite, const std::string& name) {
  for (const auto& [tag, child] : suite) {
    if (tag == "testcase" && child.get<std::string>("<xmlattr>.name") == name) return child;
  }
  throw std::out_of_range("no case " + name);
}

TEST(Junit, a_suite_has_a_case_for_each_property_and_for_what_else_can_be_wrong) {
  const ptree suites = parsed(junit_of(bad_day())).get_child("testsuites");
  const ptree& suite = suites.get_child("testsuite");
  EXPECT_EQ(suite.get<std::string>("<xmlattr>.name"), "assignments.as-found");
  EXPECT_EQ(suite.get<std::string>("<xmlattr>.time"), "1.500");
  const ptree& failed = case_named(suite, "ASG");
  EXPECT_EQ(failed.get<std::string>("failure.<xmlattr>.message"), "ASG.extra: 7 of 1000 runs");
  EXPECT_THAT(failed.get<std::string>("failure"), HasSubstr("Job 1 <moves> & \"stays\": 100 %."));
  EXPECT_THAT(failed.get<std::string>("failure"),
              HasSubstr("interleave replay 'out/it'\\''s here.json' --timeline"));
  EXPECT_EQ(case_named(suite, "CAL").count("failure"), 0U);
  EXPECT_THAT(case_named(suite, "LIVE").get<std::string>("skipped.<xmlattr>.message"),
              HasSubstr("a promise of the production core alone"));
  EXPECT_THAT(case_named(suite, "coverage").get<std::string>("failure"),
              HasSubstr("the fault crash never fired"));
  EXPECT_THAT(case_named(suite, "determinism").get<std::string>("error"), HasSubstr("v2/token"));
  EXPECT_THAT(case_named(suite, "completeness").get<std::string>("error"),
              HasSubstr("2 runs reached the limit"));
  EXPECT_THAT(case_named(suite, "regression regressions/a,b.json").get<std::string>("failure"),
              HasSubstr("found \"diverged\", expected \"same\""));
}

TEST(Junit, the_counts_are_those_of_the_cases) {
  const ptree suites = parsed(junit_of(bad_day())).get_child("testsuites");
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  for (const auto& [tag, suite] : suites) {
    if (tag != "testsuite") continue;
    for (const auto& [inner, entry] : suite) {
      if (inner != "testcase") continue;
      ++tests;
      failures += entry.count("failure");
      errors += entry.count("error");
      skipped += entry.count("skipped");
    }
  }
  EXPECT_EQ(suites.get<std::size_t>("<xmlattr>.tests"), tests);
  EXPECT_EQ(suites.get<std::size_t>("<xmlattr>.failures"), failures);
  EXPECT_EQ(suites.get<std::size_t>("<xmlattr>.errors"), errors);
  EXPECT_EQ(suites.get<std::size_t>("<xmlattr>.skipped"), skipped);
  // ASG, coverage, one regression; determinism, completeness, the other regression.
  EXPECT_EQ(failures, 3U);
  EXPECT_EQ(errors, 3U);
}

TEST(Junit, a_text_that_xml_cannot_hold_is_made_one_that_it_can) {
  EXPECT_EQ(xml_text("a<b>&\"c\"\t'é'"), "a&lt;b&gt;&amp;&quot;c&quot;\t'é'");
  EXPECT_EQ(xml_text("\x1b[31m"), "\xEF\xBF\xBD[31m");
  EXPECT_EQ(xml_text(std::string_view("\0", 1)), "\xEF\xBF\xBD");
  EXPECT_EQ(xml_text("\r"), "&#13;");
  // Cut off, overlong, a surrogate, beyond the last character, a byte that begins nothing.
  EXPECT_EQ(xml_text("\xC3"), "\xEF\xBF\xBD");
  EXPECT_EQ(xml_text("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(xml_text("\xE0\x80\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(xml_text("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(xml_text("\xF4\x90\x80\x80").size(), 12U);
  EXPECT_EQ(xml_text("\xFF"), "\xEF\xBF\xBD");
  EXPECT_EQ(xml_text("\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80");
}

TEST(Annotations, each_is_one_line_whose_marks_are_escaped) {
  const std::string text = annotations_of(bad_day());
  EXPECT_THAT(text, testing::StartsWith("::error title=assignments · as-found%3A ASG.extra::"
                                        "ASG.extra  does not hold: at rest"));
  EXPECT_THAT(text, HasSubstr("Job 1 <moves> & \"stays\": 100 %25.%0A"));
  EXPECT_THAT(text, HasSubstr("::error title=failed regression%3A regressions/a%2Cb.json::"));
  // One for the signature, two regressions, nondeterminism, limit, coverage.
  EXPECT_EQ(std::ranges::count(text, '\n'), 6);
  EXPECT_EQ(text.find("\n\n"), std::string::npos);
}

TEST(Annotations, where_all_is_well_nothing_is_said) {
  EXPECT_EQ(annotations_of(CheckReport{}), "");
}

TEST(Summary, is_a_table_and_the_stories) {
  const std::string text = summary_of(bad_day());
  EXPECT_THAT(text, testing::StartsWith("### interleave: nondeterministic (exit code 3)\n"));
  EXPECT_THAT(text, HasSubstr("| assignments · as-found | 1 | 1 000 | 7 | ASG.extra in 7 |\n"));
  EXPECT_THAT(text, HasSubstr("1. Job 1 <moves>"));
}

}  // namespace
}  // namespace interleave::tools
