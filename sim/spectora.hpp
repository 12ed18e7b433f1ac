#pragma once

#include "model/order.hpp"
#include "sim/hand_edits.hpp"
#include "sim/order_lists.hpp"
#include "sim/remote_endpoints.hpp"

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

template <class Observer>
class Spectora;
template <class Observer>
using SpectoraAssignmentEndpoints =
    RemoteEndpoints<Spectora<Observer>, Observer, model::SpectoraRequest, model::SpectoraReply>;

/// Spectora: what it makes of each request about who stands on an order, and what it answers. Every
/// effect is published as a commit. Observer: `on_commit(Time, const SpectoraCommit&)`, `on_wire`,
/// `on_reply`, `on_fault`, as AssignmentsJudge explains them.
template <class Observer>
class Spectora final : public SpectoraAssignmentEndpoints<Observer> {
  using Endpoints = SpectoraAssignmentEndpoints<Observer>;
  friend Endpoints;

 public:
  using Request = model::SpectoraRequest;
  using Reply = model::SpectoraReply;
  static constexpr std::string_view place = "Spectora";
  static constexpr Actor actor = Actor::spectora;
  static constexpr std::size_t orders_max = OrderBook<Observer>::orders_max;

  /// The desk is that of all of Spectora's endpoints.
  Spectora(Scheduler& scheduler, Observer& observer, RemoteDesk<Observer>& desk,
           const SpectoraOptions& options)
      : Endpoints(scheduler, observer, desk),
        options_(options),
        orders_(scheduler, observer, options.list_lag),
        lists_(scheduler, observer, orders_, {options.list_lag, options.page_size}),
        hands_(scheduler, orders_) {}

  void announce_to(AssignmentListener& listener) { orders_.announce_to(listener); }

  void reset() {
    orders_.reset();
    lists_.reset();
    Endpoints::reset();
  }

  /// Puts a record on an order as the run's starting point.
  void give(model::OrderId order, const model::Assignment& assignment) {
    orders_.add(order, assignment, {});
  }
  void give(model::OrderId order, const model::CalendarEvent& event) {
    orders_.write(order, event, {});
  }
  /// By another endpoint an order was made, or moved.
  void write(model::OrderId order, const model::CalendarEvent& event, const Doing& doing) {
    orders_.write(order, event, doing);
  }

  /// What a request touches: its order, and whether the remote still knows us.
  static Footprint touches(const Request& request) {
    const ResourceSet order{Resource::order, model::job_of(request.order).value};
    const ResourceSet account{Resource::account, 0};
    return model::writes(request.verb) ? Footprint{account, order} : Footprint{account | order, {}};
  }

 private:
  // ---- For its endpoints: see there ----
  /// The first order of its job.
  static model::OrderId about(const Request& request) {
    return model::order_of(model::job_of(request.order), 0);
  }
  static void clear(Reply& reply) {
    reply.assignments.clear();
    reply.total = 0;
    reply.event = {};
  }
  [[nodiscard]] std::uint64_t commits() const { return orders_.commits(); }
  [[nodiscard]] bool unknown_yet(const Request& request) const;
  model::Status play(const Request& request, model::Cause cause, const Doing& doing, Reply& reply);
  void find_gone(const Request& request, const Doing& doing) {
    if (request.verb != model::SpectoraVerb::delete_assignment) return;
    orders_.remove(request.order, request.record, doing);
  }
  void edit_by_hand(const Request& request, model::Cause cause);

  model::Status post(const Request& request, model::Cause cause, const Doing& doing);

  SpectoraOptions options_;
  OrderBook<Observer> orders_;
  OrderLists<Observer> lists_;
  HandEdits<Observer> hands_;
};

/// A record that is to be removed, and is younger than the lag.
template <class Observer>
bool Spectora<Observer>::unknown_yet(const Request& request) const {
  if (request.verb != model::SpectoraVerb::delete_assignment) return false;
  if (!orders_.has(request.order, request.record)) return false;
  const model::Time known = this->scheduler().now() - options_.list_lag;
  return orders_.is_younger(request.order, request.record, known);
}

/// Somebody at Spectora may change the order right after the request.
template <class Observer>
void Spectora<Observer>::edit_by_hand(const Request& request, model::Cause cause) {
  if (request.order == options_.hands_off) return;
  Scheduler& scheduler = this->scheduler();
  if (scheduler.faults().judge<HandVerdict>(scheduler.choices(), FaultSite::hand, cause) ==
      HandVerdict::edits) {
    this->observer().on_fault(scheduler.now(), Fault::hand_edit, about(request));
    hands_.edit(request.order, cause, place);
  }
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
