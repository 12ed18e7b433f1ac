#pragma once

#include <array>
#include <optional>

#include "reconciler/as_found/assignments.hpp"
#include "reconciler/lock.hpp"
#include "sim/network.hpp"
#include "sim/process.hpp"
#include "sim/spectora.hpp"

namespace interleave::sim {

/// The plainest race, for comparison with other tools. The remote order holds one record, A. Two
/// as-found syncs run at once: the first wants {B}, the second {B, C}. Both LISTs are in flight
/// before the first event, and nothing but the two events of each request counts as one.
enum class ReassignRaceVariant : std::uint8_t { as_found, locked };

template <class Observer>
class ReassignRace {
 public:
  struct Options {
    ReassignRaceVariant variant = ReassignRaceVariant::as_found;
    FaultProfile faults = fault_profiles[0];
    Scheduler::Options scheduler;
  };

  ReassignRace(Choices& choices, Observer& observer, const Options& options)
      : options_(options),
        faults_(options.faults),
        scheduler_(choices, faults_, options.scheduler),
        spectora_(observer, SecondPost::adds_duplicate),
        network_(scheduler_, spectora_, observer, {}),
        process_(scheduler_) {}

  ~ReassignRace() { stop(); }
  ReassignRace(const ReassignRace&) = delete;
  ReassignRace& operator=(const ReassignRace&) = delete;

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const Faults& faults() const { return faults_; }

  /// Sets the race up: afterwards both LISTs are in flight (or one, when the second waits for it).
  void start(Strategy strategy, model::History* history);

 private:
  static constexpr model::OrderId order{1};

  /// The lock first: a holder that dies must wake nobody.
  void stop() noexcept {
    lock_.reset();
    process_.kill();
  }
  void spawn(std::size_t sync, const model::InspectorList& desired);

  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  Spectora<Observer> spectora_;
  Network<Spectora<Observer>, Observer> network_;
  reconciler::Lock lock_;
  std::array<std::optional<reconciler::SpectoraClient>, 2> clients_;
  Process process_;
};

template <class Observer>
void ReassignRace<Observer>::start(Strategy strategy, model::History* history) {
  const model::InspectorList b{model::InspectorId{1}};
  const model::InspectorList b_and_c{model::InspectorId{1}, model::InspectorId{2}};
  stop();
  scheduler_.reset(strategy, history);
  network_.reset();
  spectora_.reset();
  spectora_.give(order, model::Assignment{model::run_root, model::InspectorId{0}, true});
  spawn(0, b);
  spawn(1, b_and_c);
}

template <class Observer>
void ReassignRace<Observer>::spawn(std::size_t sync, const model::InspectorList& desired) {
  const model::Cause run = model::run_root.child(2, static_cast<std::uint32_t>(sync));
  scheduler_.tell(model::Step::started, run, model::run_root, "sync", [&] {
    return "sync " + std::to_string(sync + 1) + " of " + name_of(order) + " to " + name_of(desired);
  });
  reconciler::SpectoraClient& client =
      clients_[sync].emplace(network_, reconciler::SpectoraClient::Options{run});
  reconciler::Task<> work = reconciler::as_found::sync_assignments(client, order, desired);
  process_.spawn(order.value, options_.variant == ReassignRaceVariant::locked
                                  ? reconciler::under(lock_, std::move(work))
                                  : std::move(work));
}

}  // namespace interleave::sim
