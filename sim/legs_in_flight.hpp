#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "model/units.hpp"
#include "sim/choices.hpp"
#include "sim/event_queue.hpp"
#include "sim/footprint.hpp"
#include "sim/strategy.hpp"

namespace interleave::sim {

/// A leg that waits to be picked.
struct LegInFlight {
  model::Cause name;   ///< one for each key of a delay
  model::Cause cause;  ///< with `ordinal` and `site`, that key
  std::uint32_t ordinal = 0;
  Site site = Site::pick;
  model::Time earliest{};
  model::Time latest{};
  EventOwner* owner = nullptr;
  std::uint32_t slot = 0;
  std::uint32_t sequence = 0;
  std::uint64_t id = 0;      ///< its causal name: see HappensBefore
  Footprint touches;         ///< what it is going to touch
  std::uint8_t keys = 0xff;  ///< see Waiting
  std::uint64_t rank = 0;    ///< the highest lands first; of equal ones, the one sent first
  std::uint32_t draws = 0;   ///< how often it drew a rank
  bool far = false;          ///< it could not land for long when it was sent
};

/// The legs among which a strategy picks, and how it picks:
///
/// - *uniform*: every leg draws a fresh rank at every pick.
/// - *pos*: a leg draws a rank when it is sent, and again when something that it conflicts with has
///   happened (partial-order sampling: Yuan, Yang and Gu, "Partial Order Aware Concurrency
///   Sampling", CAV 2018).
/// - *sparse*: legs land in the order in which they were sent, but for a few that let some others
///   land first. How few is drawn for each run, from all to one in 128.
/// - *pct:d*: a leg has the rank of the chain of causes that it belongs to; at d - 1 picks the
/// chain
///   about to go on falls behind all others (Burckhardt et al., "A Randomized Scheduler with
///   Probabilistic Guarantees of Finding Bugs", ASPLOS 2010; chains as in Ozkan et al., "Randomized
///   Testing of Distributed Systems with Probabilistic Guarantees", OOPSLA 2018).
///
/// Ranks are keyed by the leg, so they stay what they are for legs that an edit of the run does not
/// touch.
class LegsInFlight {
 public:
  static constexpr std::size_t capacity = 256;

  explicit LegsInFlight(Choices& choices);

  /// A new run, in seeded mode if the strategy is to pick by itself.
  void reset(Strategy strategy);

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] bool full() const { return count_ == capacity; }
  /// The legs are numbered 0 … size() - 1; a number holds until a leg is removed.
  [[nodiscard]] LegInFlight& operator[](std::size_t index) { return legs_[places_[index]]; }
  [[nodiscard]] const LegInFlight& operator[](std::size_t index) const {
    return legs_[places_[index]];
  }

  /// Room for one leg more, to be filled in before `rank`. Precondition: not full.
  LegInFlight& add() { return legs_[places_[count_++]]; }
  /// Gives the leg that was added now its first rank.
  void rank(LegInFlight& leg, model::Time now) {
    leg.draws = 0;
    leg.rank = 0;
    leg.far = leg.earliest > now + horizon;
    if (leg.far) ++far_;
    if (strategy_ != Strategy::uniform) leg.rank = first_rank(leg);
  }
  /// Takes a leg out; the last one gets its number.
  void remove(std::size_t index) {
    if ((*this)[index].far) --far_;
    --count_;
    std::swap(places_[index], places_[count_]);
  }
  void clear() {
    count_ = 0;
    far_ = 0;
  }

  /// The leg to land next. One that cannot land for long yet is no candidate. Precondition: not
  /// empty.
  [[nodiscard]] std::size_t pick(model::Time now);
  /// This leg lands: what it sends belongs to its chain.
  void landing(const LegInFlight& leg);
  /// Something else happens than the landing of a leg: what it sends starts chains of its own.
  void interlude() { chain_ = new_chain; }
  /// An event with that footprint has happened.
  void happened(const Footprint& footprint) {
    if (strategy_ == Strategy::pos) draw_anew(footprint);
  }

  /// The leg with the earliest deadline; of several, the one sent first. Precondition: not empty.
  [[nodiscard]] std::size_t most_urgent() const;

 private:
  static constexpr std::uint64_t new_chain = 0;
  static constexpr std::size_t changes_max = 4;
  /// To let a leg land that is due later than this after others would hold up all of them.
  static constexpr model::Duration horizon = model::Duration{1'000'000};
  /// Ranks of chains that a change has put behind all others lie below this.
  static constexpr std::uint64_t fallen = changes_max + 1;

  std::uint64_t draw(LegInFlight& leg) { return choices_.search_bits(leg.name, leg.draws++); }
  std::uint64_t first_rank(LegInFlight& leg);
  std::uint64_t draw_place(LegInFlight& leg);
  /// Only what may land by then is a candidate.
  [[nodiscard]] model::Time candidates_until(model::Time now) const;
  [[nodiscard]] std::size_t highest(model::Time until) const;
  void draw_anew(const Footprint& footprint);
  void plan_changes();
  [[nodiscard]] bool change_due();

  Choices& choices_;
  Strategy strategy_ = Strategy::uniform;
  std::array<LegInFlight, capacity> legs_{};
  // The legs stay where they are while others come and go: moving one that was just written stalls
  // the processor.
  std::array<std::uint8_t, capacity> places_{};  ///< a permutation; the first are in flight
  std::size_t count_ = 0;
  std::size_t far_ = 0;                               ///< how many of them are far
  std::uint32_t picks_ = 0;                           ///< picks among several legs, so far
  std::uint32_t delayed_ppm_ = 0;                     ///< sparse: how many legs are held back
  std::uint64_t chain_ = new_chain;                   ///< pct: the rank of the chain that goes on
  std::array<std::uint32_t, changes_max> changes_{};  ///< pct: the picks at which a chain falls
  std::uint32_t change_count_ = 0;
};

}  // namespace interleave::sim
