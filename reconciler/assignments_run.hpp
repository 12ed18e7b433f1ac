#pragma once

#include <optional>
#include <vector>

#include "reconciler/guards.hpp"
#include "reconciler/intent_client.hpp"
#include "reconciler/plan.hpp"
#include "reconciler/reply_notes.hpp"
#include "reconciler/spectora_client.hpp"
#include "reconciler/task.hpp"
#include "reconciler/timer.hpp"
#include "reconciler/work_queue.hpp"

namespace interleave::reconciler {

/// How the production sync of assignments is set up; one for each worker.
struct AssignmentsOptions {
  std::uint8_t worker = 0;
  std::uint8_t workers = 1;
  /// How long to wait for a reply of Spectora, and of the store.
  model::Duration remote_timeout = std::chrono::seconds(10);
  model::Duration store_timeout = std::chrono::seconds(5);
  /// How long a lease lasts; longer than `remote_timeout`.
  model::Duration lease = std::chrono::seconds(60);
  /// A list at Spectora may miss writes younger than this.
  model::Duration list_lag = std::chrono::seconds(2);
  /// A write may take effect this long after its sender stopped waiting.
  model::Duration late_effect_max = std::chrono::seconds(45);
  /// Every order is looked at once in this time; zero: the sweep is off.
  model::Duration sweep_period = std::chrono::hours(1);
};

/// What one run came to, for the worker.
struct RunReport {
  enum class Kind : std::uint8_t {
    in_step,        ///< a read showed it
    nothing_to_do,  ///< all was confirmed before
    busy,           ///< not now: another worker is at it, or Spectora asked to wait
    failed,         ///< worth trying again
    refused,        ///< Spectora refuses for good
  };

  Kind kind = Kind::failed;
  model::Time until{};       ///< busy: when to try again at the earliest
  model::Time recheck_at{};  ///< when a write of unknown outcome can no longer land; zero: none
  bool moved = false;        ///< the job was saved meanwhile
  model::Answer answer;
};

/// The ports of a worker.
struct AssignmentsPorts {
  SpectoraPort& spectora;
  IntentPort& intents;
  Timer& timer;
};

/// A job read by an earlier run; only a mutant looks at it.
struct CachedJob {
  model::Time read_at{};
  model::Job job;
};

/// What a worker remembers of a job between two runs. Only mutants do.
struct MutantMemory {
  std::optional<CachedJob> job;
  std::optional<model::InspectorList> echoed;  ///< whom an echo showed
};

/// One run of a key: lease → desired → (observe → plan → apply)* → finish. Success is a read that
/// shows the order in step, sent when it cannot miss our last write. A write whose outcome is
/// unknown is never sent again before a read has looked for it.
template <class Guards>
class AssignmentsRun {
 public:
  using JobWork = Work<model::JobId>;

  AssignmentsRun(const AssignmentsPorts& ports, const AssignmentsOptions& options,
                 const Guards& guards, const JobWork& work, std::uint32_t failures,
                 MutantMemory& memory);

  /// The run must outlive the task.
  Task<RunReport> go();

 private:
  /// A key is tried this often from observing to applying before the run gives up.
  static constexpr int rounds_max = 5;
  /// After so many failed runs in a row the key goes on record.
  static constexpr std::uint32_t failures_on_record = 4;
  static constexpr int finish_tries_max = 3;
  static constexpr model::Duration finish_pause = std::chrono::milliseconds(500);
  static constexpr model::Duration busy_pause = std::chrono::seconds(3);
  static constexpr model::Duration cache_age_max = std::chrono::minutes(5);

  Task<bool> take_lease();
  Task<bool> read_job();
  Task<Progress> reconcile();
  Task<Progress> observe(int round);
  Task<Progress> read_list();
  Task<Progress> read_event();
  Task<Progress> apply(const Plan& plan);
  Task<Progress> make(const PlanStep& step);
  Task<Progress> add(const PlanStep& step);
  Task<Progress> remove(const PlanStep& step);
  Task<Progress> write_event();
  Task<Progress> renew_lease();
  Task<> remove_unawaited(model::Assignment assignment);
  Task<> finish(Progress progress);

  [[nodiscard]] bool has(Guard guard) const { return guards_.has(guard); }
  [[nodiscard]] bool lease_lasts() const {
    return !has(Guard::lease) || !has(Guard::lease_check) ||
           leased_until_ - ports_.timer.now() >= options_.remote_timeout;
  }
  /// A write of ours whose outcome is unknown may still land.
  [[nodiscard]] bool writes_at_large() const {
    return notes_.unknown_at() != model::Time{} || recheck_at_ != model::Time{} || unfinished_;
  }
  [[nodiscard]] bool event_only() const {
    return work_.mark.event_only && !has(Guard::full_surface);
  }
  [[nodiscard]] model::Time now() const { return ports_.timer.now(); }
  Progress judge_read(const model::SpectoraReply& reply) { return notes_.judge_read(now(), reply); }
  std::optional<model::Job> take_cached_job();
  [[nodiscard]] model::Job nobody_wanted() const;
  void distort_wish();
  [[nodiscard]] model::RunEnd end_of(Progress progress) const;
  void report(Progress progress);

  AssignmentsPorts ports_;
  const AssignmentsOptions& options_;
  Guards guards_;
  JobWork work_;
  std::uint32_t failures_;
  MutantMemory& memory_;
  IntentClient store_;
  SpectoraClient spectora_;

  std::uint32_t fencing_ = 0;
  model::Time leased_until_{};
  std::uint32_t generation_ = 0;  ///< the job's when the lease was taken
  model::Time recheck_at_{};
  bool unfinished_ = false;  ///< the run before left no word

  model::Job job_;
  model::AssignmentList observed_;
  model::Time observed_at_{};  ///< when the list of the latest round was asked for
  model::CalendarEvent event_;
  bool event_right_ = false;  ///< the event was as wanted, when last heard of
  bool torn_ = false;         ///< list and event may not have held at once
  PlanOptions plan_options_;
  int posts_beside_ = 0;  ///< accepted ones of somebody who stood there alone with a wrong flag
  model::AssignmentList sent_away_;  ///< for a mutant: whose DELETE was sent
  std::vector<Task<>> unawaited_;    ///< for a mutant

  ReplyNotes<Guards> notes_;
  RunReport report_;
};

extern template class AssignmentsRun<SealedGuards>;
extern template class AssignmentsRun<AdjustableGuards>;

}  // namespace interleave::reconciler
