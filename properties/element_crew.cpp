#include "properties/element_crew.hpp"

#include <algorithm>
#include <utility>

#include "model/ensure.hpp"

namespace interleave::properties {

using namespace model;

namespace {

std::size_t count_of(const LineList& lines, InspectorId technician) {
  return static_cast<std::size_t>(std::ranges::count(lines, technician, &CrewLine::technician));
}

/// Whether the lines are what a job wants under that element.
bool satisfy(const LineList& lines, const Job& wish, ElementId element) {
  std::size_t wanted = 0;
  for (const InspectorId technician : wish.inspectors) {
    if (!profile_of(technician).resource) continue;
    ++wanted;
    if (count_of(lines, technician) != 1) return false;
  }
  if (lines.size() != wanted) return false;
  if (department_of(element) != Department::sound) return true;
  return std::ranges::all_of(lines, [&](const CrewLine& line) {
    return line.lead == (line.technician == wish.primary());
  });
}

}  // namespace

void undo(const ElementCrew::Change& change, LineList& lines) {
  const auto found = std::ranges::find(lines, change.line.id, &CrewLine::id);
  switch (change.effect) {
    case FlexEffect::added:
      if (found != lines.end()) lines.erase(found);
      return;
    case FlexEffect::deleted:
      if (!full(lines)) {
        const std::size_t place = std::min(change.place, lines.size());
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(place), change.line);
      }
      return;
    case FlexEffect::role_set:
      if (found != lines.end()) *found = change.line;
      return;
  }
}

void ElementCrew::reset() {
  lines_.clear();
  ours_.clear();
  for (Call& call : calls_) {
    call.members.clear();
    call.rows.clear();
  }
  open_.fill(std::nullopt);
  loss_.fill(Loss::none);
  deleting_for_ = JobId::none();
  changes_.reset();
  seemed_until_.reset();
  element_ = ElementId::none();
}

// ---- What happens ----

void ElementCrew::on_commit(Time at, const FlexCommit& commit) {
  element_ = element_of(commit.line.id);
  const InspectorId technician = commit.line.technician;
  if (commit.effect == FlexEffect::added) {
    const bool known = technician != InspectorId::none();
    const bool ours = commit.author != Author::hand && known;
    const bool adoptable = !ours && known && open_[technician.value].has_value();
    ensure(!full(lines_), "no more lines of an element than there can be");
    const bool starts = commit.author == Author::start;
    lines_.push_back({commit.line, ours, adoptable, false, false, starts, starts, at});
    if (ours) own(at, commit.line);
    return;
  }
  Line* const line = find(commit.line.id);
  ensure(line != nullptr, "commits about lines that were added");
  const bool owned = std::ranges::find(ours_, commit.line.id, &CrewLine::id) != ours_.end();
  if (commit.effect == FlexEffect::role_set) {
    if (owned) {
      changes_.add(at, {FlexEffect::role_set, line->line});
      std::ranges::find(ours_, commit.line.id, &CrewLine::id)->lead = commit.line.lead;
    }
    line->line = commit.line;
    return;
  }
  line->gone = true;
  line->gone_by_hand = commit.author == Author::hand;
  if (!owned) return;
  lose(at, commit.line);
  note_loss(commit);
}

void ElementCrew::own(Time at, const CrewLine& line) {
  if (full(ours_)) return;
  changes_.add(at, {FlexEffect::added, line});
  ours_.push_back(line);
  loss_[line.technician.value] = Loss::none;
}

void ElementCrew::lose(Time at, const CrewLine& line) {
  const auto found = std::ranges::find(ours_, line.id, &CrewLine::id);
  changes_.add(at, {FlexEffect::deleted, *found,
                    static_cast<std::size_t>(std::distance(ours_.begin(), found))});
  ours_.erase(found);
}

/// A line of somebody who is wanted was deleted, and not by hand.
void ElementCrew::note_loss(const FlexCommit& commit) {
  const InspectorId technician = commit.line.technician;
  if (commit.author == Author::hand || !wanted(technician)) return;
  const bool known = deleting_for_ != JobId::none();
  const bool for_another = known && !wanted_on(deleting_for_, technician);
  loss_[technician.value] = for_another ? Loss::aliased : Loss::pruned;
}

