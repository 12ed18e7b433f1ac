#include "tools/fresh_process.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <system_error>

#include "properties/second_run.hpp"
#include "properties/token.hpp"
#include "tools/child_process.hpp"
#include "tools/exit_code.hpp"
#include "tools/trace.hpp"

namespace interleave::tools {

using properties::CampaignOptions;
using properties::CampaignResult;
using properties::EventDifference;
using properties::EventTrace;
using properties::Experiment;
using properties::SeededRun;

namespace {

constexpr std::uint64_t sample_max = 20;

/// The C library of GNU fills what it allocates with what this says, so that a byte that was never
/// written is another one than here; others pass it over.
constexpr const char* other_memory = "MALLOC_PERTURB_=165";

/// The first watched run of each of so many equal parts, as far as it has one.
std::vector<SeededRun> sample_of(const CampaignOptions& options, const CampaignResult& result) {
  std::vector<SeededRun> sample;
  const std::uint64_t size = result.runs / sample_max + 1;
  const std::uint64_t end = options.first + result.runs;
  for (std::uint64_t begin = options.first; begin < end; begin += size) {
    for (std::uint64_t index = begin; index < std::min(begin + size, end); ++index) {
      const SeededRun run = plan_run(options, index);
      if (!watched(run)) continue;
      sample.push_back(run);
      break;
    }
  }
  return sample;
}

std::vector<SeededRun> runs_to_make(const CampaignOptions& options, const CampaignResult& result) {
  std::vector<SeededRun> runs = sample_of(options, result);
  for (const properties::SignatureCount& signature : result.signatures) {
    if (signature.first.empty()) continue;
    const std::uint64_t index = signature.first.front().index;
    if (std::ranges::find(runs, index, &SeededRun::index) != runs.end()) continue;
    runs.push_back(plan_run(options, index));
  }
  std::ranges::sort(runs, {}, &SeededRun::index);
  return runs;
}

std::vector<std::string> arguments_for(const Experiment& experiment,
                                       const std::vector<SeededRun>& runs) {
  std::vector<std::string> arguments{"trace", "--events"};
  for (std::size_t i = 0; i < experiment.options.size(); ++i) {
    arguments.emplace_back("--set");
    arguments.push_back(std::string(experiment.system->options[i].name) + "=" +
                        std::to_string(experiment.options[i]));
  }
  for (const SeededRun& run : runs) arguments.push_back(token_of(experiment, run));
  return arguments;
}

/// What `trace` has printed of a run.
struct Printed {
  std::vector<std::string> events;
  std::string line;  ///< its trace_line; empty: it printed none
};

/// Takes the lines of the next run.
Printed next_run(std::istream& lines, const std::string& token) {
  Printed printed;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(" " + token + ": ") != std::string::npos) {
      printed.line = line;
      break;
    }
    printed.events.push_back(line);
  }
  return printed;
}

/// The hash that a trace_line begins with; none where the code under test has printed into it.
std::optional<std::uint64_t> hash_of(const std::string& line) {
  std::uint64_t hash = 0;
  const char* const end = line.data() + line.find(' ');
  const auto read = std::from_chars(line.data(), end, hash, 16);
  return read.ec == std::errc() && read.ptr == end ? std::optional(hash) : std::nullopt;
}

/// Whether it ended in the middle of a run that ends here.
bool broke(const ChildEnd& end) {
  return end.signal != 0 || end.exit_code == static_cast<int>(ExitCode::internal_error);
}

std::optional<EventDifference> difference(const EventTrace& here, const std::string& line_here,
                                          const Printed& there) {
  if (auto found = properties::first_difference(here.events, there.events)) return found;
  if (line_here == there.line) return std::nullopt;
  return EventDifference{std::nullopt, line_here, there.line};
}

/// Compares what the fresh process said of the runs with what they come to here.
void compare(const Experiment& experiment, const std::vector<SeededRun>& runs, const ChildEnd& end,
             FreshProcess& fresh) {
  std::istringstream lines(end.out);
  for (const SeededRun& run : runs) {
    const std::string token = token_of(experiment, run);
    const EventTrace here = trace_events(*experiment.make_runner(), run);
    const std::string line_here = trace_line(experiment, run, here.result);
    const Printed there = next_run(lines, token);
    if (there.line.empty()) {
      const std::string ending = "the process ended with " + in_words(end);
      if (!broke(end)) {
        fresh.impossible = ending;
      } else {
        fresh.found.push_back({run, here.result.trace_hash, std::nullopt, token, true,
                               EventDifference{std::nullopt, line_here, ending}});
      }
      return;
    }
    if (auto found = difference(here, line_here, there)) {
      fresh.found.push_back(
          {run, here.result.trace_hash, hash_of(there.line), token, true, std::move(found)});
    }
  }
}

}  // namespace

FreshProcess check_in_fresh_process(const std::string& program, const Experiment& experiment,
                                    const CampaignOptions& options, const CampaignResult& result) {
  FreshProcess fresh;
  const std::vector<SeededRun> runs = runs_to_make(options, result);
  if (runs.empty()) return fresh;
  try {
    compare(experiment, runs, run_child(program, arguments_for(experiment, runs), {other_memory}),
            fresh);
  } catch (const std::system_error& error) {
    fresh.impossible = error.what();
  }
  return fresh;
}

}  // namespace interleave::tools
