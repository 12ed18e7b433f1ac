#pragma once

#include <array>
#include <memory>

#include "reconciler/as_found/assignments_worker.hpp"
#include "reconciler/assignments_worker.hpp"
#include "sim/assignments_scenario.hpp"
#include "sim/attik.hpp"
#include "sim/echoes.hpp"
#include "sim/front_desk.hpp"
#include "sim/intents.hpp"
#include "sim/network.hpp"
#include "sim/spectora.hpp"
#include "sim/worker_timer.hpp"
#include "sim/workload.hpp"

namespace interleave::sim {

/// Which sync stands behind the triggers: the as-found one, the same under a first-come lock per
/// order, the production core, or the production core with guards that can be removed.
enum class AssignmentsVariant : std::uint8_t { as_found, locked, production, adjustable };

/// Jobs and their remote orders, kept in step by a sync that several triggers start. Observer: see
/// AssignmentsJudge, which hears everything that happens here.
///
/// A run is a storm, in which people act and faults strike; settling, in which neither does; and,
/// for the production core, a probe: every order is brought in step once more.
template <class Observer>
class Assignments final : private JobChangeHandler,
                          private ActionHandler,
                          private AskHandler,
                          private EchoHandler,
                          private CrashHandler,
                          private reconciler::SyncLog,
                          private EventOwner {
 public:
  struct Options {
    AssignmentsVariant variant = AssignmentsVariant::as_found;
    reconciler::AdjustableGuards guards;  ///< adjustable: which stand
    FaultProfile faults = fault_profiles[0];
    AssignmentsOptions scenario;
    Scheduler::Options scheduler;
  };

  Assignments(Choices& choices, Observer& observer, const Options& options);

  ~Assignments() { stop(); }
  Assignments(const Assignments&) = delete;
  Assignments& operator=(const Assignments&) = delete;

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] const Faults& faults() const { return faults_; }

  /// Resets the world and places the scenario and the first action.
  void start(Strategy strategy, model::History* history);
  /// Destroys every coroutine, wherever it stands.
  void stop() noexcept;

 private:
  /// After the probe starts, this much time is left for it.
  static constexpr model::Duration probe_time = std::chrono::minutes(10);

  using SpectoraNetwork = Network<Spectora<Observer>>;
  using StoreNetwork = Network<Intents<Observer>>;

  /// Timers of the world itself: what the slot of an event means.
  enum Slot : std::uint32_t { slot_probe, slot_end, slot_worker };

  void on_change(std::uint8_t worker, const model::JobChange& change) override;
  void on_gap(std::uint8_t worker, model::Cause cause) override;
  void act(std::uint32_t kind, model::Cause cause) override;
  void on_last_action() override;
  void on_ask(std::uint8_t worker, const Ask& ask) override;
  void on_echo(std::uint8_t worker, const model::Echo& echo) override;
  void on_crash(std::uint8_t worker, model::Cause cause, model::Time back) override;
  void on_pause(std::uint8_t worker, model::Time until) override;
  void on_started(const reconciler::RunStart& start) override;
  void on_finished(const model::Answer& answer, bool asked) override;
  void land(std::uint32_t) override {}
  void ring(std::uint32_t slot) override;

  std::unique_ptr<reconciler::AssignmentsSync> make_sync(std::uint8_t worker);
  [[nodiscard]] std::uint8_t worker_count() const {
    return production() ? static_cast<std::uint8_t>(options_.scenario.workers) : std::uint8_t{1};
  }
  [[nodiscard]] bool production() const {
    return options_.variant == AssignmentsVariant::production ||
           options_.variant == AssignmentsVariant::adjustable;
  }
  void give(const model::Job& job);
  [[nodiscard]] model::Job target(std::uint32_t kind, model::Cause cause);
  void note_overlap(model::JobId job);
  /// A worker learns that there is something to do about a job.
  void touch_sync(std::uint8_t worker, model::JobId job) {
    scheduler_.touch({processes_[worker].itself(), ResourceSet(Resource::sync, job.value)});
  }
  void come_back(std::uint8_t worker);
  void plan_probe();
  void probe();

