#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/scheduler.hpp"

namespace interleave::sim {

/// The most worker processes of a run.
inline constexpr std::size_t workers_max = 2;

/// Plays the death of a worker: what it held in memory is gone.
class CrashHandler {
 public:
  /// The worker is down and will be back at that time.
  virtual void on_crash(std::uint8_t worker, model::Cause cause, model::Time back) = 0;
  /// The worker stands still until then.
  virtual void on_pause(std::uint8_t worker, model::Time until) = 0;

 protected:
  ~CrashHandler() = default;
};

/// One worker process, as the machine sees it: up or down, running or standing still. Whatever
/// reaches it asks here first. The process faults strike at that moment: a worker dies, or stands
/// still, between any two things that happen to it.
class Process {
 public:
  /// What becomes of something that reaches the process.
  enum class Reception : std::uint8_t {
    taken,  ///< it is handled now
    held,   ///< it waits until `awake_at`, and asks `take_up` then
    gone,   ///< nobody is there
  };

  /// A worker is gone for at least this long.
  static constexpr model::Duration downtime_least = std::chrono::seconds(1);
  static constexpr LogUniform downtime{26, 300'000};  ///< beyond it, up to 67 s
  /// It stands still for at least this long, and at times past its lease.
  static constexpr model::Duration pause_least = std::chrono::milliseconds(1);
  static constexpr LogUniform pause{27, 0};  ///< beyond it, up to 134 s

  Process(Scheduler& scheduler, CrashHandler& handler, std::uint8_t number)
      : scheduler_(scheduler), handler_(handler), number_(number) {}

  void reset() {
    up_ = true;
    awake_at_ = model::Time{};
  }

  /// Something reaches the process; `about` names it, `ordinal` counts how often it came before.
  Reception receive(model::Cause about, std::uint32_t ordinal = 0) {
    if (!up_) return Reception::gone;
    if (paused()) return Reception::held;
    switch (scheduler_.faults().judge<ProcessVerdict>(scheduler_.choices(), FaultSite::process,
                                                      about, ordinal)) {
      case ProcessVerdict::pass:
        return Reception::taken;
      case ProcessVerdict::crash:
        crash(about, ordinal);
        return Reception::gone;
      case ProcessVerdict::pause:
        stand_still(about, ordinal);
        return Reception::held;
    }
    return Reception::taken;
  }
  /// Something that was held, or a clock, asks again.
  [[nodiscard]] Reception take_up() const {
    if (!up_) return Reception::gone;
    return paused() ? Reception::held : Reception::taken;
  }
  void come_back() {
    scheduler_.touch({{}, itself()});
    up_ = true;
  }

  /// What something that reaches the process about a run touches: the run, and whether the process
  /// is there at all. Runs share a few places; two that meet there count as one.
  [[nodiscard]] Footprint touches(model::Cause run) const {
    const auto place = static_cast<std::uint32_t>(run.value % ResourceSet::per_kind);
    return {itself(), ResourceSet(Resource::run, place)};
  }
  /// The process itself: up or down, running or standing still.
  [[nodiscard]] ResourceSet itself() const { return {Resource::worker, number_}; }

  [[nodiscard]] bool up() const { return up_; }
  [[nodiscard]] bool paused() const { return scheduler_.now() < awake_at_; }
  [[nodiscard]] model::Time awake_at() const { return awake_at_; }
  [[nodiscard]] std::uint8_t number() const { return number_; }
  /// "worker 1": where its steps happen, in a history.
  [[nodiscard]] std::string place() const { return "worker " + std::to_string(number_ + 1); }

 private:
  void crash(model::Cause about, std::uint32_t ordinal);
  void stand_still(model::Cause about, std::uint32_t ordinal);

  Scheduler& scheduler_;
  CrashHandler& handler_;
  std::uint8_t number_;
  bool up_ = true;
  model::Time awake_at_{};
};

/// How far a worker's clock is from the store's: at most 5 s.
inline constexpr Uniform clock_skew_ms{10'001};
[[nodiscard]] model::Duration draw_skew(Scheduler& scheduler, const Process& process);

}  // namespace interleave::sim