void ElementCrew::on_commit(Time at, const CrewTableCommit& commit) {
  element_ = element_of(commit.call);
  CrewRows& rows = call_of(commit.call).rows;
  const CrewRow& row = commit.row;
  const auto found = std::ranges::find(rows, row.id, &CrewRow::id);
  switch (commit.effect) {
    case CrewTableEffect::inserted:
      rows.push_back(row);
      break;
    case CrewTableEffect::replaced:
      ensure(found != rows.end(), "commits about rows that were inserted");
      *found = row;
      break;
    case CrewTableEffect::dropped:
      ensure(found != rows.end(), "commits about rows that were inserted");
      rows.erase(found);
      note_drop(commit.call, row);
      return;
  }
  Line* const line = find(row.line);
  if (line == nullptr) return;
  line->claimed = true;
  if (line->gone || line->ours || !line->adoptable) return;
  line->ours = true;
  own(at, line->line);
}

void ElementCrew::open_add(Time at, InspectorId technician, Time seen_until) {
  open_[technician.value] = at;
  for (Line& line : lines_) {
    const bool unseen = line.line.technician == technician && line.added_at > seen_until;
    if (unseen && !line.ours) line.adoptable = true;
  }
}

void ElementCrew::close_adds_sent_by(Time time) {
  for (std::optional<Time>& sent : open_) {
    if (sent && *sent <= time) sent.reset();
  }
}

void ElementCrew::answer(LineId line) {
  Line* const found = find(line);
  if (found != nullptr) found->answered = true;
}

void ElementCrew::on_recorded(const CrewJournal& journal) {
  std::array<bool, technicians_max> open{};
  for (const CrewEntry& entry : journal) {
    if (entry.open()) open[entry.technician.value] = true;
    Line* const line = entry.open() ? nullptr : find(entry.line);
    if (line != nullptr && line->answered) line->claimed = true;
  }
  for (std::uint8_t number = 0; number < technicians_max; ++number) {
    if (!open[number]) close_add(InspectorId{number});
  }
}

/// The call's row of somebody whom it wants was dropped because somebody at Flex had deleted his
/// contact.
void ElementCrew::note_drop(JobId call, const CrewRow& row) {
  const Line* const line = find(row.line);
  const bool by_hand = line != nullptr && line->gone_by_hand;
  if (by_hand && wanted_on(call, row.technician) && count(row.technician) == 0) {
    loss_[row.technician.value] = Loss::dropped;
  }
}

void ElementCrew::on_commit(const CrewWish& wish) {
  element_ = element_of(wish.call);
  call_of(wish.call).members = wish.members;
  // Whoever is not wanted any more has lost nothing.
  for (std::uint8_t number = 0; number < technicians_max; ++number) {
    if (!wanted(InspectorId{number})) loss_[number] = Loss::none;
  }
}

// ---- What is known ----

ElementCrew::Line* ElementCrew::find(LineId line) {
  const auto found =
      std::ranges::find_if(lines_, [line](const Line& each) { return each.line.id == line; });
  return found == lines_.end() ? nullptr : &*found;
}

const ElementCrew::Line* ElementCrew::find(LineId line) const {
  const auto found =
      std::ranges::find_if(lines_, [line](const Line& each) { return each.line.id == line; });
  return found == lines_.end() ? nullptr : &*found;
}

bool ElementCrew::may_delete(LineId line) const {
  const Line* const found = find(line);
  return found != nullptr && (found->ours || found->adoptable);
}

bool ElementCrew::stands(LineId line) const {
  const Line* const found = find(line);
  return found != nullptr && !found->gone;
}

std::size_t ElementCrew::count(InspectorId technician) const { return count_of(ours_, technician); }

bool ElementCrew::tracked(LineId line) const {
  return std::ranges::any_of(calls_, [line](const Call& call) {
    return std::ranges::find(call.rows, line, &CrewRow::line) != call.rows.end();
  });
}

