#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "sim/choices.hpp"
#include "sim/distributions.hpp"
#include "sim/fault.hpp"

namespace interleave::sim {

/// How a time-ordered strategy draws delays above the base.
enum class LatencyShape : std::uint8_t { exponential, log_normal };

/// A fault and how likely it is where it can strike, in parts per million.
struct FaultWeight {
  Fault fault;
  std::uint32_t parts_per_million;
};
using FaultWeights = std::array<std::uint32_t, fault_count>;

constexpr FaultWeights weights_of(std::initializer_list<FaultWeight> weights) {
  FaultWeights all{};
  for (const FaultWeight& weight : weights) {
    all[static_cast<std::size_t>(weight.fault)] = weight.parts_per_million;
  }
  return all;
}

/// How likely each fault is. What is not named never strikes.
struct FaultProfile {
  std::string_view name;
  std::string_view sentence;
  LatencyShape latency = LatencyShape::exponential;
  FaultWeights weights{};

  [[nodiscard]] constexpr std::uint32_t weight(Fault fault) const {
    return weights[static_cast<std::size_t>(fault)];
  }
};

inline constexpr FaultWeights typical_weights = weights_of({
    {Fault::request_lost, 8'000},
    {Fault::connection_refused, 8'000},
    {Fault::request_outlives, 10'000},
    {Fault::reply_lost, 10'000},
    {Fault::reply_outlives, 4'000},
    {Fault::reply_unreadable, 4'000},
    {Fault::error_before, 8'000},
    {Fault::error_after, 8'000},
    {Fault::too_many_requests, 4'000},
    {Fault::too_many_vague, 2'000},
    {Fault::key_revoked, 60},
    {Fault::key_forbidden, 40},
    {Fault::order_poisoned, 300},
    {Fault::conflict, 4'000},
    {Fault::in_progress, 4'000},
    {Fault::accepted_late, 8'000},
    {Fault::accepted_never, 4'000},
    {Fault::gone, 4'000},
    {Fault::replica_behind, 200'000},
    {Fault::stale_list, 60'000},
    {Fault::deleted_rows, 60'000},
    {Fault::hidden_rows, 30'000},
    {Fault::requested_rows, 30'000},
    {Fault::hand_edit, 10'000},
    {Fault::store_failed, 5'000},
    {Fault::store_reply_lost, 3'000},
    {Fault::stale_job, 20'000},
    {Fault::crash, 3'000},
    {Fault::pause, 2'000},
    {Fault::clock_skewed, 200'000},
    {Fault::change_twice, 20'000},
    {Fault::change_lost, 10'000},
    {Fault::stream_gap, 10'000},
    {Fault::change_late, 5'000},
    {Fault::resume_again, 200'000},
    {Fault::resume_from_now, 200'000},
    {Fault::echo, 60'000},
    {Fault::echo_twice, 10'000},
    {Fault::echo_late, 20'000},
    {Fault::odd_shape, 10'000},
    {Fault::list_cut, 5'000},
    {Fault::batch_partial, 20'000},
    {Fault::batch_refused, 20'000},
    {Fault::batch_ignored, 20'000},
    {Fault::token_refreshed, 5'000},
});

/// The same mixture, so many times as likely.
constexpr FaultWeights scaled_weights(const FaultWeights& weights, std::uint32_t numerator,
                                      std::uint32_t denominator) {
  FaultWeights all = weights;
  for (std::uint32_t& weight : all) weight = weight * numerator / denominator;
  return all;
}

inline constexpr std::array<FaultProfile, 4> fault_profiles{{
    {"none", "no faults: only the order of events varies", LatencyShape::exponential, {}},
    {"mild", "a good day: a quarter of the typical faults", LatencyShape::log_normal,
     scaled_weights(typical_weights, 1, 4)},
    {"typical", "an ordinary bad day: about one request in fifteen is hit",
     LatencyShape::log_normal, typical_weights},
    {"hostile", "the worst day: twice the typical faults", LatencyShape::log_normal,
     scaled_weights(typical_weights, 2, 1)},
}};
inline constexpr std::size_t typical_profile = 2;

/// How often a fault could have been drawn, was asked for, and fired.
struct FaultCount {
  std::uint64_t possible = 0;  ///< events that the fault could hit
  std::uint64_t drawn = 0;     ///< of these, events whose fate the profile left to chance
  std::uint64_t fired = 0;     ///< of these, events that it hit
};
using FaultCounts = std::array<FaultCount, fault_count>;

/// The fault policy: it looks at something that happens and answers with a verdict. The mechanism
/// that asked obeys it.
///
/// Each seeded run leaves out about half of the families (swarm testing: Groce et al., ISSTA 2012),
/// and has the others twice as often: a fault that is always there can hide what another one does.
class Faults {
 public:
  explicit Faults(const FaultProfile& profile);

  [[nodiscard]] const FaultProfile& profile() const { return profile_; }
  [[nodiscard]] FaultCounts counts() const;
  /// A new run begins: draws which families it has.
  void begin_run(Choices& choices);
  /// Nothing is injected while it is off, as during settling.
  void enable(bool enabled) { enabled_ = enabled; }
  [[nodiscard]] bool enabled() const { return enabled_; }
  /// Whether this run has the faults of that site.
  [[nodiscard]] bool has(FaultSite where) const {
    return lotteries_[static_cast<std::size_t>(where)].chancy;
  }

  /// The verdict at a site about one thing, named by its cause. A replay asks even where the
  /// profile would not, so that a capsule says what happens, not how it was found.
  template <class Verdict>
  Verdict judge(Choices& choices, FaultSite where, model::Cause about, std::uint32_t ordinal = 0) {
    Lottery& lottery = lotteries_[static_cast<std::size_t>(where)];
    ++lottery.possible;
    if (!enabled_ || (!lottery.chancy && choices.mode() != Choices::Mode::replay)) {
      return Verdict{};
    }
    ++lottery.drawn;
    const Key key{fault_sites[static_cast<std::size_t>(where)].site, about, ordinal};
    const auto outcome = static_cast<std::size_t>(choices.draw(key, lottery.odds));
    ++lottery.outcomes[outcome];
    return static_cast<Verdict>(outcome);
  }

 private:
  static constexpr std::size_t verdicts_max = 8;

  /// Weights of which only the first `count` + 1 stand for something.
  struct Odds {
    Weights<verdicts_max> weights;
    std::uint32_t sum = 0;  ///< of the weights: most things are hit by nothing
    std::uint8_t count = 0;

    [[nodiscard]] constexpr Outcome outcome(Bits bits) const {
      return scaled(bits, 1'000'000) < sum ? weights.outcome(bits) : 0;
    }
    [[nodiscard]] constexpr Outcome max() const { return count; }
  };
  /// One site: how many things came by, how many were left to chance, what became of them.
  struct Lottery {
    Odds odds;
    bool in_profile = false;  ///< the profile has any of it
    bool chancy = false;      ///< and so has the run
    std::uint64_t possible = 0;
    std::uint64_t drawn = 0;
    std::array<std::uint64_t, verdicts_max> outcomes{};
  };

  FaultProfile profile_;
  std::array<Lottery, fault_sites.size()> lotteries_{};
  bool enabled_ = true;
};

}  // namespace interleave::sim
