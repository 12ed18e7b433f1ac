#include "properties/crew_judge.hpp"

#include <algorithm>
#include <bit>

#include "model/ensure.hpp"

namespace interleave::properties {

using namespace model;

namespace {

/// What one call for a sync (a save, an ask, a fault, a hand edit) may cost, and what is free: an
/// add, its role and a removal for each of a few people, a list before each round.
constexpr Budget::Rates rates{.writes_free = 24,
                              .writes_per_call = 12,
                              .requests_free = 32,
                              .requests_per_call = 24,
                              .requests_per_sweep = 8,
                              .requests_per_call_refused = 12};

constexpr std::size_t first_promise = crew_signatures.size() - promises.size();

/// An add of unknown outcome: a list has to show what came of it.
bool is_unknown(const FlexReply& reply) {
  switch (reply.status) {
    case Status::unreachable:
    case Status::unauthorized:
    case Status::forbidden:
    case Status::not_found:
    case Status::gone:
    case Status::unprocessable:
    case Status::too_many_requests:
    case Status::ok:
      return false;
    default:
      return true;
  }
}

}  // namespace

CrewJudge::CrewJudge(const Options& options)
    : options_(options), watching_{options.lag, options.sweep_period, rates} {}

void CrewJudge::reset() {
  for (Row& row : rows_) row.reset();
  probing_ = false;
  violated_.clear();
  sometimes_.clear();
}

void CrewJudge::violate(Time at, std::size_t place, const Row& row) {
  if (options_.unjudged.contains(place) || violated_.contains(place)) return;
  violated_.add(place);
  findings_[place] = {at, row.watch.empty() ? JobId::none() : row.job().id};
}

/// What the row's watch has found by now.
void CrewJudge::report(Time at, Row& row) {
  for (std::uint32_t left = row.watch.take_broken(); left != 0; left &= left - 1) {
    violate(at, first_promise + static_cast<std::size_t>(std::countr_zero(left)), row);
  }
}

void CrewJudge::update(Time at, Row& row, Author author) {
  if (row.watch.empty()) return;
  const auto stands = [&](std::size_t least) {
    return [&row, least](InspectorId technician) {
      return profile_of(technician).resource && row.crew.count(technician) >= least;
    };
  };
  const InspectorList& wanted = row.job().inspectors;
  const bool anybody_twice = std::ranges::any_of(wanted, stands(2));
  const bool anybody_missing = std::ranges::any_of(wanted, [&](InspectorId technician) {
    return profile_of(technician).resource && row.crew.count(technician) == 0;
  });
  row.missing.hold(anybody_missing, at, lengths(CrewMeasure::missing));
  row.duplicate.hold(anybody_twice, at, lengths(CrewMeasure::duplicate));
  row.inflated.hold(row.crew.doubled(), at, lengths(CrewMeasure::inflated));
  row.watch.update(at, row.crew.in_step(row.job()), author);
  if (options_.by_request) return;
  const bool too_many = row.crew.surplus(row.job()) > deletes_max && !row.acknowledged;
  const bool left = too_many || row.crew.unclear();
  if (author == Author::hand && row.watch.left_to_staff() && !left) row.released_at = at;
  row.watch.leave_to_staff(left);
}

/// Somebody's hand has just done what was left to staff, and a list may miss it.
bool CrewJudge::seems_left_to_staff(Time at, const Row& row) const {
  return row.released_at != Time{} && at < row.released_at + options_.lag;
}

// ---- Commits ----

void CrewJudge::on_commit(Time at, const FlexCommit& commit) {
  Row& row = row_of(element_of(commit.line.id));
  const bool starts = commit.author == Author::start;
  if (commit.effect == FlexEffect::deleted && !starts) judge_delete(at, row, commit);
  const bool wanted =
      commit.line.technician != InspectorId::none() && row.crew.wanted(commit.line.technician);
  if (commit.author == Author::hand && commit.effect == FlexEffect::deleted && wanted) {
    arise(CrewSituation::stale_wanted);
  }
  const bool by_hand = commit.author == Author::hand;
  // Who asked for a list right before that was right to find it in step.
  const bool seemed_right = by_hand && row.crew.seems_in_step(row.job());
  row.crew.on_commit(at, commit);
  if (starts) return;
  if (by_hand) row.changed_at = at;
  if (seemed_right) row.watch.forgive();
  if (seemed_right) row.crew.leave_seeming(at);
  if (commit.author == Author::late) {
    arise(CrewSituation::landed_late);
    const LeaseTerm* const lease = row.watch.wire().lease_at(at);
    if (lease == nullptr || lease->fencing != commit.fencing) arise(CrewSituation::lease_ended);
  }
  row.watch.on_change(watching_, at, commit.author, commit.run);
  update(at, row, commit.author);
  report(at, row);
}

void CrewJudge::judge_delete(Time at, Row& row, const FlexCommit& commit) {
  if (commit.author == Author::hand) return;
  if (!row.crew.may_delete(commit.line.id)) {
    const bool foreign = commit.line.technician == InspectorId::none();
    violate(at, foreign ? CrewFailure::foreign : CrewFailure::hand, row);
  }
  row.crew.deletes_for(notes_of(at, row, commit.run).call);
}

void CrewJudge::on_commit(Time at, const CrewTableCommit& commit) {
  Row& row = row_of(commit.call);
  row.crew.on_commit(at, commit);
  if (row.watch.empty()) return;  // what a run starts with nobody has promised
  if (commit.effect == CrewTableEffect::inserted && row.crew.doubled()) {
    violate(at, CrewFailure::twice, row);
  }
  if (commit.kept) row.watch.on_store_write(commit.run);
  update(at, row);
  report(at, row);
}

void CrewJudge::on_commit(Time at, const CrewWish& wish) {
  Row& row = row_of(wish.call);
  row.crew.on_commit(wish);
  row.changed_at = at;
  update(at, row);
}

void CrewJudge::on_commit(Time at, const AttikCommit& commit) {
  Row& row = row_of(commit.job.id);
  if (row.watch.empty()) {
    row.watch.begin(commit.job);
    row.watch.begin_in_step(row.crew.in_step(commit.job));
    return update(at, row);
  }
  row.watch.on_save(watching_, at, commit.job);
  row.acknowledged = false;
  update(at, row);
  report(at, row);
}

void CrewJudge::on_commit(Time at, const IntentCommit& commit) {
  Row& row = row_of(commit.job);
  row.watch.on_commit(at, commit);
  if (commit.effect == IntentEffect::alerted) row.alert_from = commit.from;
  if (commit.effect == IntentEffect::alert_closed) row.alert_from = {};
  if (commit.effect == IntentEffect::acknowledged) {
    row.alert_from = {};
    row.acknowledged = true;
    update(at, row);
  }
  report(at, row);
}

// ---- The wire ----

CrewJudge::RunNotes& CrewJudge::notes_of(Time at, Row& row, Cause run) {
  const auto found = std::ranges::find(row.runs, run, &RunNotes::run);
  if (found != row.runs.end()) return *found;
  if (full(row.runs)) row.runs.erase(row.runs.begin());
  row.runs.push_back({.run = run, .began = at});
  return row.runs.back();
}

void CrewJudge::on_wire(Time at, const FlexRequest& request) {
  Row& row = row_of(request.element);
  RunNotes& run = notes_of(at, row, request.run);
  run.acknowledged = run.acknowledged || row.acknowledged;
  if (request.verb == FlexVerb::list_lines) run.list_sent = at;
  if (request.token < run.token) violate(at, CrewFailure::token, row);
  if (writes(request.verb)) judge_write(at, row, run, request);
  run.wish_fresh = false;
  row.watch.on_wire(watching_, at, wire_of(request));
  report(at, row);
}

void CrewJudge::judge_write(Time at, Row& row, RunNotes& run, const FlexRequest& request) {
  switch (request.verb) {
    case FlexVerb::add_resource:
      if (request.form) violate(at, CrewFailure::format, row);
      if (run.list_failed) violate(at, CrewFailure::add, row);
      return row.crew.open_add(at, request.technician, run.list_sent - options_.lag);
    case FlexVerb::delete_line:
      return judge_deletes(at, row, run, {request.line});
    case FlexVerb::delete_lines:
      return judge_deletes(at, row, run, request.lines);
    case FlexVerb::list_lines:
    case FlexVerb::set_role:
      return;
  }
}

void CrewJudge::judge_deletes(Time at, Row& row, RunNotes& run, const LineIdList& lines) {
  if (run.list_failed) violate(at, CrewFailure::list, row);
  if (run.wish_failed) violate(at, CrewFailure::wish, row);
  if (!run.wish_fresh) violate(at, CrewFailure::old_wish, row);
  for (const LineId line : lines) {
    if (!full(row.sent)) row.sent.push_back(line);
    const bool again = std::ranges::find(run.deleted, line) != run.deleted.end();
    if (!again && !full(run.deleted)) run.deleted.push_back(line);
    if (row.crew.only_of(run.listed, line, run.wish)) violate(at, CrewFailure::churn, row);
  }
  if (run.deleted.size() > deletes_max && !run.acknowledged) {
    violate(at, CrewFailure::deletes, row);
  }
}

void CrewJudge::on_reply(Time at, const FlexRequest& request, const FlexReply& reply) {
  Row& row = row_of(request.element);
  RunNotes& run = notes_of(at, row, request.run);
  const WireReply wire = wire_of(request, reply);
  run.token = std::max(run.token, reply.token);
  if (request.verb == FlexVerb::list_lines) {
    run.list_failed = wire.status != Status::ok || wire.rows < wire.total;
    run.listed = reply.lines;
    if (!run.list_failed && options_.landing_max != Duration::max()) {
      row.crew.close_adds_sent_by(run.list_sent - options_.landing_max);
    }
  }
  if (request.verb == FlexVerb::add_resource && !is_unknown(reply)) {
    // The core has an entry for it until it says that it has none any more.
    if (options_.by_request) row.crew.close_add(request.technician);
    if (reply.status == Status::ok) row.crew.answer(reply.line);
  }
  row.watch.on_reply(at, wire_of(request), wire);
}

/// What the store says whom people want.
void CrewJudge::on_reply(Time at, const IntentRequest& request, const IntentReply& reply) {
  if (request.verb != IntentVerb::read_job) return;
  Row& row = row_of(request.job);
  RunNotes& run = notes_of(at, row, request.run);
  run.wish_failed = reply.status != IntentStatus::ok;
  run.wish_fresh = !run.wish_failed;
  run.wish = run.wish_failed ? InspectorList() : reply.job.inspectors;
  run.acknowledged = run.acknowledged || row.acknowledged;
}

/// The rows of a sync that could not read who is wanted, or what stands there, are dropped on no
/// ground.
void CrewJudge::on_wire(Time at, const CrewTableRequest& request) {
  Row& row = row_of(request.call);
  RunNotes& run = notes_of(at, row, request.run);
  run.call = request.call;
  // From here on nobody can tell what somebody at Flex adds from what that add will have made.
  for (const CrewEntry& entry : request.books.journal) {
    const bool opens = entry.open() && entry.opened_at == Time{};
    if (opens) row.crew.open_add(at, entry.technician, run.list_sent - options_.lag);
  }
  if (request.verb != CrewTableVerb::drop_rows) return;
  if (run.list_failed) violate(at, CrewFailure::list, row);
  if (run.wish_failed) violate(at, CrewFailure::wish, row);
}

void CrewJudge::on_reply(Time at, const CrewTableRequest& request, const CrewTableReply& reply) {
  Row& row = row_of(request.call);
  const bool done = reply.status == Status::ok;
  if (request.verb == CrewTableVerb::read_members) {
    notes_of(at, row, request.run).wish_failed = !done;
  }
  if (request.verb != CrewTableVerb::write_books || !done) return;
  row.crew.on_recorded(request.books.journal);
  update(at, row);
}

// ---- People ----

void CrewJudge::on_answer(Time at, const Answer& answer) {
  Row& row = row_of(answer.job);
  answer_asked(at, row, notes_of(at, row, answer.run).began, answer);
  Answer about_element = answer;
  about_element.job = row.job().id;
  row.watch.on_answer(watching_, at, about_element, row.was_in_step());
  report(at, row);
}

/// It says that the element is in step, and that has not been so since its run began: neither as
/// was wanted when that was, nor as it was at any time since.
bool CrewJudge::untrue(const Row& row, Time began, const Answer& answer) const {
  if (answer.verdict != Verdict::in_step) return false;
  return std::ranges::none_of(row.watch.saves(), [&](const Job& save) {
    return save.generation >= answer.generation && row.crew.was_in_step(save, began - options_.lag);
  });
}

/// A historical sync answers one press, the core whoever has pressed by its start.
void CrewJudge::answer_asked(Time at, Row& row, Time began, const Answer& answer) {
  const bool not_true = untrue(row, began, answer);
  std::size_t answered = 0;
  for (const Time asked : row.asked) {
    if (answered > 0 && (options_.by_request || asked > began)) break;
    lengths(CrewMeasure::sync).add(at - asked);
    if (not_true) lengths(CrewMeasure::untrue).add(at - asked);
    if (answer.verdict != Verdict::in_step) lengths(CrewMeasure::failed).add(at - asked);
    ++answered;
  }
  row.asked.erase(row.asked.begin(), row.asked.begin() + static_cast<std::ptrdiff_t>(answered));
}

void CrewJudge::on_announced(Time at, JobId job, std::uint32_t generation) {
  Row& row = row_of(job);
  row.watch.on_announced(watching_, at, generation, row.was_in_step());
  if (seems_left_to_staff(at, row)) row.watch.forgive();
  report(at, row);
}

void CrewJudge::on_asked(Time at, JobId call) {
  Row& row = row_of(call);
  if (!full(row.asked)) row.asked.push_back(at);
  row.pressed_at[call.value / model::elements_max] = at;
  row.watch.on_asked(watching_, at, row.was_in_step());
  if (seems_left_to_staff(at, row)) row.watch.forgive();
  report(at, row);
}

// ---- Faults ----

void CrewJudge::on_fault(Time over, sim::Fault fault, std::optional<OrderId> element) {
  const bool for_all = fault == sim::Fault::key_revoked || fault == sim::Fault::key_forbidden;
  if (fault == sim::Fault::hand_edit) arise(CrewSituation::edited);
  for (std::size_t i = 0; i < elements_max; ++i) {
    JobWatch& watch = rows_[i].watch;
    if (watch.empty()) continue;
    if (for_all) watch.revoke();
    if (element && element->value != i) continue;
    watch.on_fault(over, fault);
    if (watch.revoked() || watch.poisoned()) arise(CrewSituation::refused_for_good);
    if (fault == sim::Fault::reply_lost && watch.wire().unheard()) {
      arise(CrewSituation::reply_lost);
    }
  }
}

void CrewJudge::on_crash(Time at, std::uint8_t worker) {
  for (Row& row : rows_) {
    if (row.watch.empty()) continue;
    if (row.watch.dies_between(at, worker)) arise(CrewSituation::crashed_between);
    row.watch.on_crash(watching_, at, worker);
    row.asked.clear();
    report(at, row);
  }
}

}  // namespace interleave::properties
