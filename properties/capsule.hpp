#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "properties/experiment.hpp"
#include "properties/recording.hpp"

namespace interleave::properties {

/// The layout of a capsule file. It changes when an old reader could not read a new file.
inline constexpr std::int64_t capsule_format = 1;

struct CapsuleDecision {
  sim::Decision decision;
  std::string meaning;

  friend bool operator==(const CapsuleDecision&, const CapsuleDecision&) = default;
};

/// A failing run in one small file that replays it exactly, whatever found it.
struct Capsule {
  std::int64_t schema = schema_version;  ///< another one only when read by best effort
  Experiment experiment;
  /// The seeded run in which it was found; none when a search or a fuzzer found it.
  std::optional<SeededRun> found;
  std::vector<CapsuleDecision> decisions;
  std::size_t signature = 0;  ///< the place of the failure in the system's table
  std::uint64_t trace_hash = 0;
  std::vector<std::string> story;
  std::vector<std::string> evidence;

  /// The decisions without their meanings, to be replayed.
  [[nodiscard]] std::vector<sim::Decision> to_replay() const;
};

/// The capsule of a recorded run.
Capsule capsule_of(const Experiment& experiment, const std::optional<SeededRun>& found,
                   std::size_t signature, const Recording& recording);

/// "assignments.as-found.ASG.extra.capsule.json".
std::string file_name_of(const Capsule& capsule);

std::string to_json(const Capsule& capsule);

/// Reads a capsule. `where` names its source in messages. Throws UsageError: malformed, truncated,
/// newer format, another schema, unknown names, values out of range. By best effort, what only
/// another schema knows is left out: the replay then shows what comes of the rest.
Capsule capsule_from_json(std::string_view text, std::string_view where,
                          SchemaRule rule = SchemaRule::own);

/// Reads a capsule file. Throws UsageError, also if the file cannot be read.
Capsule read_capsule(const std::filesystem::path& path, SchemaRule rule = SchemaRule::own);

}  // namespace interleave::properties
