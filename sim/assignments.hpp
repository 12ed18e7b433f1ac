#pragma once

#include <array>
#include <memory>
#include <string>

#include "reconciler/as_found/assignments_worker.hpp"
#include "reconciler/assignments_worker.hpp"
#include "sim/assignments_scenario.hpp"
#include "sim/job_workers.hpp"
#include "sim/network.hpp"
#include "sim/phases.hpp"
#include "sim/spectora.hpp"
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
class Assignments final : private ActionHandler, private reconciler::SyncLog, private PhaseHandler {
 public:
  struct Options {
    AssignmentsVariant variant = AssignmentsVariant::as_found;
    reconciler::AdjustableGuards guards;  ///< adjustable: which stand
    FaultProfile faults = fault_profiles[0];
    AssignmentsOptions scenario;
    Scheduler::Options scheduler;
  };

  Assignments(Choices& choices, Observer& observer, const Options& options);

  Assignments(const Assignments&) = delete;
  Assignments& operator=(const Assignments&) = delete;

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] const Faults& faults() const { return faults_; }

  /// Resets the world and places the scenario and the first action.
  void start(Strategy strategy, model::History* history);
  /// Destroys every coroutine, wherever it stands.
  void stop() noexcept { workers_.stop(); }

 private:
  /// After the probe starts, this much time is left for it.
  static constexpr model::Duration probe_time = std::chrono::minutes(10);

  using SpectoraNetwork = Network<Spectora<Observer>>;

  void act(std::uint32_t kind, model::Cause cause) override;
  void on_last_action() override { phases_.on_last_action(); }
  void on_started(const reconciler::RunStart& start) override;
  void on_finished(const model::Answer& answer, bool asked) override;
  void on_settled() override;
  void on_probed() override { stop(); }

  std::unique_ptr<reconciler::JobSync> make_sync(std::uint8_t worker);
  [[nodiscard]] bool production() const {
    return options_.variant == AssignmentsVariant::production ||
           options_.variant == AssignmentsVariant::adjustable;
  }
  [[nodiscard]] typename WorkerProcesses<Observer>::Options process_options() const {
    const auto workers = static_cast<std::uint8_t>(options_.scenario.workers);
    return {production() ? workers : std::uint8_t{1}, production()};
  }
  void give(const model::Job& job);
  [[nodiscard]] model::Job target(std::uint32_t kind, model::Cause cause);

  Observer& observer_;
  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  RemoteDesk<Observer> desk_;
  Spectora<Observer> spectora_;
  Intents<Observer> intents_;
  WorkerProcesses<Observer> processes_;
  JobWorkers<Observer> workers_;
  std::array<SpectoraNetwork, workers_max> networks_;
  Attik<Observer> attik_;
  FrontDesk front_desk_;
  Echoes echoes_;
  Workload workload_;
  Phases phases_;
};

template <class Observer>
Assignments<Observer>::Assignments(Choices& choices, Observer& observer, const Options& options)
    : observer_(observer),
      options_(options),
      faults_(options.faults),
      scheduler_(choices, faults_, options.scheduler),
      desk_(scheduler_, observer, Actor::spectora),
      spectora_(scheduler_, observer, desk_, spectora_options(options.scenario)),
      intents_(scheduler_, observer, attik_),
      processes_(scheduler_, observer, process_options()),
      workers_(scheduler_, observer, processes_, attik_, intents_, {store_link}),
      networks_{SpectoraNetwork(scheduler_, spectora_, processes_[0], spectora_link),
                SpectoraNetwork(scheduler_, spectora_, processes_[1], spectora_link)},
      attik_(scheduler_, observer, workers_, processes_.all(),
             attik_options(options.scenario, processes_.count())),
      front_desk_(scheduler_, workers_, processes_.all(), processes_.count()),
      echoes_(scheduler_, workers_, processes_.all(), {echo_link, processes_.count()}),
      workload_(scheduler_, *this, workload_options(options.scenario)),
      phases_(scheduler_, *this,
              {options.scheduler.storm_end,
               production() ? settling_bound(options.scenario) : model::Duration{}, probe_time}) {
  if (production()) spectora_.announce_to(echoes_);
  processes_.move_in(attik_);
  for (std::uint8_t worker = 0; worker < processes_.count(); ++worker) {
    workers_.employ(worker, make_sync(worker));
  }
}

template <class Observer>
std::unique_ptr<reconciler::JobSync> Assignments<Observer>::make_sync(std::uint8_t worker) {
  using reconciler::AdjustableGuards;
  using reconciler::AssignmentsWorker;
  using reconciler::SealedGuards;
  const auto core = core_options(options_.scenario, worker, processes_.count());
  const reconciler::AssignmentsPorts ports{networks_[worker], workers_.store(worker),
                                           workers_.timer(worker)};
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
  for (auto& network : networks_) network.reset();
  processes_.reset();
  workers_.reset();
  front_desk_.reset();
  echoes_.reset();
  desk_.reset();
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
  processes_.start();
  phases_.start();
  workload_.start();
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

// ---- Syncs ----

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
void Assignments<Observer>::on_settled() {
  observer_.on_probe(scheduler_.now());
  workers_.probe();
}

}  // namespace interleave::sim
