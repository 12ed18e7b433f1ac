#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "sim/backlog.hpp"
#include "sim/hand_edits.hpp"
#include "sim/order_lists.hpp"
#include "sim/retry_after.hpp"
#include "sim/spectora_errors.hpp"

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
        backlog_(scheduler, *this) {}
  Spectora(const Spectora&) = delete;
  Spectora& operator=(const Spectora&) = delete;

  void announce_to(AssignmentListener& listener) { orders_.announce_to(listener); }

  void reset() {
    refusal_ = model::Status::ok;
    orders_.reset();
    lists_.reset();
    backlog_.reset();
    treatments_.fill({});
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
  /// How an order is treated.
  struct Treatment {
    bool poisoned = false;
    WaitForm form = WaitForm::seconds;
    model::Time throttled_until{};
  };

  bool treat(const Request& request, model::Cause cause, const Doing& doing, Reply& reply);
  void edit_by_hand(const Request& request, model::Cause cause);
  void do_late(const Request& request, model::Cause cause) override;
  bool refuse(const Request& request, ServerVerdict verdict, model::Cause cause, Reply& reply);
  void throttle(const Request& request, bool vague, model::Cause cause);
  void refuse_all(const Request& request, model::Status status, Fault kind);
  bool divert(const Request& request, model::Cause cause, const Doing& doing, Reply& reply);
  bool unknown_to_replica(const Request& request, model::Cause cause);
  [[nodiscard]] model::Status error(ServerVerdict verdict, model::Cause cause);
  [[nodiscard]] model::Duration throttled_for(model::OrderId order) const {
    return treatments_[order.value].throttled_until - scheduler_.now();
  }
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
  Backlog backlog_;
  std::array<Treatment, orders_max> treatments_{};
  model::Status refusal_ = model::Status::ok;  ///< what everybody is told, if it is not ok
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
  reply.status = refusal_;
  if (refusal_ != model::Status::ok) return false;
  Treatment& treatment = treatments_[request.order.value];
  if (throttled_for(request.order) > model::Duration{}) {
    reply.status = model::Status::too_many_requests;
    reply.retry_after = told_wait(treatment.form, throttled_for(request.order));
    return false;
  }
  const auto verdict =
      scheduler_.faults().judge<ServerVerdict>(scheduler_.choices(), FaultSite::server, cause);
  if (verdict != ServerVerdict::pass && refuse(request, verdict, cause, reply)) return false;
  if (treatment.poisoned && writes(request.verb)) {
    reply.status = model::Status::unprocessable;
    return false;
  }
  const bool plain = verdict != ServerVerdict::error_after;
  if (plain && writes(request.verb) && divert(request, cause, doing, reply)) return false;
  reply.status = play(request, cause, doing, reply);
  if (!plain) reply.status = error(verdict, cause);
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

/// What the verdict means for the request; true when that is all that becomes of it.
template <class Observer>
bool Spectora<Observer>::refuse(const Request& request, ServerVerdict verdict, model::Cause cause,
                                Reply& reply) {
  const ResourceSet order{Resource::order, request.order.value};
  switch (verdict) {
    case ServerVerdict::pass:
      return false;
    case ServerVerdict::error_before:
      fault(Fault::error_before, request);
      reply.status = error(verdict, cause);
      return true;
    case ServerVerdict::error_after:
      fault(Fault::error_after, request);
      return false;
    case ServerVerdict::too_many:
    case ServerVerdict::too_many_vague:
      scheduler_.touch({{}, order});
      throttle(request, verdict == ServerVerdict::too_many_vague, cause);
      reply.status = model::Status::too_many_requests;
      reply.retry_after =
          told_wait(treatments_[request.order.value].form, throttled_for(request.order));
      return true;
    case ServerVerdict::revoke_key:
      refuse_all(request, model::Status::unauthorized, Fault::key_revoked);
      break;
    case ServerVerdict::forbid_key:
      refuse_all(request, model::Status::forbidden, Fault::key_forbidden);
      break;
    case ServerVerdict::poison_order:
      scheduler_.touch({{}, order});
      treatments_[request.order.value].poisoned = true;
      fault(Fault::order_poisoned, request);
      return false;
  }
  reply.status = refusal_;
  return true;
}

template <class Observer>
void Spectora<Observer>::refuse_all(const Request& request, model::Status status, Fault kind) {
  scheduler_.touch({{}, ResourceSet(Resource::account, 0)});
  refusal_ = status;
  fault(kind, request);
}

template <class Observer>
void Spectora<Observer>::throttle(const Request& request, bool vague, model::Cause cause) {
  Choices& choices = scheduler_.choices();
  Treatment& treatment = treatments_[request.order.value];
  const Outcome beyond = choices.draw({Site::retry_after, cause}, retry_after_beyond_s);
  const Uniform forms{vague ? vague_form_count : telling_form_count};
  const Outcome form = choices.draw({Site::wait_form, cause, vague ? 1U : 0U}, forms);
  const std::size_t first = vague ? telling_form_count : 0;
  treatment.form = static_cast<WaitForm>(first + static_cast<std::size_t>(form));
  treatment.throttled_until = scheduler_.now() + retry_after_least + std::chrono::seconds(beyond);
  scheduler_.trace(
      actor, 0, cause, 0,
      64 * static_cast<std::uint64_t>(treatment.form) + static_cast<std::uint64_t>(beyond));
  observer_.on_fault(treatment.throttled_until,
                     vague ? Fault::too_many_vague : Fault::too_many_requests, request.order);
}

template <class Observer>
model::Status Spectora<Observer>::error(ServerVerdict verdict, model::Cause cause) {
  const auto& errors = verdict == ServerVerdict::error_before ? errors_before : errors_after;
  const Outcome code = scheduler_.choices().draw({Site::error_code, cause}, Uniform{errors.size()});
  return errors[static_cast<std::size_t>(code)];
}

/// What becomes of a write that is not simply done; false when it is.
template <class Observer>
bool Spectora<Observer>::divert(const Request& request, model::Cause cause, const Doing& doing,
                                Reply& reply) {
  const auto verdict =
      scheduler_.faults().judge<WriteVerdict>(scheduler_.choices(), FaultSite::write, cause);
  switch (verdict) {
    case WriteVerdict::pass:
      break;
    case WriteVerdict::conflict:
      fault(Fault::conflict, request);
      reply.status = model::Status::conflict;
      return true;
    case WriteVerdict::in_progress:
      fault(Fault::in_progress, request);
      reply.status = model::Status::conflict;
      backlog_.accept(request, cause, touches(request));
      return true;
    case WriteVerdict::accepted:
      fault(Fault::accepted_late, request);
      reply.status = model::Status::accepted;
      backlog_.accept(request, cause, touches(request));
      return true;
    case WriteVerdict::dropped:
      fault(Fault::accepted_never, request);
      reply.status = model::Status::accepted;
      scheduler_.trace(actor, 0, cause, 1);
      return true;
    case WriteVerdict::gone:
      fault(Fault::gone, request);
      reply.status = model::Status::gone;
      if (request.verb == model::SpectoraVerb::delete_assignment) {
        orders_.remove(request.order, request.record, doing);
      }
      return true;
  }
  if (!unknown_to_replica(request, cause)) return false;
  fault(Fault::replica_behind, request);
  reply.status = model::Status::not_found;
  return true;
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
  const bool refused = refusal_ != model::Status::ok || treatments_[request.order.value].poisoned;
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
