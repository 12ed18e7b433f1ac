#include "properties/shrink.hpp"

#include <algorithm>

#include "model/ensure.hpp"

namespace interleave::properties {
namespace {

using Decisions = std::vector<sim::Decision>;

/// A story of so many decisions is taken in at a glance; a longer one is worth a look for another.
constexpr std::size_t short_enough = 6;
/// After so many re-runs nobody looks for another story.
constexpr std::uint64_t retelling_reruns_max = 200;

/// Where a story may begin otherwise, or take another turn, than the run that was found: how many
/// answers but the dullest are tried. 0: such questions are left alone.
constexpr sim::Outcome turns_at(sim::Site site) {
  if (site == sim::Site::scenario) return 2;
  return site == sim::Site::action_change ? 4 : 0;
}

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
    do {
      while (drop_groups() || drop_chunks() || halve_values()) {
      }
    } while (lower_values() || retell());
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
    runner_.choices().record_into(&asked_, sim::Choices::Keep::draws);
    const RunResult result = replay(runner_, candidate);
    runner_.choices().record_into(nullptr);
    if (!result.limit.empty() || !result.violated.contains(signature_)) return false;
    // What was told, once each and in the order in which it was asked.
    best_.clear();
    turns_.clear();
    for (const sim::Decision& decision : asked_) {
      if (decision.outcome != 0) best_.push_back(decision);
      if (turns_at(decision.key.site) > 0) turns_.push_back(decision.key);
    }
    return true;
  }

  bool attempt_without(const auto& in_group) {
    Decisions candidate = best_;
    return std::erase_if(candidate, in_group) > 0 && attempt(candidate);
  }

  /// What belongs together often goes only together: all that one person's action says, or every
  /// answer at one site, as the delays of a strategy that delays every leg.
  bool drop_groups() {
    return try_each_group([this](const auto& in_group) { return attempt_without(in_group); });
  }

  /// Calls `attempt_at` with what tells each group of `best_`, until one comes to something.
  bool try_each_group(const auto& attempt_at) {
    const Decisions all = best_;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto of_site = [&](const sim::Decision& other) {
        return other.key.site == all[i].key.site;
      };
      const auto of_cause = [&](const sim::Decision& other) {
        return other.key.cause == all[i].key.cause;
      };
      if (std::find_if(all.begin(), all.end(), of_site) - all.begin() ==
              static_cast<std::ptrdiff_t>(i) &&
          std::ranges::count_if(all, of_site) > 1 && attempt_at(of_site)) {
        return true;
      }
      if (std::find_if(all.begin(), all.end(), of_cause) - all.begin() ==
              static_cast<std::ptrdiff_t>(i) &&
          std::ranges::count_if(all, of_cause) > 1 && attempt_at(of_cause)) {
        return true;
      }
    }
    return false;
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

  /// Roughly first: most values that come down make others needless, exact or not.
  bool halve_values() {
    bool any = false;
    for (std::size_t i = 0; i < best_.size(); ++i) {
      while (i < best_.size() && best_[i].outcome > 1 && attempt_value(i, best_[i].outcome / 2)) {
        any = true;
      }
    }
    return any;
  }

  bool lower_values() {
    bool any = false;
    for (std::size_t i = 0; i < best_.size(); ++i) {
      if (lower_value(i)) any = true;
    }
    return any;
  }

  /// If one less still shows the signature, bisects between that and the half, which did not.
  bool lower_value(std::size_t i) {
    const sim::Decision before = best_[i];
    if (before.outcome < 3 || !attempt_value(i, before.outcome - 1)) return false;
    sim::Outcome passes = before.outcome / 2;
    while (i < best_.size() && best_[i].key == before.key && best_[i].outcome - passes > 1) {
      const sim::Outcome middle = passes + (best_[i].outcome - passes) / 2;
      if (!attempt_value(i, middle)) passes = middle;
    }
    return true;
  }

  bool attempt_value(std::size_t i, sim::Outcome value) {
    Decisions candidate = best_;
    candidate[i].outcome = value;
    return attempt(candidate);
  }

  /// A long story may be that of another, shorter one: what somebody brought about may have been so
  /// from the start; what befell the third job may befall the first. Drops a group, or one answer,
  /// and gives a single other answer in its place.
  bool retell() {
    if (best_.size() <= short_enough) return false;
    if (try_each_group([this](const auto& in_group) { return retell_without(in_group); })) {
      return true;
    }
    const Decisions all = best_;
    return std::ranges::any_of(all, [this](const sim::Decision& one) {
      return turns_at(one.key.site) > 0 &&
             retell_without([&](const sim::Decision& other) { return other == one; });
    });
  }

  bool retell_without(const auto& in_group) {
    const std::size_t before = best_.size();
    Decisions rest = best_;
    std::erase_if(rest, in_group);
    const std::vector<sim::Key> turns = turns_;
    for (const sim::Key& turn : turns) {
      for (sim::Outcome outcome = 1; outcome <= turns_at(turn.site); ++outcome) {
        Decisions candidate = rest;
        std::erase_if(candidate, [&](const sim::Decision& one) { return one.key == turn; });
        candidate.push_back({turn, outcome});
        if (candidate.size() >= before) continue;  // or this would go round in circles
        if (reruns_ >= retelling_reruns_max) return false;
        if (attempt(candidate)) return true;
      }
    }
    return false;
  }

  Runner& runner_;
  std::size_t signature_;
  ShrinkOptions options_;
  Decisions best_;
  std::vector<sim::Key> turns_;  ///< the questions of the run of `best_` that may turn a story
  std::vector<sim::Decision> asked_;
  std::uint64_t reruns_ = 0;
};

}  // namespace

Shrunk shrink(Runner& runner, std::span<const sim::Decision> decisions, std::size_t signature,
              const ShrinkOptions& options) {
  return Search(runner, decisions, signature, options).run();
}

}  // namespace interleave::properties
