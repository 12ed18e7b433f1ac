#pragma once

#include <cstddef>

#include "model/spectora.hpp"
#include "properties/change_log.hpp"

namespace interleave::properties {

/// What the remote order shows is what its job wants: inspectors, primary and calendar event.
[[nodiscard]] bool in_step(const model::Job& job, const model::AssignmentList& shown,
                           const model::CalendarEvent& event);

/// The latest commits of one remote order with their times, so that what it showed a while ago can
/// be told from what it shows now.
class OrderLog {
 public:
  /// How far back it remembers; older commits are forgotten.
  static constexpr std::size_t commits_max = 64;

  void reset() {
    changes_.reset();
    event_ = {};
  }
  /// It begins anew, with an order whose event says that.
  void begin(const model::CalendarEvent& event) {
    changes_.reset();
    event_ = event;
  }
  void on_commit(model::Time at, const model::SpectoraCommit& commit);

  /// Whether the order, which shows `now`, was in step with the job at some moment of [from, to],
  /// `to` being now. True as well when the log does not reach back to `from`.
  [[nodiscard]] bool was_in_step(const model::Job& job, const model::AssignmentList& now,
                                 model::Time from) const;

 private:
  struct Shown {
    model::AssignmentList assignments;
    model::CalendarEvent event;
  };
  struct Change {
    model::SpectoraEffect effect = model::SpectoraEffect::assigned;
    model::Assignment assignment;
    model::CalendarEvent before;  ///< event_written: what the event said before
  };
  friend void undo(const Change& change, Shown& shown);

  ChangeLog<Change, commits_max> changes_;
  model::CalendarEvent event_;
};

}  // namespace interleave::properties
