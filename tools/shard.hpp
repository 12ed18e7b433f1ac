#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/environment.hpp"

namespace interleave::tools {

/// Indices of runs: [begin, end).
struct RunRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  [[nodiscard]] std::uint64_t size() const { return end - begin; }
  friend auto operator<=>(const RunRange&, const RunRange&) = default;
};

/// "runs 25 000 to 49 999".
std::string in_words(const RunRange& range);

/// One of several jobs that share the runs of an invocation.
struct Shard {
  std::uint64_t number = 1;  ///< from 1 to `count`
  std::uint64_t count = 1;   ///< at most a million
  std::string source;        ///< who says so: "--shard", "Slurm array"

  /// Whether there is anything that others do.
  [[nodiscard]] bool alone() const { return count == 1; }
};

/// "shard 2 of 4 (Slurm array)".
std::string in_words(const Shard& shard);

/// Its part of so many runs: [runs · (number − 1) / count, runs · number / count).
RunRange range_of(const Shard& shard, std::uint64_t runs);

/// "2/4". Throws UsageError.
Shard parse_shard(std::string_view text);

/// The shard that the engine has named which started this process: a Kubernetes indexed job, a
/// Slurm array, Open MPI, Bazel or GoogleTest. None where no engine did. Throws UsageError when an
/// engine has said only half of it or something impossible, and when two engines disagree.
std::optional<Shard> shard_from(const Environment& environment);

/// Bazel and GoogleTest want to know that a program divides its work: it touches a file they name.
/// Throws UsageError when it cannot be written.
void acknowledge_sharding(const Environment& environment);

}  // namespace interleave::tools
