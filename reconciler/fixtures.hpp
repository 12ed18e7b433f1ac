#pragma once

#include <coroutine>
#include <string>
#include <utility>
#include <vector>

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

}  // namespace interleave::reconciler
