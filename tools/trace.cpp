#include "tools/trace.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "properties/count.hpp"
#include "properties/event_trace.hpp"
#include "properties/token.hpp"

namespace interleave::tools {

using properties::hexadecimal;

ExitCode trace(const TraceArguments& arguments) {
  std::vector<properties::TokenRun> runs;
  for (const std::string& token : arguments.tokens) {
    runs.push_back(properties::parse_token(token, arguments.settings));
  }
  for (const properties::TokenRun& run : runs) {
    // Each in a world of its own: none can depend on those before it.
    const std::unique_ptr<properties::Runner> runner = run.experiment.make_runner();
    const properties::EventTrace trace = properties::trace_events(*runner, run.run);
    if (arguments.events) {
      for (const std::string& event : trace.events) fmt::print("{}\n", event);
    }
    fmt::print("{}\n", trace_line(run.experiment, run.run, trace.result));
    // A process that dies in a run has told of those before.
    std::fflush(stdout);
  }
  return ExitCode::held;
}

std::string trace_line(const properties::Experiment& experiment, const properties::SeededRun& run,
                       const properties::RunResult& result) {
  return fmt::format("{} {} {}: {}", hexadecimal(result.trace_hash),
                     hexadecimal(result.fingerprint), token_of(experiment, run),
                     outcome_in_words(*experiment.system, result));
}

}  // namespace interleave::tools
