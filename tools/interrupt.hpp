#pragma once

namespace interleave::tools {

/// From now on Ctrl-C (and SIGTERM) asks for an end instead of forcing it. A second one ends the
/// process at once.
void watch_for_interrupt();

/// Whether the user asked for an end.
bool interrupted();

}  // namespace interleave::tools
