#include "sim/faults.hpp"

namespace interleave::sim {

Faults::Faults(const FaultProfile& profile) : profile_(profile) {
  for (std::size_t i = 0; i < fault_sites.size(); ++i) {
    Lottery& lottery = lotteries_[i];
    lottery.odds.count = fault_sites[i].count;
    for (std::size_t verdict = 1; verdict <= lottery.odds.count; ++verdict) {
      const std::size_t fault = static_cast<std::size_t>(fault_sites[i].first) + verdict - 1;
      lottery.odds.weights.parts_per_million[verdict] = profile_.weights[fault];
    }
    lottery.chancy = lottery.odds.weights.possible();
  }
}

FaultCounts Faults::counts() const {
  FaultCounts counts;
  for (std::size_t i = 0; i < fault_sites.size(); ++i) {
    const Lottery& lottery = lotteries_[i];
    for (std::size_t verdict = 1; verdict <= lottery.odds.count; ++verdict) {
      const std::size_t fault = static_cast<std::size_t>(fault_sites[i].first) + verdict - 1;
      counts[fault] = {lottery.possible, lottery.drawn, lottery.outcomes[verdict]};
    }
  }
  return counts;
}

}  // namespace interleave::sim
