#include "reconciler/as_found/orders_worker.hpp"

#include <utility>

#include "reconciler/as_found/orders.hpp"

namespace interleave::reconciler::as_found {

using namespace model;

/// Only jobs that Attik created are in scope.
void OrdersWorker::on_change(const JobChange& change) {
  const Job& job = change.job;
  if (job.created != Creation::attik) return;
  if (change.became_cancelled) {
    const Cause run = change.cause.child(10, 0);
    log_.on_started({run, change.cause, job.id});
    tasks_.spawn(job.id.value, cancel(job, run));
  } else if (!job.cancelled) {
    sync(job, change.cause, false);
  }
}

void OrdersWorker::on_sync(const Job& job, Cause cause) { sync(job, cause, true); }

void OrdersWorker::sync(const Job& job, Cause trigger, bool asked) {
  const Cause run = trigger.child(10, 0);
  log_.on_started({run, trigger, job.id});
  const bool linked = job.order != OrderId::none();
  tasks_.spawn(job.id.value, linked ? move(job, run, asked) : create(job, run, asked));
}

Task<> OrdersWorker::create(Job job, Cause run, bool asked) {
  co_await create_order(orders(run), store(run), job.id);
  finish(job, run, asked);
}

Task<> OrdersWorker::move(Job job, Cause run, bool asked) {
  co_await move_order(orders(run), job);
  finish(job, run, asked);
}

Task<> OrdersWorker::cancel(Job job, Cause run) {
  if (job.order != OrderId::none()) {
    co_await cancel_order(orders(run), job);
    finish(job, run, false);
    co_return;
  }
  log_.on_skipped(run, job.id, "no_spectora_job_id");
  switch (options_.remedy) {
    case Remedy::none:
      break;
    case Remedy::warning_only:
      co_await alert(job.id, run);
      break;
    case Remedy::follow_up:
      co_await Sleep(ports_.timer, ports_.timer.now() + follow_up_after);
      co_await alert(job.id, run);
      break;
    case Remedy::retry_only:
      co_await cancel_later(job.id, run);
      break;
  }
}

Task<> OrdersWorker::alert(JobId job, Cause run) {
  IntentClient client = store(run);
  co_await client.alert(job);
}

/// Until the id is there, however long that takes.
Task<> OrdersWorker::cancel_later(JobId id, Cause run) {
  IntentClient client = store(run);
  for (;;) {
    co_await Sleep(ports_.timer, ports_.timer.now() + retry_after);
    const IntentReply& read = co_await client.read_job(id);
    const Job job = read.job;
    if (read.status != IntentStatus::ok || job.order == OrderId::none()) continue;
    co_await cancel_order(orders(run), job);
    co_return;
  }
}

void OrdersWorker::finish(const Job& job, Cause run, bool asked) {
  const Answer answer{job.id, job.generation, Verdict::in_step, run};
  log_.on_finished(answer, asked);
}

OrderClient OrdersWorker::orders(Cause run) const {
  return {ports_.orders, {run, Issuer::attik_created, 0, options_.timeout}};
}

IntentClient OrdersWorker::store(Cause run) const {
  return {ports_.intents, {run, 0, options_.timeout, {}, nullptr}};
}

}  // namespace interleave::reconciler::as_found
