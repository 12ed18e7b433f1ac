#pragma once

namespace interleave::tools {

/// Parses the command line, runs the command and returns the exit code. Bad input and our own
/// mistakes each end in one line on standard error.
int run_command(int argument_count, const char* const* arguments);

}  // namespace interleave::tools
