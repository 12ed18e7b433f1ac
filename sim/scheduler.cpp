#include "sim/scheduler.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace interleave::sim {

using model::Duration;
using model::Time;
using namespace model;

namespace {

constexpr std::string_view events_limit = "events per run";
constexpr std::string_view queue_limit = "pending events";

/// One event creates far fewer than the difference.
constexpr std::uint32_t sequence_max = EventQueue::sequence_limit - 4096;

}  // namespace

Scheduler::Scheduler(Choices& choices, Faults& faults, const Options& options)
    : choices_(choices), faults_(faults), options_(options) {
  static_assert(legs_max <= 256, "a place in flight fits one byte");
  std::iota(leg_places_.begin(), leg_places_.end(), std::uint8_t{0});
}

void Scheduler::reset(Strategy strategy, History* history) {
  // A replay knows every delay, so it needs no strategy: the delays are the schedule.
  strategy_ = choices_.mode() == Choices::Mode::replay ? Strategy::latency : strategy;
  history_ = history;
  now_ = Time{};
  storm_end_ = options_.storm_end == 0us ? Time::max() : Time(options_.storm_end);
  trace_.reset();
  timed_.clear();
  leg_count_ = 0;
  sequence_ = 0;
  events_ = 0;
  settling_ = false;
  latest_at_least_ = time_end;
  ended_ = false;
  limit_reached_ = {};
  faults_.enable(true);
}

void Scheduler::place_in_time(EventOwner& owner, std::uint32_t slot, const Leg& leg) {
  const Time due = draw_due(leg);
  if (due >= time_end) return reach_limit(time_limit);
  if (timed_.size() == EventQueue::capacity) return reach_limit(queue_limit);
  timed_.push({due, Rank::leg, next_sequence(), &owner, slot});
}

void Scheduler::set_timer(EventOwner& owner, std::uint32_t slot, Time due) {
  if (due >= time_end) return reach_limit(time_limit);
  if (timed_.size() == EventQueue::capacity) return reach_limit(queue_limit);
  timed_.push({std::max(due, now_), Rank::timer, next_sequence(), &owner, slot});
}

void Scheduler::cancel_timer(EventOwner& owner, std::uint32_t slot) {
  timed_.remove(owner, slot, Rank::timer);
}

void Scheduler::run() {
  while (step()) {
  }
}

bool Scheduler::step() {
  if (ended_) return false;
  if (timed_.empty() && leg_count_ == 0) return false;
  if (events_ == options_.events_max || sequence_ >= sequence_max) {
    reach_limit(events_limit);
    return false;
  }
  ++events_;
  if (!picking() || !step_picking()) fire_first_in_time();
  return true;
}

Time Scheduler::draw_due(const Leg& leg) {
  const Duration room = leg.latest - leg.earliest;
  if (picks(strategy_)) {  // settling: nothing is delayed any more
    return leg.earliest;
  }
  const bool exponential = faults_.profile().latency == LatencyShape::exponential;
  const Outcome delay = exponential ? choices_.draw(leg.delay, Exponential{leg.typical, room})
                                    : choices_.draw(leg.delay, LogNormal{leg.typical, room});
  return leg.earliest + Duration(delay);
}

void Scheduler::fire_first_in_time() {
  if (!settling_ && timed_.first_due() >= storm_end_) settle();
  const PendingEvent event = timed_.pop();
  now_ = event.due;
  if (event.rank == Rank::leg) {
    event.owner->land(event.slot);
  } else {
    event.owner->ring(event.slot);
  }
}

/// False when the event to fire is the first in time instead: a timer, or the storm's end.
bool Scheduler::step_picking() {
  if (leg_count_ == 0) return false;
  std::size_t chosen = pick();
  const Time first_timer = timed_.empty() ? Time::max() : timed_.first_due();
  const Time next = std::min(first_timer, landing(leg_at(chosen)));
  if (next > latest_at_least_ - Leg::urgency_lead) {
    const std::size_t urgent = most_urgent();
    if (next > leg_at(urgent).latest - Leg::urgency_lead) chosen = urgent;
  }
  if (first_timer <= landing(leg_at(chosen))) return false;
  if (landing(leg_at(chosen)) >= storm_end_) {
    settle();
    return false;
  }
  land(chosen);
  return true;
}

std::size_t Scheduler::pick() {
  if (leg_count_ == 1) return 0;
  if (choices_.mode() == Choices::Mode::enumerate) {
    const Key key{Site::pick, run_root, events_};
    return static_cast<std::size_t>(choices_.draw(key, Uniform{leg_count_}));
  }
  return pick_uniformly();
}

/// Every leg in flight draws a fresh priority at every pick, keyed by the leg and by how often it
/// was passed over; the highest wins. That is an even choice, and it stays the same choice for legs
/// that an edit of the run does not touch.
std::size_t Scheduler::pick_uniformly() {
  std::size_t best = 0;
  Outcome best_priority = 0;
  for (std::size_t i = 0; i < leg_count_; ++i) {
    InFlight& candidate = leg_at(i);
    const Outcome priority = choices_.draw_priority(candidate.name, candidate.passed_over);
    ++candidate.passed_over;
    if (i == 0 || priority > best_priority) {
      best = i;
      best_priority = priority;
    }
  }
  return best;
}

/// The leg with the earliest deadline; of several, the one sent first.
std::size_t Scheduler::most_urgent() {
  std::size_t urgent = 0;
  for (std::size_t i = 1; i < leg_count_; ++i) {
    const InFlight& best = leg_at(urgent);
    const InFlight& candidate = leg_at(i);
    if (std::pair(candidate.latest, candidate.sequence) < std::pair(best.latest, best.sequence)) {
      urgent = i;
    }
  }
  latest_at_least_ = leg_at(urgent).latest;
  return urgent;
}

Time Scheduler::landing(const InFlight& candidate) const {
  return std::max(now_ + 1us, candidate.earliest);
}

void Scheduler::land(std::size_t index) {
  const InFlight& landed = leg_at(index);
  now_ = landing(landed);
  choices_.write_back({landed.site, landed.cause, landed.ordinal},
                      (now_ - landed.earliest).count());
  --leg_count_;
  std::swap(leg_places_[index], leg_places_[leg_count_]);
  landed.owner->land(landed.slot);
}

/// Ends the storm: no more faults, and whatever is in flight lands in time order.
void Scheduler::settle() {
  settling_ = true;
  faults_.enable(false);
  for (std::size_t i = 0; i < leg_count_; ++i) {
    const InFlight& late = leg_at(i);
    const Time due = std::max({now_ + 1us, late.earliest, storm_end_});
    choices_.write_back({late.site, late.cause, late.ordinal}, (due - late.earliest).count());
    timed_.push({due, Rank::leg, late.sequence, late.owner, late.slot});
  }
  leg_count_ = 0;
}

}  // namespace interleave::sim
