#pragma once

#include "reconciler/assignments_run.hpp"
#include "reconciler/job_worker.hpp"

namespace interleave::reconciler {

/// The production worker of assignments.
template <class Guards>
using AssignmentsWorker = JobWorker<AssignmentsRun, Guards>;

extern template class JobWorker<AssignmentsRun, SealedGuards>;
extern template class JobWorker<AssignmentsRun, AdjustableGuards>;

}  // namespace interleave::reconciler
