#include "properties/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "model/cause.hpp"
#include "properties/recording.hpp"

namespace interleave::properties {
namespace {

/// Runs are handed out in chunks: large enough that threads rarely meet, small enough that an
/// interrupt is answered at once.
constexpr std::uint64_t chunk_size = 512;
constexpr std::chrono::milliseconds progress_period{200};

void keep_first(std::vector<FailingRun>& first, const FailingRun& run) {
  if (first.size() == failing_runs_kept && run.index > first.back().index) return;
  first.insert(std::ranges::lower_bound(first, run.index, {}, &FailingRun::index), run);
  if (first.size() > failing_runs_kept) first.pop_back();
}

/// What the worker threads share.
class Workshop {
 public:
  Workshop(const Experiment& experiment, const CampaignOptions& options)
      : experiment_(experiment), options_(options), total_(*experiment.system) {}

  CampaignResult run(const OnProgress& on_progress) {
    working_ = options_.threads;
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < options_.threads; ++i) threads.emplace_back([this] { work(); });
    supervise(on_progress);
    threads.clear();
    if (failure_) std::rethrow_exception(failure_);
    total_.interrupted = total_.runs < options_.runs;
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
    const std::unique_ptr<Runner> runner = experiment_.make_runner();
    while (!stop_) {
      const std::uint64_t begin = next_.fetch_add(chunk_size);
      if (begin >= options_.runs) break;
      const std::uint64_t end = std::min(begin + chunk_size, options_.runs);
      const std::uint64_t violations_before = result.violations;
      for (std::uint64_t index = begin; index < end; ++index) {
        const SeededRun plan = plan_run(options_, index);
        result.add(plan, run_seeded(*runner, plan));
      }
      runs_ += end - begin;
      violations_ += result.violations - violations_before;
      const std::uint64_t fired_before = fired(result.faults);
      result.faults = runner->fault_counts();
      fired_ += fired(result.faults) - fired_before;
    }
    const std::span<const Histogram> measured = runner->measures();
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
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<std::uint64_t> runs_ = 0;
  std::atomic<std::uint64_t> violations_ = 0;
  std::atomic<std::uint64_t> fired_ = 0;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::condition_variable ended_;
  unsigned working_ = 0;
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
    keep_first(signatures[i].first, {run.index, result.trace_hash});
  }
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
    for (const FailingRun& run : other.signatures[i].first) keep_first(signatures[i].first, run);
  }
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
