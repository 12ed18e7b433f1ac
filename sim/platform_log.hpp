#pragma once

#include <string>

#include "reconciler/job_sync.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// What the core of one system logs, and what of it people are told. Observer: `on_answer(Time,
/// const Answer&)`.
template <class Observer>
class PlatformLog final : public reconciler::SyncLog {
 public:
  /// What a run of that key is about: "the crew of element 1".
  using Subject = std::string (*)(model::JobId key);

  PlatformLog(Scheduler& scheduler, Observer& observer, Subject subject)
      : scheduler_(scheduler), observer_(observer), subject_(subject) {}

  void on_started(const reconciler::RunStart& start) override {
    scheduler_.tell(model::Step::started, start.run, start.trigger, "sync",
                    [&] { return "sync of " + subject_(start.job); });
  }
  void on_finished(const model::Answer& answer, bool asked) override {
    scheduler_.touch({{}, ResourceSet(Resource::sync, answer.job.value)});
    scheduler_.trace(Actor::worker, static_cast<std::uint8_t>(model::Step::finished), answer.run,
                     static_cast<std::uint64_t>(answer.verdict) + (asked ? 4 : 0));
    scheduler_.tell(model::Step::finished, answer.run, answer.run, "sync", [&] {
      return subject_(answer.job) + " is " + name_of(answer.verdict) +
             (asked ? ", people are told" : "");
    });
    if (asked) observer_.on_answer(scheduler_.now(), answer);
  }

 private:
  Scheduler& scheduler_;
  Observer& observer_;
  Subject subject_;
};

}  // namespace interleave::sim
