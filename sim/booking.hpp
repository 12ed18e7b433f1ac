#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "reconciler/booking_worker.hpp"
#include "sim/booking_people.hpp"
#include "sim/job_workers.hpp"
#include "sim/network.hpp"
#include "sim/phases.hpp"
#include "sim/webhooks.hpp"
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
                      private reconciler::BookingLog,
                      private DeskHandler,
                      private WebhookHandler,
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
    people_.act(static_cast<BookingAction>(kind), cause);
  }
  void on_last_action() override { phases_.on_last_action(); }
  void on_started(const reconciler::RunStart& start) override;
  void on_finished(const model::Answer& answer, bool asked) override;
  void on_answer(const model::BookingAnswer& answer) override;
  void on_request(std::uint8_t worker, const model::BookingRequest& request) override;
  void on_webhook(std::uint8_t worker, const model::NativeNews& news) override;
  void on_webhooks_lost(std::uint8_t worker, model::Cause cause) override;
  void on_native_change(const model::OrderCommit& commit) override;
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
  [[nodiscard]] typename JobWorkers<Observer>::Options worker_options() const {
    return {static_cast<std::uint8_t>(options_.scenario.workers), production(), store_link};
  }
  [[nodiscard]] Phases::Options phase_options() const {
    return {options_.scheduler.storm_end, settling_bound(options_.scenario),
            production() ? probe_time : model::Duration{}};
  }
  [[nodiscard]] std::uint8_t inspectors() const {
    return static_cast<std::uint8_t>(options_.scenario.inspectors);
  }

  /// What the workers remember of slots.
  void touch_caches() { scheduler_.touch({{}, ResourceSet::all(Resource::stream)}); }
  void draw_season();
  void draw_key();
  Observer& observer_;
  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  News news_;
  RemoteDesk<News> desk_;
  SpectoraOrders<News> spectora_;
  Intents<Observer> intents_;
  Store store_;
  JobWorkers<Observer> workers_;
  std::array<OrderNetwork, workers_max> order_networks_;
  std::array<CalendarNetwork, workers_max> calendar_networks_;
  Attik<Observer> attik_;
  Webhooks<Observer> webhooks_;
  Visits<Observer> visits_;
  BookingPeople<Observer> people_;
  Workload workload_;
  Phases phases_;
  std::array<reconciler::BookingSync*, workers_max> syncs_{};
  Season season_;
  std::array<std::uint32_t, Store::natives_max> changes_{};  ///< of each native order
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
      intents_(scheduler_, observer, attik_, alert_about_native, model::Creation::spectora),
      store_(scheduler_, observer, intents_),
      workers_(scheduler_, observer, attik_, intents_, worker_options()),
      order_networks_{OrderNetwork(scheduler_, spectora_, workers_.processes()[0], spectora_link),
                      OrderNetwork(scheduler_, spectora_, workers_.processes()[1], spectora_link)},
      calendar_networks_{CalendarNetwork(scheduler_, store_, workers_.processes()[0], store_link),
                         CalendarNetwork(scheduler_, store_, workers_.processes()[1], store_link)},
      attik_(scheduler_, observer, workers_, workers_.processes(),
             {.stream = change_stream_link, .workers = workers_.count(), .source = false}),
      webhooks_(scheduler_, observer, *this, workers_.processes(),
                {echo_link, workers_.count(), options.scenario.source != 0}),
      visits_(scheduler_, observer, *this, workers_.processes(),
              {echo_link, workers_.count(), options.scenario.race != 0 || production()}),
      people_(scheduler_, options_.scenario, store_, visits_, spectora_),
      workload_(scheduler_, *this,
                {static_cast<std::uint32_t>(options.scenario.actions), booking_kind_count,
                 model::Duration{600'000'000}, 27,
                 ResourceSet::all(Resource::intent) | ResourceSet::all(Resource::order)}),
      phases_(scheduler_, *this, phase_options()) {
  for (std::uint8_t worker = 0; worker < workers_.count(); ++worker) employ(worker);
}

template <class Observer>
void Booking<Observer>::employ(std::uint8_t worker) {
  using reconciler::AdjustableGuards;
  using reconciler::BookingWorker;
  using reconciler::SealedGuards;
  const auto core = core_options(options_.scenario, worker, workers_.count());
  const reconciler::BookingPorts ports{order_networks_[worker], workers_.store(worker),
                                       calendar_networks_[worker], workers_.timer(worker)};
  reconciler::SyncLog& log = *this;
  reconciler::BookingLog& answers = *this;
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
  syncs_[worker] = sync.get();
  workers_.employ(worker, std::move(sync));
}

