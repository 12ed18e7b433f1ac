#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_mutants.hpp"
#include "properties/assignments_signatures.hpp"
#include "properties/booking_mutants.hpp"
#include "properties/booking_signatures.hpp"
#include "properties/crew_mutants.hpp"
#include "properties/crew_signatures.hpp"
#include "properties/fixtures.hpp"
#include "properties/orders_mutants.hpp"
#include "properties/orders_signatures.hpp"
#include "properties/platform_mutants.hpp"

// The tables of mutants say what they must, whatever the core does.

namespace interleave::properties {
namespace {

using testing::Each;
using testing::Ge;
using testing::IsEmpty;
using testing::Le;
using testing::Not;
using testing::StartsWith;

/// The mutants of one system's core, and what its judge can find.
struct Table {
  std::string_view system;
  std::span<const Mutant> mutants;
  std::span<const Signature> signatures;
};

constexpr std::array<Table, 4> tables{{
    {"assignments", assignments_mutants, assignments_signatures},
    {"orders", orders_mutants, orders_signatures},
    {"crew", crew_mutants, crew_signatures},
    {"booking", booking_mutants, booking_signatures},
}};

/// How often each guard is removed.
std::vector<std::size_t> removals(std::span<const Mutant> mutants) {
  std::vector<std::size_t> counts(reconciler::guard_count);
  for (const Mutant& mutant : mutants) ++counts.at(static_cast<std::size_t>(mutant.removed));
  return counts;
}

TEST(Mutants, every_guard_is_removed_by_a_mutant_of_some_system_or_of_all_together) {
  std::vector<std::size_t> all(reconciler::guard_count);
  for (const PlatformMutant& mutant : platform_mutants()) {
    ++all.at(static_cast<std::size_t>(mutant.removed));
  }
  for (const Table& table : tables) {
    const std::vector<std::size_t> counts = removals(table.mutants);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += counts[i];
  }
  EXPECT_THAT(all, Each(Ge(1U)));
}

TEST(Mutants, no_guard_is_removed_twice_from_one_core) {
  for (const Table& table : tables) EXPECT_THAT(removals(table.mutants), Each(Le(1U)));
}

TEST(Mutants, one_that_lacks_the_same_guard_in_two_systems_bears_the_same_name_or_another_noun) {
  // What a guard is about has another name in another system; what it is has one.
  const std::set<Guard> named_anew{Guard::live_rows,   Guard::delete_status, Guard::all_pages,
                                   Guard::keep_right,  Guard::primary,       Guard::duplicates,
                                   Guard::recheck_wish};
  std::map<Guard, std::string_view> names;
  for (const Table& table : tables) {
    for (const Mutant& mutant : table.mutants) {
      if (named_anew.contains(mutant.removed)) continue;
      EXPECT_EQ(names.try_emplace(mutant.removed, mutant.name).first->second, mutant.name);
    }
  }
}

TEST(Mutants, each_lacks_its_guard_and_no_other) {
  for (const Table& table : tables) {
    for (const Mutant& mutant : table.mutants) {
      const auto guards = reconciler::AdjustableGuards().without(mutant.removed);
      for (std::size_t i = 0; i < reconciler::guard_count; ++i) {
        const auto guard = static_cast<Guard>(i);
        EXPECT_EQ(guards.has(guard), guard != mutant.removed) << mutant.name << ", guard " << i;
      }
    }
  }
}

TEST(Mutants, each_has_a_name_and_a_sentence_of_its_own_in_its_system) {
  for (const Table& table : tables) {
    std::set<std::string_view> names{"mutant:none"};  // the core with every guard, no mutant
    std::set<std::string_view> sentences;
    for (const Mutant& mutant : table.mutants) {
      EXPECT_THAT(std::string(mutant.name), StartsWith("mutant:"));
      EXPECT_TRUE(names.insert(mutant.name).second) << mutant.name;
      EXPECT_TRUE(sentences.insert(mutant.sentence).second) << mutant.sentence;
      EXPECT_THAT(std::string(mutant.sentence), Not(IsEmpty())) << mutant.name;
    }
  }
}

TEST(Mutants, each_names_a_signature_that_its_judge_knows) {
  for (const Table& table : tables) {
    for (const Mutant& mutant : table.mutants) {
      const auto known = std::ranges::count_if(table.signatures, [&](const Signature& signature) {
        return signature.property == mutant.property && signature.kind == mutant.kind;
      });
      EXPECT_EQ(known, 1) << table.system << " " << mutant.name << ": " << mutant.property << "."
                          << mutant.kind;
    }
  }
}

TEST(Mutants, each_that_is_not_silent_says_why) {
  for (const Table& table : tables) {
    for (const Mutant& mutant : table.mutants) {
      EXPECT_EQ(mutant.reason.empty(), mutant.loudness == Loudness::silent) << mutant.name;
    }
  }
}

TEST(Mutants, each_is_a_variant_of_its_system_that_its_property_kills) {
  for (const Table& table : tables) {
    for (const Mutant& mutant : table.mutants) {
      const auto& variants = system_named(table.system).variants;
      const auto found = std::ranges::find(variants, mutant.name, &Variant::name);
      ASSERT_NE(found, variants.end()) << table.system << " " << mutant.name;
      EXPECT_EQ(found->killed_by, mutant.property);
      EXPECT_EQ(found->sentence, mutant.sentence);
      EXPECT_FALSE(found->holds);
    }
  }
}

}  // namespace
}  // namespace interleave::properties
