#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "model/order.hpp"
#include "sim/leases.hpp"
#include "sim/named_requests.hpp"
#include "sim/overlap_alerts.hpp"

namespace interleave::sim {

/// Attik's calendar, as its store keeps it: every request is one transaction, by the store's clock.
/// It keeps the contract of model::Check. Observer: `on_commit(Time, const CalendarCommit&)`,
/// `on_wire`, `on_reply`, `on_fault` about orders at Spectora, and `on_desk_fault` about what
/// people ask.
template <class Observer>
class Calendars final {
 public:
  using Request = model::CalendarRequest;
  using Reply = model::CalendarReply;
  static constexpr std::string_view place = "store";
  static constexpr Actor actor = Actor::store;
  static constexpr model::CalendarStatus unreachable = model::CalendarStatus::unreachable;
  static constexpr model::CalendarStatus timed_out = model::CalendarStatus::timed_out;
  static constexpr model::CalendarStatus unreadable = model::CalendarStatus::unreadable;
  static constexpr std::size_t natives_max = OverlapAlerts<Observer>::natives_max;

  Calendars(Scheduler& scheduler, Observer& observer, const Leases& leases)
      : scheduler_(scheduler),
        observer_(observer),
        leases_(leases),
        rows_(scheduler, observer),
        alerts_(scheduler, observer, rows_) {}

  void reset() {
    rows_.reset();
    names_.clear();
    alerts_.reset();
    placings_ = 0;
  }

  // ---- What staff do in the database themselves ----

  /// A row that the run starts with, or that staff enter.
  model::EntryId enter(const model::CalendarEntry& entry, model::Writing writing,
                       model::Cause cause);
  /// That row ends.
  void remove(model::EntryId id, model::Cause cause);
  /// Staff take over what they were told about that order.
  void acknowledge(model::JobId native, model::Cause cause);

  [[nodiscard]] bool alert_open(model::JobId native) const { return alerts_.open(native); }
  [[nodiscard]] std::size_t count() const { return rows_.count(); }
  [[nodiscard]] const model::CalendarEntry& row(std::size_t number) const {
    return rows_.entry(number);
  }
  /// All rows as they stand.
  [[nodiscard]] model::EntryList rows() const { return rows_.as_of(scheduler_.now()); }

  // ---- As a Network asks ----

  bool apply(const Request& request, model::Cause cause, bool awaited, Reply& reply);
  static Footprint touches(const Request& request);
  /// The store is reached over a reliable network; it is the store that fails.
  static RequestVerdict judge_request(model::Cause) { return RequestVerdict::pass; }
  [[nodiscard]] ReplyVerdict judge_reply(model::Cause) const {
    return verdict_ == StoreVerdict::reply_lost ? ReplyVerdict::lost : ReplyVerdict::pass;
  }
  void on_sent(const Request& request) { observer_.on_wire(scheduler_.now(), request); }
  void on_reply(const Request& request, const Reply& reply) {
    observer_.on_reply(scheduler_.now(), request, reply);
  }
  /// Of those that a Network tells of, only a reply can be lost here.
  void on_fault(Fault fault, const Request& request, model::Time over) {
    const Fault of_store = fault == Fault::reply_lost ? Fault::store_reply_lost : fault;
    if (request.verb != model::CalendarVerb::import) return observer_.on_desk_fault(over, of_store);
    observer_.on_fault(over, of_store, model::order_of(request.native, 0));
  }

 private:
  using Row = typename CalendarRows<Observer>::Row;

  static constexpr std::string_view names_limit = "named requests to the calendar";

  model::CalendarStatus play(const Request& request, model::Cause cause, Reply& reply);
  model::CalendarStatus once(const Request& request, model::Cause cause, Reply& reply);
  model::CalendarStatus hold(const Request& request, Reply& reply);
  model::CalendarStatus drop(const Request& request);
  model::CalendarStatus book(const Request& request, model::Cause cause, Reply& reply);
  model::CalendarStatus change(const Request& request, model::Cause cause, Reply& reply);
  model::CalendarStatus import(const Request& request);
  /// When a replica shows what it shows.
  [[nodiscard]] model::Time view(const Request& request, model::Cause cause);
  void consume(const Request& request);

