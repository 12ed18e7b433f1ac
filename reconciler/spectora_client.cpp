#include "reconciler/spectora_client.hpp"

namespace interleave::reconciler {

using model::SpectoraRequest;
using model::SpectoraVerb;

SpectoraCall SpectoraClient::list_assignments(model::OrderId order) {
  return call(request(SpectoraVerb::list_assignments, order));
}

SpectoraCall SpectoraClient::delete_assignment(model::OrderId order,
                                               const model::Assignment& assignment) {
  SpectoraRequest removal = request(SpectoraVerb::delete_assignment, order);
  removal.record = assignment.record;
  removal.inspector = assignment.inspector;
  return call(removal);
}

SpectoraCall SpectoraClient::post_assignment(model::OrderId order, model::InspectorId inspector,
                                             bool primary) {
  SpectoraRequest addition = request(SpectoraVerb::post_assignment, order);
  addition.inspector = inspector;
  addition.primary = primary;
  return call(addition);
}

SpectoraCall SpectoraClient::put_event(model::OrderId order, const model::CalendarEvent& event) {
  SpectoraRequest update = request(SpectoraVerb::put_event, order);
  update.event = event;
  return call(update);
}

SpectoraRequest SpectoraClient::request(SpectoraVerb verb, model::OrderId order) {
  SpectoraRequest request;
  request.run = options_.run;
  request.ordinal = sent_[static_cast<std::size_t>(verb)]++;
  request.verb = verb;
  request.issuer = options_.issuer;
  request.order = order;
  return request;
}

SpectoraCall SpectoraClient::call(const SpectoraRequest& request) const {
  return SpectoraCall(port_, request, options_.timeout);
}

}  // namespace interleave::reconciler
