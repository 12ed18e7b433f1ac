#pragma once

namespace interleave::tools {

/// From now on Ctrl-C (and SIGTERM) asks for an end instead of forcing it, however often it comes:
/// the partial result must not be lost to a second one that follows at once.
void watch_for_interrupt();

/// Whether the user asked for an end.
bool interrupted();

}  // namespace interleave::tools
