#pragma once

#include "reconciler/job_worker.hpp"
#include "reconciler/orders_run.hpp"

namespace interleave::reconciler {

/// The production worker of orders.
template <class Guards>
using OrdersWorker = JobWorker<OrdersRun, Guards>;

extern template class JobWorker<OrdersRun, SealedGuards>;
extern template class JobWorker<OrdersRun, AdjustableGuards>;

}  // namespace interleave::reconciler
