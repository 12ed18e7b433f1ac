#pragma once

#include <optional>
#include <string>

#include "tools/exit_code.hpp"

namespace interleave::tools {

struct ShrinkArguments {
  std::string capsule;                ///< path
  std::optional<std::string> output;  ///< path for the smaller capsule
};

/// Makes a capsule's failure as small as it gets, prints its story and writes it. Throws
/// UsageError, also when the capsule does not fail any more.
ExitCode shrink(const ShrinkArguments& arguments);

}  // namespace interleave::tools
