#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "reconciler/assignments_worker.hpp"
#include "reconciler/booking_worker.hpp"
#include "reconciler/crew_worker.hpp"
#include "reconciler/orders_worker.hpp"
#include "sim/calendars.hpp"
#include "sim/crew_tables.hpp"
#include "sim/echoes.hpp"
#include "sim/flex.hpp"
#include "sim/job_workers.hpp"
#include "sim/network.hpp"
#include "sim/platform_log.hpp"
#include "sim/platform_news.hpp"
#include "sim/platform_scenario.hpp"
#include "sim/spectora.hpp"
#include "sim/spectora_orders.hpp"

namespace interleave::sim {

/// Attik, Spectora and Flex, and the worker processes, each of which holds the cores of all
/// systems. Of an order's two halves the core of orders makes and cancels it, and the core of
/// assignments keeps who stands on it and when it is, from the moment that its id is linked.
/// Observer: see PlatformJudge.
template <class Observer>
class PlatformCores final : public AskHandler, private JobChangeHandler {
 public:
  using News = PlatformNews<Observer>;
  using Processes = WorkerProcesses<ProcessNews<Observer>>;
  using Records = Attik<News>;
  using Store = Calendars<News>;
  using Remote = SpectoraOrders<News>;
  using CrewHear = typename Observer::Crew;
  using BookingHear = typename Observer::Booking;

  PlatformCores(Scheduler& scheduler, Observer& observer, News& news,
                const PlatformOptions& scenario);
  PlatformCores(const PlatformCores&) = delete;
  PlatformCores& operator=(const PlatformCores&) = delete;

  /// The cores of that process; its people hear `answers`. Returns the one that answers them.
  template <class Guards>
  reconciler::BookingSync& employ(std::uint8_t worker, reconciler::BookingLog& answers,
                                  const Guards& guards);

  // ---- A run ----

  /// A new one. The cores must have been stopped. Returns whether Spectora honours client
  /// references in it.
  bool reset();
  void start() { processes_.start(); }
  /// Everything is brought in step once more.
  void probe();
  /// Destroys every coroutine, wherever it stands.
  void stop() noexcept;

  // ---- Where people act ----

  [[nodiscard]] Processes& processes() { return processes_; }
  [[nodiscard]] RemoteDesk<News>& desk() { return desk_; }
  [[nodiscard]] Remote& orders() { return orders_; }
  [[nodiscard]] Store& store() { return store_; }
  [[nodiscard]] Records& records() { return records_; }
  [[nodiscard]] Flex<CrewHear>& flex() { return flex_; }
  [[nodiscard]] CrewTables<CrewHear>& tables() { return tables_; }
  [[nodiscard]] Intents<CrewHear>& crew_intents() { return crew_intents_; }
  [[nodiscard]] Attik<CrewHear>& wishes() { return wishes_; }
  [[nodiscard]] AskHandler& crew_workers() { return crew_workers_; }
  /// The button is about the order and about whoever is on it.
  void on_ask(std::uint8_t worker, const Ask& ask) override;

  // ---- Jobs and their orders ----

  /// A job that the run starts with, in step with an order that it is linked to.
  model::Job give(const model::Job& job);
  /// Part of the transaction that cancels the job: see Intents.
  void oblige(model::JobId job, model::Cause cause, model::Time from) {
    order_intents_.oblige(job, cause, from);
  }
  /// Staff see an alert about the job, or take it over.
  [[nodiscard]] bool alert_visible(model::JobId job) const {
    return order_intents_.alert_visible(job);
  }
  void acknowledge(model::JobId job, model::Cause cause) { order_intents_.acknowledge(job, cause); }
  /// The job has another order: see Intents.
  void forget(model::JobId job) { assignment_intents_.forget(job); }
  /// Both halves of an order have one calendar event: it was made or moved by the one, or the
  /// other.
  void write(const model::OrderCommit& commit);
  void follow(model::OrderId order, const model::CalendarEvent& event) {
    orders_.follow(order, event);
  }

 private:
  using OrdersHear = typename Observer::Orders;
  using AssignmentsHear = typename Observer::Assignments;
  template <class Service>
  using Networks = std::array<Network<Service>, workers_max>;

  void on_change(std::uint8_t worker, const model::JobChange& change) override;
  void on_gap(std::uint8_t worker, model::Cause cause) override;

