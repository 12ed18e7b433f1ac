#include "properties/job_watch.hpp"

#include <algorithm>

namespace interleave::properties {

using namespace model;

void JobWatch::reset() {
  saves_.clear();
  wire_.reset();
  prompt_.reset();
  budget_.reset();
  asks_.clear();
  in_step_ = true;
  was_in_step_ = true;
  in_step_at_probe_ = false;
  probing_ = false;
  record_open_ = false;
  poisoned_ = false;
  revoked_ = false;
  left_to_staff_ = false;
  touched_ = false;
  touched_at_ = Time{};
  broken_ = 0;
}

/// PROMPT. Asked before anything that changes the job or its remote, or restarts its clock.
void JobWatch::check_prompt(const Options& options, Time at) {
  if (in_step_ || unrecoverable()) return;
  if (prompt_.late(at, options.sweep_period / prompt_share)) break_promise(Promise::not_prompt);
}

void JobWatch::on_save(const Options& options, Time at, const Job& job) {
  check_prompt(options, at);
  ensure(!full(saves_), "no more saves of a job than a run makes");
  saves_.push_back(job);
  prompt_.forgive(PromptClock::Debt::generation);
  was_in_step_ = false;
  budget_.call_for();
}

void JobWatch::on_relinked(const Options& options, Time at) {
  check_prompt(options, at);
  prompt_.pay();
  touched_ = true;
  touched_at_ = at;
  was_in_step_ = false;
  in_step_at_probe_ = false;
  budget_.call_for();
}

void JobWatch::on_commit(Time at, const IntentCommit& commit) {
  if (wire_.stale(commit)) break_promise(Promise::stored_stale);
  wire_.on_commit(at, commit);
  if (commit.effect == IntentEffect::recorded) record_open_ = true;
  if (commit.effect == IntentEffect::record_closed) record_open_ = false;
}

void JobWatch::on_change(const Options& options, Time at, Author author, Cause run) {
  check_prompt(options, at);
  if (author == Author::hand || author == Author::late) {
    touched_ = true;
    touched_at_ = at;
    prompt_.disturb(at);
    budget_.call_for();
  }
  if (author == Author::hand) {
    prompt_.forgive(PromptClock::Debt::repair);
  } else if (RunTrail* const trail = wire_.trail_of(run)) {
    trail->applied = true;
    trail->unheard = author == Author::client;
    if (trail->refused) break_promise(Promise::applied_though_refused);
  }
}

/// When that ends, by staff or by somebody's hand, nobody tells a worker: the next who asks does.
void JobWatch::leave_to_staff(bool left) {
  if (left_to_staff_ && !left) prompt_.pay();
  left_to_staff_ = left;
}

void JobWatch::update(Time at, bool in_step, Author author) {
  const bool before = std::exchange(in_step_, in_step);
  if (in_step) {
    was_in_step_ = true;
    prompt_.pay();
  } else if (author == Author::late && before) {
    prompt_.owe(at, PromptClock::Debt::own_late_write);
  }
}

void JobWatch::on_wire(const Options& options, Time at, const WireRequest& request) {
  check_prompt(options, at);  // a fault that strikes the request would start the clock anew
  if (wire_.overlaps(request)) break_promise(Promise::overlap);
  if (wire_.past_lease(at, request)) break_promise(Promise::sent_late);
  if (wire_.impatient(at)) break_promise(Promise::impatient);
  if (wire_.blind(request)) break_promise(Promise::blind_post);
  const bool writes = !request.reads();
  if (writes && probing_ && in_step_at_probe_) break_promise(Promise::not_idempotent);
  budget_.send(writes);
  wire_.on_sent(at, request);
}

void JobWatch::on_reply(Time at, const WireRequest& request, const WireReply& reply) {
  if (reply.status == Status::unauthorized || reply.status == Status::forbidden ||
      reply.status == Status::unprocessable) {
    budget_.refuse();
  }
  wire_.on_reply(at, request, reply);
}

const Job& JobWatch::save_of(std::uint32_t generation) const {
  const auto found = std::ranges::find(saves_, generation, &Job::generation);
  ensure(found != saves_.end(), "answers about generations that were saved");
  return *found;
}

/// When a run began, as far as others can tell. It answers whoever had asked by then.
Time JobWatch::began_at(const RunTrail& trail) const {
  const LeaseTerm* const lease = wire_.lease_of(trail.fencing);
  return lease != nullptr ? lease->granted : trail.first_sent;
}

void JobWatch::answer_asks(Time began, const Answer& answer) {
  if (answer.verdict == Verdict::in_step) {
    const bool older = std::ranges::any_of(asks_, [&](const Ask& ask) {
      return ask.at <= began && ask.generation > answer.generation;
    });
    if (older) break_promise(Promise::older);
  }
  model::remove_if(asks_, [&](const Ask& ask) { return ask.at <= began; });
}

void JobWatch::on_fault(Time over, sim::Fault fault) {
  if (fault == sim::Fault::order_poisoned) poisoned_ = true;
  budget_.call_for();
  prompt_.disturb(over);
}

bool JobWatch::dies_between(Time at, std::uint8_t worker) const {
  const LeaseTerm* const lease = wire_.lease_at(at);
  if (lease == nullptr || lease->owner != worker) return false;
  const RunTrail* const trail = wire_.trail_of(lease->run);
  return trail != nullptr && trail->applied;
}

void JobWatch::on_crash(const Options& options, Time at, std::uint8_t worker) {
  check_prompt(options, at);
  wire_.on_crash(worker);
  asks_.clear();  // whoever waits for an answer of a dead worker sees an error
  prompt_.forgive(PromptClock::Debt::repair);
}

void JobWatch::settle(const Options& options, Time at, bool any_poisoned) {
  in_step_at_probe_ = in_step_;
  check_prompt(options, at);
  const auto sweeps = static_cast<std::uint32_t>(at.time_since_epoch() / options.sweep_period) + 1;
  if (budget_.writes_exceeded(options.rates)) break_promise(Promise::writes);
  if (budget_.requests_exceeded(options.rates, sweeps)) break_promise(Promise::requests);
  if (!asks_.empty()) break_promise(Promise::unanswered);
  if (in_step_) return;
  if (!record_open_) break_promise(Promise::unrecorded);
  if (!unrecoverable()) break_promise(any_poisoned ? Promise::held_up : Promise::not_live);
}

}  // namespace interleave::properties
