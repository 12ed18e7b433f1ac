#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "reconciler/as_found/crew_worker.hpp"
#include "reconciler/crew_worker.hpp"
#include "sim/crew_scenario.hpp"
#include "sim/crew_tables.hpp"
#include "sim/flex.hpp"
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

  void act(std::uint32_t kind, model::Cause cause) override;
  void on_last_action() override { phases_.on_last_action(); }
  void on_started(const reconciler::RunStart& start) override;
  void on_finished(const model::Answer& answer, bool asked) override;
  void on_settled() override;
  void on_probed() override { stop(); }

  /// After the probe starts, this much time is left for it.
  static constexpr model::Duration probe_time = std::chrono::minutes(10);

  [[nodiscard]] bool production() const { return options_.variant.core != CrewCore::historical; }
  [[nodiscard]] typename JobWorkers<Observer>::Options worker_options() const {
    const auto workers = static_cast<std::uint8_t>(options_.scenario.workers);
    return {production() ? workers : std::uint8_t{1}, production(), store_link};
  }
  [[nodiscard]] Phases::Options phase_options() const {
    return {options_.scheduler.storm_end, settling_bound(options_.scenario),
            production() ? probe_time : model::Duration{}};
  }
  [[nodiscard]] AttikOptions attik_options() const {
    return {.stream = change_stream_link,
            .workers = workers_.count(),
            .source = production() && options_.scenario.source != 0};
  }
  std::unique_ptr<reconciler::JobSync> make_sync(std::uint8_t worker);

  [[nodiscard]] std::uint8_t elements() const {
    return static_cast<std::uint8_t>(options_.scenario.departments);
  }
  [[nodiscard]] std::uint8_t calls_each() const {
    return options_.scenario.aliases != 0 ? model::calls_per_element : std::uint8_t{1};
  }
  [[nodiscard]] model::JobId draw_call(model::Cause cause);
  [[nodiscard]] model::Job wish_of(model::ElementId element) const;
  void give_element(model::ElementId element);
  void give_call(model::JobId call);
  void give_member(model::JobId call, const model::CrewMember& member);
  void give_duplicate(model::ElementId element);
  void give_foreign(model::ElementId element);
  void press(model::JobId call, const CrewChange& change, model::Cause cause);
  void change(model::JobId call, CrewAction action, const CrewChange& change, model::Cause cause);
  Outcome draw_start(model::Cause cause, std::uint64_t range);
  /// What a worker is asked about by somebody who means that call: a historical sync about the
  /// call, the production core about its element.
  [[nodiscard]] model::Job asked_about(model::JobId call) const {
    model::Job job = attik_.job(model::JobId{model::element_of(call).value});
    if (!production()) job.id = call;
    return job;
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
  JobWorkers<Observer> workers_;
  std::array<FlexNetwork, workers_max> flex_networks_;
  std::array<TableNetwork, workers_max> table_networks_;
  Attik<Observer> attik_;
  FrontDesk front_desk_;
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
      intents_(scheduler_, observer, attik_, alert_about_crew),
      tables_(scheduler_, observer, intents_),
      workers_(scheduler_, observer, attik_, intents_, worker_options()),
      flex_networks_{FlexNetwork(scheduler_, flex_, workers_.processes()[0], flex_link),
                     FlexNetwork(scheduler_, flex_, workers_.processes()[1], flex_link)},
      table_networks_{TableNetwork(scheduler_, tables_, workers_.processes()[0], store_link),
                      TableNetwork(scheduler_, tables_, workers_.processes()[1], store_link)},
      attik_(scheduler_, observer, workers_, workers_.processes(), attik_options()),
      front_desk_(scheduler_, workers_, workers_.processes(), workers_.count()),
      workload_(scheduler_, *this,
                {static_cast<std::uint32_t>(options.scenario.actions), crew_kind_count,
                 model::Duration{600'000'000}, 22, ResourceSet::all(Resource::intent)}),
      phases_(scheduler_, *this, phase_options()) {
  for (std::uint8_t worker = 0; worker < workers_.count(); ++worker) {
    workers_.employ(worker, make_sync(worker));
  }
}

template <class Observer>
std::unique_ptr<reconciler::JobSync> Crew<Observer>::make_sync(std::uint8_t worker) {
  using reconciler::AdjustableGuards;
  using reconciler::CrewWorker;
  using reconciler::SealedGuards;
  const auto core = core_options(options_.scenario, worker, workers_.count());
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
  workers_.reset();
  front_desk_.reset();
  flex_.reset();
  tables_.reset(options_.variant.unique);
  attik_.reset();
  intents_.reset();
  for (std::uint8_t number = 0; number < elements(); ++number) {
    give_element(model::ElementId{number});
  }
  workers_.start();
  phases_.start();
  workload_.start();
}

// ---- How a run starts ----

template <class Observer>
Outcome Crew<Observer>::draw_start(model::Cause cause, std::uint64_t range) {
  const Outcome drawn = scheduler_.choices().draw({Site::scenario, cause}, Uniform{range});
  scheduler_.trace(Actor::attik, 0, cause, static_cast<std::uint64_t>(drawn));
  return drawn;
}

/// Its calls with whoever is on them from the start, in step; perhaps somebody whom an earlier sync
/// has left there twice, and a contact that is none of ours.
template <class Observer>
void Crew<Observer>::give_element(model::ElementId element) {
  for (std::uint8_t number = 0; number < calls_each(); ++number) {
    give_call(model::call_of(element, number));
  }
  give_foreign(element);
  if (options_.scenario.old_duplicates != 0) give_duplicate(element);
  if (options_.variant.unique) tables_.clean_up();
  attik_.give(wish_of(element));
}

/// Nobody, a lead, or a lead and another.
template <class Observer>
void Crew<Observer>::give_call(model::JobId call) {
  model::CrewMembers members;
  const model::Cause cause = job_cause(call);
  const Outcome count = draw_start(cause, 3);
  for (Outcome i = 0; i < count; ++i) {
    members = after(CrewAction::put_on, members, {});
  }
  tables_.wish(call, members);
  for (const model::CrewMember& member : members) give_member(call, member);
  if (members.empty()) return;
  scheduler_.tell(model::Step::scenario, cause, model::run_root, "database",
                  [&] { return name_of_call(call) + " has " + describe(members); });
}

/// What two calls want stands there once, with a row of the first.
template <class Observer>
void Crew<Observer>::give_member(model::JobId call, const model::CrewMember& member) {
  const model::ElementId element = model::element_of(call);
  const model::LineList lines = flex_.lines(element);
  const bool stands =
      std::ranges::find(lines, member.technician, &model::CrewLine::technician) != lines.end();
  if (stands || !model::profile_of(member.technician).resource) return;
  const bool lead = member.role == model::CrewRole::lead && lines.empty() &&
                    model::department_of(element) == model::Department::sound;
  tables_.give(call, member.technician, flex_.give(element, member.technician, lead));
}

template <class Observer>
void Crew<Observer>::give_foreign(model::ElementId element) {
  const model::Cause cause = job_cause(model::call_of(element, 0)).child(0, 1);
  if (draw_start(cause, 2) == 0) return;
  flex_.give(element, model::InspectorId::none(), false);
  scheduler_.tell(model::Step::scenario, cause, model::run_root, "Flex",
                  [&] { return "a foreign contact stands under " + name_of(element); });
}

template <class Observer>
void Crew<Observer>::give_duplicate(model::ElementId element) {
  const model::JobId call = model::call_of(element, 0);
  const model::Cause cause = job_cause(call).child(0, 2);
  const Outcome drawn = scheduler_.choices().draw({Site::scenario, cause}, Leftovers{});
  scheduler_.trace(Actor::attik, 0, cause, static_cast<std::uint64_t>(drawn));
  if (drawn == 0 || tables_.rows(call).empty()) return;
  const model::InspectorId person = tables_.rows(call).front().technician;
  const std::size_t more = drawn == Leftovers::many ? Leftovers::many_count : 1;
  for (std::size_t i = 0; i < more; ++i) {
    tables_.give(call, person, flex_.give(element, person, false));
  }
  scheduler_.tell(model::Step::scenario, cause, model::run_root, "Flex", [&] {
    return "an earlier sync has left " + name_of(person) + (more == 1 ? " twice" : " six times") +
           " under " + name_of(element);
  });
}

/// What the element wants, as a job.
template <class Observer>
model::Job Crew<Observer>::wish_of(model::ElementId element) const {
  model::Job wish;
  wish.id = model::JobId{element.value};
  wish.starts = first_appointment;
  wish.inspectors = wanted_together(tables_.members(model::call_of(element, 0)),
                                    tables_.members(model::call_of(element, 1)));
  return wish;
}

// ---- People ----

template <class Observer>
void Crew<Observer>::act(std::uint32_t kind, model::Cause cause) {
  const model::JobId call = draw_call(cause);
  const model::JobId key{model::element_of(call).value};
  scheduler_.touch(
      {ResourceSet(Resource::job, call.value) | ResourceSet(Resource::intent, key.value), {}});
  const model::CrewMembers& members = tables_.members(call);
  const std::optional<CrewAction> action =
      suited(static_cast<CrewAction>(kind), members, intents_.alert_visible(key));
  if (!action) return;
  const Outcome drawn =
      scheduler_.choices().draw({Site::action_change, cause}, Uniform{crew_change_count});
  const CrewChange what = crew_change(drawn);
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(*action), cause, call.value,
                   static_cast<std::uint64_t>(drawn));
  scheduler_.tell(model::Step::action, cause, model::run_root, "database",
                  [&] { return describe(*action, call, members, what); });
  if (action == CrewAction::acknowledge) intents_.acknowledge(key, cause);
  if (action == CrewAction::press || action == CrewAction::acknowledge)
    return press(call, what, cause);
  change(call, *action, what, cause);
}

