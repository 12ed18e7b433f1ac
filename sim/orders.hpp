#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "reconciler/as_found/orders_worker.hpp"
#include "reconciler/orders_worker.hpp"
#include "sim/job_workers.hpp"
#include "sim/network.hpp"
#include "sim/orders_scenario.hpp"
#include "sim/phases.hpp"
#include "sim/spectora_orders.hpp"
#include "sim/workload.hpp"

namespace interleave::sim {

/// Which sync stands behind the triggers: the as-found one, that with one of the remedies that were
/// discussed, the production core, or the production core with guards that can be removed.
enum class OrdersVariant : std::uint8_t {
  as_found,
  warning_only,
  follow_up,
  retry_only,
  production,
  adjustable,
};

/// Jobs that are booked, changed, cancelled and re-instated in Attik, and the orders at Spectora
/// that a sync makes and cancels for them. Observer: see OrdersJudge, which hears everything that
/// happens here.
template <class Observer>
class Orders final : private ActionHandler,
                     private reconciler::SyncLog,
                     private PhaseHandler,
                     private EventOwner {
 public:
  struct Options {
    OrdersVariant variant = OrdersVariant::as_found;
    reconciler::AdjustableGuards guards;  ///< adjustable: which stand
    FaultProfile faults = fault_profiles[0];
    OrdersOptions scenario;
    Scheduler::Options scheduler;
  };

  Orders(Choices& choices, Observer& observer, const Options& options);
  Orders(const Orders&) = delete;
  Orders& operator=(const Orders&) = delete;

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] const Faults& faults() const { return faults_; }

  /// Resets the world and places the scenario and the first action.
  void start(Strategy strategy, model::History* history);
  /// Destroys every coroutine, wherever it stands.
  void stop() noexcept { workers_.stop(); }

 private:
  using OrderNetwork = Network<SpectoraOrders<Observer>>;

  /// After the probe starts, this much time is left for it.
  static constexpr model::Duration probe_time = std::chrono::minutes(10);

  void act(std::uint32_t kind, model::Cause cause) override;
  void on_last_action() override { phases_.on_last_action(); }
  void on_started(const reconciler::RunStart& start) override;
  void on_finished(const model::Answer& answer, bool asked) override;
  void on_skipped(model::Cause run, model::JobId job, std::string_view reason) override;
  void on_settled() override;
  void on_probed() override { stop(); }
  void land(std::uint32_t) override {}
  /// The sync is switched on.
  void ring(std::uint32_t) override;

  std::unique_ptr<reconciler::JobSync> make_sync(std::uint8_t worker);
  [[nodiscard]] bool production() const { return options_.variant >= OrdersVariant::production; }
  [[nodiscard]] bool obliges() const {
    return production() && (options_.variant == OrdersVariant::production ||
                            options_.guards.has(reconciler::Guard::obligation));
  }
  [[nodiscard]] typename WorkerProcesses<Observer>::Options process_options() const {
    const auto workers = static_cast<std::uint8_t>(options_.scenario.workers);
    return {production() ? workers : std::uint8_t{1}, production()};
  }
  [[nodiscard]] Phases::Options phase_options() const {
    return {options_.scheduler.storm_end, settling_bound(options_.scenario),
            production() ? probe_time : model::Duration{}};
  }
  void draw_sync_start();
  void give_jobs();
  void give(model::Job job);
  [[nodiscard]] std::optional<model::JobId> draw_target(model::Cause cause, bool native_too);
  void book(model::Cause cause);
  void acknowledge(model::JobId job, model::Cause cause);
  void change(const model::Job& job, OrdersAction action, model::Cause cause);

  Observer& observer_;
  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  RemoteDesk<Observer> desk_;
  SpectoraOrders<Observer> orders_;
  Intents<Observer> intents_;
  WorkerProcesses<Observer> processes_;
  JobWorkers<Observer> workers_;
  std::array<OrderNetwork, workers_max> networks_;
  Attik<Observer> attik_;
  FrontDesk front_desk_;
  Workload workload_;
  Phases phases_;
};

template <class Observer>
Orders<Observer>::Orders(Choices& choices, Observer& observer, const Options& options)
    : observer_(observer),
      options_(options),
      faults_(options.faults),
      scheduler_(choices, faults_, options.scheduler),
      desk_(scheduler_, observer, Actor::spectora),
      orders_(scheduler_, observer, desk_, std::chrono::milliseconds(options.scenario.lag_ms)),
      intents_(scheduler_, observer, attik_),
      processes_(scheduler_, observer, process_options()),
      workers_(scheduler_, observer, processes_, attik_, intents_, {store_link}),
      networks_{OrderNetwork(scheduler_, orders_, processes_[0], spectora_link),
                OrderNetwork(scheduler_, orders_, processes_[1], spectora_link)},
      attik_(scheduler_, observer, workers_, processes_.all(),
             {change_stream_link, processes_.count(), options.scenario.source != 0, false, false}),
      front_desk_(scheduler_, workers_, processes_.all(), processes_.count()),
      workload_(scheduler_, *this,
                {static_cast<std::uint32_t>(options.scenario.actions), orders_kind_count,
                 model::Duration{600'000'000}, 22, ResourceSet::all(Resource::intent)}),
      phases_(scheduler_, *this, phase_options()) {
  processes_.move_in(attik_);
  for (std::uint8_t worker = 0; worker < processes_.count(); ++worker) {
    workers_.employ(worker, make_sync(worker));
  }
}

