#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "reconciler/task.hpp"

namespace interleave::reconciler {

/// Coroutines that nobody awaits, each about something. Destroying them is how a process dies.
class TaskSet {
 public:
  static constexpr std::size_t tasks_max = 32;

  /// Starts a task about the thing of that number; it runs until it first suspends. False when too
  /// many are under way: the task is not started.
  bool spawn(std::uint8_t about, Task<> task) {
    std::size_t free = 0;
    while (free < used_ && places_[free].task.running()) ++free;
    if (free == tasks_max) return false;
    used_ = std::max(used_, free + 1);
    Place& place = places_[free];
    place = {std::move(task), about};
    place.task.start();
    return true;
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
  struct Place {
    Task<> task;
    std::uint8_t about = 0;
  };

  std::array<Place, tasks_max> places_;
  std::size_t used_ = 0;  ///< places beyond it have been empty since the last kill
};

}  // namespace interleave::reconciler
