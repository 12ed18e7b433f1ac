#include "reconciler/as_found/orders.hpp"

namespace interleave::reconciler::as_found {

using model::CalendarEvent;
using model::IntentReply;
using model::IntentStatus;
using model::Job;
using model::JobId;
using model::OrderId;
using model::OrderReply;
using model::Reference;

Task<> create_order(OrderClient orders, IntentClient store, JobId id) {
  const IntentReply& read = co_await store.read_job(id);
  if (read.status != IntentStatus::ok) co_return;
  Job job = read.job;
  if (job.order != OrderId::none()) co_return;
  const Reference nameless{job.id, Reference::no_name};
  const CalendarEvent event = wanted_event(job);
  const OrderReply& made = co_await orders.post_order(nameless, event);
  if (made.orders.empty()) co_return;
  job.order = made.orders.front().id;
  co_await store.save_job(job);
}

Task<> cancel_order(OrderClient orders, Job job) { co_await orders.cancel_order(job.order); }

Task<> move_order(OrderClient orders, Job job) {
  const CalendarEvent event = wanted_event(job);
  co_await orders.put_event(job.order, event);
}

}  // namespace interleave::reconciler::as_found
