#include "tools/commit_seed.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/fixtures.hpp"

namespace interleave::tools {
namespace {

using properties::usage_error_of;
using testing::HasSubstr;

const std::string one = "0123456789abcdef0123456789abcdef01234567";
const std::string other = "fedcba9876543210fedcba9876543210fedcba98";

CommitSeed seed_in(const std::map<std::string, std::string>& variables,
                   const std::optional<std::string>& head) {
  const auto environment = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  return seed_of_commit(environment, [&] { return head; });
}

std::string refusal(const std::map<std::string, std::string>& variables,
                    const std::optional<std::string>& head) {
  return usage_error_of([&] { static_cast<void>(seed_in(variables, head)); });
}

TEST(CommitSeed, the_seed_is_the_first_twelve_digits_of_the_commit) {
  const CommitSeed found = seed_in({{"GITHUB_SHA", one}}, std::nullopt);
  EXPECT_EQ(found.seed, 0x0123456789abU);
  EXPECT_EQ(found.commit, one);
}

TEST(CommitSeed, what_the_engine_says_comes_before_what_git_says) {
  EXPECT_EQ(seed_in({{"CI_COMMIT_SHA", one}}, other).commit, one);
  EXPECT_EQ(seed_in({}, other).commit, other);
}

TEST(CommitSeed, a_commit_may_be_named_by_the_longer_hash) {
  EXPECT_EQ(seed_in({}, one + one.substr(0, 24)).seed, 0x0123456789abU);
}

TEST(CommitSeed, the_word_head_leaves_it_to_git) {
  EXPECT_EQ(seed_in({{"BUILDKITE_COMMIT", "HEAD"}}, other).commit, other);
}

TEST(CommitSeed, no_commit_is_refused) {
  EXPECT_THAT(refusal({}, std::nullopt), HasSubstr("--seed commit: found no commit"));
  EXPECT_THAT(refusal({}, "HEAD"), HasSubstr("GITHUB_SHA"));
  EXPECT_THAT(refusal({{"GITHUB_SHA", "main"}}, other), HasSubstr("GITHUB_SHA: found \"main\""));
}

}  // namespace
}  // namespace interleave::tools
