#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/check_report.hpp"
#include "tools/exit_code.hpp"

namespace interleave::tools {

/// A result and where it is from, for messages.
struct NamedReport {
  std::string name;
  CheckReport report;
};

/// The result of one invocation from those of its shards, or of merges of some of them. In whatever
/// order and grouping they come, the same parts give the same report; one that is given twice
/// counts once. What was interrupted yields to the whole of the same range. Throws UsageError, in
/// one line: results of different experiments, ranges that overlap and differ, an interrupted part
/// without the whole of its range.
CheckReport merge(const std::vector<NamedReport>& results);

struct MergeArguments {
  std::vector<std::string> results;  ///< paths
  std::optional<std::string> json;   ///< file for the result
  std::optional<std::string> junit;  ///< file for the result as JUnit writes it
};

/// `interleave merge`: prints the merged result and ends as the unsharded check would have. Throws
/// UsageError.
ExitCode merge_results(const MergeArguments& arguments);

}  // namespace interleave::tools
