#include "properties/orders_judge.hpp"

#include <algorithm>
#include <bit>

#include "model/ensure.hpp"

namespace interleave::properties {

using namespace model;

namespace {

/// What one call for a sync (a save, an ask, a fault, a hand edit) may cost, and what is free. A
/// sync of one job writes at most a few times and searches before each; its retries are called for
/// by the faults that make them necessary.
constexpr Budget::Rates rates{.writes_free = 6,
                              .writes_per_call = 6,
                              .requests_free = 16,
                              .requests_per_call = 16,
                              .requests_per_sweep = 8,
                              .requests_per_call_refused = 8};

constexpr std::size_t first_promise = orders_signatures.size() - promises.size();

}  // namespace

OrdersJudge::OrdersJudge(const Options& options)
    : options_(options), watching_{options.lag, options.sweep_period, rates} {}

void OrdersJudge::reset() {
  for (Row& row : rows_) row.reset();
  revoked_ = false;
  disabled_until_ = {};
  probing_ = false;
  violated_.clear();
  sometimes_.clear();
}

void OrdersJudge::violate(Time at, std::size_t place, const Row& row) {
  if (options_.unjudged.contains(place) || violated_.contains(place)) return;
  violated_.add(place);
  findings_[place] = {at, row.job().id};
}

/// What the row's watch has found by now. A job that Spectora created promises nothing.
void OrdersJudge::report(Time at, Row& row) {
  const std::uint32_t broken = row.watch.take_broken();
  if (broken == 0 || row.native()) return;
  for (std::uint32_t left = broken; left != 0; left &= left - 1) {
    violate(at, first_promise + static_cast<std::size_t>(std::countr_zero(left)), row);
  }
}

/// KNOWN. Asked before anything that changes the row.
void OrdersJudge::check_known(Time at, Row& row) {
  if (row.native() || !row.dispatched_in_vain()) return;
  if (row.told(at)) {
    row.unknown.hold(false, row.acknowledged ? at : row.alert_from,
                     lengths(OrdersMeasure::unknown));
  }
  // The alert is part of the transaction that cancels, and so not older than that.
  const bool stands = row.acknowledged || row.alert_from != Time{};
  if (options_.obliged && !stands && at > row.cancel.at) {
    violate(at, OrdersFailure::unwatched, row);
  }
  const Time due = row.cancel.at + options_.known_within;
  row.cancel.overdue = at > due && !row.told(due);
  if (row.cancel.overdue && row.told(at)) violate(at, OrdersFailure::known_late, row);
}

void OrdersJudge::update(Time at, Row& row, Author author) {
  const bool right = this->right(row.job(), row);
  if (right && !row.watch.in_step()) row.in_step_since = at;
  const bool dispatched = row.dispatched_in_vain() && !row.native();
  if (row.cancel.overdue && (!dispatched || row.told(at))) {
    violate(at, OrdersFailure::known_late, row);
  }
  row.cancel.hold(at, dispatched);
  row.unknown.hold(dispatched && !row.told(at), at, lengths(OrdersMeasure::unknown));
  row.behind.hold(!right && !row.native(), at, lengths(OrdersMeasure::behind));
  row.watch.update(at, right, author);
}

// ---- Attik ----

void OrdersJudge::on_disabled(Time until) {
  disabled_until_ = until;
  for (Row& row : rows_) row.watch.excuse(until);
}

void OrdersJudge::on_commit(Time at, const AttikCommit& commit) {
  Row& row = row_of(commit.job.id);
  row.record = commit.job;
  if (commit.by_sync) return;
  if (row.watch.empty()) {
    row.watch.begin(commit.job);
    if (revoked_) row.watch.revoke();
    row.watch.excuse(disabled_until_);
    row.watch.begin_in_step(right(commit.job, row));
    return;
  }
  check_known(at, row);
  const bool was_cancelled = row.job().cancelled;
  row.watch.on_save(watching_, at, commit.job);
  if (was_cancelled && !commit.job.cancelled) end_cancel(at, row);
  if (commit.job.cancelled && !was_cancelled) {
    row.cancel = {.at = at, .before_id = commit.job.order == OrderId::none()};
    if (row.cancel.before_id) arise(OrdersSituation::cancelled_before_id);
  }
  row.acknowledged = false;
  row.skipped = false;
  row.sent.clear();
  update(at, row);
  report(at, row);
}

void OrdersJudge::on_commit(Time at, const IntentCommit& commit) {
  Row& row = row_of(commit.job);
  check_known(at, row);
  row.watch.on_commit(at, commit);
  switch (commit.effect) {
    case IntentEffect::alerted:
      row.alert_from = commit.from;
      break;
    case IntentEffect::alert_closed:
      measure_alert(at, row);
      row.alert_from = {};
      break;
    case IntentEffect::acknowledged:
      row.alert_from = {};
      row.acknowledged = true;
      row.helped = true;
      break;
    default:
      break;
  }
  update(at, row);
  report(at, row);
}

// ---- Spectora ----

void OrdersJudge::on_commit(Time at, const OrderCommit& commit) {
  Row& row = row_of(job_of(commit.order.id));
  if (!row.watch.empty()) check_known(at, row);
  row.orders.on_commit(at, commit);
  if (commit.author == Author::start) return;
  row.watch.on_change(watching_, at, commit.author, commit.run);
  if (commit.author == Author::hand) row.helped = true;
  note_situations(at, row, commit);
  const bool one_always = options_.obliged && references_honoured_;
  if (one_always && row.orders.live() > 1) violate(at, OrdersFailure::twice, row);
  update(at, row, commit.author);
  if (!row.watch.empty()) check_known(at, row);
  report(at, row);
}

void OrdersJudge::note_situations(Time at, const Row& row, const OrderCommit& commit) {
  if (commit.effect == OrderEffect::created && row.job().cancelled) {
    arise(OrdersSituation::made_after_cancel);
  }
  if (commit.author != Author::late) return;
  arise(OrdersSituation::landed_late);
  const LeaseTerm* const lease = row.watch.wire().lease_at(at);
  if (lease == nullptr || lease->fencing != commit.fencing) arise(OrdersSituation::lease_ended);
}

void OrdersJudge::on_wire(Time at, const OrderRequest& request) {
  Row& row = row_of(request.job());
  ensure(!row.watch.empty(), "requests about jobs that there are");
  if (writes(request.verb)) judge_write(at, row, request);
  row.watch.on_wire(watching_, at, wire_of(request));
  report(at, row);
}

void OrdersJudge::judge_write(Time at, Row& row, const OrderRequest& request) {
  if (row.native() && request.issuer == Issuer::attik_created) {
    violate(at, OrdersFailure::scope, row);
  }
  if (request.verb == OrderVerb::cancel_order) {
    if (row.job().cancelled && !full(row.sent)) row.sent.push_back(request.order);
    return;
  }
  const auto heard = std::ranges::find(row.heard, request.run, &Hearsay::run);
  const bool read = heard != row.heard.end() && heard->job_read;
  if (!read || heard->cancelled) violate(at, OrdersFailure::resurrected, row);
  if (request.verb != OrderVerb::post_order) return;
  if (row.watch.wire().groundless(wire_of(request))) {
    violate(at, OrdersFailure::create_unread, row);
  }
}

void OrdersJudge::on_reply(Time at, const OrderRequest& request, const OrderReply& reply) {
  row_of(request.job()).watch.on_reply(at, wire_of(request), wire_of(reply));
}

/// NORES: of each run, whether the last that it heard from the store was its job.
void OrdersJudge::on_reply(Time, const IntentRequest& request, const IntentReply& reply) {
  if (request.verb == IntentVerb::scan) return;
  Row& row = row_of(request.job);
  auto heard = std::ranges::find(row.heard, request.run, &Hearsay::run);
  if (heard == row.heard.end()) {
    if (full(row.heard)) row.heard.erase(row.heard.begin());
    row.heard.push_back({request.run});
    heard = row.heard.end() - 1;
  }
  const bool read = request.verb == IntentVerb::read_job || request.verb == IntentVerb::link_order;
  heard->job_read = read && reply.status == IntentStatus::ok;
  heard->cancelled = reply.job.cancelled;
}

// ---- People ----

void OrdersJudge::on_answer(Time at, const Answer& answer) {
  Row& row = row_of(answer.job);
  row.watch.on_answer(watching_, at, answer, was_in_step(row));
  report(at, row);
}

void OrdersJudge::on_announced(Time at, JobId job, std::uint32_t generation) {
  Row& row = row_of(job);
  row.watch.on_announced(watching_, at, generation, was_in_step(row));
  report(at, row);
}

void OrdersJudge::on_asked(Time at, JobId job) {
  Row& row = row_of(job);
  row.watch.on_asked(watching_, at, was_in_step(row));
  report(at, row);
}

// ---- Faults ----

void OrdersJudge::on_fault(Time over, sim::Fault fault, std::optional<OrderId> order) {
  const bool for_all = fault == sim::Fault::key_revoked || fault == sim::Fault::key_forbidden;
  revoked_ = revoked_ || for_all;
  if (fault == sim::Fault::hand_edit) arise(OrdersSituation::edited);
  for (std::size_t i = 0; i < jobs_max; ++i) {
    JobWatch& watch = rows_[i].watch;
    if (watch.empty()) continue;
    if (for_all) watch.revoke();
    if (order && job_of(*order).value != i) continue;
    watch.on_fault(over, fault);
    if (watch.unrecoverable()) arise(OrdersSituation::refused_for_good);
    if (fault == sim::Fault::reply_lost && watch.wire().unheard()) {
      arise(OrdersSituation::reply_lost);
    }
  }
}

void OrdersJudge::on_crash(Time at, std::uint8_t worker) {
  for (Row& row : rows_) {
    if (row.watch.empty()) continue;
    if (row.watch.dies_between(at, worker)) arise(OrdersSituation::crashed_between);
    row.watch.on_crash(watching_, at, worker);
    // A change that is told again starts another run of the same name.
    row.heard.clear();
    report(at, row);
  }
}

// ---- At rest ----

void OrdersJudge::on_probe(Time at) {
  settle(at);
  probing_ = true;
  for (Row& row : rows_) row.watch.on_probe();
}

void OrdersJudge::settle(Time at) {
  const bool any_poisoned =
      std::ranges::any_of(rows_, [](const Row& row) { return row.watch.poisoned(); });
  for (Row& row : rows_) {
    if (row.watch.empty() || row.native()) continue;
    check_known(at, row);
    if (row.cancel.overdue && !row.told(at)) violate(at, OrdersFailure::known_never, row);
    row.watch.settle(watching_, at, any_poisoned);
    judge_rest(at, row);
    judge_alert(at, row);
    report(at, row);
    if (row.job().cancelled) end_cancel(at, row);
    if (row.cancel.live) lengths(OrdersMeasure::stays).add(at - row.cancel.at);
    row.unknown.hold(false, at, lengths(OrdersMeasure::unknown));
    measure_alert(at, row);
  }
}

void OrdersJudge::judge_rest(Time at, Row& row) {
  const Job& job = row.job();
  if (job.cancelled && !row.record.cancelled) violate(at, OrdersFailure::undone, row);
  if (row.told(at)) {
    const bool left = row.dispatched_in_vain() && !row.watch.unrecoverable();
    if (left) violate(at, OrdersFailure::left, row);
    return;
  }
  if (job.cancelled) return judge_cancelled(at, row);
  const std::size_t live = row.orders.live();
  if (live > 1) violate(at, OrdersFailure::two, row);
  if (live == 0) violate(at, OrdersFailure::none, row);
  if (live != 1) return;
  const auto order = std::ranges::find(row.orders.all(), false, &Order::cancelled);
  if (options_.events && order->event != wanted_event(job)) violate(at, OrdersFailure::event, row);
  if (order->id != row.record.order) violate(at, OrdersFailure::unlinked, row);
}

/// CAN: of each order that is live, whether its cancel was sent in vain, or never, or no cancel
/// was.
void OrdersJudge::judge_cancelled(Time at, const Row& row) {
  for (const Order& order : row.orders.all()) {
    if (order.cancelled) continue;
    const bool sent = std::ranges::find(row.sent, order.id) != row.sent.end();
    violate(at,
            sent               ? OrdersFailure::unread
            : row.sent.empty() ? OrdersFailure::silent
                               : OrdersFailure::orphaned,
            row);
  }
}

/// The job is on again, or the run ends.
void OrdersJudge::end_cancel(Time at, const Row& row) {
  const Cancel& cancel = row.cancel;
  if (!cancel.ever_live) return;
  lengths(OrdersMeasure::dispatched).add((cancel.live ? at : cancel.live_until) - cancel.at);
}

/// ALERT. One about what nobody can read may stand.
void OrdersJudge::judge_alert(Time at, const Row& row) {
  if (!row.watch.in_step()) {
    if (!row.told(at)) violate(at, OrdersFailure::alert_missing, row);
    return;
  }
  const bool stands = row.alert_from != Time{} && row.alert_from <= at;
  if (stands && !row.watch.revoked()) violate(at, OrdersFailure::alert_stands, row);
}

/// An alert that staff saw and need not have: from when they saw it until the job was in step.
void OrdersJudge::measure_alert(Time at, const Row& row) {
  const bool seen = row.alert_from != Time{} && row.alert_from <= at;
  if (!seen || row.helped || !row.watch.in_step()) return;
  lengths(OrdersMeasure::vain).add(std::max(row.in_step_since - row.alert_from, Duration{}));
}

}  // namespace interleave::properties
