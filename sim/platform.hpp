#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/appointments.hpp"
#include "sim/crew_people.hpp"
#include "sim/phases.hpp"
#include "sim/platform_cores.hpp"
#include "sim/workload.hpp"

namespace interleave::sim {

/// All systems together: what customers and staff book becomes a job in Attik, its order at
/// Spectora, the inspectors on that, and its crew at Flex. A booking's row and its job are written
/// in one transaction. Observer: see PlatformJudge.
template <class Observer>
class Platform final : private ActionHandler,
                       private PhaseHandler,
                       private PlatformNews<Observer>::Listener {
 public:
  struct Options {
    bool sealed = true;                   ///< every guard stands, and the compiler knows it
    reconciler::AdjustableGuards guards;  ///< otherwise: which stand
    FaultProfile faults = fault_profiles[0];
    PlatformOptions scenario;
    Scheduler::Options scheduler;
  };

  Platform(Choices& choices, Observer& observer, const Options& options);
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] const Faults& faults() const { return faults_; }

  /// Resets the world and places the scenario and the first action.
  void start(Strategy strategy, model::History* history);
  /// Destroys every coroutine, wherever it stands.
  void stop() noexcept { cores_.stop(); }

 private:
  using Cores = PlatformCores<Observer>;
  using Crew = typename Observer::Crew;
  using Booking = typename Observer::Booking;

  /// After the probe starts, this much time is left for it.
  static constexpr model::Duration probe_time = std::chrono::minutes(10);
  static constexpr std::int64_t cancels_max = 8;
  static constexpr std::string_view jobs_limit = "jobs of Attik";

  void act(std::uint32_t kind, model::Cause cause) override;
  void on_last_action() override { phases_.on_last_action(); }
  void on_settled() override;
  void on_probed() override { stop(); }

  void on_booking(const model::CalendarCommit& commit) override;
  void on_link(model::JobId job) override { cores_.forget(job); }
  void on_order(const model::OrderCommit& commit) override { cores_.write(commit); }
  void on_event(model::OrderId order, const model::CalendarEvent& event) override {
    cores_.follow(order, event);
  }
  void on_native_change(const model::OrderCommit& commit) override {
    appointments_.on_native_change(commit);
  }

  [[nodiscard]] bool obliges() const {
    return options_.sealed || options_.guards.has(reconciler::Guard::obligation);
  }
  [[nodiscard]] std::optional<model::JobId> job_of_row(model::EntryId row) const;
  void insert(const model::CalendarCommit& commit);
  void give(const model::CalendarEntry& booking, const model::Job& job);
  void save(const model::CalendarCommit& commit, model::JobId id);
  void cancel(model::JobId job, model::Cause cause);
  [[nodiscard]] std::optional<model::JobId> draw_job(model::Cause cause);
  void press(model::Cause cause);
  void change_crew(PlatformAction action, model::Cause cause);

  Observer& observer_;
  Options options_;
  BookingOptions booking_;
  Faults faults_;
  Scheduler scheduler_;
  PlatformNews<Observer> news_;
  Cores cores_;
  FrontDesk front_desk_;
  FrontDesk crew_desk_;
  Appointments<Booking, typename Cores::Store, typename Cores::Remote, typename Cores::Records>
      appointments_;
  CrewPeople<Crew> crew_people_;
  Workload workload_;
  Phases phases_;
  std::array<model::EntryId, Cores::Records::jobs_max> rows_{};  ///< of each job
  std::int64_t visits_ = 0;   ///< of people who may book, the first booking included
  std::int64_t cancels_ = 0;  ///< or re-instatements
};

