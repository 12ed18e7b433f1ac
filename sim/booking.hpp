#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "reconciler/booking_worker.hpp"
#include "sim/appointments.hpp"
#include "sim/job_workers.hpp"
#include "sim/network.hpp"
#include "sim/order_news.hpp"
#include "sim/phases.hpp"
#include "sim/workload.hpp"

namespace interleave::sim {

/// Which handlers answer people: the historical ones with what was added to them, the production
/// core, or the production core with guards that can be removed.
struct BookingVariant {
  enum class Core : std::uint8_t { historical, production, adjustable };

  Core core = Core::historical;
  reconciler::as_found::Hardening hardening;
};

/// Inspectors' time, which customers and staff book, change and block by Attik's API, and the
/// office directly at Spectora. Observer: see BookingJudge.
template <class Observer>
class Booking final : private ActionHandler,
                      private reconciler::SyncLog,
                      private PhaseHandler,
                      private OrderNews<Observer>::Listener {
 public:
  struct Options {
    BookingVariant variant;
    reconciler::AdjustableGuards guards;  ///< adjustable: which stand
    FaultProfile faults = fault_profiles[0];
    BookingOptions scenario;
    Scheduler::Options scheduler;
  };

  Booking(Choices& choices, Observer& observer, const Options& options);
  Booking(const Booking&) = delete;
  Booking& operator=(const Booking&) = delete;

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] const Faults& faults() const { return faults_; }

  /// Resets the world and places the scenario and the first action.
  void start(Strategy strategy, model::History* history);
  /// Destroys every coroutine, wherever it stands.
  void stop() noexcept { workers_.stop(); }

 private:
  using News = OrderNews<Observer>;
  using OrderNetwork = Network<SpectoraOrders<News>>;
  using CalendarNetwork = Network<Calendars<Observer>>;
  using Store = Calendars<Observer>;

  /// After the probe starts, this much time is left for it.
  static constexpr model::Duration probe_time = std::chrono::minutes(10);

  void act(std::uint32_t kind, model::Cause cause) override {
    appointments_.act(static_cast<BookingAction>(kind), cause);
  }
  void on_last_action() override { phases_.on_last_action(); }
  void on_started(const reconciler::RunStart& start) override;
  void on_finished(const model::Answer& answer, bool asked) override;
  void on_native_change(const model::OrderCommit& commit) override {
    appointments_.on_native_change(commit);
  }
  void on_settled() override;
  void on_probed() override { stop(); }

  void employ(std::uint8_t worker);
  [[nodiscard]] bool production() const {
    return options_.variant.core != BookingVariant::Core::historical;
  }
  [[nodiscard]] reconciler::as_found::BookingWorker::Options historical() const {
    return {options_.variant.hardening, causes_of(options_.scenario),
            std::chrono::milliseconds(options_.scenario.timeout_ms)};
  }
  [[nodiscard]] typename WorkerProcesses<Observer>::Options process_options() const {
    return {static_cast<std::uint8_t>(options_.scenario.workers), production()};
  }
  [[nodiscard]] Phases::Options phase_options() const {
    return {options_.scheduler.storm_end, settling_bound(options_.scenario),
            production() ? probe_time : model::Duration{}};
  }
  [[nodiscard]] std::uint8_t inspectors() const {
    return static_cast<std::uint8_t>(options_.scenario.inspectors);
  }

  Observer& observer_;
  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  News news_;
  RemoteDesk<News> desk_;
  SpectoraOrders<News> spectora_;
  Intents<Observer> intents_;
  Store store_;
  WorkerProcesses<Observer> processes_;
  JobWorkers<Observer> workers_;
  std::array<OrderNetwork, workers_max> order_networks_;
  std::array<CalendarNetwork, workers_max> calendar_networks_;
  Attik<Observer> attik_;
  Appointments<Observer, Store, SpectoraOrders<News>, Attik<Observer>> appointments_;
  Workload workload_;
  Phases phases_;
};