  Scheduler& scheduler_;
  Observer& observer_;
  const Leases& leases_;
  CalendarRows<Observer> rows_;
  OverlapAlerts<Observer> alerts_;
  NamedRequests names_;
  std::uint32_t placings_ = 0;  ///< of holds
  StoreVerdict verdict_ = StoreVerdict::pass;
};

// ---- What staff do in the database themselves ----

template <class Observer>
model::EntryId Calendars<Observer>::enter(const model::CalendarEntry& entry, model::Writing writing,
                                          model::Cause cause) {
  scheduler_.touch({{}, calendars_of(entry.inspectors)});
  Request request;
  request.run = cause;
  const Row* const row = rows_.add(entry, request, writing);
  return row == nullptr ? model::EntryId::none() : row->now.id;
}

template <class Observer>
void Calendars<Observer>::remove(model::EntryId id, model::Cause cause) {
  Row& row = rows_[id];
  scheduler_.touch({{}, calendars_of(row.now.inspectors)});
  Request request;
  request.run = cause;
  model::CalendarEntry gone = row.now;
  gone.live = false;
  rows_.write(row, gone, request, model::Writing::block);
}

template <class Observer>
void Calendars<Observer>::acknowledge(model::JobId native, model::Cause cause) {
  scheduler_.touch({{}, every_calendar()});
  alerts_.acknowledge(native, cause);
}

// ---- Requests ----

template <class Observer>
Footprint Calendars<Observer>::touches(const Request& request) {
  using model::CalendarVerb;
  switch (request.verb) {
    case CalendarVerb::read:
      return {every_calendar(), {}};
    case CalendarVerb::hold:
    case CalendarVerb::book:
    case CalendarVerb::drop:
    case CalendarVerb::move:
    case CalendarVerb::reassign:
    case CalendarVerb::cancel:
    case CalendarVerb::reinstate:
    case CalendarVerb::import:
      break;
  }
  return {{}, every_calendar()};
}

template <class Observer>
bool Calendars<Observer>::apply(const Request& request, model::Cause cause, bool, Reply& reply) {
  reply.entries.clear();
  reply.entry = model::EntryId::none();
  reply.fencing = 0;
  verdict_ = scheduler_.faults().judge<StoreVerdict>(scheduler_.choices(), FaultSite::store, cause);
  if (verdict_ == StoreVerdict::failed) {
    on_fault(Fault::store_failed, request, scheduler_.now());
    reply.status = model::CalendarStatus::failed;
    return false;
  }
  reply.status = once(request, cause, reply);
  return reply.status == model::CalendarStatus::ok;
}

/// What was answered for good under a name is answered so again.
template <class Observer>
model::CalendarStatus Calendars<Observer>::once(const Request& request, model::Cause cause,
                                                Reply& reply) {
  using model::CalendarVerb;
  const bool named = request.verb >= CalendarVerb::book && request.verb <= CalendarVerb::reinstate;
  if (!named || !request.check.once) return play(request, cause, reply);
  if (const NamedRequests::Answer* const known = names_.find(request.name)) {
    reply.entry = known->entry;
    observer_.on_repeated(scheduler_.now(), request.name);
    return known->status;
  }
  if (names_.full()) {
    scheduler_.reach_limit(names_limit);
    return model::CalendarStatus::failed;
  }
  const model::CalendarStatus status = play(request, cause, reply);
  names_.keep(request.name, {status, reply.entry});
  return status;
}

template <class Observer>
model::CalendarStatus Calendars<Observer>::play(const Request& request, model::Cause cause,
                                                Reply& reply) {
  using model::CalendarVerb;
  switch (request.verb) {
    case CalendarVerb::read:
      reply.entries = rows_.as_of(view(request, cause));
      return model::CalendarStatus::ok;
    case CalendarVerb::hold:
      return hold(request, reply);
    case CalendarVerb::drop:
      return drop(request);
    case CalendarVerb::book:
      return book(request, cause, reply);
    case CalendarVerb::move:
    case CalendarVerb::reassign:
    case CalendarVerb::cancel:
    case CalendarVerb::reinstate:
      return change(request, cause, reply);
    case CalendarVerb::import:
      return import(request);
  }
  return model::CalendarStatus::failed;
}

template <class Observer>
model::Time Calendars<Observer>::view(const Request& request, model::Cause cause) {
  if (request.check.behind == model::Duration{}) return scheduler_.now();
  const Uniform range{static_cast<std::uint64_t>(request.check.behind.count()) + 1};
  const Outcome behind = scheduler_.choices().draw({Site::staleness, cause}, range);
  scheduler_.trace(actor, 0, cause, 0, static_cast<std::uint64_t>(behind));
  return scheduler_.now() - model::Duration(behind);
}

// ---- Holds ----

/// The new hold takes the place of the one before.
template <class Observer>
model::CalendarStatus Calendars<Observer>::hold(const Request& request, Reply& reply) {
  const model::Wish& wish = request.wish;
  if (request.check.valid && !wish.when.valid()) return model::CalendarStatus::invalid;
  if (request.check.free) {
    reply.entry = rows_.obstacle(wish, request.check.query, scheduler_.now());
    if (reply.entry != model::EntryId::none()) return model::CalendarStatus::conflict;
  }
  model::CalendarEntry entry{.kind = model::EntryKind::hold,
                             .inspectors = wish.inspectors,
                             .when = wish.when,
                             .brand = wish.brand,
                             .owner = wish.visit,
                             .fencing = ++placings_,
                             .expires = scheduler_.now() + request.lasts};
  Row* row = rows_.hold_of(wish.visit);
  if (row != nullptr) {
    entry.id = row->now.id;
    rows_.write(*row, entry, request, model::Writing::hold);
  } else {
    row = rows_.add(entry, request, model::Writing::hold);
  }
  reply.fencing = entry.fencing;
  if (row != nullptr) reply.entry = row->now.id;
  return model::CalendarStatus::ok;
}

template <class Observer>
model::CalendarStatus Calendars<Observer>::drop(const Request& request) {
  Row* const row = rows_.hold_of(request.wish.visit);
  if (row == nullptr) return model::CalendarStatus::ok;
  if (request.check.fenced && row->now.fencing != request.fencing) {
    return model::CalendarStatus::changed;
  }
  rows_.end(*row, request, model::CalendarEffect::dropped);
  return model::CalendarStatus::ok;
}

/// The visit's hold ends with its booking; in a mutant, so do those of others that it is on.
template <class Observer>
void Calendars<Observer>::consume(const Request& request) {
  const model::Time now = scheduler_.now();
  for (Row& row : rows_) {
    if (row.now.kind != model::EntryKind::hold || !row.now.live) continue;
    const bool own = row.now.owner == request.wish.visit;
    const bool on_it =
        !request.check.own_hold && row.now.expires > now &&
        model::overlap(row.now.when, request.wish.when) &&
        !(calendars_of(row.now.inspectors) & calendars_of(request.wish.inspectors)).empty();
    if (own || on_it) rows_.end(row, request, model::CalendarEffect::consumed);
  }
}

// ---- Bookings ----

template <class Observer>
model::CalendarStatus Calendars<Observer>::book(const Request& request, model::Cause cause,
                                                Reply& reply) {
  const model::Wish& wish = request.wish;
  if (request.check.valid && !wish.when.valid()) return model::CalendarStatus::invalid;
  if (request.check.needs_hold) {
    const Row* const held = rows_.hold_of(wish.visit);
    const bool stands = held != nullptr && held->now.fencing == request.fencing &&
                        scheduler_.now() < held->now.expires;
    if (!stands) return model::CalendarStatus::conflict;
  }
  if (request.check.free && !request.overriding) {
    model::Query query = request.check.query;
    if (!request.check.own_hold) {
      query.kinds &= static_cast<std::uint8_t>(~model::kind_bit(model::EntryKind::hold));
    }
    reply.entry = rows_.obstacle(wish, query, view(request, cause));
    if (reply.entry != model::EntryId::none()) return model::CalendarStatus::conflict;
  }
  if (request.check.consumes) consume(request);
  const Row* const row =
      rows_.add({.kind = model::EntryKind::booking,
                 .inspectors = wish.inspectors,
                 .when = wish.when,
                 .brand = wish.brand,
                 .owner = request.name,
                 .overriding = request.overriding},
                request, request.online ? model::Writing::confirm : model::Writing::internal);
  if (row == nullptr) return model::CalendarStatus::failed;
  reply.entry = row->now.id;
  alerts_.watch(request.check, request.run);
  return model::CalendarStatus::ok;
}

template <class Observer>
model::CalendarStatus Calendars<Observer>::change(const Request& request, model::Cause cause,
                                                  Reply& reply) {
  using model::CalendarVerb;
  const bool known = request.wish.self.value < rows_.count() &&
                     rows_[request.wish.self].now.kind == model::EntryKind::booking;
  if (!known) return model::CalendarStatus::changed;
  Row& row = rows_[request.wish.self];
  reply.entry = row.now.id;
  if (request.check.unchanged && row.now.generation != request.seen) {
    return model::CalendarStatus::changed;
  }
  model::CalendarEntry entry = row.now;
  ++entry.generation;
  entry.owner = request.name;
  entry.overriding = request.overriding;
  model::Writing writing = model::Writing::cancel;
  if (request.verb == CalendarVerb::cancel) {
    entry.live = false;
  } else if (request.verb == CalendarVerb::reinstate) {
    writing = model::Writing::reinstate;
    entry.live = true;
  } else {
    const bool moves = request.verb == CalendarVerb::move;
    writing = moves ? model::Writing::move : model::Writing::reassign;
    entry.when = request.wish.when;
    entry.inspectors = request.wish.inspectors;
  }
  if (request.verb != CalendarVerb::cancel) {
    if (request.check.valid && !entry.when.valid()) return model::CalendarStatus::invalid;
    const model::Wish wish{entry.inspectors, entry.when, entry.brand, request.wish.visit, entry.id};
    // A booking that is cancelled takes nobody's time, wherever it is moved.
    const bool looks = request.check.free && entry.live && !request.overriding;
    const model::EntryId taken =
        looks ? rows_.obstacle(wish, request.check.query, view(request, cause))
              : model::EntryId::none();
    if (taken != model::EntryId::none()) {
      reply.entry = taken;
      return model::CalendarStatus::conflict;
    }
  }
  rows_.write(row, entry, request, writing);
  alerts_.watch(request.check, request.run);
  return model::CalendarStatus::ok;
}

// ---- Orders that were booked at Spectora ----

/// What is so already changes nothing.
template <class Observer>
model::CalendarStatus Calendars<Observer>::import(const Request& request) {
  if (request.check.fenced && leases_.fencing_of(request.native) != request.fencing) {
    return model::CalendarStatus::superseded;
  }
  Row* const known = rows_.native(request.native);
  if (known == nullptr) {
    if (!request.live) return model::CalendarStatus::ok;
    const Row* const row = rows_.add({.kind = model::EntryKind::native,
                                      .inspectors = request.wish.inspectors,
                                      .when = request.wish.when,
                                      .native = request.native},
                                     request, model::Writing::import);
    if (row == nullptr) return model::CalendarStatus::failed;
  } else {
    model::CalendarEntry entry = known->now;
    entry.live = request.live;
    if (request.live) {
      entry.when = request.wish.when;
      entry.inspectors = request.wish.inspectors;
    }
    if (entry == known->now) return model::CalendarStatus::ok;
    ++entry.generation;
    rows_.write(*known, entry, request, model::Writing::import);
  }
  alerts_.watch(request.check, request.run);
  return model::CalendarStatus::ok;
}

}  // namespace interleave::sim
