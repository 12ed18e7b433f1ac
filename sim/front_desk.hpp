#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/inspection.hpp"
#include "reconciler/job_sync.hpp"
#include "sim/places.hpp"
#include "sim/process.hpp"

namespace interleave::sim {

/// What a person asks of a worker and waits for.
struct Ask {
  model::Cause cause;
  model::Job job;
  bool drag = false;  ///< the appointment was dragged; otherwise a full sync is asked for
  std::optional<reconciler::Click> click{};  ///< or a technician was clicked on or off
};

/// Hears the requests of people that a worker takes.
class AskHandler {
 public:
  virtual void on_ask(std::uint8_t worker, const Ask& ask) = 0;

 protected:
  ~AskHandler() = default;
};

/// Requests of people on their way to a worker. Each goes to one of them, as the load balancer will
/// have it; when that one is down, to another; when none is up, the person sees an error. One that
/// stands still takes it when it goes on.
class FrontDesk final : public EventOwner {
 public:
  FrontDesk(Scheduler& scheduler, AskHandler& handler, std::array<Process, workers_max>& processes,
            std::uint8_t workers)
      : scheduler_(scheduler), handler_(handler), processes_(processes), workers_(workers) {}

  void reset() { requests_.clear(); }

  void send(const Ask& ask) {
    std::uint8_t worker = route(ask.cause);
    if (!processes_[worker].up()) worker = static_cast<std::uint8_t>((worker + 1) % workers_);
    if (!processes_[worker].up()) return;
    const std::optional<std::uint32_t> place = requests_.take({worker, ask});
    if (!place) return scheduler_.reach_limit(asks_limit);
    // The change that the same action saves reaches a worker, too, under the action's own name.
    const model::Cause request = ask.cause.child(6, 0);
    scheduler_.tell(model::Step::sent, request, ask.cause, "Attik", [&] { return in_words(ask); });
    receive(*place, processes_[worker].receive(request));
  }

  void land(std::uint32_t) override {}
  void ring(std::uint32_t place) override {
    receive(place, processes_[requests_[place].worker].take_up());
  }

 private:
  static constexpr std::size_t asks_max = 16;
  static constexpr std::string_view asks_limit = "requests of people at once";

  struct Request {
    std::uint8_t worker = 0;
    Ask ask;
  };

  static std::string in_words(const Ask& ask) {
    const std::string job = name_of(ask.job.id);
    if (!ask.click) return "the request to sync " + job;
    return "the click that " + std::string(ask.click->added ? "adds " : "removes ") +
           name_of(ask.click->member.technician) + " on " + job;
  }

  std::uint8_t route(model::Cause cause) {
    if (workers_ == 1) return 0;
    const Outcome routed = scheduler_.choices().draw({Site::routing, cause}, Uniform{workers_});
    scheduler_.trace(Actor::workload, 0, cause, static_cast<std::uint64_t>(routed));
    return static_cast<std::uint8_t>(routed);
  }

  void receive(std::uint32_t place, Process::Reception reception) {
    const Request request = requests_[place];
    if (reception == Process::Reception::held) {
      return scheduler_.set_timer(*this, place, processes_[request.worker].awake_at());
    }
    requests_.give_back(place);
    if (reception == Process::Reception::gone) return;
    handler_.on_ask(request.worker, request.ask);
  }

  Scheduler& scheduler_;
  AskHandler& handler_;
  std::array<Process, workers_max>& processes_;
  std::uint8_t workers_;
  Places<Request, asks_max> requests_;
};

}  // namespace interleave::sim
