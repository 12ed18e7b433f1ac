#pragma once

#include <array>
#include <string_view>

#include "reconciler/timer.hpp"
#include "sim/process.hpp"

namespace interleave::sim {

/// The clock of one worker process: it tells virtual time, perhaps some seconds too much or too
/// little, and rings alarms when they are due, or when a process that stands still goes on.
class WorkerTimer final : public reconciler::Timer, public EventOwner {
 public:
  WorkerTimer(Scheduler& scheduler, Process& process) : scheduler_(scheduler), process_(process) {}

  /// From now on it is ahead by so much, behind if that is negative.
  void put_ahead(model::Duration skew) { skew_ = skew; }

  [[nodiscard]] model::Time now() const override { return scheduler_.now() + skew_; }
  void set(reconciler::Alarm& alarm, model::Time due) override;
  void cancel(reconciler::Alarm& alarm) noexcept override;

  void land(std::uint32_t) override {}
  void ring(std::uint32_t slot) override;

 private:
  static constexpr std::size_t alarms_max = 64;
  static constexpr std::string_view alarms_limit = "alarms of a worker";

  Scheduler& scheduler_;
  Process& process_;
  model::Duration skew_{};
  std::array<reconciler::Alarm*, alarms_max> alarms_{};
};

}  // namespace interleave::sim
