#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/link.hpp"
#include "sim/order_book.hpp"
#include "sim/places.hpp"
#include "sim/process.hpp"

namespace interleave::sim {

/// Hears the echoes that a worker takes.
class EchoHandler {
 public:
  virtual void on_echo(std::uint8_t worker, const model::Echo& echo) = 0;

 protected:
  ~EchoHandler() = default;
};

/// Spectora's webhooks "Inspector Assigned" and "Inspector Removed" on their way to Attik: some of
/// them, for whatever changes there, our own doing included. Each goes its own way, so they
/// overtake one another. A worker that is down hears nothing; one that stands still, when it goes
/// on.
class Echoes final : public EventOwner, public AssignmentListener {
 public:
  struct Options {
    LinkOptions link{};
    std::uint8_t workers = 1;
  };

  Echoes(Scheduler& scheduler, EchoHandler& handler, std::array<Process, workers_max>& processes,
         const Options& options)
      : scheduler_(scheduler), handler_(handler), processes_(processes), options_(options) {}

  void reset() { echoes_.clear(); }

  void on_assignment(const model::SpectoraCommit& commit, model::Cause cause,
                     const model::AssignmentList& shown) override;
  void land(std::uint32_t place) override { arrive(place); }
  void ring(std::uint32_t place) override { arrive(place); }

 private:
  static constexpr std::size_t echoes_max = 64;
  static constexpr std::string_view echoes_limit = "echoes on their way";

  void send(const model::Echo& echo, model::Duration late);
  void arrive(std::uint32_t place);
  [[nodiscard]] std::uint8_t worker_of(model::OrderId order) const {
    return static_cast<std::uint8_t>(model::job_of(order).value % options_.workers);
  }

  Scheduler& scheduler_;
  EchoHandler& handler_;
  std::array<Process, workers_max>& processes_;
  Options options_;
  Places<model::Echo, echoes_max> echoes_;
};

inline void Echoes::on_assignment(const model::SpectoraCommit& commit, model::Cause cause,
                                  const model::AssignmentList& shown) {
  Choices& choices = scheduler_.choices();
  // One edit may do both.
  const auto ordinal = static_cast<std::uint32_t>(commit.effect);
  const auto verdict =
      scheduler_.faults().judge<EchoVerdict>(choices, FaultSite::echo, cause, ordinal);
  if (verdict == EchoVerdict::pass) return;
  model::Echo echo{cause.child(13, ordinal), commit.order, {}};
  for (const model::Assignment& each : shown) {
    if (!model::full(echo.shown)) echo.shown.push_back(each.inspector);
  }
  scheduler_.trace(Actor::spectora, static_cast<std::uint8_t>(model::Step::sent), echo.cause,
                   static_cast<std::uint64_t>(verdict));
  model::Duration late{};
  if (verdict == EchoVerdict::late) {
    late = std::chrono::milliseconds(choices.draw({Site::lateness, echo.cause}, lateness_ms));
  }
  send(echo, late);
  if (verdict != EchoVerdict::twice) return;
  echo.cause = cause.child(13, 2 + ordinal);
  send(echo, {});
}

inline void Echoes::send(const model::Echo& echo, model::Duration late) {
  const std::optional<std::uint32_t> place = echoes_.take(echo);
  if (!place) return scheduler_.reach_limit(echoes_limit);
  const Footprint touches{processes_[worker_of(echo.order)].itself(),
                          ResourceSet(Resource::sync, model::job_of(echo.order).value)};
  scheduler_.send(
      *this, *place,
      options_.link.leg({Site::echo_delay, echo.cause}, scheduler_.now() + late, touches));
}

inline void Echoes::arrive(std::uint32_t place) {
  const model::Echo echo = echoes_[place];
  const std::uint8_t worker = worker_of(echo.order);
  const Process& process = processes_[worker];
  scheduler_.touch({process.itself(), {}});
  const Process::Reception reception = process.take_up();
  if (reception == Process::Reception::held) {
    return scheduler_.set_timer(*this, place, process.awake_at());
  }
  echoes_.give_back(place);
  const bool taken = reception == Process::Reception::taken;
  scheduler_.trace(Actor::spectora, static_cast<std::uint8_t>(model::Step::delivered), echo.cause,
                   taken ? 1 : 0);
  if (!taken) return;
  scheduler_.tell(model::Step::delivered, echo.cause, echo.cause, "Spectora", [&] {
    return "the echo of " + name_of(echo.shown) + " on " + name_of(echo.order);
  });
  handler_.on_echo(worker, echo);
}

}  // namespace interleave::sim