bool ElementCrew::stray() const {
  return std::ranges::any_of(lines_, [](const Line& line) {
    return !line.gone && !line.ours && line.line.technician != InspectorId::none();
  });
}

LineList ElementCrew::strays() const {
  LineList all;
  for (const Line& line : lines_) {
    const bool stands = !line.gone && !line.ours && line.line.technician != InspectorId::none();
    if (stands && !full(all)) all.push_back(line.line);
  }
  return all;
}

bool ElementCrew::unclear() const {
  std::array<bool, technicians_max> may_be_ours{};
  for (const Line& line : lines_) {
    if (line.claimed || line.gone || !(line.ours || line.adoptable)) continue;
    if (std::exchange(may_be_ours[line.line.technician.value], true)) return true;
  }
  return false;
}

bool ElementCrew::only_of(const LineList& listed, LineId line, const InspectorList& wish) const {
  const Line* const found = find(line);
  if (found == nullptr || !found->ours) return false;
  const InspectorId technician = found->line.technician;
  const bool shown = std::ranges::find(listed, line, &CrewLine::id) != listed.end();
  if (!shown || std::ranges::find(wish, technician) == wish.end()) return false;
  return std::ranges::none_of(listed, [&](const CrewLine& other) {
    const Line* const known = find(other.id);
    return other.id != line && other.technician == technician && known != nullptr && known->ours;
  });
}

std::size_t ElementCrew::surplus(const Job& wish) const {
  std::size_t needed = 0;
  for (const InspectorId technician : wish.inspectors) needed += count(technician) > 0 ? 1U : 0U;
  return ours_.size() - needed;
}

bool ElementCrew::doubled() const {
  for (std::uint8_t number = 0; number < technicians_max; ++number) {
    if (doubled(InspectorId{number})) return true;
  }
  return false;
}

bool ElementCrew::doubled(InspectorId technician) const {
  return std::ranges::any_of(calls_, [technician](const Call& call) {
    return std::ranges::count(call.rows, technician, &CrewRow::technician) > 1;
  });
}

bool ElementCrew::names_what_is_gone() const {
  return std::ranges::any_of(calls_, [&](const Call& call) {
    return std::ranges::any_of(call.rows, [&](const CrewRow& row) { return !stands(row.line); });
  });
}

bool ElementCrew::wanted(InspectorId technician) const {
  return std::ranges::any_of(calls_, [technician](const Call& call) {
    return std::ranges::any_of(call.members, [technician](const CrewMember& member) {
      return member.technician == technician && member.role != CrewRole::cleared;
    });
  });
}

bool ElementCrew::wanted_on(JobId call, InspectorId technician) const {
  const CrewMembers& members = calls_[call.value / elements_max].members;
  const auto found = std::ranges::find(members, technician, &CrewMember::technician);
  return found != members.end() && found->role != CrewRole::cleared;
}

bool ElementCrew::cleared(InspectorId technician) const {
  if (wanted(technician)) return false;
  return std::ranges::any_of(calls_, [technician](const Call& call) {
    return std::ranges::find(call.members, technician, &CrewMember::technician) !=
           call.members.end();
  });
}

bool ElementCrew::in_step(const Job& wish) const { return satisfy(ours_, wish, element_); }

bool ElementCrew::seems_in_step(const Job& wish) const {
  LineList lines = ours_;
  for (const Line& line : lines_) {
    const bool may_be_ours = line.adoptable && !line.ours && !line.gone;
    const bool wanted =
        std::ranges::find(wish.inspectors, line.line.technician) != wish.inspectors.end();
    if (may_be_ours && wanted && count_of(lines, line.line.technician) == 0 && !full(lines)) {
      lines.push_back(line.line);
    }
  }
  return satisfy(lines, wish, element_);
}

bool ElementCrew::was_in_step(const Job& wish, Time from) const {
  if (seemed_until_ && *seemed_until_ >= from) return true;
  return changes_.held_since(from, ours_,
                             [&](const LineList& lines) { return satisfy(lines, wish, element_); });
}

}  // namespace interleave::properties
