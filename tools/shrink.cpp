#include "tools/shrink.hpp"

#include <fmt/format.h>

#include "properties/capsule.hpp"
#include "properties/shrink.hpp"
#include "properties/usage_error.hpp"
#include "tools/output_file.hpp"

namespace interleave::tools {

using properties::Capsule;

ExitCode shrink(const ShrinkArguments& arguments) {
  const Capsule before = properties::read_capsule(arguments.capsule);
  if (arguments.output) require_writable_file(*arguments.output, "--output");
  const std::unique_ptr<properties::Runner> runner = before.experiment.make_runner();
  const std::string signature = name_of(before.experiment.system->signatures[before.signature]);
  if (!replay(*runner, before.to_replay()).violated.contains(before.signature)) {
    throw properties::UsageError(arguments.capsule + ": expected a capsule that still fails with " +
                                 signature);
  }
  const properties::Shrunk shrunk = shrink(*runner, before.to_replay(), before.signature);
  const Capsule after =
      capsule_of(before.experiment, before.found, before.signature, shrunk.recording);
  fmt::print("{}: from {} decisions to {} in {} re-runs{}\n", signature, before.decisions.size(),
             after.decisions.size(), shrunk.reruns,
             shrunk.fixpoint ? "" : " (the limit of re-runs was reached)");
  std::size_t number = 0;
  for (const std::string& sentence : after.story) fmt::print("  {}. {}\n", ++number, sentence);
  for (const std::string& line : after.evidence) fmt::print("at the end: {}\n", line);
  if (arguments.output) {
    write_file(*arguments.output, to_json(after));
    fmt::print("replay: interleave replay {} --timeline\n", *arguments.output);
  }
  return ExitCode::held;
}

}  // namespace interleave::tools
