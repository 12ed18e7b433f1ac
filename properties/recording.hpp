#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/history.hpp"
#include "properties/experiment.hpp"
#include "sim/choices.hpp"

namespace interleave::properties {

/// A run told in full: what it came to, every decision that was not the dullest, what happened, and
/// what the judge saw at the end.
struct Recording {
  RunResult result;
  std::vector<sim::Decision> decisions;
  model::History history;
  std::vector<std::string> evidence;
  /// Replays only: the keys that the run never asked for (or not with that outcome in range).
  std::vector<sim::Key> unused;
};

/// Runs once with recording on, with the choices as they are set.
Recording record(Runner& runner, sim::Strategy strategy);

/// The seeded run, told in full.
Recording record_seeded(Runner& runner, const SeededRun& run);

/// The seeded run with recording off.
RunResult run_seeded(Runner& runner, const SeededRun& run);

/// Replays decisions with recording on.
Recording record_replay(Runner& runner, std::span<const sim::Decision> decisions);

/// Replays decisions with recording off.
RunResult replay(Runner& runner, std::span<const sim::Decision> decisions);

}  // namespace interleave::properties
