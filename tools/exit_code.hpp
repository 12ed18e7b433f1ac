#pragma once

namespace interleave::tools {

/// How the command ends. When several apply, the precedence is 3, 1, 5, 4.
enum class ExitCode : int {
  held = 0,
  violated = 1,
  usage = 2,
  internal_error = 3,  ///< also nondeterminism
  vacuous = 4,
  limit = 5,
  different_trace = 6,  ///< replay: the same failure by another trace
  diverged = 7,         ///< replay: the capsule's decisions no longer fit, or another failure
  interrupted = 130,
};

}  // namespace interleave::tools
