#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace interleave::sim {

/// How a run's schedule is found. Whatever the strategy, a schedule is a set of delays.
enum class Strategy : std::uint8_t { uniform, latency, pos, sparse, pct2, pct3, pct4, pct5 };

struct StrategyFacts {
  std::string_view name;
  std::string_view sentence;
  /// Its share of the runs when nobody says otherwise, in parts per thousand.
  std::uint32_t share = 0;
};

inline constexpr std::array<StrategyFacts, 8> strategy_facts{{
    {"uniform", "picks the next leg to land evenly among those in flight (a random walk)", 100},
    {"latency", "draws each leg's delay and lets them land in order of time", 150},
    {"pos", "partial-order sampling: the leg of the highest priority; rivals draw anew", 400},
    {"sparse", "lets most legs land at once and holds a few back, how many differs by run", 300},
    {"pct:2", "probabilistic concurrency testing: chains of legs by priority, 1 change", 20},
    {"pct:3", "the same with 2 changes of priority", 10},
    {"pct:4", "the same with 3 changes of priority", 10},
    {"pct:5", "the same with 4 changes of priority", 10},
}};

constexpr std::string_view name_of(Strategy strategy) {
  return strategy_facts[static_cast<std::size_t>(strategy)].name;
}

/// Whether the strategy picks among legs in flight, rather than drawing their delays.
constexpr bool picks(Strategy strategy) { return strategy != Strategy::latency; }

/// The depth d of `pct:d`: it finds what needs d legs in a certain order. 0 for other strategies.
constexpr std::uint32_t depth_of(Strategy strategy) {
  return strategy < Strategy::pct2 ? 0
                                   : 2 + static_cast<std::uint32_t>(strategy) -
                                         static_cast<std::uint32_t>(Strategy::pct2);
}

}  // namespace interleave::sim
