#include "sim/worker_timer.hpp"

#include <algorithm>
#include <utility>

namespace interleave::sim {

using reconciler::Alarm;

void WorkerTimer::set(Alarm& alarm, model::Time due) {
  const auto free = std::ranges::find(alarms_, nullptr);
  if (free == alarms_.end()) return scheduler_.reach_limit(alarms_limit);
  *free = &alarm;
  alarm.slot = static_cast<std::uint32_t>(free - alarms_.begin());
  scheduler_.set_timer(*this, alarm.slot, std::max(due - skew_, scheduler_.now()));
}

void WorkerTimer::cancel(Alarm& alarm) noexcept {
  alarms_[alarm.slot] = nullptr;
  scheduler_.cancel_timer(*this, std::exchange(alarm.slot, Alarm::none));
}

void WorkerTimer::ring(std::uint32_t slot) {
  // Whose alarm it is, the core alone knows: it may look at anything of the worker.
  scheduler_.touch({ResourceSet::all(Resource::sync), process_.itself()});
  if (process_.take_up() == Process::Reception::held) {
    return scheduler_.set_timer(*this, slot, process_.awake_at());
  }
  Alarm* const alarm = std::exchange(alarms_[slot], nullptr);
  if (alarm == nullptr) return;
  alarm->slot = Alarm::none;
  alarm->ring();
}

}  // namespace interleave::sim