  template <class Service>
  Networks<Service> networks(Service& service, const LinkOptions& link) {
    return {Network<Service>(scheduler_, service, processes_[0], link),
            Network<Service>(scheduler_, service, processes_[1], link)};
  }
  [[nodiscard]] model::Duration lag() const { return std::chrono::milliseconds(scenario_.lag_ms); }
  [[nodiscard]] AttikOptions records_options() const {
    return {.stream = change_stream_link,
            .workers = processes_.count(),
            .source = scenario_.source != 0,
            .inspectors_only = false,
            .links = true};
  }
  [[nodiscard]] AttikOptions wishes_options() const {
    return {.stream = change_stream_link,
            .workers = processes_.count(),
            .source = scenario_.source != 0,
            .stream_id = 1};
  }

  Scheduler& scheduler_;
  const PlatformOptions& scenario_;
  ProcessNews<Observer> process_news_;
  Processes processes_;

  RemoteDesk<News> desk_;
  Remote orders_;
  Spectora<News> spectora_;
  Flex<CrewHear> flex_;
  Intents<OrdersHear, Records> order_intents_;
  Intents<AssignmentsHear, Records> assignment_intents_;
  Intents<BookingHear, Records> native_intents_;
  Intents<CrewHear> crew_intents_;
  Store store_;
  CrewTables<CrewHear> tables_;

  JobWorkers<OrdersHear, Processes, Records> order_workers_;
  JobWorkers<AssignmentsHear, Processes, Records> assignment_workers_;
  JobWorkers<BookingHear, Processes, Records> native_workers_;
  JobWorkers<CrewHear, Processes> crew_workers_;
  Networks<Remote> order_networks_;
  Networks<Remote> native_networks_;
  Networks<Spectora<News>> spectora_networks_;
  Networks<Flex<CrewHear>> flex_networks_;
  Networks<CrewTables<CrewHear>> table_networks_;
  Networks<Store> calendar_networks_;
  Records records_;
  Attik<CrewHear> wishes_;
  Echoes echoes_;

