#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "model/list.hpp"
#include "sim/fault.hpp"
#include "sim/process.hpp"
#include "sim/worker_timer.hpp"

namespace interleave::sim {

/// What goes on in the worker processes, one for each of them.
class ProcessTenant {
 public:
  /// The run begins, and with it that process.
  virtual void on_start(std::uint8_t worker) = 0;
  /// It dies.
  virtual void on_death(std::uint8_t worker) = 0;
  /// It is back from the death of that name.
  virtual void on_return(std::uint8_t worker, model::Cause death) = 0;

 protected:
  ~ProcessTenant() = default;
};

/// The worker processes of a run, each with its clock, their deaths and their pauses. Observer:
/// `on_crash(Time, worker)`, `on_fault`.
template <class Observer>
class WorkerProcesses final : private CrashHandler, private EventOwner {
 public:
  struct Options {
    std::uint8_t count = 1;
    bool own_clocks = false;  ///< each has a clock of its own, which may be wrong
  };

  WorkerProcesses(Scheduler& scheduler, Observer& observer, const Options& options)
      : scheduler_(scheduler),
        observer_(observer),
        options_(options),
        processes_{Process(scheduler, *this, 0), Process(scheduler, *this, 1)},
        timers_{WorkerTimer(scheduler, processes_[0]), WorkerTimer(scheduler, processes_[1])} {}
  WorkerProcesses(const WorkerProcesses&) = delete;
  WorkerProcesses& operator=(const WorkerProcesses&) = delete;

  [[nodiscard]] std::uint8_t count() const { return options_.count; }
  [[nodiscard]] std::array<Process, workers_max>& all() { return processes_; }
  [[nodiscard]] Process& operator[](std::uint8_t worker) { return processes_[worker]; }
  [[nodiscard]] WorkerTimer& timer(std::uint8_t worker) { return timers_[worker]; }

  /// It starts, dies and comes back with them, after those that moved in before.
  void move_in(ProcessTenant& tenant) { tenants_.push_back(&tenant); }

  /// A new run: every process is up.
  void reset() {
    for (Process& process : processes_) process.reset();
  }
  void start() {
    for (std::uint8_t worker = 0; worker < count(); ++worker) {
      if (options_.own_clocks) timers_[worker].put_ahead(draw_skew(scheduler_, processes_[worker]));
      for (ProcessTenant* const tenant : tenants_) tenant->on_start(worker);
    }
  }

 private:
  static constexpr std::size_t tenants_max = 6;

  void on_crash(std::uint8_t worker, model::Cause cause, model::Time back) override;
  void on_pause(std::uint8_t, model::Time until) override {
    observer_.on_fault(until, Fault::pause, std::nullopt);
  }
  void land(std::uint32_t) override {}
  void ring(std::uint32_t worker) override { come_back(static_cast<std::uint8_t>(worker)); }
  void come_back(std::uint8_t worker);

  Scheduler& scheduler_;
  Observer& observer_;
  Options options_;
  std::array<Process, workers_max> processes_;
  std::array<WorkerTimer, workers_max> timers_;
  std::array<model::Cause, workers_max> deaths_{};  ///< the latest of each process
  model::List<ProcessTenant*, tenants_max> tenants_;
};

template <class Observer>
void WorkerProcesses<Observer>::on_crash(std::uint8_t worker, model::Cause cause,
                                         model::Time back) {
  deaths_[worker] = cause;
  for (ProcessTenant* const tenant : tenants_) tenant->on_death(worker);
  observer_.on_crash(scheduler_.now(), worker);
  observer_.on_fault(back, Fault::crash, std::nullopt);
  scheduler_.set_timer(*this, worker, back);
}

template <class Observer>
void WorkerProcesses<Observer>::come_back(std::uint8_t worker) {
  const model::Cause death = deaths_[worker];
  processes_[worker].come_back();
  scheduler_.tell(model::Step::restarted, death, death, processes_[worker].place(),
                  [&] { return processes_[worker].place() + " is back"; });
  for (ProcessTenant* const tenant : tenants_) tenant->on_return(worker, death);
}

}  // namespace interleave::sim
