#include "tools/failure.hpp"

#include "properties/token.hpp"

namespace interleave::tools {

using properties::CampaignOptions;
using properties::CampaignResult;
using properties::Experiment;
using properties::FailingRun;
using properties::Recording;
using properties::Runner;
using properties::SeededRun;
using properties::Shrunk;

namespace {

Failure tell_failure(const Experiment& experiment, Runner& runner, const SeededRun& run,
                     std::size_t signature, const Recording& found) {
  const Shrunk shrunk = shrink(runner, found.decisions, signature);
  Failure failure;
  failure.signature = signature;
  failure.first = run;
  failure.decisions_before = found.decisions.size();
  failure.reruns = shrunk.reruns;
  failure.capsule = capsule_of(experiment, run, signature, shrunk.recording);
  failure.token = token_of(experiment, run);
  return failure;
}

}  // namespace

Investigation investigate(const Experiment& experiment, const CampaignOptions& options,
                          const CampaignResult& result) {
  Investigation investigation;
  const std::unique_ptr<Runner> runner = experiment.make_runner();
  for (std::size_t i = 0; i < result.signatures.size(); ++i) {
    const properties::SignatureCount& count = result.signatures[i];
    if (count.runs == 0) continue;
    std::vector<Recording> again;
    bool deterministic = true;
    for (const FailingRun& failing : count.first) {
      const SeededRun run = plan_run(options, failing.index);
      again.push_back(record_seeded(*runner, run));
      const std::uint64_t hash = again.back().result.trace_hash;
      if (hash == failing.trace_hash) continue;
      deterministic = false;
      investigation.nondeterminism.push_back(
          {run, failing.trace_hash, hash, token_of(experiment, run)});
    }
    if (!deterministic) continue;
    const SeededRun first = plan_run(options, count.first.front().index);
    investigation.failures.push_back(tell_failure(experiment, *runner, first, i, again.front()));
    investigation.failures.back().runs = count.runs;
  }
  return investigation;
}

}  // namespace interleave::tools
