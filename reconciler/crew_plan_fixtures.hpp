#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "reconciler/crew_plan.hpp"

// For tests: what is known of an element, and a plan for it, in few words.

namespace interleave::reconciler {

inline constexpr model::Duration crew_landing_max = std::chrono::seconds(82);
inline constexpr model::Time read_at{std::chrono::hours(1)};
inline constexpr model::ElementId sound{0};
inline constexpr model::ElementId lights{1};
inline constexpr model::InspectorId a{0};
inline constexpr model::InspectorId b{1};

inline model::InspectorId technician(char letter) {
  return {static_cast<std::uint8_t>(std::toupper(letter) - 'A')};
}
inline char letter_of(model::InspectorId technician) {
  return static_cast<char>('A' + technician.value);
}
inline int number_of(model::LineId line) { return line.value / model::elements_max; }

/// "AbC": A leads, B's role was cleared, and C is on the call.
inline model::CrewMembers crew(const std::string& people) {
  model::CrewMembers members;
  for (const char person : people) {
    const model::CrewRole on = members.empty() ? model::CrewRole::lead : model::CrewRole::crew;
    members.push_back({technician(person), person > 'Z' ? model::CrewRole::cleared : on});
  }
  return members;
}

/// Whoever is on the first, then whoever is only on the second.
inline model::InspectorList wanted_together(const CrewSight& sight) {
  model::InspectorList wanted;
  for (const model::CrewMembers& members : sight.crews) {
    for (const model::CrewMember& member : members) {
      const bool known = std::ranges::find(wanted, member.technician) != wanted.end();
      if (member.role != model::CrewRole::cleared && !known) wanted.push_back(member.technician);
    }
  }
  return wanted;
}

/// What is known of an element, in few words. F has no resource at Flex.
struct Scene {
  explicit Scene(const std::string& first, const std::string& second = "") {
    sight.element = lights;
    sight.crews = {crew(first), crew(second)};
    sight.wanted = wanted_together(sight);
    sight.books_read_at = read_at;
  }
  /// There somebody leads.
  Scene& in_sound() {
    sight.element = sound;
    return *this;
  }
  /// Lines 0, 1, …: "A" is a contact of A, "*" says that the one before leads, "x" is a foreign
  /// one, and "." stands for one that is gone.
  Scene& standing(const std::string& people) {
    std::uint8_t number = 0;
    for (const char person : people) {
      if (person == '*') {
        sight.lines.back().lead = true;
        continue;
      }
      const model::InspectorId whose =
          person == 'x' ? model::InspectorId::none() : technician(person);
      if (person != '.') sight.lines.push_back({line(number), whose});
      ++number;
    }
    return *this;
  }
  Scene& ours(char whose, std::uint8_t number) {
    sight.books.journal.push_back({technician(whose), line(number)});
    return *this;
  }
  /// An add without an answer, whose entry was written that long ago, when those contacts of the
  /// technician were seen.
  Scene& open(char whose, model::Duration age, const std::vector<std::uint8_t>& seen = {}) {
    model::CrewEntry entry{technician(whose)};
    entry.opened_at = read_at - age;
    for (const std::uint8_t number : seen) entry.seen.push_back(line(number));
    sight.books.journal.push_back(entry);
    return *this;
  }
  Scene& row(std::size_t call, char whose, std::uint8_t number) {
    sight.books.links[call].push_back({technician(whose), line(number)});
    return *this;
  }
  [[nodiscard]] model::LineId line(std::uint8_t number) const {
    return model::line_of(sight.element, number);
  }

  CrewSight sight;
};

inline CrewPlan plan_of(const Scene& scene) {
  return plan(scene.sight, crew_landing_max, SealedGuards());
}
inline CrewPlan plan_without(Guard guard, const Scene& scene) {
  return plan(scene.sight, crew_landing_max, AdjustableGuards().without(guard));
}

/// "add A", "lead 0", "crew 1", "delete 2", …: what is to be done at Flex.
inline std::vector<std::string> words(const CrewPlan& plan) {
  std::vector<std::string> all;
  for (const model::InspectorId each : plan.adds)
    all.push_back(std::string("add ") + letter_of(each));
  for (const RoleStep& step : plan.roles) {
    all.push_back((step.lead ? "lead " : "crew ") + std::to_string(number_of(step.line)));
  }
  for (const model::LineId line : plan.removals)
    all.push_back("delete " + std::to_string(number_of(line)));
  return all;
}
/// "A0", "B?", …: line 0 of A is ours, and an add of B is open.
inline std::vector<std::string> ours(const CrewPlan& plan) {
  std::vector<std::string> all;
  for (const model::CrewEntry& entry : plan.books.journal) {
    const std::string line = entry.open() ? "?" : std::to_string(number_of(entry.line));
    all.push_back(letter_of(entry.technician) + line);
  }
  return all;
}
/// "A0", …: the rows of a call.
inline std::vector<std::string> rows(const CrewPlan& plan, std::size_t call) {
  std::vector<std::string> all;
  for (const model::CrewLink& link : plan.books.links[call]) {
    all.push_back(letter_of(link.technician) + std::to_string(number_of(link.line)));
  }
  return all;
}
/// All of it.
inline std::vector<std::string> everything(const CrewPlan& plan) {
  std::vector<std::string> all = words(plan);
  for (const std::string& each : ours(plan)) all.push_back("ours " + each);
  for (std::size_t call = 0; call < model::calls_per_element; ++call) {
    for (const std::string& each : rows(plan, call)) {
      all.push_back("row " + each + " of " + std::to_string(call));
    }
  }
  if (plan.wait != model::Duration{}) all.push_back("wait " + std::to_string(plan.wait.count()));
  if (plan.unclear) all.emplace_back("unclear");
  if (plan.stray) all.emplace_back("stray");
  if (plan.lacking) all.emplace_back("lacking");
  return all;
}

inline std::vector<std::string> planned(const Scene& scene) { return words(plan_of(scene)); }
inline std::vector<std::string> without(Guard guard, const Scene& scene) {
  return words(plan_without(guard, scene));
}

}  // namespace interleave::reconciler
