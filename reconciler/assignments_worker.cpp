#include "reconciler/assignments_worker.hpp"

namespace interleave::reconciler {

using namespace model;

namespace {

/// How a cause continues into what it brings about.
enum class Link : std::uint32_t {
  asked = 20,
  gap,
  started,
  sweep,
  moved,
  recheck,
  probe,
};

Cause next(Cause cause, Link link, std::uint32_t ordinal = 0) {
  return cause.child(static_cast<std::uint32_t>(link), ordinal);
}

}  // namespace

template <class Guards>
AssignmentsWorker<Guards>::AssignmentsWorker(const AssignmentsPorts& ports, SyncLog& log,
                                             const AssignmentsOptions& options,
                                             const Guards& guards)
    : ports_(ports),
      log_(log),
      options_(options),
      guards_(guards),
      queue_({guards.has(Guard::one_run_per_key), guards.has(Guard::keep_dirty),
              guards.has(Guard::poison_apart)}) {}

// ---- Life and death ----

template <class Guards>
void AssignmentsWorker<Guards>::start(Cause incarnation) {
  set_sweep_alarm();
  if (has(Guard::startup_scan)) scan(next(incarnation, Link::started), Time{});
}

template <class Guards>
void AssignmentsWorker<Guards>::die() noexcept {
  stop_sweeping();
  if (work_alarm_.is_set()) ports_.timer.cancel(work_alarm_);
  tasks_.kill();
  queue_.clear();
  memories_.fill({});
}

// ---- Triggers ----

/// Jobs that were created at Spectora are none of the stream's business.
template <class Guards>
void AssignmentsWorker<Guards>::on_change(const JobChange& change) {
  if (change.job.created != Creation::attik && has(Guard::scope)) return;
  mark(change.job.id, {.cause = change.cause});
}

template <class Guards>
void AssignmentsWorker<Guards>::on_gap(Cause cause) {
  if (has(Guard::gap_scan)) scan(next(cause, Link::gap), Time{});
}

/// Who stands on the order now, only a read can tell, and who should, only the job: an echo may be
/// hours old, and most are of our own doing. So it is a reason to ask the store, and no more.
template <class Guards>
void AssignmentsWorker<Guards>::on_echo(JobId job, const Echo& echo) {
  const bool hint = has(Guard::echo_is_a_hint);
  if (!hint) memories_[job.value].echoed = echo.shown;
  mark(job, {.cause = echo.cause, .force = !hint});
}

template <class Guards>
void AssignmentsWorker<Guards>::on_drag(const Job& job, Cause cause) {
  mark(job.id,
       {.cause = next(cause, Link::asked), .force = true, .asked = true, .event_only = true});
}

template <class Guards>
void AssignmentsWorker<Guards>::on_sync(const Job& job, Cause cause) {
  mark(job.id, {.cause = next(cause, Link::asked), .force = true, .asked = true});
}

template <class Guards>
void AssignmentsWorker<Guards>::probe(const Job& job, Cause cause) {
  mark(job.id, {.cause = next(cause, Link::probe), .force = true});
}

// ---- Work ----

template <class Guards>
void AssignmentsWorker<Guards>::mark(JobId job, const Mark& mark) {
  queue_.mark(job, mark);
  pump();
}

/// Starts whatever is due, and sets the alarm for what is not.
template <class Guards>
void AssignmentsWorker<Guards>::pump() {
  for (;;) {
    const std::optional<JobWork> work = queue_.take(ports_.timer.now());
    if (!work) break;
    log_.on_started({work->run, work->mark.cause, work->key,
                     work->mark.event_only && !has(Guard::full_surface)});
    // Too many runs at once: the key comes back on its own.
    if (!tasks_.spawn(work->key.value, serve(*work))) {
      queue_.fail(*work, ports_.timer.now());
    }
  }
  const std::optional<Time> due = queue_.next_due();
  if (work_alarm_.is_set()) {
    if (due && work_alarm_due_ == *due) return;
    ports_.timer.cancel(work_alarm_);
  }
  if (!due) return;
  work_alarm_due_ = *due;
  ports_.timer.set(work_alarm_, *due);
}

template <class Guards>
Task<> AssignmentsWorker<Guards>::serve(JobWork work) {
  const std::uint32_t failures = queue_.failures(work.key);
  MutantMemory& memory = memories_[work.key.value];
  AssignmentsRun<Guards> run(ports_, options_, guards_, work, failures, memory);
  const RunReport report = co_await run.go();
  settle(work, report);
  pump();
}

template <class Guards>
void AssignmentsWorker<Guards>::settle(const JobWork& work, const RunReport& report) {
  const JobId key = work.key;
  const Time now = ports_.timer.now();
  JobWork again = work;
  const bool told = report.kind != RunReport::Kind::busy;
  if (told) again.mark.asked = false;
  log_.on_finished(report.answer, told && work.mark.asked);
  switch (report.kind) {
    case RunReport::Kind::nothing_to_do:
    case RunReport::Kind::in_step:
      queue_.succeed(key);
      break;
    case RunReport::Kind::busy:
      if (has(Guard::requeue_busy)) return queue_.postpone(again, report.until);
      queue_.succeed(key);
      break;
    case RunReport::Kind::refused:
      if (!has(Guard::refusal_is_final) || !has(Guard::poison_apart)) {
        return queue_.fail(again, now);
      }
      queue_.succeed(key);
      break;
    case RunReport::Kind::failed:
      if (has(Guard::free_on_failure)) queue_.fail(again, now);
      break;
  }
  if (report.moved && report.kind == RunReport::Kind::in_step) {
    queue_.mark(key, {.cause = next(work.run, Link::moved)});
  }
  // The time may have passed while this worker stood still. What was refused waits for the sweep.
  const bool refused = report.kind == RunReport::Kind::refused;
  if (report.recheck_at != Time{} && (!refused || report.recheck_at > now)) {
    queue_.mark(key, {.cause = next(work.run, Link::recheck), .due = report.recheck_at});
  }
}

// ---- What was missed ----

template <class Guards>
void AssignmentsWorker<Guards>::scan(Cause cause, Time verified_before) {
  tasks_.spawn(about_scan, ask_store(cause, verified_before));
}

template <class Guards>
Task<> AssignmentsWorker<Guards>::ask_store(Cause cause, Time verified_before) {
  IntentClient store(ports_.intents,
                     {cause, options_.worker, options_.store_timeout, options_.lease,
                      has(Guard::foreign_times) ? &ports_.timer : nullptr});
  for (int tries = 0; tries < scan_tries_max; ++tries) {
    if (tries > 0) co_await Sleep(ports_.timer, ports_.timer.now() + scan_pause);
    const IntentReply& reply = co_await store.scan(verified_before);
    if (reply.status != IntentStatus::ok) continue;
    const Time stores_now = has(Guard::foreign_times) ? reply.answered_at : Time{};
    for (const DueJob& due : reply.due) {
      queue_.mark(due.job, {.cause = next(cause, Link::sweep, due.job.value),
                            .force = due.force,
                            .due = translated(due.at, stores_now, ports_.timer.now())});
    }
    pump();
    co_return;
  }
}

/// The workers sweep in turn, each once a period, so that the loss of one leaves the other.
template <class Guards>
void AssignmentsWorker<Guards>::set_sweep_alarm() {
  if (options_.sweep_period == Duration{}) return;
  const Duration period = options_.sweep_period;
  const Duration offset = period * (options_.worker + 1) / options_.workers;
  const Duration since = ports_.timer.now().time_since_epoch() - offset;
  next_sweep_ = since < Duration{} ? 0 : static_cast<std::uint32_t>(since / period) + 1;
  ports_.timer.set(sweep_alarm_, Time(offset + period * next_sweep_));
}

template <class Guards>
void AssignmentsWorker<Guards>::sweep() {
  const Cause cause = next(run_root, Link::sweep, next_sweep_ * options_.workers + options_.worker);
  const Time verified_before =
      ports_.timer.now() - options_.sweep_period * verified_share_percent / 100;
  scan(cause, has(Guard::sweep_all) ? verified_before : Time{});
  set_sweep_alarm();
}

template <class Guards>
void AssignmentsWorker<Guards>::stop_sweeping() {
  if (sweep_alarm_.is_set()) ports_.timer.cancel(sweep_alarm_);
}

template class AssignmentsWorker<SealedGuards>;
template class AssignmentsWorker<AdjustableGuards>;

}  // namespace interleave::reconciler
