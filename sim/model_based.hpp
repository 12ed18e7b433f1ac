#pragma once

#include <cstdint>
#include <ostream>
#include <utility>

#include "model/ensure.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// For tests: a machine without faults, in which nothing is left to chance. Its time moves when a
/// test says so.
class QuietMachine final : private EventOwner {
 public:
  QuietMachine() : faults_(fault_profiles[0]), scheduler_(choices_, faults_, {}) {
    choices_.replay({});
    scheduler_.reset(Strategy::latency, nullptr);
  }

  /// Lets everything happen that is due before that time has passed.
  void pass(model::Duration time) {
    scheduler_.set_timer(*this, 0, scheduler_.now() + time);
    passed_ = false;
    while (!passed_) model::ensure(scheduler_.step(), "time to pass");
  }
  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }

 private:
  void land(std::uint32_t) override {}
  void ring(std::uint32_t) override { passed_ = true; }

  Choices choices_;
  Faults faults_;
  Scheduler scheduler_;
  bool passed_ = false;
};

/// For tests that tell one history to a system and to its reference, and hold the system to what
/// the reference says: after each step both must have answered the same, and look the same.
///
/// A reference is the smallest thing that keeps the contract, one step after the other. It is
/// written from the contract, with plain vectors and no thought of speed; where it and the system
/// differ, one of the two is wrong.
///
/// This is one step of such a history, in the form that a library wants which makes histories up
/// and makes them short. Command: the library's class for it, over the reference and the system.
/// Both have `play(step)`, which returns the answer, and `visible()`, all that can be seen; the
/// reference has `allows(step)`, whether the step means anything by then. Claim: `equal` fails the
/// history unless two things are the same; `given` leaves the step out unless it may be taken.
template <class Command, class Step, class Claim>
class Told final : public Command {
 public:
  using Reference = typename Command::Model;
  using System = typename Command::Sut;

  explicit Told(Step step) : step_(std::move(step)) {}

  void checkPreconditions(const Reference& reference) const override {
    Claim::given(reference.allows(step_));
  }
  void apply(Reference& reference) const override { reference.play(step_); }
  void run(const Reference& before, System& system) const override {
    Reference reference = before;
    const auto expected = reference.play(step_);
    Claim::equal(system.play(step_), expected);
    Claim::equal(system.visible(), reference.visible());
  }
  void show(std::ostream& stream) const override { stream << step_; }

 private:
  Step step_;
};

}  // namespace interleave::sim
