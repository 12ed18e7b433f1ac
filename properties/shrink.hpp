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
  std::size_t place = 0;  ///< of the run that it comes from, among those that were given

  [[nodiscard]] std::size_t size() const { return recording.decisions.size(); }
};

struct ShrinkOptions {
  std::uint64_t reruns_max = 10'000;
};

/// Looks for a smaller set of decisions that still shows the signature: delta debugging over the
/// decisions that are not 0 (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
/// input", 2002), by what belongs together and by halves, then bisection of each value, until no
/// single decision can be dropped, halved or decremented. A result of more than six decisions is
/// retold if it can be: fewer decisions, one of which may be an answer about how the run starts or
/// what an action changes that the given ones do not hold. All others are given ones, no larger.
/// Precondition: replaying `decisions` shows the signature.
Shrunk shrink(Runner& runner, std::span<const sim::Decision> decisions, std::size_t signature,
              const ShrinkOptions& options = {});

/// The same of the first of several runs that show the signature; if its story stays long, or would
/// take more than 100 re-runs, of the one among them that comes down to the shortest. No other is
/// tried after one has come down to six decisions, or when 300 re-runs are spent. Precondition:
/// `found` is not empty, and each of it shows the signature.
Shrunk shrink_shortest(Runner& runner, std::span<const Recording> found, std::size_t signature,
                       const ShrinkOptions& options = {});

}  // namespace interleave::properties
