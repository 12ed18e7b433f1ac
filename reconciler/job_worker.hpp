#pragma once

#include <array>
#include <optional>

#include "reconciler/job_sync.hpp"
#include "reconciler/session.hpp"
#include "reconciler/task_set.hpp"

namespace interleave::reconciler {

/// How a cause continues into what it brings about.
enum class Link : std::uint32_t {
  asked = 20,
  gap,
  started,
  sweep,
  moved,
  recheck,
  probe,
  clicked,
};

constexpr model::Cause next(model::Cause cause, Link link, std::uint32_t ordinal = 0) {
  return cause.child(static_cast<std::uint32_t>(link), ordinal);
}

/// The production worker of any system whose keys are jobs: whatever triggers it only marks a job's
/// key dirty; a run then reads again what is wanted and what is there. When it starts, and when its
/// stream reports a gap, it asks the store what is not confirmed; a sweep looks at everything once
/// a period.
///
/// `Run<Guards>` is one run of a key: made of what a `Session` is made of, with `Ports` of its own
/// that have those of a session, it has `Task<RunReport> go()`.
template <template <class> class Run, class Guards>
class JobWorker final : public JobSync {
 public:
  /// The most jobs a worker keeps apart; ids below it.
  static constexpr std::size_t jobs_max = 8;

  using Ports = typename Run<Guards>::Ports;

  JobWorker(const Ports& ports, SyncLog& log, const SyncOptions& options, const Guards& guards);
  ~JobWorker() override { die(); }
  JobWorker(const JobWorker&) = delete;
  JobWorker& operator=(const JobWorker&) = delete;

  void start(model::Cause incarnation) override;
  void die() noexcept override;
  void on_change(const model::JobChange& change) override;
  void on_gap(model::Cause cause) override;
  void on_echo(model::JobId job, const model::Echo& echo) override;
  void on_drag(const model::Job& job, model::Cause cause) override;
  void on_sync(const model::Job& job, model::Cause cause) override;
  void on_click(const model::Job& job, const Click& click, model::Cause cause) override;
  void probe(const model::Job& job, model::Cause cause) override;
  void stop_sweeping() override;
  [[nodiscard]] bool works_on(model::JobId job) const override { return queue_.running(job); }

 private:
  using Queue = WorkQueue<model::JobId, jobs_max>;
  using JobWork = Work<model::JobId>;

  /// Starts the work of one key when it rings.
  class WorkAlarm final : public Alarm {
   public:
    void ring() override { worker->pump(job); }

    JobWorker* worker = nullptr;
    model::JobId job{};
    model::Time due{};
  };
  class SweepAlarm final : public Alarm {
   public:
    explicit SweepAlarm(JobWorker& worker) : worker_(worker) {}
    void ring() override { worker_.sweep(); }

   private:
    JobWorker& worker_;
  };

  static constexpr std::uint8_t about_scan = 0xff;
  static constexpr int scan_tries_max = 10;
  static constexpr model::Duration scan_pause = std::chrono::seconds(2);
  /// A sweep finds what was not verified for this share of a period: less than one, for runs take
  /// some time.
  static constexpr int verified_share_percent = 90;

  void mark(model::JobId job, const Mark& mark);
  void pump(model::JobId job);
  void pump_after(model::JobId job);
  void set_work_alarm(model::JobId job);
  Task<> serve(JobWork work);
  void settle(const JobWork& work, const RunReport& report);
  void scan(model::Cause cause, model::Time verified_before);
  Task<> ask_store(model::Cause cause, model::Time verified_before);
  void sweep();
  void set_sweep_alarm();
  [[nodiscard]] bool has(Guard guard) const { return guards_.has(guard); }

