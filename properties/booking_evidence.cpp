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

}  // namespace

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
    const BookedRow* const row = booked_.find(finding.row);
    const BookedRow* const other = booked_.find(finding.other);
    if (row != nullptr) line += ": " + describe(*row);
    if (other != nullptr) line += ", where " + describe(*other);
    lines.push_back(line);
  }
  return lines;
}

}  // namespace interleave::properties
