#include "sim/process.hpp"

#include "model/sentence.hpp"

namespace interleave::sim {

using namespace model;

void Process::crash(Cause about, std::uint32_t ordinal) {
  scheduler_.touch({{}, itself()});
  const Outcome beyond = scheduler_.choices().draw({Site::downtime, about, ordinal}, downtime);
  const Time back = scheduler_.now() + downtime_least + Duration(beyond);
  up_ = false;
  awake_at_ = Time{};
  scheduler_.trace(Actor::worker, static_cast<std::uint8_t>(Step::crashed), about, 0,
                   static_cast<std::uint64_t>(beyond));
  scheduler_.tell(Step::crashed, about, about, place(), [&] {
    return place() + " dies, and is back after " + duration_in_words(back - scheduler_.now());
  });
  handler_.on_crash(number_, about.child(8, ordinal), back);
}

void Process::stand_still(Cause about, std::uint32_t ordinal) {
  scheduler_.touch({{}, itself()});
  const Outcome beyond = scheduler_.choices().draw({Site::pause, about, ordinal}, pause);
  awake_at_ = scheduler_.now() + pause_least + Duration(beyond);
  scheduler_.trace(Actor::worker, static_cast<std::uint8_t>(Step::paused), about, 0,
                   static_cast<std::uint64_t>(beyond));
  scheduler_.tell(Step::paused, about, about, place(), [&] {
    return place() + " stands still for " + duration_in_words(awake_at_ - scheduler_.now());
  });
  handler_.on_pause(number_, awake_at_);
}

Duration draw_skew(Scheduler& scheduler, const Process& process) {
  const Cause about = run_root.child(5, process.number());
  Choices& choices = scheduler.choices();
  const auto verdict = scheduler.faults().judge<ClockVerdict>(choices, FaultSite::clock, about);
  if (verdict == ClockVerdict::pass) return {};
  const Outcome drawn = choices.draw({Site::clock_skew, about}, clock_skew_ms);
  scheduler.trace(Actor::worker, 0, about, 1, static_cast<std::uint64_t>(drawn));
  const std::chrono::milliseconds skew((drawn + 1) / 2);
  return drawn % 2 == 1 ? Duration(skew) : -Duration(skew);
}

}  // namespace interleave::sim
