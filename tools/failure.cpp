#include "tools/failure.hpp"

#include "properties/token.hpp"

namespace interleave::tools {

using properties::CampaignOptions;
using properties::CampaignResult;
using properties::Capsule;
using properties::Experiment;
using properties::FailingRun;
using properties::Recording;
using properties::Runner;
using properties::SeededRun;
using properties::Shrunk;

namespace {

Failure tell_failure(const Recording& found, const Shrunk& shrunk, const Capsule& capsule) {
  Failure failure;
  failure.signature = capsule.signature;
  failure.first = capsule.found;
  failure.decisions_before = found.decisions.size();
  failure.decisions = capsule.decisions.size();
  failure.reruns = shrunk.reruns;
  failure.story = capsule.story;
  failure.evidence = capsule.evidence;
  failure.token = token_of(capsule.experiment, capsule.found);
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
    const Shrunk shrunk = shrink(*runner, again.front().decisions, i);
    investigation.capsules.push_back(capsule_of(experiment, first, i, shrunk.recording));
    investigation.failures.push_back(
        tell_failure(again.front(), shrunk, investigation.capsules.back()));
    investigation.failures.back().runs = count.runs;
  }
  return investigation;
}

}  // namespace interleave::tools
