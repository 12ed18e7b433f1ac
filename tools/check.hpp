#pragma once

#include <optional>
#include <string>
#include <vector>

#include "properties/campaign.hpp"
#include "tools/exit_code.hpp"

namespace interleave::tools {

/// `interleave check`, as it was asked for. Texts are as given; absent ones take their default.
struct CheckArguments {
  std::vector<std::string> systems;       ///< none: all that have the variant
  std::optional<std::string> variant;     ///< production, or locked where there is none yet
  std::optional<std::string> profile;     ///< typical, or none where a system has no faults
  std::optional<std::string> strategies;  ///< separated by commas; the standard mix
  std::string runs = "100k";
  std::string seed = "1";
  std::optional<std::string> threads;  ///< as many as there are cores
  std::vector<std::string> settings;   ///< "OPTION=VALUE"
  std::optional<std::string> out;      ///< directory for capsules
  std::optional<std::string> json;     ///< file for the result
  bool quiet = false;
  bool require_coverage = false;
};

/// Runs the systems, prints the result, writes capsules and result. Throws UsageError before any
/// run is made.
ExitCode check(const CheckArguments& arguments);

}  // namespace interleave::tools
