#pragma once

#include <array>

#include "model/crew_books.hpp"
#include "reconciler/guards.hpp"

namespace interleave::reconciler {

/// What a run knows of an element when it decides what to do.
struct CrewSight {
  model::ElementId element;
  /// Whom the calls of the element want together, the lead first.
  model::InspectorList wanted;
  std::array<model::CrewMembers, model::calls_per_element> crews;  ///< who is on each call
  model::CrewBooks books;
  model::Time books_read_at{};  ///< by the clock of the books
  /// Every contact under the element, as a list showed them that can miss no answered write of
  /// ours, asked for after the books.
  model::LineList lines;
};

/// A contact's business role, as it has to be.
struct RoleStep {
  model::LineId line;
  bool lead = false;
};

/// What has to be done about an element: first whom to add, then roles, then which contacts to
/// delete.
struct CrewPlan {
  model::CrewBooks books;  ///< as they have to be before anything is sent
  model::List<model::InspectorId, model::technicians_max> adds;
  model::List<RoleStep, model::lines_at_once_max> roles;
  model::LineIdList removals;
  /// In how long the last of the adds whose outcome is open can no longer land; zero: none is open.
  model::Duration wait{};
  bool unclear = false;  ///< an open add can have made any of several contacts
  bool stray = false;    ///< a technician's contact stands there that is not known to be ours
  bool lacking = false;  ///< somebody is wanted who has no resource at Flex

  /// Nothing is left to do at Flex.
  [[nodiscard]] bool empty() const { return adds.empty() && roles.empty() && removals.empty(); }
};

/// What has to be done so that the contacts that are ours become those that are wanted, each once,
/// with the lead of sound as lead; rows and journal follow. A contact is ours if an add of ours has
/// answered its id, or if it is the one that an add without an answer can have made, which shows
/// `landing_max` after its entry was written, when it can no longer land. Of several of those
/// nobody can tell. Whatever is not ours stays. Pure; does not allocate.
template <class Guards>
[[nodiscard]] CrewPlan plan(const CrewSight& sight, model::Duration landing_max,
                            const Guards& guards);

extern template CrewPlan plan(const CrewSight&, model::Duration, const SealedGuards&);
extern template CrewPlan plan(const CrewSight&, model::Duration, const AdjustableGuards&);

/// The books with that contact for that technician: as ours, and in the row of every call that they
/// are on.
void enter(model::CrewBooks& books,
           const std::array<model::CrewMembers, model::calls_per_element>& crews,
           const model::CrewEntry& entry);

}  // namespace interleave::reconciler
