#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "tools/check_report.hpp"

namespace interleave::tools {

/// The layout of a result file. It changes when an old reader could not read a new file;
/// docs/result.md describes it.
inline constexpr std::string_view result_format = "interleave-result";
inline constexpr std::int64_t result_version = 1;

/// The whole result for a machine.
std::string json_of(const CheckReport& report);

/// The report that a text was written from, all but what follows from the rest (the coverage that
/// was judged, the exit code). `where` names its source. Throws UsageError: malformed, truncated,
/// another version, harness or schema, unknown names.
CheckReport report_from_json(std::string_view text, std::string_view where);

/// Reads a result file. Throws UsageError, also if the file cannot be read.
CheckReport read_result(const std::filesystem::path& path);

}  // namespace interleave::tools
