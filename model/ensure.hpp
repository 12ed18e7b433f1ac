#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

namespace interleave::model {

/// A mistake of ours, not of the code under test: the command ends with exit code 3.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Checks what our own code promises; kept on in release builds. Throws InternalError.
inline void ensure(bool holds, const char* promise,
                   std::source_location where = std::source_location::current()) {
  if (holds) [[likely]]
    return;
  throw InternalError(std::string(where.file_name()) + ":" + std::to_string(where.line()) +
                      ": expected " + promise);
}

}  // namespace interleave::model
