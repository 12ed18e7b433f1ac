#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/ensure.hpp"
#include "model/history.hpp"
#include "model/units.hpp"
#include "sim/choices.hpp"
#include "sim/event_queue.hpp"
#include "sim/faults.hpp"
#include "sim/free_order.hpp"
#include "sim/happens_before.hpp"
#include "sim/legs_in_flight.hpp"
#include "sim/sequences.hpp"
#include "sim/strategy.hpp"
#include "sim/trace.hpp"

namespace interleave::sim {

/// A message to send. It lands no sooner than `earliest` and no later than `latest`, which is at
/// least `urgency_lead` after; how much later than `earliest` it lands is the decision `delay`.
struct Leg {
  /// A leg that would be passed over until it is late is landed this much before that, so that
  /// every leg with the same deadline still has an instant of its own.
  static constexpr model::Duration urgency_lead = model::Duration{1'000};

  Key delay;
  model::Time earliest{};
  model::Time latest{};
  /// The typical delay above the base, for strategies that draw delays.
  model::Duration typical{};
  /// What it is going to touch when it lands, as far as its sender can tell.
  Footprint touches{};
  /// See Waiting.
  std::uint8_t keys = 0xff;
};

/// The clock of one run and everything that waits for it. It decides which event comes next, and
/// nothing else: what the event does is its owner's business.
///
/// Time-ordered strategies and replays draw each leg's delay when it is sent. Picking strategies
/// choose among the legs in flight; the clock then moves to max(now + 1 µs, earliest), and the
/// difference is written back as the leg's delay, so that a replay of the delays is the same run.
/// Timers fire when they are due. A leg is never delayed past its `latest`.
class Scheduler {
 public:
  struct Options {
    /// When people and faults stop and everything settles, in time order. Zero: when nothing is
    /// pending any more.
    model::Duration storm_end{};
    /// How many events a run may have; reaching it is reported.
    std::uint32_t events_max = 100'000;
  };

  Scheduler(Choices& choices, Faults& faults, const Options& options);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Starts a new run at time zero. With a history, the run is told in words as well.
  void reset(Strategy strategy, model::History* history);

  void send(EventOwner& owner, std::uint32_t slot, const Leg& leg) {
    if (picking()) {
      put_in_flight(owner, slot, leg);
    } else {
      place_in_time(owner, slot, leg);
    }
  }
  void set_timer(EventOwner& owner, std::uint32_t slot, model::Time due, std::uint8_t keys = 0xff);
  void cancel_timer(EventOwner& owner, std::uint32_t slot);

  /// Fires the next event. False when nothing is pending or a limit was reached.
  bool step();
  /// Fires events until nothing is pending or a limit is reached.
  void run();

  // ---- In any order: for a search that fires events itself ----

  /// From the next `reset` on, events fire by `fire` alone and get their times from `order`; null:
  /// as usual again. `order` must outlive its use. There is no settling then: people and faults
  /// have no end.
  void set_free_order(FreeOrder* order) { free_order_ = order; }
  [[nodiscard]] bool in_free_order() const { return free_order_ != nullptr; }
  /// Everything that waits, in the order of the ids. Ready are all legs in flight, and the first
  /// timer, unless some leg has to land before it.
  void list_waiting(std::vector<Waiting>& waiting) const;
  /// Fires one that is ready; a leg, not before that time. Returns what it touched.
  Footprint fire(std::uint64_t id, model::Time not_before);

  [[nodiscard]] model::Time now() const { return now_; }
  /// People and faults stop then, unless the options name a time already.
  void end_storm_at(model::Time end) {
    if (options_.storm_end == model::Duration{}) storm_end_ = end;
  }
  /// When the storm ends; the last instant of all if nothing has said so.
  [[nodiscard]] model::Time storm_end() const { return storm_end_; }
  /// Whether the storm is over: people and faults are quiet.
  [[nodiscard]] bool settling() const { return settling_; }
  [[nodiscard]] std::uint32_t events() const { return events_; }
  /// The limit that ended the run, or empty.
  [[nodiscard]] std::string_view limit_reached() const { return limit_reached_; }
  /// Ends the run: a named limit of a component was reached. The name must outlive the run.
  void reach_limit(std::string_view name) {
    limit_reached_ = name;
    ended_ = true;
  }

