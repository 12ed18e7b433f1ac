#pragma once

#include "sim/scheduler.hpp"

namespace interleave::sim {

/// Hears of the phases of a run.
class PhaseHandler {
 public:
  /// Settling is over.
  virtual void on_settled() = 0;
  /// So is the probe.
  virtual void on_probed() = 0;

 protected:
  ~PhaseHandler() = default;
};

/// The phases of a run: a storm, in which people act and faults strike; settling, in which neither
/// does; and perhaps a probe. The storm goes on for a while after the last action, so that faults
/// strike what it started.
class Phases final : private EventOwner {
 public:
  static constexpr model::Duration storm_tail = std::chrono::seconds(120);

  struct Options {
    model::Duration storm_end{};  ///< zero: soon after the last action
    model::Duration settling{};   ///< zero: a run ends when nothing is left to happen
    model::Duration probe{};      ///< zero: there is none
  };

  Phases(Scheduler& scheduler, PhaseHandler& handler, const Options& options)
      : scheduler_(scheduler), handler_(handler), options_(options) {}

  /// A new run.
  void start() {
    if (options_.storm_end != model::Duration{}) plan();
  }
  void on_last_action() {
    if (options_.settling == model::Duration{} || options_.storm_end != model::Duration{}) return;
    scheduler_.end_storm_at(scheduler_.now() + storm_tail);
    plan();
  }

 private:
  /// What the slot of a timer means.
  enum Slot : std::uint32_t { slot_settled, slot_probed };

  void plan() {
    if (options_.settling == model::Duration{}) return;
    scheduler_.set_timer(*this, slot_settled, scheduler_.storm_end() + options_.settling);
  }
  void land(std::uint32_t) override {}
  void ring(std::uint32_t slot) override {
    if (slot == slot_probed) return handler_.on_probed();
    handler_.on_settled();
    if (options_.probe == model::Duration{}) return;
    scheduler_.set_timer(*this, slot_probed, scheduler_.now() + options_.probe);
  }

  Scheduler& scheduler_;
  PhaseHandler& handler_;
  Options options_;
};

}  // namespace interleave::sim
