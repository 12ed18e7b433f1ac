#pragma once

#include <array>
#include <string>
#include <string_view>

#include "model/intent.hpp"
#include "model/order.hpp"
#include "model/sentence.hpp"
#include "sim/attik.hpp"
#include "sim/leases.hpp"

namespace interleave::sim {

/// Attik's store as the workers use it: the jobs, and an intent for each that has a linked order.
/// Every request is one transaction; an intent is unique per job, and its lease has one owner.
/// Leases end by the store's clock, and every time in it is by that; a worker says what its own
/// clock shows. Records is what the jobs are kept in. Observer: `on_commit(Time, const
/// IntentCommit&)`, `on_fault`.
template <class Observer, class Records = Attik<Observer>>
class Intents final : public Leases {
 public:
  using Request = model::IntentRequest;
  using Reply = model::IntentReply;
  static constexpr std::string_view place = "store";
  static constexpr Actor actor = Actor::store;
  static constexpr model::IntentStatus unreachable = model::IntentStatus::unreachable;
  static constexpr model::IntentStatus timed_out = model::IntentStatus::timed_out;
  static constexpr model::IntentStatus unreadable = model::IntentStatus::unreadable;
  /// A stale read is at most this much behind.
  static constexpr model::Duration staleness_max = std::chrono::seconds(10);

  /// What staff are told about a job.
  using AlertWords = std::string (*)(const model::Job&);

  struct Options {
    AlertWords alert_words = model::alert_about;
    /// Only jobs that were created there are due because nobody verified them for long.
    model::Creation swept = model::Creation::attik;
    /// Others are due for other reasons; otherwise they are none of its business.
    bool others = true;
  };

  Intents(Scheduler& scheduler, Observer& observer, Records& records, const Options& options)
      : scheduler_(scheduler), observer_(observer), records_(records), options_(options) {}
  Intents(Scheduler& scheduler, Observer& observer, Records& records)
      : Intents(scheduler, observer, records, Options()) {}

  void reset() {
    intents_.fill({});
    has_switch_ = false;
    switched_on_ = true;
  }
  /// The run starts with the sync switched off: whoever asks for a job is told so.
  void start_switched_off() {
    has_switch_ = true;
    switched_on_ = false;
  }
  void switch_on() {
    scheduler_.touch({{}, ResourceSet(Resource::account, 0)});
    switched_on_ = true;
  }

  /// Part of the transaction that cancels a job: staff are told from then on, unless a run ends
  /// that before.
  void oblige(model::JobId job, model::Cause cause, model::Time from) {
    open_alert(job, cause, from);
  }
  /// Whether staff see an alert about the job.
  [[nodiscard]] bool alert_visible(model::JobId job) const {
    return intents_[job.value].alert_visible(scheduler_.now());
  }
  /// Part of the transaction that gives the job another order: whatever was confirmed was of the
  /// one before.
  void forget(model::JobId job) { intents_[job.value].confirmed = model::Intent::no_generation; }
  /// Staff take the matter of that alert over.
  void acknowledge(model::JobId job, model::Cause cause);
  [[nodiscard]] std::uint32_t fencing_of(model::JobId job) const override {
    return intents_[job.value].fencing;
  }

  bool apply(const Request& request, model::Cause cause, bool awaited, Reply& reply);

  /// What a request touches: the job's row, and the job as the run is to see it.
  static Footprint touches(const Request& request) {
    if (request.verb == model::IntentVerb::scan) {
      return {ResourceSet::all(Resource::intent) | ResourceSet::all(Resource::job), {}};
    }
    const ResourceSet job{Resource::job, request.job.value};
    const ResourceSet row{Resource::intent, request.job.value};
    switch (request.verb) {
      case model::IntentVerb::read_job:
        return {job, {}};
      case model::IntentVerb::link_order:
      case model::IntentVerb::save_job:
        return {{}, job};
      default:
        return {job, row};
    }
  }
  /// The store is reached over a reliable network; it is the store that fails.
  static RequestVerdict judge_request(model::Cause) { return RequestVerdict::pass; }
  [[nodiscard]] ReplyVerdict judge_reply(model::Cause) const {
    return verdict_ == StoreVerdict::reply_lost ? ReplyVerdict::lost : ReplyVerdict::pass;
  }
  static void on_sent(const Request&) {}
  void on_reply(const Request& request, const Reply& reply) {
    observer_.on_reply(scheduler_.now(), request, reply);
  }
  void on_fault(Fault, const Request& request, model::Time over) {
    publish(Fault::store_reply_lost, request, over);
  }

