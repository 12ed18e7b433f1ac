#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/booking.hpp"
#include "model/order.hpp"
#include "sim/link.hpp"
#include "sim/places.hpp"
#include "sim/process.hpp"

namespace interleave::sim {

/// Hears the webhooks that a worker takes.
class WebhookHandler {
 public:
  virtual void on_webhook(std::uint8_t worker, const model::NativeNews& news) = 0;
  /// Spectora says that some were not delivered.
  virtual void on_webhooks_lost(std::uint8_t worker, model::Cause cause) = 0;

 protected:
  ~WebhookHandler() = default;
};

/// Spectora's webhooks about orders that are booked there, on their way to Attik: of each change
/// one about the order and, unless it is cancelled, one about its calendar event. Each goes its own
/// way, so they overtake one another; some come twice, up to 70 min late, or never. What no worker
/// takes is sent again a while later. Observer: `on_fault`.
template <class Observer>
class Webhooks final : public EventOwner {
 public:
  struct Options {
    LinkOptions link{};
    std::uint8_t workers = 1;
    bool source = true;  ///< any are sent at all
  };

  Webhooks(Scheduler& scheduler, Observer& observer, WebhookHandler& handler,
           std::array<Process, workers_max>& processes, const Options& options)
      : scheduler_(scheduler),
        observer_(observer),
        handler_(handler),
        processes_(processes),
        options_(options) {}

  void reset() { sent_.clear(); }

  /// Tells of a change that `news.cause` has made.
  void send(const model::NativeNews& news) {
    if (!options_.source) return;
    send(news, 0);
    if (news.live) send(news, 1);
  }

  void land(std::uint32_t place) override { arrive(place); }
  void ring(std::uint32_t place) override { arrive(place); }

 private:
  struct Webhook {
    model::NativeNews news;
    bool loss = false;        ///< tells of a loss instead
    std::uint32_t tries = 0;  ///< how often it reached somebody
    bool held = false;        ///< by a worker that stands still
    std::uint8_t worker = 0;
  };
  static constexpr std::size_t webhooks_max = 64;
  static constexpr std::uint32_t tries_max = 8;
  static constexpr model::Duration pause = std::chrono::seconds(30);
  static constexpr std::string_view webhooks_limit = "webhooks on their way";

  void send(const model::NativeNews& news, std::uint32_t topic);
  void dispatch(const Webhook& webhook, model::Duration late);
  void arrive(std::uint32_t place);
  void hand_over(const Webhook& webhook);
  [[nodiscard]] std::uint8_t route(const Webhook& webhook);

  Scheduler& scheduler_;
  Observer& observer_;
  WebhookHandler& handler_;
  std::array<Process, workers_max>& processes_;
  Options options_;
  Places<Webhook, webhooks_max> sent_;
};

template <class Observer>
void Webhooks<Observer>::send(const model::NativeNews& news, std::uint32_t topic) {
  Choices& choices = scheduler_.choices();
  const auto order = model::order_of(news.native, 0);
  const auto verdict =
      scheduler_.faults().judge<StreamVerdict>(choices, FaultSite::stream, news.cause, topic);
  if (verdict != StreamVerdict::pass) {
    scheduler_.trace(Actor::spectora, static_cast<std::uint8_t>(model::Step::lost_change),
                     news.cause, static_cast<std::uint64_t>(verdict));
  }
  Webhook webhook{.news = news};
  webhook.news.cause = news.cause.child(9, 2 * topic);
  model::Duration late{};
  switch (verdict) {
    case StreamVerdict::lost:
      return observer_.on_fault(scheduler_.now(), Fault::change_lost, order);
    case StreamVerdict::lost_with_error:
      observer_.on_fault(scheduler_.now(), Fault::stream_gap, order);
      webhook.loss = true;
      break;
    case StreamVerdict::late:
      late =
          std::chrono::milliseconds(choices.draw({Site::lateness, news.cause, topic}, lateness_ms));
      observer_.on_fault(scheduler_.now(), Fault::change_late, order);
      break;
    case StreamVerdict::twice:
    case StreamVerdict::pass:
      break;
  }
  dispatch(webhook, late);
  if (verdict != StreamVerdict::twice) return;
  observer_.on_fault(scheduler_.now(), Fault::change_twice, order);
  webhook.news.cause = news.cause.child(9, 2 * topic + 1);
  dispatch(webhook, {});
}

template <class Observer>
std::uint8_t Webhooks<Observer>::route(const Webhook& webhook) {
  if (options_.workers == 1) return 0;
  const Key key{Site::routing, webhook.news.cause, webhook.tries};
  const Outcome routed = scheduler_.choices().draw(key, Uniform{options_.workers});
  scheduler_.trace(Actor::spectora, 0, webhook.news.cause, static_cast<std::uint64_t>(routed));
  return static_cast<std::uint8_t>(routed);
}

template <class Observer>
void Webhooks<Observer>::dispatch(const Webhook& webhook, model::Duration late) {
  Webhook sent = webhook;
  sent.worker = route(webhook);
  const std::optional<std::uint32_t> place = sent_.take(sent);
  if (!place) return scheduler_.reach_limit(webhooks_limit);
  const std::uint32_t native = webhook.news.native.value;
  const Footprint touches{processes_[sent.worker].itself(),
                          ResourceSet(Resource::sync, native) | ResourceSet(Resource::job, native)};
  scheduler_.send(*this, *place,
                  options_.link.leg({Site::echo_delay, webhook.news.cause, webhook.tries},
                                    scheduler_.now() + late, touches));
}

template <class Observer>
void Webhooks<Observer>::arrive(std::uint32_t place) {
  Webhook webhook = sent_[place];
  Process& process = processes_[webhook.worker];
  scheduler_.touch({process.itself(), {}});
  const Process::Reception reception =
      webhook.held ? process.take_up() : process.receive(webhook.news.cause, webhook.tries);
  sent_.give_back(place);
  if (reception == Process::Reception::held) {
    webhook.held = true;
    const std::optional<std::uint32_t> again = sent_.take(webhook);
    if (!again) return scheduler_.reach_limit(webhooks_limit);
    return scheduler_.set_timer(*this, *again, process.awake_at());
  }
  const bool taken = reception == Process::Reception::taken;
  scheduler_.trace(Actor::spectora, static_cast<std::uint8_t>(model::Step::delivered),
                   webhook.news.cause, taken ? 1 : 0);
  if (taken) return hand_over(webhook);
  webhook.held = false;
  if (++webhook.tries < tries_max) dispatch(webhook, pause);
}

template <class Observer>
void Webhooks<Observer>::hand_over(const Webhook& webhook) {
  const model::NativeNews& news = webhook.news;
  scheduler_.tell(model::Step::delivered, news.cause, news.cause, "Spectora", [&] {
    if (webhook.loss) return std::string("Spectora says that webhooks were lost");
    return "the webhook of native order " + std::to_string(news.native.value) +
           (news.live ? "" : ", which is cancelled");
  });
  if (webhook.loss) {
    handler_.on_webhooks_lost(webhook.worker, news.cause);
  } else {
    handler_.on_webhook(webhook.worker, news);
  }
}

}  // namespace interleave::sim
