#include "reconciler/flex_client.hpp"

namespace interleave::reconciler {

using model::ElementId;
using model::FlexVerb;
using model::LineId;

FlexCall FlexClient::list_lines(ElementId element, model::Listing listing) {
  return call(FlexVerb::list_lines, {.element = element, .listing = listing});
}

FlexCall FlexClient::add_resource(ElementId element, model::InspectorId technician, bool form) {
  return call(FlexVerb::add_resource, {.element = element, .technician = technician, .form = form});
}

FlexCall FlexClient::set_role(LineId line, bool lead) {
  return call(FlexVerb::set_role, {.element = element_of(line), .line = line, .lead = lead});
}

FlexCall FlexClient::delete_line(LineId line) {
  return call(FlexVerb::delete_line, {.element = element_of(line), .line = line});
}

FlexCall FlexClient::delete_lines(ElementId element, const model::LineIdList& lines) {
  return call(FlexVerb::delete_lines, {.element = element, .lines = lines});
}

FlexCall FlexClient::call(FlexVerb verb, const About& about) {
  const std::uint32_t ordinal = sent_[static_cast<std::size_t>(verb)]++;
  return FlexCall(port_, options_.timeout, options_.run, ordinal, verb, about.element,
                  options_.fencing, token_, about.listing, about.technician, about.form, about.line,
                  about.lead, about.lines);
}

}  // namespace interleave::reconciler
