#include "properties/event_trace.hpp"

#include <algorithm>

#include "properties/count.hpp"
#include "properties/recording.hpp"
#include "properties/story.hpp"

namespace interleave::properties {
namespace {

constexpr std::string_view ended = "(the run has ended)";

/// How often a run is made again to find the event.
constexpr std::uint64_t attempts_max = 16;

/// "sync started: full sync of order 1 to B; worker 1 sent: LIST on order 1".
std::string told_in_words(const model::History& history, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    const model::Entry& entry = history[i];
    text +=
        (text.empty() ? "" : "; ") + entry.place + " " + name_of(entry.step) + ": " + entry.text;
  }
  return text.empty() ? "(nothing is told of it)" : text;
}

/// Where two runs of one experiment part, be it only in what they came to.
std::optional<EventDifference> difference(const System& system, const EventTrace& one,
                                          const EventTrace& other) {
  if (auto found = first_difference(one.events, other.events)) return found;
  EventDifference found{std::nullopt, outcome_in_words(system, one.result),
                        outcome_in_words(system, other.result)};
  if (found.first == found.second) return std::nullopt;
  return found;
}

}  // namespace

EventTrace trace_events(Runner& runner, const SeededRun& run) {
  EventTrace trace;
  model::History history;
  std::vector<EventMark> marks;
  runner.choices().seed(run_seed(run));
  trace.result = runner.run_marked(run.strategy, history, marks);
  trace.result.behaviours = {};
  std::size_t told = 0;
  for (const EventMark& mark : marks) {
    trace.events.push_back(seconds_in_column(mark.at) + "  " + hexadecimal(mark.trace_hash) + " " +
                           hexadecimal(mark.fingerprint) + "  " +
                           told_in_words(history, told, mark.told));
    told = mark.told;
  }
  return trace;
}

std::string outcome_in_words(const System& system, const RunResult& result) {
  std::string text = std::to_string(result.events) +
                     " events, violated: " + violated_in_words(system, result.violated);
  std::string seen;
  for (std::size_t i = 0; i < system.sometimes.size(); ++i) {
    if (!result.sometimes.contains(i)) continue;
    seen += (seen.empty() ? "; seen: " : ", ") + std::string(system.sometimes[i].name);
  }
  text += seen;
  return result.limit.empty() ? text : text + "; limit: " + std::string(result.limit);
}

std::optional<EventDifference> first_difference(const std::vector<std::string>& first,
                                                const std::vector<std::string>& second) {
  const auto [one, other] = std::ranges::mismatch(first, second);
  if (one == first.end() && other == second.end()) return std::nullopt;
  return EventDifference{static_cast<std::size_t>(one - first.begin()),
                         one == first.end() ? std::string(ended) : *one,
                         other == second.end() ? std::string(ended) : *other};
}

std::optional<EventDifference> find_difference(const Experiment& experiment, const SeededRun& run) {
  const System& system = *experiment.system;
  const std::unique_ptr<Runner> worn = experiment.make_runner();
  const EventTrace first = trace_events(*experiment.make_runner(), run);
  for (std::uint64_t attempt = 1; attempt <= attempts_max; ++attempt) {
    run_seeded(*worn, {run.strategy, run.seed, run.index + attempt});
    if (auto found = difference(system, first, trace_events(*worn, run))) return found;
    const std::unique_ptr<Runner> fresh = experiment.make_runner();
    if (auto found = difference(system, first, trace_events(*fresh, run))) return found;
  }
  return std::nullopt;
}

std::string violated_in_words(const System& system, SignatureSet violated) {
  std::string names;
  for (std::size_t i = 0; i < system.signatures.size(); ++i) {
    if (!violated.contains(i)) continue;
    names += (names.empty() ? "" : ", ") + name_of(system.signatures[i]);
  }
  return names.empty() ? "nothing" : names;
}

}  // namespace interleave::properties
