#pragma once

#include <functional>
#include <optional>
#include <string>

namespace interleave::tools {

/// Looks up a variable by its name. One that is empty counts as not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment that the command was started in.
Environment process_environment();

}  // namespace interleave::tools
