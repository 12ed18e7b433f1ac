#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/exit_code.hpp"

namespace interleave::tools {

/// `interleave explore`, as it was asked for. Absent texts take their default.
struct ExploreArguments {
  std::string system;
  std::optional<std::string> variant;  ///< as for check
  std::vector<std::string> settings;   ///< "OPTION=VALUE": one scope; none: the system's, in turn
  std::string time = "60s";            ///< wall time
  bool all_orders = false;             ///< without reduction
  std::optional<std::string> out;      ///< directory for capsules
};

/// Searches every order of a small scope, prints what it came to, writes capsules. Throws
/// UsageError before anything is run.
ExitCode explore(const ExploreArguments& arguments);

}  // namespace interleave::tools
