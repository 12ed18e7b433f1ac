#pragma once

#include <optional>
#include <string>
#include <vector>

#include "properties/campaign.hpp"
#include "properties/capsule.hpp"
#include "properties/shrink.hpp"

namespace interleave::tools {

/// One signature that a check showed: its first failing run, shrunk and told.
struct Failure {
  std::size_t signature = 0;         ///< its place in the system's table
  std::uint64_t runs = 0;            ///< failing runs with this signature
  properties::SeededRun first;       ///< the one of the lowest index
  std::size_t decisions_before = 0;  ///< decisions of that run, before shrinking
  std::size_t decisions = 0;         ///< and after
  std::uint64_t reruns = 0;          ///< what the shrinking took
  std::vector<std::string> story;
  std::vector<std::string> evidence;
  std::string token;  ///< of the run as it was found
  std::optional<std::string> capsule_path;
};

/// A run that came out differently the second time.
struct Nondeterminism {
  properties::SeededRun run;
  std::uint64_t first_hash = 0;
  std::uint64_t second_hash = 0;
  std::string token;
};

struct Investigation {
  std::vector<Failure> failures;              ///< in the order of the system's table
  std::vector<properties::Capsule> capsules;  ///< of the shrunk runs, in the order of `failures`
  std::vector<Nondeterminism> nondeterminism;
};

/// Runs the kept failing runs of every signature again, with recording on, and compares their
/// hashes; shrinks the first of each.
Investigation investigate(const properties::Experiment& experiment,
                          const properties::CampaignOptions& options,
                          const properties::CampaignResult& result);

}  // namespace interleave::tools
