#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "model/list.hpp"
#include "sim/remote_errors.hpp"
#include "sim/retry_after.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// What becomes of a request once the remote has it.
struct Reception {
  enum class Handling : std::uint8_t {
    refused,      ///< nothing is done
    done,         ///< it is done, and answered for what it was
    done_unsaid,  ///< it is done, and the answer is an error
    put_off,      ///< it was accepted, and is done later
    found_gone,   ///< nothing is done; what it would remove is gone
  };

  Handling handling = Handling::done;
  model::Status status = model::Status::ok;  ///< the answer, unless it is done
  std::optional<model::Duration> retry_after{};
};

/// Where a remote receives every request, whatever it asks for: the fault policy says what becomes
/// of it. What is remembered here lasts: a key that is revoked, an order that is throttled or
/// refuses whatever is written. What an order is to Spectora, the element of that number is to
/// Flex. Observer: `on_fault`.
template <class Observer>
class RemoteDesk {
 public:
  static constexpr std::size_t orders_max = 4;

  /// A request, as far as that goes.
  struct Visit {
    model::OrderId order;  ///< what it is about
    model::Cause cause;
    bool writes = false;
  };

  /// A desk takes at most so many requests within this; whoever comes beyond has to wait as long.
  static constexpr model::Duration burst_time = std::chrono::seconds(1);
  static constexpr std::size_t burst_max = 32;

  /// `actor`: whose desk it is. `burst`: how many requests it takes within `burst_time`; 0: any
  /// number.
  RemoteDesk(Scheduler& scheduler, Observer& observer, Actor actor, std::size_t burst = 0)
      : scheduler_(scheduler), observer_(observer), actor_(actor), burst_(burst) {}

  void reset() {
    arrivals_.clear();
    refusal_ = model::Status::ok;
    treatments_.fill({});
  }

  /// Everybody is refused from the start.
  void refuse_all() { refusal_ = model::Status::unauthorized; }

  Reception receive(const Visit& visit);
  /// Whether something that was put off is refused by now.
  [[nodiscard]] bool refuses(model::OrderId order) const {
    return refusal_ != model::Status::ok || treatments_[order.value].poisoned;
  }

 private:
  using Handling = Reception::Handling;

  /// How an order is treated.
  struct Treatment {
    bool poisoned = false;
    WaitForm form = WaitForm::seconds;
    model::Time throttled_until{};
  };

  [[nodiscard]] bool crowded();
  [[nodiscard]] Reception treat(const Visit& visit, ServerVerdict verdict);
  [[nodiscard]] Reception put_aside(const Visit& visit);
  Reception refuse_all(const Visit& visit, model::Status status, Fault kind);
  void throttle(const Visit& visit, bool vague);
  [[nodiscard]] Reception too_many(model::OrderId order) const {
    const Treatment& treatment = treatments_[order.value];
    return {Handling::refused, model::Status::too_many_requests,
            told_wait(treatment.form, treatment.throttled_until - scheduler_.now())};
  }
  [[nodiscard]] model::Status error(ServerVerdict verdict, model::Cause cause);
  Reception with(Fault kind, const Visit& visit, const Reception& reception) {
    observer_.on_fault(scheduler_.now(), kind, visit.order);
    return reception;
  }

  Scheduler& scheduler_;
  Observer& observer_;
  Actor actor_;
  std::size_t burst_;
  model::List<model::Time, burst_max> arrivals_;  ///< within `burst_time`
  std::array<Treatment, orders_max> treatments_{};
  model::Status refusal_ = model::Status::ok;  ///< what everybody is told, if it is not ok
};

template <class Observer>
Reception RemoteDesk<Observer>::receive(const Visit& visit) {
  if (burst_ != 0 && crowded()) {
    observer_.on_fault(scheduler_.now() + burst_time, Fault::too_many_requests, visit.order);
    return {Handling::refused, model::Status::too_many_requests, burst_time};
  }
  if (refusal_ != model::Status::ok) return {Handling::refused, refusal_};
  const Treatment& treatment = treatments_[visit.order.value];
  if (treatment.throttled_until > scheduler_.now()) return too_many(visit.order);
  const auto verdict = scheduler_.faults().judge<ServerVerdict>(scheduler_.choices(),
                                                                FaultSite::server, visit.cause);
  if (verdict != ServerVerdict::pass) return treat(visit, verdict);
  return put_aside(visit);
}

/// Whether too many came just before; if not, this one counts.
template <class Observer>
bool RemoteDesk<Observer>::crowded() {
  scheduler_.touch({{}, ResourceSet(Resource::account, 0)});
  model::remove_if(
      arrivals_, [this](model::Time arrival) { return arrival + burst_time <= scheduler_.now(); });
  if (arrivals_.size() >= burst_) return true;
  arrivals_.push_back(scheduler_.now());
  return false;
}

