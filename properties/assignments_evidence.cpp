#include <algorithm>

#include "model/difference.hpp"
#include "model/sentence.hpp"
#include "properties/assignments_judge.hpp"

// What the judge of assignments saw, in words.

namespace interleave::properties {

using namespace model;

std::vector<std::string> AssignmentsJudge::evidence() const {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < assignments_signatures.size(); ++i) {
    const Signature& signature = assignments_signatures[i];
    const bool shown_below = signature.property == "ASG" || signature.property == "CAL";
    if (!violated_.contains(i) || shown_below) continue;
    const Finding& first = findings_[i];
    const bool linked = first.order != OrderId::none();
    lines.push_back(name_of(signature) + " fails first at " + name_of_instant(first.at) + " on " +
                    (linked ? name_of(first.order) : name_of(first.job)));
  }
  for (std::size_t i = 0; i < pair_count_; ++i) tell_of(pairs_[i], lines);
  return lines;
}

/// What the probe mended later is no evidence.
void AssignmentsJudge::tell_of(const Pair& pair, std::vector<std::string>& lines) const {
  const OrderId order = probing_ ? pair.order_at_rest : pair.counted();
  if (order == OrderId::none()) return;
  const RemoteOrder& shown = probing_ ? pair.at_rest : orders_.order(order);
  const Job& job = pair.job();
  const auto& saves = pair.watch.saves();
  const bool right_people = difference(job.inspectors, shown.inspectors()).empty();
  if (!right_people || !primary_right(job, shown)) {
    const auto before = std::ranges::find_if(saves.rbegin(), saves.rend(), [&](const Job& save) {
      return save.inspectors != job.inspectors;
    });
    lines.push_back(
        "by its commit log " + name_of(order) + " at Spectora shows " +
        describe(shown.assignments) + "; " + name_of(job.id) + " wants " + name_of(job.inspectors) +
        (right_people ? " with " + name_of(job.primary()) + " as primary" : "") +
        (before == saves.rend() ? "" : ", and wanted " + name_of(before->inspectors) + " before"));
  }
  if (event_right(job, shown)) return;
  lines.push_back("the calendar event of " + name_of(order) + " says " +
                  name_of_appointment(shown.event.starts) + " with " +
                  name_of(shown.event.inspector) + "; " + name_of(job.id) + " is on " +
                  name_of_appointment(job.starts) + " with " + name_of(job.primary()));
}

}  // namespace interleave::properties
