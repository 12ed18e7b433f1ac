#pragma once

#include <cstdint>
#include <string>

#include "model/cause.hpp"
#include "model/flex.hpp"
#include "model/inspection.hpp"
#include "model/list.hpp"
#include "model/spectora.hpp"

namespace interleave::model {

enum class Department : std::uint8_t { sound, lights, video };
inline constexpr std::uint8_t department_count = 3;

constexpr Department department_of(ElementId element) {
  return static_cast<Department>(element.value % department_count);
}

/// A technician's profile, as far as a sync looks at it.
struct Profile {
  Department department = Department::sound;
  bool resource = true;  ///< it names a resource at Flex; without one nobody can be added there
};

/// The technicians there are. The last has no resource at Flex.
inline constexpr std::uint8_t technicians_max = 6;
constexpr Profile profile_of(InspectorId technician) {
  return {static_cast<Department>(technician.value % department_count),
          technician.value + 1 < technicians_max};
}

/// The crew call of a job and a department: which element at Flex its crew goes to. Up to two jobs
/// share an element; the second is an alias of the first.
inline constexpr std::uint8_t calls_per_element = 2;
inline constexpr std::uint8_t calls_max = calls_per_element * elements_max;
constexpr JobId call_of(ElementId element, std::uint8_t number) {
  return JobId{static_cast<std::uint8_t>(element.value + number * elements_max)};
}
constexpr ElementId element_of(JobId call) {
  return ElementId{static_cast<std::uint8_t>(call.value % elements_max)};
}

/// What a technician is on a crew call: a row of job_assignments. One whose role was cleared has
/// the row still.
enum class CrewRole : std::uint8_t { cleared, crew, lead };

struct CrewMember {
  InspectorId technician;
  CrewRole role = CrewRole::crew;

  friend constexpr bool operator==(const CrewMember&, const CrewMember&) = default;
};
using CrewMembers = List<CrewMember, technicians_max>;

/// A row of flex_crew_assignments: which line at Flex a sync takes for that technician's.
struct CrewRow {
  std::uint32_t id = 0;  ///< of two rows the younger has the higher
  InspectorId technician;
  LineId line = LineId::none();

  friend constexpr bool operator==(const CrewRow&, const CrewRow&) = default;
};

/// The most rows of a crew call; one beyond it is refused.
inline constexpr std::size_t rows_per_call_max = 16;
using CrewRows = List<CrewRow, rows_per_call_max>;
using CrewRowIds = List<std::uint32_t, rows_per_call_max>;

/// One entry of the commit log of job_assignments: whom people want on a call from now on.
struct CrewWish {
  JobId call;
  CrewMembers members;
};

/// "sound", "lights", "video".
std::string name_of(Department department);
/// "A (lead), B and C (cleared)"; "nobody".
std::string describe(const CrewMembers& members);
/// "row 3 (A, line 5)".
std::string describe(const CrewRow& row);

}  // namespace interleave::model
