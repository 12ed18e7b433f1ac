#include "reconciler/order_client.hpp"

namespace interleave::reconciler {

using model::CalendarEvent;
using model::JobId;
using model::OrderId;
using model::OrderVerb;
using model::Reference;

OrderCall OrderClient::post_order(const Reference& reference, const CalendarEvent& event) {
  return call(OrderVerb::post_order, reference, OrderId::none(), event);
}

OrderCall OrderClient::get_order(OrderId order) {
  return call(OrderVerb::get_order, {}, order, {});
}

OrderCall OrderClient::find_orders(JobId job) {
  return call(OrderVerb::find_orders, {job, 0}, OrderId::none(), {});
}

OrderCall OrderClient::cancel_order(OrderId order) {
  return call(OrderVerb::cancel_order, {}, order, {});
}

OrderCall OrderClient::put_event(OrderId order, const CalendarEvent& event) {
  return call(OrderVerb::put_event, {}, order, event);
}

OrderCall OrderClient::call(OrderVerb verb, const Reference& reference, OrderId order,
                            const CalendarEvent& event) {
  const std::uint32_t ordinal = sent_[static_cast<std::size_t>(verb)]++;
  return OrderCall(port_, options_.timeout, options_.run, ordinal, verb, options_.issuer,
                   options_.fencing, reference, order, event);
}

}  // namespace interleave::reconciler
