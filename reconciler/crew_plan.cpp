#include "reconciler/crew_plan.hpp"

#include <algorithm>

namespace interleave::reconciler {

using namespace model;

namespace {

bool on(const CrewMembers& members, InspectorId technician) {
  const auto found = std::ranges::find(members, technician, &CrewMember::technician);
  return found != members.end() && found->role != CrewRole::cleared;
}

bool contains(const LineIdList& lines, LineId line) {
  return std::ranges::find(lines, line) != lines.end();
}

const CrewEntry* open_add(const CrewJournal& journal, InspectorId technician) {
  const auto found = std::ranges::find_if(journal, [&](const CrewEntry& entry) {
    return entry.open() && entry.technician == technician;
  });
  return found == journal.end() ? nullptr : &*found;
}

bool owns(const CrewJournal& journal, LineId line) {
  return std::ranges::find(journal, line, &CrewEntry::line) != journal.end();
}

/// Keeps the rows of a call in one order.
void link(CrewLinks& links, const CrewLink& link) {
  const auto found = std::ranges::lower_bound(links, link.technician, {}, &CrewLink::technician);
  if (found != links.end() && found->technician == link.technician) {
    *found = link;
  } else {
    links.insert(found, link);
  }
}

/// Makes one plan.
template <class Guards>
class Planner {
 public:
  Planner(const CrewSight& sight, Duration landing_max, const Guards& guards)
      : sight_(sight), landing_max_(landing_max), guards_(guards) {}

  CrewPlan plan() {
    plan_.lacking = std::ranges::any_of(
        sight_.wanted, [](InspectorId technician) { return !profile_of(technician).resource; });
    for (const CrewEntry& entry : sight_.books.journal) settle(entry);
    for (std::uint8_t number = 0; number < technicians_max; ++number) decide(InspectorId{number});
    for (const CrewLine& line : sight_.lines) look_at(line);
    if (!has(Guard::keep_right) && !plan_.empty()) clear();
    return plan_;
  }

 private:
  void settle(const CrewEntry& entry);
  void settle_open(const CrewEntry& entry);
  void decide(InspectorId technician);
  [[nodiscard]] LineId keep(const LineIdList& mine) const;
  void look_at(const CrewLine& line);
  void clear();

  [[nodiscard]] bool has(Guard guard) const { return guards_.has(guard); }
  [[nodiscard]] const CrewLine* shown(LineId line) const {
    const auto found = std::ranges::find(sight_.lines, line, &CrewLine::id);
    return found == sight_.lines.end() ? nullptr : &*found;
  }
  /// Contacts of that technician that are none of ours and were not there before the add.
  [[nodiscard]] LineIdList candidates(const CrewEntry& entry) const {
    LineIdList all;
    for (const CrewLine& line : sight_.lines) {
      const bool fits = line.technician == entry.technician && !contains(entry.seen, line.id);
      if (fits && !owns(sight_.books.journal, line.id)) all.push_back(line.id);
    }
    return all;
  }
  [[nodiscard]] bool wanted(InspectorId technician) const;
  [[nodiscard]] bool leads(InspectorId technician) const {
    return !sight_.wanted.empty() && sight_.wanted.front() == technician;
  }

