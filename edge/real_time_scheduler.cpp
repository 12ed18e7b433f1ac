#include "edge/real_time_scheduler.hpp"

#include <limits>

#include "model/ensure.hpp"

namespace interleave::edge {

RealTimeScheduler::RealTimeScheduler(const reconciler::Timer& clock)
    : clock_(clock),
      faults_(sim::fault_profiles[0]),
      scheduler_(choices_, faults_, {{}, std::numeric_limits<std::uint32_t>::max()}) {
  choices_.replay({});  // every decision is the dullest
  scheduler_.reset(sim::Strategy::latency, nullptr);
}

void RealTimeScheduler::follow() {
  there_ = false;
  scheduler_.set_timer(*this, 0, clock_.now());
  while (!there_ && scheduler_.step()) {
  }
  model::ensure(there_, "simulated time that goes on");
}

}  // namespace interleave::edge
