#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "model/sentence.hpp"
#include "sim/booking_scenario.hpp"
#include "sim/calendars.hpp"
#include "sim/spectora_orders.hpp"
#include "sim/visits.hpp"

namespace interleave::sim {

/// What people do about appointments, each in a slot of the workload: customers and staff by
/// Attik's API, staff in the database itself, the office at Spectora. Observer: see BookingJudge.
/// Store are Calendars, Remote are SpectoraOrders.
template <class Observer, class Store, class Remote>
class BookingPeople {
 public:
  BookingPeople(Scheduler& scheduler, const BookingOptions& options, Store& store,
                Visits<Observer>& visits, Remote& spectora)
      : scheduler_(scheduler),
        options_(options),
        store_(store),
        visits_(visits),
        spectora_(spectora) {}

  /// A new run, whose appointments are then.
  void reset(const Season& season) { season_ = season; }
  /// Somebody does that.
  void act(BookingAction action, model::Cause cause);

 private:
  static constexpr std::uint64_t targets = 8;

  [[nodiscard]] std::uint8_t inspectors() const {
    return static_cast<std::uint8_t>(options_.inspectors);
  }
  template <class Distribution>
  Outcome draw_detail(model::Cause cause, std::uint32_t detail, const Distribution& weights) {
    return scheduler_.choices().draw({Site::action_change, cause, detail}, weights);
  }
  model::Time draw_start(model::Cause cause, std::uint32_t detail);
  model::InspectorId draw_inspector(model::Cause cause, std::uint32_t detail);
  [[nodiscard]] model::StartList starts() const {
    return options_.beside != 0 ? offered_starts(season_.clock, season_.date)
                                : one_start_a_day(season_.clock, season_.date);
  }
  void visit(BookingAction action, model::Cause cause);
  void change(BookingAction meant, model::Cause cause);
  [[nodiscard]] std::optional<model::EntryId> draw_booking(model::Cause cause);
  void block(model::Cause cause);
  bool acknowledge(model::Cause cause);
  void act_at_spectora(model::JobId native, model::Cause cause);
  template <class Text>
  void note(BookingAction action, model::Cause cause, std::uint64_t outcome, const Text& text) {
    scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(action), cause, outcome);
    scheduler_.tell(model::Step::action, cause, model::run_root, "Attik", text);
  }
  [[nodiscard]] std::string in_words(model::Time time) const {
    return describe(season_.clock, time);
  }

  Scheduler& scheduler_;
  const BookingOptions& options_;
  Store& store_;
  Visits<Observer>& visits_;
  Remote& spectora_;
  Season season_;
};

template <class Observer, class Store, class Remote>
void BookingPeople<Observer, Store, Remote>::act(BookingAction action, model::Cause cause) {
  // People do one thing after another, whatever it is about.
  scheduler_.touch({{}, ResourceSet(Resource::sync, ResourceSet::per_kind - 1)});
  switch (action) {
    case BookingAction::online:
    case BookingAction::internal:
      return visit(action, cause);
    case BookingAction::move:
    case BookingAction::reassign:
    case BookingAction::cancel:
    case BookingAction::reinstate:
      return change(action, cause);
    case BookingAction::block:
    case BookingAction::acknowledge:
      if (!acknowledge(cause)) block(cause);
      return;
    case BookingAction::native:
      return act_at_spectora(model::JobId{0}, cause);
    case BookingAction::second_native:
      return act_at_spectora(model::JobId{1}, cause);
  }
}

template <class Observer, class Store, class Remote>
model::Time BookingPeople<Observer, Store, Remote>::draw_start(model::Cause cause,
                                                               std::uint32_t detail) {
  const model::StartList all = starts();
  const Outcome drawn = draw_detail(cause, detail, Uniform{all.size()});
  return all[static_cast<std::size_t>(drawn) % all.size()];
}

template <class Observer, class Store, class Remote>
model::InspectorId BookingPeople<Observer, Store, Remote>::draw_inspector(model::Cause cause,
                                                                          std::uint32_t detail) {
  const Outcome drawn = draw_detail(cause, detail, Uniform{inspectors()});
  return model::InspectorId{static_cast<std::uint8_t>(drawn)};
}

