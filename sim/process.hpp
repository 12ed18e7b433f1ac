#pragma once

#include <algorithm>
#include <array>
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
    for (Place& place : places_) {
      if (place.task.running()) continue;
      place = {std::move(task), about};
      place.task.start();
      return;
    }
    scheduler_.reach_limit(tasks_limit);
  }

  /// Whether a task about that thing has not ended yet.
  [[nodiscard]] bool works_on(std::uint8_t about) const {
    return std::ranges::any_of(places_, [about](const Place& place) {
      return place.task.running() && place.about == about;
    });
  }

  /// Destroys every task, wherever it stands.
  void kill() noexcept {
    for (Place& place : places_) place.task.reset();
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
};

}  // namespace interleave::sim
