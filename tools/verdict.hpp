#pragma once

#include "tools/check_report.hpp"
#include "tools/exit_code.hpp"

namespace interleave::tools {

/// How the command ends with this report. A merge whose results leave runs out has not held.
ExitCode exit_code_of(const CheckReport& report);

}  // namespace interleave::tools