template <class Observer, class Store, class Remote>
void BookingPeople<Observer, Store, Remote>::visit(BookingAction action, model::Cause cause) {
  const bool online = action == BookingAction::online;
  Visit opened;
  opened.cause = cause;
  opened.kind = online ? Visit::Kind::online : Visit::Kind::internal;
  const Outcome length =
      online ? draw_detail(cause, 0, customer_lengths) : draw_detail(cause, 0, staff_lengths);
  const Outcome brand = draw_detail(cause, 1, Uniform{static_cast<std::uint64_t>(options_.brands)});
  opened.slots = {.clock = season_.clock,
                  .date = season_.date,
                  .one_a_day = options_.beside == 0,
                  .inspectors = inspectors(),
                  .length = lengths[static_cast<std::size_t>(length)],
                  .brand = static_cast<std::uint8_t>(brand),
                  .exclude_overlapping = online};
  std::uint64_t more = 0;
  if (online) {
    const Outcome endpoint = draw_detail(cause, 2, Uniform{2});
    opened.endpoint = endpoint == 0 ? model::BookingVerb::create_job : model::BookingVerb::book_job;
    opened.holds = draw_detail(cause, 6, sites_without_holds) == 0;
    more = static_cast<std::uint64_t>(endpoint) + (opened.holds ? 0U : 2U);
  } else {
    opened.endpoint = model::BookingVerb::book;
    opened.holds = false;
    const Outcome second = draw_detail(cause, 3, Weights<2>{{0, 250'000}});
    if (second != 0) opened.second = draw_inspector(cause, 4);
    if (options_.overrides != 0) {
      opened.overriding = draw_detail(cause, 5, Uniform{2}) != 0;
    }
    more = static_cast<std::uint64_t>(opened.second.value) + (opened.overriding ? 256U : 0U);
  }
  note(action, cause, static_cast<std::uint64_t>(8 * length + brand) + 16 * more, [&] {
    const std::string job = opened.slots.length > model::Duration{}
                                ? model::duration_in_words(opened.slots.length)
                            : opened.slots.length == model::Duration{} ? "a job that takes no time"
                                                                       : "a job that ends first";
    return std::string(online ? "a customer goes to book " : "staff go to book ") + job +
           (online ? " online" : "") + (brand != 0 ? ", brand 2" : "") +
           (online && !opened.holds ? ", where no holds are placed" : "") +
           (opened.second != model::InspectorId::none()
                ? ", with " + name_of(opened.second) + " along"
                : "") +
           (opened.overriding ? ", whatever is in the way" : "");
  });
  visits_.open(opened);
}

/// The latest booking, or one before it.
template <class Observer, class Store, class Remote>
std::optional<model::EntryId> BookingPeople<Observer, Store, Remote>::draw_booking(
    model::Cause cause) {
  const Outcome drawn = scheduler_.choices().draw({Site::action_target, cause}, Uniform{targets});
  scheduler_.touch({every_calendar(), {}});
  model::List<model::EntryId, model::calendar_rows_max> bookings;
  for (std::size_t place = 0; place < store_.count(); ++place) {
    const model::CalendarEntry& row = store_.row(place);
    if (row.kind == model::EntryKind::booking) bookings.push_back(row.id);
  }
  if (bookings.empty()) return std::nullopt;
  const std::size_t back = static_cast<std::size_t>(drawn) % bookings.size();
  return bookings[bookings.size() - 1 - back];
}

template <class Observer, class Store, class Remote>
void BookingPeople<Observer, Store, Remote>::change(BookingAction meant, model::Cause cause) {
  const std::optional<model::EntryId> target = draw_booking(cause);
  if (!target) return;
  const model::CalendarEntry& row = store_.row(target->value);
  BookingAction action = meant;
  if (!row.live) {
    if (meant != BookingAction::cancel) return;
    action = BookingAction::reinstate;
  }
  model::BookingRequest request;
  request.slots.clock = season_.clock;
  request.slots.brand = row.brand;
  request.slots.length = row.when.end - row.when.start;
  request.inspectors = row.inspectors;
  request.starts = row.when.start;
  request.entry = row.id;
  request.seen = row.generation;
  std::string words;
  switch (action) {
    case BookingAction::move:
      request.verb = model::BookingVerb::move;
      request.starts = draw_start(cause, 0);
      if (scheduler_.telling())
        words = "staff drag " + name_of(row) + " to " + in_words(request.starts);
      break;
    case BookingAction::reassign:
      request.verb = model::BookingVerb::reassign;
      request.inspectors.clear();
      request.inspectors.push_back(draw_inspector(cause, 0));
      if (scheduler_.telling()) {
        words = "staff give " + name_of(row) + " to " + name_of(request.inspectors);
      }
      break;
    case BookingAction::reinstate:
      request.verb = model::BookingVerb::reinstate;
      if (scheduler_.telling()) words = "staff re-instate " + name_of(row);
      break;
    default:
      request.verb = model::BookingVerb::cancel;
      if (scheduler_.telling()) words = "staff cancel " + name_of(row);
      break;
  }
  const std::uint64_t inspector = request.inspectors.front().value;
  note(action, cause, 64 * std::uint64_t{row.id.value} + inspector, [&] { return words; });
  visits_.ask_once(cause, request);
}

template <class Observer, class Store, class Remote>
void BookingPeople<Observer, Store, Remote>::block(model::Cause cause) {
  const Outcome what = draw_detail(cause, 0, Uniform{3});
  if (what == 2) {
    for (std::size_t place = store_.count(); place > 0; --place) {
      const model::CalendarEntry& row = store_.row(place - 1);
      const bool blocks =
          row.kind == model::EntryKind::event || row.kind == model::EntryKind::vacation;
      if (!blocks || !row.live) continue;
      note(BookingAction::block, cause, row.id.value,
           [&] { return "staff end " + name_of(row) + " of " + name_of_persons(row.inspectors); });
      return store_.remove(row.id, cause);
    }
    return;
  }
  model::CalendarEntry entry;
  entry.kind = what == 0 ? model::EntryKind::event : model::EntryKind::vacation;
  entry.inspectors.push_back(draw_inspector(cause, 1));
  const model::Time start = draw_start(cause, 2);
  const model::Duration length = what == 0 ? lengths[0] : model::Duration(std::chrono::hours(24));
  entry.when = {start, start + length};
  note(BookingAction::block, cause, 16 + static_cast<std::uint64_t>(what), [&] {
    return "staff enter " + name_of(entry) + " of " + name_of_persons(entry.inspectors) + " on " +
           describe(season_.clock, entry.when);
  });
  store_.enter(entry, model::Writing::block, cause);
}

template <class Observer, class Store, class Remote>
bool BookingPeople<Observer, Store, Remote>::acknowledge(model::Cause cause) {
  scheduler_.touch({every_calendar() | ResourceSet::all(Resource::intent), {}});
  for (std::uint8_t number = 0; number < Store::natives_max; ++number) {
    const model::JobId native{number};
    if (!store_.alert_open(native)) continue;
    note(BookingAction::acknowledge, cause, number, [&] {
      return "staff take over what the alert tells them of native order " + std::to_string(number);
    });
    store_.acknowledge(native, cause);
    return true;
  }
  return false;
}

template <class Observer, class Store, class Remote>
void BookingPeople<Observer, Store, Remote>::act_at_spectora(model::JobId native,
                                                             model::Cause cause) {
  scheduler_.touch({{}, ResourceSet(Resource::order, native.value)});
  const model::OrderList orders = spectora_.orders(native);
  const auto live = std::ranges::find(orders, false, &model::Order::cancelled);
  const std::string name =
      scheduler_.telling() ? "native order " + std::to_string(native.value) : "";
  const Outcome change = draw_detail(cause, 0, Uniform{2});
  if (live != orders.end() && change == 1) {
    note(BookingAction::native, cause, native.value,
         [&] { return "the office cancels " + name + " at Spectora"; });
    return spectora_.cancel_by_hand(live->id, cause);
  }
  if (live == orders.end() && model::full(orders)) return;
  model::CalendarEvent event;
  event.inspector = draw_inspector(cause, 1);
  event.starts = draw_start(cause, 2);
  note(BookingAction::native, cause, 2 + std::uint64_t{native.value}, [&] {
    return std::string(live == orders.end() ? "the office books " : "the office moves ") + name +
           " at Spectora: " + name_of(event.inspector) + " on " +
           describe(season_.clock, interval_of(event));
  });
  if (live != orders.end()) return spectora_.move_by_hand(live->id, event, cause);
  const auto made = static_cast<std::uint8_t>(orders.size());
  spectora_.book_by_hand({native, made}, event, cause);
}

}  // namespace interleave::sim
