#pragma once

#include <coroutine>
#include <cstdint>
#include <utility>

#include "reconciler/task.hpp"

namespace interleave::reconciler {

/// A first-come lock for coroutines of one process. Holders and waiters are served in the order in
/// which they asked. Releasing it runs the next waiter until it suspends, so a holder must suspend
/// at least once before it releases: a chain of waiters that never suspend would nest. A waiter
/// that dies leaves the queue.
///
/// `Lock::Held held = co_await lock.acquire();`
class Lock {
 public:
  class Acquire;

  /// Holds the lock until it is destroyed. An empty one holds nothing.
  class [[nodiscard]] Held {
   public:
    Held() = default;
    explicit Held(Lock& lock) : lock_(&lock), era_(lock.era_) {}
    Held(Held&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)), era_(other.era_) {}
    Held& operator=(Held&&) = delete;
    /// May throw what the next waiter throws before it suspends; while another exception is under
    /// way, that ends the program.
    ~Held() noexcept(false) {
      if (lock_ != nullptr && era_ == lock_->era_) lock_->release();
    }

   private:
    Lock* lock_ = nullptr;
    std::uint32_t era_ = 0;
  };

  Lock() = default;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  [[nodiscard]] Acquire acquire();
  [[nodiscard]] bool held() const { return held_; }
  /// Forgets holder and waiters without running anybody: their process is gone. Whoever held the
  /// lock before holds nothing any more.
  void reset() {
    ++era_;
    held_ = false;
    first_ = nullptr;
  }

 private:
  void release();

  bool held_ = false;
  std::uint32_t era_ = 0;  ///< how often it was reset
  Acquire* first_ = nullptr;
};

/// A place in the lock's queue; it lives in the waiting coroutine's frame.
class [[nodiscard]] Lock::Acquire {
 public:
  explicit Acquire(Lock& lock) : lock_(lock) {}
  Acquire(const Acquire&) = delete;
  Acquire& operator=(const Acquire&) = delete;
  ~Acquire() {
    for (Acquire** place = &lock_.first_; *place != nullptr; place = &(*place)->next_) {
      if (*place != this) continue;
      *place = next_;
      return;
    }
  }

  [[nodiscard]] bool await_ready() const noexcept {
    if (lock_.held_) return false;
    lock_.held_ = true;
    return true;
  }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    awaiting_ = awaiting;
    Acquire** place = &lock_.first_;
    while (*place != nullptr) place = &(*place)->next_;
    *place = this;
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
  next->awaiting_.resume();
}

/// Runs `work` once it is its turn to hold the lock.
inline Task<> under(Lock& lock, Task<> work) {
  const Lock::Held held = co_await lock.acquire();
  co_await work;
}

}  // namespace interleave::reconciler
