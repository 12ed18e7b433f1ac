#pragma once

#include "model/inspection.hpp"
#include "reconciler/spectora_client.hpp"
#include "reconciler/task.hpp"

namespace interleave::reconciler::as_found {

/// The assignment sync as it was found in production: what the customer suffered from. It deletes
/// whatever it saw, then adds whatever it wants, reads no status, takes a failed list for an empty
/// one, reads its pages one after the other whatever happens between them, and nothing keeps two of
/// these apart.

/// Makes the order's assignments those of `desired`, in its order. The client must outlive the
/// task.
Task<> sync_assignments(SpectoraClient& client, model::OrderId order, model::InspectorList desired);

/// A full sync (`syncBarebonesSpectoraJob`): assignments, then the calendar event, as the job stood
/// when the sync was triggered.
Task<> sync_job(SpectoraClient client, model::Job job);

/// The event-only sync of a calendar drag (`movingJobInspectorSync(event)`): the assignments stay
/// as they are.
Task<> sync_event(SpectoraClient client, model::Job job);

}  // namespace interleave::reconciler::as_found
