#pragma once

#include "reconciler/crew_plan.hpp"
#include "reconciler/crew_ports.hpp"
#include "reconciler/session.hpp"

namespace interleave::reconciler {

/// One run of an element, which goes by the job of its number: lease → (desired → books → list →
/// plan → apply)* → finish. Success is a list that shows the contacts of ours as they are wanted,
/// sent when it cannot miss our last write. An add is in the journal before it is sent; one whose
/// outcome is unknown is decided, by whichever run comes then, when it can no longer land. Right
/// before a contact is deleted the crew is read once more.
///
/// Two things end a run, and leave the rest to the next: when Flex refuses it, and not at once, it
/// may have missed a new token, and the next logs in anew; a write of the books without an answer
/// may be done later, and the next has a lease under which it no longer can.
template <class Guards>
class CrewRun {
 public:
  using Ports = CrewPorts;

  /// A run that would delete more contacts than this leaves that to staff, and goes on once they
  /// have taken the matter over.
  static constexpr std::size_t deletions_max = 4;

  CrewRun(const CrewPorts& ports, const SyncOptions& options, const Guards& guards,
          const Work<model::JobId>& work, std::uint32_t failures, MutantMemory& memory);

  /// The run must outlive the task.
  Task<RunReport> go();

 private:
  /// A crew is tried this often from reading it to applying before the run gives up.
  static constexpr int rounds_max = 5;

  Task<Progress> reconcile();
  Task<Progress> observe();
  Task<Progress> read_books();
  Task<Progress> list();
  Task<Progress> end_round();
  Task<Progress> apply();
  Task<Progress> add_all();
  Task<Progress> add(model::InspectorId technician);
  Task<Progress> open_entry(model::InspectorId technician);
  Task<Progress> send_add(model::InspectorId technician);
  Task<Progress> set_role(RoleStep step);
  Task<Progress> remove_all();
  Task<Progress> remove(model::LineId line);
  Task<Progress> remove_at_once();
  Task<Progress> prepare();
  Task<Progress> prepare_delete();
  Task<Progress> keep_books();

  [[nodiscard]] bool has(Guard guard) const { return session_.has(guard); }
  [[nodiscard]] model::ElementId element() const { return sight_.element; }
  [[nodiscard]] model::Time now() const { return session_.now(); }
  [[nodiscard]] ReplyNotes<Guards>& notes() { return session_.notes(); }
  /// How long after its entry was written an add may still land, or be missing from a list.
  [[nodiscard]] model::Duration landing_max() const {
    const SyncOptions& options = session_.options();
    return options.store_timeout + options.remote_timeout + options.late_effect_max +
           options.list_lag;
  }
  [[nodiscard]] bool within_budget() const;
  void note(const model::FlexReply& reply);
  void disown(model::InspectorId technician);
  void count_as_gone(model::LineId line);

  Guards guards_;
  Session<Guards> session_;
  FlexClient flex_;
  CrewTableClient tables_;

  CrewSight sight_;
  CrewPlan plan_;
  model::List<model::CrewEntry, model::technicians_max> answered_;  ///< not in the database yet
  bool asked_before_ = false;   ///< this run has asked Flex for something
  bool over_ = false;           ///< it cannot go on: see above
  bool books_changed_ = false;  ///< `plan_.books`, or what was read, is not what the database has
  model::Time observed_at_{};   ///< when the latest round asked for the list
  std::uint8_t lists_failed_ = 0;
  bool batch_tried_ = false;
  model::List<model::LineId, model::lines_per_element_max> deleted_;  ///< for which one was sent
  model::LineIdList sent_away_;                                       ///< for mutants
};

extern template class CrewRun<SealedGuards>;
extern template class CrewRun<AdjustableGuards>;

}  // namespace interleave::reconciler
