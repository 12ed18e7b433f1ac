#pragma once

#include <span>
#include <string>
#include <vector>

#include "tools/failure.hpp"

namespace interleave::tools {

/// What a check of one system came to.
struct SystemReport {
  properties::Experiment experiment;
  properties::CampaignOptions options;
  properties::CampaignResult result;
  Investigation investigation;
  double seconds = 0;
  /// Faults and situations that were enabled and never seen, when there were runs enough to judge.
  std::vector<std::string> vacuous;
};

struct CheckReport {
  std::vector<SystemReport> systems;
  std::vector<std::string> skipped;  ///< systems that were not checked, each with the reason
};

/// The line that says what is about to run, with every option.
std::string headline_of(const properties::Experiment& experiment,
                        const properties::CampaignOptions& options);

/// The result of one system for a reader.
std::string text_of(const SystemReport& report);

/// The whole result for a machine.
std::string json_of(const CheckReport& report, int exit_code);

}  // namespace interleave::tools
