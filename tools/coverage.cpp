#include "tools/coverage.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "properties/count.hpp"
#include "tools/parts.hpp"

namespace interleave::tools {
namespace {

/// From this many runs on, a fault that never fired is a defect and not bad luck.
constexpr std::uint64_t coverage_runs_min = 100'000;

}  // namespace

std::string reason_not_to_judge_coverage(const SystemReport& report) {
  if (!missing_of(report).empty()) return "other shards made the other runs";
  if (any_stopped(report, Stop::failures) || any_stopped(report, Stop::interrupted)) {
    return "the check ended early";
  }
  if (report.coverage_required || report.result.runs >= coverage_runs_min) return "";
  return fmt::format("{} runs, and it takes {}", properties::grouped(report.result.runs),
                     properties::grouped(coverage_runs_min));
}

std::vector<std::string> find_vacuous(const SystemReport& report) {
  std::vector<std::string> lines;
  if (!reason_not_to_judge_coverage(report).empty()) return lines;
  const properties::CampaignResult& result = report.result;
  const sim::FaultProfile& profile = report.experiment.faults();
  const properties::Omissions omissions = report.experiment.omissions();
  const auto left_out = [](const auto& list, const auto& entry) {
    return std::ranges::find(list, entry) != list.end();
  };
  for (std::size_t i = 0; i < sim::fault_count; ++i) {
    const auto fault = static_cast<sim::Fault>(i);
    const bool enabled = profile.weight(fault) > 0 && !left_out(omissions.faults, fault);
    if (enabled && result.faults[i].fired == 0) {
      lines.push_back("the fault " + std::string(sim::fault_facts[i].name) + " never fired");
    }
  }
  for (std::size_t i = 0; i < result.sometimes.size(); ++i) {
    const properties::Sometimes& situation = report.experiment.system->sometimes[i];
    const bool enabled = situation.possible_under(profile);
    if (enabled && !left_out(omissions.situations, situation.name) && result.sometimes[i] == 0) {
      lines.push_back("it never happened that " + std::string(situation.sentence));
    }
  }
  return lines;
}

}  // namespace interleave::tools
