#pragma once

#include <string>

#include "tools/check_report.hpp"

namespace interleave::tools {

/// What the runs are worth, in two lines: how seldom such runs can fail at most when none did (the
/// rule of three), how many of them were different, and how often one still showed something new.
std::string worth_in_words(const SystemReport& report);

}  // namespace interleave::tools
