#include "reconciler/crew_worker.hpp"

namespace interleave::reconciler {

template class JobWorker<CrewRun, SealedGuards>;
template class JobWorker<CrewRun, AdjustableGuards>;

}  // namespace interleave::reconciler