template <class Observer>
void Booking<Observer>::start(Strategy strategy, model::History* history) {
  stop();
  scheduler_.reset(strategy, history);
  for (OrderNetwork& network : order_networks_) network.reset();
  for (CalendarNetwork& network : calendar_networks_) network.reset();
  workers_.reset();
  desk_.reset();
  spectora_.reset(true);
  attik_.reset();
  intents_.reset();
  store_.reset();
  webhooks_.reset();
  visits_.reset();
  changes_.fill(0);
  draw_season();
  draw_key();
  people_.reset(season_);
  for (std::uint8_t number = 0; number < Store::natives_max; ++number) {
    model::Job native;
    native.id = model::JobId{number};
    native.created = model::Creation::spectora;
    native.cancelled = true;  // there is none yet
    attik_.give(native);
  }
  workers_.start();
  phases_.start();
  workload_.start();
}

template <class Observer>
void Booking<Observer>::draw_season() {
  std::uint64_t season = 0;
  std::uint64_t zone = 0;
  if (options_.scenario.seasons != 0) {
    const model::Cause cause = model::run_root.child(4, 0xfe);
    Choices& choices = scheduler_.choices();
    season =
        static_cast<std::uint64_t>(choices.draw({Site::scenario, cause}, Uniform{season_count}));
    const Outcome place =
        choices.draw({Site::scenario, cause.child(1, 0)}, Uniform{model::zone_count});
    zone = static_cast<std::uint64_t>(place);
    scheduler_.trace(Actor::attik, 0, cause, season, zone);
  }
  season_ = season_of(season, static_cast<model::Zone>(zone));
  if (season == 0 && zone == 0) return;
  const model::Cause cause = model::run_root.child(4, 0xfe);
  const auto words = [&] {
    return "appointments are for " +
           describe(local_time(season_.date, 0)).substr(0, std::string_view("2026-03-07").size()) +
           " and the day after, in " + std::string(name_of(season_.clock.zone));
  };
  if (season != 0) scheduler_.tell(model::Step::scenario, cause, model::run_root, "Attik", words);
  if (zone != 0) {
    scheduler_.tell(model::Step::scenario, cause.child(1, 0), model::run_root, "Attik", words);
  }
}

/// The historical handlers ask Spectora nothing.
template <class Observer>
void Booking<Observer>::draw_key() {
  if (!production() || options_.scenario.bad_starts == 0) return;
  const model::Cause cause = model::run_root.child(4, 0xfd);
  if (scheduler_.choices().draw({Site::scenario, cause}, bad_keys) == 0) return;
  scheduler_.trace(Actor::spectora, 0, cause, 1);
  desk_.refuse_all();
  observer_.on_fault(scheduler_.now(), Fault::key_revoked, std::nullopt);
  scheduler_.tell(model::Step::scenario, cause, model::run_root, "Spectora",
                  [] { return "Spectora refuses our key"; });
}

// ---- Orders at Spectora ----

/// Spectora tells of whatever somebody does there.
template <class Observer>
void Booking<Observer>::on_native_change(const model::OrderCommit& commit) {
  const model::JobId native = model::job_of(commit.order.id);
  model::NativeNews news;
  news.cause = commit.run;
  news.native = native;
  news.generation = ++changes_[native.value];
  news.live = !commit.order.cancelled;
  news.event = commit.order.event;
  webhooks_.send(news);
}

/// That it came is on record before anybody looks into it.
template <class Observer>
void Booking<Observer>::on_webhook(std::uint8_t worker, const model::NativeNews& news) {
  scheduler_.touch({{}, ResourceSet(Resource::sync, news.native.value)});
  attik_.save(attik_.job(news.native), news.cause);
  observer_.on_announced(scheduler_.now(), news.native, news.generation);
  syncs_[worker]->on_news(news);
}

template <class Observer>
void Booking<Observer>::on_webhooks_lost(std::uint8_t worker, model::Cause cause) {
  for (std::uint8_t number = 0; number < Store::natives_max; ++number) {
    const model::JobId native{number};
    scheduler_.touch({{}, ResourceSet(Resource::sync, number)});
    attik_.save(attik_.job(native), cause.child(1, number));
    observer_.on_announced(scheduler_.now(), native, changes_[number]);
  }
  syncs_[worker]->on_gap(cause);
}

// ---- Syncs and answers ----

template <class Observer>
void Booking<Observer>::on_request(std::uint8_t worker, const model::BookingRequest& request) {
  if (request.verb == model::BookingVerb::load) touch_caches();
  observer_.on_taken(scheduler_.now(), worker, request);
  syncs_[worker]->on_request(request);
}

template <class Observer>
void Booking<Observer>::on_answer(const model::BookingAnswer& answer) {
  if (answer.verb == model::BookingVerb::load) touch_caches();
  observer_.on_said(scheduler_.now(), answer);
  visits_.on_answer(answer);
}

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
    const model::SlotsWanted wanted{.clock = season_.clock,
                                    .date = season_.date,
                                    .one_a_day = options_.scenario.beside == 0,
                                    .inspectors = inspectors(),
                                    .length = lengths[0],
                                    .brand = brand};
    observer_.on_repro(scheduler_.now(), wanted, query);
  }
  stop();
}

}  // namespace interleave::sim
