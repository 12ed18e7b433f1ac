#include "properties/shrink.hpp"

#include <algorithm>

#include "model/ensure.hpp"

namespace interleave::properties {
namespace {

using Decisions = std::vector<sim::Decision>;

/// The search. `best_` always shows the signature; of every step that
/// succeeds it keeps what the run really asked for, so decisions that have lost their question
/// disappear by themselves.
class Search {
 public:
  Search(Runner& runner, std::span<const sim::Decision> decisions, std::size_t signature,
         const ShrinkOptions& options)
      : runner_(runner), signature_(signature), options_(options) {
    const bool fails = attempt({decisions.begin(), decisions.end()});
    model::ensure(fails, "decisions that show the signature");
  }

  Shrunk run() {
    bool changed = true;
    while (changed && !exhausted()) {
      changed = drop_chunks();
      changed = lower_values() || changed;
    }
    Shrunk shrunk;
    shrunk.recording = record_replay(runner_, best_);
    shrunk.reruns = reruns_;
    shrunk.fixpoint = !exhausted();
    return shrunk;
  }

 private:
  [[nodiscard]] bool exhausted() const { return reruns_ >= options_.reruns_max; }

  /// Runs a candidate and adopts it if it shows the signature.
  bool attempt(const Decisions& candidate) {
    if (exhausted()) return false;
    ++reruns_;
    asked_.clear();
    runner_.choices().record_into(&asked_);
    const RunResult result = replay(runner_, candidate);
    runner_.choices().record_into(nullptr);
    if (!result.limit.empty() || !result.violated.contains(signature_)) return false;
    best_ = candidate;
    std::erase_if(best_, [this](const sim::Decision& decision) { return !was_asked(decision); });
    return true;
  }

  [[nodiscard]] bool was_asked(const sim::Decision& decision) const {
    return std::ranges::find(asked_, decision.key, &sim::Decision::key) != asked_.end();
  }

  bool drop_chunks() {
    bool any = false;
    for (std::size_t size = std::max<std::size_t>(best_.size() / 2, 1); size > 0;) {
      const bool dropped = drop_chunks_of(size);
      any = any || dropped;
      if (!dropped || size > 1) size /= 2;
      if (exhausted()) break;
    }
    return any;
  }

  /// One pass from the end: what came last is rarely the cause.
  bool drop_chunks_of(std::size_t size) {
    bool any = false;
    for (std::size_t end = best_.size(); end > 0;) {
      const std::size_t begin = end > size ? end - size : 0;
      Decisions candidate = best_;
      candidate.erase(candidate.begin() + static_cast<std::ptrdiff_t>(begin),
                      candidate.begin() + static_cast<std::ptrdiff_t>(end));
      const bool dropped = attempt(candidate);
      any = any || dropped;
      end = std::min(begin, best_.size());
    }
    return any;
  }

  bool lower_values() {
    bool any = false;
    for (std::size_t i = 0; i < best_.size(); ++i) {
      while (lower_value(i)) any = true;
    }
    return any;
  }

  /// Bisects between the largest value known to pass and the current one. When nothing comes of it,
  /// half the value and one less have both been tried. True when the value came down.
  bool lower_value(std::size_t i) {
    if (i >= best_.size()) return false;
    const sim::Decision before = best_[i];
    sim::Outcome passes = 0;
    while (best_[i].outcome - passes > 1) {
      const sim::Outcome middle = passes + (best_[i].outcome - passes) / 2;
      if (!attempt_value(i, middle)) passes = middle;
      if (i >= best_.size() || best_[i].key != before.key) return true;
    }
    return best_[i].outcome < before.outcome;
  }

  bool attempt_value(std::size_t i, sim::Outcome value) {
    Decisions candidate = best_;
    candidate[i].outcome = value;
    return attempt(candidate);
  }

  Runner& runner_;
  std::size_t signature_;
  ShrinkOptions options_;
  Decisions best_;
  std::vector<sim::Decision> asked_;
  std::uint64_t reruns_ = 0;
};

}  // namespace

Shrunk shrink(Runner& runner, std::span<const sim::Decision> decisions, std::size_t signature,
              const ShrinkOptions& options) {
  return Search(runner, decisions, signature, options).run();
}

}  // namespace interleave::properties
