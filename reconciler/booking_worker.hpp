#pragma once

#include "reconciler/booking_desk.hpp"
#include "reconciler/job_worker.hpp"
#include "reconciler/natives_run.hpp"

namespace interleave::reconciler {

/// The production worker of bookings: a desk that answers people, and a worker of jobs whose keys
/// are the orders that were booked at Spectora.
template <class Guards>
class BookingWorker final : public BookingSync {
 public:
  BookingWorker(const BookingPorts& ports, SyncLog& log, BookingLog& answers,
                const SyncOptions& options, const Guards& guards)
      : ports_(ports),
        options_(options),
        guards_(guards),
        natives_(ports, log, options, guards),
        desk_(ports, answers, {.store_timeout = options.store_timeout}, guards) {}
  ~BookingWorker() override { die(); }
  BookingWorker(const BookingWorker&) = delete;
  BookingWorker& operator=(const BookingWorker&) = delete;

  void start(model::Cause incarnation) override { natives_.start(incarnation); }
  void die() noexcept override {
    imports_.kill();
    natives_.die();
    desk_.die();
  }
  void on_request(const model::BookingRequest& request) override { desk_.on_request(request); }
  /// It is a reason to ask the store, and no more: see JobWorker::on_echo.
  void on_news(const model::NativeNews& news) override {
    if (guards_.has(Guard::echo_is_a_hint)) {
      return natives_.on_echo(news.native, {.cause = news.cause, .order = {}, .shown = {}});
    }
    imports_.spawn(news.native.value, believe(news));
  }
  void on_change(const model::JobChange&) override {}
  void on_gap(model::Cause cause) override { natives_.on_gap(cause); }
  void on_echo(model::JobId, const model::Echo&) override {}
  void on_drag(const model::Job&, model::Cause) override {}
  void on_sync(const model::Job&, model::Cause) override {}
  void probe(const model::Job& job, model::Cause cause) override { natives_.probe(job, cause); }
  void stop_sweeping() override { natives_.stop_sweeping(); }
  [[nodiscard]] bool works_on(model::JobId job) const override { return natives_.works_on(job); }

 private:
  /// For a mutant: the order is what the webhook says.
  Task<> believe(model::NativeNews news) {
    model::Order order;
    order.event = news.event;
    order.cancelled = !news.live;
    CalendarClient calendar(ports_.calendar, {news.cause, options_.store_timeout});
    const model::CalendarRequest wanted = import_of(news.native, order, 0, guards_);
    co_await calendar.send(wanted);
  }

  BookingPorts ports_;
  SyncOptions options_;
  Guards guards_;
  JobWorker<NativesRun, Guards> natives_;
  BookingDesk<Guards> desk_;
  TaskSet imports_;
};

extern template class JobWorker<NativesRun, SealedGuards>;
extern template class JobWorker<NativesRun, AdjustableGuards>;

}  // namespace interleave::reconciler
