#pragma once

#include "reconciler/order_client.hpp"
#include "reconciler/order_plan.hpp"
#include "reconciler/session.hpp"

namespace interleave::reconciler {

/// One run of a job's orders: lease → (desired → observe → plan → apply)* → finish. Success is a
/// read that shows one live order of a job that is on, and none of one that is cancelled, sent when
/// it cannot miss our last write. Right before each write the job is read once more: what it wanted
/// when the run began may have been cancelled since.
template <class Guards>
class OrdersRun {
 public:
  using Ports = OrdersPorts;

  OrdersRun(const OrdersPorts& ports, const SyncOptions& options, const Guards& guards,
            const Work<model::JobId>& work, std::uint32_t failures, MutantMemory& memory);

  /// The run must outlive the task.
  Task<RunReport> go();

 private:
  /// A job is tried this often from reading it to applying before the run gives up.
  static constexpr int rounds_max = 5;

  Task<Progress> reconcile();
  Task<Progress> observe();
  Task<Progress> apply(const OrderPlan& steps);
  Task<Progress> make(const OrderStep& step);
  Task<Progress> prepare_write();
  Task<Progress> create(std::uint8_t number);
  Task<Progress> cancel(model::OrderId order);
  Task<Progress> move(model::OrderId order);

  [[nodiscard]] bool has(Guard guard) const { return session_.has(guard); }
  [[nodiscard]] const model::Job& job() const { return session_.job(); }
  [[nodiscard]] model::Time now() const { return session_.now(); }
  [[nodiscard]] ReplyNotes<Guards>& notes() { return session_.notes(); }

  Guards guards_;
  Session<Guards> session_;
  OrderClient orders_;

  model::OrderList observed_;
  model::Time observed_at_{};  ///< when the latest round asked for the job's orders
  model::List<model::OrderId, model::orders_per_job_max> sent_away_;  ///< for a mutant
};

extern template class OrdersRun<SealedGuards>;
extern template class OrdersRun<AdjustableGuards>;

}  // namespace interleave::reconciler
