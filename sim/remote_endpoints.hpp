#pragma once

#include <string_view>

#include "sim/backlog.hpp"
#include "sim/doing.hpp"
#include "sim/remote_desk.hpp"

namespace interleave::sim {

/// What all endpoints of the remotes have in common: how a request comes to be played, now, later
/// or not at all, and what a Network asks of a service. Observer: `on_wire`, `on_reply`,
/// `on_fault`.
///
/// Service has a `place` and an `actor`, its names in the timeline and in the trace. It has, for a
/// request: `about`, the order by which its faults are told and it is treated; `touches`;
/// `unknown_yet`, whether a replica may not know what it is about; `play`, which does it;
/// `find_gone`, what is done when it is found gone; `edit_by_hand`, somebody's chance right after
/// it; `clear` for a reply, and `commits`, how many changes there were so far.
template <class Service, class Observer, class RequestType, class ReplyType>
class RemoteEndpoints : private BacklogHandler<RequestType> {
 public:
  using Request = RequestType;
  using Reply = ReplyType;
  static constexpr model::Status unreachable = model::Status::unreachable;
  static constexpr model::Status timed_out = model::Status::timed_out;
  static constexpr model::Status unreadable = model::Status::unreadable;

  RemoteEndpoints(const RemoteEndpoints&) = delete;
  RemoteEndpoints& operator=(const RemoteEndpoints&) = delete;

  /// Plays a request and fills in the reply. `awaited`: its client still waits for it. Returns
  /// whether it read or changed anything.
  bool apply(const Request& request, model::Cause cause, bool awaited, Reply& reply) {
    Service::clear(reply);
    const Doing doing{awaited ? model::Author::client : model::Author::late, request.run,
                      request.fencing, cause};
    const std::uint64_t before = service().commits();
    const bool played = treat(request, cause, doing, reply);
    const bool done = writes(request.verb) ? service().commits() != before : played;
    if (played) service().edit_by_hand(request, cause);
    return done;
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
    observer_.on_fault(over, fault, Service::about(request));
  }

 protected:
  RemoteEndpoints(Scheduler& scheduler, Observer& observer, RemoteDesk<Observer>& desk)
      : scheduler_(scheduler), observer_(observer), desk_(desk), backlog_(scheduler, *this) {}
  ~RemoteEndpoints() = default;

  void reset() { backlog_.reset(); }
  [[nodiscard]] Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] Observer& observer() const { return observer_; }

 private:
  Service& service() { return static_cast<Service&>(*this); }
  bool treat(const Request& request, model::Cause cause, const Doing& doing, Reply& reply);
  void do_late(const Request& request, model::Cause cause) override;

  Scheduler& scheduler_;
  Observer& observer_;
  RemoteDesk<Observer>& desk_;
  Backlog<Request> backlog_;
};

/// Plays the request if nothing is in its way, and says whether it did.
template <class Service, class Observer, class Request, class Reply>
bool RemoteEndpoints<Service, Observer, Request, Reply>::treat(const Request& request,
                                                               model::Cause cause,
                                                               const Doing& doing, Reply& reply) {
  using Handling = Reception::Handling;
  const Reception reception = desk_.receive({Service::about(request), cause, writes(request.verb)});
  reply.status = reception.status;
  reply.retry_after = reception.retry_after;
  switch (reception.handling) {
    case Handling::refused:
      return false;
    case Handling::put_off:
      backlog_.accept(request, cause, Service::touches(request));
      return false;
    case Handling::found_gone:
      service().find_gone(request, doing);
      return false;
    case Handling::done_unsaid:
      service().play(request, cause, doing, reply);
      Service::clear(reply);  // an error has no body
      return true;
    case Handling::done:
      break;
  }
  if (service().unknown_yet(request) &&
      scheduler_.faults().template judge<ReplicaVerdict>(scheduler_.choices(), FaultSite::replica,
                                                         cause) == ReplicaVerdict::behind) {
    observer_.on_fault(scheduler_.now(), Fault::replica_behind, Service::about(request));
    reply.status = model::Status::not_found;
    return false;
  }
  reply.status = service().play(request, cause, doing, reply);
  return true;
}

/// A write that was only accepted is done, unless everything is refused by now.
template <class Service, class Observer, class Request, class Reply>
void RemoteEndpoints<Service, Observer, Request, Reply>::do_late(const Request& request,
                                                                 model::Cause cause) {
  Reply unsent;
  unsent.status = model::Status::unprocessable;
  const Doing doing{model::Author::late, request.run, request.fencing, cause};
  if (!desk_.refuses(Service::about(request))) {
    unsent.status = service().play(request, cause, doing, unsent);
  }
  scheduler_.trace(
      Service::actor, static_cast<std::uint8_t>(model::Step::applied), cause,
      16 * static_cast<std::uint64_t>(unsent.status) + static_cast<std::uint64_t>(request.verb),
      request.fingerprint());
  scheduler_.tell(model::Step::applied, cause, request.run, Service::place,
                  [&] { return describe(request) + ", which it had accepted"; });
}

}  // namespace interleave::sim
