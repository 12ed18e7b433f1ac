#include <cstdint>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/campaign.hpp"
#include "properties/fixtures.hpp"
#include "properties/shrink.hpp"
#include "properties/story.hpp"

// The audit's findings and what the code has beside them, each by its shortest story.

namespace interleave::properties {
namespace {

using testing::ElementsAre;

std::size_t signature_named(const System& system, std::string_view name) {
  for (std::size_t i = 0; i < system.signatures.size(); ++i) {
    if (name_of(system.signatures[i]) == name) return i;
  }
  throw std::out_of_range("a signature of the system");
}

/// A check of one variant without faults, or under a profile.
struct Check {
  std::string_view variant;
  std::string_view signature;
  std::string_view profile = "none";
  std::vector<std::string_view> settings{};

  friend std::ostream& operator<<(std::ostream& stream, const Check& check) {
    return stream << check.variant << ' ' << check.signature << ' ' << check.profile;
  }
};

/// The first run of a check that shows the signature, shrunk as a check does it; empty: none of
/// 10 000 does.
std::vector<std::string> story(const Check& check) {
  Experiment experiment = experiment_of("crew", check.variant);
  const std::size_t signature = signature_named(*experiment.system, check.signature);
  experiment.profile = profile_named(*experiment.system, check.profile);
  for (const std::string_view setting : check.settings) {
    set_option(*experiment.system, experiment.options, setting);
  }
  const std::unique_ptr<Runner> runner = experiment.make_runner();
  CampaignOptions options;
  options.runs = 10'000;
  for (std::uint64_t index = 0; index < options.runs; ++index) {
    const SeededRun run = plan_run(options, index);
    if (!run_seeded(*runner, run).violated.contains(signature)) continue;
    const Recording found = record_seeded(*runner, run);
    return story_of(shrink(*runner, found.decisions, signature).recording);
  }
  return {};
}

// ---- The audit's findings ----

TEST(CrewStories, two_syncs_at_once_leave_two_rows) {
  EXPECT_THAT(story({"as-audited", "DBU.twice"}),
              ElementsAre("Somebody presses \"Sync Flex\" for job 0 (sound).",
                          "1 µs later A is put on job 0 (sound), and clicked on."));
}

TEST(CrewStories, who_is_dropped_as_stale_is_not_added_again) {
  EXPECT_THAT(
      story({"as-audited", "CREW.dropped", "typical", {"aliases=off"}}),
      ElementsAre("Job 0 (sound) has A (lead).",
                  "Somebody presses \"Sync Flex\" for job 0 (sound) in both dialogs at once.",
                  "Somebody at Flex deletes the latest contact of element 0.",
                  "Somebody presses \"Sync Flex\" for job 0 (sound)."));
}

TEST(CrewStories, a_prune_deletes_who_was_put_on_since_the_sync_began) {
  EXPECT_THAT(story({"as-audited", "CREW.pruned"}),
              ElementsAre("Somebody presses \"Sync Flex\" for job 0 (sound).",
                          "501 µs later A is put on job 0 (sound), and clicked on."));
}

// ---- What arises, and what does not ----

class Arises : public testing::TestWithParam<Check> {};
TEST_P(Arises, within_ten_thousand_runs_and_in_six_sentences_at_most) {
  const std::vector<std::string> found = story(GetParam());
  EXPECT_FALSE(found.empty());
  EXPECT_LE(found.size(), 6U);
}
INSTANTIATE_TEST_SUITE_P(
    OfTheCode, Arises,
    testing::Values(Check{"as-coded", "CREW.pruned"}, Check{"as-coded", "CREW.aliased"},
                    Check{"as-coded", "CREW.cleared"}, Check{"as-coded", "CREW.extra"},
                    Check{"as-coded", "CREW.untracked"}, Check{"as-coded", "CREW.shared"},
                    Check{"as-coded", "CREW.role"}, Check{"as-coded", "CREW.stale"},
                    Check{"as-coded", "CREW.left", "typical"},
                    Check{"as-coded", "CREW.missing", "typical"}, Check{"as-coded", "OWN.foreign"},
                    Check{"as-coded", "OWN.hand", "typical"},
                    Check{"as-coded", "FAILC.list", "typical"},
                    Check{"as-coded", "FAILC.wish", "typical"},
                    Check{"as-coded", "BLIND.format", "typical"}, Check{"as-coded", "BLIND.post"},
                    Check{"as-audited", "CREW.duplicate"}, Check{"as-audited+gate", "CREW.aliased"},
                    Check{"as-audited+p1+p2+p3+p4", "CREW.untracked"},
                    Check{"as-audited+p1+p2+p3+p4", "CREW.pruned"}));

class NeverArises : public testing::TestWithParam<Check> {};
TEST_P(NeverArises, in_ten_thousand_runs) { EXPECT_THAT(story(GetParam()), testing::IsEmpty()); }
INSTANTIATE_TEST_SUITE_P(OfTheTable, NeverArises,
                         testing::Values(Check{"as-audited+p1", "DBU.twice", "typical"},
                                         Check{"as-coded", "DBU.twice", "typical"},
                                         Check{"as-coded", "CREW.duplicate", "typical"},
                                         Check{"as-audited", "BLIND.format", "typical"},
                                         Check{"as-audited", "FAILC.list"},
                                         Check{"as-audited", "FAILC.wish"},
                                         Check{"as-audited", "OWN.hand"},
                                         Check{"as-audited", "CREW.dropped"},
                                         Check{"as-audited+gate", "BLIND.post"}));

}  // namespace
}  // namespace interleave::properties
