#include "reconciler/plan.hpp"

#include <algorithm>
#include <array>
#include <bitset>

namespace interleave::reconciler {

using namespace model;

namespace {

constexpr int nobody = -1;

void add(Plan& plan, InspectorId inspector, bool primary) {
  plan.steps.push_back({PlanStep::Kind::add, {Cause{}, inspector, primary}});
}

void remove(Plan& plan, const Assignment& assignment) {
  plan.steps.push_back({PlanStep::Kind::remove, assignment});
}

/// Which record stands for whom: for each inspector of the job the oldest of theirs, one with the
/// right flag before any other.
template <class Guards>
class Matching {
 public:
  Matching(const Job& job, const AssignmentList& observed, const Guards& guards)
      : job_(job), observed_(observed), guards_(guards) {
    record_of_.fill(nobody);
    for (std::size_t i = 0; i < observed.size(); ++i) match(static_cast<int>(i));
  }

  /// The record that is kept for the job's inspector at that place, or `nobody`.
  [[nodiscard]] int record_of(std::size_t place) const { return record_of_[place]; }
  [[nodiscard]] bool right(std::size_t place) const {
    return right(place, observed_[static_cast<std::size_t>(record_of_[place])]);
  }
  /// Whether the record stands for somebody.
  [[nodiscard]] bool kept(std::size_t record) const { return kept_[record]; }
  /// Whether it is of somebody who is wanted.
  [[nodiscard]] bool wanted(std::size_t record) const { return wanted_[record]; }

 private:
  [[nodiscard]] bool right(std::size_t place, const Assignment& record) const {
    return record.primary == (place == 0) || !guards_.has(Guard::primary);
  }

  void match(int record) {
    const Assignment& candidate = observed_[static_cast<std::size_t>(record)];
    for (std::size_t place = 0; place < job_.inspectors.size(); ++place) {
      if (job_.inspectors[place] != candidate.inspector) continue;
      wanted_.set(static_cast<std::size_t>(record));
      int& kept = record_of_[place];
      if (kept != nobody) {
        if (right(place) || !right(place, candidate)) return;
        kept_.reset(static_cast<std::size_t>(kept));
      }
      kept = record;
      kept_.set(static_cast<std::size_t>(record));
      return;
    }
  }

  const Job& job_;
  const AssignmentList& observed_;
  const Guards& guards_;
  std::array<int, inspectors_per_job_max> record_of_;
  std::bitset<assignments_per_order_max> kept_;
  std::bitset<assignments_per_order_max> wanted_;
};

template <class Guards>
void remove_unwanted(Plan& plan, const AssignmentList& observed, const Matching<Guards>& matching,
                     const Guards& guards) {
  for (std::size_t i = 0; i < observed.size(); ++i) {
    if (matching.kept(i)) continue;
    if (matching.wanted(i) && !guards.has(Guard::duplicates)) continue;
    remove(plan, observed[i]);
  }
}

/// The mutant that empties the order and fills it again.
Plan start_over(const Job& job, const AssignmentList& observed) {
  Plan plan;
  for (const Assignment& assignment : observed) remove(plan, assignment);
  for (const InspectorId inspector : job.inspectors) {
    add(plan, inspector, inspector == job.primary());
  }
  return plan;
}

}  // namespace

template <class Guards>
Plan plan(const Job& job, const AssignmentList& observed, const CalendarEvent& event,
          const PlanOptions& options, const Guards& guards) {
  Plan plan;
  const Matching<Guards> matching(job, observed, guards);
  const bool removes_first = !guards.has(Guard::add_first);
  if (removes_first) remove_unwanted(plan, observed, matching, guards);
  for (std::size_t place = 0; place < job.inspectors.size(); ++place) {
    if (matching.record_of(place) == nobody) add(plan, job.inspectors[place], place == 0);
  }
  for (std::size_t place = 0; place < job.inspectors.size(); ++place) {
    const int kept = matching.record_of(place);
    if (kept == nobody || matching.right(place)) continue;
    // Alone on the order it must not go before the right one stands, and whether the remote took
    // that one only a read can tell. With somebody else beside it, it can go first.
    const bool alone = observed.size() == 1 && job.inspectors.size() == 1;
    if (!alone || !options.can_add_beside) remove(plan, observed[static_cast<std::size_t>(kept)]);
    add(plan, job.inspectors[place], place == 0);
  }
  if (!removes_first) remove_unwanted(plan, observed, matching, guards);
  if (!plan.empty() && !guards.has(Guard::keep_right)) plan = start_over(job, observed);
  if (event != wanted_event(job)) {
    plan.steps.push_back({PlanStep::Kind::write_event, {}});
  }
  return plan;
}

template Plan plan(const Job&, const AssignmentList&, const CalendarEvent&, const PlanOptions&,
                   const SealedGuards&);
template Plan plan(const Job&, const AssignmentList&, const CalendarEvent&, const PlanOptions&,
                   const AdjustableGuards&);

}  // namespace interleave::reconciler
