#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "sim/backlog.hpp"
#include "sim/hand_edits.hpp"
#include "sim/order_lists.hpp"
#include "sim/spectora_desk.hpp"

namespace interleave::sim {

/// What a second POST of an inspector who already stands on the order does. Spectora's partner
/// endpoints are undocumented, so this is an option.
enum class SecondPost : std::uint8_t { adds_duplicate, conflicts, is_idempotent };

struct SpectoraOptions {
  SecondPost second_post = SecondPost::adds_duplicate;
  /// A list may miss writes younger than this; zero: it never does.
  model::Duration list_lag{};
  /// An order that nobody edits by hand; `none()`: there is none.
  model::OrderId hands_off = model::OrderId::none();
  /// How many rows a page of a list has; zero: a list has one page.
  std::uint8_t page_size = 0;
};

/// Spectora: what it makes of each request, and what it answers. Every effect is published as a
/// commit. Observer: `on_commit(Time, const SpectoraCommit&)`, `on_wire`, `on_reply`, `on_fault`,
/// as AssignmentsJudge explains them.
template <class Observer>
class Spectora final : private BacklogHandler {
 public:
  using Request = model::SpectoraRequest;
  using Reply = model::SpectoraReply;
  static constexpr std::string_view place = "Spectora";
  static constexpr Actor actor = Actor::spectora;
  static constexpr model::Status unreachable = model::Status::unreachable;
  static constexpr model::Status timed_out = model::Status::timed_out;
  static constexpr model::Status unreadable = model::Status::unreadable;
  static constexpr std::size_t orders_max = OrderBook<Observer>::orders_max;

  Spectora(Scheduler& scheduler, Observer& observer, const SpectoraOptions& options)
      : scheduler_(scheduler),
        observer_(observer),
        options_(options),
        orders_(scheduler, observer, options.list_lag),
        lists_(scheduler, observer, orders_, {options.list_lag, options.page_size}),
        hands_(scheduler, orders_),
        desk_(scheduler, observer),
        backlog_(scheduler, *this) {}
  Spectora(const Spectora&) = delete;
  Spectora& operator=(const Spectora&) = delete;

  void announce_to(AssignmentListener& listener) { orders_.announce_to(listener); }

  void reset() {
    orders_.reset();
    lists_.reset();
    desk_.reset();
    backlog_.reset();
  }

  /// Puts a record on an order as the run's starting point.
  void give(model::OrderId order, const model::Assignment& assignment) {
    orders_.add(order, assignment, {});
  }
  void give(model::OrderId order, const model::CalendarEvent& event) {
    orders_.write(order, event, {});
  }

  /// Plays a request and fills in the reply. `awaited`: its client still waits for it. Returns
  /// whether it read or changed anything.
  bool apply(const Request& request, model::Cause cause, bool awaited, Reply& reply);

  /// What a request touches: its order, and whether the remote still knows us.
  static Footprint touches(const Request& request) {
    const ResourceSet order{Resource::order, request.order.value};
    const ResourceSet account{Resource::account, 0};
    return model::writes(request.verb) ? Footprint{account, order} : Footprint{account | order, {}};
  }
  RequestVerdict judge_request(model::Cause request) {
    return scheduler_.faults().judge<RequestVerdict>(scheduler_.choices(), FaultSite::request,
                                                     request);
  }
  ReplyVerdict judge_reply(model::Cause request) {
    return scheduler_.faults().judge<ReplyVerdict>(scheduler_.choices(), FaultSite::reply, request);
  }
  void on_sent(const Request& request) { observer_.on_wire(scheduler_.now(), request); }
  void on_reply(const Request& request, const Reply& reply) {
    observer_.on_reply(scheduler_.now(), request, reply);
  }
  void on_fault(Fault fault, const Request& request, model::Time over) {
    observer_.on_fault(over, fault, request.order);
  }

 private:
  bool treat(const Request& request, model::Cause cause, const Doing& doing, Reply& reply);
  void edit_by_hand(const Request& request, model::Cause cause);
  void do_late(const Request& request, model::Cause cause) override;
  bool unknown_to_replica(const Request& request, model::Cause cause);
  model::Status play(const Request& request, model::Cause cause, const Doing& doing, Reply& reply);
  model::Status post(const Request& request, model::Cause cause, const Doing& doing);
  void fault(Fault kind, const Request& request) {
    observer_.on_fault(scheduler_.now(), kind, request.order);
  }

