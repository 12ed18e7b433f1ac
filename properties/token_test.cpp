#include "properties/token.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "properties/fixtures.hpp"

namespace interleave::properties {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Settings = std::vector<std::string>;

constexpr std::int64_t seed_max = std::numeric_limits<std::int64_t>::max();

/// The settings that have to be given beside the token, as a person types them: every option, or
/// those alone that are not at their default.
Settings settings_of(const Experiment& experiment, bool every_option) {
  Settings settings;
  for (std::size_t i = 0; i < experiment.options.size(); ++i) {
    const sim::OptionFacts& option = experiment.system->options[i];
    if (!every_option && experiment.options[i] == option.fallback) continue;
    settings.push_back(std::string(option.name) + "=" + std::to_string(experiment.options[i]));
  }
  return settings;
}

std::string refusal_of(std::string_view token, const Settings& settings = {}) {
  return usage_error_of([&] { parse_token(token, settings); });
}

/// A token that is right, to be broken in one place.
std::string right_token() {
  return token_of(experiment_of("assignments", "as-found"), {sim::Strategy::latency, 7, 42});
}

/// The right token with one of its eight parts replaced.
std::string with_part(std::size_t number, std::string_view replacement) {
  std::string token = right_token();
  std::size_t begin = 0;
  for (std::size_t i = 0; i < number; ++i) begin = token.find('/', begin) + 1;
  const std::size_t end = std::min(token.find('/', begin), token.size());
  return token.replace(begin, end - begin, replacement);
}

TEST(Token, names_a_run_and_finds_it_again) {
  const Experiment experiment = experiment_of("assignments", "as-found");
  const std::string token = token_of(experiment, {sim::Strategy::latency, 7, 42});
  EXPECT_EQ(token, "v" + std::to_string(schema_version) + "/assignments/as-found/latency/none/" +
                       options_hash(experiment) + "/7/42");
  const TokenRun found = parse_token(token, {});
  EXPECT_TRUE(same_experiment(found.experiment, experiment));
  EXPECT_EQ(found.run.strategy, sim::Strategy::latency);
  EXPECT_EQ(found.run.seed, 7U);
  EXPECT_EQ(found.run.index, 42U);
}

RC_GTEST_PROP(Token, of_any_run_finds_that_run_again, (bool every_option)) {
  const auto draw = [](std::size_t count) {
    return *rc::gen::resize(100, rc::gen::inRange<std::size_t>(0, count));
  };
  const Experiment experiment = any_experiment(draw);
  const auto number = [] {
    return static_cast<std::uint64_t>(*rc::gen::inRange<std::int64_t>(0, seed_max));
  };
  SeededRun run;
  run.strategy = static_cast<sim::Strategy>(draw(sim::strategy_facts.size()));
  run.seed = number();
  run.index = number();
  const std::string token = token_of(experiment, run);
  RC_ASSERT(looks_like_token(token));
  const TokenRun found = parse_token(token, settings_of(experiment, every_option));
  RC_ASSERT(same_experiment(found.experiment, experiment));
  RC_ASSERT(found.run.strategy == run.strategy);
  RC_ASSERT(found.run.seed == run.seed);
  RC_ASSERT(found.run.index == run.index);
}

TEST(Token, the_largest_seed_and_run_are_read) {
  const std::string largest = std::to_string(seed_max);
  EXPECT_EQ(parse_token(with_part(6, largest), {}).run.seed, static_cast<std::uint64_t>(seed_max));
  EXPECT_EQ(parse_token(with_part(7, largest), {}).run.index, static_cast<std::uint64_t>(seed_max));
}

TEST(Token, another_schema_is_refused_with_the_way_out) {
  const std::string newer = std::to_string(schema_version + 1);
  EXPECT_EQ(refusal_of(with_part(0, "v" + newer)),
            "token: found schema " + newer + ", expected " + std::to_string(schema_version) +
                ": it was made by another build; replay its capsule there");
  EXPECT_THAT(refusal_of(with_part(0, "v0")), HasSubstr("found schema 0, expected "));
  EXPECT_THAT(refusal_of(with_part(0, "v99999999999")), HasSubstr("token schema: found"));
}

TEST(Token, options_other_than_its_own_are_refused_with_the_way_out) {
  EXPECT_THAT(refusal_of(with_part(5, "00000000")),
              AllOf(HasSubstr("found options hash 00000000, expected "), HasSubstr("--set")));
  EXPECT_THAT(refusal_of(right_token(), {"jobs=1"}), HasSubstr("for the options given"));

  Experiment experiment = experiment_of("assignments", "as-found");
  set_option(*experiment.system, experiment.options, "jobs=1");
  const std::string token = token_of(experiment, {sim::Strategy::latency, 7, 42});
  EXPECT_THAT(refusal_of(token), HasSubstr("options hash"));
  EXPECT_EQ(parse_token(token, Settings{"jobs=1"}).experiment.options, experiment.options);
}

TEST(Token, settings_that_do_not_exist_are_refused) {
  EXPECT_THAT(refusal_of(right_token(), {"jobs"}), HasSubstr("expected OPTION=VALUE"));
  EXPECT_THAT(refusal_of(right_token(), {"job=1"}),
              AllOf(HasSubstr("unknown option of assignments \"job\""), HasSubstr("jobs")));
  EXPECT_THAT(refusal_of(right_token(), {"jobs=4"}),
              HasSubstr("--set jobs: found \"4\", expected a whole number from 1 to 3"));
  EXPECT_THAT(refusal_of(right_token(), {"jobs="}), HasSubstr("--set jobs: found \"\""));
}

TEST(Token, unknown_names_are_refused_with_those_that_are_known) {
  EXPECT_THAT(refusal_of(with_part(1, "assignment")),
              AllOf(HasSubstr("unknown system \"assignment\", expected one of: "),
                    HasSubstr("reassign-race, assignments")));
  EXPECT_THAT(refusal_of(with_part(2, "found")),
              AllOf(HasSubstr("unknown variant of assignments \"found\""), HasSubstr("as-found")));
  EXPECT_THAT(refusal_of(with_part(3, "random")),
              AllOf(HasSubstr("unknown strategy \"random\""), HasSubstr("uniform, latency")));
  EXPECT_THAT(refusal_of(with_part(4, "bad")),
              AllOf(HasSubstr("unknown fault profile of assignments \"bad\""), HasSubstr("none")));
  EXPECT_THAT(refusal_of(with_part(1, "")), HasSubstr("unknown system \"\""));
}

TEST(Token, a_fault_profile_that_its_system_does_not_know_is_refused) {
  // The race is played without faults: `typical` exists, but not there.
  const std::string token =
      token_of(experiment_of("reassign-race", "as-found"), {sim::Strategy::uniform, 1, 1});
  std::string with_faults = token;
  with_faults.replace(with_faults.find("/none/"), 6, "/typical/");
  EXPECT_THAT(
      refusal_of(with_faults),
      HasSubstr("unknown fault profile of reassign-race \"typical\", expected one of: none"));
}

TEST(Token, a_seed_or_run_that_is_no_number_in_range_is_refused) {
  for (const std::string_view bad :
       {"-1", "", "1.5", "1k", " 1", "0x1", "9223372036854775808", "18446744073709551616"}) {
    EXPECT_THAT(refusal_of(with_part(6, bad)), HasSubstr("token seed: found \"" + std::string(bad) +
                                                         "\", expected a whole number"));
    EXPECT_THAT(refusal_of(with_part(7, bad)), HasSubstr("token run: found \"" + std::string(bad) +
                                                         "\", expected a whole number"));
  }
}

TEST(Token, a_text_of_another_form_is_refused_with_the_form) {
  for (const std::string& text :
       {std::string(), std::string("v"), std::string("v1"), std::string("v1/"),
        std::string("capsule.json"), with_part(0, "v"), with_part(0, "v1x"), with_part(0, "v-1"),
        right_token().substr(1), right_token() + "/1", "/" + right_token(),
        right_token().substr(0, right_token().rfind('/'))}) {
    EXPECT_THAT(refusal_of(text),
                HasSubstr("expected vSCHEMA/SYSTEM/VARIANT/STRATEGY/PROFILE/OPTIONS/SEED/RUN"))
        << text;
  }
}

TEST(Token, is_told_from_a_path) {
  EXPECT_TRUE(looks_like_token(right_token()));
  EXPECT_TRUE(looks_like_token(right_token().substr(0, right_token().rfind('/'))));  // cut short
  EXPECT_TRUE(looks_like_token("v1/assignments"));
  EXPECT_FALSE(looks_like_token("v1/capsules/assignments.capsule.json"));
  EXPECT_FALSE(looks_like_token("./v1/assignments"));
  EXPECT_FALSE(looks_like_token("var/tmp/a/b/c/d/e/f"));  // as many parts, and a v
  for (const char* text : {"", "v", "v1", "v/assignments", "v1x/assignments", "assignments"}) {
    EXPECT_FALSE(looks_like_token(text)) << text;
  }
}

RC_GTEST_PROP(Token, with_any_one_byte_changed_is_read_or_refused, ()) {
  std::string token = right_token();
  const auto place = *rc::gen::inRange<std::size_t>(0, token.size());
  token[place] = *rc::gen::character<char>();  // any but the end of a text
  try {
    const TokenRun found = parse_token(token, {});
    RC_ASSERT(found.experiment.system != nullptr);
  } catch (const UsageError& error) {
    RC_ASSERT(std::string(error.what()).find("expected") != std::string::npos);
  }
}

}  // namespace
}  // namespace interleave::properties
