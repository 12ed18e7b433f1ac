#include "model/sentence.hpp"
#include "properties/orders_judge.hpp"

// What the judge of orders saw, in words.

namespace interleave::properties {

using namespace model;

std::vector<std::string> OrdersJudge::evidence() const {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < orders_signatures.size(); ++i) {
    const Signature& signature = orders_signatures[i];
    const bool shown_below = signature.when == When::settled;
    if (!violated_.contains(i) || shown_below) continue;
    lines.push_back(name_of(signature) + " fails first at " + name_of_instant(findings_[i].at) +
                    " on " + name_of(findings_[i].job));
  }
  for (const Row& row : rows_) {
    if (row.watch.empty() || row.native()) continue;
    const std::string job = name_of(row.job().id);
    if (row.cancel.live && row.cancel.before_id && row.skipped) {
      lines.push_back(job + " was cancelled before the id of its order was stored: skip reason=" +
                      "no_spectora_job_id");
    }
    if (!right(row.job(), row)) {
      lines.push_back("by its commit log Spectora's calendar shows " + describe(row.orders.all()) +
                      " of " + job + (row.job().cancelled ? ", which is cancelled" : "") +
                      "; its record names " + name_of(row.record.order) +
                      (row.cancel.live && row.sent.empty() ? "; no cancel was sent" : "") +
                      "; staff were " +
                      (row.acknowledged || row.alert_from != Time{} ? "told" : "told nothing"));
    }
    if (row.job().cancelled && !row.record.cancelled) {
      lines.push_back("people cancelled " + job + ", and its record says that it is on");
    }
  }
  return lines;
}

}  // namespace interleave::properties
