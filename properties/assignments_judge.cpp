#include "properties/assignments_judge.hpp"

#include <algorithm>

#include "model/difference.hpp"
#include "model/ensure.hpp"

namespace interleave::properties {

using namespace model;

void AssignmentsJudge::reset() {
  jobs_.clear();
  before_.clear();
  orders_.reset();
  violated_.clear();
  sometimes_.clear();
}

void AssignmentsJudge::on_commit(const AttikCommit& commit) {
  const std::size_t number = commit.job.id.value;
  ensure(number <= jobs_.size() && number < jobs_max, "jobs to be committed in their order");
  if (number == jobs_.size()) {
    jobs_.push_back(commit.job);
    before_.emplace_back();
    return;
  }
  if (jobs_[number].inspectors != commit.job.inspectors) before_[number] = jobs_[number].inspectors;
  jobs_[number] = commit.job;
}

void AssignmentsJudge::on_wire(const SpectoraRequest& request) {
  if (request.issuer != Issuer::attik_created) return;
  if (request.verb == SpectoraVerb::list_assignments) return;  // reading is not writing
  const auto job = std::ranges::find(jobs_, request.order, &Job::order);
  ensure(job != jobs_.end(), "requests about linked orders only");
  if (job->created == Creation::spectora) violate(AssignmentsFailure::scope);
}

void AssignmentsJudge::settle() {
  for (const Job& job : jobs_) {
    judge_assignments(job);
    if (!event_right(job)) violate(AssignmentsFailure::event);
  }
}

/// The kind is the first that fits, in the order of the table.
void AssignmentsJudge::judge_assignments(const Job& job) {
  const Difference found = difference(job.inspectors, orders_.inspectors(job.order));
  if (found.missing > 0 && found.extra > 0) return violate(AssignmentsFailure::replaced);
  if (found.extra > 0) return violate(AssignmentsFailure::extra);
  if (found.missing > 0) return violate(AssignmentsFailure::missing);
  if (found.duplicate > 0) return violate(AssignmentsFailure::duplicate);
  if (!primary_right(job)) return violate(AssignmentsFailure::primary);
}

bool AssignmentsJudge::primary_right(const Job& job) const {
  return std::ranges::all_of(orders_.assignments(job.order), [&](const Assignment& assignment) {
    return assignment.primary == (assignment.inspector == job.primary());
  });
}

bool AssignmentsJudge::event_right(const Job& job) const {
  return orders_.event(job.order) == CalendarEvent{job.starts, job.primary()};
}

std::vector<std::string> AssignmentsJudge::evidence() const {
  std::vector<std::string> lines;
  for (const Job& job : jobs_) {
    const AssignmentList& shown = orders_.assignments(job.order);
    const bool right_people = difference(job.inspectors, orders_.inspectors(job.order)).empty();
    if (!right_people || !primary_right(job)) {
      const InspectorList& before = before_[job.id.value];
      lines.push_back("by its commit log " + name_of(job.order) + " at Spectora shows " +
                      describe(shown) + "; " + name_of(job.id) + " wants " +
                      name_of(job.inspectors) +
                      (right_people ? " with " + name_of(job.primary()) + " as primary" : "") +
                      (before.empty() ? "" : ", and wanted " + name_of(before) + " before"));
    }
    if (!event_right(job)) {
      const CalendarEvent& event = orders_.event(job.order);
      lines.push_back("the calendar event of " + name_of(job.order) + " says " +
                      name_of_appointment(event.starts) + " with " + name_of(event.inspector) +
                      "; " + name_of(job.id) + " is on " + name_of_appointment(job.starts) +
                      " with " + name_of(job.primary()));
    }
  }
  return lines;
}

}  // namespace interleave::properties
