#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace interleave::sim {

/// How a run's schedule is found. Whatever the strategy, a schedule is a set of delays.
enum class Strategy : std::uint8_t { uniform, latency };

struct StrategyFacts {
  std::string_view name;
  std::string_view sentence;
};

inline constexpr std::array<StrategyFacts, 2> strategy_facts{{
    {"uniform", "picks the next leg to land evenly among those in flight (a random walk)"},
    {"latency", "draws each leg's delay and lets them land in order of time"},
}};

constexpr std::string_view name_of(Strategy strategy) {
  return strategy_facts[static_cast<std::size_t>(strategy)].name;
}

/// Whether the strategy picks among legs in flight, rather than drawing their delays.
constexpr bool picks(Strategy strategy) { return strategy == Strategy::uniform; }

}  // namespace interleave::sim