  PlatformLog<OrdersHear> order_log_;
  PlatformLog<AssignmentsHear> assignment_log_;
  PlatformLog<BookingHear> native_log_;
  PlatformLog<CrewHear> crew_log_;
};

template <class Observer>
PlatformCores<Observer>::PlatformCores(Scheduler& scheduler, Observer& observer, News& news,
                                       const PlatformOptions& scenario)
    : scheduler_(scheduler),
      scenario_(scenario),
      process_news_(observer),
      processes_(scheduler, process_news_, {static_cast<std::uint8_t>(scenario.workers), true}),
      desk_(scheduler, news, Actor::spectora),
      orders_(scheduler, news, desk_, lag()),
      spectora_(scheduler, news, desk_, spectora_of(scenario)),
      flex_(scheduler, observer.crew(), lag()),
      order_intents_(scheduler, observer.orders(), records_, {.others = false}),
      assignment_intents_(scheduler, observer.assignments(), records_, {.others = false}),
      native_intents_(scheduler, observer.booking(), records_,
                      {alert_about_native, model::Creation::spectora, false}),
      crew_intents_(scheduler, observer.crew(), wishes_, {alert_about_crew}),
      store_(scheduler, news, native_intents_),
      tables_(scheduler, observer.crew(), crew_intents_),
      order_workers_(scheduler, observer.orders(), processes_, records_, order_intents_,
                     {store_link, model::Creation::attik}),
      assignment_workers_(scheduler, observer.assignments(), processes_, records_,
                          assignment_intents_, {store_link, model::Creation::attik}),
      native_workers_(scheduler, observer.booking(), processes_, records_, native_intents_,
                      {store_link, model::Creation::spectora}),
      crew_workers_(scheduler, observer.crew(), processes_, wishes_, crew_intents_, {store_link}),
      order_networks_(networks(orders_, spectora_link)),
      native_networks_(networks(orders_, spectora_link)),
      spectora_networks_(networks(spectora_, spectora_link)),
      flex_networks_(networks(flex_, flex_link)),
      table_networks_(networks(tables_, store_link)),
      calendar_networks_(networks(store_, store_link)),
      records_(scheduler, news, *this, processes_.all(), records_options()),
      wishes_(scheduler, observer.crew(), crew_workers_, processes_.all(), wishes_options()),
      echoes_(scheduler, assignment_workers_, processes_.all(), {echo_link, processes_.count()}),
      order_log_(scheduler, observer.orders(),
                 [](model::JobId job) { return "the order of " + name_of(job); }),
      assignment_log_(
          scheduler, observer.assignments(),
          [](model::JobId job) { return "whoever is on the order of " + name_of(job); }),
      native_log_(scheduler, observer.booking(),
                  [](model::JobId job) { return "native order " + std::to_string(job.value); }),
      crew_log_(scheduler, observer.crew(), [](model::JobId element) {
        return "the crew of " + name_of(model::ElementId{element.value});
      }) {
  spectora_.announce_to(echoes_);
  processes_.move_in(records_);
  processes_.move_in(wishes_);
}

template <class Observer>
template <class Guards>
reconciler::BookingSync& PlatformCores<Observer>::employ(std::uint8_t worker,
                                                         reconciler::BookingLog& answers,
                                                         const Guards& guards) {
  using reconciler::AssignmentsWorker;
  using reconciler::BookingWorker;
  using reconciler::CrewWorker;
  using reconciler::OrdersWorker;
  auto core = core_options(scenario_, worker, processes_.count());
  reconciler::Timer& timer = processes_.timer(worker);
  core.core = 1;
  core.events = false;
  const reconciler::OrdersPorts orders{order_networks_[worker], order_workers_.store(worker),
                                       timer};
  order_workers_.employ(worker,
                        std::make_unique<OrdersWorker<Guards>>(orders, order_log_, core, guards));
  core.core = 2;
  core.alerts = false;  // locked: who stands on an order is a matter of record
  const reconciler::AssignmentsPorts assignments{spectora_networks_[worker],
                                                 assignment_workers_.store(worker), timer};
  assignment_workers_.employ(worker, std::make_unique<AssignmentsWorker<Guards>>(
                                         assignments, assignment_log_, core, guards));
  core.core = 3;
  core.alerts = true;
  const reconciler::CrewPorts crew{flex_networks_[worker], table_networks_[worker],
                                   crew_workers_.store(worker), timer};
  crew_workers_.employ(worker, std::make_unique<CrewWorker<Guards>>(crew, crew_log_, core, guards));
  core.core = 4;
  const reconciler::BookingPorts booking{native_networks_[worker], native_workers_.store(worker),
                                         calendar_networks_[worker], timer};
  auto desk = std::make_unique<BookingWorker<Guards>>(booking, native_log_, answers, core, guards);
  reconciler::BookingSync& answering = *desk;
  native_workers_.employ(worker, std::move(desk));
  return answering;
}

// ---- A run ----

template <class Observer>
bool PlatformCores<Observer>::reset() {
  const auto reset_pairs = [](auto&... pairs) {
    const auto reset_both = [](auto& pair) {
      for (auto& network : pair) network.reset();
    };
    (reset_both(pairs), ...);
  };
  const auto reset_all = [](auto&... parts) { (parts.reset(), ...); };
  reset_pairs(order_networks_, native_networks_, spectora_networks_, flex_networks_,
              table_networks_, calendar_networks_);
  reset_all(processes_, order_workers_, assignment_workers_, native_workers_, crew_workers_, desk_,
            spectora_, flex_, order_intents_, assignment_intents_, native_intents_, crew_intents_,
            store_, records_, wishes_, echoes_);
  tables_.reset(true);
  const auto references = static_cast<ClientReferences>(scenario_.client_references);
  const bool honoured = draw_references(scheduler_, references);
  orders_.reset(honoured);
  return honoured;
}

template <class Observer>
void PlatformCores<Observer>::probe() {
  order_workers_.probe();
  assignment_workers_.probe();
  native_workers_.probe();
  crew_workers_.probe();
}

template <class Observer>
void PlatformCores<Observer>::stop() noexcept {
  order_workers_.stop();
  assignment_workers_.stop();
  native_workers_.stop();
  crew_workers_.stop();
}

// ---- What reaches a worker ----

template <class Observer>
void PlatformCores<Observer>::on_change(std::uint8_t worker, const model::JobChange& change) {
  if (!change.linked) order_workers_.on_change(worker, change);
  assignment_workers_.on_change(worker, change);
}

template <class Observer>
void PlatformCores<Observer>::on_gap(std::uint8_t worker, model::Cause cause) {
  order_workers_.on_gap(worker, cause);
  assignment_workers_.on_gap(worker, cause);
}

template <class Observer>
void PlatformCores<Observer>::on_ask(std::uint8_t worker, const Ask& ask) {
  order_workers_.on_ask(worker, ask);
  assignment_workers_.on_ask(worker, ask);
}

// ---- Jobs and their orders ----

template <class Observer>
model::Job PlatformCores<Observer>::give(const model::Job& job) {
  model::Job linked = job;
  linked.order = orders_.give({job.id, 0}, wanted_event(job));
  for (const model::InspectorId inspector : job.inspectors) {
    const model::Cause record = job_cause(job.id).child(0, inspector.value);
    spectora_.give(linked.order, model::Assignment{record, inspector, inspector == job.primary()});
  }
  records_.give(linked);
  return linked;
}

template <class Observer>
void PlatformCores<Observer>::write(const model::OrderCommit& commit) {
  spectora_.write(commit.order.id, commit.order.event,
                  {commit.author, commit.run, commit.fencing, commit.run});
}

}  // namespace interleave::sim
