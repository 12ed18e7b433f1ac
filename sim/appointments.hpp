#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reconciler/booking_sync.hpp"
#include "sim/booking_people.hpp"
#include "sim/webhooks.hpp"

namespace interleave::sim {

/// Some runs start with a key that Spectora refuses. Observer: `on_fault`.
template <class Desk, class Observer>
void draw_key(Scheduler& scheduler, Desk& desk, Observer& observer) {
  const model::Cause cause = model::run_root.child(4, 0xfd);
  if (scheduler.choices().draw({Site::scenario, cause}, bad_keys) == 0) return;
  scheduler.trace(Actor::spectora, 0, cause, 1);
  desk.refuse_all();
  observer.on_fault(scheduler.now(), Fault::key_revoked, std::nullopt);
  scheduler.tell(model::Step::scenario, cause, model::run_root, "Spectora",
                 [] { return "Spectora refuses our key"; });
}

/// People who book, the office that books directly at Spectora, and what of all that reaches the
/// workers' handlers: requests, answers, webhooks. Observer: see BookingJudge. Store are
/// Calendars, Remote are SpectoraOrders, Records is what the jobs are kept in.
template <class Observer, class Store, class Remote, class Records>
class Appointments final : public reconciler::BookingLog,
                           private DeskHandler,
                           private WebhookHandler {
 public:
  struct Options {
    std::uint8_t workers = 1;
    bool race = true;                           ///< see Visits
    std::uint8_t natives = Store::natives_max;  ///< orders that the office may book
  };
  /// Where all that happens.
  struct Surroundings {
    Store& store;
    Remote& spectora;
    Records& records;
    std::array<Process, workers_max>& processes;
  };

  Appointments(Scheduler& scheduler, Observer& observer, const BookingOptions& scenario,
               const Surroundings& at, const Options& options)
      : scheduler_(scheduler),
        observer_(observer),
        scenario_(scenario),
        records_(at.records),
        natives_(options.natives),
        webhooks_(scheduler, observer, *this, at.processes,
                  {echo_link, options.workers, scenario.source != 0}),
        visits_(scheduler, observer, *this, at.processes,
                {echo_link, options.workers, options.race}),
        people_(scheduler, scenario, at.store, visits_, at.spectora) {}

  /// The handlers of that worker.
  void employ(std::uint8_t worker, reconciler::BookingSync& sync) { syncs_[worker] = &sync; }

  void reset() {
    webhooks_.reset();
    visits_.reset();
    changes_.fill(0);
  }
  /// The run starts: when it is, and that nothing is booked at Spectora.
  void start();
  void act(BookingAction action, model::Cause cause) { people_.act(action, cause); }
  [[nodiscard]] const Season& season() const { return season_; }

  /// Spectora tells of whatever somebody does there about a native order.
  void on_native_change(const model::OrderCommit& commit);
  void on_answer(const model::BookingAnswer& answer) override;

 private:
  void on_request(std::uint8_t worker, const model::BookingRequest& request) override;
  void on_webhook(std::uint8_t worker, const model::NativeNews& news) override;
  void on_webhooks_lost(std::uint8_t worker, model::Cause cause) override;

  /// What the workers remember of slots.
  void touch_caches() { scheduler_.touch({{}, ResourceSet::all(Resource::stream)}); }
  void draw_season();

  Scheduler& scheduler_;
  Observer& observer_;
  const BookingOptions& scenario_;
  Records& records_;
  std::uint8_t natives_;
  Webhooks<Observer> webhooks_;
  Visits<Observer> visits_;
  BookingPeople<Observer, Store, Remote> people_;
  std::array<reconciler::BookingSync*, workers_max> syncs_{};
  Season season_;
  std::array<std::uint32_t, Store::natives_max> changes_{};  ///< of each native order
};

// ---- How a run starts ----

template <class Observer, class Store, class Remote, class Records>
void Appointments<Observer, Store, Remote, Records>::start() {
  draw_season();
  people_.reset(season_);
  for (std::uint8_t number = 0; number < natives_; ++number) {
    model::Job native;
    native.id = model::JobId{number};
    native.order = model::OrderId::none();
    native.created = model::Creation::spectora;
    native.cancelled = true;  // there is none yet
    records_.give(native);
  }
}

template <class Observer, class Store, class Remote, class Records>
void Appointments<Observer, Store, Remote, Records>::draw_season() {
  std::uint64_t season = 0;
  std::uint64_t zone = 0;
  if (scenario_.seasons != 0) {
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

// ---- Orders at Spectora ----

template <class Observer, class Store, class Remote, class Records>
void Appointments<Observer, Store, Remote, Records>::on_native_change(
    const model::OrderCommit& commit) {
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
template <class Observer, class Store, class Remote, class Records>
void Appointments<Observer, Store, Remote, Records>::on_webhook(std::uint8_t worker,
                                                                const model::NativeNews& news) {
  scheduler_.touch({{}, ResourceSet(Resource::sync, news.native.value)});
  records_.save(records_.job(news.native), news.cause.child(14, 0));
  observer_.on_announced(scheduler_.now(), news.native, news.generation);
  syncs_[worker]->on_news(news);
}

template <class Observer, class Store, class Remote, class Records>
void Appointments<Observer, Store, Remote, Records>::on_webhooks_lost(std::uint8_t worker,
                                                                      model::Cause cause) {
  for (std::uint8_t number = 0; number < natives_; ++number) {
    const model::JobId native{number};
    scheduler_.touch({{}, ResourceSet(Resource::sync, number)});
    records_.save(records_.job(native), cause.child(1, number));
    observer_.on_announced(scheduler_.now(), native, changes_[number]);
  }
  syncs_[worker]->on_gap(cause);
}

// ---- Requests and answers ----

template <class Observer, class Store, class Remote, class Records>
void Appointments<Observer, Store, Remote, Records>::on_request(
    std::uint8_t worker, const model::BookingRequest& request) {
  if (request.verb == model::BookingVerb::load) touch_caches();
  observer_.on_taken(scheduler_.now(), worker, request);
  syncs_[worker]->on_request(request);
}

template <class Observer, class Store, class Remote, class Records>
void Appointments<Observer, Store, Remote, Records>::on_answer(const model::BookingAnswer& answer) {
  if (answer.verb == model::BookingVerb::load) touch_caches();
  observer_.on_said(scheduler_.now(), answer);
  visits_.on_answer(answer);
}

}  // namespace interleave::sim
