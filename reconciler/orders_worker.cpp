#include "reconciler/orders_worker.hpp"

namespace interleave::reconciler {

template class JobWorker<OrdersRun, SealedGuards>;
template class JobWorker<OrdersRun, AdjustableGuards>;

}  // namespace interleave::reconciler
