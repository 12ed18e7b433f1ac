#pragma once

#include "reconciler/booking_sync.hpp"
#include "reconciler/slots.hpp"
#include "reconciler/task_set.hpp"

namespace interleave::reconciler::as_found {

/// What can be added to the historical handlers, each for itself.
struct Hardening {
  /// A confirm looks again, past the cache, by the query of the list.
  bool recheck = false;
  /// The queries match whole intervals, not only what starts within one.
  bool overlap = false;
  /// A hold is placed only where nothing is in the way, and consumed in the transaction that books;
  /// who has none is refused.
  bool holds = false;
  /// Whatever is booked, a confirm by either endpoint or by staff, is guarded as it is written.
  bool guard = false;
};

/// The causes that were named for the incident, as far as they lie in the handlers.
struct Causes {
  bool cache = true;         ///< the list path answers from its cache
  bool race = true;          ///< a confirm does not look again in its own instant
  bool start_only = true;    ///< the queries match the start alone
  model::Duration behind{};  ///< how much a replica may miss
};

/// Booking as it was found: slots are filtered as they are listed, and whatever comes after that
/// writes without a look. A hold is a Block event beside the booking; nothing ends it but its
/// customer.
class BookingWorker final : public BookingSync {
 public:
  struct Options {
    Hardening hardening;
    Causes causes;
    model::Duration timeout = std::chrono::seconds(10);
  };

  BookingWorker(const BookingPorts& ports, BookingLog& log, const Options& options)
      : ports_(ports), log_(log), options_(options) {}
  ~BookingWorker() override { die(); }
  BookingWorker(const BookingWorker&) = delete;
  BookingWorker& operator=(const BookingWorker&) = delete;

  void start(model::Cause) override {}
  void die() noexcept override {
    tasks_.kill();
    cache_.clear();
  }
  void on_request(const model::BookingRequest& request) override;
  /// What the webhook says is written.
  void on_news(const model::NativeNews& news) override;
  void on_change(const model::JobChange&) override {}
  void on_gap(model::Cause) override {}
  void on_echo(model::JobId, const model::Echo&) override {}
  void on_drag(const model::Job&, model::Cause) override {}
  void on_sync(const model::Job&, model::Cause) override {}
  void probe(const model::Job&, model::Cause) override {}
  void stop_sweeping() override {}
  [[nodiscard]] bool works_on(model::JobId) const override { return false; }

  /// How the list path looks for what is in the way.
  [[nodiscard]] static model::Query query(const Options& options);

 private:
  static constexpr model::Duration hold_time = std::chrono::hours(24);

  Task<> load(model::BookingRequest request);
  Task<> confirm(model::BookingRequest request);
  Task<> write(model::BookingRequest request);
  Task<> import(model::NativeNews news);
  [[nodiscard]] model::CalendarRequest wanted_of(const model::BookingRequest& request) const;
  [[nodiscard]] model::Check check_of(const model::BookingRequest& request) const;
  void answer(const model::BookingRequest& request, const model::CalendarReply& reply);

  BookingPorts ports_;
  BookingLog& log_;
  Options options_;
  TaskSet tasks_;
  SlotCache cache_;
};

}  // namespace interleave::reconciler::as_found
