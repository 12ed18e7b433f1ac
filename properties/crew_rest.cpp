#include <algorithm>

#include "properties/crew_judge.hpp"

// What the judge of crews asks when everything is at rest.

namespace interleave::properties {

using namespace model;

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
    if (row.crew.stray()) arise(CrewSituation::stray);
    if (row.watch.left_to_staff()) arise(CrewSituation::left_to_staff);
    judge_rest(at, row);
    judge_alert(at, row);
    report(at, row);
    row.missing.hold(false, at, lengths(CrewMeasure::missing));
    row.duplicate.hold(false, at, lengths(CrewMeasure::duplicate));
    row.inflated.hold(false, at, lengths(CrewMeasure::inflated));
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

/// ALERT. Whatever stands there that is not known to be ours is for staff to look at, too, and
/// whoever is wanted and has no resource. One about what nobody can read may stand.
void CrewJudge::judge_alert(Time at, const Row& row) {
  const bool lacking = std::ranges::any_of(row.job().inspectors, [](InspectorId technician) {
    return !profile_of(technician).resource;
  });
  if (!row.watch.in_step() || row.crew.stray() || lacking) {
    if (!row.told(at)) violate(at, CrewFailure::alert_missing, row);
    return;
  }
  const bool stands = row.alert_from != Time{} && row.alert_from <= at;
  if (stands && !row.watch.revoked()) violate(at, CrewFailure::alert_stands, row);
}

}  // namespace interleave::properties
