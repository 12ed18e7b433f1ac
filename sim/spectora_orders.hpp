#pragma once

#include <algorithm>
#include <string>

#include "sim/order_shelf.hpp"
#include "sim/remote_endpoints.hpp"

namespace interleave::sim {

template <class Observer>
class SpectoraOrders;
template <class Observer>
using SpectoraOrderEndpoints =
    RemoteEndpoints<SpectoraOrders<Observer>, Observer, model::OrderRequest, model::OrderReply>;

/// Spectora's order endpoints: what they make of each request, and what they answer. Every effect
/// is published as a commit. Observer: `on_commit(Time, const OrderCommit&)`, `on_wire`,
/// `on_reply`, `on_fault`.
template <class Observer>
class SpectoraOrders final : public SpectoraOrderEndpoints<Observer> {
  using Endpoints = SpectoraOrderEndpoints<Observer>;
  friend Endpoints;

 public:
  using Request = model::OrderRequest;
  using Reply = model::OrderReply;
  static constexpr std::string_view place = "Spectora";
  static constexpr Actor actor = Actor::spectora;

  /// The desk is that of all of Spectora's endpoints. A search for orders, or a replica, may miss
  /// writes younger than the lag; zero: they never do.
  SpectoraOrders(Scheduler& scheduler, Observer& observer, RemoteDesk<Observer>& desk,
                 model::Duration lag)
      : Endpoints(scheduler, observer, desk), lag_(lag), shelf_(scheduler, observer) {}

  /// `honours_references`: a POST whose reference has an order already makes no second one.
  /// Otherwise each POST makes one.
  void reset(bool honours_references) {
    honours_references_ = honours_references;
    shelf_.reset();
    Endpoints::reset();
  }

  /// Makes an order as the run's starting point.
  model::OrderId give(const model::Reference& reference, const model::CalendarEvent& event) {
    return shelf_.make(reference, event, {}).id;
  }
  /// Somebody at Spectora books, moves or cancels there. Preconditions: the job's orders are not
  /// full; there is such an order, and it is live.
  void book_by_hand(const model::Reference& reference, const model::CalendarEvent& event,
                    model::Cause cause) {
    touch_by_hand(reference.job);
    shelf_.make(reference, event, by_hand(cause));
  }
  void move_by_hand(model::OrderId order, const model::CalendarEvent& event, model::Cause cause) {
    touch_by_hand(model::job_of(order));
    shelf_.reschedule(order, event, by_hand(cause));
  }
  void cancel_by_hand(model::OrderId order, model::Cause cause) {
    touch_by_hand(model::job_of(order));
    shelf_.cancel(order, by_hand(cause));
  }
  /// Another endpoint has moved an order that there is, and says so itself.
  void follow(model::OrderId order, const model::CalendarEvent& event) {
    shelf_.follow(order, event);
  }
  /// The orders of a job as they stand.
  [[nodiscard]] model::OrderList orders(model::JobId job) const { return shelf_.now(job); }

  /// What a request touches: the orders of its job, and whether the remote still knows us.
  static Footprint touches(const Request& request) {
    const ResourceSet orders{Resource::order, request.job().value};
    const ResourceSet account{Resource::account, 0};
    return model::writes(request.verb) ? Footprint{account, orders}
                                       : Footprint{account | orders, {}};
  }

 private:
  // ---- For its endpoints: see there ----
  /// The first order of the job.
  static model::OrderId about(const Request& request) { return model::order_of(request.job(), 0); }
  static void clear(Reply& reply) { reply.orders.clear(); }
  [[nodiscard]] std::uint64_t commits() const { return shelf_.commits(); }
  /// An order that is named, and is younger than the lag.
  [[nodiscard]] bool unknown_yet(const Request& request) const {
    return shelf_.is_younger(request.order, this->scheduler().now() - lag_);
  }
  model::Status play(const Request& request, model::Cause cause, const Doing& doing, Reply& reply);
  void find_gone(const Request&, const Doing&) {}
  void edit_by_hand(const Request& request, model::Cause cause);

  static Doing by_hand(model::Cause cause) { return {model::Author::hand, cause, 0, cause}; }
  void touch_by_hand(model::JobId job) {
    this->scheduler().touch({{}, ResourceSet(Resource::order, job.value)});
  }
  model::Status post(const Request& request, const Doing& doing, Reply& reply);
  model::Status get(model::OrderId id, Reply& reply) const;
  model::Status cancel(model::OrderId id, const Doing& doing);
  model::Status reschedule(const Request& request, const Doing& doing);
  void search(const Request& request, model::Cause cause, Reply& reply);

