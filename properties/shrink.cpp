#include "properties/shrink.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "model/cause.hpp"
#include "model/ensure.hpp"

namespace interleave::properties {
namespace {

using Decisions = std::vector<sim::Decision>;

/// Hashes of the sets of decisions that were tried and do not show the signature: none is run
/// twice.
using Tried = std::set<std::uint64_t>;

/// Of the set, in whatever order.
std::uint64_t hash_of(const Decisions& decisions) {
  std::uint64_t sum = 0;
  for (const sim::Decision& decision : decisions) {
    if (decision.outcome == 0) continue;
    sum +=
        model::mix(decision.key.hash() + model::mix(static_cast<std::uint64_t>(decision.outcome)));
  }
  return sum;
}

/// A story of so many decisions is taken in at a glance; a longer one is worth a look for another.
constexpr std::size_t short_enough = 6;
/// After so many re-runs nobody looks for another story; and after so many no other search begins.
constexpr std::uint64_t retelling_reruns_max = 200;
constexpr std::uint64_t more_reruns_max = 300;
/// Of several runs, one that takes more than this is left for another.
constexpr std::uint64_t reruns_each_max = 100;

/// In which order the decisions are dropped.
enum class Order : std::uint8_t { from_end, from_start };

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
         const ShrinkOptions& options, Order order, Tried& tried)
      : runner_(runner), signature_(signature), options_(options), order_(order), tried_(tried) {
    const bool fails = attempt({decisions.begin(), decisions.end()});
    model::ensure(fails, "decisions that show the signature");
  }

  Shrunk run() {
    while (drop_groups() || drop_chunks() || retell() || halve_values() || lower_values()) {
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
    const std::uint64_t hash = hash_of(candidate);
    if (exhausted() || tried_.contains(hash)) return false;
    ++reruns_;
    asked_.clear();
    runner_.choices().record_into(&asked_, sim::Choices::Keep::draws);
    const RunResult result = replay(runner_, candidate);
    runner_.choices().record_into(nullptr);
    if (!result.limit.empty() || !result.violated.contains(signature_)) {
      tried_.insert(hash);
      return false;
    }
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
    const auto attempt_group = [&](auto one, const auto& in_group) {
      const bool first = std::find_if(all.begin(), one, in_group) == one;
      return first && std::any_of(one + 1, all.end(), in_group) && attempt_at(in_group);
    };
    for (auto one = all.begin(); one != all.end(); ++one) {
      const auto of_its_site = [&](const auto& other) { return other.key.site == one->key.site; };
      const auto of_its_cause = [&](const auto& other) {
        return other.key.cause == one->key.cause;
      };
      if (attempt_group(one, of_its_site) || attempt_group(one, of_its_cause)) return true;
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

  bool drop_chunks_of(std::size_t size) {
    bool any = false;
    for (std::size_t kept = 0; kept < best_.size();) {
      const std::size_t count = std::min(size, best_.size() - kept);
      const std::size_t begin = order_ == Order::from_end ? best_.size() - kept - count : kept;
      const auto first = static_cast<std::ptrdiff_t>(begin);
      Decisions candidate = best_;
      candidate.erase(candidate.begin() + first,
                      candidate.begin() + first + static_cast<std::ptrdiff_t>(count));
      if (attempt(candidate)) {
        any = true;
      } else {
        kept += count;
      }
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
    if (best_.size() <= short_enough || best_.size() >= not_retold_) return false;
    if (try_each_group([this](const auto& in_group) { return retell_without(in_group); })) {
      return true;
    }
    const Decisions all = best_;
    for (const sim::Decision& one : all) {
      if (turns_at(one.key.site) == 0) continue;
      if (retell_without([&](const sim::Decision& other) { return other == one; })) return true;
    }
    not_retold_ = best_.size();
    return false;
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
  Order order_;
  Tried& tried_;
  Decisions best_;
  std::vector<sim::Key> turns_;  ///< the questions of the run of `best_` that may turn a story
  std::vector<sim::Decision> asked_;
  std::size_t not_retold_ = ~std::size_t{0};  ///< of so many decisions nothing shorter was told
  std::uint64_t reruns_ = 0;
};

/// Searches one after the other; keeps the shortest of those that came to their end, or while none
/// has, of the others.
class Searches {
 public:
  Searches(Runner& runner, std::size_t signature) : runner_(runner), signature_(signature) {}

  void search(std::span<const sim::Decision> decisions, std::size_t place, Order order,
              std::uint64_t reruns_max) {
    Shrunk shrunk = Search(runner_, decisions, signature_, {reruns_max}, order, tried_).run();
    shrunk.place = place;
    const std::uint64_t reruns = shortest_.reruns + shrunk.reruns;
    const bool first = shortest_.reruns == 0;
    const bool ended = shrunk.fixpoint && !shortest_.fixpoint;
    const bool shorter = shrunk.fixpoint == shortest_.fixpoint && shrunk.size() < shortest_.size();
    if (first || ended || shorter) shortest_ = std::move(shrunk);
    shortest_.reruns = reruns;
  }
  /// Goes on with the shortest, if its search was left before its end.
  void go_on(std::uint64_t reruns_max) {
    if (shortest_.fixpoint || reruns_max == 0) return;
    const std::vector<sim::Decision> decisions = shortest_.recording.decisions;
    search(decisions, shortest_.place, Order::from_end, reruns_max);
  }
  /// Whether what was found so far leaves something to be desired, and re-runs are left for it.
  [[nodiscard]] std::uint64_t reruns_worth(std::uint64_t reruns_max) const {
    if (shortest_.fixpoint && shortest_.size() <= short_enough) return 0;
    return reruns_max - std::min(reruns_max, shortest_.reruns);
  }

  /// What was found, with the re-runs of all searches; there must have been one.
  [[nodiscard]] const Shrunk& shortest() const { return shortest_; }

 private:
  Runner& runner_;
  std::size_t signature_;
  Tried tried_;
  Shrunk shortest_;
};

}  // namespace

Shrunk shrink(Runner& runner, std::span<const sim::Decision> decisions, std::size_t signature,
              const ShrinkOptions& options) {
  Searches searches(runner, signature);
  // What came last is rarely the cause. But each step depends on those before it, so another order
  // may lead to a smaller end.
  searches.search(decisions, 0, Order::from_end, options.reruns_max);
  const std::uint64_t more = std::min(options.reruns_max, more_reruns_max);
  if (const std::uint64_t rest = searches.reruns_worth(more); rest > 0) {
    searches.search(decisions, 0, Order::from_start, rest);
  }
  return searches.shortest();
}

Shrunk shrink_shortest(Runner& runner, std::span<const Recording> found, std::size_t signature,
                       const ShrinkOptions& options) {
  model::ensure(!found.empty(), "a run to shrink");
  Searches searches(runner, signature);
  const std::uint64_t more = std::min(options.reruns_max, more_reruns_max);
  for (const Order order : {Order::from_end, Order::from_start}) {
    for (std::size_t place = 0; place < found.size(); ++place) {
      // While none has come to its end, some are left for that.
      const std::uint64_t kept = searches.shortest().fixpoint ? 0 : reruns_each_max;
      const std::uint64_t worth = searches.reruns_worth(more);
      const std::uint64_t rest = std::min(worth - std::min(worth, kept), reruns_each_max);
      if (rest > 0) searches.search(found[place].decisions, place, order, rest);
    }
  }
  searches.go_on(options.reruns_max);
  return searches.shortest();
}

}  // namespace interleave::properties
