#pragma once

#include <vector>

#include "tools/check_report.hpp"

namespace interleave::tools {

/// Adds the parts up into `result` and `seconds`.
void total_up(SystemReport& report);

/// The runs that were asked for and that no part was to make.
std::vector<RunRange> missing_of(const SystemReport& report);

/// "runs 0 to 9, runs 20 to 29".
std::string in_words(const std::vector<RunRange>& ranges);

/// Whether a part of that kind is among them.
bool any_stopped(const SystemReport& report, Stop stop);

}  // namespace interleave::tools
