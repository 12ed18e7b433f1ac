#include "properties/event_trace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/fixtures.hpp"

namespace interleave::properties {
namespace {

using Lines = std::vector<std::string>;
using testing::HasSubstr;

Experiment typical() {
  Experiment experiment = experiment_of("assignments", "production");
  experiment.profile = sim::typical_profile;
  return experiment;
}

TEST(EventTrace, has_a_line_for_the_start_and_one_for_each_event) {
  const std::unique_ptr<Runner> runner = typical().make_runner();
  for (std::uint64_t index = 0; index < 50; ++index) {
    const SeededRun run{sim::Strategy::pos, 1, index};
    const EventTrace trace = trace_events(*runner, run);
    const RunResult plain = run_seeded(*runner, run);
    EXPECT_EQ(trace.events.size(), plain.events + 1);
    EXPECT_EQ(trace.result.trace_hash, plain.trace_hash);
    EXPECT_EQ(trace.result.fingerprint, plain.fingerprint);
    EXPECT_EQ(trace.result.violated, plain.violated);
    EXPECT_EQ(trace.result.sometimes, plain.sometimes);
  }
}

TEST(EventTrace, of_a_run_is_the_same_in_every_world) {
  const Experiment experiment = typical();
  const SeededRun run{sim::Strategy::sparse, 1, 7};
  EXPECT_EQ(trace_events(*experiment.make_runner(), run).events,
            trace_events(*experiment.make_runner(), run).events);
  EXPECT_EQ(find_difference(experiment, run), std::nullopt);
}

TEST(EventTrace, an_event_is_told_as_in_the_timeline) {
  const Experiment experiment = experiment_of("reassign-race", "as-found");
  const EventTrace trace = trace_events(*experiment.make_runner(), {sim::Strategy::uniform, 1, 0});
  EXPECT_THAT(trace.events[0], HasSubstr("sync started: sync 1 of order 1 to B; "));
  EXPECT_THAT(trace.events[1], testing::StartsWith("    0.0"));
  EXPECT_THAT(trace.events[1], HasSubstr("  Spectora applied: LIST on order 1"));
}

TEST(EventTrace, another_run_differs_at_the_start_or_later) {
  const Experiment experiment = experiment_of("reassign-race", "as-found");
  const auto events = [&](std::uint64_t index) {
    return trace_events(*experiment.make_runner(), {sim::Strategy::uniform, 1, index}).events;
  };
  // Both begin alike: two LISTs are sent, and one of them takes effect first.
  const auto found = first_difference(events(0), events(1));
  EXPECT_NE(found, std::nullopt);
  EXPECT_GT(found.value_or(EventDifference{}).event, 0U);
}

TEST(EventTrace, the_first_difference_is_where_the_lines_part) {
  const Lines one{"start", "a", "b", "c"};
  EXPECT_EQ(first_difference(one, one), std::nullopt);
  EXPECT_EQ(first_difference(one, {"start", "a", "x", "c"}), (EventDifference{2, "b", "x"}));
  EXPECT_EQ(first_difference({"other", "a"}, {"start", "b"}),
            (EventDifference{0, "other", "start"}));
}

TEST(EventTrace, a_run_that_ends_sooner_differs_where_the_other_goes_on) {
  EXPECT_EQ(first_difference({"start", "a"}, {"start"}),
            (EventDifference{1, "a", "(the run has ended)"}));
  EXPECT_EQ(first_difference({"start"}, {"start", "a"}),
            (EventDifference{1, "(the run has ended)", "a"}));
}

TEST(EventTrace, an_outcome_names_what_was_violated_seen_and_reached) {
  const System& system = *typical().system;
  RunResult result;
  result.events = 12;
  EXPECT_EQ(outcome_in_words(system, result), "12 events, violated: nothing");
  result.violated.add(0);
  result.sometimes.add(0);
  result.limit = "events per run";
  EXPECT_EQ(outcome_in_words(system, result),
            "12 events, violated: " + name_of(system.signatures[0]) +
                "; seen: " + std::string(system.sometimes[0].name) + "; limit: events per run");
}

}  // namespace
}  // namespace interleave::properties
