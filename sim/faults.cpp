#include "sim/faults.hpp"

#include <algorithm>

namespace interleave::sim {
namespace {

constexpr model::Cause swarm_cause = model::run_root.child(14, 0);

/// A site's faults may strike this often together, not more.
constexpr std::uint64_t parts_most = 900'000;

/// Twice as likely, as far as that goes.
std::uint32_t doubled(std::uint32_t weight, std::uint64_t sum) {
  const std::uint64_t wanted = std::min(2 * sum, std::max(sum, parts_most));
  return static_cast<std::uint32_t>(sum == 0 ? 0 : weight * wanted / sum);
}

}  // namespace

Faults::Faults(const FaultProfile& profile) : profile_(profile) {
  for (std::size_t i = 0; i < fault_sites.size(); ++i) {
    Lottery& lottery = lotteries_[i];
    const auto first = static_cast<std::size_t>(fault_sites[i].first);
    lottery.odds.count = fault_sites[i].count;
    std::uint64_t sum = 0;
    for (std::size_t fault = 0; fault < lottery.odds.count; ++fault) {
      sum += profile_.weights[first + fault];
    }
    for (std::size_t fault = 0; fault < lottery.odds.count; ++fault) {
      const std::uint32_t weight = doubled(profile_.weights[first + fault], sum);
      lottery.odds.weights.parts_per_million[1 + fault] = weight;
      lottery.odds.sum += weight;
    }
    lottery.in_profile = sum > 0;
    lottery.chancy = lottery.in_profile;
  }
}

void Faults::begin_run(Choices& choices) {
  enabled_ = true;
  const Bits families = choices.swarm_bits(swarm_cause);
  for (std::size_t i = 0; i < fault_sites.size(); ++i) {
    const auto family = static_cast<unsigned>(fault_sites[i].family);
    lotteries_[i].chancy = lotteries_[i].in_profile && ((families >> family) & 1U) != 0;
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
