#pragma once

#include "tools/exit_code.hpp"

namespace interleave::tools {

/// Prints every system with its variants, properties and options, and what all systems share.
ExitCode list();

}  // namespace interleave::tools
