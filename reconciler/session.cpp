#include "reconciler/session.hpp"

#include <algorithm>
#include <utility>

namespace interleave::reconciler {

using namespace model;

namespace {

/// The job has been saved since the run read it, or has another order than the end is about.
bool outdated(const RunEnd& end, const IntentReply& reply) {
  return reply.generation != end.generation || (end.order && reply.order != *end.order);
}

}  // namespace

template <class Guards>
Session<Guards>::Session(const SessionPorts& ports, const SyncOptions& options,
                         const Guards& guards, const JobWork& work, std::uint32_t failures,
                         MutantMemory& memory)
    : ports_(ports),
      options_(options),
      guards_(guards),
      work_(work),
      failures_(failures),
      memory_(memory),
      store_(ports.intents, {work.run, options.worker, options.store_timeout, options.lease,
                             guards.has(Guard::foreign_times) ? &ports.timer : nullptr}),
      notes_(guards) {
  report_.answer.job = work.key;
  report_.answer.run = work.run;
}

// ---- Lease and desired state ----

template <class Guards>
Task<bool> Session<Guards>::begin() {
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
  linked_order_ = reply.order;
  recheck_at_ = recheck_at;
  unfinished_ = reply.unfinished;
  acknowledged_ = reply.intent.acknowledged;
  // A run that left no word may have written until it died.
  notes_.wrote_before(unfinished_ ? now() : translated(reply.intent.wrote_at, stores_now, now()));
  co_return true;
}

template <class Guards>
Task<Progress> Session<Guards>::read_job() {
  const Time asked_at = now();
  const std::optional<Job> cached = take_cached_job();
  if (cached) {
    job_ = *cached;
  } else {
    const IntentReply& reply = co_await store_.read_job(work_.key);
    if (reply.status == IntentStatus::disabled) co_return Progress::refused;
    const bool read = reply.status == IntentStatus::ok;
    if (!read && has(Guard::desired_read_checked)) co_return Progress::failed;
    job_ = read ? reply.job : nobody_wanted();
    if (has(Guard::newer_desired) && job_.generation < generation_) {
      co_return Progress::failed;
    }
    generation_ = job_.generation;
    if (!has(Guard::fresh_desired)) memory_.job = {asked_at, job_};
  }
  report_.answer.generation = job_.generation;
  co_return Progress::go_on;
}

/// For a mutant: the job as the run before read it, used once and only while it is young.
template <class Guards>
std::optional<Job> Session<Guards>::take_cached_job() {
  if (has(Guard::fresh_desired)) return std::nullopt;
  const std::optional<CachedJob> cached = std::exchange(memory_.job, std::nullopt);
  if (!cached || now() - cached->read_at > cache_age_max) return std::nullopt;
  return cached->job;
}

/// For a mutant: what a job looks like that could not be read.
template <class Guards>
Job Session<Guards>::nobody_wanted() const {
  Job job;
  job.id = work_.key;
  job.order = OrderId{work_.key.value};
  job.generation = generation_;
  return job;
}

template <class Guards>
Task<bool> Session<Guards>::link(OrderId order) {
  if (!has(Guard::link)) co_return true;
  if (!has(Guard::link_compares)) {
    job_.order = order;
    const IntentReply& saved = co_await store_.save_job(job_);
    co_return saved.status == IntentStatus::ok;
  }
  const IntentReply& reply = co_await store_.link_order(work_.key, job_.order, order);
  if (reply.status != IntentStatus::ok || reply.job.order != order) co_return false;
  job_.order = order;
  co_return true;
}

template <class Guards>
Task<Progress> Session<Guards>::renew_lease() {
  const Time asked_at = now();
  const IntentReply& reply = co_await store_.renew(work_.key, fencing_);
  if (reply.status == IntentStatus::superseded) co_return Progress::superseded;
  if (reply.status != IntentStatus::ok) co_return Progress::failed;
  leased_until_ = asked_at + options_.lease;
  // The answer itself may have come too late.
  co_return lease_lasts() ? Progress::go_on : Progress::failed;
}

// ---- The end ----

template <class Guards>
RunEnd Session<Guards>::end_of(Progress progress, Time observed_at) const {
  RunEnd end;
  end.in_step = progress == Progress::in_step || progress == Progress::idle;
  end.generation = job_.generation;
  end.order = end_order_;
  end.wrote_at = notes_.wrote_at();
  end.held_until = notes_.held_until();
  // Only a read that comes late enough, and shows the order in step, settles what was unknown;
  // where there is no order, to come late enough will do.
  const bool settles = end.in_step || end.order == OrderId::none();
  if (recheck_at_ > observed_at || !settles) end.recheck_at = recheck_at_;
  if (notes_.unknown_at() != Time{} && has(Guard::recheck_unknown)) {
    end.recheck_at = std::max(end.recheck_at, notes_.unknown_at() + options_.late_effect_max);
  }
  if (unfinished_ && has(Guard::recheck_takeover)) {
    const Duration wait = options_.remote_timeout + options_.late_effect_max;
    end.recheck_at = std::max(end.recheck_at, now() + wait);
  }
  end.recheck_at = std::max(end.recheck_at, look_again_);
  const bool given_up = progress == Progress::refused || progress == Progress::stopped ||
                        (progress == Progress::failed && failures_ + 1 >= failures_on_record);
  end.record = given_up && has(Guard::record_failure);
  if (!options_.alerts) return end;
  end.alert = tell_staff_ || (given_up && has(Guard::alert_failure));
  // What may still land is a reason to leave the alert to its time.
  const bool at_large = end.recheck_at != Time{} && has(Guard::alert_until_settled);
  end.settled = end.in_step && !at_large && !end.alert && has(Guard::close_alert);
  return end;
}

template <class Guards>
Task<> Session<Guards>::finish(Progress progress, Time observed_at) {
  judge(progress);
  if (progress == Progress::superseded) co_return;
  const RunEnd end = end_of(progress, observed_at);
  report_.recheck_at = end.recheck_at;
  const std::uint32_t fencing = has(Guard::fenced_finish) ? fencing_ : 0;
  // Until Spectora's patience is back nobody may come, and only the store can tell them.
  for (int tries = 0; tries < finish_tries_max || now() < notes_.held_until(); ++tries) {
    if (tries > 0) co_await Sleep(ports_.timer, now() + finish_pause);
    const IntentReply& reply =
        co_await store_.finish(work_.key, fencing, end, !has(Guard::generation_check));
    if (reply.status == IntentStatus::ok) {
      report_.moved = has(Guard::generation_check) && outdated(end, reply);
      co_return;
    }
    if (reply.status == IntentStatus::superseded) {
      report_.moved = true;
      co_return;
    }
  }
  if (report_.kind != RunReport::Kind::busy) {
    report_.kind = RunReport::Kind::failed;  // the store does not know
  }
}

template <class Guards>
void Session<Guards>::judge(Progress progress) {
  switch (progress) {
    case Progress::in_step:
      report_.kind = RunReport::Kind::in_step;
      report_.answer.verdict = Verdict::in_step;
      return;
    case Progress::idle:
      report_.kind = RunReport::Kind::nothing_to_do;
      return;
    case Progress::refused:
      report_.kind = RunReport::Kind::refused;
      // "Nothing was applied" can be said of this run alone, so only if it was the first.
      report_.answer.verdict =
          notes_.changed() || work_.mark.attempt > 0 ? Verdict::not_yet : Verdict::refused;
      return;
    case Progress::stopped:
      report_.kind = RunReport::Kind::refused;
      return;
    case Progress::waits:
      report_.kind = RunReport::Kind::waiting;
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

template class Session<SealedGuards>;
template class Session<AdjustableGuards>;

}  // namespace interleave::reconciler
