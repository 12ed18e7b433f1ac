#pragma once

#include "reconciler/crew_run.hpp"
#include "reconciler/job_worker.hpp"

namespace interleave::reconciler {

/// The production worker of crews.
template <class Guards>
using CrewWorker = JobWorker<CrewRun, Guards>;

extern template class JobWorker<CrewRun, SealedGuards>;
extern template class JobWorker<CrewRun, AdjustableGuards>;

}  // namespace interleave::reconciler
