#include "properties/remote_orders.hpp"

#include <algorithm>

#include "model/ensure.hpp"

namespace interleave::properties {

using namespace model;

void RemoteOrders::on_commit(const SpectoraCommit& commit) {
  Order& order = orders_[commit.order.value];
  switch (commit.effect) {
    case SpectoraEffect::assigned:
      ensure(!full(order.assignments), "a commit log that keeps to the limit of an order");
      order.assignments.push_back(commit.assignment);
      return;
    case SpectoraEffect::unassigned: {
      const auto removed =
          std::ranges::find(order.assignments, commit.assignment.record, &Assignment::record);
      ensure(removed != order.assignments.end(), "only live records to be removed");
      order.assignments.erase(removed);
      return;
    }
    case SpectoraEffect::event_written:
      order.event = commit.event;
      return;
  }
}

List<InspectorId, assignments_per_order_max> RemoteOrders::inspectors(OrderId order) const {
  List<InspectorId, assignments_per_order_max> present;
  for (const Assignment& assignment : assignments(order)) present.push_back(assignment.inspector);
  return present;
}

}  // namespace interleave::properties
