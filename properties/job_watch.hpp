#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "model/ensure.hpp"
#include "model/intent.hpp"
#include "model/list.hpp"
#include "properties/budget.hpp"
#include "properties/promises.hpp"
#include "properties/prompt_clock.hpp"
#include "properties/run_watch.hpp"
#include "sim/faults.hpp"

namespace interleave::properties {

/// One job and what is kept in step with it at a remote, as the commit logs, the wire and the
/// answers to people show it: judges the promises that are the same for every system. What the
/// remote holds its owner knows, and says with `update` whether it is what the job wants.
///
/// WasInStep is `bool(const model::Job&, model::Time from)`: whether the remote was in step with
/// such a job at some moment since then.
class JobWatch {
 public:
  struct Options {
    /// A list may miss writes younger than this.
    model::Duration lag{};
    model::Duration sweep_period = std::chrono::hours(1);
    Budget::Rates rates;
  };

  /// Field by field: as a whole, it is too large to be copied for each run.
  void reset();

  // ---- What happens, in its order ----

  /// The job as the run starts, or as it is made.
  void begin(const model::Job& job) { saves_.push_back(job); }
  /// The run is being set up: nothing is owed on the way there, and nobody is told of how it
  /// starts.
  void begin_in_step(bool in_step) { in_step_ = in_step; }
  /// People save the job.
  void on_save(const Options& options, model::Time at, const model::Job& job);
  /// The job has another counterpart at the remote than before: nothing is owed about that one, and
  /// whether it was ever in step is open. To be told before `update`.
  void on_relinked(const Options& options, model::Time at);
  void on_commit(model::Time at, const model::IntentCommit& commit);
  /// That run writes down in our own tables what it knows.
  void on_store_write(model::Cause run) {
    if (wire_.lost_lease(run)) break_promise(Promise::stored_stale);
  }
  /// Something changes at the remote. To be told before `update`.
  void on_change(const Options& options, model::Time at, model::Author author, model::Cause run);
  /// Whether the remote is now as the job wants it. `author`: who changed it, if somebody did.
  void update(model::Time at, bool in_step, model::Author author = model::Author::start);
  void on_wire(const Options& options, model::Time at, const WireRequest& request);
  void on_reply(model::Time at, const WireRequest& request, const WireReply& reply);
  template <class WasInStep>
  void on_answer(const Options& options, model::Time at, const model::Answer& answer,
                 const WasInStep& was_in_step);
  template <class WasInStep>
  void on_announced(const Options& options, model::Time at, std::uint32_t generation,
                    const WasInStep& was_in_step);
  template <class WasInStep>
  void on_asked(const Options& options, model::Time at, const WasInStep& was_in_step);
  void on_fault(model::Time over, sim::Fault fault);
  /// Nothing has to be prompt before then.
  void excuse(model::Time until) { prompt_.disturb(until); }
  /// Nobody can know that anything is owed until now.
  void forgive() { prompt_.pay(); }
  /// Spectora refuses everything for good.
  void revoke() { revoked_ = true; }
  /// Staff have to look at it, and until then the core must not go on by itself; or no longer.
  void leave_to_staff(bool left);
  void on_crash(const Options& options, model::Time at, std::uint8_t worker);
  /// Settling is over. `any_poisoned`: some key is.
  void settle(const Options& options, model::Time at, bool any_poisoned);
  /// Whatever is sent from now on is the probe's.
  void on_probe() { probing_ = true; }

  // ---- What is known ----

  /// Nothing is known of such a job.
  [[nodiscard]] bool empty() const { return saves_.empty(); }
  [[nodiscard]] const model::Job& job() const { return saves_.back(); }
  /// As people saved it, oldest first.
  [[nodiscard]] const auto& saves() const { return saves_; }
  [[nodiscard]] bool in_step() const { return in_step_; }
  [[nodiscard]] bool record_open() const { return record_open_; }
  /// Spectora refuses for good what would bring it in step, or only staff may do it.
  [[nodiscard]] bool unrecoverable() const { return revoked_ || poisoned_ || left_to_staff_; }
  [[nodiscard]] bool left_to_staff() const { return left_to_staff_; }
  [[nodiscard]] bool revoked() const { return revoked_; }
  [[nodiscard]] bool poisoned() const { return poisoned_; }
  /// A hand, a late write or a link has changed it since then.
  [[nodiscard]] bool touched_since(model::Time from) const {
    return touched_ && touched_at_ >= from;
  }
  [[nodiscard]] const RunWatch& wire() const { return wire_; }
  /// A worker dies that holds the lease and has changed something under it.
  [[nodiscard]] bool dies_between(model::Time at, std::uint8_t worker) const;

