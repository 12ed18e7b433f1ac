// All systems as one: what arises when they meet, that no two of them call two things alike, and
// that each is watched over as closely as it is by itself. That production holds whatever is set is
// in production_test.cpp.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/campaign.hpp"
#include "properties/fixtures.hpp"
#include "properties/platform_mutants.hpp"
#include "properties/platform_tables.hpp"

namespace interleave::properties {
namespace {

using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::StartsWith;

/// Under sanitizers campaigns are shorter by this factor.
constexpr std::uint64_t share = INTERLEAVE_TEST_SHARE;

Experiment experiment_under(std::string_view system, std::string_view variant,
                            std::string_view profile) {
  Experiment experiment = experiment_of(system, variant);
  experiment.profile = profile_named(*experiment.system, profile);
  return experiment;
}

CampaignResult campaign(std::string_view profile, const CampaignOptions& options) {
  return run_campaign(experiment_under("platform", "production", profile), options,
                      [](const Progress&) { return true; });
}

// ---- It holds ----

class PlatformHolds : public testing::TestWithParam<std::string_view> {};
TEST_P(PlatformHolds, with_another_seed_than_checks_have) {
  CampaignOptions options;
  options.seed = 2;
  options.runs = 1'500 / share;
  const CampaignResult result = campaign(GetParam(), options);
  EXPECT_EQ(result.violations, 0U);
  EXPECT_EQ(result.limited, 0U);
}
INSTANTIATE_TEST_SUITE_P(Under, PlatformHolds, testing::Values("none", "typical", "hostile"),
                         [](const auto& profile) { return std::string(profile.param); });

// ---- What arises ----

/// What some thousand runs under the typical profile came to.
class PlatformMeets : public testing::Test {
 protected:
  static constexpr std::uint64_t thousands = 5;
  static constexpr std::uint64_t runs = 1'000 * thousands;

