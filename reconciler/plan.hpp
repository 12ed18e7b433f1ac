#pragma once

#include <cstdint>

#include "model/spectora.hpp"
#include "reconciler/guards.hpp"

namespace interleave::reconciler {

/// One write that brings an order closer to its job.
struct PlanStep {
  enum class Kind : std::uint8_t { add, remove, write_event };

  Kind kind = Kind::add;
  model::Assignment assignment;  ///< add: inspector and flag; remove: the record
};

/// The writes that bring an order in step, in the order in which they have to be made. Empty when
/// it is in step.
struct Plan {
  static constexpr std::size_t steps_max =
      model::assignments_per_order_max + 2 * model::inspectors_per_job_max + 1;

  model::List<PlanStep, steps_max> steps;
  [[nodiscard]] bool empty() const { return steps.empty(); }
};

struct PlanOptions {
  /// Whether a second record of an inspector can be added while the first one stands. Remotes
  /// differ, and do not say.
  bool can_add_beside = true;
};

/// What has to be written so that `observed` and `event` become what `job` wants. Whoever is
/// missing is added first; then records with a wrong primary flag are replaced; then whoever is not
/// wanted, and second records, are removed; the calendar event comes last. So an order that shows
/// somebody never shows nobody in between, if the remote allows it. Pure; does not allocate.
template <class Guards>
[[nodiscard]] Plan plan(const model::Job& job, const model::AssignmentList& observed,
                        const model::CalendarEvent& event, const PlanOptions& options,
                        const Guards& guards);

extern template Plan plan(const model::Job&, const model::AssignmentList&,
                          const model::CalendarEvent&, const PlanOptions&, const SealedGuards&);
extern template Plan plan(const model::Job&, const model::AssignmentList&,
                          const model::CalendarEvent&, const PlanOptions&, const AdjustableGuards&);

}  // namespace interleave::reconciler
