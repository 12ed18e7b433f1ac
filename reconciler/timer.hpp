#pragma once

#include <coroutine>
#include <cstdint>

#include "model/units.hpp"

namespace interleave::reconciler {

/// Something that wants to be woken.
class Alarm {
 public:
  virtual void ring() = 0;

  /// For the timer: where it keeps this alarm, while it is set.
  std::uint32_t slot = none;
  static constexpr std::uint32_t none = ~0U;
  [[nodiscard]] bool is_set() const { return slot != none; }

 protected:
  ~Alarm() = default;
};

/// The core's clock. The simulator and the real program implement it. An alarm rings once, at or
/// after its time, never from within `set`; a cancelled one is never touched again.
class Timer {
 public:
  [[nodiscard]] virtual model::Time now() const = 0;
  /// Precondition: the alarm is not set.
  virtual void set(Alarm& alarm, model::Time due) = 0;
  virtual void cancel(Alarm& alarm) noexcept = 0;

 protected:
  ~Timer() = default;
};

/// `co_await Sleep(timer, until);`
class [[nodiscard]] Sleep final : Alarm {
 public:
  Sleep(Timer& timer, model::Time until) : timer_(timer), until_(until) {}
  Sleep(const Sleep&) = delete;
  Sleep& operator=(const Sleep&) = delete;
  ~Sleep() {
    if (is_set()) timer_.cancel(*this);
  }

  [[nodiscard]] bool await_ready() const { return timer_.now() >= until_; }
  void await_suspend(std::coroutine_handle<> awaiting) {
    awaiting_ = awaiting;
    timer_.set(*this, until_);
  }
  void await_resume() const noexcept {}

 private:
  void ring() override { awaiting_.resume(); }

  Timer& timer_;
  model::Time until_;
  std::coroutine_handle<> awaiting_;
};

}  // namespace interleave::reconciler
