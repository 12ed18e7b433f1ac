#include "model/crew_books.hpp"

#include <vector>

#include "model/sentence.hpp"

namespace interleave::model {

std::uint64_t CrewBooks::fingerprint() const {
  std::uint64_t all = mix(journal.size() + 1);  // of nothing it is something
  for (const CrewEntry& entry : journal) {
    const auto opened_at = static_cast<std::uint64_t>(entry.opened_at.time_since_epoch().count());
    all = mix(all ^ (256U * entry.technician.value + entry.line.value) ^ mix(opened_at));
    all = mix(all + entry.seen.size());
    for (const LineId line : entry.seen) all = mix(all + line.value);
  }
  for (const CrewLinks& call : links) {
    all = mix(all + call.size());
    for (const CrewLink& link : call) {
      all = mix(all ^ (256U * link.technician.value + link.line.value));
    }
  }
  return all;
}

std::string describe(const CrewJournal& journal) {
  std::vector<std::string> names;
  for (const CrewEntry& entry : journal) {
    names.push_back((entry.open() ? "an open add of " : name_of(entry.line) + " of ") +
                    name_of(entry.technician));
  }
  return enumeration(names, "nothing");
}

}  // namespace interleave::model
