#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "reconciler/as_found/crew_worker.hpp"
#include "sim/crew_scenario.hpp"
#include "sim/crew_tables.hpp"
#include "sim/flex.hpp"
#include "sim/job_workers.hpp"
#include "sim/network.hpp"
#include "sim/phases.hpp"
#include "sim/workload.hpp"

namespace interleave::sim {

/// Which crew sync stands behind the buttons: the remedies of the code and, of the audit, those
/// that are not in it.
struct CrewVariant {
  reconciler::as_found::CrewRemedies remedies{};
  bool unique = false;  ///< P1: the tables have the unique constraint, with its clean-up
  bool gate = false;    ///< an invocation takes a lease of the element
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
  void on_settled() override { stop(); }
  void on_probed() override {}

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

  Observer& observer_;
  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  Flex<Observer> flex_;
  CrewTables<Observer> tables_;
  Intents<Observer> intents_;
  JobWorkers<Observer> workers_;
  FlexNetwork flex_network_;
  TableNetwork table_network_;
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
      flex_(scheduler_, observer, std::chrono::milliseconds(options.scenario.lag_ms)),
      tables_(scheduler_, observer),
      intents_(scheduler_, observer, attik_),
      workers_(scheduler_, observer, attik_, intents_, {1, false, store_link}),
      flex_network_(scheduler_, flex_, workers_.processes()[0], flex_link),
      table_network_(scheduler_, tables_, workers_.processes()[0], store_link),
      attik_(scheduler_, observer, workers_, workers_.processes(),
             {.stream = change_stream_link, .workers = workers_.count(), .source = false}),
      front_desk_(scheduler_, workers_, workers_.processes(), workers_.count()),
      workload_(scheduler_, *this,
                {static_cast<std::uint32_t>(options.scenario.actions), crew_kind_count,
                 model::Duration{600'000'000}, 22, ResourceSet::all(Resource::intent)}),
      phases_(scheduler_, *this,
              {options.scheduler.storm_end, settling_bound(options.scenario), {}}) {
  using reconciler::as_found::CrewWorker;
  const reconciler::CrewPorts ports{flex_network_, table_network_, workers_.store(0),
                                    workers_.timer(0)};
  reconciler::SyncLog& log = *this;
  workers_.employ(0,
                  std::make_unique<CrewWorker>(
                      ports, log,
                      CrewWorker::Options{options.variant.remedies, options.variant.gate,
                                          std::chrono::milliseconds(options.scenario.timeout_ms)}));
}

template <class Observer>
void Crew<Observer>::start(Strategy strategy, model::History* history) {
  stop();
  scheduler_.reset(strategy, history);
  flex_network_.reset();
  table_network_.reset();
  workers_.reset();
  front_desk_.reset();
  flex_.reset();
  tables_.reset(options_.variant.unique);
  attik_.reset();
  intents_.reset();
  for (std::uint8_t number = 0; number < elements(); ++number) {
    give_element(model::ElementId{number});
  }
  if (options_.variant.unique) tables_.clean_up();
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

/// In one run of eight, of those in which the first call has a crew.
template <class Observer>
void Crew<Observer>::give_duplicate(model::ElementId element) {
  const model::JobId call = model::call_of(element, 0);
  const model::Cause cause = job_cause(call).child(0, 2);
  if (draw_start(cause, 8) != 1 || tables_.rows(call).empty()) return;
  const model::InspectorId twice = tables_.rows(call).front().technician;
  tables_.give(call, twice, flex_.give(element, twice, false));
  scheduler_.tell(model::Step::scenario, cause, model::run_root, "Flex", [&] {
    return "an earlier sync has left " + name_of(twice) + " twice under " + name_of(element);
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
  if (action == CrewAction::acknowledge) return intents_.acknowledge(key, cause);
  if (action == CrewAction::press) return press(call, what, cause);
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
  model::Job asked = attik_.job(model::JobId{model::element_of(call).value});
  asked.id = call;
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
  model::Job asked = attik_.job(wish.id);
  asked.id = call;
  const bool added = action == CrewAction::put_on;
  const auto now = std::ranges::find(changed, person, &model::CrewMember::technician);
  const model::CrewMember member = added ? *now : model::CrewMember{person};
  front_desk_.send({cause, asked, false, reconciler::Click{call, member, added}});
}

// ---- Syncs ----

template <class Observer>
void Crew<Observer>::on_started(const reconciler::RunStart& start) {
  scheduler_.tell(model::Step::started, start.run, start.trigger, "sync",
                  [&] { return "sync of " + name_of_call(start.job); });
}

template <class Observer>
void Crew<Observer>::on_finished(const model::Answer& answer, bool asked) {
  scheduler_.touch({{}, ResourceSet(Resource::sync, answer.job.value)});
  scheduler_.trace(Actor::worker, static_cast<std::uint8_t>(model::Step::finished), answer.run,
                   static_cast<std::uint64_t>(answer.verdict) + (asked ? 4 : 0));
  scheduler_.tell(model::Step::finished, answer.run, answer.run, "sync", [&] {
    return "the crew of " + name_of_call(answer.job) + " is " + name_of(answer.verdict);
  });
  if (asked) observer_.on_answer(scheduler_.now(), answer);
}

}  // namespace interleave::sim
