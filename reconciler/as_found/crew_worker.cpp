#include "reconciler/as_found/crew_worker.hpp"

namespace interleave::reconciler::as_found {

using namespace model;

namespace {

JobId key_of(JobId call) { return JobId{element_of(call).value}; }

}  // namespace

void CrewWorker::on_sync(const Job& job, Cause cause) {
  const Cause run = cause.child(10, 0);
  log_.on_started({run, cause, job.id});
  tasks_.spawn(job.id.value, sync(job, run));
}

void CrewWorker::on_click(const Job&, const Click& click, Cause cause) {
  const Cause run = cause.child(11, 0);
  log_.on_started({run, cause, click.call});
  tasks_.spawn(click.call.value, this->click(click, run));
}

Task<> CrewWorker::sync(Job job, Cause run) {
  IntentClient store = store_of(run);
  const JobId key = key_of(job.id);
  std::uint32_t fencing = 0;
  if (options_.gate) {
    const std::uint32_t granted = co_await enter(store, key);
    fencing = granted;
  }
  CrewRun work = run_of(job.id, run);
  co_await work.sync();
  if (options_.gate) co_await leave(store, key, fencing);
  log_.on_finished({job.id, job.generation, Verdict::in_step, run}, true);
}

Task<> CrewWorker::click(Click what, Cause run) {
  IntentClient store = store_of(run);
  const JobId key = key_of(what.call);
  std::uint32_t fencing = 0;
  if (options_.gate) {
    const std::uint32_t granted = co_await enter(store, key);
    fencing = granted;
  }
  CrewRun work = run_of(what.call, run);
  if (what.added) {
    co_await work.add_one(what.member);
  } else {
    co_await work.remove_one(what.member.technician);
  }
  if (options_.gate) co_await leave(store, key, fencing);
}

/// Until it has the lease, whatever the store answers.
Task<std::uint32_t> CrewWorker::enter(IntentClient& store, JobId key) {
  const IntentClient::Acquire how{.force = true};
  for (;;) {
    const IntentReply& reply = co_await store.acquire(key, how);
    if (reply.status == IntentStatus::ok) co_return reply.intent.fencing;
    co_await Sleep(ports_.timer, ports_.timer.now() + gate_pause);
  }
}

/// A lease that could not be given back ends by itself.
Task<> CrewWorker::leave(IntentClient& store, JobId key, std::uint32_t fencing) {
  const RunEnd end;
  co_await store.finish(key, fencing, end);
}

CrewRun CrewWorker::run_of(JobId call, Cause run) const {
  return {FlexClient(ports_.flex, {run, 0, options_.timeout}),
          CrewTableClient(ports_.tables, {run, options_.timeout}), call, options_.remedies};
}

IntentClient CrewWorker::store_of(Cause run) {
  next_owner_ = static_cast<std::uint8_t>((next_owner_ + 1) % owners);
  const auto owner = static_cast<std::uint8_t>(first_owner + next_owner_);
  return {ports_.intents, {run, owner, options_.timeout, lease, nullptr}};
}

}  // namespace interleave::reconciler::as_found
