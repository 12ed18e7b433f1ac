#pragma once

#include <string>
#include <vector>

#include "properties/experiment.hpp"
#include "tools/exit_code.hpp"

namespace interleave::tools {

struct TraceArguments {
  std::vector<std::string> tokens;
  std::vector<std::string> settings;  ///< "OPTION=VALUE", of all tokens
  bool events = false;                ///< each event, too
};

/// Makes the runs that tokens name and prints what they came to: a line for each, as soon as it is
/// known, and with `events` the lines of its events before it. Throws UsageError.
ExitCode trace(const TraceArguments& arguments);

/// "HASH FINGERPRINT TOKEN: 227 events, violated: nothing": of equal runs it is equal.
std::string trace_line(const properties::Experiment& experiment, const properties::SeededRun& run,
                       const properties::RunResult& result);

}  // namespace interleave::tools
