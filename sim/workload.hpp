#pragma once

#include <cstdint>

#include "sim/scheduler.hpp"

namespace interleave::sim {

/// Plays what a person does. `kind` is 1 … kind_count.
class ActionHandler {
 public:
  virtual void act(std::uint32_t kind, model::Cause cause) = 0;
  /// There will be no more actions.
  virtual void on_last_action() {}

 protected:
  ~ActionHandler() = default;
};

/// People: a row of slots, each of which holds one action or none. Kind and gap of a slot are
/// decisions like any other, so actions shrink like faults. A gap of 0 waits until all should be
/// quiet again, which is the dullest time to act. A seeded run leaves out about half of the kinds.
class Workload final : public EventOwner {
 public:
  struct Options {
    std::uint32_t slots = 6;       ///< at most this many actions a run
    std::uint32_t kind_count = 1;  ///< how many kinds of action there are
    model::Duration quiet_gap{};   ///< long enough for everything to come to rest
    std::uint32_t gap_bits = 20;   ///< a lively gap is 1 … 2^gap_bits - 1 µs
    ResourceSet also{};            ///< what an action may change beside jobs and their syncs
  };

  Workload(Scheduler& scheduler, ActionHandler& handler, const Options& options)
      : scheduler_(scheduler), handler_(handler), options_(options) {}

  /// Places the first action of a new run.
  void start();

  void land(std::uint32_t slot) override { ring(slot); }
  void ring(std::uint32_t slot) override;

 private:
  void draw_kinds();
  void send_action(std::uint32_t slot, model::Cause cause);
  void place_next();

  Scheduler& scheduler_;
  ActionHandler& handler_;
  Options options_;
  std::uint32_t kinds_ = 0;  ///< the kinds that this run has, bit kind - 1 for each
  std::uint32_t next_slot_ = 0;
  std::uint32_t kind_ = 0;
  bool any_ = false;
};

/// The name of a slot's action.
constexpr model::Cause action_cause(std::uint32_t slot) { return model::run_root.child(1, slot); }

}  // namespace interleave::sim
