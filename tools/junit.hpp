#pragma once

#include <string>
#include <string_view>

#include "tools/check_report.hpp"

namespace interleave::tools {

/// The report as JUnit writes it: a suite for each system; in it a case for each property, one each
/// for coverage, determinism and completeness, and one for each of the system's regressions.
std::string junit_of(const CheckReport& report);

/// A text as XML 1.0 can hold it: markup escaped; what no document may hold, and what is no UTF-8,
/// is replaced by U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace interleave::tools
