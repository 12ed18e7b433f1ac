#pragma once

#include <coroutine>
#include <exception>
#include <utility>
#include <variant>

#include "reconciler/frame_pool.hpp"

namespace interleave::reconciler {

template <class Result>
class Task;

namespace detail {

/// What every promise shares: pooled frames, a lazy start, and a symmetric transfer to the one
/// awaiting coroutine at the end.
class PromiseBase {
 public:
  // The delete below takes the size, which the check does not know.
  // NOLINTNEXTLINE(misc-new-delete-overloads)
  static void* operator new(std::size_t size) { return allocate_frame(size); }
  static void operator delete(void* frame, std::size_t size) noexcept { free_frame(frame, size); }

  struct Final {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
      return ended.promise().continuation_;
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  Final final_suspend() const noexcept { return {}; }
  void continue_with(std::coroutine_handle<> awaiting) noexcept {
    continuation_ = awaiting;
    awaited_ = true;
  }

 protected:
  /// The exception under way, for the coroutine that awaits this one. When nobody does, it goes on
  /// to whoever resumed this coroutine: it must not vanish.
  [[nodiscard]] std::exception_ptr exception_to_keep() const {
    if (!awaited_) throw;
    return std::current_exception();
  }

 private:
  std::coroutine_handle<> continuation_ = std::noop_coroutine();
  bool awaited_ = false;
};

template <class Result>
class Promise : public PromiseBase {
 public:
  Task<Result> get_return_object() noexcept;
  template <class Value>
  void return_value(Value&& value) {
    outcome_.template emplace<1>(std::forward<Value>(value));
  }
  void unhandled_exception() { outcome_.template emplace<2>(exception_to_keep()); }
  Result take() {
    if (outcome_.index() == 2) std::rethrow_exception(std::get<2>(outcome_));
    return std::move(std::get<1>(outcome_));
  }

 private:
  std::variant<std::monostate, Result, std::exception_ptr> outcome_;
};

template <>
class Promise<void> : public PromiseBase {
 public:
  Task<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void unhandled_exception() { failure_ = exception_to_keep(); }
  void take() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::exception_ptr failure_;
};

}  // namespace detail

/// A lazy coroutine with one owner. It starts when it is awaited, or by `start()` when nobody
/// awaits it. Destroying it destroys its frame wherever it stands: that is how a process crash is
/// played. An exception reaches the awaiting coroutine, or whoever resumed a task that nobody
/// awaits. Not thread-safe.
///
/// In a coroutine `co_await` stands only as a whole statement, as the whole initializer of one
/// named local, or in `co_return co_await`, with named or trivial arguments: g++ 12 miscompiles
/// many other forms without a word (docs/decisions/0002-coroutine-house-rule.md).
template <class Result = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<Result>;

  Task() = default;
  explicit Task(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      reset();
      frame_ = std::exchange(other.frame_, nullptr);
    }
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() { reset(); }

  /// Whether there is a coroutine here that has not reached its end.
  [[nodiscard]] bool running() const noexcept { return frame_ && !frame_.done(); }

  /// Runs the coroutine until it first suspends. Once only, and only when nobody awaits it.
  void start() { frame_.resume(); }

  /// Destroys the coroutine, finished or not.
  void reset() noexcept {
    if (frame_) std::exchange(frame_, nullptr).destroy();
  }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
    frame_.promise().continue_with(awaiting);
    return frame_;
  }
  Result await_resume() { return frame_.promise().take(); }

 private:
  std::coroutine_handle<promise_type> frame_;
};

namespace detail {

template <class Result>
Task<Result> Promise<Result>::get_return_object() noexcept {
  return Task<Result>(std::coroutine_handle<Promise>::from_promise(*this));
}

inline Task<void> Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

}  // namespace detail

}  // namespace interleave::reconciler