template <class Observer>
Booking<Observer>::Booking(Choices& choices, Observer& observer, const Options& options)
    : observer_(observer),
      options_(options),
      faults_(options.faults),
      scheduler_(choices, faults_, options.scheduler),
      news_(observer, *this),
      desk_(scheduler_, news_, Actor::spectora),
      spectora_(scheduler_, news_, desk_, std::chrono::milliseconds(options.scenario.lag_ms)),
      intents_(scheduler_, observer, attik_, {alert_about_native, model::Creation::spectora}),
      store_(scheduler_, observer, intents_),
      processes_(scheduler_, observer, process_options()),
      workers_(scheduler_, observer, processes_, attik_, intents_, {store_link}),
      order_networks_{OrderNetwork(scheduler_, spectora_, processes_[0], spectora_link),
                      OrderNetwork(scheduler_, spectora_, processes_[1], spectora_link)},
      calendar_networks_{CalendarNetwork(scheduler_, store_, processes_[0], store_link),
                         CalendarNetwork(scheduler_, store_, processes_[1], store_link)},
      attik_(scheduler_, observer, workers_, processes_.all(),
             {.stream = change_stream_link, .workers = processes_.count(), .source = false}),
      appointments_(
          scheduler_, observer, options_.scenario, {store_, spectora_, attik_, processes_.all()},
          {.workers = processes_.count(), .race = options.scenario.race != 0 || production()}),
      workload_(scheduler_, *this,
                {static_cast<std::uint32_t>(options.scenario.actions), booking_kind_count,
                 model::Duration{600'000'000}, 27,
                 ResourceSet::all(Resource::intent) | ResourceSet::all(Resource::order)}),
      phases_(scheduler_, *this, phase_options()) {
  processes_.move_in(attik_);
  for (std::uint8_t worker = 0; worker < processes_.count(); ++worker) employ(worker);
}

template <class Observer>
void Booking<Observer>::employ(std::uint8_t worker) {
  using reconciler::AdjustableGuards;
  using reconciler::BookingWorker;
  using reconciler::SealedGuards;
  const auto core = core_options(options_.scenario, worker, processes_.count());
  const reconciler::BookingPorts ports{order_networks_[worker], workers_.store(worker),
                                       calendar_networks_[worker], workers_.timer(worker)};
  reconciler::SyncLog& log = *this;
  reconciler::BookingLog& answers = appointments_;
  std::unique_ptr<reconciler::BookingSync> sync;
  switch (options_.variant.core) {
    case BookingVariant::Core::historical:
      sync = std::make_unique<reconciler::as_found::BookingWorker>(ports, answers, historical());
      break;
    case BookingVariant::Core::production:
      sync =
          std::make_unique<BookingWorker<SealedGuards>>(ports, log, answers, core, SealedGuards());
      break;
    case BookingVariant::Core::adjustable:
      sync = std::make_unique<BookingWorker<AdjustableGuards>>(ports, log, answers, core,
                                                               options_.guards);
      break;
  }
  appointments_.employ(worker, *sync);
  workers_.employ(worker, std::move(sync));
}

template <class Observer>
void Booking<Observer>::start(Strategy strategy, model::History* history) {
  stop();
  scheduler_.reset(strategy, history);
  for (OrderNetwork& network : order_networks_) network.reset();
  for (CalendarNetwork& network : calendar_networks_) network.reset();
  processes_.reset();
  workers_.reset();
  desk_.reset();
  spectora_.reset(true);
  attik_.reset();
  intents_.reset();
  store_.reset();
  appointments_.reset();
  appointments_.start();
  // The historical handlers ask Spectora nothing.
  if (production() && options_.scenario.bad_starts != 0) draw_key(scheduler_, desk_, observer_);
  processes_.start();
  phases_.start();
  workload_.start();
}

// ---- Syncs ----

template <class Observer>
void Booking<Observer>::on_started(const reconciler::RunStart& start) {
  scheduler_.tell(model::Step::started, start.run, start.trigger, "sync",
                  [&] { return "import of native order " + std::to_string(start.job.value); });
}

template <class Observer>
void Booking<Observer>::on_finished(const model::Answer& answer, bool) {
  scheduler_.touch({{}, ResourceSet(Resource::sync, answer.job.value)});
  scheduler_.trace(Actor::worker, static_cast<std::uint8_t>(model::Step::finished), answer.run,
                   static_cast<std::uint64_t>(answer.verdict));
  scheduler_.tell(model::Step::finished, answer.run, answer.run, "sync", [&] {
    return "native order " + std::to_string(answer.job.value) + " is " + name_of(answer.verdict);
  });
}

// ---- Phases ----

/// The historical handlers are asked once more what they offer, long after everything: an attempt
/// to see the incident again.
template <class Observer>
void Booking<Observer>::on_settled() {
  if (production()) {
    observer_.on_probe(scheduler_.now());
    return workers_.probe();
  }
  const model::Query query = reconciler::as_found::BookingWorker::query(historical());
  const auto brands = static_cast<std::uint8_t>(options_.scenario.brands);
  for (std::uint8_t brand = 0; brand < brands; ++brand) {
    const model::SlotsWanted wanted{.clock = appointments_.season().clock,
                                    .date = appointments_.season().date,
                                    .one_a_day = options_.scenario.beside == 0,
                                    .inspectors = inspectors(),
                                    .length = lengths[0],
                                    .brand = brand};
    observer_.on_repro(scheduler_.now(), wanted, query);
  }
  stop();
}

}  // namespace interleave::sim
