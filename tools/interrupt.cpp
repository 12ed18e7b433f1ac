#include "tools/interrupt.hpp"

#include <csignal>

namespace interleave::tools {
namespace {

// A signal handler can reach nothing else.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
volatile std::sig_atomic_t asked_to_end = 0;

extern "C" void on_signal(int) { asked_to_end = 1; }

}  // namespace

void watch_for_interrupt() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() { return asked_to_end != 0; }

}  // namespace interleave::tools
