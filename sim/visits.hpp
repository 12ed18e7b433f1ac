#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "model/sentence.hpp"
#include "sim/people_link.hpp"
#include "sim/visit.hpp"

namespace interleave::sim {

/// People with their browsers. Somebody loads slots, picks one, perhaps holds it, thinks, and
/// confirms; or asks for one thing. Whoever hears nothing asks again, and gives up in the end.
/// Observer: `on_asked(Time, const BookingRequest&)`, `on_told(Time, const BookingAnswer&)`,
/// `on_desk_fault`.
template <class Observer>
class Visits final : public EventOwner, private PeopleHandler {
 public:
  struct Options {
    LinkOptions link{};
    std::uint8_t workers = 1;
    bool race = true;  ///< between a load and what comes of it there is some time
  };

  Visits(Scheduler& scheduler, Observer& observer, DeskHandler& desk,
         std::array<Process, workers_max>& processes, const Options& options)
      : scheduler_(scheduler),
        observer_(observer),
        options_(options),
        link_(scheduler, observer, desk, *this, processes,
              {options.link, options.workers, patience}) {}

  void reset() {
    visits_.clear();
    ticking_.fill(false);
    link_.reset();
  }

  /// Somebody loads slots, and goes on from there.
  void open(const Visit& visit);
  /// Somebody asks for one thing.
  void ask_once(model::Cause cause, const model::BookingRequest& request);
  /// What a worker answers.
  void on_answer(const model::BookingAnswer& answer);

  void land(std::uint32_t place) override { ring(place); }
  /// Somebody has thought, or has waited for long enough.
  void ring(std::uint32_t place) override;

 private:
  static constexpr std::uint32_t visits_max = 28;
  static constexpr std::uint32_t tries_max = 3;
  static constexpr std::uint32_t picks_max = 3;
  static constexpr model::Duration patience = std::chrono::seconds(10);
  static constexpr std::string_view visits_limit = "people at once";

  void on_reply(const model::BookingAnswer& answer) override;
  Visit* find(model::Cause cause);
  [[nodiscard]] std::uint32_t place_of(const Visit& visit) const {
    return static_cast<std::uint32_t>(&visit - visits_.data());
  }
  void set_clock(const Visit& visit, model::Duration wait);
  void stop_clock(const Visit& visit);
  void send(Visit& visit, model::BookingVerb verb);
  void send_again(Visit& visit);
  void go_on(Visit& visit, const model::BookingAnswer& answer);
  bool pick(Visit& visit);
  void think(Visit& visit);
  void think_freely(const Visit& visit, model::Cause cause, model::Duration least,
                    const LogUniform& beyond);
  void after_thought(Visit& visit);
  void end(Visit& visit) { visit.phase = Visit::Phase::over; }
  void decide(model::Cause cause, const Visit& visit, std::uint64_t outcome) {
    scheduler_.trace(Actor::client, static_cast<std::uint8_t>(model::Step::decided), cause, outcome,
                     static_cast<std::uint64_t>(visit.phase));
  }
  static std::string_view where(const Visit& visit) {
    return visit.kind == Visit::Kind::online ? "customer" : "staff";
  }
  static std::string_view who(const Visit& visit) {
    return visit.kind == Visit::Kind::online ? "the customer" : "staff";
  }

