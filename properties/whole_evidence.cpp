#include <string>
#include <vector>

#include "model/sentence.hpp"
#include "properties/whole_judge.hpp"

// What the judge of the whole saw, in words.

namespace interleave::properties {

using namespace model;

namespace {

std::string says(const InspectorList& inspectors, Time starts, bool live) {
  return name_of_persons(inspectors) + " on " + name_of_appointment(starts) +
         (live ? "" : ", cancelled");
}

std::string in_words(const CalendarEntry& row) {
  const bool written = row.when != Interval{};
  return name_of(row) + (written ? " (" + says(row.inspectors, row.when.start, row.live) + ")"
                                 : ", which is not in the calendar");
}

std::string in_words(const Job& job) {
  return name_of(job.id) + " (" + says(job.inspectors, job.starts, !job.cancelled) + ")";
}

/// Under the ids that Attik knows them by.
AssignmentList of_persons(AssignmentList assignments) {
  for (Assignment& each : assignments) each.inspector = person_of(each.inspector);
  return assignments;
}

}  // namespace

std::string WholeJudge::describe(const Booking& booking) {
  std::vector<std::string> orders;
  for (const Order& order : booking.orders) {
    orders.push_back(name_of(order.id) + " (" +
                     (order.live ? model::describe(of_persons(order.assignments)) + ", " +
                                       name_of_appointment(order.starts)
                                 : "cancelled") +
                     ")");
  }
  return enumeration(orders, "no order");
}

std::vector<std::string> WholeJudge::evidence() const {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < whole_signatures.size(); ++i) {
    if (!violated_.contains(i)) continue;
    const Finding& finding = findings_[i];
    std::string line = name_of(whole_signatures[i]) + " fails first at " +
                       name_of_instant(finding.at) + ": " + in_words(finding.row);
    if (finding.other.id != EntryId::none()) line += " and " + in_words(finding.other);
    const bool record = i == static_cast<std::size_t>(WholeFailure::record);
    const bool job = finding.job.id != JobId::none();
    if (record) line += " and " + (job ? in_words(finding.job) : "no job");
    lines.push_back(line);
  }
  for (const Row& row : rows_) {
    const Booking* const booking = booking_of(row.entry.id);
    if (booking == nullptr || booking->is_as(row.entry)) continue;
    lines.push_back("by the commit logs " + in_words(row.entry) + " is " +
                    name_of(booking->job.id) + ", and Spectora shows " + describe(*booking) +
                    "; staff were " + (booking->told(Time::max()) ? "told" : "told nothing"));
  }
  return lines;
}

}  // namespace interleave::properties
