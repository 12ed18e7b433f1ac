// What each mutant's removal costs to notice: over some seeds, how many runs it takes until the
// property that the table names kills it. Fails when a mutant survives on more than one seed in
// ten.

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "properties/campaign.hpp"
#include "properties/count.hpp"
#include "properties/recording.hpp"
#include "properties/registry.hpp"
#include "properties/usage_error.hpp"

namespace interleave::tools {
namespace {

using properties::CampaignOptions;
using properties::Experiment;
using properties::grouped;
using properties::Runner;
using properties::RunResult;
using properties::System;
using properties::UsageError;
using properties::Variant;

constexpr std::uint64_t runs_max = 100'000;

/// A mutant under one seed.
struct Trial {
  Experiment experiment;
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> runs_to_kill;
};

Experiment experiment_of(const System& system, const Variant& variant) {
  const auto place = static_cast<std::size_t>(&variant - system.variants.data());
  return {&system, place, sim::typical_profile, default_options(system)};
}

bool violates(const System& system, const RunResult& result, std::string_view property) {
  if (!result.limit.empty()) return false;
  for (std::size_t i = 0; i < system.signatures.size(); ++i) {
    if (result.violated.contains(i) && system.signatures[i].property == property) return true;
  }
  return false;
}

CampaignOptions default_campaign(std::uint64_t seed) {
  CampaignOptions options;
  for (std::size_t i = 0; i < sim::strategy_facts.size(); ++i) {
    options.strategies.push_back(static_cast<sim::Strategy>(i));
  }
  options.seed = seed;
  return options;
}

void run(Trial& trial) {
  const System& system = *trial.experiment.system;
  const std::string_view property = system.variants[trial.experiment.variant].killed_by;
  const CampaignOptions options = default_campaign(trial.seed);
  const std::unique_ptr<Runner> runner = trial.experiment.make_runner();
  for (std::uint64_t index = 0; index < runs_max; ++index) {
    const RunResult result = run_seeded(*runner, plan_run(options, index));
    if (!violates(system, result, property)) continue;
    trial.runs_to_kill = index + 1;
    return;
  }
}

void run_all(std::vector<Trial>& trials) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < trials.size(); at = next++) run(trials[at]);
    });
  }
}

/// True when it is killed on nine seeds of ten.
bool report(const Variant& mutant, std::span<const Trial> trials) {
  std::vector<std::uint64_t> runs;
  for (const Trial& trial : trials) {
    if (trial.runs_to_kill) runs.push_back(*trial.runs_to_kill);
  }
  std::ranges::sort(runs);
  const bool enough = runs.size() * 10 >= trials.size() * 9;
  const auto shown = [&](std::size_t place) {
    return place < runs.size() ? grouped(runs[place]) : "-";
  };
  fmt::print("{:<37} {:<6} {:>3} of {:<3} {:>9} {:>9}{}\n", mutant.name, mutant.killed_by,
             runs.size(), trials.size(), shown((trials.size() - 1) / 2), shown(runs.size() - 1),
             enough ? "" : "  SURVIVES");
  return enough;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() > 1) throw UsageError("expected: mutants [SEEDS]");
  const auto seeds = static_cast<std::uint64_t>(
      arguments.empty() ? 10 : properties::parse_integer(arguments[0], "SEEDS", 1, 1000));
  std::vector<Trial> trials;
  for (const System& system : properties::systems()) {
    for (const Variant& variant : system.variants) {
      if (variant.killed_by.empty()) continue;
      for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        trials.push_back({experiment_of(system, variant), seed, std::nullopt});
      }
    }
  }
  run_all(trials);
  fmt::print("{:<37} {:<6} {:>10} {:>9} {:>9}\n", "mutant (faults typical)", "by", "seeds",
             "median", "worst");
  bool all = true;
  for (std::size_t at = 0; at < trials.size(); at += seeds) {
    const Experiment& experiment = trials[at].experiment;
    const std::span<const Trial> of_mutant(&trials[at], seeds);
    all = report(experiment.system->variants[experiment.variant], of_mutant) && all;
  }
  return all ? 0 : 1;
}

}  // namespace
}  // namespace interleave::tools

int main(int argument_count, char** arguments) {
  try {
    return interleave::tools::run({arguments + 1, arguments + argument_count});
  } catch (const std::exception& error) {
    fmt::print(stderr, "mutants: {}\n", error.what());
    return 2;
  }
}
