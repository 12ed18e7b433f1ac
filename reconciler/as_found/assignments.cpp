#include "reconciler/as_found/assignments.hpp"

namespace interleave::reconciler::as_found {

using model::Assignment;
using model::AssignmentList;
using model::CalendarEvent;
using model::InspectorId;
using model::InspectorList;
using model::Job;
using model::OrderId;
using model::SpectoraReply;

namespace {

Task<> put_event(SpectoraClient& client, const Job& job) {
  const CalendarEvent event = wanted_event(job);
  co_await client.put_event(job.order, event);
}

}  // namespace

Task<> sync_assignments(SpectoraClient& client, OrderId order, InspectorList desired) {
  AssignmentList seen;
  for (std::uint8_t page = 1;; ++page) {
    const SpectoraReply reply = co_await client.list_assignments(order, page);
    for (const Assignment& assignment : reply.assignments) {
      if (!full(seen)) seen.push_back(assignment);
    }
    if (reply.assignments.empty() || seen.size() >= reply.total) break;
  }
  for (const Assignment& assignment : seen) {
    co_await client.delete_assignment(order, assignment);
  }
  for (const InspectorId inspector : desired) {
    const bool primary = inspector == desired.front();
    co_await client.post_assignment(order, inspector, primary);
  }
}

Task<> sync_job(SpectoraClient client, Job job) {
  co_await sync_assignments(client, job.order, job.inspectors);
  co_await put_event(client, job);
}

Task<> sync_event(SpectoraClient client, Job job) { co_await put_event(client, job); }

}  // namespace interleave::reconciler::as_found
