#pragma once

#include <cstdint>

#include "reconciler/as_found/crew.hpp"
#include "reconciler/crew_ports.hpp"
#include "reconciler/job_sync.hpp"
#include "reconciler/task_set.hpp"

namespace interleave::reconciler::as_found {

/// The historical crew functions: each press of a button and each click is an invocation of its
/// own, which starts at once, knows of no other, and answers success. A job is a crew call here.
/// With the gate, which the audit calls unnecessary, an invocation first takes a durable lease of
/// the call's element, and waits for as long as another one has it.
class CrewWorker final : public JobSync {
 public:
  /// How long an invocation waits before it asks for the lease again, and how long it has it.
  static constexpr model::Duration gate_pause = std::chrono::seconds(1);
  static constexpr model::Duration lease = std::chrono::seconds(60);

  struct Options {
    CrewRemedies remedies;
    bool gate = false;
    model::Duration timeout{};  ///< how long to wait for each reply
  };

  CrewWorker(const CrewPorts& ports, SyncLog& log, const Options& options)
      : ports_(ports), log_(log), options_(options) {}
  ~CrewWorker() override { die(); }
  CrewWorker(const CrewWorker&) = delete;
  CrewWorker& operator=(const CrewWorker&) = delete;

  void start(model::Cause incarnation) override {
    next_owner_ = static_cast<std::uint8_t>(incarnation.value % owners);
  }
  void die() noexcept override { tasks_.kill(); }
  void on_change(const model::JobChange&) override {}
  void on_gap(model::Cause) override {}
  void on_echo(model::JobId, const model::Echo&) override {}
  void on_drag(const model::Job&, model::Cause) override {}
  void on_sync(const model::Job& job, model::Cause cause) override;
  void on_click(const model::Job& job, const Click& click, model::Cause cause) override;
  void probe(const model::Job&, model::Cause) override {}
  void stop_sweeping() override {}
  [[nodiscard]] bool works_on(model::JobId call) const override {
    return tasks_.works_on(call.value);
  }

 private:
  static constexpr std::uint8_t first_owner = 16;
  static constexpr std::uint8_t owners = model::Intent::nobody - first_owner;

  Task<> sync(model::Job job, model::Cause run);
  Task<> click(Click what, model::Cause run);
  Task<std::uint32_t> enter(IntentClient& store, model::JobId key);
  Task<> leave(IntentClient& store, model::JobId key, std::uint32_t fencing);
  [[nodiscard]] CrewRun run_of(model::JobId call, model::Cause run) const;
  /// By the lease each invocation is somebody else, and no worker.
  [[nodiscard]] IntentClient store_of(model::Cause run);

  CrewPorts ports_;
  SyncLog& log_;
  Options options_;
  TaskSet tasks_;
  std::uint8_t next_owner_ = 0;  ///< each life of the process begins with another
};

}  // namespace interleave::reconciler::as_found