template <class Observer>
Platform<Observer>::Platform(Choices& choices, Observer& observer, const Options& options)
    : observer_(observer),
      options_(options),
      booking_(booking_of(options.scenario)),
      faults_(options.faults),
      scheduler_(choices, faults_, options.scheduler),
      news_(observer, *this),
      cores_(scheduler_, observer, news_, options_.scenario),
      front_desk_(scheduler_, cores_, cores_.processes().all(), cores_.processes().count()),
      crew_desk_(scheduler_, cores_.crew_workers(), cores_.processes().all(),
                 cores_.processes().count()),
      appointments_(scheduler_, observer.booking(), booking_,
                    {cores_.store(), cores_.orders(), cores_.records(), cores_.processes().all()},
                    {.workers = cores_.processes().count(), .natives = 1}),
      crew_people_(
          scheduler_,
          {.elements = model::department_count, .crews_at_start = false, .unique = true},
          {cores_.flex(), cores_.tables(), cores_.crew_intents(), cores_.wishes(), crew_desk_}),
      workload_(scheduler_, *this,
                {static_cast<std::uint32_t>(options.scenario.actions), platform_kind_count,
                 model::Duration{600'000'000}, 27,
                 ResourceSet::all(Resource::intent) | ResourceSet::all(Resource::order)}),
      phases_(scheduler_, *this,
              {options.scheduler.storm_end, settling_bound(options.scenario), probe_time}) {
  for (std::uint8_t worker = 0; worker < cores_.processes().count(); ++worker) {
    appointments_.employ(
        worker, options.sealed ? cores_.employ(worker, appointments_, reconciler::SealedGuards())
                               : cores_.employ(worker, appointments_, options.guards));
  }
}

template <class Observer>
void Platform<Observer>::start(Strategy strategy, model::History* history) {
  stop();
  scheduler_.reset(strategy, history);
  front_desk_.reset();
  crew_desk_.reset();
  appointments_.reset();
  rows_.fill(model::EntryId::none());
  visits_ = 1;
  cancels_ = 0;
  observer_.orders().on_references(cores_.reset());
  appointments_.start();
  crew_people_.give_elements();
  cores_.store().enter(first_booking(appointments_.season()), model::Writing::given,
                       job_cause(model::JobId{1}));
  if (options_.scenario.bad_starts != 0) draw_key(scheduler_, cores_.desk(), news_);
  cores_.start();
  phases_.start();
  workload_.start();
}

// ---- Bookings and their jobs ----

/// The store goes on with the transaction that has written the row.
template <class Observer>
void Platform<Observer>::on_booking(const model::CalendarCommit& commit) {
  const std::optional<model::JobId> known = job_of_row(commit.entry.id);
  if (!known) return insert(commit);
  if (commit.with_job) save(commit, *known);
}

template <class Observer>
std::optional<model::JobId> Platform<Observer>::job_of_row(model::EntryId row) const {
  const auto found = std::ranges::find(rows_, row);
  if (found == rows_.end()) return std::nullopt;
  return model::JobId{static_cast<std::uint8_t>(found - rows_.begin())};
}

template <class Observer>
void Platform<Observer>::insert(const model::CalendarCommit& commit) {
  const std::size_t count = cores_.records().job_count();
  if (count == rows_.size()) return scheduler_.reach_limit(jobs_limit);
  model::Job empty;
  empty.id = model::JobId{static_cast<std::uint8_t>(count)};
  empty.order = model::OrderId::none();
  const model::Job job = job_for(commit.entry, empty);
  rows_[count] = commit.entry.id;
  observer_.whole().on_booked(commit.entry.id, job.id);
  if (commit.writing == model::Writing::given) return give(commit.entry, job);
  const model::Cause cause = commit.run.child(18, 0);
  scheduler_.tell(model::Step::applied, cause, commit.run, "Attik", [&] {
    return name_of(job.id) + " is booked for " + name_of(job.inspectors) + " on " +
           describe(appointments_.season().clock, job.starts);
  });
  cores_.records().insert(job, cause);
}

template <class Observer>
void Platform<Observer>::give(const model::CalendarEntry& booking, const model::Job& job) {
  const model::Job linked = cores_.give(job);
  scheduler_.tell(model::Step::scenario, job_cause(job.id), model::run_root, "Attik", [&] {
    return name_of(booking) + " is " + name_of(job.id) + ", " + name_of(job.inspectors) + " on " +
           describe(appointments_.season().clock, booking.when) + ", and has " +
           name_of(linked.order);
  });
}

