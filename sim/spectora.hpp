#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "model/spectora.hpp"
#include "sim/scheduler.hpp"

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
};

/// The remote orders: what each holds, and what requests and hands do to it. Every effect is
/// published as a commit. Observer: `on_commit(Time, const SpectoraCommit&)`, `on_wire`,
/// `on_reply`, `on_fault`, as AssignmentsJudge explains them.
template <class Observer>
class Spectora {
 public:
  using Request = model::SpectoraRequest;
  using Reply = model::SpectoraReply;
  static constexpr std::string_view place = "Spectora";
  static constexpr Actor actor = Actor::spectora;
  static constexpr model::Status unreachable = model::Status::unreachable;
  static constexpr model::Status timed_out = model::Status::timed_out;
  static constexpr model::Status unreadable = model::Status::unreadable;
  static constexpr std::size_t orders_max = 4;

  Spectora(Scheduler& scheduler, Observer& observer, const SpectoraOptions& options)
      : scheduler_(scheduler), observer_(observer), options_(options) {}

  void reset() {
    revoked_ = false;
    for (Order& order : orders_) {
      order.assignments.clear();
      order.changes.clear();
      order.event = {};
      order.poisoned = false;
    }
  }

  /// Puts a record on an order as the run's starting point.
  void give(model::OrderId order, const model::Assignment& assignment) {
    add(order, assignment, {});
  }
  void give(model::OrderId order, const model::CalendarEvent& event) { write(order, event, {}); }

  /// Plays a request and fills in the reply. `awaited`: its client still waits for it.
  void apply(const Request& request, model::Cause cause, bool awaited, Reply& reply);

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
  static constexpr std::size_t changes_max = 32;
  /// The inspectors whom somebody at Spectora may pick.
  static constexpr std::uint8_t pool_size = 5;
  static constexpr Uniform retry_after_s{30};

  /// A record that came or went, for lists that lag.
  struct Change {
    model::Time at{};
    model::Assignment assignment;
    bool added = false;
  };
  struct Order {
    model::AssignmentList assignments;
    model::CalendarEvent event;
    model::List<Change, changes_max> changes;  ///< the latest, oldest first
    bool poisoned = false;
  };
  /// Whose doing a commit is.
  struct Doing {
    model::Author author = model::Author::start;
    model::Cause run;
    std::uint32_t fencing = 0;
  };
  enum class HandChange : std::uint8_t { add, remove_first, remove_last, move_event, replace };

  Order& find(model::OrderId order) { return orders_[order.value]; }
  model::Status play(const Request& request, model::Cause cause, const Doing& doing, Reply& reply);
  model::Status post(const Request& request, model::Cause cause, const Doing& doing);
  void list(const Request& request, model::Cause cause, model::AssignmentList& seen);
  void edit_by_hand(model::OrderId id, model::Cause request);
  void fault(Fault kind, const Request& request) {
    observer_.on_fault(scheduler_.now(), kind, request.order);
  }
  void remember(Order& order, const model::Assignment& assignment, bool added);
  void add(model::OrderId order, const model::Assignment& assignment, const Doing& doing);
  bool remove(model::OrderId order, model::Cause record, const Doing& doing);
  void write(model::OrderId order, const model::CalendarEvent& event, const Doing& doing);

  Scheduler& scheduler_;
  Observer& observer_;
  SpectoraOptions options_;
  std::array<Order, orders_max> orders_{};
  bool revoked_ = false;
};

