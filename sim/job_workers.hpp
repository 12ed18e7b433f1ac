#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "model/order.hpp"
#include "reconciler/intent_client.hpp"
#include "reconciler/job_sync.hpp"
#include "sim/attik.hpp"
#include "sim/echoes.hpp"
#include "sim/front_desk.hpp"
#include "sim/intents.hpp"
#include "sim/network.hpp"
#include "sim/worker_processes.hpp"

namespace interleave::sim {

/// The syncs of one kind, one in each worker process, with their way to the store, and all that
/// reaches them: changes in the stream, people, echoes. Observer: see AssignmentsJudge. Processes
/// are WorkerProcesses, Records is what the jobs are kept in.
template <class Observer, class Processes = WorkerProcesses<Observer>,
          class Records = Attik<Observer>>
class JobWorkers final : public JobChangeHandler,
                         public AskHandler,
                         public EchoHandler,
                         private ProcessTenant {
 public:
  using Store = Intents<Observer, Records>;
  struct Options {
    LinkOptions store;
    /// Only jobs that were created there are any of its business.
    std::optional<model::Creation> only{};
  };

  JobWorkers(Scheduler& scheduler, Observer& observer, Processes& processes, Records& records,
             Store& store, const Options& options)
      : scheduler_(scheduler),
        observer_(observer),
        processes_(processes),
        records_(records),
        options_(options),
        store_networks_{StoreNetwork(scheduler, store, processes[0], options.store),
                        StoreNetwork(scheduler, store, processes[1], options.store)} {
    processes.move_in(*this);
  }
  ~JobWorkers() { stop(); }
  JobWorkers(const JobWorkers&) = delete;
  JobWorkers& operator=(const JobWorkers&) = delete;

  [[nodiscard]] std::uint8_t count() const { return processes_.count(); }
  /// By what the sync of that worker reaches the store, and what its clock is.
  [[nodiscard]] reconciler::IntentPort& store(std::uint8_t worker) {
    return store_networks_[worker];
  }
  [[nodiscard]] reconciler::Timer& timer(std::uint8_t worker) { return processes_.timer(worker); }
  void employ(std::uint8_t worker, std::unique_ptr<reconciler::JobSync> sync) {
    syncs_[worker] = std::move(sync);
  }

  /// A new run: nothing is under way. The syncs must have been stopped.
  void reset() {
    for (StoreNetwork& network : store_networks_) network.reset();
  }
  /// Destroys every coroutine, wherever it stands.
  void stop() noexcept;
  /// Every job is brought in step once more, and nobody looks for work by himself any more.
  void probe();

  void on_change(std::uint8_t worker, const model::JobChange& change) override;
  void on_gap(std::uint8_t worker, model::Cause cause) override;
  void on_ask(std::uint8_t worker, const Ask& ask) override;
  void on_echo(std::uint8_t worker, const model::Echo& echo) override;

 private:
  using StoreNetwork = Network<Store>;

  void on_start(std::uint8_t worker) override {
    syncs_[worker]->start(model::run_root.child(5, worker));
  }
  void on_death(std::uint8_t worker) override { syncs_[worker]->die(); }
  void on_return(std::uint8_t worker, model::Cause death) override {
    syncs_[worker]->start(death.child(5, worker));
  }

  [[nodiscard]] bool concerns(const model::Job& job) const {
    return !options_.only || job.created == *options_.only;
  }
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
  Processes& processes_;
  Records& records_;
  Options options_;
  std::array<StoreNetwork, workers_max> store_networks_;
  std::array<std::unique_ptr<reconciler::JobSync>, workers_max> syncs_;
};

// ---- Phases ----

template <class Observer, class Processes, class Records>
void JobWorkers<Observer, Processes, Records>::stop() noexcept {
  for (const auto& sync : syncs_) {
    if (sync) sync->die();
  }
}

template <class Observer, class Processes, class Records>
void JobWorkers<Observer, Processes, Records>::probe() {
  for (std::uint8_t worker = 0; worker < count(); ++worker) syncs_[worker]->stop_sweeping();
  for (std::size_t number = 0; number < records_.job_count(); ++number) {
    const model::Job& job = records_.job(model::JobId{static_cast<std::uint8_t>(number)});
    if (concerns(job)) syncs_[number % count()]->probe(job, job_cause(job.id));
  }
}

// ---- What reaches a worker ----

template <class Observer, class Processes, class Records>
void JobWorkers<Observer, Processes, Records>::on_change(std::uint8_t worker,
                                                         const model::JobChange& change) {
  const model::JobId job = change.job.id;
  touch_sync(worker, job);
  observer_.on_announced(scheduler_.now(), job, change.job.generation);
  if (change.job.created == model::Creation::attik && works_on(job)) observer_.on_overlap(job);
  syncs_[worker]->on_change(change);
}

/// A worker that is told of a loss knows as much as one that was told of every change.
template <class Observer, class Processes, class Records>
void JobWorkers<Observer, Processes, Records>::on_gap(std::uint8_t worker, model::Cause cause) {
  scheduler_.touch({ResourceSet::all(Resource::job), processes_[worker].itself()});
  for (std::size_t number = 0; number < records_.job_count(); ++number) {
    const model::Job& job = records_.job(model::JobId{static_cast<std::uint8_t>(number)});
    if (concerns(job)) observer_.on_announced(scheduler_.now(), job.id, job.generation);
  }
  syncs_[worker]->on_gap(cause);
}

template <class Observer, class Processes, class Records>
void JobWorkers<Observer, Processes, Records>::on_ask(std::uint8_t worker, const Ask& ask) {
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

template <class Observer, class Processes, class Records>
void JobWorkers<Observer, Processes, Records>::on_echo(std::uint8_t worker,
                                                       const model::Echo& echo) {
  const model::JobId job = model::job_of(echo.order);
  touch_sync(worker, job);
  if (works_on(job)) observer_.on_echo_overlap(job);
  syncs_[worker]->on_echo(job, echo);
}

}  // namespace interleave::sim
