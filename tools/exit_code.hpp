#pragma once

#include <string_view>

namespace interleave::tools {

/// How the command ends. When several apply, the precedence is 3, 130, 1, 8, 5, 4.
enum class ExitCode : int {
  held = 0,
  violated = 1,
  usage = 2,
  internal_error = 3,  ///< also nondeterminism
  vacuous = 4,         ///< also a regression capsule of another schema
  limit = 5,
  different_trace = 6,  ///< replay: the same failure by another trace
  diverged = 7,         ///< replay: the capsule's decisions no longer fit, or another failure
  incomplete = 8,       ///< merge: no result for some of the runs
  interrupted = 130,
};

/// "held", "violated", …: in a word.
constexpr std::string_view name_of(ExitCode code) {
  switch (code) {
    case ExitCode::held:
      return "held";
    case ExitCode::violated:
      return "violated";
    case ExitCode::usage:
      return "bad input";
    case ExitCode::internal_error:
      return "nondeterministic";
    case ExitCode::vacuous:
      return "vacuous";
    case ExitCode::limit:
      return "not judged";
    case ExitCode::different_trace:
      return "same failure, different trace";
    case ExitCode::diverged:
      return "diverged";
    case ExitCode::incomplete:
      return "incomplete";
    case ExitCode::interrupted:
      return "interrupted";
  }
  return "unknown";
}

}  // namespace interleave::tools