  Observer& observer_;
  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  Spectora<Observer> spectora_;
  std::array<Process, workers_max> processes_;
  Attik<Observer> attik_;
  Intents<Observer> intents_;
  std::array<SpectoraNetwork, workers_max> spectora_networks_;
  std::array<StoreNetwork, workers_max> store_networks_;
  std::array<WorkerTimer, workers_max> timers_;
  FrontDesk front_desk_;
  Echoes echoes_;
  Workload workload_;
  std::array<model::Cause, workers_max> crashes_{};  ///< the latest of each worker
  std::array<std::unique_ptr<reconciler::AssignmentsSync>, workers_max> syncs_;
};

template <class Observer>
Assignments<Observer>::Assignments(Choices& choices, Observer& observer, const Options& options)
    : observer_(observer),
      options_(options),
      faults_(options.faults),
      scheduler_(choices, faults_, options.scheduler),
      spectora_(scheduler_, observer, spectora_options(options.scenario)),
      processes_{Process(scheduler_, *this, 0), Process(scheduler_, *this, 1)},
      attik_(scheduler_, observer, *this, processes_,
             attik_options(options.scenario, worker_count())),
      intents_(scheduler_, observer, attik_),
      spectora_networks_{SpectoraNetwork(scheduler_, spectora_, processes_[0], spectora_link),
                         SpectoraNetwork(scheduler_, spectora_, processes_[1], spectora_link)},
      store_networks_{StoreNetwork(scheduler_, intents_, processes_[0], store_link),
                      StoreNetwork(scheduler_, intents_, processes_[1], store_link)},
      timers_{WorkerTimer(scheduler_, processes_[0]), WorkerTimer(scheduler_, processes_[1])},
      front_desk_(scheduler_, *this, processes_, worker_count()),
      echoes_(scheduler_, *this, processes_, {echo_link, worker_count()}),
      workload_(scheduler_, *this, workload_options(options.scenario)) {
  if (production()) spectora_.announce_to(echoes_);
  for (std::uint8_t worker = 0; worker < worker_count(); ++worker) {
    syncs_[worker] = make_sync(worker);
  }
}

template <class Observer>
std::unique_ptr<reconciler::AssignmentsSync> Assignments<Observer>::make_sync(std::uint8_t worker) {
  using reconciler::AdjustableGuards;
  using reconciler::AssignmentsWorker;
  using reconciler::SealedGuards;
  const auto core = core_options(options_.scenario, worker, worker_count());
  const reconciler::AssignmentsPorts ports{spectora_networks_[worker], store_networks_[worker],
                                           timers_[worker]};
  reconciler::SyncLog& log = *this;
  switch (options_.variant) {
    case AssignmentsVariant::as_found:
    case AssignmentsVariant::locked:
      return std::make_unique<reconciler::as_found::AssignmentsWorker>(
          ports.spectora, log,
          reconciler::as_found::AssignmentsWorker::Options{
              options_.variant == AssignmentsVariant::locked, core.remote_timeout});
    case AssignmentsVariant::production:
      return std::make_unique<AssignmentsWorker<SealedGuards>>(ports, log, core, SealedGuards());
    case AssignmentsVariant::adjustable:
      return std::make_unique<AssignmentsWorker<AdjustableGuards>>(ports, log, core,
                                                                   options_.guards);
  }
  return nullptr;
}

template <class Observer>
void Assignments<Observer>::start(Strategy strategy, model::History* history) {
  stop();
  scheduler_.reset(strategy, history);
  for (SpectoraNetwork& network : spectora_networks_) network.reset();
  for (StoreNetwork& network : store_networks_) network.reset();
  for (Process& process : processes_) process.reset();
  front_desk_.reset();
  echoes_.reset();
  spectora_.reset();
  attik_.reset();
  intents_.reset();
  const ScenarioJobs jobs = draw_jobs(scheduler_.choices(), options_.scenario);
  scheduler_.tell(model::Step::scenario, model::run_root, model::run_root, "Attik", [&] {
    const std::size_t created = jobs.size() - 1;
    return created == 1 ? "there is 1 job created in Attik"
                        : "there are " + std::to_string(created) + " jobs created in Attik";
  });
  for (const model::Job& job : jobs) give(job);
  for (std::uint8_t worker = 0; worker < worker_count(); ++worker) {
    if (production()) timers_[worker].put_ahead(draw_skew(scheduler_, processes_[worker]));
    syncs_[worker]->start(model::run_root.child(5, worker));
  }
  if (options_.scheduler.storm_end != model::Duration{}) plan_probe();
  workload_.start();
}

