#pragma once

#include <optional>
#include <string>

#include "tools/check_report.hpp"
#include "tools/environment.hpp"
#include "tools/exit_code.hpp"

namespace interleave::tools {

/// Where a report goes beside the terminal.
struct Publication {
  std::optional<std::string> json;
  std::optional<std::string> junit;
  Environment environment;  ///< names what GitHub Actions wants
};

/// Makes sure that every file can be written, before any work is done. Throws UsageError.
void require_publishable(const Publication& publication);

/// Writes the files and annotations. Returns how the command ends. Throws UsageError.
ExitCode publish(const CheckReport& report, const Publication& publication);

}  // namespace interleave::tools
