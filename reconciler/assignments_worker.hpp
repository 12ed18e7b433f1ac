#pragma once

#include "reconciler/assignments_run.hpp"
#include "reconciler/assignments_sync.hpp"
#include "reconciler/task_set.hpp"

namespace interleave::reconciler {

/// The production worker: whatever triggers it only marks a job's key dirty; a run then reads again
/// what is wanted and what is there. When it starts, and when its stream reports a gap, it asks the
/// store what is not confirmed; a sweep looks at everything once a period.
template <class Guards>
class AssignmentsWorker final : public AssignmentsSync {
 public:
  /// The most jobs a worker keeps apart; ids below it.
  static constexpr std::size_t jobs_max = 8;

  AssignmentsWorker(const AssignmentsPorts& ports, SyncLog& log, const AssignmentsOptions& options,
                    const Guards& guards);
  ~AssignmentsWorker() override { die(); }
  AssignmentsWorker(const AssignmentsWorker&) = delete;
  AssignmentsWorker& operator=(const AssignmentsWorker&) = delete;

  void start(model::Cause incarnation) override;
  void die() noexcept override;
  void on_change(const model::JobChange& change) override;
  void on_gap(model::Cause cause) override;
  void on_echo(model::JobId job, const model::Echo& echo) override;
  void on_drag(const model::Job& job, model::Cause cause) override;
  void on_sync(const model::Job& job, model::Cause cause) override;
  void probe(const model::Job& job, model::Cause cause) override;
  void stop_sweeping() override;
  [[nodiscard]] bool works_on(model::JobId job) const override { return queue_.running(job); }

 private:
  using Queue = WorkQueue<model::JobId, jobs_max>;
  using JobWork = Work<model::JobId>;

  /// Calls a member of the worker when it rings.
  class WorkerAlarm final : public Alarm {
   public:
    WorkerAlarm(AssignmentsWorker& worker, void (AssignmentsWorker::*then)())
        : worker_(worker), then_(then) {}
    void ring() override { (worker_.*then_)(); }

   private:
    AssignmentsWorker& worker_;
    void (AssignmentsWorker::*then_)();
  };

  static constexpr std::uint8_t about_scan = 0xff;
  static constexpr int scan_tries_max = 10;
  static constexpr model::Duration scan_pause = std::chrono::seconds(2);
  /// A sweep finds what was not verified for this share of a period: less than one, for runs take
  /// some time.
  static constexpr int verified_share_percent = 90;

  void mark(model::JobId job, const Mark& mark);
  void pump();
  Task<> serve(JobWork work);
  void settle(const JobWork& work, const RunReport& report);
  void scan(model::Cause cause, model::Time verified_before);
  Task<> ask_store(model::Cause cause, model::Time verified_before);
  void sweep();
  void set_sweep_alarm();
  [[nodiscard]] bool has(Guard guard) const { return guards_.has(guard); }

  AssignmentsPorts ports_;
  SyncLog& log_;
  AssignmentsOptions options_;
  Guards guards_;
  Queue queue_;
  std::array<MutantMemory, jobs_max> memories_{};
  TaskSet tasks_;
  WorkerAlarm work_alarm_{*this, &AssignmentsWorker::pump};
  WorkerAlarm sweep_alarm_{*this, &AssignmentsWorker::sweep};
  model::Time work_alarm_due_{};
  std::uint32_t next_sweep_ = 0;
};

extern template class AssignmentsWorker<SealedGuards>;
extern template class AssignmentsWorker<AdjustableGuards>;

}  // namespace interleave::reconciler