template <class Observer>
std::unique_ptr<reconciler::JobSync> Orders<Observer>::make_sync(std::uint8_t worker) {
  using reconciler::AdjustableGuards;
  using reconciler::OrdersWorker;
  using reconciler::SealedGuards;
  using reconciler::as_found::Remedy;
  const auto core = core_options(options_.scenario, worker, processes_.count());
  const reconciler::OrdersPorts ports{networks_[worker], workers_.store(worker),
                                      workers_.timer(worker)};
  reconciler::SyncLog& log = *this;
  const auto found = [&](Remedy remedy) {
    return std::make_unique<reconciler::as_found::OrdersWorker>(
        ports, log, reconciler::as_found::OrdersWorker::Options{remedy, core.remote_timeout});
  };
  switch (options_.variant) {
    case OrdersVariant::as_found:
      return found(Remedy::none);
    case OrdersVariant::warning_only:
      return found(Remedy::warning_only);
    case OrdersVariant::follow_up:
      return found(Remedy::follow_up);
    case OrdersVariant::retry_only:
      return found(Remedy::retry_only);
    case OrdersVariant::production:
      return std::make_unique<OrdersWorker<SealedGuards>>(ports, log, core, SealedGuards());
    case OrdersVariant::adjustable:
      return std::make_unique<OrdersWorker<AdjustableGuards>>(ports, log, core, options_.guards);
  }
  return nullptr;
}

template <class Observer>
void Orders<Observer>::start(Strategy strategy, model::History* history) {
  stop();
  scheduler_.reset(strategy, history);
  for (OrderNetwork& network : networks_) network.reset();
  processes_.reset();
  workers_.reset();
  front_desk_.reset();
  desk_.reset();
  const auto references = static_cast<ClientReferences>(options_.scenario.client_references);
  const bool honoured = draw_references(scheduler_, references);
  observer_.on_references(honoured);
  orders_.reset(honoured);
  attik_.reset();
  intents_.reset();
  give_jobs();
  draw_sync_start();
  processes_.start();
  phases_.start();
  workload_.start();
}

template <class Observer>
void Orders<Observer>::draw_sync_start() {
  if (options_.scenario.bad_starts == 0) return;
  const model::Cause cause = model::run_root.child(4, 0xfe);
  const Outcome drawn = scheduler_.choices().draw({Site::scenario, cause}, SyncStarts{});
  const auto start = static_cast<SyncStart>(drawn);
  scheduler_.trace(Actor::attik, 0, cause, static_cast<std::uint64_t>(start));
  if (start == SyncStart::disabled) {
    intents_.start_switched_off();
    observer_.on_disabled(disabled_until);
    scheduler_.set_timer(*this, 0, disabled_until);
    scheduler_.tell(model::Step::scenario, cause, model::run_root, "Attik",
                    [] { return "the sync is switched off for a while"; });
  }
  if (start == SyncStart::failing) {
    desk_.refuse_all();
    observer_.on_fault(scheduler_.now(), Fault::key_revoked, std::nullopt);
    scheduler_.tell(model::Step::scenario, cause, model::run_root, "Spectora",
                    [] { return "Spectora refuses our key"; });
  }
}

template <class Observer>
void Orders<Observer>::ring(std::uint32_t) {
  const model::Cause cause = model::run_root.child(4, 0xfd);
  scheduler_.tell(model::Step::scenario, cause, model::run_root, "Attik",
                  [] { return "the sync is switched on"; });
  intents_.switch_on();
  attik_.call_for_scan(cause);
}

/// The Spectora-native job that every scenario has, and perhaps one that was booked before, each
/// with its order: the run starts from rest.
template <class Observer>
void Orders<Observer>::give_jobs() {
  model::Job native = booked_job(native_job.value);
  native.created = model::Creation::spectora;
  give(native);
  const Key key{Site::scenario, job_cause(model::JobId{1})};
  if (scheduler_.choices().draw(key, Uniform{2}) != 0) give(booked_job(1));
}

template <class Observer>
void Orders<Observer>::give(model::Job job) {
  job.order = orders_.give({job.id, 0}, wanted_event(job));
  attik_.give(job);
  scheduler_.trace(Actor::attik, 0, job_cause(job.id), static_cast<std::uint64_t>(job.created));
  scheduler_.tell(model::Step::scenario, job_cause(job.id), model::run_root, "Attik", [&] {
    const bool attik = job.created == model::Creation::attik;
    return (attik ? "" : "Spectora-native ") + name_of(job.id) + " is " + name_of(job.order);
  });
}

// ---- People ----