template <class Observer>
void Spectora<Observer>::apply(const Request& request, model::Cause cause, bool awaited,
                               Reply& reply) {
  reply.assignments.clear();
  reply.event = {};
  reply.retry_after = {};
  reply.status = model::Status::unauthorized;
  if (revoked_) return;
  Order& order = find(request.order);
  const auto verdict =
      scheduler_.faults().judge<ServerVerdict>(scheduler_.choices(), FaultSite::server, cause);
  switch (verdict) {
    case ServerVerdict::pass:
      break;
    case ServerVerdict::error_after:
      fault(Fault::error_after, request);
      break;
    case ServerVerdict::error_before:
      fault(Fault::error_before, request);
      reply.status = model::Status::unavailable;
      return;
    case ServerVerdict::too_many: {
      const Outcome more = scheduler_.choices().draw({Site::retry_after, cause}, retry_after_s);
      reply.retry_after = std::chrono::seconds(1 + more);
      observer_.on_fault(scheduler_.now() + reply.retry_after, Fault::too_many_requests,
                         request.order);
      reply.status = model::Status::too_many_requests;
      scheduler_.trace(actor, 0, cause, static_cast<std::uint64_t>(more));
      return;
    }
    case ServerVerdict::revoke_key:
      revoked_ = true;
      fault(Fault::key_revoked, request);
      return;
    case ServerVerdict::poison_order:
      order.poisoned = true;
      fault(Fault::order_poisoned, request);
      break;
  }
  if (order.poisoned && writes(request.verb)) {
    reply.status = model::Status::unprocessable;
    return;
  }
  const Doing doing{awaited ? model::Author::client : model::Author::late, request.run,
                    request.fencing};
  reply.status = play(request, cause, doing, reply);
  if (verdict == ServerVerdict::error_after) reply.status = model::Status::bad_gateway;
  if (request.order == options_.hands_off) return;
  if (scheduler_.faults().judge<HandVerdict>(scheduler_.choices(), FaultSite::hand, cause) ==
      HandVerdict::edits) {
    edit_by_hand(request.order, cause);
  }
}

template <class Observer>
model::Status Spectora<Observer>::play(const Request& request, model::Cause cause,
                                       const Doing& doing, Reply& reply) {
  switch (request.verb) {
    case model::SpectoraVerb::list_assignments:
      list(request, cause, reply.assignments);
      return model::Status::ok;
    case model::SpectoraVerb::get_event:
      reply.event = find(request.order).event;
      return model::Status::ok;
    case model::SpectoraVerb::delete_assignment:
      return remove(request.order, request.record, doing) ? model::Status::ok
                                                          : model::Status::not_found;
    case model::SpectoraVerb::post_assignment:
      return post(request, cause, doing);
    case model::SpectoraVerb::put_event:
      write(request.order, request.event, doing);
      return model::Status::ok;
  }
  return model::Status::ok;
}

template <class Observer>
model::Status Spectora<Observer>::post(const Request& request, model::Cause cause,
                                       const Doing& doing) {
  const model::AssignmentList& present = find(request.order).assignments;
  const bool stands =
      std::ranges::find(present, request.inspector, &model::Assignment::inspector) != present.end();
  if (stands && options_.second_post == SecondPost::conflicts) return model::Status::conflict;
  if (stands && options_.second_post == SecondPost::is_idempotent) return model::Status::ok;
  if (model::full(present)) return model::Status::unprocessable;
  add(request.order, {cause, request.inspector, request.primary}, doing);
  return model::Status::ok;
}

/// What the order holds, or held a moment ago: what came since is missing, what went since is still
/// there. The order of the records is not promised.
template <class Observer>
void Spectora<Observer>::list(const Request& request, model::Cause cause,
                              model::AssignmentList& seen) {
  const Order& order = find(request.order);
  seen = order.assignments;
  if (options_.list_lag == model::Duration{}) return;
  Choices& choices = scheduler_.choices();
  if (scheduler_.faults().judge<ListVerdict>(choices, FaultSite::list, cause) ==
      ListVerdict::pass) {
    return;
  }
  const Uniform range{static_cast<std::uint64_t>(options_.list_lag.count())};
  const Outcome staleness = choices.draw({Site::staleness, cause}, range);
  const model::Time as_of = scheduler_.now() - model::Duration(staleness + 1);
  scheduler_.trace(actor, 0, cause, static_cast<std::uint64_t>(staleness));
  for (auto change = order.changes.rbegin(); change != order.changes.rend(); ++change) {
    if (change->at <= as_of) break;
    if (change->added) {
      model::remove_if(seen, [&](const model::Assignment& assignment) {
        return assignment.record == change->assignment.record;
      });
    } else if (!model::full(seen)) {
      seen.push_back(change->assignment);
    }
  }
  const auto stands = [&](const model::Assignment& shown) {
    return std::ranges::find(order.assignments, shown.record, &model::Assignment::record) !=
           order.assignments.end();
  };
  if (seen.size() != order.assignments.size() || !std::ranges::all_of(seen, stands)) {
    fault(Fault::stale_list, request);
  }
}

