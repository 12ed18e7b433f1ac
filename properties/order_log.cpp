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
  Entry& entry = entries_[count_++ % commits_max];
  entry.at = at;
  entry.effect = commit.effect;
  entry.assignment = commit.assignment;
  if (commit.effect != SpectoraEffect::event_written) return;
  entry.before = event_;
  event_ = commit.event;
}

bool OrderLog::was_in_step(const Job& job, const AssignmentList& now, Time from) const {
  AssignmentList shown = now;
  CalendarEvent event = event_;
  if (in_step(job, shown, event)) return true;
  const std::size_t kept = std::min(count_, commits_max);
  for (std::size_t back = 1; back <= kept; ++back) {
    const Entry& entry = entries_[(count_ - back) % commits_max];
    if (entry.at < from) return false;  // before it, the order showed something else again
    undo(entry, shown, event);
    if (in_step(job, shown, event)) return true;
  }
  return count_ > commits_max;
}

/// The order of the records does not matter here, so what was removed comes back at the end.
void OrderLog::undo(const Entry& entry, AssignmentList& shown, CalendarEvent& event) {
  switch (entry.effect) {
    case SpectoraEffect::assigned: {
      const auto added = std::ranges::find(shown, entry.assignment.record, &Assignment::record);
      if (added != shown.end()) shown.erase(added);
      return;
    }
    case SpectoraEffect::unassigned:
      if (!full(shown)) shown.push_back(entry.assignment);
      return;
    case SpectoraEffect::event_written:
      event = entry.before;
      return;
  }
}

}  // namespace interleave::properties
