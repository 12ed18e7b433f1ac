#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "reconciler/intent_client.hpp"
#include "reconciler/job_sync.hpp"
#include "sim/attik.hpp"
#include "sim/echoes.hpp"
#include "sim/front_desk.hpp"
#include "sim/intents.hpp"
#include "sim/network.hpp"
#include "sim/worker_timer.hpp"

namespace interleave::sim {

/// The worker processes of a run, each with its sync, its way to the store and its clock, and all
/// that reaches them: changes in the stream, people, echoes, death. Observer: see AssignmentsJudge.
template <class Observer>
class JobWorkers final : public JobChangeHandler,
                         public AskHandler,
                         public EchoHandler,
                         private CrashHandler,
                         private EventOwner {
 public:
  struct Options {
    std::uint8_t count = 1;
    bool own_clocks = false;  ///< each has a clock of its own, which may be wrong
    LinkOptions store;
  };

  JobWorkers(Scheduler& scheduler, Observer& observer, Attik<Observer>& attik,
             Intents<Observer>& intents, const Options& options)
      : scheduler_(scheduler),
        observer_(observer),
        attik_(attik),
        options_(options),
        processes_{Process(scheduler, *this, 0), Process(scheduler, *this, 1)},
        store_networks_{StoreNetwork(scheduler, intents, processes_[0], options.store),
                        StoreNetwork(scheduler, intents, processes_[1], options.store)},
        timers_{WorkerTimer(scheduler, processes_[0]), WorkerTimer(scheduler, processes_[1])} {}
  ~JobWorkers() { stop(); }
  JobWorkers(const JobWorkers&) = delete;
  JobWorkers& operator=(const JobWorkers&) = delete;

  [[nodiscard]] std::uint8_t count() const { return options_.count; }
  [[nodiscard]] std::array<Process, workers_max>& processes() { return processes_; }
  /// By what the sync of that worker reaches the store, and what its clock is.
  [[nodiscard]] reconciler::IntentPort& store(std::uint8_t worker) {
    return store_networks_[worker];
  }
  [[nodiscard]] reconciler::Timer& timer(std::uint8_t worker) { return timers_[worker]; }
  void employ(std::uint8_t worker, std::unique_ptr<reconciler::JobSync> sync) {
    syncs_[worker] = std::move(sync);
  }

  /// A new run: every worker is up, and nothing is under way. The syncs must have been stopped.
  void reset();
  void start();
  /// Destroys every coroutine, wherever it stands.
  void stop() noexcept;
  /// Every job is brought in step once more, and nobody looks for work by himself any more.
  void probe();

  void on_change(std::uint8_t worker, const model::JobChange& change) override;
  void on_gap(std::uint8_t worker, model::Cause cause) override;
  void on_ask(std::uint8_t worker, const Ask& ask) override;
  void on_echo(std::uint8_t worker, const model::Echo& echo) override;

 private:
  using StoreNetwork = Network<Intents<Observer>>;

  void on_crash(std::uint8_t worker, model::Cause cause, model::Time back) override;
  void on_pause(std::uint8_t worker, model::Time until) override;
  void land(std::uint32_t) override {}
  void ring(std::uint32_t worker) override { come_back(static_cast<std::uint8_t>(worker)); }
  void come_back(std::uint8_t worker);

  /// A worker learns that there is something to do about a job.
  void touch_sync(std::uint8_t worker, model::JobId job) {
    scheduler_.touch({processes_[worker].itself(), ResourceSet(Resource::sync, job.value)});
  }
  /// Some worker has a sync of that job under way.
  [[nodiscard]] bool works_on(model::JobId job) const {
    return std::ranges::any_of(syncs_,
                               [&](const auto& sync) { return sync && sync->works_on(job); });
  }

  Scheduler& scheduler_;
  Observer& observer_;
  Attik<Observer>& attik_;
  Options options_;
  std::array<Process, workers_max> processes_;
  std::array<StoreNetwork, workers_max> store_networks_;
  std::array<WorkerTimer, workers_max> timers_;
  std::array<model::Cause, workers_max> crashes_{};  ///< the latest of each worker
  std::array<std::unique_ptr<reconciler::JobSync>, workers_max> syncs_;
};

// ---- Phases ----

template <class Observer>
void JobWorkers<Observer>::reset() {
  for (StoreNetwork& network : store_networks_) network.reset();
  for (Process& process : processes_) process.reset();
}

template <class Observer>
void JobWorkers<Observer>::start() {
  for (std::uint8_t worker = 0; worker < count(); ++worker) {
    if (options_.own_clocks) timers_[worker].put_ahead(draw_skew(scheduler_, processes_[worker]));
    syncs_[worker]->start(model::run_root.child(5, worker));
  }
}

template <class Observer>
void JobWorkers<Observer>::stop() noexcept {
  for (const auto& sync : syncs_) {
    if (sync) sync->die();
  }
}

template <class Observer>
void JobWorkers<Observer>::probe() {
  for (std::uint8_t worker = 0; worker < count(); ++worker) syncs_[worker]->stop_sweeping();
  for (std::size_t number = 0; number < attik_.job_count(); ++number) {
    const model::Job& job = attik_.job(model::JobId{static_cast<std::uint8_t>(number)});
    syncs_[number % count()]->probe(job, job_cause(job.id));
  }
}

// ---- What reaches a worker ----

template <class Observer>
void JobWorkers<Observer>::on_change(std::uint8_t worker, const model::JobChange& change) {
  const model::JobId job = change.job.id;
  touch_sync(worker, job);
  observer_.on_announced(scheduler_.now(), job, change.job.generation);
  if (change.job.created == model::Creation::attik && works_on(job)) observer_.on_overlap(job);
  syncs_[worker]->on_change(change);
}

/// A worker that is told of a loss knows as much as one that was told of every change.
template <class Observer>
void JobWorkers<Observer>::on_gap(std::uint8_t worker, model::Cause cause) {
  scheduler_.touch({ResourceSet::all(Resource::job), processes_[worker].itself()});
  for (std::size_t number = 0; number < attik_.job_count(); ++number) {
    const model::Job& job = attik_.job(model::JobId{static_cast<std::uint8_t>(number)});
    observer_.on_announced(scheduler_.now(), job.id, job.generation);
  }
  syncs_[worker]->on_gap(cause);
}

template <class Observer>
void JobWorkers<Observer>::on_ask(std::uint8_t worker, const Ask& ask) {
  touch_sync(worker, ask.job.id);
  if (works_on(ask.job.id)) observer_.on_overlap(ask.job.id);
  // Nobody waits for what a click comes to.
  if (ask.click) return syncs_[worker]->on_click(ask.job, *ask.click, ask.cause);
  observer_.on_asked(scheduler_.now(), ask.job.id);
  if (ask.drag) {
    syncs_[worker]->on_drag(ask.job, ask.cause);
  } else {
    syncs_[worker]->on_sync(ask.job, ask.cause);
  }
}

/// Each job is linked to the order of its number.
template <class Observer>
void JobWorkers<Observer>::on_echo(std::uint8_t worker, const model::Echo& echo) {
  const model::JobId job{echo.order.value};
  touch_sync(worker, job);
  if (works_on(job)) observer_.on_echo_overlap(job);
  syncs_[worker]->on_echo(job, echo);
}

// ---- Death and pauses ----

template <class Observer>
void JobWorkers<Observer>::on_crash(std::uint8_t worker, model::Cause cause, model::Time back) {
  crashes_[worker] = cause;
  syncs_[worker]->die();
  observer_.on_crash(scheduler_.now(), worker);
  observer_.on_fault(back, Fault::crash, std::nullopt);
  scheduler_.set_timer(*this, worker, back);
}

template <class Observer>
void JobWorkers<Observer>::on_pause(std::uint8_t, model::Time until) {
  observer_.on_fault(until, Fault::pause, std::nullopt);
}

template <class Observer>
void JobWorkers<Observer>::come_back(std::uint8_t worker) {
  const model::Cause crash = crashes_[worker];
  processes_[worker].come_back();
  scheduler_.tell(model::Step::restarted, crash, crash, processes_[worker].place(),
                  [&] { return processes_[worker].place() + " is back"; });
  syncs_[worker]->start(crash.child(5, worker));
  attik_.resume(worker, crash);
}

}  // namespace interleave::sim
