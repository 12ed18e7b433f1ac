#include "properties/assignments_judge.hpp"

#include <algorithm>

#include "model/difference.hpp"
#include "model/ensure.hpp"

namespace interleave::properties {

using namespace model;

namespace {

/// What one call for a sync (a save, an ask, a fault, a hand edit) may cost, and what is free. A
/// sync of three inspectors writes at most seven times and reads at most six times, its retries
/// are called for by the faults that make them necessary.
constexpr std::uint32_t writes_per_call = 8;
constexpr std::uint32_t writes_free = 8;
constexpr std::uint32_t requests_per_call = 24;
constexpr std::uint32_t requests_free = 24;
/// What each sweep may send about one order.
constexpr std::uint32_t requests_per_sweep = 8;
/// What may still be sent to somebody who refused for good, for each call and each sweep.
constexpr std::uint32_t requests_per_call_refused = 8;

/// A list of more pages than one costs more than one request: there and back over as many rows as
/// an order shows at times. So many readings each call, and each sweep, may cost.
constexpr std::uint32_t rows_at_times = 6;
constexpr std::uint32_t readings_per_call = 6;
constexpr std::uint32_t readings_per_sweep = 2;

constexpr std::uint32_t requests_beside_first(std::uint32_t page_size) {
  return page_size == 0 ? 0 : 2 * ((rows_at_times - 1) / page_size);
}
static_assert(requests_beside_first(3) == 2 && requests_beside_first(1) == 10);

/// PROMPT: what is owed is late after this share of a sweep period, one in so many.
constexpr std::uint32_t prompt_share = 10;

}  // namespace

void AssignmentsJudge::reset() {
  for (std::size_t i = 0; i < pair_count_; ++i) pairs_[i].reset();
  pair_count_ = 0;
  orders_.reset();
  revoked_ = false;
  probing_ = false;
  violated_.clear();
  sometimes_.clear();
}

void AssignmentsJudge::violate(Time at, AssignmentsFailure failure, OrderId order) {
  const auto place = static_cast<std::size_t>(failure);
  if (options_.unjudged.contains(place) || violated_.contains(place)) return;
  violated_.add(place);
  findings_[place] = {at, order};
}

void AssignmentsJudge::call_for(Pair& pair) {
  ++pair.calls_for;
  if (pair.refused) ++pair.calls_for_refused;
}

/// PROMPT. Asked before anything that changes the pair or restarts its clock.
void AssignmentsJudge::check_prompt(Time at, const Pair& pair) {
  if (pair.in_step || unrecoverable(pair)) return;
  if (pair.prompt.late(at, options_.sweep_period / prompt_share)) {
    violate(at, AssignmentsFailure::not_prompt, pair.job().order);
  }
}

void AssignmentsJudge::update_in_step(Time at, Pair& pair) {
  const Job& job = pair.job();
  const AssignmentList& shown = orders_.assignments(job.order);
  pair.in_step = in_step(job, shown, orders_.event(job.order));
  const auto wanted = [&](const Assignment& assignment) {
    return std::ranges::find(job.inspectors, assignment.inspector) != job.inspectors.end();
  };
  const auto wanted_count = std::ranges::count_if(shown, wanted);
  const bool both = wanted_count > 0 && wanted_count < std::ssize(shown);
  const auto lengths = [&](AssignmentsMeasure measure) -> Histogram& {
    return measures_[static_cast<std::size_t>(measure)];
  };
  pair.behind.hold(!pair.in_step, at, lengths(AssignmentsMeasure::behind));
  pair.both_stand.hold(both, at, lengths(AssignmentsMeasure::both_stand));
  pair.empty.hold(shown.empty(), at, lengths(AssignmentsMeasure::empty));
  if (!pair.in_step) return;
  pair.was_in_step = true;
  pair.prompt.pay();
}

/// The run is being set up: nothing is owed or measured on the way there.
void AssignmentsJudge::look_at_start(Pair& pair) {
  const OrderId order = pair.job().order;
  pair.in_step = in_step(pair.job(), orders_.assignments(order), orders_.event(order));
  pair.was_in_step = pair.in_step;
}

void AssignmentsJudge::on_commit(Time at, const AttikCommit& commit) {
  const std::size_t number = commit.job.id.value;
  ensure(number <= pair_count_ && number < jobs_max, "jobs to be committed in their order");
  Pair& pair = pairs_[number];
  if (number == pair_count_) {
    ++pair_count_;
    pair.saves.push_back(commit.job);
    return look_at_start(pair);
  }
  check_prompt(at, pair);
  ensure(!full(pair.saves), "no more saves of a job than a run makes");
  pair.saves.push_back(commit.job);
  pair.prompt.forgive(PromptClock::Debt::generation);
  pair.was_in_step = false;
  call_for(pair);
  update_in_step(at, pair);
}

void AssignmentsJudge::on_commit(Time at, const IntentCommit& commit) {
  Pair& pair = pairs_[commit.job.value];
  if (pair.wire.stale(commit)) {
    violate(at, AssignmentsFailure::stored_stale, pair.job().order);
  }
  pair.wire.on_commit(at, commit);
  if (commit.effect == IntentEffect::recorded) pair.record_open = true;
  if (commit.effect == IntentEffect::record_closed) pair.record_open = false;
}

void AssignmentsJudge::on_commit(Time at, const SpectoraCommit& commit) {
  orders_.on_commit(commit);
  Pair& pair = pair_of(commit.order);
  pair.log.on_commit(at, commit);
  if (pair.saves.empty()) return;  // the run's start: the job follows
  if (commit.author == Author::start) return look_at_start(pair);
  check_prompt(at, pair);
  const bool was_in_step = pair.in_step;
  if (commit.author == Author::hand || commit.author == Author::late) {
    pair.touched = true;
    pair.touched_at = at;
    pair.prompt.disturb(at);
    call_for(pair);
  } else {
    judge_cover(at, pair, commit);
  }
  if (commit.author == Author::hand) {
    pair.prompt.forgive(PromptClock::Debt::repair);
    if (pair.wire.lease_at(at) != nullptr) arise(AssignmentsSituation::edited_between);
  } else if (RunTrail* const trail = pair.wire.trail_of(commit.run)) {
    trail->applied = true;
    trail->unheard = commit.author == Author::client;
    if (trail->refused) violate(at, AssignmentsFailure::applied_though_refused, commit.order);
    if (commit.author == Author::late && trail->accepted) {
      arise(AssignmentsSituation::accepted_landed);
    }
  }
  if (pair.wire.in_list()) arise(AssignmentsSituation::pages_shifted);
  if (commit.author == Author::late) {
    arise(AssignmentsSituation::landed_late);
    const LeaseTerm* const lease = pair.wire.lease_at(at);
    if (lease == nullptr || lease->fencing != commit.fencing) {
      arise(AssignmentsSituation::lease_ended);
    }
  }
  update_in_step(at, pair);
  if (commit.author == Author::late && was_in_step && !pair.in_step) {
    pair.prompt.owe(at, PromptClock::Debt::own_late_write);
  }
}

/// COVER: a job that wants nobody, or did so when the run read it, leaves nothing to cover. A hand
/// edit or a late write since the run looked excuses it, for it could not know. So does a remote
/// that refuses a second record of somebody who stands there with a wrong flag, by a 409 or always:
/// to take it away is the only way to set it right.
void AssignmentsJudge::judge_cover(Time at, const Pair& pair, const SpectoraCommit& commit) {
  if (commit.effect != SpectoraEffect::unassigned) return;
  if (!orders_.assignments(commit.order).empty()) return;
  const RunTrail* const trail = pair.wire.trail_of(commit.run);
  if (trail == nullptr) return;
  if (std::ranges::any_of(pair.saves, [](const Job& save) { return save.inspectors.empty(); })) {
    return;
  }
  if (pair.touched && pair.touched_at >= trail->list_sent - options_.list_lag) return;
  const Assignment& removed = commit.assignment;
  const bool wrong_flag = !removed.primary && std::ranges::any_of(pair.saves, [&](const Job& save) {
    return save.primary() == removed.inspector;
  });
  if (wrong_flag && (trail->conflicted || !options_.second_post_adds)) return;
  violate(at, AssignmentsFailure::cover_gap, commit.order);
}

void AssignmentsJudge::on_wire(Time at, const SpectoraRequest& request) {
  Pair& pair = pair_of(request.order);
  ensure(!pair.saves.empty(), "requests about linked orders only");
  check_prompt(at, pair);  // a fault that strikes the request would start the clock anew
  if (pair.wire.overlaps(request)) violate(at, AssignmentsFailure::overlap, request.order);
  if (pair.wire.past_lease(at, request)) violate(at, AssignmentsFailure::sent_late, request.order);
  if (pair.wire.impatient(at)) violate(at, AssignmentsFailure::impatient, request.order);
  ++pair.requests;
  if (pair.refused) ++pair.requests_refused;
  if (writes(request.verb)) judge_write(at, pair, request);
  pair.wire.on_sent(at, request);
  if (writes(request.verb)) ++pair.writes;
}

void AssignmentsJudge::judge_write(Time at, const Pair& pair, const SpectoraRequest& request) {
  const bool native = pair.job().created == Creation::spectora;
  if (native && request.issuer == Issuer::attik_created) {
    violate(at, AssignmentsFailure::scope, request.order);
  }
  if (probing_ && pair.in_step_at_probe) {
    violate(at, AssignmentsFailure::not_idempotent, request.order);
  }
  if (pair.wire.blind(request)) violate(at, AssignmentsFailure::blind_post, request.order);
  if (!pair.wire.groundless(request)) return;
  if (request.verb == SpectoraVerb::delete_assignment) {
    violate(at, AssignmentsFailure::delete_unread, request.order);
  }
  if (request.verb == SpectoraVerb::post_assignment) {
    violate(at, AssignmentsFailure::create_unread, request.order);
  }
}

void AssignmentsJudge::on_reply(Time at, const SpectoraRequest& request,
                                const SpectoraReply& reply) {
  Pair& pair = pair_of(request.order);
  if (reply.status == Status::unauthorized || reply.status == Status::forbidden ||
      reply.status == Status::unprocessable) {
    pair.refused = true;
  }
  pair.wire.on_reply(at, request, reply);
}

/// TRUTH.
void AssignmentsJudge::on_answer(Time at, const Answer& answer) {
  Pair& pair = pairs_[answer.job.value];
  RunTrail* const trail = pair.wire.trail_of(answer.run);
  const Time began = trail == nullptr ? at : began_at(pair, *trail);
  if (answer.verdict == Verdict::in_step) judge_claim(at, pair, answer, began);
  if (answer.verdict == Verdict::refused && trail != nullptr) {
    trail->refused = true;
    if (trail->applied) violate(at, AssignmentsFailure::applied_though_refused, pair.job().order);
  }
  model::remove_if(pair.asks, [&](const Ask& ask) { return ask.at <= began; });
}

/// A run that began then claims that the order is as that generation of the job wants it.
void AssignmentsJudge::judge_claim(Time at, const Pair& pair, const Answer& answer, Time began) {
  const OrderId order = pair.job().order;
  for (const Ask& ask : pair.asks) {
    if (ask.at <= began && ask.generation > answer.generation) {
      violate(at, AssignmentsFailure::older, order);
    }
  }
  const RunTrail* const trail = pair.wire.trail_of(answer.run);
  if (trail == nullptr) return violate(at, AssignmentsFailure::unverified, order);
  if (!RunWatch::verified(*trail, options_.list_lag)) {
    violate(at, AssignmentsFailure::unverified, order);
  }
  ensure(answer.generation < pair.saves.size(), "answers about generations that were saved");
  const Job& wanted = pair.saves[answer.generation];
  if (!pair.log.was_in_step(wanted, orders_.assignments(order),
                            trail->first_sent - options_.list_lag)) {
    violate(at, AssignmentsFailure::untrue, order);
  }
}

/// When a run began, as far as others can tell. It answers whoever had asked by then.
Time AssignmentsJudge::began_at(const Pair& pair, const RunTrail& trail) {
  const LeaseTerm* const lease = pair.wire.lease_of(trail.fencing);
  return lease != nullptr ? lease->granted : trail.first_sent;
}

/// An edit or late write so young that a list may still miss it, before which the order was as the
/// job wants it now: whoever reads it may rightly find nothing to do.
bool AssignmentsJudge::may_look_in_step(Time at, const Pair& pair) const {
  if (!pair.touched || at >= pair.touched_at + options_.list_lag) return false;
  const AssignmentList& shown = orders_.assignments(pair.job().order);
  return pair.log.was_in_step(pair.job(), shown, at - options_.list_lag);
}

void AssignmentsJudge::on_announced(Time at, JobId job, std::uint32_t generation) {
  Pair& pair = pairs_[job.value];
  check_prompt(at, pair);
  if (generation != pair.job().generation || pair.was_in_step) return;
  if (may_look_in_step(at, pair)) return;
  pair.prompt.owe(at, PromptClock::Debt::generation);
}

void AssignmentsJudge::on_asked(Time at, JobId job) {
  Pair& pair = pairs_[job.value];
  check_prompt(at, pair);
  call_for(pair);
  if (full(pair.asks)) pair.asks.erase(pair.asks.begin());
  pair.asks.push_back({at, pair.job().generation});
  if (pair.in_step) return;
  // A list may still miss an edit as young as that.
  const bool visible = !pair.touched || at >= pair.touched_at + options_.list_lag;
  if (visible) pair.prompt.owe(at, PromptClock::Debt::repair);
  if (!pair.was_in_step && !may_look_in_step(at, pair)) {
    pair.prompt.owe(at, PromptClock::Debt::generation);
  }
}

void AssignmentsJudge::on_fault(Time over, sim::Fault fault, std::optional<OrderId> order) {
  if (fault == sim::Fault::key_revoked || fault == sim::Fault::key_forbidden) revoked_ = true;
  for (std::size_t i = 0; i < pair_count_; ++i) {
    Pair& pair = pairs_[i];
    if (order && order->value != i) continue;
    if (fault == sim::Fault::order_poisoned) pair.poisoned = true;
    if (unrecoverable(pair)) arise(AssignmentsSituation::refused_for_good);
    if (fault == sim::Fault::reply_lost && pair.wire.unheard()) {
      arise(AssignmentsSituation::reply_lost);
    }
    call_for(pair);
    pair.prompt.disturb(over);
  }
}

void AssignmentsJudge::on_crash(Time at, std::uint8_t worker) {
  for (std::size_t i = 0; i < pair_count_; ++i) {
    Pair& pair = pairs_[i];
    check_prompt(at, pair);
    const LeaseTerm* const lease = pair.wire.lease_at(at);
    if (lease != nullptr && lease->owner == worker) {
      const RunTrail* const trail = pair.wire.trail_of(lease->run);
      if (trail != nullptr && trail->applied) arise(AssignmentsSituation::crashed_between);
    }
    pair.wire.on_crash(worker);
    pair.asks.clear();  // whoever waits for an answer of a dead worker sees an error
    pair.prompt.forgive(PromptClock::Debt::repair);
  }
}

void AssignmentsJudge::settle(Time at) {
  orders_at_rest_ = orders_;
  const bool any_poisoned = std::ranges::any_of(pairs_.begin(), pairs_.begin() + pair_count_,
                                                [](const Pair& pair) { return pair.poisoned; });
  for (std::size_t i = 0; i < pair_count_; ++i) {
    Pair& pair = pairs_[i];
    const OrderId order = pair.job().order;
    pair.in_step_at_probe = pair.in_step;
    check_prompt(at, pair);
    judge_budget(at, pair);
    if (!pair.asks.empty()) violate(at, AssignmentsFailure::unanswered, order);
    if (pair.in_step) continue;
    if (!pair.record_open) violate(at, AssignmentsFailure::unrecorded, order);
    if (unrecoverable(pair)) continue;
    judge_assignments(at, pair);
    if (!event_right(pair.job(), orders_)) violate(at, AssignmentsFailure::event, order);
    violate(at, any_poisoned ? AssignmentsFailure::held_up : AssignmentsFailure::not_live, order);
  }
}

/// ASG: the kind is the first that fits, in the order of the table.
void AssignmentsJudge::judge_assignments(Time at, const Pair& pair) {
  const Job& job = pair.job();
  const Difference found = difference(job.inspectors, orders_.inspectors(job.order));
  const auto judge = [&](AssignmentsFailure failure) { violate(at, failure, job.order); };
  if (found.missing > 0 && found.extra > 0) return judge(AssignmentsFailure::replaced);
  if (found.extra > 0) return judge(AssignmentsFailure::extra);
  if (found.missing > 0) return judge(AssignmentsFailure::missing);
  if (found.duplicate > 0) return judge(AssignmentsFailure::duplicate);
  if (!primary_right(job, orders_)) return judge(AssignmentsFailure::primary);
}

void AssignmentsJudge::judge_budget(Time at, const Pair& pair) {
  const auto sweeps = static_cast<std::uint32_t>(at.time_since_epoch() / options_.sweep_period) + 1;
  const OrderId order = pair.job().order;
  const std::uint32_t beside = requests_beside_first(options_.page_size);
  const std::uint32_t per_sweep = requests_per_sweep + readings_per_sweep * beside;
  const std::uint32_t per_refusal = requests_per_call_refused + readings_per_sweep * beside;
  if (pair.writes > writes_free + writes_per_call * pair.calls_for) {
    violate(at, AssignmentsFailure::writes, order);
  }
  const std::uint32_t per_call = requests_per_call + readings_per_call * beside;
  if (pair.requests > requests_free + per_call * pair.calls_for + per_sweep * sweeps) {
    violate(at, AssignmentsFailure::requests, order);
  }
  if (pair.requests_refused > requests_free + per_refusal * (pair.calls_for_refused + sweeps)) {
    violate(at, AssignmentsFailure::requests, order);
  }
}

bool AssignmentsJudge::primary_right(const Job& job, const RemoteOrders& orders) {
  return std::ranges::all_of(orders.assignments(job.order), [&](const Assignment& assignment) {
    return assignment.primary == (assignment.inspector == job.primary());
  });
}

bool AssignmentsJudge::event_right(const Job& job, const RemoteOrders& orders) {
  return orders.event(job.order) == wanted_event(job);
}

}  // namespace interleave::properties