/// Somebody at Spectora changes the order between two requests.
template <class Observer>
void Spectora<Observer>::edit_by_hand(model::OrderId id, model::Cause request) {
  Order& order = find(id);
  const Doing doing{model::Author::hand, request, 0};
  const model::Cause edit = request.child(7, 0);
  const Outcome drawn = scheduler_.choices().draw({Site::hand_change, request}, Uniform{5});
  const auto change = static_cast<HandChange>(drawn);
  scheduler_.trace(Actor::hand, static_cast<std::uint8_t>(change), edit, id.value);
  scheduler_.tell(model::Step::edited, request, request, place, [&] {
    static constexpr std::array<std::string_view, 5> words{
        "adds an inspector to ", "removes the first inspector of ",
        "removes the last inspector of ", "moves the calendar event of ",
        "replaces the first inspector of "};
    return "somebody at Spectora " + std::string(words[static_cast<std::size_t>(drawn)]) +
           name_of(id);
  });
  observer_.on_fault(scheduler_.now(), Fault::hand_edit, id);
  const auto add_somebody = [&](bool primary) {
    for (std::uint8_t candidate = 0; candidate < pool_size && !model::full(order.assignments);
         ++candidate) {
      const model::InspectorId inspector{candidate};
      if (std::ranges::find(order.assignments, inspector, &model::Assignment::inspector) !=
          order.assignments.end()) {
        continue;
      }
      return add(id, {edit, inspector, primary}, doing);
    }
  };
  switch (change) {
    case HandChange::add:
      return add_somebody(false);
    case HandChange::remove_first:
      if (!order.assignments.empty()) remove(id, order.assignments.front().record, doing);
      return;
    case HandChange::remove_last:
      if (!order.assignments.empty()) remove(id, order.assignments.back().record, doing);
      return;
    case HandChange::move_event:
      return write(id, {order.event.starts + std::chrono::hours(1), order.event.inspector}, doing);
    case HandChange::replace:
      add_somebody(true);
      if (order.assignments.size() > 1) remove(id, order.assignments.front().record, doing);
      return;
  }
}

template <class Observer>
void Spectora<Observer>::remember(Order& order, const model::Assignment& assignment, bool added) {
  if (options_.list_lag == model::Duration{}) return;
  if (model::full(order.changes)) order.changes.erase(order.changes.begin());
  order.changes.push_back({scheduler_.now(), assignment, added});
}

template <class Observer>
void Spectora<Observer>::add(model::OrderId order, const model::Assignment& assignment,
                             const Doing& doing) {
  find(order).assignments.push_back(assignment);
  if (doing.author != model::Author::start) remember(find(order), assignment, true);
  observer_.on_commit(scheduler_.now(), model::SpectoraCommit{model::SpectoraEffect::assigned,
                                                              order,
                                                              assignment,
                                                              {},
                                                              doing.author,
                                                              doing.run,
                                                              doing.fencing});
}

/// False when there is no such record any more.
template <class Observer>
bool Spectora<Observer>::remove(model::OrderId order, model::Cause record, const Doing& doing) {
  model::AssignmentList& present = find(order).assignments;
  const auto found = std::ranges::find(present, record, &model::Assignment::record);
  if (found == present.end()) return false;
  const model::Assignment removed = *found;
  present.erase(found);
  remember(find(order), removed, false);
  observer_.on_commit(scheduler_.now(), model::SpectoraCommit{model::SpectoraEffect::unassigned,
                                                              order,
                                                              removed,
                                                              {},
                                                              doing.author,
                                                              doing.run,
                                                              doing.fencing});
  return true;
}

template <class Observer>
void Spectora<Observer>::write(model::OrderId order, const model::CalendarEvent& event,
                               const Doing& doing) {
  find(order).event = event;
  observer_.on_commit(scheduler_.now(), model::SpectoraCommit{model::SpectoraEffect::event_written,
                                                              order,
                                                              {},
                                                              event,
                                                              doing.author,
                                                              doing.run,
                                                              doing.fencing});
}

}  // namespace interleave::sim
