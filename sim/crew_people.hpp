#pragma once

#include <algorithm>
#include <optional>

#include "sim/crew_scenario.hpp"
#include "sim/crew_tables.hpp"
#include "sim/flex.hpp"
#include "sim/front_desk.hpp"
#include "sim/intents.hpp"

namespace interleave::sim {

struct CrewPeopleOptions {
  std::uint8_t elements = 1;
  std::uint8_t calls_each = 1;
  bool crews_at_start = true;   ///< some calls have a crew when the run starts
  bool old_duplicates = false;  ///< see CrewOptions
  bool unique = false;          ///< see CrewVariant
  bool by_element = true;       ///< a worker is asked about an element; otherwise about a call
};

/// What crews a run starts with, and what people do about them. Observer: see Crew.
template <class Observer>
class CrewPeople {
 public:
  /// Where they do it.
  struct Surroundings {
    Flex<Observer>& flex;
    CrewTables<Observer>& tables;
    Intents<Observer>& intents;
    Attik<Observer>& wishes;  ///< what an element wants, as the job of its number
    FrontDesk& desk;
  };

  CrewPeople(Scheduler& scheduler, const CrewPeopleOptions& options, const Surroundings& at)
      : scheduler_(scheduler), options_(options), at_(at) {}

  /// The run starts with these.
  void give_elements();
  /// Somebody does that about some call.
  void act(CrewAction meant, model::Cause cause);
  void act(CrewAction meant, model::JobId call, model::Cause cause);
  /// Everybody is taken off that call, and nobody clicks.
  void release(model::JobId call, model::Cause cause);

 private:
  [[nodiscard]] model::JobId draw_call(model::Cause cause);
  [[nodiscard]] model::Job wish_of(model::ElementId element) const;
  void give_element(model::ElementId element);
  void give_call(model::JobId call);
  void give_member(model::JobId call, const model::CrewMember& member);
  void give_duplicate(model::ElementId element);
  void give_foreign(model::ElementId element);
  void press(model::JobId call, const CrewChange& change, model::Cause cause);
  void change(model::JobId call, CrewAction action, const CrewChange& change, model::Cause cause);
  void want(model::JobId call, const model::CrewMembers& members, model::Cause cause);
  Outcome draw_start(model::Cause cause, std::uint64_t range);
  /// What a worker is asked about by somebody who means that call: a historical sync about the
  /// call, the production core about its element.
  [[nodiscard]] model::Job asked_about(model::JobId call) const {
    model::Job job = at_.wishes.job(model::JobId{model::element_of(call).value});
    if (!options_.by_element) job.id = call;
    return job;
  }

