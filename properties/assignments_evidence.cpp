#include <algorithm>

#include "model/difference.hpp"
#include "model/sentence.hpp"
#include "properties/assignments_judge.hpp"

// What the judge of assignments saw, in words.

namespace interleave::properties {

using namespace model;

std::vector<std::string> AssignmentsJudge::evidence() const {
  // What the probe mended later is no evidence.
  const RemoteOrders& orders = probing_ ? orders_at_rest_ : orders_;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < assignments_signatures.size(); ++i) {
    const Signature& signature = assignments_signatures[i];
    const bool shown_below = signature.property == "ASG" || signature.property == "CAL";
    if (!violated_.contains(i) || shown_below) continue;
    lines.push_back(name_of(signature) + " fails first at " + name_of_instant(findings_[i].at) +
                    " on " + name_of(findings_[i].order));
  }
  for (std::size_t i = 0; i < pair_count_; ++i) {
    const Pair& pair = pairs_[i];
    const Job& job = pair.job();
    const auto& saves = pair.watch.saves();
    const AssignmentList& shown = orders.assignments(job.order);
    const bool right_people = difference(job.inspectors, orders.inspectors(job.order)).empty();
    if (!right_people || !primary_right(job, orders)) {
      const auto before = std::ranges::find_if(saves.rbegin(), saves.rend(), [&](const Job& save) {
        return save.inspectors != job.inspectors;
      });
      lines.push_back(
          "by its commit log " + name_of(job.order) + " at Spectora shows " + describe(shown) +
          "; " + name_of(job.id) + " wants " + name_of(job.inspectors) +
          (right_people ? " with " + name_of(job.primary()) + " as primary" : "") +
          (before == saves.rend() ? ""
                                  : ", and wanted " + name_of(before->inspectors) + " before"));
    }
    if (!event_right(job, orders)) {
      const CalendarEvent& event = orders.event(job.order);
      lines.push_back("the calendar event of " + name_of(job.order) + " says " +
                      name_of_appointment(event.starts) + " with " + name_of(event.inspector) +
                      "; " + name_of(job.id) + " is on " + name_of_appointment(job.starts) +
                      " with " + name_of(job.primary()));
    }
  }
  return lines;
}

}  // namespace interleave::properties
