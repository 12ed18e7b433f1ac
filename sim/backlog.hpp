#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "model/spectora.hpp"
#include "sim/link.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// Does a write that was only accepted.
class BacklogHandler {
 public:
  virtual void do_late(const model::SpectoraRequest& request, model::Cause cause) = 0;

 protected:
  ~BacklogHandler() = default;
};

/// Writes that a remote has accepted and not done yet. Each is done some time later, one after
/// another or the last one first.
class Backlog final : public EventOwner {
 public:
  /// How long it takes.
  static constexpr LinkOptions wait{model::Duration{20'000}, model::Duration{1'000'000},
                                    model::Duration{30'000'000}};

  Backlog(Scheduler& scheduler, BacklogHandler& handler)
      : scheduler_(scheduler), handler_(handler) {}

  void reset() {
    for (Place& place : places_) place.taken = false;
  }

  void accept(const model::SpectoraRequest& request, model::Cause cause, const Footprint& touches) {
    const auto free = std::ranges::find(places_, false, &Place::taken);
    if (free == places_.end()) return scheduler_.reach_limit(accepted_limit);
    *free = {true, request, cause, touches};
    const auto slot = static_cast<std::uint32_t>(free - places_.begin());
    scheduler_.send(*this, slot, wait.leg({Site::backlog_delay, cause}, scheduler_.now(), touches));
  }

  void land(std::uint32_t slot) override {
    Place& place = places_[slot];
    place.taken = false;
    scheduler_.touch(place.touches);
    handler_.do_late(place.request, place.cause);
  }
  void ring(std::uint32_t) override {}

 private:
  static constexpr std::size_t accepted_max = 16;
  static constexpr std::string_view accepted_limit = "writes that were only accepted";

  struct Place {
    bool taken = false;
    model::SpectoraRequest request;
    model::Cause cause;
    Footprint touches;
  };

  Scheduler& scheduler_;
  BacklogHandler& handler_;
  std::array<Place, accepted_max> places_{};
};

}  // namespace interleave::sim
