#include "properties/assignments_judge.hpp"

#include <algorithm>
#include <bit>

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

Budget::Rates rates_of(std::uint32_t page_size) {
  const std::uint32_t beside = requests_beside_first(page_size);
  return {writes_free,
          writes_per_call,
          requests_free,
          requests_per_call + readings_per_call * beside,
          requests_per_sweep + readings_per_sweep * beside,
          requests_per_call_refused + readings_per_sweep * beside};
}

constexpr std::size_t first_promise = assignments_signatures.size() - promises.size();

/// How long after its list a run may read the event.
constexpr Duration between_reads_max = 10s;

/// Of those who stand there the job wants some, and some not.
bool both_stand(const Job& job, const AssignmentList& shown) {
  const auto wanted = [&](const Assignment& assignment) {
    return std::ranges::find(job.inspectors, assignment.inspector) != job.inspectors.end();
  };
  const auto wanted_count = std::ranges::count_if(shown, wanted);
  return wanted_count > 0 && wanted_count < std::ssize(shown);
}

}  // namespace

AssignmentsJudge::AssignmentsJudge(const Options& options)
    : options_(options),
      watching_{options.list_lag, options.sweep_period, rates_of(options.page_size)} {}

void AssignmentsJudge::reset() {
  for (std::size_t i = 0; i < pair_count_; ++i) pairs_[i].reset();
  pair_count_ = 0;
  orders_.reset();
  revoked_ = false;
  probing_ = false;
  violated_.clear();
  sometimes_.clear();
}

void AssignmentsJudge::violate(Time at, std::size_t place, const Pair& pair, OrderId order) {
  if (options_.unjudged.contains(place) || violated_.contains(place)) return;
  violated_.add(place);
  findings_[place] = {at, pair.job().id, order};
}

void AssignmentsJudge::report(Time at, Pair& pair) {
  const std::uint32_t broken = pair.watch.take_broken();
  if (broken == 0) return;
  for (std::uint32_t left = broken; left != 0; left &= left - 1) {
    violate(at, first_promise + static_cast<std::size_t>(std::countr_zero(left)), pair, pair.order);
  }
}

bool AssignmentsJudge::is_right(const Pair& pair) const {
  const OrderId order = pair.counted();
  return order == OrderId::none() ||
         in_step(pair.job(), orders_.assignments(order), orders_.event(order));
}

void AssignmentsJudge::update_in_step(Time at, Pair& pair, Author author) {
  const bool right = is_right(pair);
  const OrderId order = pair.counted();
  const bool counts = order != OrderId::none();
  const auto lengths = [&](AssignmentsMeasure measure) -> Histogram& {
    return measures_[static_cast<std::size_t>(measure)];
  };
  const bool both = !right && both_stand(pair.job(), orders_.assignments(order));
  const bool empty = counts && orders_.assignments(order).empty();
  pair.behind.hold(!right, at, lengths(AssignmentsMeasure::behind));
  pair.both_stand.hold(both, at, lengths(AssignmentsMeasure::both_stand));
  pair.empty.hold(empty, at, lengths(AssignmentsMeasure::empty));
  pair.watch.update(at, right, author);
}

void AssignmentsJudge::begin(Pair& pair, const Job& job) {
  pair.watch.begin(job);
  if (revoked_) pair.watch.revoke();
  pair.order = job.order;
  if (pair.order != OrderId::none()) pair.log.begin(orders_.event(pair.order));
  pair.watch.begin_in_step(is_right(pair));
}

/// The job's record names that order now. What it showed before that is not in its log; of one that
/// is as it was made it is known without.
void AssignmentsJudge::name_order(Time at, Pair& pair, OrderId order) {
  if (order == pair.order) return;
  pair.order = order;
  if (order == OrderId::none()) return;
  pair.linked_at = at;
  pair.log.begin(orders_.event(order));
  pair.unknown_before = orders_.order(order).as_made() ? Time::min() : at;
  pair.watch.on_relinked(watching_, at);
}

/// Of what a sync writes only the link counts: what the rest of the record says is no wish.
void AssignmentsJudge::on_commit(Time at, const AttikCommit& commit) {
  const std::size_t number = commit.job.id.value;
  ensure(number <= pair_count_ && number < jobs_max, "jobs to be committed in their order");
  Pair& pair = pairs_[number];
  if (number == pair_count_) {
    ++pair_count_;
    return begin(pair, commit.job);
  }
  if (!commit.by_sync) pair.watch.on_save(watching_, at, commit.job);
  name_order(at, pair, commit.job.order);
  update_in_step(at, pair);
  report(at, pair);
}

