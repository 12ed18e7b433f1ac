#include "sim/scheduler.hpp"

#include <algorithm>

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
    : choices_(choices), faults_(faults), options_(options), legs_(choices) {}

void Scheduler::reset(Strategy strategy, History* history) {
  // A replay knows every delay, so it needs no strategy: the delays are the schedule.
  strategy_ = choices_.mode() == Choices::Mode::replay ? Strategy::latency : strategy;
  if (free_order_ != nullptr) {
    strategy_ = Strategy::uniform;  // legs stay in flight until they are fired
    free_order_->reset();
  }
  history_ = history;
  now_ = Time{};
  storm_end_ = options_.storm_end == 0us ? Time::max() : Time(options_.storm_end);
  trace_.reset();
  order_.reset();
  sequences_.reset();
  timed_.clear();
  legs_.reset(strategy_);
  sequence_ = 0;
  events_ = 0;
  settling_ = false;
  latest_at_least_ = time_end;
  ended_ = false;
  limit_reached_ = {};
  faults_.begin_run(choices_);
  if (strategy_ == Strategy::latency) draw_pace();
}

/// Some runs are slow and some are fast: all typical delays are this many times as long or short.
void Scheduler::draw_pace() {
  constexpr model::Cause about = run_root.child(15, 0);
  pace_ = 0;
  if (choices_.mode() != Choices::Mode::seeded) return;
  constexpr Uniform paces{2 * pace_most + 1};
  pace_ = static_cast<std::int32_t>(paces.outcome(choices_.search_bits(about, 0))) - pace_most;
}

void Scheduler::place_in_time(EventOwner& owner, std::uint32_t slot, const Leg& leg) {
  const Time due = draw_due(leg);
  if (due >= time_end) return reach_limit(time_limit);
  if (timed_.size() == EventQueue::capacity) return reach_limit(queue_limit);
  timed_.push({due, Rank::leg, next_sequence(), &owner, slot, order_.offspring()});
}

void Scheduler::set_timer(EventOwner& owner, std::uint32_t slot, Time due, std::uint8_t keys) {
  if (due >= time_end) return reach_limit(time_limit);
  if (timed_.size() == EventQueue::capacity) return reach_limit(queue_limit);
  timed_.push(
      {std::max(due, now_), Rank::timer, next_sequence(), &owner, slot, order_.offspring(), keys});
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
  if (timed_.empty() && legs_.empty()) return false;
  if (events_ == options_.events_max || sequence_ >= sequence_max) {
    reach_limit(events_limit);
    return false;
  }
  ++events_;
  if (!picking() || !step_picking()) fire_first_in_time();
  if (picking()) legs_.happened(order_.touched());
  return true;
}

Time Scheduler::draw_due(const Leg& leg) {
  const Duration room = leg.latest - leg.earliest;
  if (picks(strategy_)) {  // settling: nothing is delayed any more
    return leg.earliest;
  }
  const Duration typical(pace_ < 0 ? leg.typical.count() >> -pace_ : leg.typical.count() << pace_);
  const bool exponential = faults_.profile().latency == LatencyShape::exponential;
  const Outcome delay = exponential ? choices_.draw(leg.delay, Exponential{typical, room})
                                    : choices_.draw(leg.delay, LogNormal{typical, room});
  return leg.earliest + Duration(delay);
}

void Scheduler::fire_first_in_time() {
  if (!settling_ && timed_.first_due() >= storm_end_) settle();
  const PendingEvent event = timed_.pop();
  now_ = event.due;
  order_.begin(event.id);
  legs_.interlude();
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
  const Time first_timer = timed_.empty() ? Time::max() : timed_.first_due();
  const Time next = std::min(first_timer, landing(legs_[chosen]));
  if (next > latest_at_least_ - Leg::urgency_lead) {
    const std::size_t urgent = legs_.most_urgent();
    latest_at_least_ = legs_[urgent].latest;
    if (next > latest_at_least_ - Leg::urgency_lead) chosen = urgent;
  }
  if (first_timer <= landing(legs_[chosen])) return false;
  if (landing(legs_[chosen]) >= storm_end_) {
    settle();
    return false;
  }
  land(chosen);
  return true;
}

std::size_t Scheduler::pick() {
  if (choices_.mode() != Choices::Mode::enumerate || legs_.size() == 1) return legs_.pick(now_);
  const Key key{Site::pick, run_root, events_};
  return static_cast<std::size_t>(choices_.draw(key, Uniform{legs_.size()}));
}

Time Scheduler::landing(const LegInFlight& candidate) const {
  return std::max(now_ + 1us, candidate.earliest);
}

void Scheduler::land(std::size_t index) {
  const LegInFlight& landed = legs_[index];
  now_ = landing(landed);
  choices_.write_back({landed.site, landed.cause, landed.ordinal},
                      (now_ - landed.earliest).count());
  order_.begin(landed.id);
  legs_.landing(landed);
  EventOwner& owner = *landed.owner;
  const std::uint32_t slot = landed.slot;
  legs_.remove(index);
  owner.land(slot);
}

/// Ends the storm: no more faults, and whatever is in flight lands in time order.
void Scheduler::settle() {
  settling_ = true;
  faults_.enable(false);
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    const LegInFlight& late = legs_[i];
    const Time due = std::max({now_ + 1us, late.earliest, storm_end_});
    choices_.write_back({late.site, late.cause, late.ordinal}, (due - late.earliest).count());
    timed_.push({due, Rank::leg, late.sequence, late.owner, late.slot, late.id});
  }
  legs_.clear();
}

// ---- In any order ----

void Scheduler::list_waiting(std::vector<Waiting>& waiting) const {
  waiting.clear();
  if (ended_) return;
  Time deadline = Time::max();
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    waiting.push_back({legs_[i].id, legs_[i].keys, true});
    deadline = std::min(deadline, legs_[i].latest);
  }
  const bool timely = !timed_.empty() && deadline > timed_.first_due();
  timed_.for_each([&](std::uint64_t id, std::uint8_t keys, bool first) {
    waiting.push_back({id, keys, first && timely});
  });
  std::ranges::sort(waiting, {}, &Waiting::id);
}

Footprint Scheduler::fire(std::uint64_t id, Time not_before) {
  if (++events_ == options_.events_max) reach_limit(events_limit);
  std::size_t index = 0;
  while (index < legs_.size() && legs_[index].id != id) ++index;
  if (index < legs_.size()) {
    land_in_free_order(index, not_before);
  } else {
    ring_in_free_order(id);
  }
  free_order_->end();
  return order_.touched();
}

void Scheduler::land_in_free_order(std::size_t index, Time not_before) {
  const LegInFlight landed = legs_[index];
  legs_.remove(index);
  free_order_->begin_leg(std::max(landed.earliest, not_before), landed.latest, landed.touches);
  now_ = free_order_->now();
  order_.begin(landed.id);
  landed.owner->land(landed.slot);
  choices_.write_back({landed.site, landed.cause, landed.ordinal},
                      (now_ - landed.earliest).count());
}

void Scheduler::ring_in_free_order(std::uint64_t id) {
  const PendingEvent event = timed_.pop();
  ensure(event.id == id, "the first timer");
  free_order_->begin_timer(event.due);
  now_ = event.due;
  order_.begin(event.id);
  event.owner->ring(event.slot);
}

void Scheduler::touch_in_free_order(const Footprint& footprint) {
  free_order_->touch(footprint);
  now_ = free_order_->now();
}

}  // namespace interleave::sim
