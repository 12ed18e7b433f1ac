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
  row.watch.update(at, row.crew.in_step(row.job()), author);
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
  row.crew.on_commit(at, commit);
  if (starts) return;
  if (commit.author == Author::hand) row.changed_at = at;
  if (commit.author == Author::late) arise(CrewSituation::landed_late);
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
    return;
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
  if (writes(request.verb)) judge_write(at, row, run, request);
  row.watch.on_wire(watching_, at, wire_of(request));
  report(at, row);
}

void CrewJudge::judge_write(Time at, Row& row, RunNotes& run, const FlexRequest& request) {
  if (request.verb == FlexVerb::add_resource) {
    if (request.form) violate(at, CrewFailure::format, row);
    row.crew.open_add(request.technician, true);
    return;
  }
  if (request.verb == FlexVerb::set_role) return;
  LineIdList lines = request.lines;
  if (request.verb == FlexVerb::delete_line) lines = {request.line};
  for (const LineId line : lines) {
    if (!full(row.sent)) row.sent.push_back(line);
  }
  run.deletes = static_cast<std::uint8_t>(run.deletes + lines.size());
  if (run.deletes > deletes_max) violate(at, CrewFailure::deletes, row);
  if (run.list_failed) violate(at, CrewFailure::list, row);
  if (run.wish_failed) violate(at, CrewFailure::wish, row);
}

void CrewJudge::on_reply(Time at, const FlexRequest& request, const FlexReply& reply) {
  Row& row = row_of(request.element);
  RunNotes& run = notes_of(at, row, request.run);
  const WireReply wire = wire_of(request, reply);
  if (request.verb == FlexVerb::list_lines) {
    run.list_failed = wire.status != Status::ok || wire.rows < wire.total;
  }
  if (request.verb == FlexVerb::add_resource && !is_unknown(reply)) {
    row.crew.open_add(request.technician, false);
  }
  row.watch.on_reply(at, wire_of(request), wire);
}

/// The rows of a sync that could not read who is wanted, or what stands there, are dropped on no
/// ground.
void CrewJudge::on_wire(Time at, const CrewTableRequest& request) {
  Row& row = row_of(request.call);
  RunNotes& run = notes_of(at, row, request.run);
  run.call = request.call;
  if (request.verb != CrewTableVerb::drop_rows) return;
  if (run.list_failed) violate(at, CrewFailure::list, row);
  if (run.wish_failed) violate(at, CrewFailure::wish, row);
}

void CrewJudge::on_reply(Time at, const CrewTableRequest& request, const CrewTableReply& reply) {
  if (request.verb != CrewTableVerb::read_members) return;
  RunNotes& run = notes_of(at, row_of(request.call), request.run);
  run.wish_failed = reply.status != Status::ok;
}

// ---- People ----

/// An answer is untrue if the element has not been as it is wanted since its run began.
void CrewJudge::on_answer(Time at, const Answer& answer) {
  Row& row = row_of(answer.job);
  const Time began = notes_of(at, row, answer.run).began;
  if (!row.asked.empty()) {
    const Duration took = at - row.asked.front();
    row.asked.erase(row.asked.begin());
    lengths(CrewMeasure::sync).add(took);
    const bool said_so = answer.verdict == Verdict::in_step;
    const bool untrue = said_so && !row.crew.was_in_step(row.job(), began - options_.lag);
    if (untrue) lengths(CrewMeasure::untrue).add(took);
  }
  Answer about_element = answer;
  about_element.job = row.job().id;
  row.watch.on_answer(watching_, at, about_element, row.was_in_step());
  report(at, row);
}

void CrewJudge::on_announced(Time at, JobId job, std::uint32_t generation) {
  Row& row = row_of(job);
  row.watch.on_announced(watching_, at, generation, row.was_in_step());
  report(at, row);
}

