#include <algorithm>

#include "model/sentence.hpp"
#include "properties/booking_judge.hpp"

// What the judge of bookings saw, in words.

namespace interleave::properties {

using namespace model;

namespace {

std::string_view by(Writing writing) {
  return writing == Writing::confirm ? "booked online" : "booked internally";
}

std::string in_words(const WallClock& clock, const BookedRow& row) {
  const std::string who = name_of_persons(row.entry.inspectors);
  switch (row.writing) {
    case Writing::confirm:
      return "booked online for " + who;
    case Writing::internal:
      return "booked internally for " + who;
    case Writing::move:
      return "moved to " + describe(clock, row.entry.when);
    case Writing::reassign:
      return "given to " + who;
    case Writing::cancel:
      return "cancelled";
    case Writing::reinstate:
      return "re-instated";
    default:
      return "entered";
  }
}

}  // namespace

/// What an investigation compares of two inspections: the fields of the record, and its changelog.
void BookingJudge::investigate(EntryId id, std::vector<std::string>& lines) const {
  const BookedRow* const row = booked_.find(id);
  if (row == nullptr || row->entry.kind != EntryKind::booking) return;
  const CalendarEntry& entry = row->entry;
  lines.push_back(
      name_of(entry) + ": datetime " + model::describe(clock_, entry.when.start) + ", endtime " +
      model::describe(clock_, entry.when.end) + " (" + std::string(name_of(clock_.zone)) +
      "), _inspectorId " + name_of_persons(entry.inspectors) + ", status " +
      (entry.live ? "confirmed" : "cancelled") + ", scheduledLocation " +
      name_of_address(JobId{id.value}) + ", createdAt " + name_of_instant(row->made_at));
  std::string changes;
  booked_.for_each_version(id, [&](const BookedRow& version) {
    changes += (changes.empty() ? "" : "; ") + name_of_instant(version.from) + " " +
               in_words(clock_, version);
  });
  lines.push_back("changelog of " + name_of(entry) + ": " + changes);
}

std::string BookingJudge::describe(const BookedRow& row) const {
  std::string text = name_of(row.entry);
  if (row.entry.kind == EntryKind::booking) {
    text += " (" + std::string(by(row.made_by)) + " at " + name_of_instant(row.made_at) +
            (row.entry.brand != 0 ? ", brand 2" : "") + ")";
  }
  return text + " has " + name_of_persons(row.entry.inspectors) + " on " +
         model::describe(clock_, row.meant);
}

std::vector<std::string> BookingJudge::evidence() const {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < booking_signatures.size(); ++i) {
    if (!violated_.contains(i)) continue;
    const Finding& finding = findings_[i];
    std::string line =
        name_of(booking_signatures[i]) + " fails first at " + name_of_instant(finding.at);
    if (finding.row.entry.id != EntryId::none()) line += ": " + describe(finding.row);
    if (finding.other.entry.id != EntryId::none()) line += ", where " + describe(finding.other);
    lines.push_back(line);
  }
  for (std::size_t i = 0; i <= static_cast<std::size_t>(BookingFailure::reinstate); ++i) {
    if (!violated_.contains(i)) continue;
    investigate(findings_[i].other.entry.id, lines);
    investigate(findings_[i].row.entry.id, lines);
    break;
  }
  return lines;
}

}  // namespace interleave::properties