  Ports ports_;
  SyncLog& log_;
  SyncOptions options_;
  Guards guards_;
  Queue queue_;
  std::array<MutantMemory, jobs_max> memories_{};
  TaskSet tasks_;
  std::array<WorkAlarm, jobs_max> work_alarms_{};
  SweepAlarm sweep_alarm_{*this};
  std::uint32_t next_sweep_ = 0;
};

template <template <class> class Run, class Guards>
JobWorker<Run, Guards>::JobWorker(const Ports& ports, SyncLog& log, const SyncOptions& options,
                                  const Guards& guards)
    : ports_(ports),
      log_(log),
      options_(options),
      guards_(guards),
      queue_({guards.has(Guard::one_run_per_key), guards.has(Guard::keep_dirty),
              guards.has(Guard::poison_apart), options.core}) {
  for (std::size_t i = 0; i < jobs_max; ++i) {
    work_alarms_[i].worker = this;
    work_alarms_[i].job = model::JobId{static_cast<std::uint8_t>(i)};
  }
}

// ---- Life and death ----

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::start(model::Cause incarnation) {
  set_sweep_alarm();
  if (has(Guard::startup_scan)) scan(next(incarnation, Link::started), model::Time{});
}

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::die() noexcept {
  stop_sweeping();
  for (WorkAlarm& alarm : work_alarms_) {
    if (alarm.is_set()) ports_.timer.cancel(alarm);
  }
  tasks_.kill();
  queue_.clear();
  memories_.fill({});
}

// ---- Triggers ----

/// Jobs that were created at Spectora are none of the stream's business.
template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::on_change(const model::JobChange& change) {
  if (change.job.created != model::Creation::attik && has(Guard::scope)) return;
  mark(change.job.id, {.cause = change.cause});
}

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::on_gap(model::Cause cause) {
  if (has(Guard::gap_scan)) scan(next(cause, Link::gap), model::Time{});
}

/// Who stands on the order now, only a read can tell, and who should, only the job: an echo may be
/// hours old, and most are of our own doing. So it is a reason to ask the store, and no more.
template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::on_echo(model::JobId job, const model::Echo& echo) {
  const bool hint = has(Guard::echo_is_a_hint);
  if (!hint) memories_[job.value].echoed = echo.shown;
  mark(job, {.cause = echo.cause, .force = !hint});
}

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::on_drag(const model::Job& job, model::Cause cause) {
  mark(job.id,
       {.cause = next(cause, Link::asked), .force = true, .asked = true, .event_only = true});
}

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::on_sync(const model::Job& job, model::Cause cause) {
  mark(job.id, {.cause = next(cause, Link::asked), .force = true, .asked = true});
}

/// What was clicked was saved before: it is a change like any other, and nobody waits for it.
template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::on_click(const model::Job& job, const Click&, model::Cause cause) {
  mark(job.id, {.cause = next(cause, Link::clicked)});
}

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::probe(const model::Job& job, model::Cause cause) {
  mark(job.id, {.cause = next(cause, Link::probe), .force = true});
}

// ---- Work ----

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::mark(model::JobId job, const Mark& mark) {
  queue_.mark(job, mark);
  pump(job);
}

/// Starts the work of a key if it is due, or else sets the key's alarm. No key touches another's,
/// so that in whatever order two of them come, each does the same.
template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::pump(model::JobId job) {
  while (const std::optional<JobWork> work = queue_.take(job, ports_.timer.now())) {
    log_.on_started({work->run, work->mark.cause, work->key,
                     work->mark.event_only && !has(Guard::full_surface)});
    // Too many runs at once: the key comes back on its own.
    if (!tasks_.spawn(work->key.value, serve(*work))) {
      queue_.fail(*work, ports_.timer.now());
    }
  }
  set_work_alarm(job);
}

/// What the end of a run of that key lets start.
template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::pump_after(model::JobId job) {
  pump(job);
  if (has(Guard::poison_apart)) return;
  for (const WorkAlarm& alarm : work_alarms_) pump(alarm.job);
}

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::set_work_alarm(model::JobId job) {
  WorkAlarm& alarm = work_alarms_[job.value];
  const std::optional<model::Time> due = queue_.due(job);
  if (alarm.is_set()) {
    if (due && alarm.due == *due) return;
    ports_.timer.cancel(alarm);
  }
  if (!due) return;
  alarm.due = *due;
  ports_.timer.set(alarm, *due);
}

template <template <class> class Run, class Guards>
Task<> JobWorker<Run, Guards>::serve(JobWork work) {
  const std::uint32_t failures = queue_.failures(work.key);
  MutantMemory& memory = memories_[work.key.value];
  Run<Guards> run(ports_, options_, guards_, work, failures, memory);
  const RunReport report = co_await run.go();
  settle(work, report);
  pump_after(work.key);
}

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::settle(const JobWork& work, const RunReport& report) {
  const model::JobId key = work.key;
  const model::Time now = ports_.timer.now();
  JobWork again = work;
  const bool told = report.kind != RunReport::Kind::busy;
  if (told) again.mark.asked = false;
  log_.on_finished(report.answer, told && work.mark.asked);
  switch (report.kind) {
    case RunReport::Kind::nothing_to_do:
    case RunReport::Kind::in_step:
    case RunReport::Kind::waiting:
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
  const bool well =
      report.kind == RunReport::Kind::in_step || report.kind == RunReport::Kind::waiting;
  if (report.moved && well) {
    queue_.mark(key, {.cause = next(work.run, Link::moved)});
  }
  // The time may have passed while this worker stood still. What was refused waits for the sweep.
  const bool refused = report.kind == RunReport::Kind::refused;
  if (report.recheck_at != model::Time{} && (!refused || report.recheck_at > now)) {
    queue_.mark(key, {.cause = next(work.run, Link::recheck), .due = report.recheck_at});
  }
}

// ---- What was missed ----

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::scan(model::Cause cause, model::Time verified_before) {
  tasks_.spawn(about_scan, ask_store(cause, verified_before));
}

template <template <class> class Run, class Guards>
Task<> JobWorker<Run, Guards>::ask_store(model::Cause cause, model::Time verified_before) {
  // Of several cores that ask for one reason, each asks under a name of its own.
  const model::Cause name = options_.core == 0 ? cause : Queue::run_of(cause, options_.core, 0);
  IntentClient store(ports_.intents, {name, options_.worker, options_.store_timeout, options_.lease,
                                      has(Guard::foreign_times) ? &ports_.timer : nullptr});
  for (int tries = 0; tries < scan_tries_max; ++tries) {
    if (tries > 0) co_await Sleep(ports_.timer, ports_.timer.now() + scan_pause);
    const model::IntentReply& reply = co_await store.scan(verified_before);
    if (reply.status != model::IntentStatus::ok) continue;
    const model::Time stores_now = has(Guard::foreign_times) ? reply.answered_at : model::Time{};
    for (const model::DueJob& due : reply.due) {
      queue_.mark(due.job, {.cause = next(cause, Link::sweep, due.job.value),
                            .force = due.force,
                            .due = model::translated(due.at, stores_now, ports_.timer.now())});
      pump(due.job);
    }
    co_return;
  }
}

/// The workers sweep in turn, each once a period, so that the loss of one leaves the other.
template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::set_sweep_alarm() {
  if (options_.sweep_period == model::Duration{}) return;
  const model::Duration period = options_.sweep_period;
  const model::Duration offset = period * (options_.worker + 1) / options_.workers;
  const model::Duration since = ports_.timer.now().time_since_epoch() - offset;
  next_sweep_ = since < model::Duration{} ? 0 : static_cast<std::uint32_t>(since / period) + 1;
  ports_.timer.set(sweep_alarm_, model::Time(offset + period * next_sweep_));
}

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::sweep() {
  const model::Cause cause =
      next(model::run_root, Link::sweep, next_sweep_ * options_.workers + options_.worker);
  const model::Time verified_before =
      ports_.timer.now() - options_.sweep_period * verified_share_percent / 100;
  scan(cause, has(Guard::sweep_all) ? verified_before : model::Time{});
  set_sweep_alarm();
}

template <template <class> class Run, class Guards>
void JobWorker<Run, Guards>::stop_sweeping() {
  if (sweep_alarm_.is_set()) ports_.timer.cancel(sweep_alarm_);
}

}  // namespace interleave::reconciler
