#include "tools/command_line.hpp"

#include <cstdio>
#include <functional>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "properties/usage_error.hpp"
#include "tools/check.hpp"
#include "tools/explore.hpp"
#include "tools/list.hpp"
#include "tools/merge.hpp"
#include "tools/replay.hpp"
#include "tools/shrink.hpp"
#include "tools/trace.hpp"

namespace interleave::tools {
namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 held, 1 violated, 2 usage or bad input, 3 nondeterminism or internal error,\n"
    "4 vacuous (something enabled was never seen, or a regression is of another schema),\n"
    "5 a run reached a limit, 8 incomplete (a merge without the results of all runs),\n"
    "130 interrupted.\n"
    "A replay ends with 1 same, 6 same failure by a different trace, 7 diverged, 0 passes now.";

/// The commands, each with the arguments it was given.
struct CommandLine {
  CLI::App app{"Deterministic simulation and property testing of job synchronisation."};
  CheckArguments check;
  ReplayArguments replay;
  ShrinkArguments shrink;
  MergeArguments merge;
  ExploreArguments explore;
  TraceArguments trace;
  std::function<ExitCode()> run;

  CommandLine() {
    app.require_subcommand(1);
    app.footer(exit_codes);
    app.set_version_flag("--version", INTERLEAVE_VERSION);
    add_list();
    add_check();
    add_replay();
    add_shrink();
    add_merge();
    add_explore();
    add_trace();
  }

  void add_list() {
    CLI::App* const command =
        app.add_subcommand("list", "Shows systems, variants, properties, options, faults");
    command->callback([this] { run = [] { return list(); }; });
  }

  void add_check() {
    CLI::App* const command =
        app.add_subcommand("check", "Runs systems many times and judges every run");
    command->add_option("SYSTEM", check.systems, "What to check; default: all with the variant");
    command->add_option("--variant", check.variant,
                        "Which sync; default: production where a system has it, otherwise locked");
    command->add_option("--faults", check.profile,
                        "Fault profile; default: typical, or none where a system knows no faults");
    command->add_option("--strategy", check.strategies,
                        "Strategies, A,B, equally often; default: the shares of interleave list");
    command->add_option("--runs", check.runs,
                        "How many runs, as 5000, 100k, 1M, 2G; default: 100k");
    command->add_option("--time", check.time,
                        "Wall time after which to stop, as 90s, 10m, 2h, shared by the systems; "
                        "without --runs: as many runs as fit");
    command->add_option(
        "--shard", check.shard,
        "I/N: only the I-th of N equal parts of the runs; default: what Kubernetes, "
        "Slurm, Open MPI, Bazel or GoogleTest say");
    command->add_option("--max-failures", check.max_failures,
                        "Stop at that many failing runs; default: never");
    command->add_option("--seed", check.seed,
                        "A number, or commit: from the commit under test; default: 1");
    command->add_option("--threads", check.threads, "Default: one for each core");
    command->add_option("--set", check.settings, "OPTION=VALUE of the scenario, see list")
        ->take_all()
        ->allow_extra_args(false);
    command->add_option("--regressions", check.regressions,
                        "Directory of capsules to replay first, or none; default: regressions, "
                        "where there is one");
    command->add_option("--out", check.out, "Directory for the capsules of failing runs");
    command->add_option("--json", check.json, "File for the result, for machines and for merge");
    command->add_option("--junit", check.junit, "File for the result as JUnit writes it");
    command->add_flag("--quiet", check.quiet, "No headline, no progress line");
    command->add_flag("--require-coverage", check.require_coverage,
                      "Judge coverage even of fewer than 100k runs");
    command->callback([this] { run = [this] { return tools::check(check); }; });
  }

  void add_replay() {
    CLI::App* const command = app.add_subcommand("replay", "Plays one failing run again, exactly");
    command->add_option("CAPSULE|TOKEN", replay.subject, "A capsule's path, or a token")
        ->required();
    command->add_flag("--timeline", replay.timeline, "Show everything that happened");
    command->add_flag(
        "--best-effort", replay.best_effort,
        "Go on where the capsule's decisions no longer fit, or its schema is another");
    command->add_option("--set", replay.settings, "OPTION=VALUE that a token's run was made with")
        ->take_all()
        ->allow_extra_args(false);
    command->callback([this] { run = [this] { return tools::replay(replay); }; });
  }

