#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "reconciler/task.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// Owns the coroutines of one worker process. Destroying them at any await is a crash.
class Process {
 public:
  explicit Process(Scheduler& scheduler) : scheduler_(scheduler) {}

  /// Starts a task about the thing of that number; it runs until it first suspends.
  void spawn(std::uint8_t about, reconciler::Task<> task) {
    std::size_t free = 0;
    while (free < used_ && places_[free].task.running()) ++free;
    if (free == tasks_max) return scheduler_.reach_limit(tasks_limit);
    used_ = std::max(used_, free + 1);
    Place& place = places_[free];
    place = {std::move(task), about};
    place.task.start();
  }

  /// Whether a task about that thing has not ended yet.
  [[nodiscard]] bool works_on(std::uint8_t about) const {
    return std::any_of(places_.begin(), places_.begin() + used_, [about](const Place& place) {
      return place.task.running() && place.about == about;
    });
  }

  /// Destroys every task, wherever it stands.
  void kill() noexcept {
    for (std::size_t i = 0; i < used_; ++i) places_[i].task.reset();
    used_ = 0;
  }

 private:
  static constexpr std::size_t tasks_max = 32;
  static constexpr std::string_view tasks_limit = "sync runs at once";

  struct Place {
    reconciler::Task<> task;
    std::uint8_t about = 0;
  };

  Scheduler& scheduler_;
  std::array<Place, tasks_max> places_;
  std::size_t used_ = 0;  ///< places beyond it have been empty since the start of the run
};

}  // namespace interleave::sim
