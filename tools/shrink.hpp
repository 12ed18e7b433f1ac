#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/exit_code.hpp"

namespace interleave::tools {

struct ShrinkArguments {
  std::string subject;                   ///< a capsule's path, or a token
  std::optional<std::string> signature;  ///< of a token's run: which failure to keep
  std::vector<std::string> settings;     ///< "OPTION=VALUE", for tokens
  bool best_effort = false;           ///< take a capsule of another schema for what it still says
  std::optional<std::string> output;  ///< path for the smaller capsule
};

/// Makes a failing run as small as it gets, prints its story and writes it. Throws UsageError, also
/// when the run does not fail.
ExitCode shrink(const ShrinkArguments& arguments);

}  // namespace interleave::tools
