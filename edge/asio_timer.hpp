#pragma once

#include <memory>

#include <boost/asio/io_context.hpp>

#include "reconciler/timer.hpp"

namespace interleave::edge {

/// The core's clock in the real program: it never goes back, and rings alarms from the loop, at or
/// after their time. It must outlive its alarms. Not thread-safe: the loop has one thread.
class AsioTimer final : public reconciler::Timer {
 public:
  /// `origin` is what the clock shows now. A program whose store outlives it, or that has several
  /// workers, passes the time of day, for leases are compared across processes. Later than zero:
  /// the core takes the time zero for never.
  AsioTimer(boost::asio::io_context& loop, model::Time origin);
  ~AsioTimer();
  AsioTimer(const AsioTimer&) = delete;
  AsioTimer& operator=(const AsioTimer&) = delete;

  [[nodiscard]] model::Time now() const override;
  void set(reconciler::Alarm& alarm, model::Time due) override;
  void cancel(reconciler::Alarm& alarm) noexcept override;

  [[nodiscard]] std::size_t alarms_set() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace interleave::edge
