#pragma once

#include <cstdint>

#include "reconciler/intent_client.hpp"
#include "reconciler/job_sync.hpp"
#include "reconciler/order_client.hpp"
#include "reconciler/task_set.hpp"
#include "reconciler/timer.hpp"

namespace interleave::reconciler::as_found {

/// What is done about a cancel whose order's id is not on the record: what was found, and the three
/// answers that were discussed, each as the only one.
enum class Remedy : std::uint8_t {
  none,          ///< a line on the server's console
  warning_only,  ///< staff are warned at once, and that is all
  follow_up,     ///< staff are told a while later
  retry_only,    ///< the cancel is tried again until the id is there
};

/// The historical stream handler of orders: each change of a job starts something of its own, at
/// once, with the job as it stood then. What it waits for it keeps in memory.
class OrdersWorker final : public JobSync {
 public:
  struct Options {
    Remedy remedy = Remedy::none;
    model::Duration timeout{};
  };

  OrdersWorker(const OrdersPorts& ports, SyncLog& log, const Options& options)
      : ports_(ports), log_(log), options_(options) {}
  ~OrdersWorker() override { die(); }
  OrdersWorker(const OrdersWorker&) = delete;
  OrdersWorker& operator=(const OrdersWorker&) = delete;

  void start(model::Cause) override {}
  void die() noexcept override { tasks_.kill(); }
  void on_change(const model::JobChange& change) override;
  void on_gap(model::Cause) override {}
  void on_echo(model::JobId, const model::Echo&) override {}
  void on_drag(const model::Job& job, model::Cause cause) override { on_sync(job, cause); }
  void on_sync(const model::Job& job, model::Cause cause) override;
  void probe(const model::Job&, model::Cause) override {}
  void stop_sweeping() override {}
  [[nodiscard]] bool works_on(model::JobId job) const override {
    return tasks_.works_on(job.value);
  }

 private:
  /// How long a follow-up comes after the cancel, and one try after another.
  static constexpr model::Duration follow_up_after = std::chrono::minutes(15);
  static constexpr model::Duration retry_after = std::chrono::minutes(1);

  void sync(const model::Job& job, model::Cause trigger, bool asked);
  Task<> create(model::Job job, model::Cause run, bool asked);
  Task<> move(model::Job job, model::Cause run, bool asked);
  Task<> cancel(model::Job job, model::Cause run);
  Task<> alert(model::JobId job, model::Cause run);
  Task<> cancel_later(model::JobId id, model::Cause run);
  void finish(const model::Job& job, model::Cause run, bool asked);
  [[nodiscard]] OrderClient orders(model::Cause run) const;
  [[nodiscard]] IntentClient store(model::Cause run) const;

  OrdersPorts ports_;
  SyncLog& log_;
  Options options_;
  TaskSet tasks_;
};

}  // namespace interleave::reconciler::as_found
