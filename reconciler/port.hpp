#pragma once

#include <coroutine>
#include <cstdint>

#include "model/units.hpp"

namespace interleave::reconciler {

template <class Request, class Reply>
class Port;

/// A client's place in the queue of a port: whom to wake, and with what.
template <class Request, class Reply>
class Call;

/// The boundary between the core and the world. The simulator and the real program implement it;
/// the core knows nothing else of them.
///
/// `submit` never completes inline: the call is completed later, at most once, by `Call::complete`.
/// After `abandon` the call is never touched again, though the request may still take effect.
template <class Request, class Reply>
class Port {
 public:
  virtual void submit(Call<Request, Reply>& call) = 0;
  virtual void abandon(Call<Request, Reply>& call) noexcept = 0;

 protected:
  ~Port() = default;
};

/// One request on its way: `Reply reply = co_await call;`. It lives in the frame of the coroutine
/// that awaits it; when that frame dies first, the call is abandoned. A timeout of zero waits for
/// ever; otherwise the port answers in the reply that the time is up.
template <class Request, class Reply>
class [[nodiscard]] Call {
 public:
  /// The request is built in place from its fields: copying one that was just written, field by
  /// field, stalls the processor (measured: a tenth of a run).
  template <class... Fields>
  Call(Port<Request, Reply>& port, model::Duration timeout, const Fields&... fields)
      : port_(port), request_{fields...}, timeout_(timeout) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() {
    if (pending_) port_.abandon(*this);
  }

  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] model::Duration timeout() const { return timeout_; }

  /// For the port: where it keeps this call.
  std::uint32_t slot = 0;

  /// For the port: ends the wait and resumes the coroutine, which may submit again at once. The
  /// reply is read before that, and need not outlive this call.
  void complete(const Reply& reply) {
    reply_ = &reply;
    pending_ = false;
    awaiting_.resume();
  }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) {
    awaiting_ = awaiting;
    pending_ = true;
    port_.submit(*this);
  }
  const Reply& await_resume() const { return *reply_; }

 private:
  Port<Request, Reply>& port_;
  Request request_;
  model::Duration timeout_;
  const Reply* reply_ = nullptr;
  std::coroutine_handle<> awaiting_;
  bool pending_ = false;
};

}  // namespace interleave::reconciler
