#include "tools/verdict.hpp"

#include <algorithm>

#include "tools/parts.hpp"

namespace interleave::tools {

ExitCode exit_code_of(const CheckReport& report) {
  const auto any = [&](auto&& predicate) { return std::ranges::any_of(report.systems, predicate); };
  const auto any_regression = [&](RegressionVerdict verdict) {
    return std::ranges::find(report.regressions, verdict, &Regression::verdict) !=
           report.regressions.end();
  };
  if (any([](const auto& s) { return !s.investigation.nondeterminism.empty(); })) {
    return ExitCode::internal_error;
  }
  if (any([](const auto& s) { return any_stopped(s, Stop::interrupted); })) {
    return ExitCode::interrupted;
  }
  if (any([](const auto& s) { return s.result.violations > 0; }) ||
      any_regression(RegressionVerdict::failed)) {
    return ExitCode::violated;
  }
  if (report.merged && any([](const auto& s) { return !missing_of(s).empty(); })) {
    return ExitCode::incomplete;
  }
  if (any([](const auto& s) { return s.result.limited > 0; })) return ExitCode::limit;
  if (any([](const auto& s) { return !s.vacuous.empty(); }) ||
      any_regression(RegressionVerdict::stale)) {
    return ExitCode::vacuous;
  }
  return ExitCode::held;
}

}  // namespace interleave::tools
