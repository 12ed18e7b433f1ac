#pragma once

#include "edge/real_time_scheduler.hpp"
#include "sim/spectora.hpp"

namespace interleave::edge {

/// The simulated Spectora, asked in real time: the same code that the runs are judged with, with no
/// faults of its own. Observer: as sim::Spectora explains it; `on_wire` tells of a request when it
/// arrives.
template <class Observer>
class ServedSpectora {
 public:
  ServedSpectora(const reconciler::Timer& clock, Observer& observer,
                 const sim::SpectoraOptions& options)
      : time_(clock),
        desk_(time_.scheduler(), observer, sim::Actor::spectora),
        spectora_(time_.scheduler(), observer, desk_, options) {}

  /// Puts a record, or an event, on an order as what it starts with.
  void give(model::OrderId order, const model::Assignment& assignment) {
    time_.follow();
    spectora_.give(order, assignment);
  }
  void give(model::OrderId order, const model::CalendarEvent& event) {
    time_.follow();
    spectora_.give(order, event);
  }

  /// Plays a request. 404 for an order beyond those that there are.
  model::SpectoraReply play(const model::SpectoraRequest& request) {
    model::SpectoraReply reply;
    reply.status = model::Status::not_found;
    if (request.order.value >= sim::Spectora<Observer>::orders_max) return reply;
    time_.follow();
    spectora_.on_sent(request);
    spectora_.apply(request, request.cause(), true, reply);
    spectora_.on_reply(request, reply);
    return reply;
  }

 private:
  RealTimeScheduler time_;
  sim::RemoteDesk<Observer> desk_;
  sim::Spectora<Observer> spectora_;
};

}  // namespace interleave::edge
