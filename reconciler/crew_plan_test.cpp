#include "reconciler/crew_plan.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/crew_plan_fixtures.hpp"

namespace interleave::reconciler {
namespace {

using model::Duration;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

// ---- Who is missing, and who is too many ----

TEST(CrewPlan, of_an_element_that_nobody_is_wanted_on_is_empty) {
  EXPECT_THAT(everything(plan_of(Scene(""))), IsEmpty());
}

TEST(CrewPlan, adds_whoever_is_wanted_and_does_not_stand_there) {
  EXPECT_THAT(planned(Scene("A")), ElementsAre("add A"));
  EXPECT_THAT(planned(Scene("BA", "C")), ElementsAre("add A", "add B", "add C"));
  EXPECT_THAT(planned(Scene("AB").standing("A").ours('A', 0)), ElementsAre("add B"));
}

TEST(CrewPlan, of_contacts_that_are_ours_and_wanted_only_enters_rows) {
  const CrewPlan plan = plan_of(Scene("AB").standing("BA").ours('A', 1).ours('B', 0));
  EXPECT_TRUE(plan.empty());
  EXPECT_THAT(ours(plan), ElementsAre("A1", "B0"));
  EXPECT_THAT(rows(plan, 0), ElementsAre("A1", "B0"));
  EXPECT_FALSE(plan.stray);
}

TEST(CrewPlan, never_adds_a_technician_without_a_resource_and_says_that_one_is_lacking) {
  EXPECT_THAT(everything(plan_of(Scene("FA").standing("A").ours('A', 0))),
              ElementsAre("ours A0", "row A0 of 0", "lacking"));
}

TEST(CrewPlan, removes_a_contact_of_ours_that_nobody_wants) {
  const CrewPlan plan = plan_of(Scene("").standing("A").ours('A', 0).row(0, 'A', 0));
  EXPECT_THAT(words(plan), ElementsAre("delete 0"));
  EXPECT_THAT(ours(plan), ElementsAre("A0"));  // until a list shows that it is gone
  EXPECT_THAT(rows(plan, 0), IsEmpty());
}

TEST(CrewPlan, takes_whoever_has_a_cleared_role_for_not_wanted) {
  EXPECT_THAT(planned(Scene("Ab")), ElementsAre("add A"));
  const Scene cleared = Scene("Ab", "B").standing("AB").ours('A', 0).ours('B', 1);
  EXPECT_THAT(everything(plan_of(cleared)),
              ElementsAre("ours A0", "ours B1", "row A0 of 0", "row B1 of 1"));
}

TEST(CrewPlan, enters_a_row_in_each_call_that_wants_the_technician) {
  const CrewPlan plan = plan_of(
      Scene("CA", "AB").standing("ABC").ours('C', 2).ours('B', 1).ours('A', 0).row(1, 'C', 2));
  EXPECT_THAT(rows(plan, 0), ElementsAre("A0", "C2"));
  EXPECT_THAT(rows(plan, 1), ElementsAre("A0", "B1"));
}

TEST(CrewPlan, forgets_contacts_of_ours_that_are_not_shown_and_their_rows) {
  const Scene gone =
      Scene("AB").standing("A").ours('A', 0).ours('C', 7).ours('B', 8).row(0, 'B', 8);
  const CrewPlan plan = plan_of(gone);
  EXPECT_THAT(words(plan), ElementsAre("add B"));
  EXPECT_THAT(ours(plan), ElementsAre("A0"));
  EXPECT_THAT(rows(plan, 0), ElementsAre("A0"));
}

// ---- Duplicates ----

TEST(CrewPlan, keeps_the_contact_that_a_row_names_of_several_of_ours) {
  const Scene two = Scene("A").standing("AA").ours('A', 0).ours('A', 1);
  EXPECT_THAT(planned(Scene(two).row(0, 'A', 1)), ElementsAre("delete 0"));
  EXPECT_THAT(planned(Scene(two).row(1, 'A', 1)), ElementsAre("delete 0"));
  EXPECT_THAT(planned(Scene(two).row(0, 'A', 0)), ElementsAre("delete 1"));
}

TEST(CrewPlan, keeps_the_first_of_several_of_ours_when_no_row_names_one) {
  const Scene three = Scene("A").standing("AAA").ours('A', 1).ours('A', 0).ours('A', 2);
  EXPECT_THAT(planned(three), ElementsAre("delete 0", "delete 2"));
  EXPECT_THAT(planned(Scene(three).row(0, 'A', 9)), ElementsAre("delete 0", "delete 2"));
  EXPECT_THAT(rows(plan_of(Scene(three).row(0, 'A', 9)), 0), ElementsAre("A1"));
}

// ---- Whose a contact is ----

TEST(CrewPlan, leaves_foreign_contacts_and_says_nothing_of_them) {
  EXPECT_THAT(everything(plan_of(Scene("").standing("xx"))), IsEmpty());
  EXPECT_THAT(everything(plan_of(Scene("").in_sound().standing("x*"))), IsEmpty());
}

TEST(CrewPlan, leaves_a_technicians_contact_that_is_not_ours_and_calls_it_stray) {
  EXPECT_THAT(everything(plan_of(Scene("").standing("A"))), ElementsAre("stray"));
  EXPECT_THAT(everything(plan_of(Scene("").standing("F"))), ElementsAre("stray"));
  // Whether somebody put A there by hand or not: ours is missing.
  EXPECT_THAT(everything(plan_of(Scene("A").standing("A"))), ElementsAre("add A", "stray"));
  EXPECT_THAT(everything(plan_of(Scene("A").standing("AA").ours('A', 1))),
              ElementsAre("ours A1", "row A1 of 0", "stray"));
}

// ---- Adds without an answer ----

TEST(CrewPlan, waits_until_an_open_add_can_no_longer_land) {
  for (const Duration age : {Duration{}, Duration{30s}, crew_landing_max - Duration{1}}) {
    const CrewPlan plan = plan_of(Scene("A").open('A', age));
    EXPECT_TRUE(plan.empty());
    EXPECT_EQ(plan.wait, crew_landing_max - age);
    EXPECT_THAT(ours(plan), ElementsAre("A?"));
    EXPECT_EQ(plan.books.journal[0].opened_at, read_at - age);
  }
}

TEST(CrewPlan, waits_for_the_last_of_several_open_adds) {
  const CrewPlan plan = plan_of(Scene("ABC").open('A', 30s).open('B', 10s).open('C', 50s));
  EXPECT_EQ(plan.wait, crew_landing_max - 10s);
}

TEST(CrewPlan, neither_adopts_nor_overlooks_what_an_open_add_may_have_made) {
  const CrewPlan waiting = plan_of(Scene("A").standing("A").open('A', 81s));
  EXPECT_THAT(ours(waiting), ElementsAre("A?"));
  EXPECT_THAT(rows(waiting, 0), IsEmpty());
  EXPECT_FALSE(waiting.stray);
  // Nobody is wanted any more, and what was made goes once it is known to be ours.
  EXPECT_TRUE(plan_of(Scene("").standing("A").open('A', 81s)).empty());
}

TEST(CrewPlan, adds_again_when_an_add_that_can_no_longer_land_has_made_nothing) {
  const CrewPlan plan = plan_of(Scene("A").standing("Bx").open('A', crew_landing_max));
  EXPECT_THAT(words(plan), ElementsAre("add A"));
  EXPECT_THAT(ours(plan), IsEmpty());
  EXPECT_EQ(plan.wait, Duration{});
  EXPECT_THAT(everything(plan_of(Scene("").open('A', crew_landing_max))), IsEmpty());
}

TEST(CrewPlan, adopts_the_one_contact_that_an_add_can_have_made) {
  EXPECT_THAT(
      everything(plan_of(Scene("A").standing("BA").ours('B', 0).open('A', crew_landing_max))),
      ElementsAre("delete 0", "ours B0", "ours A1", "row A1 of 0"));
  // An adopted one is like any other of ours.
  EXPECT_THAT(planned(Scene("").standing("A").open('A', crew_landing_max)),
              ElementsAre("delete 0"));
}

TEST(CrewPlan, leaves_the_several_contacts_that_an_add_can_have_made_and_adds_no_other) {
  const CrewPlan plan = plan_of(Scene("A").standing("AA").open('A', crew_landing_max));
  EXPECT_TRUE(plan.empty());
  EXPECT_TRUE(plan.unclear);
  EXPECT_TRUE(plan.stray);
  EXPECT_THAT(ours(plan), ElementsAre("A?"));
  EXPECT_EQ(plan.wait, Duration{});
  EXPECT_TRUE(plan_of(Scene("").standing("AA").open('A', crew_landing_max)).empty());
}

TEST(CrewPlan, takes_no_contact_for_an_adds_that_was_seen_before_it) {
  EXPECT_THAT(everything(plan_of(Scene("A").standing("A").open('A', crew_landing_max, {0}))),
              ElementsAre("add A", "stray"));
  EXPECT_THAT(ours(plan_of(Scene("A").standing("AA").open('A', crew_landing_max, {0}))),
              ElementsAre("A1"));
  // Nor is it what an open one is waited for.
  EXPECT_TRUE(plan_of(Scene("A").standing("A").open('A', 1s, {0})).stray);
}

TEST(CrewPlan, takes_no_contact_for_an_adds_that_is_ours_already) {
  const Scene another = Scene("A").standing("A").ours('A', 0).open('A', crew_landing_max);
  EXPECT_THAT(everything(plan_of(another)), ElementsAre("ours A0", "row A0 of 0"));
}

// ---- Who leads ----

TEST(CrewPlan, makes_the_first_who_is_wanted_lead_in_sound) {
  const Scene two = Scene("AB").in_sound().ours('A', 0).ours('B', 1);
  EXPECT_THAT(planned(Scene(two).standing("A*B")), IsEmpty());
  EXPECT_THAT(planned(Scene(two).standing("AB")), ElementsAre("lead 0"));
  EXPECT_THAT(planned(Scene(two).standing("AB*")), ElementsAre("lead 0", "crew 1"));
  const Scene other = Scene("BA").in_sound().ours('A', 0).ours('B', 1);
  EXPECT_THAT(planned(Scene(other).standing("A*B")), ElementsAre("crew 0", "lead 1"));
}

TEST(CrewPlan, makes_the_first_of_the_alias_lead_when_nobody_is_on_the_first_call) {
  EXPECT_THAT(planned(Scene("a", "BC").in_sound().standing("BC").ours('B', 0).ours('C', 1)),
              ElementsAre("lead 0"));
  EXPECT_THAT(planned(Scene("C", "BC").in_sound().standing("BC").ours('B', 0).ours('C', 1)),
              ElementsAre("lead 1"));
}

TEST(CrewPlan, lets_nobody_lead_when_the_lead_has_no_resource) {
  EXPECT_THAT(planned(Scene("FA").in_sound().standing("A").ours('A', 0)), IsEmpty());
  EXPECT_THAT(planned(Scene("FA").in_sound().standing("A*").ours('A', 0)), ElementsAre("crew 0"));
}

TEST(CrewPlan, looks_at_no_role_elsewhere_and_at_none_that_is_not_ours) {
  EXPECT_THAT(planned(Scene("AB").standing("AB*").ours('A', 0).ours('B', 1)), IsEmpty());
  EXPECT_THAT(planned(Scene("A").in_sound().standing("A*A*x*").ours('A', 0)), IsEmpty());
}

// ---- Without a guard ----

TEST(CrewPlan, without_await_landing_decides_what_came_of_an_add_by_the_next_list) {
  EXPECT_THAT(without(Guard::await_landing, Scene("A").open('A', 1s)), ElementsAre("add A"));
  EXPECT_THAT(
      ours(plan_without(Guard::await_landing, Scene("A").standing("A").open('A', Duration{}))),
      ElementsAre("A0"));
}

TEST(CrewPlan, without_adopt_takes_a_contact_whose_add_was_not_answered_for_nobodys) {
  const CrewPlan plan =
      plan_without(Guard::adopt, Scene("A").standing("A").open('A', crew_landing_max));
  EXPECT_THAT(everything(plan), ElementsAre("add A", "stray"));
}

TEST(CrewPlan, without_one_candidate_takes_the_first_of_two_for_the_adds) {
  const CrewPlan plan =
      plan_without(Guard::one_candidate, Scene("").standing("AA").open('A', crew_landing_max));
  EXPECT_THAT(words(plan), ElementsAre("delete 0"));
  EXPECT_FALSE(plan.unclear);
}

TEST(CrewPlan, without_own_only_deletes_a_technicians_contact_that_is_not_ours) {
  EXPECT_THAT(without(Guard::own_only, Scene("").standing("Ax")), ElementsAre("delete 0"));
  EXPECT_THAT(without(Guard::own_only, Scene("B").standing("BA").ours('B', 0)),
              ElementsAre("delete 1"));
  EXPECT_THAT(without(Guard::own_only, Scene("A").standing("AA").ours('A', 0)), IsEmpty());
}

TEST(CrewPlan, without_foreign_stays_deletes_every_contact_when_nobody_is_wanted) {
  EXPECT_THAT(without(Guard::foreign_stays, Scene("").standing("xAx").ours('A', 1)),
              ElementsAre("delete 1", "delete 0", "delete 2"));
  EXPECT_THAT(without(Guard::foreign_stays, Scene("A").standing("xA").ours('A', 1)), IsEmpty());
}

TEST(CrewPlan, without_lines_shown_takes_whoever_was_added_for_standing_there) {
  const Scene gone = Scene("A").ours('A', 0).row(0, 'A', 0);
  EXPECT_THAT(without(Guard::lines_shown, gone), IsEmpty());
  EXPECT_THAT(rows(plan_without(Guard::lines_shown, gone), 0), ElementsAre("A0"));
}

TEST(CrewPlan, without_all_calls_wants_only_whom_the_first_call_wants) {
  EXPECT_THAT(without(Guard::all_calls, Scene("A", "BA")), ElementsAre("add A"));
  EXPECT_THAT(without(Guard::all_calls, Scene("A", "B").standing("AB").ours('A', 0).ours('B', 1)),
              ElementsAre("delete 1"));
}

TEST(CrewPlan, without_cleared_is_off_wants_whose_profile_names_the_department_still) {
  EXPECT_THAT(without(Guard::cleared_is_off, Scene("b")), ElementsAre("add B"));
  EXPECT_THAT(without(Guard::cleared_is_off, Scene("", "b")), ElementsAre("add B"));
  EXPECT_THAT(without(Guard::cleared_is_off, Scene("ac")), IsEmpty());
  EXPECT_THAT(without(Guard::cleared_is_off, Scene("abd").in_sound()),
              ElementsAre("add A", "add D"));
}

TEST(CrewPlan, without_keep_right_empties_an_element_that_differs) {
  const Scene differs = Scene("ABC").standing("ABx").ours('A', 0).ours('B', 1);
  EXPECT_THAT(without(Guard::keep_right, differs), ElementsAre("delete 0", "delete 1"));
  EXPECT_THAT(without(Guard::keep_right, Scene("AB").standing("AB").ours('A', 0).ours('B', 1)),
              IsEmpty());
  const Scene led = Scene("AB").in_sound().standing("AB*").ours('A', 0).ours('B', 1);
  EXPECT_THAT(without(Guard::keep_right, led), ElementsAre("delete 0", "delete 1"));
  // And fills it again.
  EXPECT_THAT(without(Guard::keep_right, Scene("AB").standing("..x").ours('A', 0)),
              ElementsAre("add A", "add B"));
}

TEST(CrewPlan, without_primary_looks_at_nobodys_role) {
  EXPECT_THAT(
      without(Guard::primary, Scene("AB").in_sound().standing("AB*").ours('A', 0).ours('B', 1)),
      IsEmpty());
}

TEST(CrewPlan, without_duplicates_sees_only_the_last_of_several_of_ours) {
  const Scene two = Scene("A").in_sound().standing("AA").ours('A', 0).ours('A', 1).row(0, 'A', 0);
  EXPECT_THAT(without(Guard::duplicates, two), ElementsAre("lead 1"));
  EXPECT_THAT(rows(plan_without(Guard::duplicates, two), 0), ElementsAre("A1"));
  EXPECT_THAT(without(Guard::duplicates, Scene("").standing("AA").ours('A', 0).ours('A', 1)),
              ElementsAre("delete 0", "delete 1"));
}

/// Each guard that a plan asks makes a difference in one of these.
std::vector<Scene> telling_scenes() {
  const Scene busy = Scene("Ad", "BC")
                         .in_sound()
                         .standing("AAB*xCDED")
                         .ours('A', 0)
                         .ours('A', 1)
                         .ours('B', 2)
                         .ours('C', 9)
                         .ours('D', 5)
                         .open('C', 10s)
                         .open('E', crew_landing_max);
  return {busy, Scene("").standing("xA"), Scene("B").standing("BAA").open('A', crew_landing_max)};
}

TEST(CrewPlan, depends_on_no_other_guard) {
  const std::set<Guard> asked = {Guard::await_landing, Guard::adopt,          Guard::one_candidate,
                                 Guard::own_only,      Guard::foreign_stays,  Guard::lines_shown,
                                 Guard::all_calls,     Guard::cleared_is_off, Guard::keep_right,
                                 Guard::primary,       Guard::duplicates};
  for (std::size_t number = 0; number < guard_count; ++number) {
    const auto guard = static_cast<Guard>(number);
    bool differs = false;
    for (const Scene& scene : telling_scenes()) {
      differs = differs || everything(plan_without(guard, scene)) != everything(plan_of(scene));
    }
    EXPECT_EQ(differs, asked.contains(guard)) << number;
  }
}

// ---- What was answered ----

TEST(CrewPlan, enters_an_answered_add_as_ours_in_the_place_of_its_open_entry) {
  Scene scene = Scene("AB", "A").ours('A', 0).open('A', 1s).open('B', 1s).row(0, 'B', 5);
  enter(scene.sight.books, scene.sight.crews, {a, scene.line(3)});
  CrewPlan entered;
  entered.books = scene.sight.books;
  EXPECT_THAT(ours(entered), ElementsAre("A0", "B?", "A3"));
  EXPECT_THAT(rows(entered, 0), ElementsAre("A3", "B5"));
  EXPECT_THAT(rows(entered, 1), ElementsAre("A3"));
}

TEST(CrewPlan, enters_no_row_where_the_technician_is_not_on_the_call_and_each_once) {
  Scene scene = Scene("b", "AB").row(1, 'A', 1).row(1, 'B', 2);
  enter(scene.sight.books, scene.sight.crews, {b, scene.line(3)});
  CrewPlan entered;
  entered.books = scene.sight.books;
  EXPECT_THAT(rows(entered, 0), IsEmpty());
  EXPECT_THAT(rows(entered, 1), ElementsAre("A1", "B3"));
}

}  // namespace
}  // namespace interleave::reconciler
