#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/failure.hpp"
#include "tools/regressions.hpp"
#include "tools/shard.hpp"

namespace interleave::tools {

/// Why a range of runs was not finished.
enum class Stop : std::uint8_t { none, time, failures, interrupted };

/// "interrupted", "time", "failures"; "" for none.
std::string_view name_of(Stop stop);

/// A range of runs and what they came to. A check makes one part; a merge keeps the parts of all
/// its results apart, so that one that is given twice counts once.
struct Part {
  RunRange asked;          ///< of which the first `result.runs` were made
  Stop stop = Stop::none;  ///< why not all
  properties::CampaignResult result;
  double seconds = 0;  ///< wall time
};

/// What a check of one system came to.
struct SystemReport {
  properties::Experiment experiment;
  properties::CampaignOptions options;      ///< strategies and seed
  std::optional<std::uint64_t> runs_asked;  ///< of all shards; none: as many as fit in the time
  bool coverage_required = false;           ///< by `--require-coverage`
  std::vector<Part> parts;                  ///< by range
  properties::CampaignResult result;        ///< of all parts
  double seconds = 0;                       ///< summed over the parts
  Investigation investigation;
  /// Faults and situations that were enabled and never seen, when there were runs enough to judge.
  std::vector<std::string> vacuous;
};

/// A system that was not checked.
struct Skipped {
  std::string system;
  std::string reason;

  friend auto operator<=>(const Skipped&, const Skipped&) = default;
};

struct CheckReport {
  std::vector<SystemReport> systems;
  std::vector<Skipped> skipped;
  std::vector<Regression> regressions;
  std::optional<std::string> commit;  ///< that the seed was made of
  std::optional<Shard> shard;         ///< whose runs alone were made
  bool merged = false;                ///< from the results of several checks
};

/// The line that says what is about to run, with every option.
std::string headline_of(const SystemReport& report, const CheckReport& whole);

/// The result of one system for a reader.
std::string text_of(const SystemReport& report, const CheckReport& whole);

/// One failing signature: what does not hold, how often, the story, and the line that replays it.
std::string failure_in_words(const SystemReport& report, const Failure& failure);

/// "assignments · production".
std::string title_of(const SystemReport& report);

/// "12 runs reached the limit …"; "" where none did.
std::string limit_in_words(const SystemReport& report);

/// A run that came out differently, how to look at it, and how many more there are; "" where there
/// is none.
std::string nondeterminism_in_words(const SystemReport& report);

/// What stopped early, with the runs that were not made; a line for each part.
std::vector<std::string> stops_in_words(const SystemReport& report);

}  // namespace interleave::tools