  void SetUp() override {
    if (share > 1) GTEST_SKIP() << "how often something arises, few runs do not tell";
  }
  static CampaignResult typical() {
    CampaignOptions options;
    options.runs = runs;
    return campaign("typical", options);
  }
};

TEST_F(PlatformMeets, each_situation_at_least_so_often) {
  // In a thousand runs; about half of what was counted.
  const std::map<std::string_view, std::uint64_t> floors{
      {"orders-cancelled-before-id", 8},
      {"orders-overlap", 125},
      {"orders-reply-lost", 11},
      {"orders-landed-late", 26},
      {"orders-crashed-between", 30},
      {"orders-edited", 125},
      {"assignments-overlap", 240},
      {"assignments-reply-lost", 21},
      {"assignments-landed-late", 45},
      {"assignments-crashed-between", 27},
      {"assignments-lease-ended", 3},
      {"assignments-edited-between", 100},
      {"assignments-accepted-landed", 8},
      {"assignments-pages-shifted", 8},
      {"assignments-echo-in-run", 90},
      {"crew-overlap", 245},
      {"crew-reply-lost", 5},
      {"crew-landed-late", 11},
      {"crew-stale-wanted", 3},
      {"crew-crashed-between", 9},
      {"crew-edited", 34},
      {"crew-stray", 9},
      {"booking-rival", 1},
      {"booking-overlap", 165},
      {"booking-denied", 5},
      {"booking-repeated", 115},
      {"booking-reply-lost", 8},
      {"booking-landed-late", 1},
      {"booking-hold-expired", 6},
      {"booking-crashed-between", 14},
      {"booking-clock-change", 95},
      {"booking-several", 27},
      {"booking-native-overlap", 73},
  };
  const CampaignResult result = typical();
  const auto situations = platform_situations().rows();
  std::size_t met = 0;
  for (std::size_t i = 0; i < situations.size(); ++i) {
    const auto floor = floors.find(situations[i].name);
    if (floor == floors.end()) continue;
    EXPECT_GE(result.sometimes.at(i), floor->second * thousands) << situations[i].name;
    ++met;
  }
  EXPECT_EQ(met, floors.size());
}

TEST_F(PlatformMeets, runs_that_are_long_and_hit_and_seldom_refused_for_good) {
  const CampaignResult result = typical();
  std::uint64_t fired = 0;
  for (const sim::FaultCount& fault : result.faults) fired += fault.fired;
  EXPECT_GE(result.events, 400 * runs);
  EXPECT_GE(fired, 6 * runs);
  const auto situations = platform_situations().rows();
  for (std::size_t i = 0; i < situations.size(); ++i) {
    if (!situations[i].name.ends_with("refused-for-good")) continue;
    EXPECT_LE(result.sometimes.at(i), runs / 20) << situations[i].name;
  }
}

// ---- Names ----

/// The sites at which the run asks a second time for a decision that it was given before. What two
/// parts of a world call alike they are told alike, and no shrinking can part them.
std::set<std::string_view> asked_twice(Runner& runner, const SeededRun& run) {
  std::vector<sim::Decision> draws;
  runner.choices().seed(run_seed(run));
  runner.choices().record_into(&draws, sim::Choices::Keep::draws);
  runner.run(run.strategy, nullptr);
  runner.choices().record_into(nullptr);
  std::set<std::uint64_t> keys;
  std::set<std::string_view> sites;
  for (const sim::Decision& draw : draws) {
    if (!keys.insert(draw.key.hash()).second) sites.insert(sim::name_of(draw.key.site));
  }
  return sites;
}

class EachSystem : public testing::TestWithParam<std::string_view> {};
TEST_P(EachSystem, asks_for_no_decision_twice_in_a_run) {
  const System& system = system_named(GetParam());
  const std::string_view harshest = sim::fault_profiles[system.profile_count - 1].name;
  for (const Variant& variant : system.variants) {
    if (!variant.killed_by.empty()) continue;  // a mutant may do anything
    const auto runner = experiment_under(system.name, variant.name, harshest).make_runner();
    const std::uint64_t runs = variant.holds ? 3'000 : 20;
    for (std::uint64_t index = 0; index < std::max<std::uint64_t>(runs / share, 1); ++index) {
      const SeededRun run = plan_run({}, index);
      ASSERT_THAT(asked_twice(*runner, run), IsEmpty()) << variant.name << ", run " << index;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Registered, EachSystem, testing::ValuesIn([] {
                           std::vector<std::string_view> names;
                           for (const System& system : systems()) names.push_back(system.name);
                           return names;
                         }()),
                         [](const auto& system) {
                           std::string name(system.param);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

// ---- Its tables ----

/// The names of a part's rows in a table of the platform.
template <class Row>
std::vector<std::string> names_of_part(const JointTable<Row>& table, PlatformPart part,
                                       std::size_t count) {
  std::vector<std::string> names;
  const std::size_t offset = table.offset(static_cast<std::size_t>(part));
  for (Row row : table.rows().subspan(offset, count)) names.emplace_back(name_in(row));
  return names;
}

constexpr std::array<std::string_view, 4> systems_within{"orders", "assignments", "crew",
                                                         "booking"};

TEST(PlatformTables, each_row_is_that_of_its_system_by_a_name_that_says_so) {
  for (std::size_t i = 0; i < systems_within.size(); ++i) {
    const auto part = static_cast<PlatformPart>(i);
    const System& system = system_named(systems_within[i]);
    const std::string prefix = std::string(systems_within[i]) + "-";
    const auto signatures = names_of_part(platform_signatures(), part, system.signatures.size());
    for (std::size_t row = 0; row < signatures.size(); ++row) {
      EXPECT_EQ(signatures[row], prefix + std::string(system.signatures[row].property));
    }
    const auto situations = names_of_part(platform_situations(), part, system.sometimes.size());
    for (std::size_t row = 0; row < situations.size(); ++row) {
      EXPECT_EQ(situations[row], prefix + std::string(system.sometimes[row].name));
    }
  }
}

TEST(PlatformTables, what_no_single_system_can_see_comes_last_and_is_called_by_no_system) {
  const auto all = platform_signatures().rows();
  const std::size_t own =
      platform_signatures().offset(static_cast<std::size_t>(PlatformPart::whole));
  EXPECT_LT(own, all.size());
  for (const Signature& signature : all.subspan(own)) EXPECT_EQ(signature.property, "WHOLE");
}

TEST(PlatformTables, no_name_stands_in_them_twice) {
  std::set<std::string> names;
  for (const Signature& signature : platform_signatures().rows()) {
    EXPECT_TRUE(names.insert(name_of(signature)).second) << name_of(signature);
  }
  std::set<std::string_view> situations;
  for (const Sometimes& situation : platform_situations().rows()) {
    EXPECT_TRUE(situations.insert(situation.name).second) << situation.name;
  }
}

// ---- Its mutants ----

/// The system that a mutant is one of; empty: it is the platform's own.
std::string_view origin_of(const PlatformMutant& mutant) {
  for (const std::string_view system : systems_within) {
    if (mutant.name.starts_with("mutant:" + std::string(system) + "-")) return system;
  }
  return "";
}

TEST(PlatformMutants, there_are_some_of_each_system_and_those_that_are_its_own) {
  std::map<std::string_view, int> count;
  std::set<std::string_view> own;
  for (const PlatformMutant& mutant : platform_mutants()) {
    ++count[origin_of(mutant)];
    if (origin_of(mutant).empty()) own.insert(mutant.name);
  }
  for (const std::string_view system : systems_within) EXPECT_GE(count[system], 10) << system;
  EXPECT_EQ(own, (std::set<std::string_view>{"mutant:job-apart", "mutant:unlinked-is-done"}));
}

TEST(PlatformMutants, one_of_a_system_is_the_same_there_and_killed_by_the_same) {
  for (const PlatformMutant& mutant : platform_mutants()) {
    const std::string system(origin_of(mutant));
    if (system.empty()) continue;
    const std::string name = "mutant:" + mutant.name.substr(("mutant:" + system + "-").size());
    const auto& variants = system_named(system).variants;
    const auto found = std::ranges::find(variants, name, &Variant::name);
    ASSERT_NE(found, variants.end()) << mutant.name;
    EXPECT_EQ(mutant.property, system + "-" + std::string(found->killed_by));
    EXPECT_EQ(mutant.sentence, found->sentence);
  }
}

TEST(PlatformMutants, each_is_a_variant_by_a_name_of_its_own_that_a_known_property_kills) {
  std::set<std::string_view> properties;
  for (const Signature& signature : platform_signatures().rows()) {
    properties.insert(signature.property);
  }
  std::set<std::string_view> names;
  const auto& variants = system_named("platform").variants;
  for (const PlatformMutant& mutant : platform_mutants()) {
    EXPECT_THAT(mutant.name, StartsWith("mutant:"));
    EXPECT_TRUE(names.insert(mutant.name).second) << mutant.name;
    EXPECT_TRUE(properties.contains(mutant.property)) << mutant.property;
    const auto found = std::ranges::find(variants, mutant.name, &Variant::name);
    ASSERT_NE(found, variants.end()) << mutant.name;
    EXPECT_EQ(found->killed_by, mutant.property);
    EXPECT_FALSE(found->holds);
  }
}

class EachPlatformMutant : public testing::TestWithParam<const PlatformMutant*> {};

TEST_P(EachPlatformMutant, is_killed_by_the_property_that_it_names) {
  const PlatformMutant& mutant = *GetParam();
  const Experiment experiment = experiment_under("platform", mutant.name, "typical");
  const auto runner = experiment.make_runner();
  CampaignOptions options;
  options.runs = 5'000;
  const auto kills = [&](std::size_t place) {
    return experiment.system->signatures[place].property == mutant.property;
  };
  for (std::uint64_t index = 0; index < options.runs / share; ++index) {
    const RunResult result = run_seeded(*runner, plan_run(options, index));
    bool killed = false;
    result.violated.for_each([&](std::size_t place) { killed = killed || kills(place); });
    if (killed && result.limit.empty()) return;
  }
  if (share > 1) GTEST_SKIP() << "it takes more runs than there are under sanitizers";
  ADD_FAILURE() << "not killed by " << mutant.property << " within " << options.runs << " runs";
}

INSTANTIATE_TEST_SUITE_P(OfTheTable, EachPlatformMutant, testing::ValuesIn([] {
                           std::vector<const PlatformMutant*> all;
                           for (const PlatformMutant& mutant : platform_mutants()) {
                             all.push_back(&mutant);
                           }
                           return all;
                         }()),
                         [](const auto& mutant) {
                           std::string name(mutant.param->name.substr(7));  // "mutant:"
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace interleave::properties