  Scheduler& scheduler_;
  Observer& observer_;
  SpectoraOptions options_;
  OrderBook<Observer> orders_;
  OrderLists<Observer> lists_;
  HandEdits<Observer> hands_;
  SpectoraDesk<Observer> desk_;
  Backlog backlog_;
};

template <class Observer>
bool Spectora<Observer>::apply(const Request& request, model::Cause cause, bool awaited,
                               Reply& reply) {
  reply.assignments.clear();
  reply.total = 0;
  reply.event = {};
  reply.retry_after.reset();
  const Doing doing{awaited ? model::Author::client : model::Author::late, request.run,
                    request.fencing, cause};
  const std::uint64_t before = orders_.commits();
  const bool played = treat(request, cause, doing, reply);
  const bool done = writes(request.verb) ? orders_.commits() != before : played;
  if (played) edit_by_hand(request, cause);
  return done;
}

/// Plays the request if nothing is in its way, and says whether it did.
template <class Observer>
bool Spectora<Observer>::treat(const Request& request, model::Cause cause, const Doing& doing,
                               Reply& reply) {
  using Handling = Reception::Handling;
  const Reception reception = desk_.receive({request.order, cause, writes(request.verb)});
  reply.status = reception.status;
  reply.retry_after = reception.retry_after;
  switch (reception.handling) {
    case Handling::refused:
      return false;
    case Handling::put_off:
      backlog_.accept(request, cause, touches(request));
      return false;
    case Handling::found_gone:
      if (request.verb == model::SpectoraVerb::delete_assignment) {
        orders_.remove(request.order, request.record, doing);
      }
      return false;
    case Handling::done_unsaid:
      play(request, cause, doing, reply);
      return true;
    case Handling::done:
      break;
  }
  if (unknown_to_replica(request, cause)) {
    fault(Fault::replica_behind, request);
    reply.status = model::Status::not_found;
    return false;
  }
  reply.status = play(request, cause, doing, reply);
  return true;
}

/// Somebody at Spectora may change the order right after the request.
template <class Observer>
void Spectora<Observer>::edit_by_hand(const Request& request, model::Cause cause) {
  if (request.order == options_.hands_off) return;
  if (scheduler_.faults().judge<HandVerdict>(scheduler_.choices(), FaultSite::hand, cause) ==
      HandVerdict::edits) {
    observer_.on_fault(scheduler_.now(), Fault::hand_edit, request.order);
    hands_.edit(request.order, cause, place);
  }
}

/// Whether the replica that is asked to remove a record has not heard of it yet.
template <class Observer>
bool Spectora<Observer>::unknown_to_replica(const Request& request, model::Cause cause) {
  if (request.verb != model::SpectoraVerb::delete_assignment) return false;
  const model::Time known = scheduler_.now() - options_.list_lag;
  if (!orders_.has(request.order, request.record)) return false;
  if (!orders_.is_younger(request.order, request.record, known)) return false;
  return scheduler_.faults().judge<ReplicaVerdict>(scheduler_.choices(), FaultSite::replica,
                                                   cause) == ReplicaVerdict::behind;
}

/// A write that was only accepted is done, unless everything is refused by now.
template <class Observer>
void Spectora<Observer>::do_late(const Request& request, model::Cause cause) {
  const bool refused = desk_.refuses(request.order);
  Reply unsent;
  unsent.status = model::Status::unprocessable;
  const Doing doing{model::Author::late, request.run, request.fencing, cause};
  if (!refused) unsent.status = play(request, cause, doing, unsent);
  scheduler_.trace(
      actor, static_cast<std::uint8_t>(model::Step::applied), cause,
      16 * static_cast<std::uint64_t>(unsent.status) + static_cast<std::uint64_t>(request.verb),
      request.fingerprint());
  scheduler_.tell(model::Step::applied, cause, request.run, place,
                  [&] { return describe(request) + ", which it had accepted"; });
}

template <class Observer>
model::Status Spectora<Observer>::play(const Request& request, model::Cause cause,
                                       const Doing& doing, Reply& reply) {
  switch (request.verb) {
    case model::SpectoraVerb::list_assignments:
      lists_.show(request, cause, reply);
      return model::Status::ok;
    case model::SpectoraVerb::get_event:
      reply.event = orders_.event(request.order);
      return model::Status::ok;
    case model::SpectoraVerb::delete_assignment:
      return orders_.remove(request.order, request.record, doing) ? model::Status::ok
                                                                  : model::Status::not_found;
    case model::SpectoraVerb::post_assignment:
      return post(request, cause, doing);
    case model::SpectoraVerb::put_event:
      orders_.write(request.order, request.event, doing);
      return model::Status::ok;
  }
  return model::Status::ok;
}

template <class Observer>
model::Status Spectora<Observer>::post(const Request& request, model::Cause cause,
                                       const Doing& doing) {
  const bool second = orders_.stands(request.order, request.inspector);
  if (second && options_.second_post == SecondPost::conflicts) return model::Status::conflict;
  if (second && options_.second_post == SecondPost::is_idempotent) return model::Status::ok;
  if (model::full(orders_.assignments(request.order))) return model::Status::unprocessable;
  orders_.add(request.order, {cause, request.inspector, request.primary}, doing);
  return model::Status::ok;
}

}  // namespace interleave::sim