template <class Observer>
void Assignments<Observer>::stop() noexcept {
  for (const auto& sync : syncs_) {
    if (sync) sync->die();
  }
}

/// A job that is in step with its order: the run starts from rest.
template <class Observer>
void Assignments<Observer>::give(const model::Job& job) {
  attik_.give(job);
  for (const model::InspectorId inspector : job.inspectors) {
    const model::Cause record = job_cause(job.id).child(0, inspector.value);
    spectora_.give(job.order, model::Assignment{record, inspector, inspector == job.primary()});
    scheduler_.trace(Actor::attik, 0, record, static_cast<std::uint64_t>(job.created));
  }
  spectora_.give(job.order, wanted_event(job));
  scheduler_.tell(model::Step::scenario, job_cause(job.id), model::run_root, "Attik", [&] {
    const bool attik = job.created == model::Creation::attik;
    return (attik ? "" : "Spectora-native ") + name_of(job.id) + " holds " +
           name_of(job.inspectors) + ", like its " + name_of(job.order);
  });
}

// ---- People ----

template <class Observer>
void Assignments<Observer>::act(std::uint32_t kind, model::Cause cause) {
  const model::Job before = target(kind, cause);
  const auto action = static_cast<AssignmentsAction>(kind);
  JobEdit edit{before, 0};
  if (action != AssignmentsAction::manual_sync) {
    edit = edited(before, action, scheduler_.choices(), cause, options_.scenario);
  }
  const model::Job& after = edit.after;
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(kind), cause, edit.fingerprint());
  scheduler_.touch({ResourceSet(Resource::job, before.id.value), {}});
  scheduler_.tell(model::Step::action, cause, model::run_root, "Attik",
                  [&] { return describe(action, before, after); });
  switch (action) {
    case AssignmentsAction::work_order:
      attik_.save(after, cause);
      return;
    case AssignmentsAction::drag:
      if (options_.scenario.drag_saves_job == 0) return front_desk_.send({cause, after, true});
      return front_desk_.send({cause, attik_.save(after, cause), true});
    case AssignmentsAction::manual_sync:
      return front_desk_.send({cause, after, false});
    case AssignmentsAction::native_patch:
      return front_desk_.send({cause, attik_.save(after, cause), false});
  }
}

/// The job that an action is about.
template <class Observer>
model::Job Assignments<Observer>::target(std::uint32_t kind, model::Cause cause) {
  if (static_cast<AssignmentsAction>(kind) == AssignmentsAction::native_patch) {
    return attik_.job(native_job);
  }
  const Uniform created{attik_.job_count() - 1};
  const Outcome chosen = scheduler_.choices().draw({Site::action_target, cause}, created);
  return attik_.job(model::JobId{static_cast<std::uint8_t>(chosen + 1)});
}

template <class Observer>
void Assignments<Observer>::on_ask(std::uint8_t worker, const Ask& ask) {
  touch_sync(worker, ask.job.id);
  observer_.on_asked(scheduler_.now(), ask.job.id);
  note_overlap(ask.job.id);
  if (ask.drag) {
    syncs_[worker]->on_drag(ask.job, ask.cause);
  } else {
    syncs_[worker]->on_sync(ask.job, ask.cause);
  }
}

template <class Observer>
void Assignments<Observer>::note_overlap(model::JobId job) {
  const bool overlap =
      std::ranges::any_of(syncs_, [&](const auto& sync) { return sync && sync->works_on(job); });
  if (overlap) observer_.on_overlap(job);
}

// ---- The change stream ----

template <class Observer>
void Assignments<Observer>::on_change(std::uint8_t worker, const model::JobChange& change) {
  touch_sync(worker, change.job.id);
  observer_.on_announced(scheduler_.now(), change.job.id, change.job.generation);
  if (change.job.created == model::Creation::attik) note_overlap(change.job.id);
  syncs_[worker]->on_change(change);
}

/// A worker that is told of a loss knows as much as one that was told of every change.
template <class Observer>
void Assignments<Observer>::on_gap(std::uint8_t worker, model::Cause cause) {
  scheduler_.touch({ResourceSet::all(Resource::job), processes_[worker].itself()});
  for (std::size_t number = 0; number < attik_.job_count(); ++number) {
    const model::Job& job = attik_.job(model::JobId{static_cast<std::uint8_t>(number)});
    observer_.on_announced(scheduler_.now(), job.id, job.generation);
  }
  syncs_[worker]->on_gap(cause);
}