  void add_shrink() {
    CLI::App* const command =
        app.add_subcommand("shrink", "Makes a failing run as small as it gets");
    command->add_option("CAPSULE|TOKEN", shrink.subject, "A capsule's path, or a token")
        ->required();
    command->add_option("--signature", shrink.signature,
                        "Which failure of a token's run to keep; default: the first");
    command->add_option("--set", shrink.settings, "OPTION=VALUE that a token's run was made with")
        ->take_all()
        ->allow_extra_args(false);
    command->add_flag("--best-effort", shrink.best_effort,
                      "Take what this build knows of a capsule of another schema");
    command->add_option("-o,--output", shrink.output, "File for the smaller capsule");
    command->callback([this] { run = [this] { return tools::shrink(shrink); }; });
  }

  void add_merge() {
    CLI::App* const command =
        app.add_subcommand("merge", "Makes one result of those of all shards of a check");
    command->add_option("RESULT", merge.results, "Files that check --json or merge --json wrote")
        ->required();
    command->add_option("--json", merge.json, "File for the merged result");
    command->add_option("--junit", merge.junit, "File for the merged result as JUnit writes it");
    command->callback([this] { run = [this] { return merge_results(merge); }; });
  }

  void add_explore() {
    CLI::App* const command =
        app.add_subcommand("explore", "Searches every order of events in a small scope");
    command->add_option("SYSTEM", explore.system, "What to search")->required();
    command->add_option("--variant", explore.variant, "Which sync; default: as for check");
    command
        ->add_option("--set", explore.settings,
                     "OPTION=VALUE, of the one scope to search; default: the system's, in turn")
        ->take_all()
        ->allow_extra_args(false);
    command->add_option("--time", explore.time, "Wall time after which to stop; default: 60s");
    command->add_flag("--all-orders", explore.all_orders,
                      "Also those that differ only in what has nothing to do with each other");
    command->add_option("--out", explore.out, "Directory for the capsules of failing runs");
    command->callback([this] { run = [this] { return tools::explore(explore); }; });
  }

  void add_trace() {
    CLI::App* const command = app.add_subcommand(
        "trace", "Makes runs and prints their hashes, which are the same wherever they are made");
    command->add_option("TOKEN", trace.tokens, "Which runs")->required();
    command->add_flag("--events", trace.events, "Print the events of each, too, with the hashes");
    command->add_option("--set", trace.settings, "OPTION=VALUE that the runs were made with")
        ->take_all()
        ->allow_extra_args(false);
    command->callback([this] { run = [this] { return tools::trace(trace); }; });
  }
};

constexpr std::string_view output_failed =
    "cannot write to standard output, expected it to be open and not full";

/// This very program, whatever its name is by now and wherever it was started.
std::string own_program(const char* name) {
  constexpr const char* itself = "/proc/self/exe";
  return ::access(itself, X_OK) == 0 ? itself : name;
}

int complain(std::string_view message, ExitCode code) {
  std::cerr << "interleave: " << message << "\n";
  return static_cast<int>(code);
}

}  // namespace

int run_command(int argument_count, const char* const* arguments) {
  try {
    CommandLine line;
    line.check.program = own_program(arguments[0]);
    try {
      line.app.parse(argument_count, arguments);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return line.app.exit(error);
      if (line.app.get_subcommands().empty() && argument_count > 1) {
        return complain(
            "unknown command \"" + std::string(arguments[1]) +
                "\", expected one of: list, check, replay, shrink, merge, explore, trace",
            ExitCode::usage);
      }
      return complain(std::string(error.what()) + "; see interleave --help", ExitCode::usage);
    }
    const ExitCode code = line.run();
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return static_cast<int>(code);
    return complain(output_failed, ExitCode::usage);
  } catch (const properties::UsageError& error) {
    return complain(error.what(), ExitCode::usage);
  } catch (const std::exception& error) {
    // What does not fit a full buffer fails in the middle of printing.
    if (std::ferror(stdout) != 0) return complain(output_failed, ExitCode::usage);
    return complain(std::string("internal error: ") + error.what(), ExitCode::internal_error);
  }
}

}  // namespace interleave::tools
