#pragma once

#include <optional>
#include <string>
#include <vector>

#include "properties/experiment.hpp"

namespace interleave::properties {

/// A run event by event, as text, so that two processes can compare theirs.
struct EventTrace {
  RunResult result;  ///< without its behaviours
  /// The start, then each event: its time, the hash and the fingerprint of the run so far, and what
  /// the history tells of it.
  std::vector<std::string> events;
};

/// Makes a seeded run event by event. Of a runner that cannot tell events apart there are none.
EventTrace trace_events(Runner& runner, const SeededRun& run);

/// "227 events, violated: ASG.extra", and what else is counted of a run, in a line.
std::string outcome_in_words(const System& system, const RunResult& result);

/// Where two runs part that should be the same.
struct EventDifference {
  std::optional<std::size_t> event;  ///< from 1, 0 for the start; none: every event is the same
  std::string first;                 ///< what one run says there, and what the other does
  std::string second;

  friend bool operator==(const EventDifference&, const EventDifference&) = default;
};

/// The first event in which two traces differ; none where they are alike.
std::optional<EventDifference> first_difference(const std::vector<std::string>& first,
                                                const std::vector<std::string>& second);

/// Makes a run again and again, in new worlds and in one that has made other runs before, until it
/// comes out otherwise than the first time; none where it does not.
std::optional<EventDifference> find_difference(const Experiment& experiment, const SeededRun& run);

/// "ASG.extra, CAL.event"; "nothing".
std::string violated_in_words(const System& system, SignatureSet violated);

}  // namespace interleave::properties
