#pragma once

#include <array>
#include <optional>

#include "reconciler/as_found/assignments.hpp"
#include "reconciler/lock.hpp"
#include "reconciler/task_set.hpp"
#include "sim/network.hpp"
#include "sim/process.hpp"
#include "sim/spectora.hpp"

namespace interleave::sim {

/// The plainest race, for comparison with other tools. The remote order holds one record, A. Two
/// as-found syncs run at once: the first wants {B}, the second {B, C}. Both LISTs are in flight
/// before the first event, and nothing but the two events of each request counts as one.
enum class ReassignRaceVariant : std::uint8_t { as_found, locked };

template <class Observer>
class ReassignRace final : private CrashHandler {
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
        desk_(scheduler_, observer, Actor::spectora),
        spectora_(scheduler_, observer, desk_, {}),
        process_(scheduler_, *this, 0),
        network_(scheduler_, spectora_, process_, {}) {}

  ~ReassignRace() { stop(); }
  ReassignRace(const ReassignRace&) = delete;
  ReassignRace& operator=(const ReassignRace&) = delete;

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] const Faults& faults() const { return faults_; }

  /// Sets the race up: afterwards both LISTs are in flight (or one, when the second waits for it).
  void start(Strategy strategy, model::History* history);

 private:
  static constexpr model::OrderId order{1};

  /// The lock first: a holder that dies must wake nobody.
  void stop() noexcept {
    lock_.reset();
    tasks_.kill();
  }
  /// The profile without faults is the only one: nobody dies here.
  void on_crash(std::uint8_t, model::Cause, model::Time) override {}
  void on_pause(std::uint8_t, model::Time) override {}
  void spawn(std::size_t sync, const model::InspectorList& desired);

  Options options_;
  Faults faults_;
  Scheduler scheduler_;
  RemoteDesk<Observer> desk_;
  Spectora<Observer> spectora_;
  Process process_;
  Network<Spectora<Observer>> network_;
  reconciler::Lock lock_;
  std::array<std::optional<reconciler::SpectoraClient>, 2> clients_;
  reconciler::TaskSet tasks_;
};

template <class Observer>
void ReassignRace<Observer>::start(Strategy strategy, model::History* history) {
  const model::InspectorList b{model::InspectorId{1}};
  const model::InspectorList b_and_c{model::InspectorId{1}, model::InspectorId{2}};
  stop();
  scheduler_.reset(strategy, history);
  network_.reset();
  process_.reset();
  desk_.reset();
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
  tasks_.spawn(order.value, options_.variant == ReassignRaceVariant::locked
                                ? reconciler::under(lock_, std::move(work))
                                : std::move(work));
}

}  // namespace interleave::sim