  Scheduler& scheduler_;
  CrewPeopleOptions options_;
  Surroundings at_;
};

// ---- How a run starts ----

template <class Observer>
Outcome CrewPeople<Observer>::draw_start(model::Cause cause, std::uint64_t range) {
  const Outcome drawn = scheduler_.choices().draw({Site::scenario, cause}, Uniform{range});
  scheduler_.trace(Actor::attik, 0, cause, static_cast<std::uint64_t>(drawn));
  return drawn;
}

template <class Observer>
void CrewPeople<Observer>::give_elements() {
  for (std::uint8_t number = 0; number < options_.elements; ++number) {
    give_element(model::ElementId{number});
  }
}

/// Its calls with whoever is on them from the start, in step; perhaps somebody whom an earlier sync
/// has left there twice, and a contact that is none of ours.
template <class Observer>
void CrewPeople<Observer>::give_element(model::ElementId element) {
  for (std::uint8_t number = 0; number < options_.calls_each; ++number) {
    if (options_.crews_at_start) give_call(model::call_of(element, number));
  }
  give_foreign(element);
  if (options_.old_duplicates) give_duplicate(element);
  if (options_.unique) at_.tables.clean_up();
  at_.wishes.give(wish_of(element));
}

/// Nobody, a lead, or a lead and another.
template <class Observer>
void CrewPeople<Observer>::give_call(model::JobId call) {
  model::CrewMembers members;
  const model::Cause cause = job_cause(call);
  const Outcome count = draw_start(cause, 3);
  for (Outcome i = 0; i < count; ++i) {
    members = after(CrewAction::put_on, members, {});
  }
  at_.tables.wish(call, members);
  for (const model::CrewMember& member : members) give_member(call, member);
  if (members.empty()) return;
  scheduler_.tell(model::Step::scenario, cause, model::run_root, "database",
                  [&] { return name_of_call(call) + " has " + describe(members); });
}

/// What two calls want stands there once, with a row of the first.
template <class Observer>
void CrewPeople<Observer>::give_member(model::JobId call, const model::CrewMember& member) {
  const model::ElementId element = model::element_of(call);
  const model::LineList lines = at_.flex.lines(element);
  const bool stands =
      std::ranges::find(lines, member.technician, &model::CrewLine::technician) != lines.end();
  if (stands || !model::profile_of(member.technician).resource) return;
  const bool lead = member.role == model::CrewRole::lead && lines.empty() &&
                    model::department_of(element) == model::Department::sound;
  at_.tables.give(call, member.technician, at_.flex.give(element, member.technician, lead));
}

template <class Observer>
void CrewPeople<Observer>::give_foreign(model::ElementId element) {
  const model::Cause cause = job_cause(model::call_of(element, 0)).child(0, 1);
  if (draw_start(cause, 2) == 0) return;
  at_.flex.give(element, model::InspectorId::none(), false);
  scheduler_.tell(model::Step::scenario, cause, model::run_root, "Flex",
                  [&] { return "a foreign contact stands under " + name_of(element); });
}

template <class Observer>
void CrewPeople<Observer>::give_duplicate(model::ElementId element) {
  const model::JobId call = model::call_of(element, 0);
  const model::Cause cause = job_cause(call).child(0, 2);
  const Outcome drawn = scheduler_.choices().draw({Site::scenario, cause}, Leftovers{});
  scheduler_.trace(Actor::attik, 0, cause, static_cast<std::uint64_t>(drawn));
  if (drawn == 0 || at_.tables.rows(call).empty()) return;
  const model::InspectorId person = at_.tables.rows(call).front().technician;
  const std::size_t more = drawn == Leftovers::many ? Leftovers::many_count : 1;
  for (std::size_t i = 0; i < more; ++i) {
    at_.tables.give(call, person, at_.flex.give(element, person, false));
  }
  scheduler_.tell(model::Step::scenario, cause, model::run_root, "Flex", [&] {
    return "an earlier sync has left " + name_of(person) + (more == 1 ? " twice" : " six times") +
           " under " + name_of(element);
  });
}

/// What the element wants, as a job.
template <class Observer>
model::Job CrewPeople<Observer>::wish_of(model::ElementId element) const {
  model::Job wish;
  wish.id = model::JobId{element.value};
  wish.starts = first_appointment;
  wish.inspectors = wanted_together(at_.tables.members(model::call_of(element, 0)),
                                    at_.tables.members(model::call_of(element, 1)));
  return wish;
}

// ---- People ----

template <class Observer>
void CrewPeople<Observer>::act(CrewAction meant, model::Cause cause) {
  act(meant, draw_call(cause), cause);
}

template <class Observer>
void CrewPeople<Observer>::act(CrewAction meant, model::JobId call, model::Cause cause) {
  const model::JobId key{model::element_of(call).value};
  scheduler_.touch(
      {ResourceSet(Resource::job, call.value) | ResourceSet(Resource::intent, key.value), {}});
  const model::CrewMembers& members = at_.tables.members(call);
  const std::optional<CrewAction> action = suited(meant, members, at_.intents.alert_visible(key));
  if (!action) return;
  const Outcome drawn =
      scheduler_.choices().draw({Site::action_change, cause}, Uniform{crew_change_count});
  const CrewChange what = crew_change(drawn);
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(*action), cause, call.value,
                   static_cast<std::uint64_t>(drawn));
  scheduler_.tell(model::Step::action, cause, model::run_root, "database",
                  [&] { return describe(*action, call, members, what); });
  if (action == CrewAction::acknowledge) at_.intents.acknowledge(key, cause);
  if (action == CrewAction::press || action == CrewAction::acknowledge)
    return press(call, what, cause);
  change(call, *action, what, cause);
}

template <class Observer>
model::JobId CrewPeople<Observer>::draw_call(model::Cause cause) {
  const auto count = static_cast<std::uint64_t>(options_.elements * options_.calls_each);
  const Outcome drawn = scheduler_.choices().draw({Site::action_target, cause}, Uniform{count});
  const auto element =
      static_cast<std::uint8_t>(static_cast<std::uint64_t>(drawn) % options_.elements);
  const auto number =
      static_cast<std::uint8_t>(static_cast<std::uint64_t>(drawn) / options_.elements);
  return model::call_of(model::ElementId{element}, number);
}

template <class Observer>
void CrewPeople<Observer>::press(model::JobId call, const CrewChange& change, model::Cause cause) {
  const model::Job asked = asked_about(call);
  at_.desk.send({cause, asked, false, {}});
  if (change.other) at_.desk.send({cause.child(16, 1), asked, false, {}});
}

/// The crew is saved, and the click goes to the function beside the sync.
template <class Observer>
void CrewPeople<Observer>::change(model::JobId call, CrewAction action, const CrewChange& change,
                                  model::Cause cause) {
  const model::CrewMembers before = at_.tables.members(call);
  const model::CrewMembers changed = after(action, before, change);
  const model::InspectorId person = person_of(action, before, change);
  want(call, changed, cause);
  if (action == CrewAction::lead || change.other) return;
  const model::Job asked = asked_about(call);
  const bool added = action == CrewAction::put_on;
  const auto now = std::ranges::find(changed, person, &model::CrewMember::technician);
  const model::CrewMember member = added ? *now : model::CrewMember{person};
  at_.desk.send({cause, asked, false, reconciler::Click{call, member, added}});
}

template <class Observer>
void CrewPeople<Observer>::want(model::JobId call, const model::CrewMembers& members,
                                model::Cause cause) {
  at_.tables.wish(call, members);
  const model::Job wish = wish_of(model::element_of(call));
  if (wish.inspectors != at_.wishes.job(wish.id).inspectors) at_.wishes.save(wish, cause);
}

template <class Observer>
void CrewPeople<Observer>::release(model::JobId call, model::Cause cause) {
  if (at_.tables.members(call).empty()) return;
  scheduler_.tell(model::Step::action, cause, model::run_root, "database",
                  [&] { return "everybody is taken off " + name_of_call(call); });
  want(call, {}, cause);
}

}  // namespace interleave::sim
