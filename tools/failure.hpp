#pragma once

#include <optional>
#include <string>
#include <vector>

#include "properties/campaign.hpp"
#include "properties/capsule.hpp"
#include "properties/shrink.hpp"
#include "tools/nondeterminism.hpp"

namespace interleave::tools {

/// One signature that a check showed: its first failing run, or where the story of that stays long
/// another one of the first, shrunk and told.
struct Failure {
  std::size_t signature = 0;         ///< its place in the system's table
  std::uint64_t runs = 0;            ///< failing runs with this signature
  std::uint64_t first_run = 0;       ///< the lowest index of those
  properties::SeededRun run;         ///< the one that is told
  std::size_t decisions_before = 0;  ///< its decisions, before shrinking
  std::size_t decisions = 0;         ///< and after
  std::uint64_t reruns = 0;          ///< what the shrinking took
  std::vector<std::string> story;
  std::vector<std::string> evidence;
  std::string token;  ///< of the run that is told, as it was found
  std::optional<std::string> capsule_path;
};

struct Investigation {
  std::vector<Failure> failures;               ///< in the order of the system's table
  std::vector<properties::Capsule> capsules;   ///< of the shrunk runs, in the order of `failures`
  std::vector<Nondeterminism> nondeterminism;  ///< by index of the run
  /// Why no run was made again in a fresh process; empty: some were, or that was not asked for.
  std::string no_fresh_process;
};

/// Runs the kept failing runs of every signature again, with recording on, and compares what they
/// came to; shrinks one of each. The runs that differed, then or when they were watched,
/// are looked into for the event, up to the first in which it is found.
Investigation investigate(const properties::Experiment& experiment,
                          const properties::CampaignOptions& options,
                          const properties::CampaignResult& result);

}  // namespace interleave::tools
