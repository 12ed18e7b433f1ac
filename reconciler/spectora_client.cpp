#include "reconciler/spectora_client.hpp"

namespace interleave::reconciler {

using model::Assignment;
using model::CalendarEvent;
using model::Cause;
using model::InspectorId;
using model::OrderId;
using model::SpectoraVerb;

SpectoraCall SpectoraClient::list_assignments(OrderId order, std::uint8_t page) {
  return call(SpectoraVerb::list_assignments, order, {}, {}, false, {}, page);
}

SpectoraCall SpectoraClient::get_event(OrderId order) {
  return call(SpectoraVerb::get_event, order, {}, {}, false, {});
}

SpectoraCall SpectoraClient::delete_assignment(OrderId order, const Assignment& assignment) {
  return call(SpectoraVerb::delete_assignment, order, assignment.record, assignment.inspector,
              false, {});
}

SpectoraCall SpectoraClient::post_assignment(OrderId order, InspectorId inspector, bool primary) {
  return call(SpectoraVerb::post_assignment, order, {}, inspector, primary, {});
}

SpectoraCall SpectoraClient::put_event(OrderId order, const CalendarEvent& event) {
  return call(SpectoraVerb::put_event, order, {}, {}, false, event);
}

SpectoraCall SpectoraClient::call(SpectoraVerb verb, OrderId order, Cause record,
                                  InspectorId inspector, bool primary, const CalendarEvent& event,
                                  std::uint8_t page) {
  const std::uint32_t ordinal = sent_[static_cast<std::size_t>(verb)]++;
  return SpectoraCall(port_, options_.timeout, options_.run, ordinal, verb, options_.issuer, order,
                      options_.fencing, record, inspector, primary, event, page);
}

}  // namespace interleave::reconciler
