#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "reconciler/crew_plan_fixtures.hpp"

// What holds of the plan for any sight of an element.

namespace interleave::reconciler {
namespace {

using model::CrewBooks;
using model::CrewEntry;
using model::CrewLine;
using model::CrewLink;
using model::CrewLinks;
using model::CrewMembers;
using model::CrewRole;
using model::Duration;
using model::ElementId;
using model::InspectorId;
using model::LineId;
using namespace std::chrono_literals;

CrewMembers arbitrary_crew() {
  CrewMembers members;
  if (*rc::gen::inRange(0, 3) == 0) return members;
  for (std::uint8_t number = 0; number < model::technicians_max; ++number) {
    const int state = *rc::gen::inRange(0, 4);  // half of them are not on the call
    if (state >= 2) continue;
    const CrewRole role = state == 0 ? CrewRole::cleared : CrewRole::crew;
    const auto place = *rc::gen::inRange<std::size_t>(0, members.size() + 1);
    members.insert(members.begin() + static_cast<std::ptrdiff_t>(place),
                   {InspectorId{number}, role});
  }
  return members;
}

bool owned(const CrewBooks& books, LineId line) {
  return std::ranges::find(books.journal, line, &CrewEntry::line) != books.journal.end();
}

/// Up to eight contacts, of which an open add has seen some; rows name any line.
CrewSight arbitrary_sight() {
  constexpr std::uint8_t lines_max = 8;
  Scene scene("");
  CrewSight& sight = scene.sight;
  sight.element = ElementId{*rc::gen::inRange<std::uint8_t>(0, model::elements_max)};
  sight.crews = {arbitrary_crew(), arbitrary_crew()};
  sight.wanted = wanted_together(sight);
  const auto states = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 28));
  for (std::uint8_t number = 0; number < std::min(states.size(), std::size_t{lines_max});
       ++number) {
    const auto whose = static_cast<std::uint8_t>(states[number] / 4);  // the seventh is nobody
    const bool foreign = whose == model::technicians_max;
    const bool is_ours = states[number] % 4 >= 2 && !foreign;
    const bool gone = is_ours && *rc::gen::inRange(0, 5) == 0;
    const InspectorId technician = foreign ? InspectorId::none() : InspectorId{whose};
    if (!gone) sight.lines.push_back({scene.line(number), technician, states[number] % 2 == 1});
    if (is_ours) sight.books.journal.push_back({technician, scene.line(number)});
  }
  for (std::uint8_t number = 0; number < model::technicians_max; ++number) {
    if (*rc::gen::inRange(0, 3) == 0) {
      CrewEntry entry{InspectorId{number}};
      entry.opened_at = read_at - Duration{std::chrono::seconds(*rc::gen::inRange(0, 120))};
      for (const CrewLine& line : sight.lines) {
        const bool fits = line.technician == entry.technician && !owned(sight.books, line.id);
        if (fits && *rc::gen::arbitrary<bool>()) entry.seen.push_back(line.id);
      }
      sight.books.journal.push_back(entry);
    }
    for (CrewLinks& links : sight.books.links) {
      if (!*rc::gen::arbitrary<bool>()) continue;
      links.push_back({InspectorId{number}, scene.line(*rc::gen::inRange<std::uint8_t>(0, 8))});
    }
  }
  return sight;
}

/// Contacts of the technician that the add can have made, as the test counts them.
std::vector<LineId> can_have_made(const CrewSight& sight, const CrewEntry& entry) {
  std::vector<LineId> all;
  for (const CrewLine& line : sight.lines) {
    const bool seen = std::ranges::find(entry.seen, line.id) != entry.seen.end();
    const bool fits = line.technician == entry.technician && !seen;
    if (fits && !owned(sight.books, line.id)) all.push_back(line.id);
  }
  return all;
}

/// Which lines may be touched: those of ours, and the one that an add can have made.
std::set<LineId> touchable(const CrewSight& sight) {
  std::set<LineId> all;
  for (const CrewEntry& entry : sight.books.journal) {
    if (!entry.open()) all.insert(entry.line);
    const std::vector<LineId> made = can_have_made(sight, entry);
    const bool landed = sight.books_read_at - entry.opened_at >= crew_landing_max;
    if (entry.open() && landed && made.size() == 1) all.insert(made.front());
  }
  return all;
}

