#include "tools/check.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <thread>

#include <fmt/format.h>

#include "properties/count.hpp"
#include "properties/registry.hpp"
#include "properties/usage_error.hpp"
#include "tools/check_report.hpp"
#include "tools/interrupt.hpp"
#include "tools/output_file.hpp"
#include "tools/progress.hpp"

namespace interleave::tools {

using properties::CampaignOptions;
using properties::Experiment;
using properties::System;
using properties::UsageError;

namespace {

/// From this many runs on, a fault that never fired is a defect and not bad luck.
constexpr std::uint64_t coverage_runs_min = 100'000;

struct Plan {
  std::vector<Experiment> experiments;
  std::vector<std::string> skipped;
  CampaignOptions options;
};

CampaignOptions plan_campaign(const CheckArguments& arguments) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t threads_max = 1024;
  CampaignOptions options;
  if (arguments.strategies) options.mix = properties::Mix::parse(*arguments.strategies);
  options.runs = properties::parse_count(arguments.runs, "--runs");
  options.seed =
      static_cast<std::uint64_t>(properties::parse_integer(arguments.seed, "--seed", 0, most));
  options.threads = std::max(1U, std::thread::hardware_concurrency());
  if (arguments.threads) {
    options.threads = static_cast<unsigned>(
        properties::parse_integer(*arguments.threads, "--threads", 1, threads_max));
  }
  return options;
}

bool has_variant(const System& system, std::string_view name) {
  return std::ranges::find(system.variants, name, &properties::Variant::name) !=
         system.variants.end();
}

std::string default_variant(const System& system) {
  return has_variant(system, "production") ? "production" : "locked";
}

std::string default_profile(const System& system) {
  return system.profile_count > 1 ? "typical" : "none";
}

bool has_option(const System& system, std::string_view setting) {
  const std::string_view name = setting.substr(0, setting.find('='));
  return std::ranges::find(system.options, name, &sim::OptionFacts::name) != system.options.end();
}

Experiment plan_experiment(const System& system, const CheckArguments& arguments) {
  Experiment experiment;
  experiment.system = &system;
  experiment.variant = variant_named(system, arguments.variant.value_or(default_variant(system)));
  experiment.profile = profile_named(system, arguments.profile.value_or(default_profile(system)));
  experiment.options = default_options(system);
  for (const std::string& setting : arguments.settings) {
    if (!arguments.systems.empty() || has_option(system, setting)) {
      set_option(system, experiment.options, setting);
    }
  }
  return experiment;
}

/// Why a system cannot take part in a check of everything; empty if it can.
std::string reason_to_skip(const System& system, const CheckArguments& arguments) {
  if (!has_variant(system, arguments.variant.value_or(default_variant(system)))) {
    return "it has no such variant";
  }
  const std::string profile = arguments.profile.value_or(default_profile(system));
  const std::span profiles(sim::fault_profiles.data(), system.profile_count);
  if (std::ranges::find(profiles, profile, &sim::FaultProfile::name) == profiles.end()) {
    return "it has no such fault profile";
  }
  return "";
}

void require_known_settings(const CheckArguments& arguments) {
  for (const std::string& setting : arguments.settings) {
    const bool known = std::ranges::any_of(
        properties::systems(), [&](const System& system) { return has_option(system, setting); });
    if (!known) {
      throw UsageError("--set: found \"" + setting +
                       "\", expected an option of some system, see "
                       "interleave list");
    }
  }
}

Plan plan(const CheckArguments& arguments) {
  Plan plan;
  plan.options = plan_campaign(arguments);
  for (const std::string& name : arguments.systems) {
    const System& system = properties::system_named(name);
    const bool known =
        std::ranges::find(plan.experiments, &system, &Experiment::system) != plan.experiments.end();
    if (!known) plan.experiments.push_back(plan_experiment(system, arguments));
  }
  if (arguments.systems.empty()) {
    require_known_settings(arguments);
    for (const System& system : properties::systems()) {
      const std::string reason = reason_to_skip(system, arguments);
      if (reason.empty()) {
        plan.experiments.push_back(plan_experiment(system, arguments));
      } else {
        plan.skipped.push_back(std::string(system.name) + ": " + reason);
      }
    }
  }
  if (plan.experiments.empty()) {
    throw UsageError("no system has variant \"" + arguments.variant.value_or("production") +
                     "\" and profile \"" + arguments.profile.value_or("typical") +
                     "\", expected names that interleave list shows");
  }
  return plan;
}

std::vector<std::string> find_vacuous(const SystemReport& report) {
  std::vector<std::string> lines;
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

void write_capsules(SystemReport& report, const std::filesystem::path& directory) {
  for (Failure& failure : report.investigation.failures) {
    const std::filesystem::path path = directory / file_name_of(failure.capsule);
    write_file(path, to_json(failure.capsule));
    failure.capsule_path = path.string();
  }
}

SystemReport check_system(const Experiment& experiment, const CampaignOptions& options,
                          const CheckArguments& arguments) {
  ProgressLine line(options.runs, arguments.quiet);
  const auto started = std::chrono::steady_clock::now();
  properties::CampaignResult result =
      run_campaign(experiment, options, [&](const properties::Progress& progress) {
        line.show(progress);
        return !interrupted();
      });
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - started;
  line.wipe();
  SystemReport report{experiment, options, std::move(result), {}, spent.count(), {}};
  report.investigation = investigate(experiment, options, report.result);
  const bool enough_runs = report.result.runs >= coverage_runs_min || arguments.require_coverage;
  if (enough_runs) report.vacuous = find_vacuous(report);
  if (arguments.out) write_capsules(report, *arguments.out);
  return report;
}

ExitCode exit_code_of(const CheckReport& report) {
  const auto any = [&](auto&& predicate) { return std::ranges::any_of(report.systems, predicate); };
  if (any([](const auto& s) { return !s.investigation.nondeterminism.empty(); })) {
    return ExitCode::internal_error;
  }
  if (any([](const auto& s) { return s.result.interrupted; })) return ExitCode::interrupted;
  if (any([](const auto& s) { return s.result.violations > 0; })) return ExitCode::violated;
  if (any([](const auto& s) { return s.result.limited > 0; })) return ExitCode::limit;
  if (any([](const auto& s) { return !s.vacuous.empty(); })) return ExitCode::vacuous;
  return ExitCode::held;
}

}  // namespace

ExitCode check(const CheckArguments& arguments) {
  const Plan planned = plan(arguments);
  if (arguments.json) require_writable_file(*arguments.json, "--json");
  if (arguments.out) require_writable_directory(*arguments.out, "--out");
  watch_for_interrupt();
  CheckReport report;
  report.skipped = planned.skipped;
  for (const Experiment& experiment : planned.experiments) {
    if (interrupted()) {
      report.skipped.push_back(std::string(experiment.system->name) + ": interrupted before it");
      continue;
    }
    if (!arguments.quiet) fmt::print("{}", headline_of(experiment, planned.options));
    std::fflush(stdout);
    report.systems.push_back(check_system(experiment, planned.options, arguments));
    fmt::print("{}\n", text_of(report.systems.back()));
    std::fflush(stdout);
  }
  for (const std::string& line : report.skipped) fmt::print("skipped {}\n", line);
  const ExitCode code = exit_code_of(report);
  if (arguments.json) write_file(*arguments.json, json_of(report, static_cast<int>(code)));
  return code;
}

}  // namespace interleave::tools
