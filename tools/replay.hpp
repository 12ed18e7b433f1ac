#pragma once

#include <string>
#include <vector>

#include "tools/exit_code.hpp"

namespace interleave::tools {

struct ReplayArguments {
  std::string subject;                ///< a capsule's path, or a token
  std::vector<std::string> settings;  ///< "OPTION=VALUE", for tokens
  bool timeline = false;
  bool best_effort = false;  ///< go on where the capsule's decisions no longer fit
};

/// Plays a capsule or a token again and says how it ended. Throws UsageError.
ExitCode replay(const ReplayArguments& arguments);

}  // namespace interleave::tools
