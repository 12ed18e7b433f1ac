#include "properties/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "model/cause.hpp"
#include "properties/recording.hpp"
#include "properties/second_run.hpp"

namespace interleave::properties {
namespace {

/// Runs are handed out in chunks: large enough that threads rarely meet, small enough that an
/// interrupt is answered at once.
constexpr std::uint64_t chunk_size = 512;
constexpr std::chrono::milliseconds progress_period{200};

/// Keeps the runs of the lowest indices, `most` at most.
template <class Run>
void keep_first(std::vector<Run>& first, const Run& run, std::size_t most) {
  if (first.size() == most && run.index > first.back().index) return;
  first.insert(std::ranges::lower_bound(first, run.index, {}, &Run::index), run);
  if (first.size() > most) first.pop_back();
}

/// Makes a thread's runs, and those that are watched a second time, in a world apart: not the one
/// that has made all the runs before, so that whatever a world keeps from run to run shows.
class RunMaker {
 public:
  RunMaker(const Experiment& experiment, const CampaignOptions& options)
      : experiment_(experiment), options_(options) {}

  void make_run(Runner& runner, std::uint64_t index, CampaignResult& result) {
    const SeededRun plan = plan_run(options_, index);
    const RunResult first = run_seeded(runner, plan);
    result.add(plan, first);
    if (watched(plan)) result.add_watched(plan, first, run_seeded(world_apart(), plan));
  }

 private:
  /// A new one differs most from one that is worn, but takes as long to make as some runs.
  static constexpr std::uint64_t runs_per_world = 50;

  Runner& world_apart() {
    if (made_apart_++ % runs_per_world == 0) apart_ = experiment_.make_runner();
    return *apart_;
  }

  const Experiment& experiment_;
  const CampaignOptions& options_;
  std::unique_ptr<Runner> apart_;  ///< its counts of faults and spans are nobody's
  std::uint64_t made_apart_ = 0;
};

/// What the worker threads share.
class Workshop {
 public:
  Workshop(const Experiment& experiment, const CampaignOptions& options)
      : experiment_(experiment),
        options_(options),
        next_(options.first),
        counted_(options.first),
        total_(*experiment.system) {}

  CampaignResult run(const OnProgress& on_progress) {
    working_ = options_.threads;
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < options_.threads; ++i) threads.emplace_back([this] { work(); });
    supervise(on_progress);
    threads.clear();
    if (failure_) std::rethrow_exception(failure_);
    if (last_failure_ahead_) run_to_last_failure();
    return std::move(total_);
  }

 private:
  void work() {
    CampaignResult result(*experiment_.system);
    std::exception_ptr failure;
    try {
      work_through_chunks(result);
    } catch (...) {
      failure = std::current_exception();
      stop_ = true;
    }
    const std::scoped_lock guard(mutex_);
    total_.merge(result);
    if (failure && !failure_) failure_ = failure;
    --working_;
    ended_.notify_one();
  }

  void work_through_chunks(CampaignResult& result) {
    std::unique_ptr<Runner> runner = experiment_.make_runner();
    RunMaker maker(experiment_, options_);
    while (!stop_) {
      const std::uint64_t begin = next_.fetch_add(chunk_size);
      if (begin >= end_of_runs()) break;
      const std::uint64_t end = std::min(begin + chunk_size, end_of_runs());
      const std::uint64_t violations_before = result.violations;
      for (std::uint64_t index = begin; index < end; ++index)
        maker.make_run(*runner, index, result);
      runs_ += end - begin;
      violations_ += result.violations - violations_before;
      const std::uint64_t fired_before = fired(result.faults);
      result.faults = runner->fault_counts();
      fired_ += fired(result.faults) - fired_before;
      if (options_.failures_max == 0) continue;
      // A runner counts as long as it lives, and this chunk may have to be left out.
      take_measures(result, *runner);
      count_in_order(begin, std::exchange(result, CampaignResult(*experiment_.system)));
      runner = experiment_.make_runner();
    }
    take_measures(result, *runner);
  }

  /// Chunks count in the order of their runs, up to the one in which the last failing run is found.
  void count_in_order(std::uint64_t begin, CampaignResult chunk) {
    const std::scoped_lock guard(mutex_);
    ahead_.emplace(begin, std::move(chunk));
    while (!last_failure_ahead_ && !ahead_.empty() && ahead_.begin()->first == counted_) {
      const CampaignResult& next = ahead_.begin()->second;
      if (total_.violations + next.violations >= options_.failures_max) {
        last_failure_ahead_ = true;
        stop_ = true;
        return;
      }
      total_.merge(next);
      counted_ += chunk_size;
      ahead_.erase(ahead_.begin());
    }
  }

  /// Makes the runs of the last chunk again, up to the failing run that is the last.
  void run_to_last_failure() {
    const std::unique_ptr<Runner> runner = experiment_.make_runner();
    const std::uint64_t end = std::min(counted_ + chunk_size, end_of_runs());
    CampaignResult last(*experiment_.system);
    RunMaker maker(experiment_, options_);
    for (std::uint64_t index = counted_; index < end; ++index) {
      maker.make_run(*runner, index, last);
      if (total_.violations + last.violations == options_.failures_max) break;
    }
    last.faults = runner->fault_counts();
    take_measures(last, *runner);
    total_.merge(last);
  }

