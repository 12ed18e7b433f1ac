#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/choices.hpp"
#include "sim/distributions.hpp"

namespace interleave::sim {

/// What happens to a request on its way to the server. The number is the decision's outcome.
enum class RequestVerdict : std::uint8_t { pass, lost, refused, outlives };
/// What happens to a reply on its way back, after the request took effect.
enum class ReplyVerdict : std::uint8_t { pass, lost, outlives };

/// Every fault that can be injected. Each is counted, so that one that never fires is seen.
enum class Fault : std::uint8_t {
  request_lost,
  connection_refused,
  request_outlives,
  reply_lost,
  reply_outlives,
};
inline constexpr std::size_t fault_count = 5;

struct FaultFacts {
  std::string_view name;
  std::string_view sentence;
};

inline constexpr std::array<FaultFacts, fault_count> fault_facts{{
    {"request-lost", "a request vanishes before the server; the client times out"},
    {"connection-refused", "a connection is refused; nothing was sent"},
    {"request-outlives", "a request takes effect after its client stopped waiting"},
    {"reply-lost", "a reply vanishes after the effect; the client times out"},
    {"reply-outlives", "a reply arrives after its client stopped waiting"},
}};

/// How a time-ordered strategy draws delays above the base.
enum class LatencyShape : std::uint8_t { exponential, log_normal };

/// How likely each fault is, in parts per million of the legs it can hit.
struct FaultProfile {
  std::string_view name;
  std::string_view sentence;
  LatencyShape latency = LatencyShape::exponential;
  Weights<4> request;  ///< indexed by RequestVerdict; pass takes the rest
  Weights<3> reply;    ///< indexed by ReplyVerdict; pass takes the rest

  [[nodiscard]] std::uint32_t weight(Fault fault) const;
};

inline constexpr std::array<FaultProfile, 2> fault_profiles{{
    {"none", "no faults: only the order of events varies", LatencyShape::exponential, {}, {}},
    {"typical",
     "what an ordinary bad day brings: about one leg in forty is hit",
     LatencyShape::log_normal,
     {{0, 10'000, 10'000, 5'000}},
     {{0, 15'000, 5'000}}},
}};

/// How often a fault could have been drawn, was asked for, and fired.
struct FaultCount {
  std::uint64_t possible = 0;  ///< legs that the fault could hit
  std::uint64_t drawn = 0;     ///< of these, legs whose fate the profile left to chance
  std::uint64_t fired = 0;     ///< of these, legs that it hit
};
using FaultCounts = std::array<FaultCount, fault_count>;

/// The fault policy: it looks at a leg and answers with a verdict. The network obeys it.
class Faults {
 public:
  explicit Faults(const FaultProfile& profile)
      : profile_(profile),
        requests_{profile.request, profile.request.possible()},
        replies_{profile.reply, profile.reply.possible()} {}

  [[nodiscard]] const FaultProfile& profile() const { return profile_; }
  [[nodiscard]] FaultCounts counts() const;
  /// Nothing is injected while it is off, as during settling.
  void enable(bool enabled) { enabled_ = enabled; }

  RequestVerdict judge_request(Choices& choices, model::Cause request) {
    const Outcome outcome = requests_.judge(choices, {Site::request_fault, request}, enabled_);
    return static_cast<RequestVerdict>(outcome);
  }
  ReplyVerdict judge_reply(Choices& choices, model::Cause request) {
    const Outcome outcome = replies_.judge(choices, {Site::reply_fault, request}, enabled_);
    return static_cast<ReplyVerdict>(outcome);
  }

 private:
  /// The legs of one kind: how many there were, how many were left to chance, what became of them.
  template <std::size_t outcome_count>
  struct Legs {
    Weights<outcome_count> weights;
    bool chancy = false;
    std::uint64_t possible = 0;
    std::uint64_t drawn = 0;
    std::array<std::uint64_t, outcome_count> outcomes{};

    /// A replay asks even where the profile would not, so that a capsule says what happens, not how
    /// it was found.
    Outcome judge(Choices& choices, const Key& key, bool enabled) {
      ++possible;
      if (!enabled || (!chancy && choices.mode() != Choices::Mode::replay)) return 0;
      ++drawn;
      const Outcome outcome = choices.draw(key, weights);
      ++outcomes[static_cast<std::size_t>(outcome)];
      return outcome;
    }
  };

  FaultProfile profile_;
  Legs<4> requests_;
  Legs<3> replies_;
  bool enabled_ = true;
};

}  // namespace interleave::sim