 private:
  model::IntentStatus play(const Request& request, model::Cause cause, Reply& reply);
  model::IntentStatus acquire(const Request& request, Reply& reply);
  model::IntentStatus renew(const Request& request);
  model::IntentStatus finish(const Request& request, Reply& reply);
  void read_job(const Request& request, model::Cause cause, Reply& reply);
  void scan(const Request& request, Reply& reply);
  void link(const Request& request, model::Cause cause, Reply& reply);
  void open_alert(model::JobId job, model::Cause run, model::Time from);
  void close_alert(model::JobId job, model::Cause run);
  [[nodiscard]] bool due(model::JobId job) const;
  /// A time in a request, by the store's clock.
  [[nodiscard]] model::Time here(const Request& request, model::Time time) const {
    return model::translated(time, request.sent_at, scheduler_.now());
  }
  void publish(Fault fault, const Request& request, model::Time over);
  void commit(model::IntentEffect effect, const Request& request, const model::Intent& intent);

  Scheduler& scheduler_;
  Observer& observer_;
  Records& records_;
  Options options_;
  std::array<model::Intent, Records::jobs_max> intents_{};
  bool has_switch_ = false;  ///< it matters in this run
  bool switched_on_ = true;
  StoreVerdict verdict_ = StoreVerdict::pass;
};

template <class Observer, class Records>
bool Intents<Observer, Records>::apply(const Request& request, model::Cause cause, bool,
                                       Reply& reply) {
  reply.due.clear();
  reply.unfinished = false;
  reply.generation = 0;
  reply.answered_at = scheduler_.now();
  verdict_ = scheduler_.faults().judge<StoreVerdict>(scheduler_.choices(), FaultSite::store, cause);
  if (verdict_ == StoreVerdict::failed) {
    publish(Fault::store_failed, request, scheduler_.now());
    reply.status = model::IntentStatus::failed;
    return false;
  }
  reply.status = play(request, cause, reply);
  return reply.status == model::IntentStatus::ok;
}

template <class Observer, class Records>
model::IntentStatus Intents<Observer, Records>::play(const Request& request, model::Cause cause,
                                                     Reply& reply) {
  switch (request.verb) {
    case model::IntentVerb::acquire:
      return acquire(request, reply);
    case model::IntentVerb::renew:
      return renew(request);
    case model::IntentVerb::read_job:
      if (has_switch_) scheduler_.touch({ResourceSet(Resource::account, 0), {}});
      if (!switched_on_) return model::IntentStatus::disabled;
      read_job(request, cause, reply);
      return model::IntentStatus::ok;
    case model::IntentVerb::finish:
      return finish(request, reply);
    case model::IntentVerb::scan:
      scan(request, reply);
      return model::IntentStatus::ok;
    case model::IntentVerb::link_order:
      link(request, cause, reply);
      return model::IntentStatus::ok;
    case model::IntentVerb::save_job:
      records_.overwrite(request.record, cause);
      return model::IntentStatus::ok;
    case model::IntentVerb::alert:
      open_alert(request.job, request.run, scheduler_.now());
      break;
  }
  return model::IntentStatus::ok;
}

/// A lease that its own worker asks for again is granted anew: the answer to the first request was
/// lost, or the worker is back from the dead. Either way the run before left no word.
template <class Observer, class Records>
model::IntentStatus Intents<Observer, Records>::acquire(const Request& request, Reply& reply) {
  model::Intent& intent = intents_[request.job.value];
  const model::Time now = scheduler_.now();
  reply.generation = records_.job(request.job).generation;
  reply.order = records_.job(request.job).order;
  const bool leased = intent.owner != model::Intent::nobody;
  const bool elsewhere = leased && intent.owner != request.owner && now < intent.leased_until;
  reply.intent = intent;
  if (elsewhere || now < intent.held_until) return model::IntentStatus::busy;
  if (!request.force && !due(request.job)) return model::IntentStatus::nothing_to_do;
  reply.unfinished = leased;
  ++intent.fencing;
  intent.owner = request.owner;
  intent.leased_until = now + request.lease;
  if (request.confirm_now) intent.confirmed = reply.generation;
  reply.intent = intent;
  commit(model::IntentEffect::leased, request, intent);
  return model::IntentStatus::ok;
}

template <class Observer, class Records>
model::IntentStatus Intents<Observer, Records>::renew(const Request& request) {
  model::Intent& intent = intents_[request.job.value];
  if (intent.fencing != request.fencing || intent.owner != request.owner) {
    return model::IntentStatus::superseded;
  }
  intent.leased_until = scheduler_.now() + request.lease;
  commit(model::IntentEffect::renewed, request, intent);
  return model::IntentStatus::ok;
}

/// Told twice, it answers twice the same: the first answer may have been lost.
template <class Observer, class Records>
model::IntentStatus Intents<Observer, Records>::finish(const Request& request, Reply& reply) {
  model::Intent& intent = intents_[request.job.value];
  reply.generation = records_.job(request.job).generation;
  reply.order = records_.job(request.job).order;
  if (request.fencing != 0 && intent.fencing != request.fencing) {
    return model::IntentStatus::superseded;
  }
  const model::RunEnd& end = request.end;
  // What it found of an order that is not the job's any more says nothing about the one that is.
  const bool of_other = end.order && *end.order != reply.order;
  const bool in_step = end.in_step && !of_other;
  if (in_step) {
    intent.confirmed = request.confirm_now ? reply.generation : end.generation;
    intent.verified_at = scheduler_.now();
  }
  intent.recheck_at = here(request, end.recheck_at);
  intent.held_until = here(request, end.held_until);
  intent.wrote_at = std::max(intent.wrote_at, here(request, end.wrote_at));
  if (end.record && !intent.record_open) {
    intent.record_open = true;
    commit(model::IntentEffect::recorded, request, intent);
  } else if (in_step && intent.record_open) {
    intent.record_open = false;
    commit(model::IntentEffect::record_closed, request, intent);
  }
  const bool taken_over = intent.acknowledged == reply.generation;
  if (end.alert && !taken_over) open_alert(request.job, request.run, scheduler_.now());
  const bool settled = end.settled && !of_other && end.generation == reply.generation;
  if (settled) close_alert(request.job, request.run);
  if (intent.owner == model::Intent::nobody) return model::IntentStatus::ok;
  intent.owner = model::Intent::nobody;
  commit(model::IntentEffect::released, request, intent);
  return model::IntentStatus::ok;
}

/// A replica may answer, with the job as it stood a moment ago.
template <class Observer, class Records>
void Intents<Observer, Records>::read_job(const Request& request, model::Cause cause,
                                          Reply& reply) {
  reply.job = records_.job(request.job);
  Choices& choices = scheduler_.choices();
  if (scheduler_.faults().judge<JobVerdict>(choices, FaultSite::job, cause) == JobVerdict::pass) {
    return;
  }
  const Uniform range{static_cast<std::uint64_t>(staleness_max.count())};
  const Outcome staleness = choices.draw({Site::staleness, cause}, range);
  scheduler_.trace(actor, 0, cause, 0, static_cast<std::uint64_t>(staleness));
  reply.job = records_.job_at(request.job, scheduler_.now() - model::Duration(staleness + 1));
  publish(Fault::stale_job, request, scheduler_.now());
}

template <class Observer, class Records>
void Intents<Observer, Records>::scan(const Request& request, Reply& reply) {
  for (std::size_t number = 0; number < records_.job_count(); ++number) {
    const model::JobId job{static_cast<std::uint8_t>(number)};
    const model::Intent& intent = intents_[number];
    const bool ours = records_.job(job).created == options_.swept;
    if (!ours && !options_.others) continue;
    const bool unverified = ours && intent.verified_at < here(request, request.verified_before);
    const bool leased = intent.owner != model::Intent::nobody;
    const bool expected = intent.recheck_at != model::Time{};
    if (!unverified && !leased && !expected && !due(job)) continue;
    if (model::full(reply.due)) return;
    const bool only_recheck = expected && !unverified && !leased && !due(job);
    reply.due.push_back({job, unverified, only_recheck ? intent.recheck_at : model::Time{}});
  }
}

/// Only the id is written, and only where the one that is expected stands: who comes first stays.
template <class Observer, class Records>
void Intents<Observer, Records>::link(const Request& request, model::Cause cause, Reply& reply) {
  model::Job job = records_.job(request.job);
  if (job.order == request.expected) {
    job.order = request.order;
    records_.overwrite(job, cause);
  }
  reply.job = records_.job(request.job);
}

/// An alert that staff see earlier stands.
template <class Observer, class Records>
void Intents<Observer, Records>::open_alert(model::JobId job, model::Cause run, model::Time from) {
  model::Intent& intent = intents_[job.value];
  if (intent.alert_from != model::Time{} && intent.alert_from <= from) return;
  intent.alert_from = from;
  scheduler_.tell(model::Step::alerted, run.child(15, 1), run, "Attik", [&] {
    return (from > scheduler_.now() ? "unless that is settled before, staff will be told at " +
                                          model::name_of_instant(from) + " of "
                                    : "staff are told of ") +
           options_.alert_words(records_.job(job));
  });
  observer_.on_commit(
      scheduler_.now(),
      model::IntentCommit{
          .effect = model::IntentEffect::alerted, .job = job, .run = run, .from = from});
}

template <class Observer, class Records>
void Intents<Observer, Records>::close_alert(model::JobId job, model::Cause run) {
  model::Intent& intent = intents_[job.value];
  if (intent.alert_from == model::Time{}) return;
  intent.alert_from = model::Time{};
  scheduler_.tell(model::Step::alerted, run.child(15, 2), run, "Attik",
                  [&] { return "nothing is left to be told of " + name_of(job); });
  observer_.on_commit(
      scheduler_.now(),
      model::IntentCommit{.effect = model::IntentEffect::alert_closed, .job = job, .run = run});
}

template <class Observer, class Records>
void Intents<Observer, Records>::acknowledge(model::JobId job, model::Cause cause) {
  scheduler_.touch({{}, ResourceSet(Resource::intent, job.value)});
  model::Intent& intent = intents_[job.value];
  intent.acknowledged = records_.job(job).generation;
  intent.alert_from = model::Time{};
  observer_.on_commit(
      scheduler_.now(),
      model::IntentCommit{.effect = model::IntentEffect::acknowledged, .job = job, .run = cause});
}

/// Whether a run is called for although nobody insists: an alert that nothing has settled does.
template <class Observer, class Records>
bool Intents<Observer, Records>::due(model::JobId job) const {
  const model::Intent& intent = intents_[job.value];
  const bool recheck = intent.recheck_at != model::Time{} && intent.recheck_at <= scheduler_.now();
  const bool unfinished = intent.owner != model::Intent::nobody;
  const bool unsettled = intent.alert_from != model::Time{};
  return recheck || unfinished || unsettled || records_.job(job).generation != intent.confirmed;
}

template <class Observer, class Records>
void Intents<Observer, Records>::publish(Fault fault, const Request& request, model::Time over) {
  if (request.verb == model::IntentVerb::scan) {
    observer_.on_fault(over, fault, std::nullopt);
  } else {
    observer_.on_fault(over, fault, model::order_of(request.job, 0));
  }
}

template <class Observer, class Records>
void Intents<Observer, Records>::commit(model::IntentEffect effect, const Request& request,
                                        const model::Intent& intent) {
  observer_.on_commit(
      scheduler_.now(),
      model::IntentCommit{
          effect, request.job, request.run, intent.fencing, intent.owner, intent.leased_until, {}});
}

}  // namespace interleave::sim