  /// The promises that were broken since it was asked last.
  [[nodiscard]] std::uint32_t take_broken() { return std::exchange(broken_, 0U); }
  static constexpr std::uint32_t bit(Promise promise) {
    return std::uint32_t{1} << static_cast<unsigned>(promise);
  }

 private:
  /// The saves of one job that are remembered: more than a run makes.
  static constexpr std::size_t saves_max = 32;
  static constexpr std::size_t asks_max = 16;
  /// PROMPT: what is owed is late after this share of a sweep period, one in so many.
  static constexpr std::uint32_t prompt_share = 10;

  struct Ask {
    model::Time at{};
    std::uint32_t generation = 0;
  };

  void break_promise(Promise promise) { broken_ |= bit(promise); }
  void check_prompt(const Options& options, model::Time at);
  [[nodiscard]] const model::Job& save_of(std::uint32_t generation) const;
  [[nodiscard]] model::Time began_at(const RunTrail& trail) const;
  void answer_asks(model::Time began, const model::Answer& answer);
  /// An edit or late write so young that a list may still miss it, before which the remote was as
  /// the job wants it now: whoever reads it may rightly find nothing to do.
  template <class WasInStep>
  [[nodiscard]] bool may_look_in_step(const Options& options, model::Time at,
                                      const WasInStep& was_in_step) const {
    if (!touched_ || at >= touched_at_ + options.lag) return false;
    return was_in_step(job(), at - options.lag);
  }

  model::List<model::Job, saves_max> saves_;  ///< the last is the job as it stands
  RunWatch wire_;
  PromptClock prompt_;
  Budget budget_;
  model::List<Ask, asks_max> asks_;  ///< of people who wait for the answer
  bool in_step_ = true;
  bool was_in_step_ = true;  ///< since the latest save, or link
  bool in_step_at_probe_ = false;
  bool probing_ = false;
  bool record_open_ = false;
  bool poisoned_ = false;  ///< Spectora refuses to write this key for good
  bool revoked_ = false;
  bool left_to_staff_ = false;
  bool touched_ = false;  ///< by a hand, a late write or a link
  model::Time touched_at_{};
  std::uint32_t broken_ = 0;
};

/// TRUTH.
template <class WasInStep>
void JobWatch::on_answer(const Options& options, model::Time at, const model::Answer& answer,
                         const WasInStep& was_in_step) {
  RunTrail* const trail = wire_.trail_of(answer.run);
  const model::Time began = trail == nullptr ? at : began_at(*trail);
  if (answer.verdict == model::Verdict::in_step) {
    if (trail == nullptr || !RunWatch::verified(*trail, options.lag)) {
      break_promise(Promise::unverified);
    }
    if (trail != nullptr &&
        !was_in_step(save_of(answer.generation), trail->first_sent - options.lag)) {
      break_promise(Promise::untrue);
    }
  }
  if (answer.verdict == model::Verdict::refused && trail != nullptr) {
    trail->refused = true;
    if (trail->applied) break_promise(Promise::applied_though_refused);
  }
  answer_asks(began, answer);
}

template <class WasInStep>
void JobWatch::on_announced(const Options& options, model::Time at, std::uint32_t generation,
                            const WasInStep& was_in_step) {
  check_prompt(options, at);
  if (generation != job().generation || was_in_step_) return;
  // Whoever looks may confirm it, and then to be told once more is no news.
  if (may_look_in_step(options, at, was_in_step)) {
    was_in_step_ = true;
    return;
  }
  prompt_.owe(at, PromptClock::Debt::generation);
}

template <class WasInStep>
void JobWatch::on_asked(const Options& options, model::Time at, const WasInStep& was_in_step) {
  check_prompt(options, at);
  budget_.call_for();
  if (model::full(asks_)) asks_.erase(asks_.begin());
  asks_.push_back({at, job().generation});
  if (in_step_) return;
  // A list may still miss an edit as young as that.
  const bool visible = !touched_ || at >= touched_at_ + options.lag;
  if (visible) prompt_.owe(at, PromptClock::Debt::repair);
  if (!was_in_step_ && !may_look_in_step(options, at, was_in_step)) {
    prompt_.owe(at, PromptClock::Debt::generation);
  }
}

}  // namespace interleave::properties
