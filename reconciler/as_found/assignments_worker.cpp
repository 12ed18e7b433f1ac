#include "reconciler/as_found/assignments_worker.hpp"

#include "reconciler/as_found/assignments.hpp"

namespace interleave::reconciler::as_found {

using namespace model;

/// The locks first: a holder that dies must wake nobody.
void AssignmentsWorker::die() noexcept {
  for (Lock& lock : locks_) lock.reset();
  tasks_.kill();
}

/// Only jobs that Attik created are in scope.
void AssignmentsWorker::on_change(const JobChange& change) {
  if (change.job.created != Creation::attik) return;
  spawn(change.job, change.cause, false, false);
}

void AssignmentsWorker::on_drag(const Job& job, Cause cause) { spawn(job, cause, true, true); }

void AssignmentsWorker::on_sync(const Job& job, Cause cause) { spawn(job, cause, true, false); }

void AssignmentsWorker::spawn(const Job& job, Cause trigger, bool asked, bool event_only) {
  const Cause run = trigger.child(event_only ? 11 : 10, 0);
  log_.on_started({run, trigger, job.id, event_only, job.inspectors});
  Task<> work = sync(job, run, asked, event_only);
  if (options_.locked) work = under(locks_[job.id.value], std::move(work));
  tasks_.spawn(job.id.value, std::move(work));
}

Task<> AssignmentsWorker::sync(Job job, Cause run, bool asked, bool event_only) {
  const Issuer issuer = event_only                       ? Issuer::calendar
                        : job.created == Creation::attik ? Issuer::attik_created
                                                         : Issuer::spectora_native;
  const SpectoraClient client(spectora_, {run, issuer, 0, options_.timeout});
  if (event_only) {
    co_await sync_event(client, job);
  } else {
    co_await sync_job(client, job);
  }
  const Answer answer{job.id, job.generation, Verdict::in_step, run};
  log_.on_finished(answer, asked);
}

}  // namespace interleave::reconciler::as_found
