#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "properties/replay_ending.hpp"

namespace interleave::tools {

enum class RegressionVerdict : std::uint8_t {
  as_expected,
  failed,
  stale,  ///< of another schema: it no longer says what it said
};

/// A checked-in capsule and how its replay ended.
struct Regression {
  std::string path;
  std::string system;
  std::string variant;
  std::string signature;
  std::int64_t schema = 0;
  properties::ReplayEnding expected = properties::ReplayEnding::same;
  std::optional<properties::ReplayEnding> ending;  ///< none: it could not be replayed
  RegressionVerdict verdict = RegressionVerdict::as_expected;
  std::vector<std::string> story;     ///< of the replayed run
  std::vector<std::string> evidence;  ///< likewise

  friend bool operator==(const Regression&, const Regression&) = default;
};

/// "as expected", "failed", "stale".
std::string_view name_of(RegressionVerdict verdict);

/// "same, as expected", or what was found and expected, and what to do about it.
std::string in_words(const Regression& regression);

/// The same for the terminal: a line, and where it is not as expected the story and the replay.
std::string text_of(const Regression& regression);

/// A capsule file that was checked in.
struct RegressionFile {
  std::string path;
  std::string system;
  std::string variant;
  std::string signature;
  std::int64_t schema = 0;
  /// Read by best effort where the schema is another; none where nothing can be made of it.
  std::optional<properties::Capsule> capsule;
};

/// The capsules of a directory in the order of their names: every *.json in it. `asked` is a
/// directory, "none", or absent: then it is `regressions` in the working directory, if there is
/// one. Throws UsageError for a directory that is asked for and is not there, and for a file that
/// is no capsule.
std::vector<RegressionFile> read_regressions(const std::optional<std::string>& asked);

/// Replays a capsule. One of the variant that `check` takes by default is a bug that was repaired:
/// it must pass. Any other variant is wrong on purpose: the run must be the same, event for event.
Regression replay_regression(const RegressionFile& file);

}  // namespace interleave::tools
