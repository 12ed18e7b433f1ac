#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "model/spectora.hpp"
#include "sim/trace.hpp"

namespace interleave::sim {

/// What a second POST of an inspector who already stands on the order does. Spectora's partner
/// endpoints are undocumented, so this is an option.
enum class SecondPost : std::uint8_t { adds_duplicate, conflicts, is_idempotent };

/// The remote orders: what each holds, and what requests do to it. Every effect is published as a
/// commit. Observer: `on_commit(const model::SpectoraCommit&)`.
template <class Observer>
class Spectora {
 public:
  using Request = model::SpectoraRequest;
  using Reply = model::SpectoraReply;
  static constexpr std::string_view place = "Spectora";
  static constexpr Actor actor = Actor::spectora;
  static constexpr std::size_t orders_max = 4;

  Spectora(Observer& observer, SecondPost second_post)
      : observer_(observer), second_post_(second_post) {}

  void reset() {
    for (Order& order : orders_) {
      order.assignments.clear();
      order.event = {};
    }
  }

  /// Puts a record on an order as the run's starting point.
  void give(model::OrderId order, const model::Assignment& assignment) { add(order, assignment); }
  void give(model::OrderId order, const model::CalendarEvent& event) { write(order, event); }

  /// Plays a request and fills in the reply.
  void apply(const Request& request, model::Cause cause, Reply& reply);

  static Reply unreachable() { return {model::Status::unreachable, {}}; }
  static Reply timed_out() { return {model::Status::timed_out, {}}; }

 private:
  struct Order {
    model::AssignmentList assignments;
    model::CalendarEvent event;
  };

  Order& find(model::OrderId order) { return orders_[order.value]; }
  model::Status post(const Request& request, model::Cause cause);
  void add(model::OrderId order, const model::Assignment& assignment) {
    find(order).assignments.push_back(assignment);
    observer_.on_commit(
        model::SpectoraCommit{model::SpectoraEffect::assigned, order, assignment, {}});
  }
  void remove(model::OrderId order, model::Cause record);
  void write(model::OrderId order, const model::CalendarEvent& event) {
    find(order).event = event;
    observer_.on_commit(
        model::SpectoraCommit{model::SpectoraEffect::event_written, order, {}, event});
  }

  Observer& observer_;
  SecondPost second_post_;
  std::array<Order, orders_max> orders_{};
};

template <class Observer>
void Spectora<Observer>::apply(const Request& request, model::Cause cause, Reply& reply) {
  reply.status = model::Status::ok;
  reply.assignments.clear();
  switch (request.verb) {
    case model::SpectoraVerb::list_assignments:
      reply.assignments = find(request.order).assignments;
      return;
    case model::SpectoraVerb::delete_assignment:
      return remove(request.order, request.record);
    case model::SpectoraVerb::post_assignment:
      reply.status = post(request, cause);
      return;
    case model::SpectoraVerb::put_event:
      return write(request.order, request.event);
  }
}

template <class Observer>
model::Status Spectora<Observer>::post(const Request& request, model::Cause cause) {
  const model::AssignmentList& present = find(request.order).assignments;
  const bool stands =
      std::ranges::find(present, request.inspector, &model::Assignment::inspector) != present.end();
  if (stands && second_post_ == SecondPost::conflicts) return model::Status::conflict;
  if (stands && second_post_ == SecondPost::is_idempotent) return model::Status::ok;
  if (model::full(present)) return model::Status::too_many_records;
  add(request.order, {cause, request.inspector, request.primary});
  return model::Status::ok;
}

/// Removing what is gone is a no-op, and still a request.
template <class Observer>
void Spectora<Observer>::remove(model::OrderId order, model::Cause record) {
  model::AssignmentList& present = find(order).assignments;
  const auto found = std::ranges::find(present, record, &model::Assignment::record);
  if (found == present.end()) return;
  const model::Assignment removed = *found;
  present.erase(found);
  observer_.on_commit(model::SpectoraCommit{model::SpectoraEffect::unassigned, order, removed, {}});
}

}  // namespace interleave::sim
