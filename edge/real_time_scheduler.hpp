#pragma once

#include "reconciler/timer.hpp"
#include "sim/scheduler.hpp"

namespace interleave::edge {

/// What a simulated service needs around it to be asked in real time: a scheduler whose clock
/// follows a real one, with nobody who draws and no fault that strikes. The clock must outlive it.
///
/// Simulated time is short: it counts from the clock's `origin`, which must be near zero, and ends
/// after twelve days or eight million requests.
class RealTimeScheduler final : private sim::EventOwner {
 public:
  explicit RealTimeScheduler(const reconciler::Timer& clock);

  [[nodiscard]] sim::Scheduler& scheduler() { return scheduler_; }

  /// Moves the simulated clock to the real time; whatever is due by then happens. Throws
  /// InternalError when simulated time is over.
  void follow();

 private:
  void land(std::uint32_t) override {}
  void ring(std::uint32_t) override { there_ = true; }

  const reconciler::Timer& clock_;
  sim::Choices choices_;
  sim::Faults faults_;
  sim::Scheduler scheduler_;
  bool there_ = false;
};

}  // namespace interleave::edge
