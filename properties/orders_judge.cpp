#include "properties/orders_judge.hpp"

#include <algorithm>

namespace interleave::properties {

using namespace model;

void OrdersJudge::reset() {
  for (Row& row : rows_) row = Row();
  violated_.clear();
  sometimes_.clear();
}

std::size_t OrdersJudge::live(const Row& row) {
  return static_cast<std::size_t>(
      std::ranges::count_if(row.orders, [](const Order& order) { return !order.cancelled; }));
}

/// A cancelled job whose inspector is still dispatched somewhere, and one of which nobody knows.
void OrdersJudge::measure(Time at, Row& row) {
  const bool dispatched = row.cancelled && live(row) > 0;
  const auto lengths = [&](OrdersMeasure measure) -> Histogram& {
    return measures_[static_cast<std::size_t>(measure)];
  };
  row.dispatched.hold(dispatched, at, lengths(OrdersMeasure::dispatched));
  row.unknown.hold(dispatched && !row.alerted, at, lengths(OrdersMeasure::unknown));
}

void OrdersJudge::on_commit(Time, const AttikCommit& commit) {
  Row& row = row_of(commit.job.id);
  row.known = true;
  row.native = commit.job.created == Creation::spectora;
  row.record_cancelled = commit.job.cancelled;
}

void OrdersJudge::on_commit(Time at, const IntentCommit& commit) {
  if (commit.effect != IntentEffect::alerted) return;
  Row& row = row_of(commit.job);
  row.alerted = true;
  measure(at, row);
}

void OrdersJudge::on_commit(Time at, const OrderCommit& commit) {
  Row& row = row_of(job_of(commit.order.id));
  const auto found = std::ranges::find(row.orders, commit.order.id, &Order::id);
  if (found == row.orders.end()) {
    row.orders.push_back(commit.order);
  } else {
    *found = commit.order;
  }
  if (commit.author == Author::late) arise(OrdersSituation::landed_late);
  measure(at, row);
}

void OrdersJudge::on_wish(Time at, JobId job, bool cancelled) {
  Row& row = row_of(job);
  row.cancelled = cancelled;
  row.sent.clear();
  measure(at, row);
}

void OrdersJudge::on_wire(Time, const OrderRequest& request) {
  Row& row = row_of(request.job());
  const bool cancels = row.cancelled && request.verb == OrderVerb::cancel_order;
  if (cancels && !full(row.sent)) row.sent.push_back(request.order);
  if (row.native && writes(request.verb) && request.issuer == Issuer::attik_created) {
    violate(OrdersFailure::scope);
  }
}

void OrdersJudge::on_fault(Time, sim::Fault fault, std::optional<OrderId>) {
  if (fault == sim::Fault::hand_edit) arise(OrdersSituation::edited);
}

/// CAN: of each order that is live, whether its cancel was sent in vain, or never, or no cancel
/// was.
void OrdersJudge::judge_cancelled(const Row& row) {
  for (const Order& order : row.orders) {
    if (order.cancelled) continue;
    const bool sent = std::ranges::find(row.sent, order.id) != row.sent.end();
    violate(sent               ? OrdersFailure::unread
            : row.sent.empty() ? OrdersFailure::silent
                               : OrdersFailure::orphaned);
  }
}

void OrdersJudge::finish(Time at) {
  for (Row& row : rows_) {
    if (!row.known || row.native) continue;
    measure(at, row);
    if (row.cancelled && !row.alerted) judge_cancelled(row);
    if (row.cancelled && !row.record_cancelled) violate(OrdersFailure::undone);
    if (!row.cancelled && live(row) > 1 && !row.alerted) violate(OrdersFailure::two);
  }
}

std::vector<std::string> OrdersJudge::evidence() const {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    if (!row.known || row.native) continue;
    const std::string job = name_of(JobId{static_cast<std::uint8_t>(i)});
    const bool wrong = row.cancelled ? live(row) > 0 : live(row) > 1;
    if (wrong) {
      lines.push_back("by its commit log Spectora holds " + describe(row.orders) + " of " + job +
                      (row.cancelled ? ", which is cancelled" : "") + "; staff were " +
                      (row.alerted ? "told" : "told nothing"));
    }
    if (row.cancelled && !row.record_cancelled) {
      lines.push_back("people cancelled " + job + ", and its record says that it is on");
    }
  }
  return lines;
}

}  // namespace interleave::properties
