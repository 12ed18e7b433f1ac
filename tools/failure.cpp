#include "tools/failure.hpp"

#include <algorithm>

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

Failure tell_failure(const SeededRun& run, const Recording& found, const Shrunk& shrunk,
                     const Capsule& capsule) {
  Failure failure;
  failure.signature = capsule.signature;
  failure.run = run;
  failure.decisions_before = found.decisions.size();
  failure.decisions = capsule.decisions.size();
  failure.reruns = shrunk.reruns;
  failure.story = capsule.story;
  failure.evidence = capsule.evidence;
  failure.token = token_of(capsule.experiment, run);
  return failure;
}

/// A run is named once, however often it differed.
void add(std::vector<Nondeterminism>& all, const Nondeterminism& found) {
  const auto same = [&](const Nondeterminism& other) { return other.run.index == found.run.index; };
  if (std::ranges::none_of(all, same)) all.push_back(found);
}

}  // namespace

Investigation investigate(const Experiment& experiment, const CampaignOptions& options,
                          const CampaignResult& result) {
  Investigation investigation;
  for (const properties::DifferingRun& found : result.differing) {
    const SeededRun run = plan_run(options, found.index);
    add(investigation.nondeterminism,
        {run, found.trace_hash, found.second_hash, token_of(experiment, run)});
  }
  const std::unique_ptr<Runner> runner = experiment.make_runner();
  for (std::size_t i = 0; i < result.signatures.size(); ++i) {
    const properties::SignatureCount& count = result.signatures[i];
    if (count.runs == 0) continue;
    std::vector<Recording> again;
    bool deterministic = true;
    for (const FailingRun& failing : count.first) {
      const SeededRun run = plan_run(options, failing.index);
      again.push_back(record_seeded(*runner, run));
      const properties::RunResult& second = again.back().result;
      if (second.trace_hash == failing.trace_hash && second.violated.contains(i)) continue;
      deterministic = false;
      add(investigation.nondeterminism,
          {run, failing.trace_hash, second.trace_hash, token_of(experiment, run)});
    }
    if (!deterministic) continue;
    const Shrunk shrunk = shrink_shortest(*runner, again, i);
    const SeededRun run = plan_run(options, count.first[shrunk.place].index);
    investigation.capsules.push_back(capsule_of(experiment, run, i, shrunk.recording));
    Failure failure = tell_failure(run, again[shrunk.place], shrunk, investigation.capsules.back());
    failure.runs = count.runs;
    failure.first_run = count.first.front().index;
    investigation.failures.push_back(std::move(failure));
  }
  std::ranges::sort(investigation.nondeterminism, {}, [](const auto& f) { return f.run.index; });
  for (Nondeterminism& found : investigation.nondeterminism) {
    found.difference = find_difference(experiment, found.run);
    if (found.difference) break;
  }
  return investigation;
}

}  // namespace interleave::tools