template <class Observer>
Reception RemoteDesk<Observer>::treat(const Visit& visit, ServerVerdict verdict) {
  const ResourceSet order{Resource::order, visit.order.value};
  switch (verdict) {
    case ServerVerdict::pass:
      break;
    case ServerVerdict::error_before:
      observer_.on_fault(scheduler_.now(), Fault::error_before, visit.order);
      return {Handling::refused, error(verdict, visit.cause)};
    case ServerVerdict::error_after: {
      observer_.on_fault(scheduler_.now(), Fault::error_after, visit.order);
      const bool poisoned = treatments_[visit.order.value].poisoned && visit.writes;
      if (poisoned) return {Handling::refused, model::Status::unprocessable};
      return {Handling::done_unsaid, error(verdict, visit.cause)};
    }
    case ServerVerdict::too_many:
    case ServerVerdict::too_many_vague:
      scheduler_.touch({{}, order});
      throttle(visit, verdict == ServerVerdict::too_many_vague);
      return too_many(visit.order);
    case ServerVerdict::revoke_key:
      return refuse_all(visit, model::Status::unauthorized, Fault::key_revoked);
    case ServerVerdict::forbid_key:
      return refuse_all(visit, model::Status::forbidden, Fault::key_forbidden);
    case ServerVerdict::poison_order:
      scheduler_.touch({{}, order});
      treatments_[visit.order.value].poisoned = true;
      observer_.on_fault(scheduler_.now(), Fault::order_poisoned, visit.order);
      break;
  }
  return put_aside(visit);
}

/// What becomes of a write that is not simply done.
template <class Observer>
Reception RemoteDesk<Observer>::put_aside(const Visit& visit) {
  if (!visit.writes) return {};
  if (treatments_[visit.order.value].poisoned) {
    return {Handling::refused, model::Status::unprocessable};
  }
  const auto verdict =
      scheduler_.faults().judge<WriteVerdict>(scheduler_.choices(), FaultSite::write, visit.cause);
  switch (verdict) {
    case WriteVerdict::pass:
      break;
    case WriteVerdict::conflict:
      return with(Fault::conflict, visit, {Handling::refused, model::Status::conflict});
    case WriteVerdict::in_progress:
      return with(Fault::in_progress, visit, {Handling::put_off, model::Status::conflict});
    case WriteVerdict::accepted:
      return with(Fault::accepted_late, visit, {Handling::put_off, model::Status::accepted});
    case WriteVerdict::dropped:
      scheduler_.trace(actor_, 0, visit.cause, 1);
      return with(Fault::accepted_never, visit, {Handling::refused, model::Status::accepted});
    case WriteVerdict::gone:
      return with(Fault::gone, visit, {Handling::found_gone, model::Status::gone});
  }
  return {};
}

template <class Observer>
Reception RemoteDesk<Observer>::refuse_all(const Visit& visit, model::Status status, Fault kind) {
  scheduler_.touch({{}, ResourceSet(Resource::account, 0)});
  refusal_ = status;
  return with(kind, visit, {Handling::refused, status});
}

template <class Observer>
void RemoteDesk<Observer>::throttle(const Visit& visit, bool vague) {
  Choices& choices = scheduler_.choices();
  Treatment& treatment = treatments_[visit.order.value];
  const Outcome beyond = choices.draw({Site::retry_after, visit.cause}, retry_after_beyond_s);
  const Uniform forms{vague ? vague_form_count : telling_form_count};
  const Outcome form = choices.draw({Site::wait_form, visit.cause, vague ? 1U : 0U}, forms);
  const std::size_t first = vague ? telling_form_count : 0;
  treatment.form = static_cast<WaitForm>(first + static_cast<std::size_t>(form));
  treatment.throttled_until = scheduler_.now() + retry_after_least + std::chrono::seconds(beyond);
  scheduler_.trace(
      actor_, 0, visit.cause, 0,
      64 * static_cast<std::uint64_t>(treatment.form) + static_cast<std::uint64_t>(beyond));
  observer_.on_fault(treatment.throttled_until,
                     vague ? Fault::too_many_vague : Fault::too_many_requests, visit.order);
}

template <class Observer>
model::Status RemoteDesk<Observer>::error(ServerVerdict verdict, model::Cause cause) {
  const auto& errors = verdict == ServerVerdict::error_before ? errors_before : errors_after;
  const Outcome code = scheduler_.choices().draw({Site::error_code, cause}, Uniform{errors.size()});
  return errors[static_cast<std::size_t>(code)];
}

}  // namespace interleave::sim
