#pragma once

#include <cstdint>
#include <span>

#include "properties/recording.hpp"

namespace interleave::properties {

struct Shrunk {
  Recording recording;       ///< the smallest run found, told in full
  std::uint64_t reruns = 0;  ///< how many runs it took
  /// Whether no single decision can be dropped, halved or decremented. False only when the limit of
  /// re-runs was reached first.
  bool fixpoint = false;
};

struct ShrinkOptions {
  std::uint64_t reruns_max = 10'000;
};

/// Looks for a smaller set of decisions that still shows the signature: delta debugging over the
/// decisions that are not 0 (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
/// input", 2002), then bisection of each value, until no single decision can be dropped, halved or
/// decremented. Precondition: replaying `decisions` shows the signature.
Shrunk shrink(Runner& runner, std::span<const sim::Decision> decisions, std::size_t signature,
              const ShrinkOptions& options = {});

}  // namespace interleave::properties
