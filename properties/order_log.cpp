#include "properties/order_log.hpp"

#include <algorithm>

namespace interleave::properties {

using namespace model;

bool in_step(const Job& job, const AssignmentList& shown, const CalendarEvent& event) {
  if (shown.size() != job.inspectors.size()) return false;
  if (event != wanted_event(job)) return false;
  // As many records as inspectors, each inspector among them: each stands once.
  return std::ranges::all_of(job.inspectors, [&](InspectorId inspector) {
    return std::ranges::any_of(shown, [&](const Assignment& assignment) {
      return assignment.inspector == inspector &&
             assignment.primary == (inspector == job.primary());
    });
  });
}

void OrderLog::on_commit(Time at, const SpectoraCommit& commit) {
  changes_.add(at, {commit.effect, commit.assignment, event_});
  if (commit.effect == SpectoraEffect::event_written) event_ = commit.event;
}

bool OrderLog::was_in_step(const Job& job, const AssignmentList& now, Time from) const {
  return changes_.held_since(from, Shown{now, event_}, [&job](const Shown& shown) {
    return in_step(job, shown.assignments, shown.event);
  });
}

/// The order of the records does not matter here, so what was removed comes back at the end.
void undo(const OrderLog::Change& change, OrderLog::Shown& shown) {
  AssignmentList& assignments = shown.assignments;
  switch (change.effect) {
    case SpectoraEffect::assigned: {
      const auto added =
          std::ranges::find(assignments, change.assignment.record, &Assignment::record);
      if (added != assignments.end()) assignments.erase(added);
      return;
    }
    case SpectoraEffect::unassigned:
      if (!full(assignments)) assignments.push_back(change.assignment);
      return;
    case SpectoraEffect::event_written:
      shown.event = change.before;
      return;
  }
}

}  // namespace interleave::properties
