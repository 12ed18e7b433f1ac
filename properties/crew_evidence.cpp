#include "model/sentence.hpp"
#include "properties/crew_judge.hpp"

// What the judge of crews saw, in words.

namespace interleave::properties {

using namespace model;

std::vector<std::string> CrewJudge::evidence() const {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < crew_signatures.size(); ++i) {
    const Signature& signature = crew_signatures[i];
    if (!violated_.contains(i) || signature.when == When::settled) continue;
    lines.push_back(name_of(signature) + " fails first at " + name_of_instant(findings_[i].at) +
                    " on " + name_of(ElementId{findings_[i].element.value}));
  }
  for (const Row& row : rows_) {
    if (row.watch.empty()) continue;
    const ElementId element{row.job().id.value};
    if (!row.crew.in_step(row.job())) {
      lines.push_back("by its commit log Flex shows " + describe(row.crew.ours()) +
                      " of ours under " + name_of(element) + "; wanted are " +
                      name_of(row.job().inspectors) + "; staff were " +
                      (row.told_ever() ? "told" : "told nothing"));
    }
    if (row.crew.stray()) {
      lines.push_back("not ours under " + name_of(element) + " is " + describe(row.crew.strays()) +
                      "; staff were " + (row.told_ever() ? "told" : "told nothing"));
    }
    for (const CrewLine& line : row.crew.ours()) {
      if (!row.crew.tracked(line.id)) lines.push_back("no row names " + describe(line));
    }
  }
  return lines;
}

}  // namespace interleave::properties
