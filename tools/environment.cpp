#include "tools/environment.hpp"

#include <cstdlib>

namespace interleave::tools {

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    // The command changes no variable, so no thread can see one half changed.
    const char* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
  };
}

}  // namespace interleave::tools
