#include "edge/asio_timer.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "model/ensure.hpp"

namespace interleave::edge {

using model::Duration;
using model::Time;
using reconciler::Alarm;

namespace {

using Clock = std::chrono::steady_clock;

/// An alarm further off is waited for in pieces: adding any time to the clock must not overflow.
constexpr Duration wait_max = std::chrono::hours(24);

struct Waiting {
  Alarm* alarm;
  Time due;
  boost::asio::steady_timer timer;
};

}  // namespace

/// Apart from the timer, so that a wait that ends after it finds nobody.
struct AsioTimer::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& the_loop, Time the_origin) : loop(the_loop), origin(the_origin) {}

  [[nodiscard]] Time now() const {
    return origin + std::chrono::floor<Duration>(Clock::now() - start);
  }
  void wait(std::uint32_t slot, Waiting& entry);
  void ring(std::uint32_t slot);

  boost::asio::io_context& loop;
  Time origin;
  Clock::time_point start = Clock::now();
  /// By slot. A slot is not used again for 2^32 alarms, so that an old wait rings no new alarm.
  std::map<std::uint32_t, Waiting> waiting;
  std::uint32_t next_slot = 0;
};

AsioTimer::AsioTimer(boost::asio::io_context& loop, Time origin)
    : state_(std::make_shared<State>(loop, origin)) {
  model::ensure(origin > Time{}, "a clock that begins after zero");
}

AsioTimer::~AsioTimer() = default;

Time AsioTimer::now() const { return state_->now(); }

void AsioTimer::set(Alarm& alarm, Time due) {
  State& state = *state_;
  std::uint32_t slot = state.next_slot++;
  while (slot == Alarm::none || state.waiting.contains(slot)) slot = state.next_slot++;
  Waiting waiting{&alarm, due, boost::asio::steady_timer(state.loop)};
  alarm.slot = slot;
  state.wait(slot, state.waiting.emplace(slot, std::move(waiting)).first->second);
}

void AsioTimer::cancel(Alarm& alarm) noexcept {
  state_->waiting.erase(std::exchange(alarm.slot, Alarm::none));
}

std::size_t AsioTimer::alarms_set() const { return state_->waiting.size(); }

void AsioTimer::State::wait(std::uint32_t slot, Waiting& entry) {
  const Duration left = std::min(entry.due, now() + wait_max) - origin;
  entry.timer.expires_at(start + left);
  entry.timer.async_wait([slot, weak = weak_from_this()](const boost::system::error_code& error) {
    const std::shared_ptr<State> state = weak.lock();
    if (state && !error) state->ring(slot);
  });
}

void AsioTimer::State::ring(std::uint32_t slot) {
  const auto found = waiting.find(slot);
  if (found == waiting.end()) return;  // cancelled when the wait had ended already
  if (now() < found->second.due) return wait(slot, found->second);
  Alarm* const alarm = found->second.alarm;
  waiting.erase(found);
  alarm->slot = Alarm::none;
  alarm->ring();
}

}  // namespace interleave::edge