template <class Observer>
void Platform<Observer>::save(const model::CalendarCommit& commit, model::JobId id) {
  const model::Job before = cores_.records().job(id);
  const model::Job job = job_for(commit.entry, before);
  const model::Cause cause = commit.run.child(18, 0);
  scheduler_.tell(model::Step::applied, cause, commit.run, "Attik", [&] {
    return name_of(id) + (job.cancelled ? " is cancelled"
                                        : " is for " + name_of(job.inspectors) + " on " +
                                              describe(appointments_.season().clock, job.starts));
  });
  cores_.records().save(job, cause);
  if (job.cancelled && !before.cancelled) cancel(id, cause);
}

/// Staff are told of a cancel unless it is confirmed in time, and the crew is released.
template <class Observer>
void Platform<Observer>::cancel(model::JobId job, model::Cause cause) {
  if (obliges()) {
    const model::Duration known_within = std::chrono::seconds(options_.scenario.known_within_s);
    cores_.oblige(job, cause, scheduler_.now() + known_within);
  }
  crew_people_.release(model::call_of(element_of_job(job), 0), cause.child(19, 0));
}

// ---- People ----

template <class Observer>
void Platform<Observer>::act(std::uint32_t kind, model::Cause cause) {
  const auto action = static_cast<PlatformAction>(kind);
  if (is_about_crew(action)) return change_crew(action, cause);
  if (action == PlatformAction::sync) return press(cause);
  const bool books = action == PlatformAction::online || action == PlatformAction::internal;
  // Each of them books once at most, so that there are not too many jobs, whoever comes late; and a
  // job that is on again gets another order, of which there are not too many either.
  if (books && visits_++ >= options_.scenario.jobs) return;
  if (action == PlatformAction::cancel && cancels_++ >= cancels_max) return;
  appointments_.act(booking_action(action), cause);
}

/// A job of those that there are; the latest, or one before it.
template <class Observer>
std::optional<model::JobId> Platform<Observer>::draw_job(model::Cause cause) {
  const Outcome drawn =
      scheduler_.choices().draw({Site::action_target, cause}, Uniform{rows_.size() - 1});
  const std::size_t created = cores_.records().job_count() - 1;
  const auto back = static_cast<std::size_t>(drawn);
  if (back >= created) return std::nullopt;
  return model::JobId{static_cast<std::uint8_t>(created - back)};
}

template <class Observer>
void Platform<Observer>::press(model::Cause cause) {
  const std::optional<model::JobId> target = draw_job(cause);
  if (!target) return;
  scheduler_.touch(
      {ResourceSet(Resource::job, target->value) | ResourceSet(Resource::intent, target->value),
       {}});
  const model::Job& job = cores_.records().job(*target);
  const std::optional<OrdersAction> action =
      suited(OrdersAction::sync, job, cores_.alert_visible(*target));
  if (!action) return;
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(*action), cause, target->value);
  scheduler_.tell(model::Step::action, cause, model::run_root, "Attik",
                  [&] { return describe(*action, job, job); });
  if (*action == OrdersAction::sync) return front_desk_.send({cause, job, false, {}});
  cores_.acknowledge(*target, cause);
}

template <class Observer>
void Platform<Observer>::change_crew(PlatformAction action, model::Cause cause) {
  const std::optional<model::JobId> job = draw_job(cause);
  if (!job) return;
  scheduler_.touch({ResourceSet(Resource::job, job->value), {}});
  if (cores_.records().job(*job).cancelled) return;
  crew_people_.act(crew_action(action), model::call_of(element_of_job(*job), 0), cause);
}

// ---- Phases ----

template <class Observer>
void Platform<Observer>::on_settled() {
  observer_.on_probe(scheduler_.now());
  cores_.probe();
}

}  // namespace interleave::sim
