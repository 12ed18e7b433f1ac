#include "reconciler/booking_worker.hpp"

namespace interleave::reconciler {

template class JobWorker<NativesRun, SealedGuards>;
template class JobWorker<NativesRun, AdjustableGuards>;

}  // namespace interleave::reconciler
