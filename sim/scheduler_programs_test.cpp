#include <chrono>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/fixtures.hpp"
#include "sim/scheduler.hpp"

// What the scheduler promises of every run, held against random programs of legs and timers.

namespace interleave::sim {
namespace {

using model::Duration;
using model::Time;
using namespace std::chrono_literals;

/// One event of a random program. It is placed when its parent fires.
struct Node {
  std::uint32_t parent = 0;  ///< 0 the start of the run, otherwise the number of a node before it
  bool is_timer = false;
  Duration base{};  ///< from the placing to the leg's earliest, or to the timer's due time
  Duration room{};  ///< between the leg's earliest and latest
  std::uint32_t cancels = 0;  ///< the number of a node whose timer is cancelled when this one fires
};

/// Nodes are numbered from 1. Rooms are 1 ms at the least, as the network's are: that is the lead
/// with which a picking strategy lands an urgent leg.
std::vector<Node> any_program() {
  const auto size = *rc::gen::inRange<std::uint32_t>(1, 30);
  std::vector<Node> nodes;
  for (std::uint32_t number = 1; number <= size; ++number) {
    const auto dice = *rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>());
    Node node;
    node.parent = static_cast<std::uint32_t>(dice % 3 == 0 ? 0 : (dice >> 8U) % number);
    node.is_timer = (dice >> 16U) % 4 == 0;
    // Few different times, so that ties and crossings are frequent.
    node.base = (dice >> 24U) % 4 * 1ms + (dice >> 26U) % 3 * 1us;
    node.room = 1ms + (dice >> 32U) % 3 * 4ms + (dice >> 34U) % 2 * 1us;
    node.cancels = static_cast<std::uint32_t>((dice >> 40U) % (2 * size));
    nodes.push_back(node);
  }
  return nodes;
}

/// Plays a program in a lab, and knows the bounds that each event has to keep.
class Play {
 public:
  struct Bounds {
    Time earliest{};
    Time latest{};
    std::size_t placed = 0;
    std::size_t cancelled = 0;
    std::size_t fired = 0;
  };

  Play(Lab& lab, const std::vector<Node>& nodes) : lab_(lab), nodes_(nodes) {
    bounds_.resize(nodes_.size() + 1);
    lab_.on_fired = [this](Rank, std::uint32_t number) { on_fired(number); };
  }

  std::vector<Fired> run() {
    place_children(0);
    return lab_.run();
  }

  /// That every event fired within its bounds, and fired unless it was cancelled.
  void check() const {
    for (const Bounds& bounds : bounds_) {
      RC_ASSERT(bounds.fired + bounds.cancelled == bounds.placed);
    }
  }

 private:
  void on_fired(std::uint32_t number) {
    Bounds& bounds = bounds_[number];
    ++bounds.fired;
    RC_ASSERT(lab_.scheduler().now() >= bounds.earliest);
    RC_ASSERT(lab_.scheduler().now() <= bounds.latest);
    const std::uint32_t cancelled = nodes_[number - 1].cancels;
    if (cancelled >= 1 && cancelled <= nodes_.size() && nodes_[cancelled - 1].is_timer) {
      lab_.scheduler().cancel_timer(lab_, cancelled);
      bounds_[cancelled].cancelled = bounds_[cancelled].placed - bounds_[cancelled].fired;
    }
    place_children(number);
  }

  void place_children(std::uint32_t parent) {
    const Time now = lab_.scheduler().now();
    for (std::uint32_t number = 1; number <= nodes_.size(); ++number) {
      const Node& node = nodes_[number - 1];
      if (node.parent != parent) continue;
      const Time earliest = now + node.base;
      bounds_[number] = {earliest, node.is_timer ? earliest : earliest + node.room, 1, 0, 0};
      if (node.is_timer) {
        lab_.set_timer(number, node.base);
      } else {
        lab_.send(number, node.base, node.room);
      }
    }
  }

  Lab& lab_;
  const std::vector<Node>& nodes_;
  std::vector<Bounds> bounds_;
};

Scheduler::Options any_options() {
  const bool stormy = *rc::gen::arbitrary<bool>();
  Scheduler::Options options;
  if (stormy) options.storm_end = Duration(*rc::gen::inRange<std::int64_t>(1, 20'000));
  return options;
}

RC_GTEST_PROP(SchedulerPrograms, every_timer_fires_when_due_and_every_leg_within_its_bounds,
              (std::uint64_t seed)) {
  const std::vector<Node> program = any_program();
  for (const Strategy strategy : strategies) {
    for (const FaultProfile& profile : fault_profiles) {  // their delays have other shapes
      Lab lab(any_options(), profile);
      lab.seed(strategy, seed);
      Play play(lab, program);
      play.run();
      play.check();
    }
  }
}

RC_GTEST_PROP(SchedulerPrograms, a_run_of_delays_or_picks_is_replayed_from_its_delays,
              (std::uint64_t seed)) {
  const std::vector<Node> program = any_program();
  for (const Strategy strategy : strategies) {
    std::vector<Decision> decisions;
    Lab lab(any_options());
    lab.seed(strategy, seed);
    lab.choices().record_into(&decisions);
    const std::vector<Fired> found = Play(lab, program).run();
    lab.choices().record_into(nullptr);

    for (const Strategy asked : strategies) {  // a replay knows every delay: it needs no strategy
      lab.replay(asked, decisions);
      RC_ASSERT(Play(lab, program).run() == found);
      RC_ASSERT(lab.choices().unused().empty());
    }
  }
}

RC_GTEST_PROP(SchedulerPrograms, a_seed_gives_the_same_run_again, (std::uint64_t seed)) {
  const std::vector<Node> program = any_program();
  for (const Strategy strategy : strategies) {
    Lab lab(any_options());
    lab.seed(strategy, seed);
    const std::vector<Fired> found = Play(lab, program).run();
    lab.seed(strategy, seed + 1);
    Play(lab, program).run();
    lab.seed(strategy, seed);
    RC_ASSERT(Play(lab, program).run() == found);
  }
}

}  // namespace
}  // namespace interleave::sim
