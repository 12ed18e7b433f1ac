#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "reconciler/as_found/crew_worker.hpp"
#include "reconciler/crew_worker.hpp"
#include "sim/crew_people.hpp"
#include "sim/job_workers.hpp"
#include "sim/network.hpp"
#include "sim/phases.hpp"
#include "sim/workload.hpp"

namespace interleave::sim {

/// Which crew sync stands behind the buttons: a historical one, the production core, or the
/// production core with guards that can be removed.
enum class CrewCore : std::uint8_t { historical, production, adjustable };

/// Of the historical ones: the remedies of the code and, of the audit, those that are not in it.
struct CrewVariant {
  reconciler::as_found::CrewRemedies remedies{};
  bool unique = false;  ///< P1: the tables have the unique constraint, with its clean-up
  bool gate = false;    ///< an invocation takes a lease of the element
  CrewCore core = CrewCore::historical;
};

/// Crews that people put together for the calls of jobs, and the contacts at Flex that a sync keeps
/// for them. A call's element is the job of that number to whatever goes by jobs. Observer: the
/// commits, requests and replies of Flex, the tables and the store, as they publish them, and what
/// JobWorkers tells.
template <class Observer>
class Crew final : private ActionHandler, private reconciler::SyncLog, private PhaseHandler {
 public:
  struct Options {
    CrewVariant variant;
    reconciler::AdjustableGuards guards;  ///< adjustable: which stand
    FaultProfile faults = fault_profiles[0];
    CrewOptions scenario;
    Scheduler::Options scheduler;
  };

  Crew(Choices& choices, Observer& observer, const Options& options);
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] const Faults& faults() const { return faults_; }

  /// Resets the world and places the scenario and the first action.
  void start(Strategy strategy, model::History* history);
  /// Destroys every coroutine, wherever it stands.
  void stop() noexcept { workers_.stop(); }

 private:
  using FlexNetwork = Network<Flex<Observer>>;
  using TableNetwork = Network<CrewTables<Observer>>;

  void act(std::uint32_t kind, model::Cause cause) override {
    people_.act(static_cast<CrewAction>(kind), cause);
  }
  void on_last_action() override { phases_.on_last_action(); }
  void on_started(const reconciler::RunStart& start) override;
  void on_finished(const model::Answer& answer, bool asked) override;
  void on_settled() override;
  void on_probed() override { stop(); }

  /// After the probe starts, this much time is left for it.
  static constexpr model::Duration probe_time = std::chrono::minutes(10);

  [[nodiscard]] bool production() const { return options_.variant.core != CrewCore::historical; }
  [[nodiscard]] typename WorkerProcesses<Observer>::Options process_options() const {
    const auto workers = static_cast<std::uint8_t>(options_.scenario.workers);
    return {production() ? workers : std::uint8_t{1}, production()};
  }
  [[nodiscard]] Phases::Options phase_options() const {
    return {options_.scheduler.storm_end, settling_bound(options_.scenario),
            production() ? probe_time : model::Duration{}};
  }
  [[nodiscard]] AttikOptions attik_options() const {
    return {.stream = change_stream_link,
            .workers = processes_.count(),
            .source = production() && options_.scenario.source != 0};
  }
  std::unique_ptr<reconciler::JobSync> make_sync(std::uint8_t worker);

  [[nodiscard]] CrewPeopleOptions people_options() const {
    const CrewOptions& scenario = options_.scenario;
    return {.elements = static_cast<std::uint8_t>(scenario.departments),
            .calls_each = scenario.aliases != 0 ? model::calls_per_element : std::uint8_t{1},
            .old_duplicates = scenario.old_duplicates != 0,
            .unique = options_.variant.unique,
            .by_element = production()};
  }
  /// What a run is about: a call, or to the production core an element.
  [[nodiscard]] std::string subject_of(model::JobId job) const {
    return production() ? name_of(model::ElementId{job.value}) : name_of_call(job);
  }

  Observer& observer_;
  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  Flex<Observer> flex_;
  Intents<Observer> intents_;
  CrewTables<Observer> tables_;
  WorkerProcesses<Observer> processes_;
  JobWorkers<Observer> workers_;
  std::array<FlexNetwork, workers_max> flex_networks_;
  std::array<TableNetwork, workers_max> table_networks_;
  Attik<Observer> attik_;
  FrontDesk front_desk_;
  CrewPeople<Observer> people_;
  Workload workload_;
  Phases phases_;
};

