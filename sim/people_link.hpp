#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "model/booking.hpp"
#include "sim/link.hpp"
#include "sim/places.hpp"
#include "sim/process.hpp"

namespace interleave::sim {

/// Hears the requests that a worker takes.
class DeskHandler {
 public:
  virtual void on_request(std::uint8_t worker, const model::BookingRequest& request) = 0;

 protected:
  ~DeskHandler() = default;
};

/// Hears the answers that reach people.
class PeopleHandler {
 public:
  virtual void on_reply(const model::BookingAnswer& answer) = 0;

 protected:
  ~PeopleHandler() = default;
};

/// Requests of people on their way to Attik's API, and answers on the way back. Each goes to one of
/// the workers; each may be lost, or late. Observer: `on_asked(Time, const BookingRequest&)`,
/// `on_desk_fault(Time, Fault)`.
template <class Observer>
class PeopleLink final : public EventOwner {
 public:
  struct Options {
    LinkOptions link{};
    std::uint8_t workers = 1;
    model::Duration patience{};  ///< of whoever asks
  };

  PeopleLink(Scheduler& scheduler, Observer& observer, DeskHandler& desk, PeopleHandler& people,
             std::array<Process, workers_max>& processes, const Options& options)
      : scheduler_(scheduler),
        observer_(observer),
        desk_(desk),
        people_(people),
        processes_(processes),
        options_(options) {}

  void reset() { messages_.clear(); }

  void send(const model::BookingRequest& request);
  /// `deadline`: when whoever waits for it gives up.
  void send(const model::BookingAnswer& answer, model::Time deadline);

  void land(std::uint32_t slot) override { arrive(slot); }
  /// A message that a worker held is taken up.
  void ring(std::uint32_t slot) override { arrive(slot); }

  /// What a person knows, as a resource.
  static ResourceSet itself(model::Cause visit) {
    return {Resource::run, static_cast<std::uint32_t>(visit.value % ResourceSet::per_kind)};
  }

