#include "model/crew.hpp"

#include <vector>

#include "model/sentence.hpp"

namespace interleave::model {

namespace {

std::string describe(const CrewMember& member) {
  switch (member.role) {
    case CrewRole::cleared:
      return name_of(member.technician) + " (cleared)";
    case CrewRole::crew:
      return name_of(member.technician);
    case CrewRole::lead:
      return name_of(member.technician) + " (lead)";
  }
  return "nobody";
}

}  // namespace

std::string name_of(Department department) {
  switch (department) {
    case Department::sound:
      return "sound";
    case Department::lights:
      return "lights";
    case Department::video:
      return "video";
  }
  return "unknown";
}

std::string describe(const CrewMembers& members) {
  std::vector<std::string> names;
  for (const CrewMember& member : members) names.push_back(describe(member));
  return enumeration(names, "nobody");
}

std::string describe(const CrewRow& row) {
  return "row " + std::to_string(row.id) + " (" + name_of(row.technician) + ", " +
         name_of(row.line) + ")";
}

}  // namespace interleave::model