  const CrewSight& sight_;
  Duration landing_max_;
  Guards guards_;
  CrewPlan plan_;
  std::array<bool, technicians_max> unclear_{};  ///< whose open add can have made several
};

/// What is not listed any more is gone: the list can miss nothing of ours.
template <class Guards>
void Planner<Guards>::settle(const CrewEntry& entry) {
  if (entry.open()) return settle_open(entry);
  if (shown(entry.line) != nullptr || !has(Guard::lines_shown))
    plan_.books.journal.push_back(entry);
}

template <class Guards>
void Planner<Guards>::settle_open(const CrewEntry& entry) {
  const Duration age = sight_.books_read_at - entry.opened_at;
  if (age < landing_max_ && has(Guard::await_landing)) {
    plan_.wait = std::max(plan_.wait, landing_max_ - age);
    plan_.books.journal.push_back(entry);
    return;
  }
  const LineIdList made = candidates(entry);
  if (made.empty()) return;
  if (made.size() > 1 && has(Guard::one_candidate)) {
    plan_.unclear = unclear_[entry.technician.value] = true;
    plan_.books.journal.push_back(entry);
    return;
  }
  if (has(Guard::adopt)) plan_.books.journal.push_back({entry.technician, made.front()});
}

template <class Guards>
bool Planner<Guards>::wanted(InspectorId technician) const {
  const Profile profile = profile_of(technician);
  if (!profile.resource) return false;
  if (!has(Guard::all_calls)) return on(sight_.crews.front(), technician);
  if (std::ranges::find(sight_.wanted, technician) != sight_.wanted.end()) return true;
  if (has(Guard::cleared_is_off)) return false;
  return profile.department == department_of(sight_.element) &&
         std::ranges::any_of(sight_.crews, [&](const CrewMembers& members) {
           return std::ranges::find(members, technician, &CrewMember::technician) != members.end();
         });
}

/// The contact that stays: one that a row names, or else the first.
template <class Guards>
LineId Planner<Guards>::keep(const LineIdList& mine) const {
  if (!has(Guard::duplicates)) return mine.back();
  for (const CrewLinks& links : sight_.books.links) {
    for (const LineId line : mine) {
      if (std::ranges::find(links, line, &CrewLink::line) != links.end()) return line;
    }
  }
  return mine.front();
}

template <class Guards>
void Planner<Guards>::decide(InspectorId technician) {
  LineIdList mine;
  for (const CrewEntry& entry : plan_.books.journal) {
    const bool ours = entry.technician == technician && !entry.open();
    if (ours && !full(mine)) mine.push_back(entry.line);
  }
  const bool stays = wanted(technician);
  if (stays && mine.empty()) {
    if (open_add(plan_.books.journal, technician) == nullptr) plan_.adds.push_back(technician);
    return;
  }
  const LineId kept = stays ? keep(mine) : LineId::none();
  for (const LineId line : mine) {
    const bool tolerated = stays && !has(Guard::duplicates);
    if (line != kept && !tolerated && !full(plan_.removals)) plan_.removals.push_back(line);
  }
  if (!stays) return;
  // The first who is wanted leads sound; elsewhere nobody has a role.
  const CrewLine* const line = shown(kept);
  const bool sound = department_of(sight_.element) == Department::sound;
  if (sound && has(Guard::primary) && line != nullptr && line->lead != leads(technician)) {
    plan_.roles.push_back({kept, leads(technician)});
  }
  for (std::size_t i = 0; i < calls_per_element; ++i) {
    if (on(sight_.crews[i], technician)) link(plan_.books.links[i], {technician, kept});
  }
}

/// A contact that is not ours: nothing is done about it, but a technician's is not overlooked.
template <class Guards>
void Planner<Guards>::look_at(const CrewLine& line) {
  if (owns(plan_.books.journal, line.id)) return;
  const bool foreign = line.technician == InspectorId::none();
  const bool pruned = foreign ? sight_.wanted.empty() && !has(Guard::foreign_stays)
                              : !wanted(line.technician) && !has(Guard::own_only);
  if (pruned && !full(plan_.removals)) plan_.removals.push_back(line.id);
  if (foreign) return;
  const CrewEntry* const add = open_add(plan_.books.journal, line.technician);
  const bool unclear = unclear_[line.technician.value];
  const bool awaited = add != nullptr && !unclear && !contains(add->seen, line.id);
  if (!awaited) plan_.stray = true;
}

/// For a mutant: everything of ours goes first, and comes back in the next round.
template <class Guards>
void Planner<Guards>::clear() {
  LineIdList ours;
  for (const CrewEntry& entry : plan_.books.journal) {
    if (!entry.open() && !full(ours)) ours.push_back(entry.line);
  }
  if (ours.empty()) return;
  plan_.adds.clear();
  plan_.roles.clear();
  plan_.removals = ours;
}

}  // namespace

template <class Guards>
CrewPlan plan(const CrewSight& sight, Duration landing_max, const Guards& guards) {
  return Planner<Guards>(sight, landing_max, guards).plan();
}

template CrewPlan plan(const CrewSight&, Duration, const SealedGuards&);
template CrewPlan plan(const CrewSight&, Duration, const AdjustableGuards&);

void enter(CrewBooks& books, const std::array<CrewMembers, calls_per_element>& crews,
           const CrewEntry& entry) {
  const auto is_open = [&](const CrewEntry& each) {
    return each.open() && each.technician == entry.technician;
  };
  remove_if(books.journal, is_open);
  if (!full(books.journal)) books.journal.push_back(entry);
  for (std::size_t i = 0; i < calls_per_element; ++i) {
    if (on(crews[i], entry.technician)) link(books.links[i], {entry.technician, entry.line});
  }
}

}  // namespace interleave::reconciler