 private:
  struct Message {
    bool answers = false;
    bool held = false;
    std::uint8_t worker = 0;
    model::BookingRequest request;
    model::BookingAnswer answer;
  };
  static constexpr std::size_t messages_max = 64;
  /// Room that is kept at the end of somebody's patience: see Network.
  static constexpr model::Duration reserve = model::Duration{2'000};
  static constexpr std::string_view messages_limit = "messages of people on their way";

  std::uint8_t route(const model::BookingRequest& request);
  /// A message that comes in time, if that is still possible: see Network.
  void put(const Message& message, const Key& delay, model::Time deadline) {
    put(message, delay, scheduler_.now(), deadline);
  }
  void put(const Message& message, const Key& delay, model::Time leaves, model::Time latest);
  void arrive(std::uint32_t slot);
  void reach_worker(const Message& message);

  Scheduler& scheduler_;
  Observer& observer_;
  DeskHandler& desk_;
  PeopleHandler& people_;
  std::array<Process, workers_max>& processes_;
  Options options_;
  Places<Message, messages_max> messages_;
};

template <class Observer>
std::uint8_t PeopleLink<Observer>::route(const model::BookingRequest& request) {
  if (options_.workers == 1) return 0;
  const Key key{Site::routing, request.id};
  return static_cast<std::uint8_t>(scheduler_.choices().draw(key, Uniform{options_.workers}));
}

template <class Observer>
void PeopleLink<Observer>::send(const model::BookingRequest& request) {
  Choices& choices = scheduler_.choices();
  scheduler_.tell(model::Step::sent, request.id, request.visit,
                  request.by_staff ? "staff" : "customer", [&] { return describe(request); });
  observer_.on_asked(scheduler_.now(), request);
  Message message;
  message.request = request;
  message.worker = route(request);
  const auto verdict =
      scheduler_.faults().judge<RequestVerdict>(choices, FaultSite::request, request.id);
  scheduler_.trace(Actor::client, static_cast<std::uint8_t>(model::Step::sent), request.id,
                   static_cast<std::uint64_t>(verdict), message.worker);
  const Key delay{Site::request_delay, request.id};
  switch (verdict) {
    case RequestVerdict::pass:
      return put(message, delay,
                 scheduler_.now() + options_.patience - options_.link.base - reserve);
    case RequestVerdict::lost:
      scheduler_.tell(model::Step::lost_request, request.id, request.visit, "Attik",
                      [&] { return describe(request); });
      return observer_.on_desk_fault(scheduler_.now(), Fault::request_lost);
    case RequestVerdict::refused:
      return observer_.on_desk_fault(scheduler_.now(), Fault::connection_refused);
    case RequestVerdict::outlives: {
      observer_.on_desk_fault(scheduler_.now(), Fault::request_outlives);
      const Outcome beyond = choices.draw({Site::overshoot, request.id}, overshoot_ms);
      const model::Time late = scheduler_.now() + options_.patience + overshoot_least +
                               std::chrono::milliseconds(beyond);
      return put(message, delay, late, late + overshoot_room);
    }
  }
}

template <class Observer>
void PeopleLink<Observer>::send(const model::BookingAnswer& answer, model::Time deadline) {
  Message message;
  message.answers = true;
  message.answer = answer;
  message.request.visit = answer.visit;
  scheduler_.touch({{}, itself(answer.visit)});
  const auto verdict =
      scheduler_.faults().judge<ReplyVerdict>(scheduler_.choices(), FaultSite::reply, answer.id);
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(model::Step::finished), answer.id,
                   static_cast<std::uint64_t>(answer.status), static_cast<std::uint64_t>(verdict));
  scheduler_.tell(model::Step::finished, answer.id, answer.visit, "Attik", [&] {
    return std::string(subject_of(answer.verb)) + " is " + name_of(answer.status) +
           ", people are told";
  });
  const Key delay{Site::reply_delay, answer.id};
  switch (verdict) {
    case ReplyVerdict::pass:
      return put(message, delay, deadline - reserve / 2);
    case ReplyVerdict::lost:
      return observer_.on_desk_fault(scheduler_.now(), Fault::reply_lost);
    case ReplyVerdict::outlives: {
      observer_.on_desk_fault(scheduler_.now(), Fault::reply_outlives);
      const model::Time late = scheduler_.now() + options_.patience + overshoot_least;
      return put(message, delay, late, late + overshoot_room);
    }
    case ReplyVerdict::unreadable:
      observer_.on_desk_fault(scheduler_.now(), Fault::reply_unreadable);
      message.answer.status = model::BookingStatus::failed;
      return put(message, delay, deadline - reserve / 2);
  }
}

template <class Observer>
void PeopleLink<Observer>::put(const Message& message, const Key& delay, model::Time leaves,
                               model::Time latest) {
  const std::optional<std::uint32_t> place = messages_.take(message);
  if (!place) return scheduler_.reach_limit(messages_limit);
  const ResourceSet visit = itself(message.request.visit);
  const Footprint touches = message.answers ? Footprint{{}, visit}
                                            : Footprint{processes_[message.worker].itself(), visit};
  Leg leg = options_.link.leg(delay, leaves, touches);
  const bool in_time = latest - leg.earliest >= Leg::urgency_lead;
  if (in_time) leg.latest = std::min(leg.latest, latest);
  scheduler_.send(*this, *place, leg);
}

template <class Observer>
void PeopleLink<Observer>::arrive(std::uint32_t slot) {
  const Message message = messages_[slot];
  messages_.give_back(slot);
  if (!message.answers) return reach_worker(message);
  scheduler_.touch({{}, itself(message.answer.visit)});
  people_.on_reply(message.answer);
}

/// When the worker is down, the load balancer asks the other one.
template <class Observer>
void PeopleLink<Observer>::reach_worker(const Message& message) {
  Message taken = message;
  const model::Cause id = message.request.id;
  if (!message.held && !processes_[message.worker].up()) {
    taken.worker = static_cast<std::uint8_t>((message.worker + 1) % options_.workers);
  }
  Process& process = processes_[taken.worker];
  scheduler_.touch({process.itself(), itself(message.request.visit)});
  const Process::Reception reception = message.held ? process.take_up() : process.receive(id);
  scheduler_.trace(Actor::attik, static_cast<std::uint8_t>(model::Step::delivered), id,
                   static_cast<std::uint64_t>(reception));
  switch (reception) {
    case Process::Reception::held: {
      taken.held = true;
      const std::optional<std::uint32_t> place = messages_.take(taken);
      if (!place) return scheduler_.reach_limit(messages_limit);
      return scheduler_.set_timer(*this, *place, process.awake_at());
    }
    case Process::Reception::gone:
      return;  // its sender waits in vain
    case Process::Reception::taken:
      desk_.on_request(taken.worker, taken.request);
  }
}

}  // namespace interleave::sim
