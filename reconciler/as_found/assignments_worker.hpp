#pragma once

#include <array>

#include "reconciler/job_sync.hpp"
#include "reconciler/lock.hpp"
#include "reconciler/spectora_client.hpp"
#include "reconciler/task_set.hpp"

namespace interleave::reconciler::as_found {

/// The historical worker: each trigger starts a sync of its own, at once, with the job as it stood
/// then. With locks, the syncs of one order in one process come one after the other.
class AssignmentsWorker final : public JobSync {
 public:
  static constexpr std::size_t jobs_max = 8;

  struct Options {
    bool locked = false;
    model::Duration timeout{};
  };

  AssignmentsWorker(SpectoraPort& spectora, SyncLog& log, const Options& options)
      : spectora_(spectora), log_(log), options_(options) {}
  ~AssignmentsWorker() override { die(); }
  AssignmentsWorker(const AssignmentsWorker&) = delete;
  AssignmentsWorker& operator=(const AssignmentsWorker&) = delete;

  void start(model::Cause) override {}
  void die() noexcept override;
  void on_change(const model::JobChange& change) override;
  void on_gap(model::Cause) override {}
  void on_echo(model::JobId, const model::Echo&) override {}
  void on_drag(const model::Job& job, model::Cause cause) override;
  void on_sync(const model::Job& job, model::Cause cause) override;
  void probe(const model::Job&, model::Cause) override {}
  void stop_sweeping() override {}
  [[nodiscard]] bool works_on(model::JobId job) const override {
    return tasks_.works_on(job.value);
  }

 private:
  Task<> sync(model::Job job, model::Cause run, bool asked, bool event_only);
  void spawn(const model::Job& job, model::Cause trigger, bool asked, bool event_only);

  SpectoraPort& spectora_;
  SyncLog& log_;
  Options options_;
  std::array<Lock, jobs_max> locks_;
  TaskSet tasks_;
};

}  // namespace interleave::reconciler::as_found
