#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "sim/choices.hpp"
#include "sim/distributions.hpp"

namespace interleave::sim {

/// What happens to a request on its way to the server. The number is the decision's outcome, here
/// and in the verdicts below; 0 is always that nothing out of the ordinary happens.
enum class RequestVerdict : std::uint8_t { pass, lost, refused, outlives };
/// What happens to a reply on its way back, after the request took effect.
enum class ReplyVerdict : std::uint8_t { pass, lost, outlives, unreadable };
/// What the remote does with a request.
enum class ServerVerdict : std::uint8_t {
  pass,
  error_before,    ///< 500, 502, 503 or 504, and nothing was done
  error_after,     ///< one of these, though it was done
  too_many,        ///< 429 with a Retry-After, to this request and to all about the order till then
  too_many_vague,  ///< the same, and the Retry-After says nothing of use
  revoke_key,      ///< 401, to this request and all that follow
  forbid_key,      ///< 403, to this request and all that follow
  poison_order,    ///< 422, to this and all later writes to the order
};
/// What the remote does with a write beside that.
enum class WriteVerdict : std::uint8_t {
  pass,
  conflict,     ///< 409, and nothing is done, because it stands so already or cannot be done now
  in_progress,  ///< 409, and it is done later
  accepted,     ///< 202, and it is done later
  dropped,      ///< 202, and it is never done
  gone,         ///< 410: what was to be removed is gone; anything else is not done
};
enum class ReplicaVerdict : std::uint8_t { pass, behind };
enum class ListVerdict : std::uint8_t { pass, stale };
/// Which rows the lists of an order show beside its assignments.
enum class RowsVerdict : std::uint8_t { pass, deleted, hidden, requested };
enum class HandVerdict : std::uint8_t { nobody, edits };
/// What happens to a request to the store.
enum class StoreVerdict : std::uint8_t { pass, failed, reply_lost };
enum class JobVerdict : std::uint8_t { pass, stale };
/// What happens to a worker when something reaches it.
enum class ProcessVerdict : std::uint8_t { pass, crash, pause };
enum class ClockVerdict : std::uint8_t { pass, skewed };
/// What happens to a change on its way through the stream.
enum class StreamVerdict : std::uint8_t { pass, twice, lost, lost_with_error, late };
/// What becomes of the news of a change at the remote; 0: nobody is told.
enum class EchoVerdict : std::uint8_t { pass, told, twice, late };
/// How the stream goes on for a worker that is back.
enum class ResumeVerdict : std::uint8_t { pass, again, from_now };

/// Every fault that can be injected. Each is counted, so that one that never fires is seen. They
/// stand in the order of the verdicts above, each site's together.
enum class Fault : std::uint8_t {
  request_lost,
  connection_refused,
  request_outlives,
  reply_lost,
  reply_outlives,
  reply_unreadable,
  error_before,
  error_after,
  too_many_requests,
  too_many_vague,
  key_revoked,
  key_forbidden,
  order_poisoned,
  conflict,
  in_progress,
  accepted_late,
  accepted_never,
  gone,
  replica_behind,
  stale_list,
  deleted_rows,
  hidden_rows,
  requested_rows,
  hand_edit,
  store_failed,
  store_reply_lost,
  stale_job,
  crash,
  pause,
  clock_skewed,
  change_twice,
  change_lost,
  stream_gap,
  change_late,
  resume_again,
  resume_from_now,
  echo,
  echo_twice,
  echo_late,
};
inline constexpr std::size_t fault_count = 39;

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
    {"reply-unreadable", "a reply arrives truncated, after the effect"},
    {"error-before", "the remote answers 500, 502, 503 or 504 and does nothing"},
    {"error-after", "the remote does what was asked and answers 500, 502, 503 or 504"},
    {"too-many-requests",
     "the remote answers 429 to all about an order for a while and says for how long"},
    {"too-many-vague",
     "the same, with a Retry-After that is missing, no sense, past or far too long"},
    {"key-revoked", "from now on the remote answers 401, for good"},
    {"key-forbidden", "from now on the remote answers 403, for good"},
    {"order-poisoned", "from now on the remote refuses every write to this order, for good"},
    {"conflict", "the remote answers 409 to a write and does nothing"},
    {"in-progress", "the remote answers 409 to a write and does it later"},
    {"accepted-late", "the remote answers 202 to a write and does it later"},
    {"accepted-never", "the remote answers 202 to a write and never does it"},
    {"gone", "the remote answers 410 to a write: only what was to be removed is"},
    {"replica-behind", "a replica answers 404 to the removal of a record younger than the lag"},
    {"stale-list", "a list misses what was written within the lag"},
    {"deleted-rows", "the lists of an order show who was removed, marked as deleted"},
    {"hidden-rows", "the lists of an order show a hidden row"},
    {"requested-rows", "the lists of an order show whom the customer would like"},
    {"hand-edit", "somebody edits the order at the remote by hand"},
    {"store-failed", "the store is not available; nothing was done"},
    {"store-reply-lost", "the store commits and its reply is lost"},
    {"stale-job", "a job is read as it stood a while ago"},
    {"crash", "a worker dies and comes back without its memory"},
    {"pause", "a worker stands still for a while, perhaps past its lease"},
    {"clock-skewed", "the clock of a worker is up to 5 s ahead or behind"},
    {"change-twice", "the change stream delivers a change twice"},
    {"change-lost", "the change stream loses a change and says nothing"},
    {"stream-gap", "the change stream loses a change and says so"},
    {"change-late", "the change stream stands still before a change, for up to 70 min"},
    {"resume-again", "a worker that is back is told its last changes again"},
    {"resume-from-now", "a worker that is back is told nothing of what it missed"},
    {"echo", "the remote tells of a change there, whoever made it"},
    {"echo-twice", "the remote tells of a change there twice"},
    {"echo-late", "the remote tells of a change there up to 70 min later"},
}};

