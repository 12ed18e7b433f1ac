#include "sim/crew_scenario.hpp"

#include <array>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "reconciler/crew_run.hpp"

namespace interleave::sim {
namespace {

using namespace model;
using namespace std::chrono_literals;

constexpr JobId call{1};
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr InspectorId c{2};
constexpr CrewChange plain{};
constexpr CrewChange other{.other = true};

CrewMembers led_by_a() { return {{a, CrewRole::lead}, {b}}; }

TEST(CrewScenario, the_first_who_is_put_on_a_call_leads_it) {
  EXPECT_EQ(describe(after(CrewAction::put_on, {}, plain)), "A (lead)");
  EXPECT_EQ(describe(after(CrewAction::put_on, led_by_a(), plain)), "A (lead), B and C");
  EXPECT_EQ(describe(after(CrewAction::put_on, led_by_a(), {.person = 1})), "A (lead), B and D");
}

TEST(CrewScenario, when_the_lead_is_taken_off_the_next_one_leads) {
  EXPECT_EQ(describe(after(CrewAction::take_off, led_by_a(), plain)), "B (lead)");
  EXPECT_EQ(describe(after(CrewAction::take_off, led_by_a(), {.person = 1})), "A (lead)");
}

TEST(CrewScenario, a_role_that_is_cleared_leaves_its_row) {
  EXPECT_EQ(describe(after(CrewAction::take_off, led_by_a(), other)), "A (cleared) and B (lead)");
}

TEST(CrewScenario, who_was_cleared_can_be_put_on_again) {
  const CrewMembers cleared{{a, CrewRole::cleared}, {b, CrewRole::lead}};
  EXPECT_EQ(describe(after(CrewAction::put_on, cleared, plain)), "B (lead) and A");
}

TEST(CrewScenario, another_one_leads) {
  const CrewMembers three{{a, CrewRole::lead}, {b}, {c}};
  EXPECT_EQ(describe(after(CrewAction::lead, three, plain)), "A, B (lead) and C");
  EXPECT_EQ(describe(after(CrewAction::lead, three, {.person = 1})), "A, B and C (lead)");
}

TEST(CrewScenario, an_element_wants_whom_either_call_wants_and_the_lead_of_the_first) {
  const CrewMembers first{{b}, {a, CrewRole::lead}};
  const CrewMembers second{{a}, {c, CrewRole::lead}, {InspectorId{3}, CrewRole::cleared}};
  EXPECT_EQ(wanted_together(first, second), (InspectorList{a, b, c}));
  EXPECT_EQ(wanted_together({}, second), (InspectorList{c, a}));
  EXPECT_EQ(wanted_together({}, {}), InspectorList{});
}

TEST(CrewScenario, a_press_changes_nobody) {
  EXPECT_EQ(after(CrewAction::press, led_by_a(), other), led_by_a());
  EXPECT_EQ(after(CrewAction::acknowledge, led_by_a(), plain), led_by_a());
}

TEST(CrewScenario, a_call_allows_what_makes_sense) {
  EXPECT_EQ(suited(CrewAction::take_off, {}, false), std::nullopt);
  EXPECT_EQ(suited(CrewAction::take_off, {{a, CrewRole::cleared}}, false), std::nullopt);
  EXPECT_EQ(suited(CrewAction::lead, {{a, CrewRole::lead}}, false), std::nullopt);
  EXPECT_EQ(suited(CrewAction::lead, led_by_a(), false), CrewAction::lead);
  EXPECT_EQ(suited(CrewAction::press, {}, false), CrewAction::press);
  CrewMembers all;
  for (std::uint8_t i = 0; i < technicians_max; ++i) all.push_back({InspectorId{i}});
  EXPECT_EQ(suited(CrewAction::put_on, all, false), std::nullopt);
  all.pop_back();
  EXPECT_EQ(suited(CrewAction::put_on, all, false), CrewAction::put_on);
}

TEST(CrewScenario, an_alert_that_is_seen_is_taken_over) {
  EXPECT_EQ(suited(CrewAction::press, {}, true), CrewAction::acknowledge);
  EXPECT_EQ(suited(CrewAction::put_on, {}, true), CrewAction::put_on);
}

TEST(CrewScenario, actions_are_told_with_the_call_and_its_department) {
  const CrewMembers members = led_by_a();
  EXPECT_EQ(describe(CrewAction::put_on, call, members, plain),
            "C is put on job 1 (lights), and clicked on");
  EXPECT_EQ(describe(CrewAction::put_on, call, members, other), "C is put on job 1 (lights)");
  EXPECT_EQ(describe(CrewAction::take_off, call, members, plain),
            "A is taken off job 1 (lights), and clicked off");
  EXPECT_EQ(describe(CrewAction::take_off, call, members, other),
            "the role of A on job 1 (lights) is cleared");
  EXPECT_EQ(describe(CrewAction::press, JobId{5}, members, plain),
            "somebody presses \"Sync Flex\" for job 5 (lights)");
  EXPECT_EQ(describe(CrewAction::press, JobId{2}, members, other),
            "somebody presses \"Sync Flex\" for job 2 (video) in both dialogs at once");
  EXPECT_EQ(describe(CrewAction::lead, JobId{0}, members, plain), "B is to lead job 0 (sound)");
  EXPECT_EQ(describe(CrewAction::acknowledge, call, members, plain),
            "staff take over what the alert tells them of job 1 (lights), and press \"Sync Flex\"");
}

TEST(CrewScenario, an_alert_says_which_element_it_is_and_who_is_wanted_there) {
  Job element;
  element.id = JobId{2};
  element.inspectors = {b, a};
  EXPECT_EQ(alert_about_crew(element),
            "element 2 (video), wanted are B and A: at Flex something else stands there, or not "
            "only what we added, or somebody has no resource there; look, and set it right, or "
            "press \"Sync Flex\"");
  element.inspectors.clear();
  EXPECT_EQ(alert_about_crew(element).find("element 2 (video), wanted are nobody: "), 0U);
}

// ---- How a run starts, and how the core is set up ----

/// In the middle of each of 64 equal slices of the bits: exactly what a sample comes to on average.
TEST(CrewScenario, of_64_elements_an_earlier_sync_has_left_8_with_a_duplicate_and_one_with_many) {
  std::array<int, Leftovers::many + 1> count{};
  for (Bits slice = 0; slice < 64; ++slice) {
    const Outcome left = Leftovers::outcome((slice << 58U) + (Bits{1} << 57U));
    ASSERT_LE(left, Leftovers::max());
    ++count[static_cast<std::size_t>(left)];
  }
  EXPECT_EQ(count, (std::array<int, 3>{55, 8, 1}));
  EXPECT_EQ(Leftovers::outcome(0), 0);
  EXPECT_EQ(Leftovers::outcome(~Bits{0}), Leftovers::many);
}

TEST(CrewScenario, what_an_earlier_sync_has_left_at_most_is_more_than_a_run_deletes) {
  EXPECT_GT(Leftovers::many_count, reconciler::CrewRun<reconciler::SealedGuards>::deletions_max);
}

TEST(CrewScenario, the_core_is_set_up_as_the_scenario_says_and_always_tells_staff) {
  const CrewOptions scenario{.timeout_ms = 7'000, .sweep_period_s = 1'800, .lag_ms = 3'000};
  const reconciler::SyncOptions core = core_options(scenario, 1, 2);
  EXPECT_EQ(core.worker, 1);
  EXPECT_EQ(core.workers, 2);
  EXPECT_EQ(core.remote_timeout, 7s);
  EXPECT_EQ(core.list_lag, 3s);
  EXPECT_EQ(core.sweep_period, 30min);
  EXPECT_TRUE(core.alerts);
}

TEST(CrewScenario, without_a_sweep_the_core_has_no_period_and_settling_takes_as_long) {
  const CrewOptions swept{.sweep_period_s = 1'800};
  const CrewOptions unswept{.sweep = 0, .sweep_period_s = 1'800};
  EXPECT_EQ(core_options(unswept, 0, 1).sweep_period, 0s);
  EXPECT_EQ(settling_bound(unswept), settling_bound(swept));
}

RC_GTEST_PROP(CrewScenario, whatever_people_do_a_crew_has_one_lead_and_nobody_twice, ()) {
  CrewMembers members;
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(1, static_cast<int>(crew_kind_count) + 1),
                    rc::gen::inRange(0, static_cast<int>(crew_change_count))));
  for (const auto& [kind, drawn] : steps) {
    const auto action = suited(static_cast<CrewAction>(kind), members, false);
    if (!action) continue;
    members = after(*action, members, crew_change(drawn));
    std::set<InspectorId> people;
    std::size_t leads = 0;
    std::size_t on = 0;
    for (const CrewMember& member : members) {
      people.insert(member.technician);
      if (member.role == CrewRole::lead) ++leads;
      if (member.role != CrewRole::cleared) ++on;
    }
    RC_ASSERT(people.size() == members.size());
    RC_ASSERT(leads == (on == 0 ? 0U : 1U));
  }
}

TEST(CrewScenario, every_decision_about_an_action_is_a_way_of_its_own) {
  std::set<std::pair<bool, std::uint8_t>> ways;
  for (std::uint64_t drawn = 0; drawn < crew_change_count; ++drawn) {
    const CrewChange change = crew_change(static_cast<Outcome>(drawn));
    EXPECT_LT(change.person, technicians_max);
    EXPECT_TRUE(ways.insert({change.other, change.person}).second);
  }
  EXPECT_FALSE(crew_change(0).other);
}

}  // namespace
}  // namespace interleave::sim