  model::Duration lag_;
  bool honours_references_ = true;
  OrderShelf<Observer> shelf_;
};

template <class Observer>
model::Status SpectoraOrders<Observer>::play(const Request& request, model::Cause cause,
                                             const Doing& doing, Reply& reply) {
  switch (request.verb) {
    case model::OrderVerb::post_order:
      return post(request, doing, reply);
    case model::OrderVerb::get_order:
      return get(request.order, reply);
    case model::OrderVerb::find_orders:
      search(request, cause, reply);
      return model::Status::ok;
    case model::OrderVerb::cancel_order:
      return cancel(request.order, doing);
    case model::OrderVerb::put_event:
      return reschedule(request, doing);
  }
  return model::Status::ok;
}

template <class Observer>
model::Status SpectoraOrders<Observer>::post(const Request& request, const Doing& doing,
                                             Reply& reply) {
  const model::Order* order =
      honours_references_ && request.reference.number != model::Reference::no_name
          ? shelf_.find(request.reference)
          : nullptr;
  if (order == nullptr) {
    if (shelf_.full(request.reference.job)) return model::Status::unprocessable;
    order = &shelf_.make(request.reference, request.event, doing);
  }
  reply.orders.push_back(*order);
  return model::Status::ok;
}

template <class Observer>
model::Status SpectoraOrders<Observer>::get(model::OrderId id, Reply& reply) const {
  const model::Order* const order = shelf_.find(id);
  if (order == nullptr) return model::Status::not_found;
  reply.orders.push_back(*order);
  return model::Status::ok;
}

/// To cancel what is cancelled changes nothing, and is no error.
template <class Observer>
model::Status SpectoraOrders<Observer>::cancel(model::OrderId id, const Doing& doing) {
  const model::Order* const order = shelf_.find(id);
  if (order == nullptr) return model::Status::not_found;
  if (!order->cancelled) shelf_.cancel(id, doing);
  return model::Status::ok;
}

template <class Observer>
model::Status SpectoraOrders<Observer>::reschedule(const Request& request, const Doing& doing) {
  const model::Order* const order = shelf_.find(request.order);
  if (order == nullptr) return model::Status::not_found;
  if (order->cancelled) return model::Status::gone;
  shelf_.reschedule(request.order, request.event, doing);
  return model::Status::ok;
}

/// The orders of a job, or what they were a moment ago.
template <class Observer>
void SpectoraOrders<Observer>::search(const Request& request, model::Cause cause, Reply& reply) {
  const model::JobId job = request.reference.job;
  reply.orders = shelf_.now(job);
  if (lag_ == model::Duration{}) return;
  Scheduler& scheduler = this->scheduler();
  Choices& choices = scheduler.choices();
  if (scheduler.faults().judge<ListVerdict>(choices, FaultSite::list, cause) == ListVerdict::pass) {
    return;
  }
  const Uniform range{static_cast<std::uint64_t>(lag_.count())};
  const Outcome staleness = choices.draw({Site::staleness, cause}, range);
  scheduler.trace(actor, 0, cause, 0, static_cast<std::uint64_t>(staleness));
  reply.orders = shelf_.as_of(job, scheduler.now() - model::Duration(staleness + 1));
  if (reply.orders != shelf_.now(job)) {
    this->observer().on_fault(scheduler.now(), Fault::stale_list, about(request));
  }
}

/// Somebody at Spectora may cancel or move the job's latest live order right after the request.
template <class Observer>
void SpectoraOrders<Observer>::edit_by_hand(const Request& request, model::Cause cause) {
  Scheduler& scheduler = this->scheduler();
  if (scheduler.faults().judge<HandVerdict>(scheduler.choices(), FaultSite::hand, cause) ==
      HandVerdict::nobody) {
    return;
  }
  const Outcome change = scheduler.choices().draw({Site::hand_change, cause}, Uniform{2});
  const model::Cause edit = cause.child(7, 0);
  const Doing doing{model::Author::hand, cause, 0, edit};
  const model::OrderList orders = shelf_.now(request.job());
  const auto live = std::find_if(orders.rbegin(), orders.rend(),
                                 [](const model::Order& order) { return !order.cancelled; });
  scheduler.touch({{}, ResourceSet(Resource::order, request.job().value)});
  scheduler.trace(Actor::hand, static_cast<std::uint8_t>(change), edit,
                  live == orders.rend() ? 0xff : live->id.value);
  if (live == orders.rend()) return;
  this->observer().on_fault(scheduler.now(), Fault::hand_edit, about(request));
  scheduler.tell(model::Step::edited, cause, cause, place, [&] {
    return "somebody at Spectora " + std::string(change == 0 ? "cancels " : "moves ") +
           name_of(live->id);
  });
  if (change == 0) return shelf_.cancel(live->id, doing);
  shelf_.reschedule(live->id, {live->event.starts + std::chrono::hours(1), live->event.inspector},
                    doing);
}

}  // namespace interleave::sim
