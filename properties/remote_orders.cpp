#include "properties/remote_orders.hpp"

namespace interleave::properties {

using namespace model;

List<InspectorId, assignments_per_order_max> RemoteOrder::inspectors() const {
  List<InspectorId, assignments_per_order_max> present;
  for (const Assignment& assignment : assignments) present.push_back(assignment.inspector);
  return present;
}

}  // namespace interleave::properties
