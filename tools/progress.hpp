#pragma once

#include <chrono>

#include "properties/campaign.hpp"

namespace interleave::tools {

/// The progress line of a check: runs, rate, failures, faults fired, time left. It stands on a
/// terminal only, and is wiped away at the end.
class ProgressLine {
 public:
  /// 0 runs: nobody knows how many it will be.
  ProgressLine(std::uint64_t runs, bool quiet);
  ~ProgressLine() { wipe(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const properties::Progress& progress);
  void wipe();

 private:
  std::uint64_t runs_;
  bool visible_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace interleave::tools
