#include "tools/parts.hpp"

#include <algorithm>

namespace interleave::tools {

void total_up(SystemReport& report) {
  report.result = properties::CampaignResult(*report.experiment.system);
  report.seconds = 0;
  for (const Part& part : report.parts) {
    report.result.merge(part.result);
    report.seconds += part.seconds;
  }
}

std::vector<RunRange> missing_of(const SystemReport& report) {
  std::vector<RunRange> missing;
  std::uint64_t next = 0;
  for (const Part& part : report.parts) {
    if (part.asked.begin > next) missing.push_back({next, part.asked.begin});
    next = part.asked.end;
  }
  const std::uint64_t end = report.runs_asked.value_or(next);
  if (end > next) missing.push_back({next, end});
  return missing;
}

std::string in_words(const std::vector<RunRange>& ranges) {
  std::string text;
  for (const RunRange& range : ranges) text += (text.empty() ? "" : ", ") + in_words(range);
  return text;
}

bool any_stopped(const SystemReport& report, Stop stop) {
  return std::ranges::find(report.parts, stop, &Part::stop) != report.parts.end();
}

}  // namespace interleave::tools