template <class Observer>
void Orders<Observer>::act(std::uint32_t kind, model::Cause cause) {
  const auto meant = static_cast<OrdersAction>(kind);
  if (meant == OrdersAction::book) return book(cause);
  const std::optional<model::JobId> target = draw_target(cause, meant == OrdersAction::edit);
  if (!target) return;
  scheduler_.touch(
      {ResourceSet(Resource::job, target->value) | ResourceSet(Resource::intent, target->value),
       {}});
  const model::Job& job = attik_.job(*target);
  const std::optional<OrdersAction> action = suited(meant, job, intents_.alert_visible(*target));
  if (!action) return;
  if (action == OrdersAction::acknowledge) return acknowledge(*target, cause);
  change(job, *action, cause);
}

/// The latest job, or one before it; the Spectora-native one comes last, if it may.
template <class Observer>
std::optional<model::JobId> Orders<Observer>::draw_target(model::Cause cause, bool native_too) {
  const auto most = static_cast<std::size_t>(options_.scenario.jobs);
  const Outcome drawn = scheduler_.choices().draw({Site::action_target, cause}, Uniform{most + 1});
  const auto back = static_cast<std::size_t>(drawn);
  if (back == most && native_too) return native_job;
  const std::size_t created = attik_.job_count() - 1;
  if (created == 0) return std::nullopt;
  return model::JobId{static_cast<std::uint8_t>(created - back % created)};
}

/// The request that makes a job saves it twice in a row: first the job, then with its events.
template <class Observer>
void Orders<Observer>::book(model::Cause cause) {
  if (attik_.job_count() > static_cast<std::size_t>(options_.scenario.jobs)) return;
  const model::Job job = booked_job(attik_.job_count());
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(OrdersAction::book), cause,
                   job.fingerprint());
  scheduler_.tell(model::Step::action, cause, model::run_root, "Attik",
                  [&] { return describe(OrdersAction::book, job, job); });
  const model::Job saved = attik_.insert(job, cause);
  attik_.save(saved, cause.child(14, 0));
}

template <class Observer>
void Orders<Observer>::acknowledge(model::JobId job, model::Cause cause) {
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(OrdersAction::acknowledge), cause,
                   job.value);
  scheduler_.tell(model::Step::action, cause, model::run_root, "Attik", [&] {
    return describe(OrdersAction::acknowledge, attik_.job(job), attik_.job(job));
  });
  intents_.acknowledge(job, cause);
}

/// A cancel that the production core is to see to obliges it in the same transaction.
template <class Observer>
void Orders<Observer>::change(const model::Job& job, OrdersAction action, model::Cause cause) {
  const model::Job before = job;
  Outcome which = 0;
  if (action == OrdersAction::edit) {
    which = scheduler_.choices().draw({Site::action_change, cause}, Uniform{edit_count});
  }
  const model::Job changed = after(before, action, which);
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(action), cause, changed.fingerprint());
  scheduler_.tell(model::Step::action, cause, model::run_root, "Attik",
                  [&] { return describe(action, before, changed); });
  if (action == OrdersAction::sync) return front_desk_.send({cause, before, false});
  attik_.save(changed, cause);
  if (action != OrdersAction::cancel || !obliges()) return;
  intents_.oblige(before.id, cause,
                  scheduler_.now() + std::chrono::seconds(options_.scenario.known_within_s));
}

// ---- Syncs ----

template <class Observer>
void Orders<Observer>::on_started(const reconciler::RunStart& start) {
  scheduler_.tell(model::Step::started, start.run, start.trigger, "sync",
                  [&] { return "sync of " + name_of(start.job); });
}

template <class Observer>
void Orders<Observer>::on_finished(const model::Answer& answer, bool asked) {
  scheduler_.touch({{}, ResourceSet(Resource::sync, answer.job.value)});
  if (!production()) return;
  scheduler_.trace(Actor::worker, static_cast<std::uint8_t>(model::Step::finished), answer.run,
                   static_cast<std::uint64_t>(answer.verdict) + (asked ? 4 : 0));
  scheduler_.tell(model::Step::finished, answer.run, answer.run, "sync", [&] {
    return "the order of " + name_of(answer.job) + " is " + name_of(answer.verdict) +
           (asked ? ", people are told" : "");
  });
  if (asked) observer_.on_answer(scheduler_.now(), answer);
}

template <class Observer>
void Orders<Observer>::on_skipped(model::Cause run, model::JobId job, std::string_view reason) {
  scheduler_.touch({{}, ResourceSet(Resource::sync, job.value)});
  scheduler_.trace(Actor::worker, static_cast<std::uint8_t>(model::Step::finished), run, 1);
  scheduler_.tell(model::Step::finished, run, run, "sync", [&] {
    return "sync of " + name_of(job) + ": skip reason=" + std::string(reason);
  });
  observer_.on_skipped(scheduler_.now(), job);
}

// ---- Phases ----

template <class Observer>
void Orders<Observer>::on_settled() {
  if (!production()) return stop();
  observer_.on_probe(scheduler_.now());
  workers_.probe();
}

}  // namespace interleave::sim
