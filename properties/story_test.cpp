#include "properties/story.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/fixtures.hpp"
#include "sim/assignments_scenario.hpp"
#include "sim/faults.hpp"

namespace interleave::properties {
namespace {

using sim::Site;
using testing::ElementsAre;

/// The story of a run of the production core in which these decisions are not the dullest.
std::vector<std::string> story_about(const std::vector<sim::Decision>& decisions) {
  const auto runner = experiment_of("assignments", "production").make_runner();
  return story_of(record_replay(*runner, decisions));
}

TEST(Story, a_worker_dies_at_the_request_of_a_person_by_its_name) {
  const model::Cause press = sim::action_cause(0);
  const auto manual_sync = static_cast<sim::Outcome>(sim::AssignmentsAction::manual_sync);
  const auto crash = static_cast<sim::Outcome>(sim::ProcessVerdict::crash);
  EXPECT_THAT(story_about({{{Site::action_kind, press}, manual_sync},
                           {{Site::process_fault, press.child(6, 0)}, crash}}),
              ElementsAre("Somebody presses \"sync job\" on job 1.",
                          "When this reaches it (the request to sync job 1), worker 1 dies, and is "
                          "back after 1 s."));
}

TEST(Story, tells_what_spectora_made_of_a_request) {
  const model::Cause press = sim::action_cause(0);
  const auto manual_sync = static_cast<sim::Outcome>(sim::AssignmentsAction::manual_sync);
  const auto vague = static_cast<sim::Outcome>(sim::ServerVerdict::too_many_vague);
  // The first LIST of the run that the press starts.
  const model::Cause list = press.child(20, 0).child(12, 0).child(0, 0);
  EXPECT_THAT(story_about({{{Site::action_kind, press}, manual_sync},
                           {{Site::server_fault, list}, vague},
                           {{Site::retry_after, list}, 6},
                           {{Site::wait_form, list, 1}, 2}}),
              ElementsAre("Somebody presses \"sync job\" on job 1.",
                          "Spectora answers 429 to LIST on order 1 (full sync of order 1) and "
                          "whatever follows on that order for 7 s, and it names a date that is "
                          "past."));
}

TEST(Story, tells_what_became_of_a_write_and_of_its_echo) {
  const model::Cause hand_over = sim::action_cause(0);
  const auto work_order = static_cast<sim::Outcome>(sim::AssignmentsAction::work_order);
  // The POST of the run that the change starts.
  const model::Cause post = hand_over.child(12, 0).child(2, 0);
  EXPECT_THAT(
      story_about(
          {{{Site::action_kind, hand_over}, work_order},
           {{Site::write_fault, post}, static_cast<sim::Outcome>(sim::WriteVerdict::accepted)},
           {{Site::echo_fault, post}, static_cast<sim::Outcome>(sim::EchoVerdict::late)},
           {{Site::lateness, post.child(13, 0)}, 60'000}}),
      testing::UnorderedElementsAre(
          "Job 1 is moved from A to B in the work order.",
          "Spectora answers 202 to POST B on order 1 (full sync of order 1) and does it "
          "later.",
          "Spectora tells Attik of what came of POST B on order 1 (full sync of order 1) "
          "60 s late."));
}

}  // namespace
}  // namespace interleave::properties