  [[nodiscard]] std::uint64_t end_of_runs() const { return options_.first + options_.runs; }

  static void take_measures(CampaignResult& result, const Runner& runner) {
    const std::span<const Histogram> measured = runner.measures();
    result.measures.assign(measured.begin(), measured.end());
  }

  static std::uint64_t fired(const sim::FaultCounts& faults) {
    std::uint64_t sum = 0;
    for (const sim::FaultCount& count : faults) sum += count.fired;
    return sum;
  }

  void supervise(const OnProgress& on_progress) {
    std::unique_lock guard(mutex_);
    while (working_ > 0) {
      if (ended_.wait_for(guard, progress_period, [this] { return working_ == 0; })) return;
      guard.unlock();
      if (!on_progress({runs_, violations_, fired_})) stop_ = true;
      guard.lock();
    }
  }

  const Experiment& experiment_;
  const CampaignOptions& options_;
  std::atomic<std::uint64_t> next_;
  std::atomic<std::uint64_t> runs_ = 0;
  std::atomic<std::uint64_t> violations_ = 0;
  std::atomic<std::uint64_t> fired_ = 0;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::condition_variable ended_;
  unsigned working_ = 0;
  std::map<std::uint64_t, CampaignResult> ahead_;  ///< chunks that wait for one before them
  std::uint64_t counted_;                          ///< up to here, chunks are in the total
  bool last_failure_ahead_ = false;                ///< the chunk there holds the last failing run
  CampaignResult total_;
  std::exception_ptr failure_;
};

}  // namespace

CampaignResult::CampaignResult(const System& system)
    : signatures(system.signatures.size()),
      sometimes(system.sometimes.size()),
      strategies(sim::strategy_facts.size()),
      measures(system.measures.size()) {}

void CampaignResult::add(const SeededRun& run, const RunResult& result) {
  ++runs;
  events += result.events;
  digest += result.trace_hash;
  StrategyCount& strategy = strategies[static_cast<std::size_t>(run.strategy)];
  ++strategy.runs;
  for (std::size_t i = 0; i < sometimes.size(); ++i) {
    if (result.sometimes.contains(i)) ++sometimes[i];
  }
  if (!result.limit.empty()) {
    ++limited;
    if (run.index < first_limited) {
      first_limited = run.index;
      limit = result.limit;
    }
    return;
  }
  distinct.add(result.fingerprint);
  ++strategy.judged;
  strategy.species.add_run(result.behaviours);
  if (result.violated.empty()) return;
  ++violations;
  ++strategy.violations;
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    if (!result.violated.contains(i)) continue;
    ++signatures[i].runs;
    keep_first(signatures[i].first, {run.index, result.trace_hash}, failing_runs_kept);
  }
}

void CampaignResult::add_watched(const SeededRun& run, const RunResult& result,
                                 const RunResult& second) {
  ++watched;
  if (same_outcome(result, second)) return;
  ++differed;
  keep_first(differing, {run.index, result.trace_hash, second.trace_hash}, differing_runs_kept);
}

void CampaignResult::merge(const CampaignResult& other) {
  runs += other.runs;
  events += other.events;
  violations += other.violations;
  limited += other.limited;
  digest += other.digest;
  if (other.first_limited < first_limited) {
    first_limited = other.first_limited;
    limit = other.limit;
  }
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    signatures[i].runs += other.signatures[i].runs;
    for (const FailingRun& run : other.signatures[i].first) {
      keep_first(signatures[i].first, run, failing_runs_kept);
    }
  }
  watched += other.watched;
  differed += other.differed;
  for (const DifferingRun& run : other.differing) keep_first(differing, run, differing_runs_kept);
  distinct.merge(other.distinct);
  for (std::size_t i = 0; i < sometimes.size(); ++i) sometimes[i] += other.sometimes[i];
  for (std::size_t i = 0; i < strategies.size(); ++i) {
    strategies[i].runs += other.strategies[i].runs;
    strategies[i].violations += other.strategies[i].violations;
    strategies[i].judged += other.strategies[i].judged;
    strategies[i].species.merge(other.strategies[i].species);
  }
  for (std::size_t i = 0; i < faults.size(); ++i) {
    faults[i].possible += other.faults[i].possible;
    faults[i].drawn += other.faults[i].drawn;
    faults[i].fired += other.faults[i].fired;
  }
  for (std::size_t i = 0; i < measures.size(); ++i) measures[i].merge(other.measures[i]);
}

SeededRun plan_run(const CampaignOptions& options, std::uint64_t index) {
  SeededRun run{sim::Strategy::uniform, options.seed, index};
  run.strategy = options.mix.pick(model::mix(run_seed(run)));
  return run;
}

CampaignResult run_campaign(const Experiment& experiment, const CampaignOptions& options,
                            const OnProgress& on_progress) {
  return Workshop(experiment, options).run(on_progress);
}

}  // namespace interleave::properties
