#pragma once

#include <vector>

#include "reconciler/plan.hpp"
#include "reconciler/session.hpp"
#include "reconciler/spectora_client.hpp"

namespace interleave::reconciler {

/// The ports of a worker of assignments.
struct AssignmentsPorts {
  SpectoraPort& spectora;
  IntentPort& intents;
  Timer& timer;
};

/// One run of a key: lease → desired → (observe → plan → apply)* → finish. Success is a read that
/// shows the order in step, sent when it cannot miss our last write. A write whose outcome is
/// unknown is never sent again before a read has looked for it. Of a job that names no order it
/// waits for one, and of a cancelled one there is nothing to do.
template <class Guards>
class AssignmentsRun {
 public:
  using Ports = AssignmentsPorts;

  AssignmentsRun(const AssignmentsPorts& ports, const SyncOptions& options, const Guards& guards,
                 const Work<model::JobId>& work, std::uint32_t failures, MutantMemory& memory);

  /// The run must outlive the task.
  Task<RunReport> go();

 private:
  /// A key is tried this often from observing to applying before the run gives up.
  static constexpr int rounds_max = 5;

  Task<Progress> reconcile();
  [[nodiscard]] Progress judge_job();
  Task<Progress> observe(int round);
  Task<Progress> read_list();
  Task<Progress> read_event();
  Task<Progress> apply(const Plan& plan);
  Task<Progress> make(const PlanStep& step);
  Task<Progress> add(const PlanStep& step);
  Task<Progress> remove(const PlanStep& step);
  Task<Progress> write_event();
  Task<> remove_unawaited(model::Assignment assignment);

  [[nodiscard]] bool has(Guard guard) const { return session_.has(guard); }
  [[nodiscard]] const model::Job& job() const { return session_.job(); }
  [[nodiscard]] model::Time now() const { return session_.now(); }
  [[nodiscard]] ReplyNotes<Guards>& notes() { return session_.notes(); }
  [[nodiscard]] bool event_only() const {
    return session_.work().mark.event_only && !has(Guard::full_surface);
  }

  Guards guards_;
  Session<Guards> session_;
  MutantMemory& memory_;
  SpectoraClient spectora_;

  model::AssignmentList observed_;
  /// When the list of the latest round was asked for, or there was nothing to ask for.
  model::Time observed_at_{};
  model::CalendarEvent event_;
  bool event_right_ = false;  ///< the event was as wanted, when last heard of
  bool torn_ = false;         ///< list and event may not have held at once
  PlanOptions plan_options_;
  int posts_beside_ = 0;  ///< accepted ones of somebody who stood there alone with a wrong flag
  model::AssignmentList sent_away_;  ///< for a mutant: whose DELETE was sent
  std::vector<Task<>> unawaited_;    ///< for a mutant
};

extern template class AssignmentsRun<SealedGuards>;
extern template class AssignmentsRun<AdjustableGuards>;

}  // namespace interleave::reconciler