  [[nodiscard]] Choices& choices() { return choices_; }
  [[nodiscard]] Faults& faults() { return faults_; }
  [[nodiscard]] std::uint64_t trace_hash() const { return trace_.hash(); }
  /// Equal for runs that differ only in the order of what has nothing to do with each other.
  [[nodiscard]] std::uint64_t fingerprint() const { return order_.fingerprint(); }
  /// The behaviours that the run has shown; valid until the next run.
  [[nodiscard]] std::span<const std::uint64_t> behaviours() const { return sequences_.seen(); }

  /// Something happened. `outcome` is what it came to; `detail` is what else the trace should
  /// tell apart, times above all, of which the order of events knows nothing.
  void trace(Actor actor, std::uint8_t kind, model::Cause entity, std::uint64_t outcome,
             std::uint64_t detail = 0) {
    trace_.fold({now_, actor, kind, entity, outcome + detail});
    const std::uint64_t what = (std::uint64_t{static_cast<std::uint8_t>(actor)} << 8U) | kind;
    const std::uint64_t step = (what << 48U) + outcome;
    order_.note(entity.value + 0x9e3779b97f4a7c15U * step);
    sequences_.note(order_.touched().all(), step);
  }
  /// The event that happens now touches this.
  void touch(const Footprint& footprint) {
    order_.touch(footprint);
    if (free_order_ != nullptr) [[unlikely]]
      touch_in_free_order(footprint);
  }

  /// Tells the history, if there is one. `text` is a function, so that the bulk loop builds none.
  template <class Text>
  void tell(model::Step step, model::Cause id, model::Cause parent, std::string_view place,
            const Text& text) {
    if (telling()) history_->push_back({now_, step, id, parent, std::string(place), text()});
  }
  [[nodiscard]] bool telling() const { return history_ != nullptr; }

 private:
  static constexpr std::int32_t pace_most = 3;
  static constexpr std::string_view legs_limit = "legs in flight";
  static constexpr std::string_view time_limit = "virtual time of a run";
  static constexpr model::Time time_end{model::Duration(EventQueue::time_limit_us)};

  [[nodiscard]] bool picking() const { return picks(strategy_) && !settling_; }
  [[nodiscard]] std::uint32_t next_sequence() { return sequence_++; }
  void put_in_flight(EventOwner& owner, std::uint32_t slot, const Leg& leg);
  void place_in_time(EventOwner& owner, std::uint32_t slot, const Leg& leg);
  void draw_pace();
  [[nodiscard]] model::Time draw_due(const Leg& leg);
  void fire_first_in_time();
  bool step_picking();
  [[nodiscard]] std::size_t pick();
  [[nodiscard]] model::Time landing(const LegInFlight& candidate) const;
  void land(std::size_t index);
  void settle();
  void touch_in_free_order(const Footprint& footprint);
  void land_in_free_order(std::size_t index, model::Time not_before);
  void ring_in_free_order(std::uint64_t id);

  Choices& choices_;
  Faults& faults_;
  Options options_;
  Strategy strategy_ = Strategy::latency;
  model::History* history_ = nullptr;
  model::Time now_{};
  model::Time storm_end_ = model::Time::max();
  Trace trace_;
  FreeOrder* free_order_ = nullptr;
  HappensBefore order_;
  Sequences sequences_;
  EventQueue timed_;
  LegsInFlight legs_;
  model::Time latest_at_least_{};  ///< no leg in flight has to land before this
  std::uint32_t sequence_ = 0;
  std::uint32_t events_ = 0;
  std::int32_t pace_ = 0;  ///< typical delays are 2^pace times as long
  bool settling_ = false;
  bool ended_ = false;
  std::string_view limit_reached_;
};

// Inline, so that the leg is built where it stays: see Call.
inline void Scheduler::put_in_flight(EventOwner& owner, std::uint32_t slot, const Leg& leg) {
  if (legs_.full()) return reach_limit(legs_limit);
  if (leg.earliest >= time_end) return reach_limit(time_limit);
  model::ensure(leg.latest - leg.earliest >= Leg::urgency_lead ||
                    (free_order_ != nullptr && free_order_->late()),
                "a leg with room to be urgent");
  LegInFlight& added = legs_.add();
  added.name = leg.delay.name();
  added.cause = leg.delay.cause;
  added.ordinal = leg.delay.ordinal;
  added.site = leg.delay.site;
  added.earliest = leg.earliest;
  added.latest = leg.latest;
  added.owner = &owner;
  added.slot = slot;
  added.sequence = next_sequence();
  added.id = order_.offspring();
  added.touches = leg.touches;
  added.keys = leg.keys;
  legs_.rank(added, now_);
  latest_at_least_ = std::min(latest_at_least_, leg.latest);
}

}  // namespace interleave::sim
