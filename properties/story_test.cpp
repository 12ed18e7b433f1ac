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

}  // namespace
}  // namespace interleave::properties
