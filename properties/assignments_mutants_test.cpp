#include "properties/assignments_mutants.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_signatures.hpp"

namespace interleave::properties {
namespace {

using testing::Each;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST(AssignmentsMutants, every_guard_is_removed_by_exactly_one_mutant) {
  std::vector<std::size_t> removals(reconciler::guard_count);
  for (const Mutant& mutant : assignments_mutants) {
    const auto guard = static_cast<std::size_t>(mutant.removed);
    ASSERT_LT(guard, removals.size()) << mutant.name;
    ++removals[guard];
  }
  EXPECT_THAT(removals, Each(1U));
}

TEST(AssignmentsMutants, a_mutant_lacks_its_guard_and_no_other) {
  for (const Mutant& mutant : assignments_mutants) {
    const auto guards = reconciler::AdjustableGuards().without(mutant.removed);
    for (std::size_t i = 0; i < reconciler::guard_count; ++i) {
      const auto guard = static_cast<Guard>(i);
      EXPECT_EQ(guards.has(guard), guard != mutant.removed) << mutant.name << ", guard " << i;
    }
  }
}

TEST(AssignmentsMutants, each_has_a_name_and_a_sentence_of_its_own) {
  std::set<std::string_view> names{"mutant:none"};  // the core with every guard, which is no mutant
  std::set<std::string_view> sentences;
  for (const Mutant& mutant : assignments_mutants) {
    EXPECT_THAT(std::string(mutant.name), StartsWith("mutant:"));
    EXPECT_TRUE(names.insert(mutant.name).second) << mutant.name;
    EXPECT_TRUE(sentences.insert(mutant.sentence).second) << mutant.sentence;
    EXPECT_THAT(std::string(mutant.sentence), Not(IsEmpty())) << mutant.name;
  }
}

TEST(AssignmentsMutants, each_names_a_signature_that_the_judge_knows) {
  for (const Mutant& mutant : assignments_mutants) {
    const auto known =
        std::ranges::count_if(assignments_signatures, [&](const Signature& signature) {
          return signature.property == mutant.property && signature.kind == mutant.kind;
        });
    EXPECT_EQ(known, 1) << mutant.name << ": " << mutant.property << "." << mutant.kind;
  }
}

TEST(AssignmentsMutants, each_that_is_not_silent_says_why) {
  for (const Mutant& mutant : assignments_mutants) {
    EXPECT_EQ(mutant.reason.empty(), mutant.loudness == Loudness::silent) << mutant.name;
  }
}

}  // namespace
}  // namespace interleave::properties
