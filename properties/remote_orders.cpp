#include "properties/remote_orders.hpp"

namespace interleave::properties {

using namespace model;

List<InspectorId, assignments_per_order_max> RemoteOrders::inspectors(OrderId order) const {
  List<InspectorId, assignments_per_order_max> present;
  for (const Assignment& assignment : assignments(order)) present.push_back(assignment.inspector);
  return present;
}

}  // namespace interleave::properties