/// Where faults strike: a site and the faults that its verdicts 1, 2, … stand for.
enum class FaultSite : std::uint8_t {
  request,
  reply,
  server,
  write,
  replica,
  list,
  rows,
  hand,
  store,
  job,
  process,
  clock,
  stream,
  resume,
  echo,
};

/// Faults that belong together: a run has all of a family or none.
enum class FaultFamily : std::uint8_t {
  request,
  reply,
  status,
  reads,
  people,
  store,
  process,
  stream,
  echo,
};
inline constexpr std::size_t fault_family_count = 9;

struct FaultSiteFacts {
  Site site;
  FaultFamily family;
  Fault first;
  std::uint8_t count;
};

inline constexpr std::array<FaultSiteFacts, 15> fault_sites{{
    {Site::request_fault, FaultFamily::request, Fault::request_lost, 3},
    {Site::reply_fault, FaultFamily::reply, Fault::reply_lost, 3},
    {Site::server_fault, FaultFamily::status, Fault::error_before, 7},
    {Site::write_fault, FaultFamily::status, Fault::conflict, 5},
    {Site::replica_fault, FaultFamily::reads, Fault::replica_behind, 1},
    {Site::list_fault, FaultFamily::reads, Fault::stale_list, 1},
    {Site::rows_fault, FaultFamily::reads, Fault::deleted_rows, 3},
    {Site::hand_edit, FaultFamily::people, Fault::hand_edit, 1},
    {Site::store_fault, FaultFamily::store, Fault::store_failed, 2},
    {Site::job_fault, FaultFamily::reads, Fault::stale_job, 1},
    {Site::process_fault, FaultFamily::process, Fault::crash, 2},
    {Site::clock_fault, FaultFamily::process, Fault::clock_skewed, 1},
    {Site::stream_fault, FaultFamily::stream, Fault::change_twice, 4},
    {Site::resume_fault, FaultFamily::stream, Fault::resume_again, 2},
    {Site::echo_fault, FaultFamily::echo, Fault::echo, 3},
}};

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
