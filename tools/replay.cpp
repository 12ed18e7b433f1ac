#include "tools/replay.hpp"

#include <fmt/format.h>

#include "properties/capsule.hpp"
#include "properties/count.hpp"
#include "properties/event_trace.hpp"
#include "properties/replay_ending.hpp"
#include "properties/story.hpp"
#include "properties/token.hpp"
#include "properties/usage_error.hpp"

namespace interleave::tools {

using properties::Capsule;
using properties::Experiment;
using properties::hexadecimal;
using properties::Recording;
using properties::ReplayEnding;

namespace {

void print_run(const Recording& recording, bool timeline) {
  fmt::print("{}", properties::in_lines(story_of(recording), recording.evidence, ""));
  if (!timeline) return;
  fmt::print("\n");
  for (const std::string& line : timeline_of(recording)) fmt::print("{}\n", line);
}

void print_divergence(const Capsule& capsule, const Recording& recording) {
  for (const properties::CapsuleDecision& entry : capsule.decisions) {
    if (entry.decision.key != recording.unused.front()) continue;
    fmt::print("first decision that no longer fits: {} ({} = {})\n", entry.meaning,
               name_of(entry.decision.key.site), entry.decision.outcome);
    return;
  }
}

ExitCode exit_code_of(ReplayEnding ending) {
  switch (ending) {
    case ReplayEnding::same:
      return ExitCode::violated;
    case ReplayEnding::same_failure:
      return ExitCode::different_trace;
    case ReplayEnding::diverged:
      return ExitCode::diverged;
    case ReplayEnding::passes_now:
      return ExitCode::held;
  }
  return ExitCode::internal_error;
}

ExitCode replay_capsule(const ReplayArguments& arguments) {
  if (!arguments.settings.empty()) {
    throw properties::UsageError(
        "--set: found options beside a capsule, expected none: the capsule "
        "holds its own");
  }
  const Capsule capsule = properties::read_capsule(
      arguments.subject,
      arguments.best_effort ? properties::SchemaRule::best_effort : properties::SchemaRule::own);
  const Experiment& experiment = capsule.experiment;
  const std::unique_ptr<properties::Runner> runner = experiment.make_runner();
  const Recording recording = record_replay(*runner, capsule.to_replay());
  const ReplayEnding ending = ending_of(capsule, recording, arguments.best_effort);
  fmt::print("{} · {} · {}\n", experiment.system->name, experiment.variant_name(),
             name_of(experiment.system->signatures[capsule.signature]));
  if (capsule.schema != properties::schema_version) {
    fmt::print("by best effort: it was recorded under schema {}, this build has {}\n",
               capsule.schema, properties::schema_version);
  }
  fmt::print("{}: {}\n", name_of(ending), sentence_of(ending));
  fmt::print("hash {}, recorded {}; violated: {}\n", hexadecimal(recording.result.trace_hash),
             hexadecimal(capsule.trace_hash),
             violated_in_words(*experiment.system, recording.result.violated));
  if (!recording.unused.empty()) print_divergence(capsule, recording);
  print_run(recording, arguments.timeline);
  return exit_code_of(ending);
}

ExitCode replay_token(const ReplayArguments& arguments) {
  const properties::TokenRun token = properties::parse_token(arguments.subject, arguments.settings);
  const std::unique_ptr<properties::Runner> runner = token.experiment.make_runner();
  const Recording recording = record_seeded(*runner, token.run);
  fmt::print("{} · {} · faults {} · run {} of seed {}, {}\n", token.experiment.system->name,
             token.experiment.variant_name(), token.experiment.faults().name, token.run.index,
             token.run.seed, name_of(token.run.strategy));
  fmt::print("hash {}; violated: {}\n", hexadecimal(recording.result.trace_hash),
             violated_in_words(*token.experiment.system, recording.result.violated));
  print_run(recording, arguments.timeline);
  if (!recording.result.limit.empty()) {
    fmt::print("the run reached the limit \"{}\" and was not judged\n", recording.result.limit);
    return ExitCode::limit;
  }
  return recording.result.violated.empty() ? ExitCode::held : ExitCode::violated;
}

}  // namespace

ExitCode replay(const ReplayArguments& arguments) {
  return properties::looks_like_token(arguments.subject) ? replay_token(arguments)
                                                         : replay_capsule(arguments);
}

}  // namespace interleave::tools
