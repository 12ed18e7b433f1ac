#include "tools/plan.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <thread>

#include "properties/count.hpp"
#include "properties/registry.hpp"
#include "properties/usage_error.hpp"
#include "tools/commit_seed.hpp"

namespace interleave::tools {

using properties::CampaignOptions;
using properties::Experiment;
using properties::System;
using properties::UsageError;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr const char* usual_runs = "100k";
constexpr const char* usual_seed = "1";

CampaignOptions plan_campaign(const CheckArguments& arguments) {
  constexpr std::int64_t threads_max = 1024;
  constexpr std::int64_t failures_max = 1'000'000;
  CampaignOptions options;
  if (arguments.strategies) options.mix = properties::Mix::parse(*arguments.strategies);
  options.threads = std::max(1U, std::thread::hardware_concurrency());
  if (arguments.threads) {
    options.threads = static_cast<unsigned>(
        properties::parse_integer(*arguments.threads, "--threads", 1, threads_max));
  }
  if (arguments.max_failures) {
    options.failures_max = static_cast<std::uint64_t>(
        properties::parse_integer(*arguments.max_failures, "--max-failures", 1, failures_max));
  }
  return options;
}

void plan_seed(Plan& plan, const CheckArguments& arguments, const Environment& environment) {
  const std::string text = arguments.seed.value_or(usual_seed);
  if (text == "commit") {
    const CommitSeed found = seed_of_commit(environment, head_of_git);
    plan.options.seed = found.seed;
    plan.commit = found.commit;
    return;
  }
  plan.options.seed =
      static_cast<std::uint64_t>(properties::parse_integer(text, "--seed", 0, most));
}

/// Which runs are made here: all, those of a shard, or as many as fit.
void plan_range(Plan& plan, const CheckArguments& arguments, const Environment& environment) {
  std::optional<Shard> shard =
      arguments.shard ? parse_shard(*arguments.shard) : shard_from(environment);
  if (shard && shard->alone()) shard.reset();
  if (shard && plan.time) {
    throw UsageError("--time: found beside " + in_words(*shard) +
                     ", expected one of them: a shard makes all of its runs");
  }
  if (plan.time && !arguments.runs) {
    plan.options.runs = static_cast<std::uint64_t>(most);
    return;
  }
  plan.runs_asked = properties::parse_count(arguments.runs.value_or(usual_runs), "--runs");
  const RunRange range = range_of(shard.value_or(Shard{}), *plan.runs_asked);
  plan.options.first = range.begin;
  plan.options.runs = range.size();
  plan.shard = shard;
}

bool has_variant(const System& system, std::string_view name) {
  return std::ranges::find(system.variants, name, &properties::Variant::name) !=
         system.variants.end();
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

}  // namespace

std::chrono::seconds parse_wall_time(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  const std::int64_t factor = unit.empty() || unit == "s" ? 1
                              : unit == "m"               ? 60
                              : unit == "h"               ? 3'600
                                                          : 0;
  constexpr std::int64_t year = 365 * 24 * std::int64_t{3'600};
  if (error != std::errc{} || factor == 0 || number < 1 || number > year / factor) {
    throw UsageError("--time: found \"" + std::string(text) +
                     "\", expected seconds, minutes or hours up to a year, as 90, 90s, 10m or 2h");
  }
  return std::chrono::seconds(number * factor);
}

std::string default_variant(const System& system) {
  return has_variant(system, "production") ? "production" : "locked";
}

Plan plan(const CheckArguments& arguments, const Environment& environment) {
  Plan plan;
  plan.options = plan_campaign(arguments);
  if (arguments.time) plan.time = parse_wall_time(*arguments.time);
  plan_seed(plan, arguments, environment);
  plan_range(plan, arguments, environment);
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
        plan.skipped.push_back({std::string(system.name), reason});
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

}  // namespace interleave::tools
