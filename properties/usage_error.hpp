#pragma once

#include <stdexcept>

namespace interleave::properties {

/// Bad input: one line that says what was found, where, and what was expected. The command ends
/// with exit code 2 and has changed nothing.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace interleave::properties
