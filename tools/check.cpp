#include "tools/check.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "properties/registry.hpp"
#include "tools/check_report.hpp"
#include "tools/coverage.hpp"
#include "tools/fresh_process.hpp"
#include "tools/interrupt.hpp"
#include "tools/output_file.hpp"
#include "tools/parts.hpp"
#include "tools/plan.hpp"
#include "tools/progress.hpp"
#include "tools/publish.hpp"

namespace interleave::tools {

using properties::CampaignOptions;
using properties::Experiment;

namespace {

using Clock = std::chrono::steady_clock;

/// Where the time of a check goes: what is left is divided evenly among the systems that are left.
class TimeBudget {
 public:
  explicit TimeBudget(std::optional<std::chrono::seconds> time) {
    if (time) end_ = Clock::now() + *time;
  }
  [[nodiscard]] Clock::time_point end_of_share(std::size_t systems_left) const {
    if (end_ == Clock::time_point::max()) return end_;
    const Clock::time_point now = Clock::now();
    return now + (end_ - now) / static_cast<std::int64_t>(systems_left);
  }

 private:
  Clock::time_point end_ = Clock::time_point::max();
};

void write_capsules(Investigation& investigation, const std::filesystem::path& directory) {
  for (std::size_t i = 0; i < investigation.failures.size(); ++i) {
    const std::filesystem::path path = directory / file_name_of(investigation.capsules[i]);
    write_file(path, to_json(investigation.capsules[i]));
    investigation.failures[i].capsule_path = path.string();
  }
}

Stop stop_of(const properties::CampaignResult& result, const CampaignOptions& options) {
  if (result.runs == options.runs) return Stop::none;
  if (options.failures_max > 0 && result.violations >= options.failures_max) return Stop::failures;
  return interrupted() ? Stop::interrupted : Stop::time;
}

/// The report of a system before any run is made.
SystemReport begin_report(const Experiment& experiment, const Plan& planned,
                          const CheckArguments& arguments) {
  return {.experiment = experiment,
          .options = planned.options,
          .runs_asked = planned.runs_asked,
          .coverage_required = arguments.require_coverage,
          .parts = {},
          .result = properties::CampaignResult(*experiment.system),
          .seconds = 0,
          .investigation = {},
          .vacuous = {}};
}

/// Makes the runs of one system, unless the user has asked for an end before.
Part make_runs(const SystemReport& report, Clock::time_point end, bool quiet) {
  const CampaignOptions& options = report.options;
  ProgressLine line(report.runs_asked ? options.runs : 0, quiet);
  const auto started = Clock::now();
  CampaignOptions now = options;
  if (interrupted()) now.runs = 0;
  properties::CampaignResult result =
      run_campaign(report.experiment, now, [&](const properties::Progress& progress) {
        line.show(progress);
        return !interrupted() && Clock::now() < end;
      });
  const std::chrono::duration<double> spent = Clock::now() - started;
  const Stop stop = stop_of(result, options);
  // As many runs as fit are exactly those that were made.
  const std::uint64_t asked = report.runs_asked ? options.runs : result.runs;
  return {{options.first, options.first + asked}, stop, std::move(result), spent.count()};
}

/// Where runs differ in this process already, another one would tell nothing more; and an interrupt
/// reaches it, too.
void watch_in_fresh_process(SystemReport& report, const std::string& program) {
  Investigation& investigation = report.investigation;
  if (!investigation.nondeterminism.empty() || interrupted()) return;
  FreshProcess fresh =
      check_in_fresh_process(program, report.experiment, report.options, report.result);
  if (interrupted()) return;
  investigation.nondeterminism = std::move(fresh.found);
  investigation.no_fresh_process = std::move(fresh.impossible);
}

void check_system(SystemReport& report, Clock::time_point end, const CheckArguments& arguments) {
  report.parts.push_back(make_runs(report, end, arguments.quiet));
  total_up(report);
  report.investigation = investigate(report.experiment, report.options, report.result);
  if (arguments.program) watch_in_fresh_process(report, *arguments.program);
  report.vacuous = find_vacuous(report);
  if (arguments.out) write_capsules(report.investigation, *arguments.out);
}

/// Of the systems that are checked, whatever the variant: a capsule holds its own. One of a system
/// that is no more must be heard of, too.
std::vector<RegressionFile> regressions_of(const Plan& planned, const CheckArguments& arguments) {
  std::vector<RegressionFile> files = read_regressions(arguments.regressions);
  std::erase_if(files, [&](const RegressionFile& file) {
    const properties::System* const system = properties::find_system(file.system);
    return system != nullptr && std::ranges::find(planned.experiments, system,
                                                  &Experiment::system) == planned.experiments.end();
  });
  return files;
}

void replay_regressions(const std::vector<RegressionFile>& files, CheckReport& report, bool quiet) {
  std::string text;
  for (const RegressionFile& file : files) {
    report.regressions.push_back(replay_regression(file));
    const Regression& regression = report.regressions.back();
    if (quiet && regression.verdict == RegressionVerdict::as_expected) continue;
    text += text_of(regression);
  }
  if (!text.empty()) fmt::print("{}\n", text);
}

}  // namespace

ExitCode check(const CheckArguments& arguments) {
  const Environment environment = process_environment();
  const Plan planned = plan(arguments, environment);
  const std::vector<RegressionFile> files = regressions_of(planned, arguments);
  const Publication publication{arguments.json, arguments.junit, environment};
  require_publishable(publication);
  if (arguments.out) require_writable_directory(*arguments.out, "--out");
  if (!arguments.shard) acknowledge_sharding(environment);
  watch_for_interrupt();
  CheckReport report;
  report.skipped = planned.skipped;
  report.commit = planned.commit;
  report.shard = planned.shard;
  const TimeBudget budget(planned.time);
  replay_regressions(files, report, arguments.quiet);
  std::size_t systems_left = planned.experiments.size();
  for (const Experiment& experiment : planned.experiments) {
    SystemReport system = begin_report(experiment, planned, arguments);
    if (!arguments.quiet) fmt::print("{}", headline_of(system, report));
    std::fflush(stdout);
    check_system(system, budget.end_of_share(systems_left--), arguments);
    fmt::print("{}\n", text_of(system, report));
    std::fflush(stdout);
    report.systems.push_back(std::move(system));
  }
  for (const Skipped& skipped : report.skipped) {
    fmt::print("skipped {}: {}\n", skipped.system, skipped.reason);
  }
  return publish(report, publication);
}

}  // namespace interleave::tools
