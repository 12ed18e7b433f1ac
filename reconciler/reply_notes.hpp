#pragma once

#include <algorithm>

#include "reconciler/guards.hpp"
#include "reconciler/outcome.hpp"

namespace interleave::reconciler {

/// How far a step of a run has come.
enum class Progress : std::uint8_t {
  go_on,
  in_step,
  idle,        ///< nothing has to be kept in step
  failed,      ///< worth trying again
  refused,     ///< the remote refuses for good
  stopped,     ///< staff have to look first
  waits,       ///< what came of a write shows only when it can no longer land
  held,        ///< the remote asked to wait
  superseded,  ///< the lease has gone to another
};

/// How long an order is left alone after a 429: as long as Spectora asks, within bounds; and when
/// it does not say, or says nothing of use, for a while.
inline constexpr model::Duration hold_least = std::chrono::seconds(1);
inline constexpr model::Duration hold_unsaid = std::chrono::seconds(5);
inline constexpr model::Duration hold_most = std::chrono::seconds(60);

/// What the replies of Spectora mean for one run, and what of them it has to remember. Every time
/// is that of the worker's clock. A Reply has a status, and perhaps says how long to wait.
template <class Guards>
class ReplyNotes {
 public:
  explicit ReplyNotes(const Guards& guards) : guards_(guards) {}

  /// A run before this one wrote, or may have, at that time.
  void wrote_before(model::Time at) { wrote_at_ = at; }

  template <class Reply>
  Progress judge_read(model::Time now, const Reply& reply) {
    return is_read(reply.status) ? Progress::go_on : judge_refusal(now, reply);
  }
  Outcome note_write(model::Time now, Write write, model::Status status);
  /// A write of unknown outcome fails the round: only a read can tell.
  template <class Reply>
  Progress judge_write(model::Time now, Outcome outcome, const Reply& reply) {
    if (outcome == Outcome::applied) return Progress::go_on;
    return outcome == Outcome::not_applied ? judge_refusal(now, reply) : Progress::failed;
  }
  /// For mutants: whether a POST of unknown outcome is sent again without a read.
  [[nodiscard]] bool sends_again(model::Status status) const;

  /// The last answer to a write of ours; zero: none.
  [[nodiscard]] model::Time wrote_at() const { return wrote_at_; }
  /// The last answer that left an outcome unknown; zero: none.
  [[nodiscard]] model::Time unknown_at() const { return unknown_at_; }
  /// Spectora asked to be left alone until then; zero: it did not.
  [[nodiscard]] model::Time held_until() const { return held_until_; }
  /// Some write took effect, or may have.
  [[nodiscard]] bool changed() const { return changed_; }

 private:
  template <class Reply>
  Progress judge_refusal(model::Time now, const Reply& reply);
  [[nodiscard]] bool has(Guard guard) const { return guards_.has(guard); }

  Guards guards_;
  model::Time wrote_at_{};
  model::Time unknown_at_{};
  model::Time held_until_{};
  bool changed_ = false;
};

template <class Guards>
Outcome ReplyNotes<Guards>::note_write(model::Time now, Write write, model::Status status) {
  Outcome outcome = outcome_of(write, status);
  if (status == model::Status::not_found && !has(Guard::gone_is_done)) {
    outcome = Outcome::not_applied;
  }
  if (status == model::Status::accepted && !has(Guard::accepted_is_unknown)) {
    outcome = Outcome::applied;
  }
  wrote_at_ = now;
  if (outcome != Outcome::not_applied) changed_ = true;
  if (outcome == Outcome::unknown) unknown_at_ = now;
  return outcome;
}

template <class Guards>
bool ReplyNotes<Guards>::sends_again(model::Status status) const {
  const bool silent = status == model::Status::timed_out || status == model::Status::unreadable;
  if (silent) return !has(Guard::reread_after_timeout);
  const bool error = static_cast<std::uint16_t>(status) >= 500;
  return error && !has(Guard::reread_after_error);
}

/// A request that had no effect: never, not now, or perhaps at the next try.
template <class Guards>
template <class Reply>
Progress ReplyNotes<Guards>::judge_refusal(model::Time now, const Reply& reply) {
  if (is_final(reply.status)) return Progress::refused;
  if (reply.status != model::Status::too_many_requests || !has(Guard::honour_hold)) {
    return Progress::failed;
  }
  const model::Duration said = reply.retry_after.value_or(model::Duration{});
  model::Duration wait = std::min(said, hold_most);
  if (has(Guard::hold_unread)) {
    wait = said <= model::Duration{} ? hold_unsaid : std::max(wait, hold_least);
  }
  held_until_ = now + wait;
  return Progress::held;
}

}  // namespace interleave::reconciler
