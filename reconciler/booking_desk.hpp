#pragma once

#include "reconciler/booking_sync.hpp"
#include "reconciler/guards.hpp"
#include "reconciler/slots.hpp"
#include "reconciler/task.hpp"
#include "reconciler/task_set.hpp"

namespace interleave::reconciler {

/// How long to wait for a reply of the store, and how long a hold lasts.
struct DeskOptions {
  model::Duration store_timeout = std::chrono::seconds(5);
  model::Duration hold_time = std::chrono::minutes(15);
};

/// The production handlers of what people ask about appointments. Whatever takes an inspector's
/// time is one guarded write: the store looks, in the transaction that writes, at every row that
/// takes his time. Caches are on the list path alone. A write of unknown outcome is sent again
/// under its name, so that it is done once; who still knows nothing then says so.
template <class Guards>
class BookingDesk {
 public:
  BookingDesk(const BookingPorts& ports, BookingLog& log, const DeskOptions& options,
              const Guards& guards)
      : ports_(ports), log_(log), options_(options), guards_(guards) {}
  ~BookingDesk() { die(); }
  BookingDesk(const BookingDesk&) = delete;
  BookingDesk& operator=(const BookingDesk&) = delete;

  /// Serves the request, unless there is too much to do: then its sender hears nothing.
  void on_request(const model::BookingRequest& request);
  void die() noexcept {
    tasks_.kill();
    cache_.clear();
  }

 private:
  static constexpr int tries_max = 3;
  static constexpr model::Duration pause = std::chrono::milliseconds(500);

  Task<> serve(model::BookingRequest request);
  Task<model::BookingAnswer> load(model::BookingRequest request);
  Task<model::BookingAnswer> write(model::BookingRequest request);
  Task<bool> looks_free(model::BookingRequest request);
  [[nodiscard]] model::CalendarRequest wanted_of(const model::BookingRequest& request) const;
  [[nodiscard]] model::Check check_of(const model::BookingRequest& request) const;
  [[nodiscard]] model::Query query() const;
  [[nodiscard]] bool guarded(model::BookingVerb verb) const;
  [[nodiscard]] model::Interval when(const model::BookingRequest& request) const;
  [[nodiscard]] model::BookingStatus judge(const model::CalendarReply& reply) const;
  [[nodiscard]] bool has(Guard guard) const { return guards_.has(guard); }

  BookingPorts ports_;
  BookingLog& log_;
  DeskOptions options_;
  Guards guards_;
  TaskSet tasks_;
  SlotCache cache_;
};

extern template class BookingDesk<SealedGuards>;
extern template class BookingDesk<AdjustableGuards>;

}  // namespace interleave::reconciler
