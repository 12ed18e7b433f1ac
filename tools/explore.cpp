#include "tools/explore.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "properties/capsule.hpp"
#include "properties/count.hpp"
#include "properties/exploration.hpp"
#include "properties/shrink.hpp"
#include "properties/story.hpp"
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
  return text.empty() ? "the defaults" : text;
}

std::string counts_in_words(const ExploredExperiment& found, bool reduced, double seconds) {
  const properties::Exploration& search = found.search;
  const bool stand_for_more = search.exhausted && reduced;
  std::string text =
      fmt::format("  {}: {} executions{}", search.exhausted ? "complete" : "NOT COMPLETE, so far",
                  grouped(search.complete), stand_for_more ? " stand for every order" : "");
  if (search.redundant > 0) {
    text += fmt::format("; {} given up on the way as redundant", grouped(search.redundant));
  }
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
  return capsule_of(experiment, std::nullopt, signature, shrunk.recording);
}

/// Where the capsule was written, if there is a directory for it.
std::string keep(const Capsule& capsule, const std::optional<std::string>& directory) {
  if (!directory) return "";
  const std::filesystem::path path = std::filesystem::path(*directory) / file_name_of(capsule);
  write_file(path, to_json(capsule));
  return fmt::format("  replay: interleave replay {} --timeline\n", as_word(path.string()));
}

void tell_failures(const Experiment& experiment, const ExploredExperiment& found,
                   const std::optional<std::string>& directory) {
  for (const auto& [place, failure] : found.failures) {
    const properties::Signature& signature = experiment.system->signatures[place];
    const Capsule capsule = capsule_of_failure(experiment, place, failure);
    fmt::print("\n{}  does not hold: {}\n  in {} of {} executions\n{}{}", name_of(signature),
               signature.sentence, grouped(failure.executions), grouped(found.search.complete),
               properties::in_lines(capsule.story, capsule.evidence, "  "),
               keep(capsule, directory));
  }
}

/// The scopes to search: the one that was asked for, or the system's.
std::vector<Scope> scopes_of(const System& system, const ExploreArguments& arguments) {
  if (!arguments.settings.empty()) return {arguments.settings};
  std::vector<Scope> scopes;
  for (const properties::Scope& scope : system.scopes) {
    scopes.emplace_back(scope.begin(), scope.end());
  }
  if (scopes.empty()) {
    throw UsageError("explore: " + std::string(system.name) +
                     " names no scopes to search, expected --set OPTION=VALUE");
  }
  return scopes;
}

/// What can be said of a search in which nothing was violated.
std::string_view held_in_words(const properties::Exploration& search) {
  if (search.complete == 0) return "nothing was judged: no execution came to its end";
  return search.exhausted ? "HELD: none violated anything" : "nothing was violated so far";
}

/// Searches one scope and tells what came of it. False when the search did not come to its end, or
/// no execution did.
bool explore_scope(const Experiment& experiment, const Scope& scope,
                   const ExploreArguments& arguments, Clock::time_point end, bool& violated) {
  fmt::print("{} · {} · faults {} · every order of {}\n", experiment.system->name,
             experiment.variant_name(), experiment.faults().name, in_words(scope));
  std::fflush(stdout);
  const auto started = Clock::now();
  const ExploredExperiment found = explore(experiment, {!arguments.all_orders},
                                           [&] { return !interrupted() && Clock::now() < end; });
  const std::chrono::duration<double> spent = Clock::now() - started;
  fmt::print("{}", counts_in_words(found, !arguments.all_orders, spent.count()));
  if (interrupted()) fmt::print("  INTERRUPTED\n");
  if (found.violations == 0) {
    fmt::print("  {}\n", held_in_words(found.search));
  } else {
    violated = true;
    fmt::print("  VIOLATED in {} of {} executions\n", grouped(found.violations),
               grouped(found.search.complete));
    tell_failures(experiment, found, arguments.out);
  }
  return found.search.exhausted && found.search.complete > 0;
}

}  // namespace

ExitCode explore(const ExploreArguments& arguments) {
  const System& system = properties::system_named(arguments.system);
  const Clock::time_point end = Clock::now() + parse_wall_time(arguments.time);
  const std::vector<Scope> scopes = scopes_of(system, arguments);
  std::vector<Experiment> experiments;
  for (const Scope& scope : scopes) experiments.push_back(experiment_of(system, arguments, scope));
  if (arguments.out) require_writable_directory(*arguments.out, "--out");
  watch_for_interrupt();
  bool violated = false;
  std::size_t complete = 0;
  while (complete < scopes.size() &&
         explore_scope(experiments[complete], scopes[complete], arguments, end, violated)) {
    ++complete;
  }
  if (scopes.size() > 1 && complete > 0) {
    fmt::print("the largest scope that was searched to its end: {}\n",
               in_words(scopes[complete - 1]));
  }
  if (interrupted()) return ExitCode::interrupted;
  if (violated) return ExitCode::violated;
  return complete == 0 ? ExitCode::limit : ExitCode::held;
}

}  // namespace interleave::tools
