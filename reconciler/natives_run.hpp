#pragma once

#include "reconciler/booking_sync.hpp"
#include "reconciler/session.hpp"

namespace interleave::reconciler {

/// One run of an order that was booked at Spectora: lease → read there → write what it is into
/// Attik's calendar → finish. It reads only when a search cannot miss any more what the webhook
/// tells of, which was before the lease. In the transaction that writes, staff are told what the
/// order overlaps.
template <class Guards>
class NativesRun {
 public:
  using Ports = BookingPorts;

  NativesRun(const BookingPorts& ports, const SyncOptions& options, const Guards& guards,
             const Work<model::JobId>& work, std::uint32_t failures, MutantMemory& memory);

  /// The run must outlive the task.
  Task<RunReport> go();

 private:
  static constexpr int rounds_max = 4;

  Task<Progress> reconcile();
  Task<Progress> observe();
  Task<Progress> write();

  [[nodiscard]] bool has(Guard guard) const { return session_.has(guard); }

  Guards guards_;
  Session<Guards> session_;
  OrderClient orders_;
  CalendarClient calendar_;

  model::Order observed_;  ///< cancelled: there is none
  model::Time observed_at_{};
};

/// What the calendar is to be told of an order there.
template <class Guards>
[[nodiscard]] model::CalendarRequest import_of(model::JobId native, const model::Order& order,
                                               std::uint32_t fencing, const Guards& guards);

extern template class NativesRun<SealedGuards>;
extern template class NativesRun<AdjustableGuards>;

}  // namespace interleave::reconciler