  Scheduler& scheduler_;
  Observer& observer_;
  Options options_;
  PeopleLink<Observer> link_;
  model::List<Visit, visits_max> visits_;
  std::array<bool, visits_max> ticking_{};     ///< the visit thinks, or waits for an answer
  std::array<model::Time, visits_max> due_{};  ///< until then
};

// ---- What people do ----

template <class Observer>
void Visits<Observer>::open(const Visit& visit) {
  if (model::full(visits_)) return scheduler_.reach_limit(visits_limit);
  visits_.push_back(visit);
  visits_.back().request.slots = visit.slots;
  visits_.back().request.visit = visit.cause;
  visits_.back().request.by_staff = visit.kind != Visit::Kind::online;
  send(visits_.back(), model::BookingVerb::load);
}

template <class Observer>
void Visits<Observer>::ask_once(model::Cause cause, const model::BookingRequest& request) {
  if (model::full(visits_)) return scheduler_.reach_limit(visits_limit);
  Visit visit;
  visit.cause = cause;
  visit.request = request;
  visit.request.visit = cause;
  visit.request.by_staff = true;
  visits_.push_back(visit);
  visits_.back().phase = Visit::Phase::writing;
  send(visits_.back(), request.verb);
}

template <class Observer>
Visit* Visits<Observer>::find(model::Cause cause) {
  const auto found = std::ranges::find(visits_, cause, &Visit::cause);
  return found == visits_.end() ? nullptr : &*found;
}

/// Somebody has an answer, and goes on.
template <class Observer>
void Visits<Observer>::go_on(Visit& visit, const model::BookingAnswer& answer) {
  using model::BookingStatus;
  switch (visit.phase) {
    case Visit::Phase::loading:
      visit.offers = answer.slots;
      if (answer.status != BookingStatus::done || !pick(visit)) return end(visit);
      if (!visit.holds) return think(visit);
      visit.phase = Visit::Phase::holding;
      return send(visit, model::BookingVerb::hold);
    case Visit::Phase::holding:
      if (answer.status == BookingStatus::refused) return end(visit);
      if (answer.status == BookingStatus::done) visit.hold = answer.hold;
      return think(visit);
    case Visit::Phase::thinking:
    case Visit::Phase::writing:
    case Visit::Phase::leaving:
    case Visit::Phase::over:
      break;
  }
  end(visit);
}

template <class Observer>
bool Visits<Observer>::pick(Visit& visit) {
  if (visit.offers.empty()) return false;
  const model::Cause cause = visit.cause.child(25, visit.picks++);
  const Outcome drawn =
      scheduler_.choices().draw({Site::slot_pick, cause}, Uniform{visit.offers.size()});
  // A replay may know of more slots than there are.
  const model::Slot slot = visit.offers[static_cast<std::size_t>(drawn) % visit.offers.size()];
  visit.request.starts = slot.starts;
  visit.request.inspectors.clear();
  visit.request.inspectors.push_back(slot.inspector);
  if (visit.second != model::InspectorId::none() && visit.second != slot.inspector) {
    visit.request.inspectors.push_back(visit.second);
  }
  decide(cause, visit, static_cast<std::uint64_t>(drawn));
  scheduler_.tell(model::Step::decided, cause, visit.cause, where(visit), [&] {
    return std::string(who(visit)) + (visit.kind == Visit::Kind::online ? " picks " : " pick ") +
           name_of(visit.request.inspectors) + " on " +
           describe(visit.slots.clock, visit.request.when());
  });
  return true;
}

template <class Observer>
void Visits<Observer>::think(Visit& visit) {
  visit.phase = Visit::Phase::thinking;
  const bool customer = visit.kind == Visit::Kind::online;
  if (!options_.race) return after_thought(visit);
  const model::Cause cause = visit.cause.child(26, visit.steps);
  const model::Duration least = customer ? summary_least : desk_least;
  const LogUniform& beyond = customer ? summary_beyond : desk_beyond;
  if (scheduler_.in_free_order()) return think_freely(visit, cause, least, beyond);
  const Outcome drawn = scheduler_.choices().draw({Site::think_time, cause}, beyond);
  const model::Duration time = least + model::Duration(drawn);
  scheduler_.tell(model::Step::decided, cause, visit.cause, where(visit), [&] {
    return std::string(who(visit)) + (customer ? " thinks" : " think") + " for " +
           model::duration_in_words(time);
  });
  set_clock(visit, time);
}

/// In a search through all orders the thought may end before or after whatever is under way.
template <class Observer>
void Visits<Observer>::think_freely(const Visit& visit, model::Cause cause, model::Duration least,
                                    const LogUniform& beyond) {
  const model::Time earliest = scheduler_.now() + least;
  scheduler_.send(*this, place_of(visit),
                  {{Site::think_time, cause},
                   earliest,
                   earliest + model::Duration(beyond.max()),
                   {},
                   {{}, PeopleLink<Observer>::itself(visit.cause)}});
}

template <class Observer>
void Visits<Observer>::after_thought(Visit& visit) {
  Choices& choices = scheduler_.choices();
  const bool customer = visit.kind == Visit::Kind::online;
  VisitTurn turn = VisitTurn::confirms;
  const model::Cause cause = visit.cause.child(27, visit.steps);
  if (customer) turn = static_cast<VisitTurn>(choices.draw({Site::visit_turn, cause}, visit_turns));
  decide(cause, visit, static_cast<std::uint64_t>(turn));
  if (turn != VisitTurn::confirms) {
    scheduler_.tell(model::Step::decided, cause, visit.cause, where(visit), [&] {
      return std::string(turn == VisitTurn::leaves   ? "the customer leaves without booking"
                         : turn == VisitTurn::closes ? "the customer closes the browser"
                                                     : "the customer picks another slot");
    });
  }
  switch (turn) {
    case VisitTurn::closes:
      return end(visit);
    case VisitTurn::leaves:
      visit.phase = Visit::Phase::leaving;
      return send(visit, model::BookingVerb::drop);
    case VisitTurn::picks_again:
      if (visit.picks >= picks_max) break;
      visit.phase = Visit::Phase::loading;
      return send(visit, model::BookingVerb::load);
    case VisitTurn::confirms:
      break;
  }
  visit.phase = Visit::Phase::writing;
  send(visit, visit.endpoint);
  if (!customer) return;
  const model::Cause doubled = visit.cause.child(28, 0);
  const Outcome twice = choices.draw({Site::confirm_twice, doubled}, confirm_twices);
  if (twice == 0) return;
  decide(doubled, visit, 1);
  scheduler_.tell(model::Step::decided, doubled, visit.cause, where(visit),
                  [] { return "the customer presses \"confirm\" twice"; });
  ++visit.tries;
  model::BookingRequest again = visit.request;
  again.id = visit.request.name.child(29, visit.tries - 1);
  link_.send(again);
}

// ---- Clocks ----

template <class Observer>
void Visits<Observer>::set_clock(const Visit& visit, model::Duration wait) {
  const std::uint32_t place = place_of(visit);
  ticking_[place] = true;
  due_[place] = scheduler_.now() + wait;
  scheduler_.set_timer(*this, place, due_[place]);
}

template <class Observer>
void Visits<Observer>::stop_clock(const Visit& visit) {
  const std::uint32_t place = place_of(visit);
  if (std::exchange(ticking_[place], false)) scheduler_.cancel_timer(*this, place);
}

/// Somebody has thought, or has waited for long enough.
template <class Observer>
void Visits<Observer>::ring(std::uint32_t place) {
  ticking_[place] = false;
  Visit& visit = visits_[place];
  scheduler_.touch({{}, PeopleLink<Observer>::itself(visit.cause)});
  if (visit.phase == Visit::Phase::thinking) return after_thought(visit);
  scheduler_.trace(Actor::client, static_cast<std::uint8_t>(model::Step::timed_out),
                   visit.request.name, visit.tries);
  scheduler_.tell(model::Step::timed_out, visit.request.id, visit.cause, where(visit),
                  [&] { return describe(visit.request); });
  if (visit.tries < tries_max) return send_again(visit);
  if (visit.phase == Visit::Phase::holding) return think(visit);  // without a hold
  end(visit);
}

// ---- Messages ----

template <class Observer>
void Visits<Observer>::send(Visit& visit, model::BookingVerb verb) {
  visit.request.verb = verb;
  visit.request.name = visit.cause.child(24, visit.steps++);
  visit.request.hold = visit.hold;
  visit.request.overriding = visit.overriding && verb == model::BookingVerb::book;
  visit.tries = 0;
  send_again(visit);
}

template <class Observer>
void Visits<Observer>::send_again(Visit& visit) {
  visit.request.id = visit.request.name.child(29, visit.tries++);
  set_clock(visit, patience);
  link_.send(visit.request);
}

/// It comes in time if whoever asked still waits.
template <class Observer>
void Visits<Observer>::on_answer(const model::BookingAnswer& answer) {
  const Visit* const visit = find(answer.visit);
  link_.send(answer, visit == nullptr ? scheduler_.now() : due_[place_of(*visit)]);
}

/// An answer to what somebody has asked for, however often; an error says nothing, and they try
/// again.
template <class Observer>
void Visits<Observer>::on_reply(const model::BookingAnswer& answer) {
  Visit* const visit = find(answer.visit);
  const bool waits = visit != nullptr && visit->request.name == answer.name &&
                     visit->phase != Visit::Phase::over && visit->phase != Visit::Phase::thinking;
  scheduler_.trace(Actor::client, static_cast<std::uint8_t>(model::Step::received), answer.id,
                   2 * static_cast<std::uint64_t>(answer.status) + (waits ? 1 : 0));
  scheduler_.tell(waits ? model::Step::received : model::Step::too_late, answer.id, answer.visit,
                  visit == nullptr ? "nobody" : where(*visit), [&] {
                    return std::string(subject_of(answer.verb)) + " is " + name_of(answer.status);
                  });
  if (!waits) return;
  if (answer.status == model::BookingStatus::failed) {
    if (visit->tries < tries_max) return;  // their patience goes on, and they ask again
    stop_clock(*visit);
    if (visit->phase == Visit::Phase::holding) return think(*visit);
    return end(*visit);
  }
  stop_clock(*visit);
  observer_.on_told(scheduler_.now(), answer);
  go_on(*visit, answer);
}

}  // namespace interleave::sim
