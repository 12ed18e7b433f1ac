#include "properties/replay_ending.hpp"

namespace interleave::properties {

std::string_view name_of(ReplayEnding ending) {
  switch (ending) {
    case ReplayEnding::same:
      return "same";
    case ReplayEnding::same_failure:
      return "same failure, different trace";
    case ReplayEnding::diverged:
      return "diverged";
    case ReplayEnding::passes_now:
      return "passes now";
  }
  return "unknown";
}

std::string_view sentence_of(ReplayEnding ending) {
  switch (ending) {
    case ReplayEnding::same:
      return "this is the recorded run, event for event";
    case ReplayEnding::same_failure:
      return "the run still fails in this way, but not event for event as recorded";
    case ReplayEnding::diverged:
      return "the recorded decisions no longer lead to the recorded failure";
    case ReplayEnding::passes_now:
      return "the recorded decisions violate nothing any more";
  }
  return "unknown";
}

ReplayEnding ending_of(const Capsule& capsule, const Recording& replayed, bool best_effort) {
  const bool fits = replayed.unused.empty();
  const bool fails = replayed.result.violated.contains(capsule.signature);
  if (fits && fails && replayed.result.trace_hash == capsule.trace_hash) return ReplayEnding::same;
  if (!fits && !best_effort) return ReplayEnding::diverged;
  if (fails) return ReplayEnding::same_failure;
  return replayed.result.violated.empty() ? ReplayEnding::passes_now : ReplayEnding::diverged;
}

}  // namespace interleave::properties