/// Each job is linked to the order of its number.
template <class Observer>
void Assignments<Observer>::on_echo(std::uint8_t worker, const model::Echo& echo) {
  const model::JobId job{echo.order.value};
  touch_sync(worker, job);
  const bool meets =
      std::ranges::any_of(syncs_, [&](const auto& sync) { return sync && sync->works_on(job); });
  if (meets) observer_.on_echo_overlap(job);
  syncs_[worker]->on_echo(job, echo);
}

// ---- Workers ----

template <class Observer>
void Assignments<Observer>::on_crash(std::uint8_t worker, model::Cause cause, model::Time back) {
  crashes_[worker] = cause;
  syncs_[worker]->die();
  observer_.on_crash(scheduler_.now(), worker);
  observer_.on_fault(back, Fault::crash, std::nullopt);
  scheduler_.set_timer(*this, slot_worker + worker, back);
}

template <class Observer>
void Assignments<Observer>::on_pause(std::uint8_t, model::Time until) {
  observer_.on_fault(until, Fault::pause, std::nullopt);
}

template <class Observer>
void Assignments<Observer>::come_back(std::uint8_t worker) {
  const model::Cause crash = crashes_[worker];
  processes_[worker].come_back();
  scheduler_.tell(model::Step::restarted, crash, crash, processes_[worker].place(),
                  [&] { return processes_[worker].place() + " is back"; });
  syncs_[worker]->start(crash.child(5, worker));
  attik_.resume(worker, crash);
}

template <class Observer>
void Assignments<Observer>::on_started(const reconciler::RunStart& start) {
  scheduler_.tell(model::Step::started, start.run, start.trigger, "sync", [&] {
    const std::string order = name_of(attik_.job(start.job).order);
    if (start.event_only) return "event-only sync of " + order;
    return "full sync of " + order + (start.wanted.empty() ? "" : " to " + name_of(start.wanted));
  });
}

template <class Observer>
void Assignments<Observer>::on_finished(const model::Answer& answer, bool asked) {
  scheduler_.touch({{}, ResourceSet(Resource::sync, answer.job.value)});
  if (!production()) return;
  scheduler_.trace(Actor::worker, static_cast<std::uint8_t>(model::Step::finished), answer.run,
                   static_cast<std::uint64_t>(answer.verdict) + (asked ? 4 : 0));
  scheduler_.tell(model::Step::finished, answer.run, answer.run, "sync", [&] {
    return name_of(attik_.job(answer.job).order) + " is " +
           (answer.verdict == model::Verdict::in_step   ? "in step"
            : answer.verdict == model::Verdict::refused ? "refused"
                                                        : "not in step yet") +
           (asked ? ", people are told" : "");
  });
  if (asked) observer_.on_answer(scheduler_.now(), answer);
}

// ---- Phases ----

template <class Observer>
void Assignments<Observer>::on_last_action() {
  if (!production() || options_.scheduler.storm_end != model::Duration{}) return;
  scheduler_.end_storm_at(scheduler_.now() + storm_tail);
  plan_probe();
}

template <class Observer>
void Assignments<Observer>::plan_probe() {
  if (!production()) return;
  scheduler_.set_timer(*this, slot_probe,
                       scheduler_.storm_end() + settling_bound(options_.scenario));
}

template <class Observer>
void Assignments<Observer>::ring(std::uint32_t slot) {
  if (slot == slot_probe) return probe();
  if (slot == slot_end) return stop();
  come_back(static_cast<std::uint8_t>(slot - slot_worker));
}

template <class Observer>
void Assignments<Observer>::probe() {
  observer_.on_probe(scheduler_.now());
  for (std::uint8_t worker = 0; worker < worker_count(); ++worker) {
    syncs_[worker]->stop_sweeping();
  }
  for (std::size_t number = 0; number < attik_.job_count(); ++number) {
    const model::Job& job = attik_.job(model::JobId{static_cast<std::uint8_t>(number)});
    syncs_[number % worker_count()]->probe(job, job_cause(job.id));
  }
  scheduler_.set_timer(*this, slot_end, scheduler_.now() + probe_time);
}

}  // namespace interleave::sim
