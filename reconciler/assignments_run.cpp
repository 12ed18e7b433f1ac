#include "reconciler/assignments_run.hpp"

#include <algorithm>
#include <utility>

#include "reconciler/list_reading.hpp"

namespace interleave::reconciler {

using namespace model;

template <class Guards>
AssignmentsRun<Guards>::AssignmentsRun(const AssignmentsPorts& ports,
                                       const AssignmentsOptions& options, const Guards& guards,
                                       const JobWork& work, std::uint32_t failures,
                                       MutantMemory& memory)
    : ports_(ports),
      options_(options),
      guards_(guards),
      work_(work),
      failures_(failures),
      memory_(memory),
      store_(ports.intents, {work.run, options.worker, options.store_timeout, options.lease,
                             guards.has(Guard::foreign_times) ? &ports.timer : nullptr}),
      spectora_(ports.spectora, {work.run, Issuer::attik_created, 0, options.remote_timeout}),
      notes_(guards) {
  report_.answer.job = work.key;
  report_.answer.run = work.run;
}

template <class Guards>
Task<RunReport> AssignmentsRun<Guards>::go() {
  const bool leased = co_await take_lease();
  if (!leased) co_return report_;
  const Progress progress = co_await reconcile();
  co_await finish(progress);
  co_return report_;
}

// ---- Lease and desired state ----

template <class Guards>
Task<bool> AssignmentsRun<Guards>::take_lease() {
  if (!has(Guard::lease)) co_return true;
  const Time asked_at = now();
  const IntentClient::Acquire how{work_.mark.force, !has(Guard::confirm_after_run)};
  const IntentReply& reply = co_await store_.acquire(work_.key, how);
  const Time stores_now = has(Guard::foreign_times) ? reply.answered_at : Time{};
  const Time recheck_at = translated(reply.intent.recheck_at, stores_now, now());
  switch (reply.status) {
    case IntentStatus::ok:
      break;
    case IntentStatus::nothing_to_do:
      report_.kind = RunReport::Kind::nothing_to_do;
      report_.recheck_at = recheck_at;
      co_return false;
    case IntentStatus::busy:
      report_.kind = RunReport::Kind::busy;
      report_.until =
          std::max(now() + busy_pause, translated(reply.intent.held_until, stores_now, now()));
      co_return false;
    default:
      co_return false;
  }
  fencing_ = reply.intent.fencing;
  // Our clock may only end the lease before the store's does.
  leased_until_ = asked_at + options_.lease;
  generation_ = reply.generation;
  recheck_at_ = recheck_at;
  unfinished_ = reply.unfinished;
  // A run that left no word may have written until it died.
  notes_.wrote_before(unfinished_ ? now() : translated(reply.intent.wrote_at, stores_now, now()));
  co_return true;
}

template <class Guards>
Task<bool> AssignmentsRun<Guards>::read_job() {
  const Time asked_at = now();
  const std::optional<Job> cached = take_cached_job();
  if (cached) {
    job_ = *cached;
  } else {
    const IntentReply& reply = co_await store_.read_job(work_.key);
    const bool read = reply.status == IntentStatus::ok;
    if (!read && has(Guard::desired_read_checked)) co_return false;
    job_ = read ? reply.job : nobody_wanted();
    if (has(Guard::newer_desired) && job_.generation < generation_) co_return false;
    if (!has(Guard::fresh_desired)) memory_.job = {asked_at, job_};
  }
  if (!has(Guard::echo_is_a_hint)) distort_wish();
  report_.answer.generation = job_.generation;
  const bool native = job_.created == Creation::spectora && has(Guard::scope);
  spectora_.send_as(native ? Issuer::spectora_native : Issuer::attik_created, fencing_);
  co_return true;
}

/// For a mutant: the job as the run before read it, used once and only while it is young.
template <class Guards>
std::optional<Job> AssignmentsRun<Guards>::take_cached_job() {
  if (has(Guard::fresh_desired)) return std::nullopt;
  const std::optional<CachedJob> cached = std::exchange(memory_.job, std::nullopt);
  if (!cached || now() - cached->read_at > cache_age_max) return std::nullopt;
  return cached->job;
}

/// For a mutant: an echo has the last word.
template <class Guards>
void AssignmentsRun<Guards>::distort_wish() {
  const auto echoed = std::exchange(memory_.echoed, std::nullopt);
  if (echoed) job_.inspectors = *echoed;
}

/// For a mutant: what a job looks like that could not be read.
template <class Guards>
Job AssignmentsRun<Guards>::nobody_wanted() const {
  Job job;
  job.id = work_.key;
  job.order = OrderId{work_.key.value};
  job.generation = generation_;
  return job;
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::renew_lease() {
  const Time asked_at = now();
  const IntentReply& reply = co_await store_.renew(work_.key, fencing_);
  if (reply.status == IntentStatus::superseded) co_return Progress::superseded;
  if (reply.status != IntentStatus::ok) co_return Progress::failed;
  leased_until_ = asked_at + options_.lease;
  // The answer itself may have come too late.
  co_return lease_lasts() ? Progress::go_on : Progress::failed;
}

// ---- Observe, plan, apply ----

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::reconcile() {
  const bool read = co_await read_job();
  if (!read) co_return Progress::failed;
  for (int round = 0; round < rounds_max; ++round) {
    const Progress seen = co_await observe(round);
    if (seen == Progress::failed) continue;
    if (seen != Progress::go_on) co_return seen;
    const Plan todo = plan(job_, observed_, event_, plan_options_, guards_);
    if (todo.empty() && !torn_) co_return Progress::in_step;
    const Progress applied = co_await apply(todo);
    if (applied == Progress::failed) continue;
    if (applied != Progress::go_on) co_return applied;
    if (!has(Guard::verify)) co_return Progress::in_step;
  }
  co_return Progress::failed;
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::observe(int round) {
  // List and event are two reads. When the event was not right before the list was read, a write of
  // ours that landed in between may have made it so, and the two never held at once.
  torn_ = writes_at_large() && !event_right_;
  const Time believable = notes_.wrote_at() + options_.list_lag;
  const bool wrote = notes_.wrote_at() != Time{};
  if (has(Guard::wait_out_lag) && wrote && now() < believable) {
    co_await Sleep(ports_.timer, believable);
  }
  if (event_only()) {
    observed_.clear();
    for (const InspectorId inspector : job_.inspectors) {
      observed_.push_back({Cause{}, inspector, inspector == job_.primary()});
    }
  } else {
    observed_at_ = now();
    const Progress listed = co_await read_list();
    if (listed != Progress::go_on) {
      if (has(Guard::list_read_checked) || listed == Progress::superseded) co_return listed;
      observed_.clear();
    }
  }
  if (!has(Guard::delete_status)) {
    for (const Assignment& gone : sent_away_) {
      model::remove_if(observed_, [&](const Assignment& a) { return a.record == gone.record; });
    }
  }
  if (round > 0 && !has(Guard::verify_calendar)) {
    event_ = wanted_event(job_);
    co_return Progress::go_on;
  }
  co_return co_await read_event();
}

/// Whoever stands on the order: the live rows of all pages of its list, as they stood at one
/// moment.
template <class Guards>
Task<Progress> AssignmentsRun<Guards>::read_list() {
  ListReading reading({has(Guard::all_pages), has(Guard::steady_pages)});
  while (!reading.done()) {
    if (!lease_lasts()) {
      const Progress renewed = co_await renew_lease();
      if (renewed != Progress::go_on) co_return renewed;
    }
    const std::uint8_t page = reading.page();
    const SpectoraReply& reply = co_await spectora_.list_assignments(job_.order, page);
    const Progress read = judge_read(reply);
    if (read != Progress::go_on) co_return read;
    reading.take(reply);
  }
  if (!reading.whole()) co_return Progress::failed;
  observed_ = reading.rows();
  if (has(Guard::live_rows)) {
    model::remove_if(observed_,
                     [](const Assignment& row) { return row.standing != Standing::live; });
  }
  co_return Progress::go_on;
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::read_event() {
  if (!lease_lasts()) {
    const Progress renewed = co_await renew_lease();
    if (renewed != Progress::go_on) co_return renewed;
  }
  const SpectoraReply& reply = co_await spectora_.get_event(job_.order);
  const Progress read = judge_read(reply);
  if (read == Progress::go_on) event_ = reply.event;
  event_right_ = read == Progress::go_on && event_ == wanted_event(job_);
  co_return read;
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::apply(const Plan& plan) {
  for (const PlanStep& step : plan.steps) {
    if (!lease_lasts()) {
      const Progress renewed = co_await renew_lease();
      if (renewed != Progress::go_on) co_return renewed;
    }
    const Progress made = co_await make(step);
    const bool undaunted = step.kind == PlanStep::Kind::add && !has(Guard::adds_succeed_first);
    if (made != Progress::go_on && !undaunted) co_return made;
  }
  co_return Progress::go_on;
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::make(const PlanStep& step) {
  if (step.kind == PlanStep::Kind::add) co_return co_await add(step);
  if (step.kind == PlanStep::Kind::remove) co_return co_await remove(step);
  co_return co_await write_event();
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::add(const PlanStep& step) {
  const InspectorId inspector = step.assignment.inspector;
  const bool primary = step.assignment.primary;
  const bool beside = observed_.size() == 1 && observed_.front().inspector == inspector;
  for (int tries = 0;; ++tries) {
    const SpectoraReply& reply = co_await spectora_.post_assignment(job_.order, inspector, primary);
    const Status status = reply.status;
    const Outcome outcome = notes_.note_write(now(), SpectoraVerb::post_assignment, reply);
    // A conflict shows that the remote takes no second record. Accepted, and not there when read,
    // once may be somebody's hand; twice is the remote.
    if (beside && outcome == Outcome::applied) ++posts_beside_;
    if (beside && (status == Status::conflict || posts_beside_ > 1)) {
      plan_options_.can_add_beside = false;
    }
    const bool again = outcome == Outcome::unknown && tries == 0 && notes_.sends_again(status);
    if (!again) co_return notes_.judge_write(now(), outcome, reply);
  }
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::remove(const PlanStep& step) {
  if (!has(Guard::delete_status) && !full(sent_away_)) sent_away_.push_back(step.assignment);
  if (!has(Guard::await_delete)) {
    unawaited_.push_back(remove_unawaited(step.assignment));
    unawaited_.back().start();
    co_return Progress::go_on;
  }
  const SpectoraReply& reply = co_await spectora_.delete_assignment(job_.order, step.assignment);
  const Outcome outcome = notes_.note_write(now(), SpectoraVerb::delete_assignment, reply);
  if (reply.status == Status::not_found) {
    // Somebody else removed it; the read that follows will tell.
    co_return has(Guard::gone_is_done) ? Progress::go_on : Progress::refused;
  }
  if (!has(Guard::delete_status)) co_return Progress::go_on;
  co_return notes_.judge_write(now(), outcome, reply);
}

template <class Guards>
Task<> AssignmentsRun<Guards>::remove_unawaited(Assignment assignment) {
  co_await spectora_.delete_assignment(job_.order, assignment);
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::write_event() {
  const CalendarEvent event = wanted_event(job_);
  const SpectoraReply& reply = co_await spectora_.put_event(job_.order, event);
  const Outcome outcome = notes_.note_write(now(), SpectoraVerb::put_event, reply);
  event_right_ = outcome == Outcome::applied;
  co_return notes_.judge_write(now(), outcome, reply);
}

// ---- The end ----

template <class Guards>
RunEnd AssignmentsRun<Guards>::end_of(Progress progress) const {
  RunEnd end;
  end.in_step = progress == Progress::in_step;
  end.generation = job_.generation;
  end.wrote_at = notes_.wrote_at();
  end.held_until = notes_.held_until();
  // Only a read that comes late enough, and shows the order in step, settles what was unknown.
  if (recheck_at_ > observed_at_ || !end.in_step) end.recheck_at = recheck_at_;
  if (notes_.unknown_at() != Time{} && has(Guard::recheck_unknown)) {
    end.recheck_at = std::max(end.recheck_at, notes_.unknown_at() + options_.late_effect_max);
  }
  if (unfinished_ && has(Guard::recheck_takeover)) {
    const Duration wait = options_.remote_timeout + options_.late_effect_max;
    end.recheck_at = std::max(end.recheck_at, now() + wait);
  }
  const bool given_up = progress == Progress::refused ||
                        (progress == Progress::failed && failures_ + 1 >= failures_on_record);
  end.record = given_up && has(Guard::record_failure);
  return end;
}

template <class Guards>
Task<> AssignmentsRun<Guards>::finish(Progress progress) {
  report(progress);
  if (progress == Progress::superseded) co_return;
  const RunEnd end = end_of(progress);
  report_.recheck_at = end.recheck_at;
  const std::uint32_t fencing = has(Guard::fenced_finish) ? fencing_ : 0;
  // Until Spectora's patience is back nobody may come, and only the store can tell them.
  for (int tries = 0; tries < finish_tries_max || now() < notes_.held_until(); ++tries) {
    if (tries > 0) co_await Sleep(ports_.timer, now() + finish_pause);
    const IntentReply& reply =
        co_await store_.finish(work_.key, fencing, end, !has(Guard::generation_check));
    if (reply.status == IntentStatus::ok) {
      report_.moved = has(Guard::generation_check) && reply.generation != job_.generation;
      co_return;
    }
    if (reply.status == IntentStatus::superseded) {
      report_.moved = true;
      co_return;
    }
  }
  if (report_.kind == RunReport::Kind::in_step || report_.kind == RunReport::Kind::refused) {
    report_.kind = RunReport::Kind::failed;  // the store does not know
  }
}

template <class Guards>
void AssignmentsRun<Guards>::report(Progress progress) {
  switch (progress) {
    case Progress::in_step:
      report_.kind = RunReport::Kind::in_step;
      report_.answer.verdict = Verdict::in_step;
      return;
    case Progress::refused:
      report_.kind = RunReport::Kind::refused;
      // "Nothing was applied" can be said of this run alone, so only if it was the first.
      report_.answer.verdict =
          notes_.changed() || work_.mark.attempt > 0 ? Verdict::not_yet : Verdict::refused;
      return;
    case Progress::held:
      report_.kind = RunReport::Kind::busy;
      report_.until = notes_.held_until();
      return;
    case Progress::superseded:
      report_.kind = RunReport::Kind::busy;
      report_.until = now() + busy_pause;
      return;
    case Progress::go_on:
    case Progress::failed:
      report_.kind = RunReport::Kind::failed;
      return;
  }
}

template class AssignmentsRun<SealedGuards>;
template class AssignmentsRun<AdjustableGuards>;

}  // namespace interleave::reconciler
