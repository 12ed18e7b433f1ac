#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/exit_code.hpp"

namespace interleave::tools {

/// `interleave check`, as it was asked for. Texts are as given; absent ones take their default.
struct CheckArguments {
  std::vector<std::string> systems;         ///< none: all that have the variant
  std::optional<std::string> variant;       ///< production, or locked where there is none yet
  std::optional<std::string> profile;       ///< typical, or none where a system has no faults
  std::optional<std::string> strategies;    ///< separated by commas; the standard mix
  std::optional<std::string> runs;          ///< 100k; beside `time`, as many as fit
  std::optional<std::string> time;          ///< wall time: seconds, or 90s, 10m, 2h
  std::optional<std::string> seed;          ///< a number or "commit"; 1
  std::optional<std::string> threads;       ///< as many as there are cores
  std::optional<std::string> shard;         ///< "I/N"; what an engine's environment says
  std::optional<std::string> max_failures;  ///< failing runs after which it ends; none
  std::vector<std::string> settings;        ///< "OPTION=VALUE"
  std::optional<std::string> regressions;   ///< directory, or "none"; `regressions`, if it is there
  std::optional<std::string> out;           ///< directory for capsules
  std::optional<std::string> json;          ///< file for the result
  std::optional<std::string> junit;         ///< file for the result as JUnit writes it
  /// This command, to make runs again in a fresh process; without it, none are.
  std::optional<std::string> program;
  bool quiet = false;
  bool require_coverage = false;
};

/// Replays the regressions, runs the systems, prints the result, writes capsules and result. Throws
/// UsageError before any run is made.
ExitCode check(const CheckArguments& arguments);

}  // namespace interleave::tools
