#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "model/units.hpp"
#include "sim/footprint.hpp"

namespace interleave::sim {

/// Something that waits to be fired.
struct Waiting {
  std::uint64_t id = 0;  ///< its causal name: the same in every order of what does not concern it
  /// The numbers of the keys that it, or whatever follows from it, may be about; bit i for key i.
  std::uint8_t keys = 0xff;
  bool ready = true;  ///< false: a timer that has to wait for a leg or another timer

  friend bool operator==(const Waiting&, const Waiting&) = default;
};

/// The clock of events that are fired in any order. An event happens as early as it can: when it is
/// due, and after the last event that it conflicts with. So its time depends on what came before it
/// and not on the order of the rest, and the events sorted by time are a run in which things are
/// late but never early. Timers are punctual and legs have deadlines: an order in which one comes
/// too late is that of no run.
class FreeOrder {
 public:
  void reset() {
    written_.fill(never);
    read_.fill(never);
    now_ = {};  // what a run starts with may be touched, too
    possible_ = true;
  }

  /// A leg lands, and touches at least this.
  void begin_leg(model::Time earliest, model::Time latest, const Footprint& touches) {
    now_ = earliest;
    latest_ = latest;
    punctual_ = false;
    touched_ = {};
    touch(touches);
    began_ = now_;
  }
  void begin_timer(model::Time due) {
    now_ = due;
    latest_ = due;
    punctual_ = true;
    touched_ = {};
    began_ = now_;
  }
  /// The event touches this: it is after whatever it conflicts with.
  void touch(const Footprint& footprint) {
    model::Time after = never;
    footprint.all().for_each([&](std::size_t i) { after = std::max(after, written_[i]); });
    footprint.writes.for_each([&](std::size_t i) { after = std::max(after, read_[i]); });
    touched_ = touched_ | footprint;
    if (after < now_) return;
    if (punctual_) possible_ = false;
    now_ = after + model::Duration{1};
  }
  void end() {
    if (late()) possible_ = false;
    touched_.writes.for_each([this](std::size_t i) { written_[i] = now_; });
    touched_.reads.for_each([this](std::size_t i) { read_[i] = std::max(read_[i], now_); });
  }

  [[nodiscard]] model::Time now() const { return now_; }
  /// The event happens after its deadline: what follows from it may be too late as well.
  [[nodiscard]] bool late() const { return now_ > latest_; }
  /// The event has turned out to touch what happened later than it began: it has seen two times,
  /// and has to be fired again, not before the second.
  [[nodiscard]] bool torn() const { return now_ != began_; }
  /// Whether there is a run whose events come in that order.
  [[nodiscard]] bool possible() const { return possible_; }

 private:
  static constexpr model::Time never = model::Time::min();

  std::array<model::Time, 64> written_{};
  std::array<model::Time, 64> read_{};
  Footprint touched_;
  model::Time now_{};
  model::Time began_{};
  model::Time latest_{};
  bool punctual_ = false;
  bool possible_ = true;
};

}  // namespace interleave::sim
