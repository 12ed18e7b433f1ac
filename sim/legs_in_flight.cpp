#include "sim/legs_in_flight.hpp"

#include <numeric>
#include <utility>

namespace interleave::sim {
namespace {

/// What a run's strategy draws once: a name for each, beside which the legs' own are not needed.
constexpr model::Cause strategy_cause = model::run_root.child(13, 0);
enum class Setting : std::uint32_t { density, span, change };

Bits setting_bits(Choices& choices, Setting setting, std::uint32_t ordinal = 0) {
  const model::Cause cause = strategy_cause.child(static_cast<std::uint32_t>(setting), ordinal);
  return choices.search_bits(cause, 0);
}

/// Sparse: a leg that is held back lets 1 … 2^6 - 1 others land first.
constexpr LogUniform held_back{6};
/// Sparse: of 2^k legs one is held back, k in [0, densities).
constexpr Uniform densities{8};
/// Pct: changes are spread over the first 2^k picks, k from the least on.
constexpr Uniform spans{5};
constexpr std::uint32_t span_bits_least = 5;

bool lands_before(const LegInFlight& one, const LegInFlight& other) {
  return one.rank != other.rank ? one.rank > other.rank : one.sequence < other.sequence;
}

}  // namespace

LegsInFlight::LegsInFlight(Choices& choices) : choices_(choices) {
  static_assert(capacity <= 256, "a place fits one byte");
  std::iota(places_.begin(), places_.end(), std::uint8_t{0});
}

void LegsInFlight::reset(Strategy strategy) {
  strategy_ = strategy;
  clear();
  picks_ = 0;
  chain_ = new_chain;
  change_count_ = 0;
  if (strategy_ == Strategy::sparse) {
    const Outcome density = densities.outcome(setting_bits(choices_, Setting::density));
    delayed_ppm_ = 1'000'000U >> static_cast<std::uint32_t>(density);
  }
  if (depth_of(strategy_) > 0) plan_changes();
}

void LegsInFlight::plan_changes() {
  const Outcome beyond = spans.outcome(setting_bits(choices_, Setting::span));
  const Uniform picks{std::uint64_t{1} << (span_bits_least + static_cast<std::uint32_t>(beyond))};
  change_count_ = depth_of(strategy_) - 1;
  for (std::uint32_t i = 0; i < change_count_; ++i) {
    changes_[i] =
        static_cast<std::uint32_t>(picks.outcome(setting_bits(choices_, Setting::change, i)));
  }
}

std::uint64_t LegsInFlight::first_rank(LegInFlight& leg) {
  switch (strategy_) {
    case Strategy::uniform:
    case Strategy::latency:
      return 0;
    case Strategy::pos:
      return draw(leg);
    case Strategy::sparse:
      return draw_place(leg);
    default:
      // The first leg that an event sends goes on with its chain.
      const std::uint64_t rank = std::exchange(chain_, new_chain);
      return rank == new_chain ? std::max(draw(leg), fallen) : rank;
  }
}

/// After so many picks it would be its turn; the sooner, the higher the rank.
std::uint64_t LegsInFlight::draw_place(LegInFlight& leg) {
  std::uint64_t place = picks_;
  const Bits bits = draw(leg);
  if (scaled(bits, 1'000'000) < delayed_ppm_) {
    place += static_cast<std::uint64_t>(held_back.outcome(draw(leg)));
  }
  return ~place;
}

std::size_t LegsInFlight::pick(model::Time now) {
  if (count_ == 1) return 0;
  ++picks_;
  if (strategy_ == Strategy::uniform) {
    for (std::size_t i = 0; i < count_; ++i) (*this)[i].rank = draw((*this)[i]);
  }
  const model::Time until = candidates_until(now);
  std::size_t chosen = highest(until);
  while (change_due()) {
    // Later ones fall deeper.
    (*this)[chosen].rank = 1 + change_count_;
    chosen = highest(until);
  }
  return chosen;
}

bool LegsInFlight::change_due() {
  for (std::uint32_t i = 0; i < change_count_; ++i) {
    if (changes_[i] >= picks_) continue;
    changes_[i] = changes_[--change_count_];
    return true;
  }
  return false;
}

model::Time LegsInFlight::candidates_until(model::Time now) const {
  // None is further off than when it was sent.
  if (far_ == 0) return model::Time::max();
  model::Time first = model::Time::max();
  for (std::size_t i = 0; i < count_; ++i) first = std::min(first, (*this)[i].earliest);
  return std::max(first, now) + horizon;
}

std::size_t LegsInFlight::highest(model::Time until) const {
  std::size_t best = count_;
  for (std::size_t i = 0; i < count_; ++i) {
    const LegInFlight& candidate = (*this)[i];
    if (candidate.earliest > until) continue;
    if (best == count_ || lands_before(candidate, (*this)[best])) best = i;
  }
  return best;
}

void LegsInFlight::landing(const LegInFlight& leg) { chain_ = leg.rank; }

void LegsInFlight::draw_anew(const Footprint& footprint) {
  for (std::size_t i = 0; i < count_; ++i) {
    LegInFlight& leg = (*this)[i];
    if (conflict(leg.touches, footprint)) leg.rank = draw(leg);
  }
}

std::size_t LegsInFlight::most_urgent() const {
  std::size_t urgent = 0;
  for (std::size_t i = 1; i < count_; ++i) {
    const LegInFlight& best = (*this)[urgent];
    const LegInFlight& candidate = (*this)[i];
    if (std::pair(candidate.latest, candidate.sequence) < std::pair(best.latest, best.sequence)) {
      urgent = i;
    }
  }
  return urgent;
}

}  // namespace interleave::sim
