#pragma once

#include <coroutine>
#include <utility>

#include "reconciler/task.hpp"

namespace interleave::reconciler {

/// A first-come lock for coroutines of one process. Holders and waiters are served in the order in
/// which they asked. Releasing it runs the next waiter until it suspends, so a holder must suspend
/// at least once before it releases: a chain of waiters that never suspend would nest.
///
/// `Lock::Held held = co_await lock.acquire();`
class Lock {
 public:
  class Acquire;

  /// Holds the lock until it is destroyed. An empty one holds nothing.
  class [[nodiscard]] Held {
   public:
    Held() = default;
    explicit Held(Lock& lock) : lock_(&lock) {}
    Held(Held&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
    Held& operator=(Held&&) = delete;
    /// May throw what the next waiter throws, as long as it does not suspend.
    ~Held() noexcept(false) {
      if (lock_ != nullptr) lock_->release();
    }

   private:
    Lock* lock_ = nullptr;
  };

  Lock() = default;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  [[nodiscard]] Acquire acquire();
  [[nodiscard]] bool held() const { return held_; }
  /// Forgets holder and waiters without running anybody: their process is gone.
  void reset() {
    held_ = false;
    first_ = last_ = nullptr;
  }

 private:
  void release();

  bool held_ = false;
  Acquire* first_ = nullptr;
  Acquire* last_ = nullptr;
};

/// A place in the lock's queue; it lives in the waiting coroutine's frame.
class [[nodiscard]] Lock::Acquire {
 public:
  explicit Acquire(Lock& lock) : lock_(lock) {}
  Acquire(const Acquire&) = delete;
  Acquire& operator=(const Acquire&) = delete;

  [[nodiscard]] bool await_ready() const noexcept {
    if (lock_.held_) return false;
    lock_.held_ = true;
    return true;
  }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    awaiting_ = awaiting;
    (lock_.last_ == nullptr ? lock_.first_ : lock_.last_->next_) = this;
    lock_.last_ = this;
  }
  [[nodiscard]] Held await_resume() const noexcept { return Held(lock_); }

 private:
  friend class Lock;

  Lock& lock_;
  Acquire* next_ = nullptr;
  std::coroutine_handle<> awaiting_;
};

inline Lock::Acquire Lock::acquire() { return Acquire(*this); }

inline void Lock::release() {
  if (first_ == nullptr) {
    held_ = false;
    return;
  }
  Acquire* const next = first_;
  first_ = next->next_;
  if (first_ == nullptr) last_ = nullptr;
  next->awaiting_.resume();
}

/// Runs `work` once it is its turn to hold the lock.
inline Task<> under(Lock& lock, Task<> work) {
  const Lock::Held held = co_await lock.acquire();
  co_await work;
}

}  // namespace interleave::reconciler
