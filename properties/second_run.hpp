#pragma once

#include <algorithm>

#include "properties/experiment.hpp"

namespace interleave::properties {

/// One run in so many is made twice.
inline constexpr std::uint64_t runs_per_watched = 100;

/// Whether a run of a campaign is made twice, to see that it comes to the same: a matter of its
/// seed and index alone, so on any number of threads or shards it is the same runs.
inline bool watched(const SeededRun& run) { return run_seed(run) % runs_per_watched == 0; }

/// Whether a run came to the same both times, in all that is counted of it.
inline bool same_outcome(const RunResult& first, const RunResult& second) {
  return first.trace_hash == second.trace_hash && first.events == second.events &&
         first.fingerprint == second.fingerprint && first.violated == second.violated &&
         first.sometimes == second.sometimes && first.limit == second.limit &&
         std::ranges::equal(first.behaviours, second.behaviours);
}

}  // namespace interleave::properties
