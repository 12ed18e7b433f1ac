#pragma once

#include "model/booking.hpp"
#include "reconciler/calendar_client.hpp"
#include "reconciler/job_sync.hpp"
#include "reconciler/order_client.hpp"
#include "reconciler/timer.hpp"

namespace interleave::reconciler {

/// The ports of a worker of bookings.
struct BookingPorts {
  OrderPort& orders;
  IntentPort& intents;
  CalendarPort& calendar;
  Timer& timer;
};

/// Hears what people are answered. Must not call back.
class BookingLog {
 public:
  virtual void on_answer(const model::BookingAnswer& answer) = 0;

 protected:
  ~BookingLog() = default;
};

/// What Attik asks of whatever keeps its calendar: it answers people, and learns what is booked at
/// Spectora. One for each worker process.
class BookingSync : public JobSync {
 public:
  /// Somebody asks for something and waits for the answer.
  virtual void on_request(const model::BookingRequest& request) = 0;
  /// A webhook tells of a change of an order at Spectora, which is on record by then.
  virtual void on_news(const model::NativeNews& news) = 0;
};

}  // namespace interleave::reconciler
