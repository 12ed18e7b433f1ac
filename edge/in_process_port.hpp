#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "reconciler/port.hpp"

namespace interleave::edge {

/// A port to a service in the same process: a request is played, and its call completed, when the
/// loop comes round to it. The service never fails to answer, so a call's timeout never passes. The
/// port must outlive its calls, and the loop the port. Not thread-safe: the loop has one thread.
template <class Request, class Reply>
class InProcessPort final : public reconciler::Port<Request, Reply> {
 public:
  using Call = reconciler::Call<Request, Reply>;
  using Play = std::function<Reply(const Request&)>;

  InProcessPort(boost::asio::io_context& loop, Play play)
      : loop_(loop), state_(std::make_shared<State>(State{std::move(play), {}})) {}
  InProcessPort(const InProcessPort&) = delete;
  InProcessPort& operator=(const InProcessPort&) = delete;

  void submit(Call& call) override {
    call.slot = next_slot_++;
    state_->waiting.emplace(call.slot, &call);
    // A request that is abandoned is played all the same, unless the port is gone, too.
    boost::asio::post(loop_,
                      [weak = std::weak_ptr(state_), slot = call.slot, request = call.request()] {
                        const std::shared_ptr<State> state = weak.lock();
                        if (!state) return;
                        const Reply reply = state->play(request);
                        const auto found = state->waiting.find(slot);
                        if (found == state->waiting.end()) return;
                        Call* const waiting = found->second;
                        state->waiting.erase(found);
                        waiting->complete(reply);
                      });
  }

  void abandon(Call& call) noexcept override { state_->waiting.erase(call.slot); }

 private:
  struct State {
    Play play;
    std::map<std::uint32_t, Call*> waiting;  ///< by slot
  };

  boost::asio::io_context& loop_;
  std::shared_ptr<State> state_;
  std::uint32_t next_slot_ = 0;
};

}  // namespace interleave::edge