/// What Flex and the database make of a plan; what is added is a new line.
void apply(const CrewPlan& plan, CrewSight& sight, std::uint8_t& next_line) {
  const std::set<LineId> may_touch = touchable(sight);
  sight.books = plan.books;
  for (const InspectorId technician : plan.adds) {
    const LineId made = model::line_of(sight.element, next_line++);
    sight.lines.push_back({made, technician});
    enter(sight.books, sight.crews, {technician, made});
  }
  for (const RoleStep& step : plan.roles) {
    RC_ASSERT(may_touch.contains(step.line));
    const auto line = std::ranges::find(sight.lines, step.line, &CrewLine::id);
    RC_ASSERT(line != sight.lines.end() && line->lead != step.lead);
    line->lead = step.lead;
  }
  for (const LineId line : plan.removals) {
    RC_ASSERT(may_touch.contains(line));
    const auto found = std::ranges::find(sight.lines, line, &CrewLine::id);
    RC_ASSERT(found != sight.lines.end());
    sight.lines.erase(found);
  }
}

bool wants(const CrewSight& sight, InspectorId technician) {
  const bool wanted = std::ranges::find(sight.wanted, technician) != sight.wanted.end();
  return wanted && model::profile_of(technician).resource;
}

RC_GTEST_PROP(CrewPlan, brings_any_element_to_the_goal_within_a_few_rounds, ()) {
  CrewSight sight = arbitrary_sight();
  std::uint8_t next_line = 20;
  for (int round = 0; round < 4; ++round) {
    apply(plan(sight, crew_landing_max, SealedGuards()), sight, next_line);
    sight.books_read_at += crew_landing_max;
  }
  const CrewPlan last = plan(sight, crew_landing_max, SealedGuards());
  RC_ASSERT(last.empty());
  RC_ASSERT(last.wait == Duration{});
  RC_ASSERT(last.books == sight.books);
  std::map<InspectorId, int> standing;
  std::set<InspectorId> unclear;
  for (const CrewEntry& entry : sight.books.journal) {
    if (!entry.open()) ++standing[entry.technician];
    if (!entry.open()) continue;
    RC_ASSERT(last.unclear);
    RC_ASSERT(can_have_made(sight, entry).size() > 1U);
    unclear.insert(entry.technician);
  }
  for (std::uint8_t number = 0; number < model::technicians_max; ++number) {
    const InspectorId technician{number};
    const int goal = wants(sight, technician) ? 1 : 0;
    const bool untold = standing[technician] == 0 && unclear.contains(technician);
    RC_ASSERT(standing[technician] == goal || untold);
  }
  for (const CrewLine& line : sight.lines) {
    if (!owned(sight.books, line.id) ||
        model::department_of(sight.element) != model::Department::sound)
      continue;
    RC_ASSERT(line.lead == (line.technician == sight.wanted.front()));
  }
}

RC_GTEST_PROP(CrewPlan, takes_for_ours_what_was_and_what_only_an_add_of_ours_can_have_made, ()) {
  const CrewSight sight = arbitrary_sight();
  const CrewPlan plan = reconciler::plan(sight, crew_landing_max, SealedGuards());
  const std::set<LineId> may_be_ours = touchable(sight);
  for (const CrewLine& line : sight.lines) {
    RC_ASSERT(owned(plan.books, line.id) == may_be_ours.contains(line.id));
  }
}

RC_GTEST_PROP(CrewPlan, names_in_the_rows_of_a_call_whoever_is_on_it_with_a_contact_of_ours, ()) {
  const CrewSight sight = arbitrary_sight();
  const CrewPlan plan = reconciler::plan(sight, crew_landing_max, SealedGuards());
  for (std::size_t call = 0; call < model::calls_per_element; ++call) {
    const CrewLinks& links = plan.books.links[call];
    RC_ASSERT(std::ranges::adjacent_find(links, std::ranges::greater_equal(),
                                         &CrewLink::technician) == links.end());
    for (const model::CrewMember& member : sight.crews[call]) {
      const auto link = std::ranges::find(links, member.technician, &CrewLink::technician);
      const bool has = std::ranges::any_of(plan.books.journal, [&](const CrewEntry& entry) {
        return entry.technician == member.technician && !entry.open();
      });
      const bool due = has && member.role != CrewRole::cleared && wants(sight, member.technician);
      RC_ASSERT((link != links.end()) == due);
      if (link != links.end()) RC_ASSERT(owned(plan.books, link->line));
    }
  }
}

RC_GTEST_PROP(CrewPlan, adds_nobody_whose_add_is_open, ()) {
  const CrewPlan plan = reconciler::plan(arbitrary_sight(), crew_landing_max, SealedGuards());
  for (const CrewEntry& entry : plan.books.journal) {
    if (!entry.open()) continue;
    RC_ASSERT(std::ranges::find(plan.adds, entry.technician) == plan.adds.end());
  }
}

RC_GTEST_PROP(CrewPlan, is_the_same_with_sealed_guards_and_with_all_adjustable_ones, ()) {
  const CrewSight sight = arbitrary_sight();
  RC_ASSERT(everything(plan(sight, crew_landing_max, SealedGuards())) ==
            everything(plan(sight, crew_landing_max, AdjustableGuards())));
}

}  // namespace
}  // namespace interleave::reconciler
