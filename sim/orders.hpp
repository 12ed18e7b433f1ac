#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "reconciler/as_found/orders_worker.hpp"
#include "sim/assignments_scenario.hpp"
#include "sim/job_workers.hpp"
#include "sim/network.hpp"
#include "sim/orders_scenario.hpp"
#include "sim/spectora_orders.hpp"
#include "sim/workload.hpp"

namespace interleave::sim {

/// Which sync stands behind the triggers: the as-found one, or that with one of the remedies that
/// were discussed.
enum class OrdersVariant : std::uint8_t { as_found, warning_only, follow_up, retry_only };

/// Jobs that are booked, changed, cancelled and re-instated in Attik, and the orders at Spectora
/// that a sync makes and cancels for them. Observer: see OrdersJudge, which hears everything that
/// happens here.
template <class Observer>
class Orders final : private ActionHandler, private reconciler::SyncLog, private EventOwner {
 public:
  struct Options {
    OrdersVariant variant = OrdersVariant::as_found;
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

  /// Resets the world and places the first action.
  void start(Strategy strategy, model::History* history);
  /// Destroys every coroutine, wherever it stands.
  void stop() noexcept { workers_.stop(); }

 private:
  using OrderNetwork = Network<SpectoraOrders<Observer>>;

  /// What is in flight has landed by then, and a follow-up has come.
  static constexpr model::Duration settling = std::chrono::hours(1);

  void act(std::uint32_t kind, model::Cause cause) override;
  void on_last_action() override;
  void on_started(const reconciler::RunStart& start) override;
  void on_finished(const model::Answer& answer, bool asked) override;
  void on_skipped(model::Cause run, model::JobId job, std::string_view reason) override;
  void land(std::uint32_t) override {}
  /// Settling is over.
  void ring(std::uint32_t) override { stop(); }

  void give_native();
  void book(model::Cause cause);
  void change(const model::Job& before, OrdersAction action, model::Cause cause);

  Observer& observer_;
  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  SpectoraDesk<Observer> desk_;
  SpectoraOrders<Observer> orders_;
  Intents<Observer> intents_;
  JobWorkers<Observer> workers_;
  OrderNetwork network_;
  Attik<Observer> attik_;
  FrontDesk front_desk_;
  Workload workload_;
};

template <class Observer>
Orders<Observer>::Orders(Choices& choices, Observer& observer, const Options& options)
    : observer_(observer),
      options_(options),
      faults_(options.faults),
      scheduler_(choices, faults_, options.scheduler),
      desk_(scheduler_, observer),
      orders_(scheduler_, observer, desk_,
              {options.scenario.client_references != 0,
               std::chrono::milliseconds(options.scenario.lag_ms)}),
      intents_(scheduler_, observer, attik_),
      workers_(scheduler_, observer, attik_, intents_, {1, false, store_link}),
      network_(scheduler_, orders_, workers_.processes()[0], spectora_link),
      attik_(scheduler_, observer, workers_, workers_.processes(),
             {change_stream_link, 1, true, false, false}),
      front_desk_(scheduler_, workers_, workers_.processes(), 1),
      workload_(scheduler_, *this,
                {static_cast<std::uint32_t>(options.scenario.actions), orders_action_count,
                 model::Duration{600'000'000}, 22}) {
  using reconciler::as_found::OrdersWorker;
  using reconciler::as_found::Remedy;
  const OrdersWorker::Options found{static_cast<Remedy>(options.variant),
                                    std::chrono::milliseconds(options.scenario.timeout_ms)};
  const OrdersWorker::Ports ports{network_, workers_.store(0), workers_.timer(0)};
  reconciler::SyncLog& log = *this;
  workers_.employ(0, std::make_unique<OrdersWorker>(ports, log, found));
}

template <class Observer>
void Orders<Observer>::start(Strategy strategy, model::History* history) {
  stop();
  scheduler_.reset(strategy, history);
  network_.reset();
  workers_.reset();
  front_desk_.reset();
  desk_.reset();
  orders_.reset();
  attik_.reset();
  intents_.reset();
  give_native();
  workers_.start();
  if (options_.scheduler.storm_end != model::Duration{}) {
    scheduler_.set_timer(*this, 0, scheduler_.storm_end() + settling);
  }
  workload_.start();
}

/// The Spectora-native job that every scenario has, with its order.
template <class Observer>
void Orders<Observer>::give_native() {
  model::Job job = booked_job(native_job.value);
  job.created = model::Creation::spectora;
  job.order = orders_.give({job.id, 0}, wanted_event(job));
  attik_.give(job);
  scheduler_.tell(model::Step::scenario, job_cause(job.id), model::run_root, "Attik", [&] {
    return "Spectora-native " + name_of(job.id) + " is " + name_of(job.order);
  });
}

// ---- People ----

/// Actions are about the latest job, or one before it. What it does not allow is left.
template <class Observer>
void Orders<Observer>::act(std::uint32_t kind, model::Cause cause) {
  const auto action = static_cast<OrdersAction>(kind);
  if (action == OrdersAction::book) return book(cause);
  const std::size_t created = attik_.job_count() - 1;
  const Uniform jobs{static_cast<std::uint64_t>(options_.scenario.jobs)};
  const Outcome back = scheduler_.choices().draw({Site::action_target, cause}, jobs);
  if (static_cast<std::size_t>(back) >= created) return;
  const auto number = static_cast<std::uint8_t>(created - static_cast<std::size_t>(back));
  scheduler_.touch({ResourceSet(Resource::job, number), {}});
  const model::Job before = attik_.job(model::JobId{number});
  if (allows(before, action)) change(before, action, cause);
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
void Orders<Observer>::change(const model::Job& before, OrdersAction action, model::Cause cause) {
  Outcome which = 0;
  if (action == OrdersAction::edit) {
    which = scheduler_.choices().draw({Site::action_change, cause}, Uniform{edit_count});
  }
  const model::Job changed = after(before, action, which);
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(action), cause, changed.fingerprint());
  scheduler_.tell(model::Step::action, cause, model::run_root, "Attik",
                  [&] { return describe(action, before, changed); });
  if (action == OrdersAction::sync) return front_desk_.send({cause, before, false});
  observer_.on_wish(scheduler_.now(), before.id, changed.cancelled);
  attik_.save(changed, cause);
}

template <class Observer>
void Orders<Observer>::on_last_action() {
  if (options_.scheduler.storm_end != model::Duration{}) return;
  scheduler_.end_storm_at(scheduler_.now() + storm_tail);
  scheduler_.set_timer(*this, 0, scheduler_.storm_end() + settling);
}

// ---- Syncs ----

template <class Observer>
void Orders<Observer>::on_started(const reconciler::RunStart& start) {
  scheduler_.tell(model::Step::started, start.run, start.trigger, "sync",
                  [&] { return "sync of " + name_of(start.job); });
}

template <class Observer>
void Orders<Observer>::on_finished(const model::Answer& answer, bool) {
  scheduler_.touch({{}, ResourceSet(Resource::sync, answer.job.value)});
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

}  // namespace interleave::sim
