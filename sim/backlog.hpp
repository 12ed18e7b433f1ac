#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/cause.hpp"
#include "sim/link.hpp"
#include "sim/places.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// Does a write that was only accepted.
template <class Request>
class BacklogHandler {
 public:
  virtual void do_late(const Request& request, model::Cause cause) = 0;

 protected:
  ~BacklogHandler() = default;
};

/// How long it takes until a write is done that was only accepted.
inline constexpr LinkOptions backlog_wait{model::Duration{20'000}, model::Duration{1'000'000},
                                          model::Duration{30'000'000}};

/// Writes that a remote has accepted and not done yet. Each is done some time later, one after
/// another or the last one first.
template <class Request>
class Backlog final : public EventOwner {
 public:
  Backlog(Scheduler& scheduler, BacklogHandler<Request>& handler)
      : scheduler_(scheduler), handler_(handler) {}

  void reset() { accepted_.clear(); }

  void accept(const Request& request, model::Cause cause, const Footprint& touches) {
    const std::optional<std::uint32_t> place = accepted_.take({request, cause, touches});
    if (!place) return scheduler_.reach_limit(accepted_limit);
    scheduler_.send(*this, *place,
                    backlog_wait.leg({Site::backlog_delay, cause}, scheduler_.now(), touches));
  }

  void land(std::uint32_t place) override {
    const Write write = accepted_[place];
    accepted_.give_back(place);
    scheduler_.touch(write.touches);
    handler_.do_late(write.request, write.cause);
  }
  void ring(std::uint32_t) override {}

 private:
  static constexpr std::size_t accepted_max = 16;
  static constexpr std::string_view accepted_limit = "writes that were only accepted";

  struct Write {
    Request request;
    model::Cause cause;
    Footprint touches;
  };

  Scheduler& scheduler_;
  BacklogHandler<Request>& handler_;
  Places<Write, accepted_max> accepted_;
};

}  // namespace interleave::sim
