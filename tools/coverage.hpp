#pragma once

#include <string>
#include <vector>

#include "tools/check_report.hpp"

namespace interleave::tools {

/// Why nobody can say yet whether the runs saw all that they should have seen: too few of them, or
/// the others are in other shards. Empty where it can be judged.
std::string reason_not_to_judge_coverage(const SystemReport& report);

/// Faults and situations that were enabled and never seen; nothing where that cannot be judged.
std::vector<std::string> find_vacuous(const SystemReport& report);

}  // namespace interleave::tools
