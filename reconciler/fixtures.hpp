#pragma once

#include <algorithm>
#include <coroutine>
#include <string>
#include <utility>
#include <vector>

#include "reconciler/port.hpp"
#include "reconciler/timer.hpp"

namespace interleave::reconciler {

/// For tests: what happened, in order.
using Journal = std::vector<std::string>;

/// For tests: where coroutines wait until the test lets them go on. Each waiter is resumed by one
/// call of `open`, the first to come first.
class Gate {
 public:
  class Wait {
   public:
    explicit Wait(Gate& gate) : gate_(gate) {}
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) { gate_.waiters_.push_back(waiter); }
    void await_resume() const noexcept {}

   private:
    Gate& gate_;
  };

  Wait pass() { return Wait(*this); }

  void open() {
    const std::coroutine_handle<> first = waiters_.front();
    waiters_.erase(waiters_.begin());
    first.resume();
  }
  [[nodiscard]] std::size_t waiting() const { return waiters_.size(); }

 private:
  std::vector<std::coroutine_handle<>> waiters_;
};

/// For tests: a local that says when it dies.
class Witness {
 public:
  Witness(Journal& journal, std::string name) : journal_(journal), name_(std::move(name)) {}
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  ~Witness() { journal_.push_back("end of " + name_); }

 private:
  Journal& journal_;
  std::string name_;
};

/// For tests: a clock that the test moves by hand.
class HandTimer final : public Timer {
 public:
  [[nodiscard]] model::Time now() const override { return now_; }
  void set(Alarm& alarm, model::Time due) override {
    alarm.slot = next_slot_++;
    alarms_.push_back({&alarm, std::max(due, now_)});
  }
  void cancel(Alarm& alarm) noexcept override {
    alarm.slot = Alarm::none;
    std::erase_if(alarms_, [&](const Set& set) { return set.alarm == &alarm; });
  }

  /// Moves on, and rings what is due on the way: of two with one time, the first that was set.
  void pass(model::Duration time) {
    const model::Time until = now_ + time;
    while (const Set* const first = first_due()) {
      if (first->due > until) break;
      now_ = first->due;
      Alarm& alarm = *first->alarm;
      cancel(alarm);
      alarm.ring();
    }
    now_ = until;
  }
  /// How long it is until the next alarm rings; the largest duration if none is set.
  [[nodiscard]] model::Duration until_next() const {
    const Set* const first = first_due();
    return first == nullptr ? model::Duration::max() : first->due - now_;
  }
  [[nodiscard]] std::size_t alarms() const { return alarms_.size(); }

 private:
  struct Set {
    Alarm* alarm = nullptr;
    model::Time due{};
  };

  [[nodiscard]] const Set* first_due() const {
    const auto first = std::ranges::min_element(alarms_, {}, &Set::due);
    return first == alarms_.end() ? nullptr : &*first;
  }

  model::Time now_{};
  std::vector<Set> alarms_;
  std::uint32_t next_slot_ = 0;
};

/// For tests: a port whose calls the test answers by hand, the first to come first.
template <class Request, class Reply>
class HandPort final : public Port<Request, Reply> {
 public:
  void submit(Call<Request, Reply>& call) override { calls_.push_back(&call); }
  void abandon(Call<Request, Reply>& call) noexcept override { std::erase(calls_, &call); }

  [[nodiscard]] std::size_t pending() const { return calls_.size(); }
  /// Precondition: a call is pending.
  [[nodiscard]] const Request& next() const { return calls_.front()->request(); }
  void answer(const Reply& reply) {
    Call<Request, Reply>& call = *calls_.front();
    calls_.erase(calls_.begin());
    call.complete(reply);
  }

 private:
  std::vector<Call<Request, Reply>*> calls_;
};

}  // namespace interleave::reconciler
