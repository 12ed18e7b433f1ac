#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "model/crew_table.hpp"
#include "properties/change_log.hpp"

namespace interleave::properties {

/// Why somebody who is wanted does not stand at Flex, as far as the commit logs tell.
enum class Loss : std::uint8_t {
  none,
  dropped,  ///< his row was dropped, for a hand had deleted his contact, and he was not added again
  pruned,   ///< a sync deleted his contact though he was wanted
  aliased,  ///< a sync of another call of the element did
};

/// One element as the commit logs of Flex and of the tables tell it: which lines stand there and
/// whose they are, which rows name them, and whom its calls want. The judge's own account, kept
/// apart from the simulated services' state.
///
/// A line is ours if a request of ours has added it, or if it stood there for a technician when the
/// run started. One that somebody else added while nobody knew what had become of an add of ours
/// for that technician counts as ours once a row names it: nobody could tell. A line is claimed
/// once a row names it, or the journal has it whose id was answered: until then a crash forgets it.
class ElementCrew {
 public:
  /// How far back it remembers; older commits are forgotten.
  static constexpr std::size_t commits_max = 64;

  void reset();

  // ---- What happens ----
  void on_commit(model::Time at, const model::FlexCommit& commit);
  void on_commit(model::Time at, const model::CrewTableCommit& commit);
  void on_commit(const model::CrewWish& wish);
  /// An add of ours for that technician is sent: its outcome is open. Before it a list was asked
  /// for that can miss what was added after `seen_until`.
  void open_add(model::Time at, model::InspectorId technician, model::Time seen_until);
  /// The outcome of the latest add for that technician is known.
  void close_add(model::InspectorId technician) { open_[technician.value].reset(); }
  /// It seems in step, and somebody's hand is about to change that.
  void leave_seeming(model::Time at) { seemed_until_ = at; }
  /// No add that was sent by then can still land unseen.
  void close_adds_sent_by(model::Time time);
  /// The id of a line has been answered to us.
  void answer(model::LineId line);
  /// The journal is that from now on.
  void on_recorded(const model::CrewJournal& journal);
  /// A sync of that call deletes a line: asked for right before the commit.
  void deletes_for(model::JobId call) { deleting_for_ = call; }

  // ---- What is known ----
  /// The lines that are ours, oldest first.
  [[nodiscard]] const model::LineList& ours() const { return ours_; }
  /// Whether that line, which stands there or did lately, is ours to delete.
  [[nodiscard]] bool may_delete(model::LineId line) const;
  [[nodiscard]] bool stands(model::LineId line) const;
  [[nodiscard]] std::size_t count(model::InspectorId technician) const;
  /// Some row names that line.
  [[nodiscard]] bool tracked(model::LineId line) const;
  /// A technician's line stands there that is none of ours.
  [[nodiscard]] bool stray() const;
  /// Those, oldest first.
  [[nodiscard]] model::LineList strays() const;
  /// An add without an answer can have made each of several lines of one technician.
  [[nodiscard]] bool unclear() const;
  /// That line is ours, of somebody whom the wish names, and the only one of theirs in such a list.
  [[nodiscard]] bool only_of(const model::LineList& listed, model::LineId line,
                             const model::InspectorList& wish) const;
  /// How many of our lines are too many for such a job.
  [[nodiscard]] std::size_t surplus(const model::Job& wish) const;
  /// Some call has two rows of one technician, whoever it is or that one.
  [[nodiscard]] bool doubled() const;
  [[nodiscard]] bool doubled(model::InspectorId technician) const;
  /// Some row names a line that does not stand there.
  [[nodiscard]] bool names_what_is_gone() const;
  /// Some call wants them, whatever Flex can do about it.
  [[nodiscard]] bool wanted(model::InspectorId technician) const;
  /// Somebody is on that call, or a row of it names somebody.
  [[nodiscard]] bool concerns(model::JobId call) const {
    const Call& there = calls_[call.value / model::elements_max];
    return !there.members.empty() || !there.rows.empty();
  }
  [[nodiscard]] bool wanted_on(model::JobId call, model::InspectorId technician) const;
  /// Their role on some call was cleared, and no call wants them.
  [[nodiscard]] bool cleared(model::InspectorId technician) const;
  [[nodiscard]] Loss loss(model::InspectorId technician) const { return loss_[technician.value]; }

  /// Whether our lines are what a job wants: each technician with a resource once, and in sound the
  /// lead alone as lead.
  [[nodiscard]] bool in_step(const model::Job& wish) const;
  /// Whether they are, or would be if what somebody else added, and nobody can tell from what an
  /// add of ours can have made, were ours.
  [[nodiscard]] bool seems_in_step(const model::Job& wish) const;
  /// Whether they were, or seemed so, at some moment since then.
  [[nodiscard]] bool was_in_step(const model::Job& wish, model::Time from) const;

 private:
  struct Line {
    model::CrewLine line;
    bool ours = false;
    bool adoptable = false;
    bool gone = false;
    bool gone_by_hand = false;
    bool answered = false;
    bool claimed = false;
    model::Time added_at{};
  };
  struct Call {
    model::CrewMembers members;
    model::CrewRows rows;
  };
  /// A change of our lines.
  struct Change {
    model::FlexEffect effect = model::FlexEffect::added;
    model::CrewLine line;   ///< deleted: as it stood; role_set: as it stood before
    std::size_t place = 0;  ///< deleted: where in the list
  };
  friend void undo(const Change& change, model::LineList& lines);

  static constexpr std::size_t lines_max = model::lines_per_element_max;

  Line* find(model::LineId line);
  [[nodiscard]] const Line* find(model::LineId line) const;
  Call& call_of(model::JobId call) { return calls_[call.value / model::elements_max]; }
  void own(model::Time at, const model::CrewLine& line);
  void lose(model::Time at, const model::CrewLine& line);
  void note_loss(const model::FlexCommit& commit);
  void note_drop(model::JobId call, const model::CrewRow& row);

  model::List<Line, lines_max> lines_;  ///< every one that ever stood there
  model::LineList ours_;
  std::array<Call, model::calls_per_element> calls_;
  std::array<std::optional<model::Time>, model::technicians_max> open_{};  ///< since when
  std::array<Loss, model::technicians_max> loss_{};
  model::JobId deleting_for_ = model::JobId::none();
  ChangeLog<Change, commits_max> changes_;
  std::optional<model::Time> seemed_until_;  ///< in step, when somebody's hand changed it
  model::ElementId element_ = model::ElementId::none();
};

}  // namespace interleave::properties
