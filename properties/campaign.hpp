#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "properties/distinct.hpp"
#include "properties/experiment.hpp"
#include "properties/mix.hpp"
#include "properties/species.hpp"

namespace interleave::properties {

/// How many runs of an experiment to make, and how.
struct CampaignOptions {
  Mix mix = Mix::standard();  ///< each run takes one of its strategies
  std::uint64_t seed = 1;
  std::uint64_t first = 0;  ///< index of the first run
  std::uint64_t runs = 100'000;
  std::uint64_t failures_max = 0;  ///< that many failing runs end it; 0: none do
  unsigned threads = 1;
};

/// A run that was found to fail.
struct FailingRun {
  std::uint64_t index = 0;
  std::uint64_t trace_hash = 0;
};

/// How many of the first failing runs of each signature are kept, to be run again; and how many of
/// the first that came to something else the second time.
inline constexpr std::size_t failing_runs_kept = 10;
inline constexpr std::size_t differing_runs_kept = 10;

struct SignatureCount {
  std::uint64_t runs = 0;
  std::vector<FailingRun> first;  ///< the lowest indices, in order
};

/// A run that came to something else when it was made twice.
struct DifferingRun {
  std::uint64_t index = 0;
  std::uint64_t trace_hash = 0;
  std::uint64_t second_hash = 0;  ///< the same where only the fingerprint or the verdict differs
};

struct StrategyCount {
  std::uint64_t runs = 0;
  std::uint64_t violations = 0;
  std::uint64_t judged = 0;  ///< runs that reached no limit
  SpeciesSample species;     ///< of the behaviours that those showed
};

/// What the runs of a campaign came to. Counts do not depend on the number of threads.
struct CampaignResult {
  std::uint64_t runs = 0;
  std::uint64_t events = 0;
  std::uint64_t violations = 0;  ///< runs that violated anything
  std::uint64_t limited = 0;     ///< runs that reached a limit and were not judged
  std::uint64_t first_limited = ~std::uint64_t{0};
  std::string limit;                       ///< the limit that the first of them reached
  std::uint64_t digest = 0;                ///< the sum of all runs' trace hashes
  std::vector<SignatureCount> signatures;  ///< by place in the system's table
  std::vector<std::uint64_t> sometimes;    ///< runs in which each situation arose
  std::vector<StrategyCount> strategies;   ///< by `sim::Strategy`
  DistinctCount distinct;                  ///< of the judged runs' fingerprints
  std::uint64_t watched = 0;               ///< runs that were made twice
  std::uint64_t differed = 0;              ///< of these, came to something else the second time
  std::vector<DifferingRun> differing;     ///< the lowest indices of those, in order
  sim::FaultCounts faults{};
  std::vector<Histogram> measures;  ///< by place in the system's table

  explicit CampaignResult(const System& system);
  void add(const SeededRun& run, const RunResult& result);
  /// The run was watched; `second` is what it came to in another world.
  void add_watched(const SeededRun& run, const RunResult& result, const RunResult& second);
  void merge(const CampaignResult& other);
};

struct Progress {
  std::uint64_t runs = 0;
  std::uint64_t violations = 0;
  std::uint64_t faults_fired = 0;
};

/// Called a few times a second on the calling thread; false stops the campaign after the runs that
/// are under way.
using OnProgress = std::function<bool(const Progress&)>;

/// The seeded run of that index: its strategy is drawn from seed and index alone.
SeededRun plan_run(const CampaignOptions& options, std::uint64_t index);

/// Makes the runs, on as many threads, and those that are watched twice. Stopped early, it made the
/// first so many of them without a gap; with `failures_max` it ends at exactly the run that fails
/// for that many'th time, whatever the number of threads. The first exception of a run is rethrown.
CampaignResult run_campaign(const Experiment& experiment, const CampaignOptions& options,
                            const OnProgress& on_progress);

}  // namespace interleave::properties