void CrewJudge::on_asked(Time at, JobId call) {
  Row& row = row_of(call);
  if (!full(row.asked)) row.asked.push_back(at);
  row.pressed_at[call.value / model::elements_max] = at;
  row.watch.on_asked(watching_, at, row.was_in_step());
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
    if (watch.unrecoverable()) arise(CrewSituation::refused_for_good);
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

// ---- At rest ----

void CrewJudge::on_probe(Time at) {
  settle(at);
  probing_ = true;
  for (Row& row : rows_) row.watch.on_probe();
}

void CrewJudge::settle(Time at) {
  const bool any_poisoned =
      std::ranges::any_of(rows_, [](const Row& row) { return row.watch.poisoned(); });
  for (Row& row : rows_) {
    if (row.watch.empty()) continue;
    row.watch.settle(watching_, at, any_poisoned);
    judge_rest(at, row);
    judge_alert(at, row);
    report(at, row);
    row.missing.hold(false, at, lengths(CrewMeasure::missing));
    row.duplicate.hold(false, at, lengths(CrewMeasure::duplicate));
  }
}

/// CREW. What Flex refuses for good is excused as long as staff are told. What a sync has broken is
/// its failure in any case; what it has not done is, if somebody asked for it.
void CrewJudge::judge_rest(Time at, const Row& row) {
  if (row.watch.unrecoverable() && row.told(at)) return;
  const bool owed = !options_.by_request || row.asked_for();
  for (const InspectorId technician : row.job().inspectors) {
    if (profile_of(technician).resource) judge_wanted(at, row, technician, owed);
  }
  const InspectorList& wanted = row.job().inspectors;
  for (const CrewLine& line : row.crew.ours()) {
    const bool stays = std::ranges::find(wanted, line.technician) != wanted.end();
    if (!stays) judge_unwanted(at, row, line, owed);
    const bool sound = department_of(element_of(line.id)) == Department::sound;
    const bool leads = line.technician == row.job().primary();
    if (owed && sound && stays && line.lead != leads) violate(at, CrewFailure::role, row);
  }
  if (owed && row.crew.names_what_is_gone()) violate(at, CrewFailure::stale, row);
}

void CrewJudge::judge_wanted(Time at, const Row& row, InspectorId technician, bool owed) {
  const std::size_t count = row.crew.count(technician);
  if (count > 1) {
    const bool untracked = std::ranges::any_of(row.crew.ours(), [&](const CrewLine& line) {
      return line.technician == technician && !row.crew.tracked(line.id);
    });
    violate(at,
            untracked                      ? CrewFailure::untracked
            : row.crew.doubled(technician) ? CrewFailure::duplicate
                                           : CrewFailure::shared,
            row);
  }
  if (count > 0) return;
  switch (row.crew.loss(technician)) {
    case Loss::none:
      if (owed) violate(at, CrewFailure::missing, row);
      return;
    case Loss::dropped:
      return violate(at, CrewFailure::dropped, row);
    case Loss::pruned:
      return violate(at, CrewFailure::pruned, row);
    case Loss::aliased:
      return violate(at, CrewFailure::aliased, row);
  }
}

void CrewJudge::judge_unwanted(Time at, const Row& row, const CrewLine& line, bool owed) {
  const bool sent = std::ranges::find(row.sent, line.id) != row.sent.end();
  if (sent) return violate(at, CrewFailure::left, row);
  if (!owed) return;
  violate(at, row.crew.cleared(line.technician) ? CrewFailure::cleared : CrewFailure::extra, row);
}

/// ALERT. One about what nobody can read may stand.
void CrewJudge::judge_alert(Time at, const Row& row) {
  if (!row.watch.in_step()) {
    if (!row.told(at)) violate(at, CrewFailure::alert_missing, row);
    return;
  }
  const bool stands = row.alert_from != Time{} && row.alert_from <= at;
  if (stands && !row.watch.revoked()) violate(at, CrewFailure::alert_stands, row);
}

}  // namespace interleave::properties