template <class Observer>
model::JobId Crew<Observer>::draw_call(model::Cause cause) {
  const auto count = static_cast<std::uint64_t>(elements() * calls_each());
  const Outcome drawn = scheduler_.choices().draw({Site::action_target, cause}, Uniform{count});
  const auto element = static_cast<std::uint8_t>(static_cast<std::uint64_t>(drawn) % elements());
  const auto number = static_cast<std::uint8_t>(static_cast<std::uint64_t>(drawn) / elements());
  return model::call_of(model::ElementId{element}, number);
}

template <class Observer>
void Crew<Observer>::press(model::JobId call, const CrewChange& change, model::Cause cause) {
  const model::Job asked = asked_about(call);
  front_desk_.send({cause, asked, false, {}});
  if (change.other) front_desk_.send({cause.child(16, 1), asked, false, {}});
}

/// The crew is saved, and the click goes to the function beside the sync.
template <class Observer>
void Crew<Observer>::change(model::JobId call, CrewAction action, const CrewChange& change,
                            model::Cause cause) {
  const model::CrewMembers before = tables_.members(call);
  const model::CrewMembers changed = after(action, before, change);
  const model::InspectorId person = person_of(action, before, change);
  tables_.wish(call, changed);
  const model::ElementId element = model::element_of(call);
  const model::Job wish = wish_of(element);
  if (wish.inspectors != attik_.job(wish.id).inspectors) attik_.save(wish, cause);
  if (action == CrewAction::lead || change.other) return;
  const model::Job asked = asked_about(call);
  const bool added = action == CrewAction::put_on;
  const auto now = std::ranges::find(changed, person, &model::CrewMember::technician);
  const model::CrewMember member = added ? *now : model::CrewMember{person};
  front_desk_.send({cause, asked, false, reconciler::Click{call, member, added}});
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
