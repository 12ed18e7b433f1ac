#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/fixtures.hpp"

// `interleave explore` as a user types it; properties/explore_test.cpp holds that it misses
// nothing.

namespace interleave::tools {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class Explore : public Command {
 protected:
  [[nodiscard]] Ended explore(Arguments arguments) const {
    arguments.insert(arguments.begin(), "explore");
    return run(arguments);
  }
};

TEST_F(Explore, tells_how_many_executions_stand_for_every_order_and_how_many_fail) {
  const Ended reduced = explore({"reassign-race", "--variant", "as-found"});
  EXPECT_EQ(reduced.exit_code, 1);
  EXPECT_THAT(reduced.out, HasSubstr("complete: 21 executions stand for every order; 47 given up"));
  EXPECT_THAT(reduced.out, HasSubstr("VIOLATED in 17 of 21 executions"));
  const Ended all = explore({"reassign-race", "--variant", "as-found", "--all-orders"});
  EXPECT_EQ(all.exit_code, 1);
  EXPECT_THAT(all.out, HasSubstr("complete: 2 639 executions; 36 628 events"));
  EXPECT_THAT(all.out, HasSubstr("VIOLATED in 2 553 of 2 639 executions"));
}

TEST_F(Explore, of_a_scope_that_holds_exits_with_0) {
  const Ended ended = explore({"assignments", "--set", "jobs=1", "--set", "inspectors=1", "--set",
                               "actions=1", "--set", "workers=1", "--set", "sweep=off"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.out, HasSubstr("assignments · production · faults none · every order of jobs=1 "
                                   "inspectors=1 actions=1 workers=1 sweep=off\n  complete: "));
  EXPECT_THAT(ended.out, HasSubstr("HELD: none violated anything"));
  EXPECT_EQ(ended.err, "");
}

TEST_F(Explore, writes_a_capsule_that_replays_as_the_same_run_and_can_be_shrunk) {
  const Ended ended =
      explore({"reassign-race", "--variant", "as-found", "--out", path("capsules")});
  const std::string capsule = path("capsules/reassign-race.as-found.ASG.race.capsule.json");
  EXPECT_THAT(ended.out, HasSubstr("replay: interleave replay " + capsule + " --timeline"));
  const Ended replayed = run({"replay", capsule});
  EXPECT_EQ(replayed.exit_code, 1);
  EXPECT_THAT(replayed.out, HasSubstr("same: this is the recorded run, event for event"));
  EXPECT_EQ(run({"shrink", capsule}).exit_code, 0);
}

TEST_F(Explore, says_when_the_time_was_not_enough) {
  const Ended ended = explore({"assignments", "--set", "actions=2", "--time", "1s"});
  EXPECT_EQ(ended.exit_code, 5);
  EXPECT_THAT(ended.out, ContainsRegex("NOT COMPLETE, so far: [0-9 ]+ executions;"));
  EXPECT_THAT(ended.out, HasSubstr("nothing was violated so far"));
  EXPECT_THAT(ended.out, Not(HasSubstr("the largest scope")));
}

TEST_F(Explore, in_which_no_execution_came_to_its_end_does_not_say_that_anything_holds) {
  // Four cores look for work at once, and two timers of one worker that are due together are more
  // than a run in time can have.
  const Ended ended = explore({"platform", "--set", "actions=0", "--set", "workers=1"});
  EXPECT_EQ(ended.exit_code, 5);
  EXPECT_THAT(ended.out, HasSubstr("complete: 0 executions"));
  EXPECT_THAT(ended.out, HasSubstr("nothing was judged: no execution came to its end"));
  EXPECT_THAT(ended.out, Not(HasSubstr("HELD")));
}

TEST_F(Explore, refuses_what_it_cannot_search) {
  expect_refusal({"explore"}, "SYSTEM");
  expect_refusal({"explore", "nothing"}, "unknown system \"nothing\"");
  expect_refusal({"explore", "assignments", "--variant", "none"}, "unknown variant");
  expect_refusal({"explore", "assignments", "--set", "jobs=9"}, "jobs");
  expect_refusal({"explore", "assignments", "--time", "soon"}, "--time: found \"soon\"");
  write("file", "");
  expect_refusal({"explore", "assignments", "--out", path("file")}, "--out");
  const Ended ended = wait_for(start({"explore", "planted"}, INTERLEAVE_PLANTED));
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("planted names no scopes to search, expected --set"));
}

}  // namespace
}  // namespace interleave::tools
