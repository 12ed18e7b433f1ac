#include "reconciler/assignments_run.hpp"

#include <algorithm>
#include <utility>

#include "reconciler/list_reading.hpp"

namespace interleave::reconciler {

using namespace model;

template <class Guards>
AssignmentsRun<Guards>::AssignmentsRun(const AssignmentsPorts& ports, const SyncOptions& options,
                                       const Guards& guards, const Work<JobId>& work,
                                       std::uint32_t failures, MutantMemory& memory)
    : guards_(guards),
      session_({ports.intents, ports.timer}, options, guards, work, failures, memory),
      memory_(memory),
      spectora_(ports.spectora, {work.run, Issuer::attik_created, 0, options.remote_timeout}) {}

template <class Guards>
Task<RunReport> AssignmentsRun<Guards>::go() {
  const bool leased = co_await session_.begin();
  if (!leased) co_return session_.report();
  const Progress progress = co_await reconcile();
  co_await session_.finish(progress, observed_at_);
  co_return session_.report();
}

// ---- Observe, plan, apply ----

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::reconcile() {
  const Progress read = co_await session_.read_job();
  if (read != Progress::go_on) co_return read;
  const Progress judged = judge_job();
  if (judged != Progress::go_on) co_return judged;
  spectora_.send_as(session_.issuer(), session_.fencing());
  if (!has(Guard::echo_is_a_hint)) {
    const auto echoed = std::exchange(memory_.echoed, std::nullopt);
    if (echoed) session_.wish(*echoed);
  }
  for (int round = 0; round < rounds_max; ++round) {
    const Progress seen = co_await observe(round);
    if (seen == Progress::failed) continue;
    if (seen != Progress::go_on) co_return seen;
    const Plan todo = plan(job(), observed_, event_, plan_options_, guards_);
    if (todo.empty() && !torn_) co_return Progress::in_step;
    const Progress applied = co_await apply(todo);
    if (applied == Progress::failed) continue;
    if (applied != Progress::go_on) co_return applied;
    if (!has(Guard::verify)) co_return Progress::in_step;
  }
  co_return Progress::failed;
}

/// Whether there is an order to bring in step with the job as it was read. A record of another
/// order than the lease's was read from a replica: it is read again.
template <class Guards>
Progress AssignmentsRun<Guards>::judge_job() {
  if (has(Guard::lease) && job().order != session_.linked_order()) return Progress::failed;
  const bool linked = job().order != OrderId::none();
  if (!linked || job().cancelled) observed_at_ = now();
  if (job().cancelled) return Progress::idle;
  session_.end_with_order();
  if (linked) return Progress::go_on;
  return has(Guard::await_order) ? Progress::waits : Progress::in_step;
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::observe(int round) {
  // List and event are two reads. When the event was not right before the list was read, a write of
  // ours that landed in between may have made it so, and the two never held at once.
  torn_ = session_.writes_at_large() && !event_right_;
  const Time believable = session_.believable_at();
  if (has(Guard::wait_out_lag) && now() < believable) {
    co_await Sleep(session_.timer(), believable);
  }
  if (event_only()) {
    observed_.clear();
    for (const InspectorId inspector : job().inspectors) {
      observed_.push_back({Cause{}, inspector, inspector == job().primary()});
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
    event_ = wanted_event(job());
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
    if (!session_.lease_lasts()) {
      const Progress renewed = co_await session_.renew_lease();
      if (renewed != Progress::go_on) co_return renewed;
    }
    const std::uint8_t page = reading.page();
    const SpectoraReply& reply = co_await spectora_.list_assignments(job().order, page);
    const Progress read = session_.judge_read(reply);
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
  if (!session_.lease_lasts()) {
    const Progress renewed = co_await session_.renew_lease();
    if (renewed != Progress::go_on) co_return renewed;
  }
  const SpectoraReply& reply = co_await spectora_.get_event(job().order);
  const Progress read = session_.judge_read(reply);
  if (read == Progress::go_on) event_ = reply.event;
  event_right_ = read == Progress::go_on && event_ == wanted_event(job());
  co_return read;
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::apply(const Plan& plan) {
  for (const PlanStep& step : plan.steps) {
    if (!session_.lease_lasts()) {
      const Progress renewed = co_await session_.renew_lease();
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
    const SpectoraReply& reply =
        co_await spectora_.post_assignment(job().order, inspector, primary);
    const Status status = reply.status;
    const Outcome outcome = notes().note_write(now(), Write::create, status);
    // A conflict shows that the remote takes no second record. Accepted, and not there when read,
    // once may be somebody's hand; twice is the remote.
    if (beside && outcome == Outcome::applied) ++posts_beside_;
    if (beside && (status == Status::conflict || posts_beside_ > 1)) {
      plan_options_.can_add_beside = false;
    }
    const bool again = outcome == Outcome::unknown && tries == 0 && notes().sends_again(status);
    if (!again) co_return notes().judge_write(now(), outcome, reply);
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
  const SpectoraReply& reply = co_await spectora_.delete_assignment(job().order, step.assignment);
  const Outcome outcome = notes().note_write(now(), Write::remove, reply.status);
  if (reply.status == Status::not_found) {
    // Somebody else removed it; the read that follows will tell.
    co_return has(Guard::gone_is_done) ? Progress::go_on : Progress::refused;
  }
  if (!has(Guard::delete_status)) co_return Progress::go_on;
  co_return notes().judge_write(now(), outcome, reply);
}

template <class Guards>
Task<> AssignmentsRun<Guards>::remove_unawaited(Assignment assignment) {
  co_await spectora_.delete_assignment(job().order, assignment);
}

template <class Guards>
Task<Progress> AssignmentsRun<Guards>::write_event() {
  const CalendarEvent event = wanted_event(job());
  const SpectoraReply& reply = co_await spectora_.put_event(job().order, event);
  const Outcome outcome = notes().note_write(now(), Write::change, reply.status);
  event_right_ = outcome == Outcome::applied;
  co_return notes().judge_write(now(), outcome, reply);
}

template class AssignmentsRun<SealedGuards>;
template class AssignmentsRun<AdjustableGuards>;

}  // namespace interleave::reconciler
