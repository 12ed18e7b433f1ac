#include "sim/assignments_scenario.hpp"

#include <algorithm>

namespace interleave::sim {

using namespace model;

namespace {

/// The inspector `steps` places after `from` in the pool, not counting those on the job.
InspectorId next_free(const InspectorList& taken, InspectorId from, std::uint32_t steps) {
  InspectorId candidate = from;
  for (std::uint32_t found = 0; found <= steps;) {
    candidate.value = static_cast<std::uint8_t>((candidate.value + 1) % pool_size);
    if (std::ranges::find(taken, candidate) == taken.end()) ++found;
  }
  return candidate;
}

/// How a work order changes a list of inspectors.
enum class ListChange : std::uint8_t {
  hand_over,
  hand_far,
  hand_farther,
  add,
  remove_last,
  swap,
  replace_all,
};

/// The changes that a list allows, the dullest first.
constexpr std::uint64_t list_changes_max = 7;
using ListChanges = List<ListChange, list_changes_max>;

ListChanges changes_of(const InspectorList& list, std::size_t inspectors_max) {
  ListChanges changes{ListChange::hand_over, ListChange::hand_far};
  if (list.size() == 1) changes.push_back(ListChange::hand_farther);
  if (list.size() < inspectors_max) changes.push_back(ListChange::add);
  if (list.size() == 1) return changes;
  changes.push_back(ListChange::remove_last);
  changes.push_back(ListChange::swap);
  changes.push_back(ListChange::replace_all);
  return changes;
}

void hand_over(InspectorList& list, std::uint32_t steps) {
  list.front() = next_free(list, list.front(), steps);
}

/// Moves everybody on by the same number of places in the pool, so nobody stands twice.
void replace_all(InspectorList& list) {
  for (InspectorId& inspector : list) {
    inspector.value = static_cast<std::uint8_t>((inspector.value + list.size()) % pool_size);
  }
}

void apply(ListChange change, InspectorList& list) {
  switch (change) {
    case ListChange::hand_over:
      return hand_over(list, 0);
    case ListChange::hand_far:
      return hand_over(list, 1);
    case ListChange::hand_farther:
      return hand_over(list, 2);
    case ListChange::add:
      return list.push_back(next_free(list, list.front(), 0));
    case ListChange::remove_last:
      return list.pop_back();
    case ListChange::swap:
      return std::swap(list[0], list[1]);
    case ListChange::replace_all:
      return replace_all(list);
  }
}

/// A drag hands the job to another inspector, near or far in the pool, and may move its time.
constexpr std::uint64_t drag_change_count = 4;

void apply_drag(std::uint64_t change, Job& job) {
  hand_over(job.inspectors, static_cast<std::uint32_t>(change % 2));
  if (change / 2 == 1) job.starts += 1h;
}

std::string way_of(AssignmentsAction action) {
  switch (action) {
    case AssignmentsAction::work_order:
      return " in the work order";
    case AssignmentsAction::drag:
      return " by a calendar drag";
    case AssignmentsAction::native_patch:
      return " with the sync flag";
    case AssignmentsAction::manual_sync:
      break;
  }
  return "";
}

}  // namespace

ScenarioJobs draw_jobs(Choices& choices, const AssignmentsOptions& options) {
  const auto created = static_cast<std::uint8_t>(
      1 +
      choices.draw({Site::scenario, run_root}, Uniform{static_cast<std::uint64_t>(options.jobs)}));
  ScenarioJobs jobs;
  for (std::uint8_t number = 0; number <= created; ++number) {
    Job job{JobId{number}, OrderId{number}, Creation::attik, first_appointment + number * 24h, {}};
    if (job.id == native_job) job.created = Creation::spectora;
    const Outcome more = choices.draw({Site::scenario, job_cause(job.id)},
                                      Uniform{static_cast<std::uint64_t>(options.inspectors)});
    for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(more); ++i) {
      job.inspectors.push_back(InspectorId{i});
    }
    jobs.push_back(job);
  }
  return jobs;
}

JobEdit edited(const Job& job, AssignmentsAction action, Choices& choices, Cause cause,
               const AssignmentsOptions& options) {
  JobEdit edit{job, 0};
  const Key key{Site::action_change, cause};
  if (action == AssignmentsAction::drag) {
    edit.change = choices.draw(key, Uniform{drag_change_count});
    apply_drag(static_cast<std::uint64_t>(edit.change), edit.after);
  } else {
    const auto inspectors_max = static_cast<std::size_t>(options.inspectors);
    const ListChanges changes = changes_of(job.inspectors, inspectors_max);
    edit.change = choices.draw(key, Uniform{list_changes_max});
    const auto place = static_cast<std::size_t>(edit.change);
    apply(changes[place < changes.size() ? place : 0], edit.after.inspectors);
  }
  return edit;
}

std::string describe(AssignmentsAction action, const Job& before, const Job& after) {
  if (action == AssignmentsAction::manual_sync) {
    return "somebody presses \"sync job\" on " + name_of(before.id);
  }
  const std::string kind = before.created == Creation::spectora ? "Spectora-native " : "";
  std::string text = kind + name_of(before.id) + " is moved from " + name_of(before.inspectors) +
                     " to " + name_of(after.inspectors) + way_of(action);
  if (before.starts != after.starts) text += ", to " + name_of_appointment(after.starts);
  return text;
}

}  // namespace interleave::sim