void AssignmentsJudge::on_commit(Time at, const IntentCommit& commit) {
  Pair& pair = pairs_[commit.job.value];
  pair.watch.on_commit(at, commit);
  report(at, pair);
}

void AssignmentsJudge::on_commit(Time at, const SpectoraCommit& commit) {
  orders_.on_commit(commit);
  Pair& pair = pair_of(commit.order);
  if (commit.order != pair.order) return;  // it counts once the job is linked to it
  pair.log.on_commit(at, commit);
  if (commit.author == Author::start) return pair.watch.begin_in_step(is_right(pair));
  if (commit.author == Author::client) judge_cover(at, pair, commit);
  const bool excused = may_seem_right(at, pair, commit);
  pair.watch.on_change(watching_, at, commit.author, commit.run);
  note_situations(at, pair, commit);
  update_in_step(at, pair, commit.author);
  if (excused) pair.watch.forgive();
  report(at, pair);
}

/// PROMPT: a run reads the list, and after it the event. Of two edits by hand it may miss the
/// first, and find the event as the second one has left it: right, though the order never was.
/// Nobody announces that. To be asked before the edit is noted.
bool AssignmentsJudge::may_seem_right(Time at, const Pair& pair,
                                      const SpectoraCommit& commit) const {
  if (commit.author != Author::hand || commit.effect != SpectoraEffect::event_written) return false;
  if (commit.event != wanted_event(pair.job())) return false;
  return pair.watch.touched_since(at - watching_.lag - between_reads_max);
}

void AssignmentsJudge::note_situations(Time at, const Pair& pair, const SpectoraCommit& commit) {
  const RunWatch& wire = pair.watch.wire();
  if (wire.in_list()) arise(AssignmentsSituation::pages_shifted);
  const LeaseTerm* const lease = wire.lease_at(at);
  if (commit.author == Author::hand && lease != nullptr) {
    arise(AssignmentsSituation::edited_between);
  }
  if (commit.author != Author::late) return;
  arise(AssignmentsSituation::landed_late);
  const RunTrail* const trail = wire.trail_of(commit.run);
  if (trail != nullptr && trail->accepted) arise(AssignmentsSituation::accepted_landed);
  if (lease == nullptr || lease->fencing != commit.fencing) {
    arise(AssignmentsSituation::lease_ended);
  }
}

/// COVER: a job that wants nobody, or did so when the run read it, leaves nothing to cover. A hand
/// edit or a late write since the run looked excuses it, for it could not know. So does a remote
/// that refuses a second record of somebody who stands there with a wrong flag, by a 409 or always:
/// to take it away is the only way to set it right.
void AssignmentsJudge::judge_cover(Time at, const Pair& pair, const SpectoraCommit& commit) {
  if (commit.effect != SpectoraEffect::unassigned) return;
  if (!orders_.assignments(commit.order).empty()) return;
  const RunTrail* const trail = pair.watch.wire().trail_of(commit.run);
  if (trail == nullptr) return;
  const auto& saves = pair.watch.saves();
  if (std::ranges::any_of(saves, [](const Job& save) { return save.inspectors.empty(); })) return;
  if (pair.watch.touched_since(trail->list_sent - options_.list_lag)) return;
  const Assignment& removed = commit.assignment;
  const bool wrong_flag = !removed.primary && std::ranges::any_of(saves, [&](const Job& save) {
    return save.primary() == removed.inspector;
  });
  // Somebody who edits the order by hand right after a POST can make it look like a remote that
  // takes none.
  const bool looks_so = trail->conflicted || pair.watch.touched_since(trail->first_sent);
  if (wrong_flag && (looks_so || !options_.second_post_adds)) return;
  violate(at, AssignmentsFailure::cover_gap, pair, commit.order);
}

void AssignmentsJudge::on_wire(Time at, const SpectoraRequest& request) {
  Pair& pair = pair_of(request.order);
  ensure(!pair.watch.empty(), "requests about orders of jobs that there are");
  if (request.order != pair.order) pair.astray = request.run;
  if (writes(request.verb)) judge_write(at, pair, request);
  pair.watch.on_wire(watching_, at, wire_of(request));
  report(at, pair);
}

void AssignmentsJudge::judge_write(Time at, const Pair& pair, const SpectoraRequest& request) {
  const bool native = pair.job().created == Creation::spectora;
  if (native && request.issuer == Issuer::attik_created) {
    violate(at, AssignmentsFailure::scope, pair, request.order);
  }
  if (!pair.watch.wire().groundless(wire_of(request))) return;
  if (request.verb == SpectoraVerb::delete_assignment) {
    violate(at, AssignmentsFailure::delete_unread, pair, request.order);
  }
  if (request.verb == SpectoraVerb::post_assignment) {
    violate(at, AssignmentsFailure::create_unread, pair, request.order);
  }
}

