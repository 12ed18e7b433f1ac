#include "tools/explore.hpp"

#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "properties/capsule.hpp"
#include "properties/count.hpp"
#include "properties/exploration.hpp"
#include "properties/shrink.hpp"
#include "properties/usage_error.hpp"
#include "tools/interrupt.hpp"
#include "tools/output_file.hpp"
#include "tools/plan.hpp"
#include "tools/shell_word.hpp"

namespace interleave::tools {

using properties::Capsule;
using properties::Experiment;
using properties::ExploredExperiment;
using properties::grouped;
using properties::System;
using properties::UsageError;

namespace {

using Clock = std::chrono::steady_clock;

/// An execution has no seed: a capsule found here names run 0 of seed 0.
constexpr properties::SeededRun found_by_search{sim::Strategy::latency, 0, 0};

/// A scope's settings, each "OPTION=VALUE".
using Scope = std::vector<std::string>;

Experiment experiment_of(const System& system, const ExploreArguments& arguments,
                         const Scope& scope) {
  Experiment experiment;
  experiment.system = &system;
  experiment.variant = variant_named(system, arguments.variant.value_or(default_variant(system)));
  experiment.options = default_options(system);
  for (const std::string& setting : scope) set_option(system, experiment.options, setting);
  return experiment;
}

std::string in_words(const Scope& scope) {
  std::string text;
  for (const std::string& setting : scope) text += (text.empty() ? "" : " ") + setting;
  return text.empty() ? "as it is" : text;
}

std::string counts_in_words(const ExploredExperiment& found, bool reduced, double seconds) {
  const properties::Exploration& search = found.search;
  std::string text = fmt::format("  {}: {} {}", search.exhausted ? "complete" : "NOT COMPLETE",
                                 grouped(search.complete), reduced ? "classes" : "executions");
  if (search.redundant > 0) text += fmt::format(", {} given up as redundant", grouped(search.redundant));
  if (search.impossible > 0) {
    text += fmt::format(", {} as impossible in time", grouped(search.impossible));
  }
  return text + fmt::format("; {} events, {:.1f} s\n", grouped(search.events), seconds);
}

/// The first execution that showed a signature, shrunk, as a capsule.
Capsule capsule_of_failure(const Experiment& experiment, std::size_t signature,
                           const properties::ExploredFailure& failure) {
  const std::unique_ptr<properties::Runner> runner = experiment.make_runner();
  const properties::Shrunk shrunk = shrink(*runner, failure.first, signature);
  return capsule_of(experiment, found_by_search, signature, shrunk.recording);
}

void tell_failures(const Experiment& experiment, const ExploredExperiment& found,
                   const ExploreArguments& arguments) {
  for (const auto& [place, failure] : found.failures) {
    const properties::Signature& signature = experiment.system->signatures[place];
    const Capsule capsule = capsule_of_failure(experiment, place, failure);
    fmt::print("\n{}  does not hold: {}\n  in {} of {}\n", name_of(signature), signature.sentence,
               grouped(failure.executions), grouped(found.search.complete));
    std::size_t number = 0;
    for (const std::string& sentence : capsule.story) fmt::print("    {}. {}\n", ++number, sentence);
    for (const std::string& line : capsule.evidence) fmt::print("  at the end: {}\n", line);
    if (!arguments.out) continue;
    const std::filesystem::path path = std::filesystem::path(*arguments.out) / file_name_of(capsule);
    write_file(path, to_json(capsule));
    fmt::print("  replay: interleave replay {} --timeline\n", as_word(path.string()));
  }
}

}  // namespace

ExitCode explore(const ExploreArguments& arguments) {
  const System& system = properties::system_named(arguments.system);
  const Clock::time_point end = Clock::now() + parse_wall_time(arguments.time);
  std::vector<Scope> scopes;
  if (arguments.settings.empty()) {
    for (const properties::Scope& scope : system.scopes) scopes.push_back({scope.begin(), scope.end()});
  } else {
    scopes.push_back(arguments.settings);
  }
  for (const Scope& scope : scopes) experiment_of(system, arguments, scope);  // refuses bad ones
  if (arguments.out) require_writable_directory(*arguments.out, "--out");
  watch_for_interrupt();
  ExitCode code = ExitCode::held;
  std::string largest;
  for (const Scope& scope : scopes) {
    const Experiment experiment = experiment_of(system, arguments, scope);
    fmt::print("{} · {} · every order of {}\n", system.name, experiment.variant_name(),
               in_words(scope));
    std::fflush(stdout);
    const auto started = Clock::now();
    const ExploredExperiment found = explore(experiment, {!arguments.all_orders}, [&] {
      return !interrupted() && Clock::now() < end;
    });
    const std::chrono::duration<double> spent = Clock::now() - started;
    fmt::print("{}", counts_in_words(found, !arguments.all_orders, spent.count()));
    if (found.violations > 0) {
      fmt::print("  VIOLATED in {} of {}\n", grouped(found.violations), grouped(found.search.complete));
      tell_failures(experiment, found, arguments);
      code = ExitCode::violated;
    } else {
      fmt::print("  HELD: none violated anything\n");
    }
    if (interrupted()) return ExitCode::interrupted;
    if (!found.search.exhausted) {
      if (code == ExitCode::held && scopes.size() == 1) code = ExitCode::limit;
      break;
    }
    largest = in_words(scope);
  }
  if (scopes.size() > 1 && !largest.empty()) fmt::print("largest scope that completed: {}\n", largest);
  return code;
}

}  // namespace interleave::tools
