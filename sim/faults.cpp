#include "sim/faults.hpp"

namespace interleave::sim {
namespace {

constexpr std::size_t index_of(Fault fault) { return static_cast<std::size_t>(fault); }

}  // namespace

std::uint32_t FaultProfile::weight(Fault fault) const {
  const std::size_t index = index_of(fault);
  const std::size_t reply_first = index_of(Fault::reply_lost);
  return index < reply_first ? request.parts_per_million[index + 1]
                             : reply.parts_per_million[index - reply_first + 1];
}

FaultCounts Faults::counts() const {
  FaultCounts counts;
  const auto fill = [&counts](const auto& legs, Fault first) {
    for (std::size_t i = 1; i < legs.outcomes.size(); ++i) {
      counts[index_of(first) + i - 1] = {legs.possible, legs.drawn, legs.outcomes[i]};
    }
  };
  fill(requests_, Fault::request_lost);
  fill(replies_, Fault::reply_lost);
  return counts;
}

}  // namespace interleave::sim
