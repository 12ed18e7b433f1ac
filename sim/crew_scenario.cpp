#include "sim/crew_scenario.hpp"

#include <algorithm>

namespace interleave::sim {

using namespace model;

namespace {

bool on(const CrewMember& member) { return member.role != CrewRole::cleared; }

/// Those of the call who are on it.
CrewMembers present(const CrewMembers& members) {
  CrewMembers all = members;
  remove_if(all, [](const CrewMember& member) { return !on(member); });
  return all;
}

/// Those who could be put on it, by number.
InspectorList absent(const CrewMembers& members) {
  InspectorList all;
  const CrewMembers there = present(members);
  for (std::uint8_t number = 0; number < technicians_max; ++number) {
    const InspectorId technician{number};
    const bool stands =
        std::ranges::find(there, technician, &CrewMember::technician) != there.end();
    if (!stands) all.push_back(technician);
  }
  return all;
}

/// Exactly one of those who are on the call leads it: the one who did, or else the first.
void have_one_lead(CrewMembers& members) {
  const auto lead = std::ranges::find(members, CrewRole::lead, &CrewMember::role);
  if (lead != members.end()) return;
  const auto first = std::ranges::find_if(members, on);
  if (first != members.end()) first->role = CrewRole::lead;
}

CrewMember& member_of(CrewMembers& members, InspectorId technician) {
  return *std::ranges::find(members, technician, &CrewMember::technician);
}

}  // namespace

std::optional<CrewAction> suited(CrewAction action, const CrewMembers& members, bool alerted) {
  const std::size_t there = present(members).size();
  switch (action) {
    case CrewAction::put_on:
      return there == technicians_max ? std::nullopt : std::optional(action);
    case CrewAction::take_off:
      return there == 0 ? std::nullopt : std::optional(action);
    case CrewAction::lead:
      return there < 2 ? std::nullopt : std::optional(action);
    case CrewAction::press:
      return alerted ? CrewAction::acknowledge : CrewAction::press;
    case CrewAction::acknowledge:
      return action;
  }
  return std::nullopt;
}

InspectorId person_of(CrewAction action, const CrewMembers& members, const CrewChange& change) {
  if (action == CrewAction::put_on) {
    const InspectorList candidates = absent(members);
    return candidates[change.person % candidates.size()];
  }
  CrewMembers there = present(members);
  if (action == CrewAction::lead) {
    remove_if(there, [](const CrewMember& member) { return member.role == CrewRole::lead; });
  }
  return there[change.person % there.size()].technician;
}

CrewMembers after(CrewAction action, const CrewMembers& members, const CrewChange& change) {
  CrewMembers all = members;
  if (action == CrewAction::press || action == CrewAction::acknowledge) return all;
  const InspectorId person = person_of(action, members, change);
  const auto is_person = [&](const CrewMember& member) { return member.technician == person; };
  switch (action) {
    case CrewAction::put_on:
      remove_if(all, is_person);  // his role may have been cleared
      all.push_back({person, CrewRole::crew});
      break;
    case CrewAction::take_off:
      if (change.other) {
        member_of(all, person).role = CrewRole::cleared;
      } else {
        remove_if(all, is_person);
      }
      break;
    case CrewAction::lead:
      for (CrewMember& member : all) {
        if (member.role == CrewRole::lead) member.role = CrewRole::crew;
      }
      member_of(all, person).role = CrewRole::lead;
      break;
    case CrewAction::press:
    case CrewAction::acknowledge:
      break;
  }
  have_one_lead(all);
  return all;
}

InspectorList wanted_together(const CrewMembers& first, const CrewMembers& second) {
  InspectorList wanted;
  for (const CrewMembers& members : {first, second}) {
    InspectorList people;
    for (const CrewMember& member : present(members)) {
      const auto place = member.role == CrewRole::lead ? people.begin() : people.end();
      people.insert(place, member.technician);
    }
    for (const InspectorId person : people) {
      if (std::ranges::find(wanted, person) == wanted.end()) wanted.push_back(person);
    }
  }
  return wanted;
}

std::string name_of_call(JobId call) {
  return name_of(call) + " (" + name_of(department_of(element_of(call))) + ")";
}

std::string alert_about_crew(const Job& element) {
  const ElementId id{element.id.value};
  return name_of(id) + " (" + name_of(department_of(id)) + "), wanted are " +
         name_of(element.inspectors) +
         ": at Flex something else stands there, or not only what we added, or somebody has no "
         "resource there; look, and set it right, or press \"Sync Flex\"";
}

std::string describe(CrewAction action, JobId call, const CrewMembers& members,
                     const CrewChange& change) {
  const std::string where = name_of_call(call);
  const auto who = [&] {
    const InspectorId person = person_of(action, members, change);
    return name_of(person) + (profile_of(person).resource ? "" : ", who has no resource at Flex,");
  };
  switch (action) {
    case CrewAction::put_on:
      return who() + " is put on " + where + (change.other ? "" : ", and clicked on");
    case CrewAction::take_off:
      return change.other ? "the role of " + who() + " on " + where + " is cleared"
                          : who() + " is taken off " + where + ", and clicked off";
    case CrewAction::press:
      return "somebody presses \"Sync Flex\" for " + where +
             (change.other ? " in both dialogs at once" : "");
    case CrewAction::lead:
      return who() + " is to lead " + where;
    case CrewAction::acknowledge:
      return "staff take over what the alert tells them of " + where + ", and press \"Sync Flex\"";
  }
  return "nothing";
}

}  // namespace interleave::sim
