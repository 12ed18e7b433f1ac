#include "sim/scheduler.hpp"

#include <algorithm>

namespace interleave::sim {

using model::Duration;
using model::Time;
using namespace model;

namespace {

/// A leg that would be passed over until it is late is landed this much before that, so that every
/// leg with the same deadline still has an instant of its own.
constexpr Duration urgency_lead = 1ms;

constexpr std::string_view events_limit = "events per run";
constexpr std::string_view time_limit = "virtual time of a run";
constexpr std::string_view legs_limit = "legs in flight";
constexpr std::string_view queue_limit = "pending events";

constexpr Time time_end{Duration(EventQueue::time_limit_us)};

}  // namespace

void Scheduler::reset(Strategy strategy, History* history) {
  // A replay knows every delay, so it needs no strategy: the delays are the schedule.
  strategy_ = choices_.mode() == Choices::Mode::replay ? Strategy::latency : strategy;
  history_ = history;
  now_ = Time{};
  trace_.reset();
  timed_.clear();
  legs_.clear();
  sequence_ = 0;
  events_ = 0;
  settling_ = false;
  latest_at_least_ = time_end;
  ended_ = false;
  limit_reached_ = {};
  faults_.enable(true);
}

void Scheduler::send(EventOwner& owner, std::uint32_t slot, const Leg& leg) {
  if (picking()) {
    if (full(legs_)) return reach_limit(legs_limit);
    legs_.push_back({leg.delay, Cause{leg.delay.hash()}, leg.earliest, leg.latest, &owner, slot,
                     next_sequence(), 0});
    latest_at_least_ = std::min(latest_at_least_, leg.latest);
    return;
  }
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

bool Scheduler::step() {
  if (ended_) return false;
  if (timed_.empty() && legs_.empty()) return false;
  if (events_ == options_.events_max) {
    reach_limit(events_limit);
    return false;
  }
  ++events_;
  if (!picking() || !step_picking()) fire_first_in_time();
  return true;
}

std::uint32_t Scheduler::next_sequence() {
  if (sequence_ + 1 == EventQueue::sequence_limit) reach_limit(events_limit);
  return sequence_++;
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
  const bool storm_over =
      options_.storm_end != 0us && timed_.first_due() >= Time(options_.storm_end);
  if (storm_over && !settling_) settle();
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
  if (legs_.empty()) return false;
  std::size_t chosen = pick();
  const Time first_timer = timed_.empty() ? time_end : timed_.first_due();
  const Time next = std::min(first_timer, landing(legs_[chosen]));
  if (next > latest_at_least_ - urgency_lead) {
    const std::size_t urgent = most_urgent();
    if (next > legs_[urgent].latest - urgency_lead) chosen = urgent;
  }
  if (first_timer <= landing(legs_[chosen])) return false;
  if (options_.storm_end != 0us && landing(legs_[chosen]) >= Time(options_.storm_end)) {
    settle();
    return false;
  }
  land(chosen);
  return true;
}

std::size_t Scheduler::pick() {
  if (legs_.size() == 1) return 0;
  if (choices_.mode() == Choices::Mode::enumerate) {
    const Key key{Site::pick, run_root, events_};
    return static_cast<std::size_t>(choices_.draw(key, Uniform{legs_.size()}));
  }
  return pick_uniformly();
}

/// Every leg in flight draws a fresh priority at every pick, keyed by the leg and by how often it
/// was passed over; the highest wins. That is an even choice, and it stays the same choice for legs
/// that an edit of the run does not touch.
std::size_t Scheduler::pick_uniformly() {
  std::size_t best = 0;
  Outcome best_priority = 0;
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    InFlight& candidate = legs_[i];
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
  const auto urgency = [](const InFlight& candidate) {
    return std::pair(candidate.latest, candidate.sequence);
  };
  const auto urgent = std::ranges::min_element(legs_, {}, urgency);
  latest_at_least_ = urgent->latest;
  return static_cast<std::size_t>(urgent - legs_.begin());
}

Time Scheduler::landing(const InFlight& candidate) const {
  return std::max(now_ + 1us, candidate.earliest);
}

void Scheduler::land(std::size_t index) {
  const InFlight& landed = legs_[index];
  EventOwner& owner = *landed.owner;
  const std::uint32_t slot = landed.slot;
  now_ = landing(landed);
  choices_.write_back(landed.delay, (now_ - landed.earliest).count());
  legs_[index] = legs_.back();
  legs_.pop_back();
  owner.land(slot);
}

/// Ends the storm: no more faults, and whatever is in flight lands in time order.
void Scheduler::settle() {
  settling_ = true;
  faults_.enable(false);
  for (const InFlight& late : legs_) {
    const Time due = std::max({now_ + 1us, late.earliest, Time(options_.storm_end)});
    choices_.write_back(late.delay, (due - late.earliest).count());
    timed_.push({due, Rank::leg, late.sequence, late.owner, late.slot});
  }
  legs_.clear();
}

}  // namespace interleave::sim
