#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "model/ensure.hpp"
#include "reconciler/port.hpp"
#include "sim/link.hpp"
#include "sim/process.hpp"

namespace interleave::sim {

/// Moves requests to one simulated service and replies back: sent → applied → answered → received.
/// Each way is a leg, a message in flight:
///
///     requesting ──lands──▶ applied at the service ──▶ replying ──lands──▶ the client goes on
///     requesting ──lost───▶ vanished                   replying ──lost───▶ vanished
///     refusing ───lands──▶ the client goes on: nothing was sent
///
/// From `vanished` only the client's timeout goes on; the other phases may outlive it.
///
/// It rolls no dice: the fault policy says what becomes of each leg, the strategy how long it
/// takes. A client's timeout is a timer that races the reply; the effect may land after it.
///
/// A reply reaches its client only when the client's process takes it: see Process.
///
/// Service: `bool apply(const Request&, Cause request, bool awaited, Reply&)` plays a request and
/// says whether it did as it was asked;
/// `touches` is the footprint of that; `judge_request` and `judge_reply` are its links' fault
/// policy; `on_sent`, `on_reply` and `on_fault` publish what happens to it; `place` and `actor`
/// name it, `describe` finds words for its requests and replies.
template <class Service>
class Network final : public reconciler::Port<typename Service::Request, typename Service::Reply>,
                      public EventOwner {
 public:
  using Request = typename Service::Request;
  using Reply = typename Service::Reply;
  using Call = reconciler::Call<Request, Reply>;

  Network(Scheduler& scheduler, Service& service, Process& client, const LinkOptions& options)
      : scheduler_(scheduler), service_(service), client_(client), options_(options) {}

  /// Forgets every request: a new run starts. Their clients must be gone.
  void reset() {
    for (std::uint32_t slot = 0; slot < used_; ++slot) exchanges_[slot].call = nullptr;
    free_count_ = 0;
    used_ = 0;
  }

  void submit(Call& call) override;
  void abandon(Call& call) noexcept override {
    Exchange& exchange = exchanges_[call.slot];
    if (exchange.call == &call) part(exchange);
  }
  void land(std::uint32_t slot) override;
  void ring(std::uint32_t slot) override;

 private:
  /// `held`: the reply has arrived at a process that stands still.
  enum class Phase : std::uint8_t { requesting, replying, refusing, held, vanished };

  struct Exchange {
    Call* call = nullptr;  ///< whoever still waits, or null
    Request request;       ///< what was asked, once nobody waits; before that, the call has it
    Reply reply;
    model::Cause id;
    model::Time deadline{};  ///< when the client stops waiting; zero if never
    bool ticking = false;    ///< the timer of the deadline, or of a pause, is set
    Phase phase = Phase::requesting;
  };
  static constexpr std::uint32_t exchanges_max = 128;
  static constexpr std::string_view exchanges_limit = "requests under way";

  /// Room that is kept at the end of a client's patience, so that a reply can still make it: the
  /// scheduler lands an urgent leg 1 ms before it is late, and a request's leg is followed by one.
  static constexpr model::Duration reserve = model::Duration{2'000};

  std::uint32_t take_slot();
  void release(std::uint32_t slot) {
    stop_timer(slot);
    free_[free_count_++] = slot;
  }
  void start_timer(std::uint32_t slot, model::Time due) {
    exchanges_[slot].ticking = true;
    scheduler_.set_timer(*this, slot, due, keys_of(request_of(exchanges_[slot])));
  }
  void stop_timer(std::uint32_t slot) {
    if (std::exchange(exchanges_[slot].ticking, false)) scheduler_.cancel_timer(*this, slot);
  }
  void send_request(std::uint32_t slot, Exchange& exchange);
  void send_reply(std::uint32_t slot, Exchange& exchange);
  void send_leg(std::uint32_t slot, Site delay, model::Time latest);
  void send_past_deadline(std::uint32_t slot, Site delay);
  void vanish(std::uint32_t slot, Exchange& exchange);
  void answer(std::uint32_t slot, Exchange& exchange);
  void hold(std::uint32_t slot, Exchange& exchange);
  void hand_over(std::uint32_t slot, Exchange& exchange);
  void fault(Fault kind, const Exchange& exchange) {
    service_.on_fault(kind, request_of(exchange), std::max(exchange.deadline, scheduler_.now()));
  }
  static const Request& request_of(const Exchange& exchange) {
    return exchange.call != nullptr ? exchange.call->request() : exchange.request;
  }
  /// The client goes its own way; what it asked for stays. Returns the client, if there was one.
  static Call* part(Exchange& exchange) noexcept {
    if (exchange.call != nullptr) exchange.request = exchange.call->request();
    return std::exchange(exchange.call, nullptr);
  }
  /// A reply without content: what the slot held before must not be read.
  template <class Status>
  static void answer_nothing(Reply& reply, Status status) {
    reply = Reply();
    reply.status = status;
  }
  [[nodiscard]] bool patient(const Exchange& exchange) const {
    return exchange.deadline != model::Time{};
  }
  /// What the exchange's leg touches where it lands.
  [[nodiscard]] Footprint touches(const Exchange& exchange) const {
    const Request& request = request_of(exchange);
    return exchange.phase == Phase::requesting ? Service::touches(request)
                                               : client_.touches(request.run);
  }
  /// The keys that a request, and what follows from it, is about.
  [[nodiscard]] std::uint8_t keys_of(const Request& request) const {
    return options_.keys_apart ? Service::touches(request).all().keys() : std::uint8_t{0xff};
  }
  void trace(model::Step step, const Exchange& exchange, std::uint64_t outcome,
             std::uint64_t detail = 0) {
    scheduler_.trace(Service::actor, static_cast<std::uint8_t>(step), exchange.id, outcome, detail);
  }
  void tell(model::Step step, const Exchange& exchange) {
    if (scheduler_.telling()) [[unlikely]]
      tell_in_words(step, exchange);
  }
  void tell_in_words(model::Step step, const Exchange& exchange);

  Scheduler& scheduler_;
  Service& service_;
  Process& client_;
  LinkOptions options_;
  std::array<Exchange, exchanges_max> exchanges_;
  std::array<std::uint32_t, exchanges_max> free_{};
  std::uint32_t free_count_ = 0;
  std::uint32_t used_ = 0;
};

template <class Service>
void Network<Service>::submit(Call& call) {
  if (free_count_ == 0 && used_ == exchanges_max) return scheduler_.reach_limit(exchanges_limit);
  const std::uint32_t slot = take_slot();
  Exchange& exchange = exchanges_[slot];
  call.slot = slot;
  exchange.call = &call;
  exchange.id = call.request().cause();
  exchange.phase = Phase::requesting;
  exchange.deadline = model::Time{};
  exchange.ticking = false;
  tell(model::Step::sent, exchange);
  service_.on_sent(call.request());
  if (call.timeout() != model::Duration{}) {
    exchange.deadline = scheduler_.now() + call.timeout();
    start_timer(slot, exchange.deadline);
  }
  send_request(slot, exchange);
}

template <class Service>
std::uint32_t Network<Service>::take_slot() {
  return free_count_ > 0 ? free_[--free_count_] : used_++;
}

template <class Service>
void Network<Service>::send_request(std::uint32_t slot, Exchange& exchange) {
  constexpr Site delay = Site::request_delay;
  switch (service_.judge_request(exchange.id)) {
    case RequestVerdict::pass:
      // The reply needs its base too, if it is to arrive before the client gives up.
      return send_leg(slot, delay, exchange.deadline - options_.base - reserve);
    case RequestVerdict::lost:
      tell(model::Step::lost_request, exchange);
      fault(Fault::request_lost, exchange);
      return vanish(slot, exchange);
    case RequestVerdict::refused:
      fault(Fault::connection_refused, exchange);
      exchange.phase = Phase::refusing;
      return send_leg(slot, delay, exchange.deadline - reserve / 2);
    case RequestVerdict::outlives:
      fault(Fault::request_outlives, exchange);
      return send_past_deadline(slot, delay);
  }
}

template <class Service>
void Network<Service>::send_reply(std::uint32_t slot, Exchange& exchange) {
  constexpr Site delay = Site::reply_delay;
  exchange.phase = Phase::replying;
  switch (service_.judge_reply(exchange.id)) {
    case ReplyVerdict::pass:
      return send_leg(slot, delay, exchange.deadline - reserve / 2);
    case ReplyVerdict::lost:
      tell(model::Step::lost_reply, exchange);
      fault(Fault::reply_lost, exchange);
      return vanish(slot, exchange);
    case ReplyVerdict::outlives:
      fault(Fault::reply_outlives, exchange);
      return send_past_deadline(slot, delay);
    case ReplyVerdict::unreadable:
      fault(Fault::reply_unreadable, exchange);
      answer_nothing(exchange.reply, Service::unreadable);
      return send_leg(slot, delay, exchange.deadline - reserve / 2);
  }
}

template <class Service>
void Network<Service>::send_leg(std::uint32_t slot, Site delay, model::Time latest) {
  const Exchange& exchange = exchanges_[slot];
  Leg leg = options_.leg({delay, exchange.id}, scheduler_.now(), touches(exchange));
  leg.keys = keys_of(request_of(exchange));
  if (patient(exchange)) leg.latest = std::min(leg.latest, latest);
  scheduler_.send(*this, slot, leg);
}

template <class Service>
void Network<Service>::send_past_deadline(std::uint32_t slot, Site delay) {
  const Exchange& exchange = exchanges_[slot];
  const model::Cause id = exchange.id;
  const model::Time deadline = exchange.deadline;
  const Key key{Site::overshoot, id, delay == Site::request_delay ? 0U : 1U};
  const Outcome beyond = scheduler_.choices().draw(key, overshoot_ms);
  const model::Time earliest =
      std::max(deadline, scheduler_.now()) + overshoot_least + std::chrono::milliseconds(beyond);
  scheduler_.send(*this, slot,
                  {{delay, id},
                   earliest,
                   earliest + overshoot_room,
                   {},
                   touches(exchange),
                   keys_of(request_of(exchange))});
}

/// Nothing more will come of this exchange but the client's timeout.
template <class Service>
void Network<Service>::vanish(std::uint32_t slot, Exchange& exchange) {
  exchange.phase = Phase::vanished;
  if (!patient(exchange)) release(slot);
}

template <class Service>
void Network<Service>::land(std::uint32_t slot) {
  Exchange& exchange = exchanges_[slot];
  if (exchange.phase != Phase::requesting) return answer(slot, exchange);
  const Request& request = request_of(exchange);
  scheduler_.touch(touches(exchange));
  // A client that stands still past its deadline is going to give up as soon as it goes on.
  const bool in_time = !patient(exchange) || scheduler_.now() < exchange.deadline;
  const bool done =
      service_.apply(request, exchange.id, exchange.call != nullptr && in_time, exchange.reply);
  const model::Step step = done ? model::Step::applied : model::Step::no_effect;
  trace(step, exchange,
        16 * static_cast<std::uint64_t>(exchange.reply.status) +
            static_cast<std::uint64_t>(request.verb),
        request.fingerprint());
  tell(step, exchange);
  if (exchange.call == nullptr) return release(slot);  // nobody waits for the reply
  if (!in_time) return vanish(slot, exchange);
  send_reply(slot, exchange);
}

/// The reply reaches the machine of the client. When the client dies of it, it abandons its call.
template <class Service>
void Network<Service>::answer(std::uint32_t slot, Exchange& exchange) {
  scheduler_.touch(touches(exchange));
  if (exchange.phase == Phase::refusing) answer_nothing(exchange.reply, Service::unreachable);
  if (exchange.call != nullptr && client_.receive(exchange.id) == Process::Reception::held) {
    return hold(slot, exchange);
  }
  hand_over(slot, exchange);
}

template <class Service>
void Network<Service>::hold(std::uint32_t slot, Exchange& exchange) {
  stop_timer(slot);
  trace(model::Step::paused, exchange, static_cast<std::uint64_t>(exchange.phase));
  exchange.phase = Phase::held;
  start_timer(slot, client_.awake_at());
}

template <class Service>
void Network<Service>::hand_over(std::uint32_t slot, Exchange& exchange) {
  const auto status = static_cast<std::uint64_t>(exchange.reply.status);
  trace(model::Step::received, exchange, 2 * status + (exchange.call != nullptr ? 1 : 0));
  tell(exchange.reply.status == Service::unreachable ? model::Step::refused
       : exchange.call == nullptr                    ? model::Step::too_late
                                                     : model::Step::received,
       exchange);
  Call* const call = std::exchange(exchange.call, nullptr);  // the reply ends the exchange
  release(slot);
  if (call == nullptr) return;
  service_.on_reply(call->request(), exchange.reply);
  call->complete(exchange.reply);
}

/// The client's patience is over, or its process goes on and looks at what has arrived.
template <class Service>
void Network<Service>::ring(std::uint32_t slot) {
  Exchange& exchange = exchanges_[slot];
  exchange.ticking = false;
  scheduler_.touch(client_.touches(request_of(exchange).run));
  if (exchange.call != nullptr && client_.take_up() == Process::Reception::held) {
    return start_timer(slot, client_.awake_at());
  }
  if (exchange.phase == Phase::held) return hand_over(slot, exchange);
  trace(model::Step::timed_out, exchange, exchange.call != nullptr ? 1 : 0);
  tell(model::Step::timed_out, exchange);
  Call* const call = part(exchange);
  if (exchange.phase == Phase::vanished) release(slot);
  if (call == nullptr) return;
  Reply reply;
  answer_nothing(reply, Service::timed_out);
  service_.on_reply(call->request(), reply);
  call->complete(reply);
}

template <class Service>
void Network<Service>::tell_in_words(model::Step step, const Exchange& exchange) {
  const Request& request = request_of(exchange);
  const bool at_server = step == model::Step::applied || step == model::Step::no_effect ||
                         step == model::Step::lost_request || step == model::Step::lost_reply;
  scheduler_.tell(step, exchange.id, request.run,
                  at_server ? std::string(Service::place) : client_.place(), [&] {
                    const std::string words = describe(request);
                    return step == model::Step::received
                               ? words + " answered " + describe(request, exchange.reply)
                               : words;
                  });
}

}  // namespace interleave::sim
