#pragma once

#include "model/inspection.hpp"
#include "reconciler/intent_client.hpp"
#include "reconciler/order_client.hpp"
#include "reconciler/task.hpp"

namespace interleave::reconciler::as_found {

/// Creating and cancelling orders as it was found in production. It reads no status, and calls the
/// orders that it makes nothing, so that a remote could not tell a repetition. Nothing keeps two of
/// these apart: the request that creates a job saves it twice in a row, and each starts one.

/// Makes the order of a job that has none on its record when that is read, and stores its id by
/// writing the whole record back, as it was read.
Task<> create_order(OrderClient orders, IntentClient store, model::JobId id);

/// Cancels the order of a job, by the id that is on its record (`cancelBarebonesSpectoraJob`).
/// Precondition: there is one; without it the historical function wrote a line to the console.
Task<> cancel_order(OrderClient orders, model::Job job);

/// Moves the order of a job that was edited.
Task<> move_order(OrderClient orders, model::Job job);

}  // namespace interleave::reconciler::as_found
