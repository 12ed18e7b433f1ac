#pragma once

#include <string>

#include "tools/check_report.hpp"

namespace interleave::tools {

/// What is wrong, as commands of GitHub Actions: an `::error` line each, which stands with the pull
/// request. Nothing where all is well.
std::string annotations_of(const CheckReport& report);

/// The report in Markdown, for the summary of a job: a short table, then the stories.
std::string summary_of(const CheckReport& report);

}  // namespace interleave::tools
