#include "reconciler/assignments_worker.hpp"

namespace interleave::reconciler {

template class JobWorker<AssignmentsRun, SealedGuards>;
template class JobWorker<AssignmentsRun, AdjustableGuards>;

}  // namespace interleave::reconciler