void AssignmentsJudge::on_reply(Time at, const SpectoraRequest& request,
                                const SpectoraReply& reply) {
  pair_of(request.order).watch.on_reply(at, wire_of(request), wire_of(reply));
}

/// What a run says that began before the job was linked to its order is about the order before. So
/// it is when the run read the job before that, and sent something since.
void AssignmentsJudge::on_answer(Time at, const Answer& answer) {
  Pair& pair = pairs_[answer.job.value];
  const auto may_be_true = [&](const Job& job, Time from) {
    const Time first_sent = from + watching_.lag;
    if (first_sent < pair.linked_at || answer.run == pair.astray) return true;
    return was_in_step(pair)(job, from);
  };
  pair.watch.on_answer(watching_, at, answer, may_be_true);
  report(at, pair);
}

void AssignmentsJudge::on_announced(Time at, JobId job, std::uint32_t generation) {
  Pair& pair = pairs_[job.value];
  pair.watch.on_announced(watching_, at, generation, was_in_step(pair));
  report(at, pair);
}

void AssignmentsJudge::on_asked(Time at, JobId job) {
  Pair& pair = pairs_[job.value];
  pair.watch.on_asked(watching_, at, was_in_step(pair));
  report(at, pair);
}

void AssignmentsJudge::on_fault(Time over, sim::Fault fault, std::optional<OrderId> order) {
  const bool for_all = fault == sim::Fault::key_revoked || fault == sim::Fault::key_forbidden;
  revoked_ = revoked_ || for_all;
  for (std::size_t i = 0; i < pair_count_; ++i) {
    JobWatch& watch = pairs_[i].watch;
    if (for_all) watch.revoke();
    if (order && job_of(*order).value != i) continue;
    watch.on_fault(over, fault);
    if (watch.unrecoverable()) arise(AssignmentsSituation::refused_for_good);
    if (fault == sim::Fault::reply_lost && watch.wire().unheard()) {
      arise(AssignmentsSituation::reply_lost);
    }
  }
}

void AssignmentsJudge::on_crash(Time at, std::uint8_t worker) {
  for (std::size_t i = 0; i < pair_count_; ++i) {
    Pair& pair = pairs_[i];
    if (pair.watch.dies_between(at, worker)) arise(AssignmentsSituation::crashed_between);
    pair.watch.on_crash(watching_, at, worker);
    report(at, pair);
  }
}

void AssignmentsJudge::settle(Time at) {
  const bool any_poisoned =
      std::ranges::any_of(pairs_.begin(), pairs_.begin() + pair_count_,
                          [](const Pair& pair) { return pair.watch.poisoned(); });
  for (std::size_t i = 0; i < pair_count_; ++i) {
    Pair& pair = pairs_[i];
    pair.watch.settle(watching_, at, any_poisoned);
    pair.order_at_rest = pair.counted();
    if (pair.order_at_rest != OrderId::none()) pair.at_rest = orders_.order(pair.order_at_rest);
    if (!pair.watch.in_step() && !pair.watch.unrecoverable()) judge_rest(at, pair);
    report(at, pair);
  }
}

void AssignmentsJudge::judge_rest(Time at, const Pair& pair) {
  judge_assignments(at, pair);
  if (event_right(pair.job(), pair.at_rest)) return;
  violate(at, AssignmentsFailure::event, pair, pair.order_at_rest);
}

/// ASG: the kind is the first that fits, in the order of the table.
void AssignmentsJudge::judge_assignments(Time at, const Pair& pair) {
  const Job& job = pair.job();
  const Difference found = difference(job.inspectors, pair.at_rest.inspectors());
  const auto judge = [&](AssignmentsFailure failure) {
    violate(at, failure, pair, pair.order_at_rest);
  };
  if (found.missing > 0 && found.extra > 0) return judge(AssignmentsFailure::replaced);
  if (found.extra > 0) return judge(AssignmentsFailure::extra);
  if (found.missing > 0) return judge(AssignmentsFailure::missing);
  if (found.duplicate > 0) return judge(AssignmentsFailure::duplicate);
  if (!primary_right(job, pair.at_rest)) return judge(AssignmentsFailure::primary);
}

bool AssignmentsJudge::primary_right(const Job& job, const RemoteOrder& order) {
  return std::ranges::all_of(order.assignments, [&](const Assignment& assignment) {
    return assignment.primary == (assignment.inspector == job.primary());
  });
}

bool AssignmentsJudge::event_right(const Job& job, const RemoteOrder& order) {
  return order.event == wanted_event(job);
}

}  // namespace interleave::properties
