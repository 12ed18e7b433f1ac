#pragma once

#include <source_location>
#include <stdexcept>

namespace interleave::model {

/// A mistake of ours, not of the code under test: the command ends with exit code 3.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Throws InternalError. Apart from the check, so that a check costs a comparison.
[[noreturn]] void fail_promise(const char* promise, const std::source_location& where);

/// Checks what our own code promises; kept on in release builds. Throws InternalError.
constexpr void ensure(bool holds, const char* promise,
                      std::source_location where = std::source_location::current()) {
  if (!holds) [[unlikely]]
    fail_promise(promise, where);
}

}  // namespace interleave::model
