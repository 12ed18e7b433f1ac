#include "reconciler/plan.hpp"

#include <algorithm>
#include <bitset>

namespace interleave::reconciler {

using namespace model;

namespace {

using Kept = std::bitset<assignments_per_order_max>;

void add(Plan& plan, InspectorId inspector, bool primary) {
  plan.steps.push_back({PlanStep::Kind::add, {Cause{}, inspector, primary}});
}

void remove(Plan& plan, const Assignment& assignment) {
  plan.steps.push_back({PlanStep::Kind::remove, assignment});
}

/// The oldest record of an inspector, one with the right flag before any other; -1 if none stands.
template <class Guards>
int record_to_keep(const AssignmentList& observed, InspectorId inspector, bool primary,
                   const Guards& guards) {
  int best = -1;
  for (std::size_t i = 0; i < observed.size(); ++i) {
    if (observed[i].inspector != inspector) continue;
    const bool right = observed[i].primary == primary || !guards.has(Guard::primary);
    if (right) return static_cast<int>(i);
    if (best < 0) best = static_cast<int>(i);
  }
  return best;
}

template <class Guards>
void remove_unwanted(Plan& plan, const Job& job, const AssignmentList& observed, const Kept& kept,
                     const Guards& guards) {
  for (std::size_t i = 0; i < observed.size(); ++i) {
    if (kept[i]) continue;
    const bool wanted =
        std::ranges::find(job.inspectors, observed[i].inspector) != job.inspectors.end();
    if (wanted && !guards.has(Guard::duplicates)) continue;
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
  Kept kept;
  const bool removes_first = !guards.has(Guard::add_first);
  for (const InspectorId inspector : job.inspectors) {
    const int keep = record_to_keep(observed, inspector, inspector == job.primary(), guards);
    if (keep >= 0) kept.set(static_cast<std::size_t>(keep));
  }
  if (removes_first) remove_unwanted(plan, job, observed, kept, guards);
  for (const InspectorId inspector : job.inspectors) {
    const bool primary = inspector == job.primary();
    if (record_to_keep(observed, inspector, primary, guards) < 0) add(plan, inspector, primary);
  }
  for (const InspectorId inspector : job.inspectors) {
    const bool primary = inspector == job.primary();
    const int keep = record_to_keep(observed, inspector, primary, guards);
    if (keep < 0 || !guards.has(Guard::primary)) continue;
    const Assignment& wrong = observed[static_cast<std::size_t>(keep)];
    if (wrong.primary == primary) continue;
    // Alone on the order it must not go before the right one stands, and whether the remote took
    // that one only a read can tell. With somebody else beside it, it can go first.
    const bool alone = observed.size() == 1 && job.inspectors.size() == 1;
    if (!alone || !options.can_add_beside) remove(plan, wrong);
    add(plan, inspector, primary);
  }
  if (!removes_first) remove_unwanted(plan, job, observed, kept, guards);
  if (!plan.empty() && !guards.has(Guard::keep_right)) plan = start_over(job, observed);
  if (event != CalendarEvent{job.starts, job.primary()}) {
    plan.steps.push_back({PlanStep::Kind::write_event, {}});
  }
  return plan;
}

template Plan plan(const Job&, const AssignmentList&, const CalendarEvent&, const PlanOptions&,
                   const SealedGuards&);
template Plan plan(const Job&, const AssignmentList&, const CalendarEvent&, const PlanOptions&,
                   const AdjustableGuards&);

}  // namespace interleave::reconciler