template <class Observer>
Crew<Observer>::Crew(Choices& choices, Observer& observer, const Options& options)
    : observer_(observer),
      options_(options),
      faults_(options.faults),
      scheduler_(choices, faults_, options.scheduler),
      flex_(scheduler_, observer, std::chrono::milliseconds(options.scenario.lag_ms),
            options.scenario.throttle != 0 ? throttled_burst : 0),
      intents_(scheduler_, observer, attik_, {alert_about_crew}),
      tables_(scheduler_, observer, intents_),
      processes_(scheduler_, observer, process_options()),
      workers_(scheduler_, observer, processes_, attik_, intents_, {store_link}),
      flex_networks_{FlexNetwork(scheduler_, flex_, processes_[0], flex_link),
                     FlexNetwork(scheduler_, flex_, processes_[1], flex_link)},
      table_networks_{TableNetwork(scheduler_, tables_, processes_[0], store_link),
                      TableNetwork(scheduler_, tables_, processes_[1], store_link)},
      attik_(scheduler_, observer, workers_, processes_.all(), attik_options()),
      front_desk_(scheduler_, workers_, processes_.all(), processes_.count()),
      people_(scheduler_, people_options(), {flex_, tables_, intents_, attik_, front_desk_}),
      workload_(scheduler_, *this,
                {static_cast<std::uint32_t>(options.scenario.actions), crew_kind_count,
                 model::Duration{600'000'000}, 22, ResourceSet::all(Resource::intent)}),
      phases_(scheduler_, *this, phase_options()) {
  processes_.move_in(attik_);
  for (std::uint8_t worker = 0; worker < processes_.count(); ++worker) {
    workers_.employ(worker, make_sync(worker));
  }
}

template <class Observer>
std::unique_ptr<reconciler::JobSync> Crew<Observer>::make_sync(std::uint8_t worker) {
  using reconciler::AdjustableGuards;
  using reconciler::CrewWorker;
  using reconciler::SealedGuards;
  const auto core = core_options(options_.scenario, worker, processes_.count());
  const reconciler::CrewPorts ports{flex_networks_[worker], table_networks_[worker],
                                    workers_.store(worker), workers_.timer(worker)};
  reconciler::SyncLog& log = *this;
  switch (options_.variant.core) {
    case CrewCore::historical:
      return std::make_unique<reconciler::as_found::CrewWorker>(
          ports, log,
          reconciler::as_found::CrewWorker::Options{options_.variant.remedies,
                                                    options_.variant.gate, core.remote_timeout});
    case CrewCore::production:
      return std::make_unique<CrewWorker<SealedGuards>>(ports, log, core, SealedGuards());
    case CrewCore::adjustable:
      return std::make_unique<CrewWorker<AdjustableGuards>>(ports, log, core, options_.guards);
  }
  return nullptr;
}

template <class Observer>
void Crew<Observer>::start(Strategy strategy, model::History* history) {
  stop();
  scheduler_.reset(strategy, history);
  for (FlexNetwork& network : flex_networks_) network.reset();
  for (TableNetwork& network : table_networks_) network.reset();
  processes_.reset();
  workers_.reset();
  front_desk_.reset();
  flex_.reset();
  tables_.reset(options_.variant.unique);
  attik_.reset();
  intents_.reset();
  people_.give_elements();
  processes_.start();
  phases_.start();
  workload_.start();
}

// ---- Syncs ----

template <class Observer>
void Crew<Observer>::on_started(const reconciler::RunStart& start) {
  scheduler_.tell(model::Step::started, start.run, start.trigger, "sync",
                  [&] { return "sync of " + subject_of(start.job); });
}

template <class Observer>
void Crew<Observer>::on_finished(const model::Answer& answer, bool asked) {
  scheduler_.touch({{}, ResourceSet(Resource::sync, answer.job.value)});
  scheduler_.trace(Actor::worker, static_cast<std::uint8_t>(model::Step::finished), answer.run,
                   static_cast<std::uint64_t>(answer.verdict) + (asked ? 4 : 0));
  scheduler_.tell(model::Step::finished, answer.run, answer.run, "sync", [&] {
    return "the crew of " + subject_of(answer.job) + " is " + name_of(answer.verdict) +
           (asked && production() ? ", people are told" : "");
  });
  if (asked) observer_.on_answer(scheduler_.now(), answer);
}

template <class Observer>
void Crew<Observer>::on_settled() {
  if (!production()) return stop();
  observer_.on_probe(scheduler_.now());
  workers_.probe();
}

}  // namespace interleave::sim
