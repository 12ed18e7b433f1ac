#include "tools/shrink.hpp"

#include <fmt/format.h>

#include "properties/capsule.hpp"
#include "properties/event_trace.hpp"
#include "properties/shrink.hpp"
#include "properties/story.hpp"
#include "properties/token.hpp"
#include "properties/usage_error.hpp"
#include "tools/output_file.hpp"

namespace interleave::tools {

using properties::Capsule;
using properties::Recording;
using properties::Runner;
using properties::System;
using properties::UsageError;

namespace {

/// The failure to keep of a token's run: the one asked for, or the first.
std::size_t signature_to_keep(const ShrinkArguments& arguments, const System& system,
                              const Recording& recording) {
  const properties::SignatureSet& violated = recording.result.violated;
  if (!arguments.signature && !violated.empty()) return violated.first();
  for (std::size_t i = 0; i < system.signatures.size(); ++i) {
    if (arguments.signature == name_of(system.signatures[i]) && violated.contains(i)) return i;
  }
  throw UsageError(arguments.subject + ": expected a run that fails" +
                   (arguments.signature ? " with " + *arguments.signature : ""));
}

/// The capsule of the run that a token names, as it was found.
Capsule capsule_of_token(const ShrinkArguments& arguments) {
  const properties::TokenRun token = properties::parse_token(arguments.subject, arguments.settings);
  const std::unique_ptr<Runner> runner = token.experiment.make_runner();
  const Recording found = record_seeded(*runner, token.run);
  const System& system = *token.experiment.system;
  const std::size_t signature = signature_to_keep(arguments, system, found);
  if (!arguments.signature &&
      violated_in_words(system, found.result.violated) != name_of(system.signatures[signature])) {
    fmt::print("this run fails with {}; --signature says which to keep\n",
               violated_in_words(system, found.result.violated));
  }
  return capsule_of(token.experiment, token.run, signature, found);
}

Capsule read_subject(const ShrinkArguments& arguments) {
  if (properties::looks_like_token(arguments.subject)) return capsule_of_token(arguments);
  if (!arguments.settings.empty() || arguments.signature) {
    throw UsageError("--set, --signature: expected none beside a capsule, which holds its own");
  }
  return properties::read_capsule(arguments.subject, arguments.best_effort
                                                         ? properties::SchemaRule::best_effort
                                                         : properties::SchemaRule::own);
}

}  // namespace

ExitCode shrink(const ShrinkArguments& arguments) {
  const Capsule before = read_subject(arguments);
  if (arguments.output) require_writable_file(*arguments.output, "--output");
  const std::unique_ptr<Runner> runner = before.experiment.make_runner();
  const std::string signature = name_of(before.experiment.system->signatures[before.signature]);
  if (!replay(*runner, before.to_replay()).violated.contains(before.signature)) {
    throw UsageError(arguments.subject + ": expected a run that still fails with " + signature);
  }
  const properties::Shrunk shrunk = shrink(*runner, before.to_replay(), before.signature);
  const Capsule after =
      capsule_of(before.experiment, before.found, before.signature, shrunk.recording);
  fmt::print("{}: from {} decisions to {} in {} re-runs{}\n", signature, before.decisions.size(),
             after.decisions.size(), shrunk.reruns,
             shrunk.fixpoint ? "" : " (the limit of re-runs was reached)");
  fmt::print("{}", properties::in_lines(after.story, after.evidence, ""));
  if (arguments.output) {
    write_file(*arguments.output, to_json(after));
    fmt::print("replay: interleave replay {} --timeline\n", *arguments.output);
  }
  return ExitCode::held;
}

}  // namespace interleave::tools
