#pragma once

#include <array>

#include "reconciler/as_found/assignments.hpp"
#include "reconciler/lock.hpp"
#include "sim/assignments_scenario.hpp"
#include "sim/attik.hpp"
#include "sim/network.hpp"
#include "sim/process.hpp"
#include "sim/spectora.hpp"
#include "sim/workload.hpp"

namespace interleave::sim {

/// Which sync stands behind the triggers: the as-found one, or the same under a first-come lock per
/// order.
enum class AssignmentsVariant : std::uint8_t { as_found, locked };

/// Jobs and their remote orders, kept in step by a sync that several triggers start. Observer: the
/// commits of Attik and Spectora, the requests on the wire, and `on_overlap(OrderId)` when a sync
/// is triggered while another one of its order is under way.
template <class Observer>
class Assignments final : private JobChangeHandler, private ActionHandler {
 public:
  struct Options {
    AssignmentsVariant variant = AssignmentsVariant::as_found;
    FaultProfile faults = fault_profiles[0];
    AssignmentsOptions scenario;
    Scheduler::Options scheduler;
  };

  Assignments(Choices& choices, Observer& observer, const Options& options);

  ~Assignments() { stop(); }
  Assignments(const Assignments&) = delete;
  Assignments& operator=(const Assignments&) = delete;

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const Faults& faults() const { return faults_; }

  /// Resets the world and places the scenario and the first action.
  void start(Strategy strategy, model::History* history);

 private:
  void on_change(const JobChange& change) override;
  void act(std::uint32_t kind, model::Cause cause) override;

  void stop() noexcept;
  void give(const model::Job& job);
  void sync_job(const model::Job& job, model::Cause trigger);
  void sync_event(const model::Job& job, model::Cause trigger);
  void spawn(const model::Job& job, reconciler::Task<> work);
  reconciler::SpectoraClient client(model::Cause run, model::Issuer issuer);
  [[nodiscard]] model::Job target(std::uint32_t kind, model::Cause cause);

  Observer& observer_;
  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  Spectora<Observer> spectora_;
  Network<Spectora<Observer>, Observer> network_;
  Attik<Observer> attik_;
  Workload workload_;
  std::array<reconciler::Lock, Spectora<Observer>::orders_max> locks_;
  Process process_;
};

template <class Observer>
Assignments<Observer>::Assignments(Choices& choices, Observer& observer, const Options& options)
    : observer_(observer),
      options_(options),
      faults_(options.faults),
      scheduler_(choices, faults_, options.scheduler),
      spectora_(observer, static_cast<SecondPost>(options.scenario.second_post)),
      network_(scheduler_, spectora_, observer, spectora_link),
      attik_(scheduler_, observer, *this, change_stream_link),
      workload_(scheduler_, *this, workload_options(options.scenario)),
      process_(scheduler_) {}

template <class Observer>
void Assignments<Observer>::start(Strategy strategy, model::History* history) {
  stop();
  scheduler_.reset(strategy, history);
  network_.reset();
  spectora_.reset();
  attik_.reset();
  const ScenarioJobs jobs = draw_jobs(scheduler_.choices(), options_.scenario);
  scheduler_.tell(model::Step::scenario, model::run_root, model::run_root, "Attik", [&] {
    const std::size_t created = jobs.size() - 1;
    return created == 1 ? "there is 1 job created in Attik"
                        : "there are " + std::to_string(created) + " jobs created in Attik";
  });
  for (const model::Job& job : jobs) give(job);
  workload_.start();
}

/// The locks first: a holder that dies must wake nobody.
template <class Observer>
void Assignments<Observer>::stop() noexcept {
  for (reconciler::Lock& lock : locks_) lock.reset();
  process_.kill();
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
  spectora_.give(job.order, model::CalendarEvent{job.starts, job.primary()});
  scheduler_.tell(model::Step::scenario, job_cause(job.id), model::run_root, "Attik", [&] {
    const bool attik = job.created == model::Creation::attik;
    return (attik ? "" : "Spectora-native ") + name_of(job.id) + " holds " +
           name_of(job.inspectors) + ", like its " + name_of(job.order);
  });
}

/// Trigger (a): the stream handler. Only jobs that Attik created are in scope.
template <class Observer>
void Assignments<Observer>::on_change(const JobChange& change) {
  if (change.job.created != model::Creation::attik) return;
  if (options_.scenario.primary_only != 0 && !change.primary_changed) return;
  sync_job(change.job, change.cause);
}

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
  scheduler_.tell(model::Step::action, cause, model::run_root, "Attik",
                  [&] { return describe(action, before, after); });
  switch (action) {
    case AssignmentsAction::work_order:
      return attik_.save(after, cause);
    case AssignmentsAction::drag:
      if (options_.scenario.drag_saves_job != 0) attik_.save(after, cause);
      return sync_event(after, cause);
    case AssignmentsAction::manual_sync:
      return sync_job(after, cause);
    case AssignmentsAction::native_patch:
      attik_.save(after, cause);
      return sync_job(after, cause);
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
void Assignments<Observer>::sync_job(const model::Job& job, model::Cause trigger) {
  const model::Cause run = trigger.child(static_cast<std::uint32_t>(SyncKind::job), 0);
  const model::Issuer issuer = job.created == model::Creation::attik
                                   ? model::Issuer::attik_created
                                   : model::Issuer::spectora_native;
  scheduler_.tell(model::Step::started, run, trigger, "sync", [&] {
    return "full sync of " + name_of(job.order) + " to " + name_of(job.inspectors);
  });
  spawn(job, reconciler::as_found::sync_job(client(run, issuer), job));
}

template <class Observer>
void Assignments<Observer>::sync_event(const model::Job& job, model::Cause trigger) {
  const model::Cause run = trigger.child(static_cast<std::uint32_t>(SyncKind::event), 0);
  scheduler_.tell(model::Step::started, run, trigger, "sync",
                  [&] { return "event-only sync of " + name_of(job.order); });
  spawn(job, reconciler::as_found::sync_event(client(run, model::Issuer::calendar), job));
}

template <class Observer>
void Assignments<Observer>::spawn(const model::Job& job, reconciler::Task<> work) {
  if (process_.works_on(job.order.value)) observer_.on_overlap(job.order);
  process_.spawn(job.order.value, options_.variant == AssignmentsVariant::locked
                                      ? reconciler::under(locks_[job.order.value], std::move(work))
                                      : std::move(work));
}

template <class Observer>
reconciler::SpectoraClient Assignments<Observer>::client(model::Cause run, model::Issuer issuer) {
  const model::Duration timeout{options_.scenario.timeout_ms * 1000};
  return reconciler::SpectoraClient(network_, {run, issuer, timeout});
}

}  // namespace interleave::sim
