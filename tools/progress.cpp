#include "tools/progress.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "properties/count.hpp"

namespace interleave::tools {

using properties::grouped;

ProgressLine::ProgressLine(std::uint64_t runs, bool quiet)
    : runs_(runs), visible_(!quiet && ::isatty(STDERR_FILENO) == 1) {}

void ProgressLine::show(const properties::Progress& progress) {
  if (!visible_) return;
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - started_;
  const double rate = static_cast<double>(progress.runs) / std::max(spent.count(), 1e-3);
  const double left = static_cast<double>(runs_ - progress.runs) / std::max(rate, 1.0);
  const std::string all = runs_ > 0 ? " of " + grouped(runs_) : "";
  fmt::print(stderr, "\r\x1b[K{}{} runs · {} runs/s · {} failures · {} faults fired",
             grouped(progress.runs), all, grouped(static_cast<std::uint64_t>(rate)),
             grouped(progress.violations), grouped(progress.faults_fired));
  if (runs_ > 0) fmt::print(stderr, " · {:.0f} s left", left);
  std::fflush(stderr);
  shown_ = true;
}

void ProgressLine::wipe() {
  if (!shown_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace interleave::tools
