#include "model/order.hpp"

#include <vector>

#include "model/sentence.hpp"

namespace interleave::model {

std::string describe(const OrderRequest& request) {
  switch (request.verb) {
    case OrderVerb::post_order:
      return "POST order for " + name_of(request.reference.job) + " (" + describe(request.event) +
             ")";
    case OrderVerb::get_order:
      return "GET " + name_of(request.order);
    case OrderVerb::find_orders:
      return "FIND orders of " + name_of(request.reference.job);
    case OrderVerb::cancel_order:
      return "CANCEL " + name_of(request.order);
    case OrderVerb::put_event:
      return "PUT event (" + describe(request.event) + ") on " + name_of(request.order);
  }
  return "unknown request";
}

std::string describe(const OrderRequest& request, const OrderReply& reply) {
  std::string text = describe(reply.status, reply.retry_after);
  const bool shows_orders =
      request.verb != OrderVerb::cancel_order && request.verb != OrderVerb::put_event;
  if (reply.status != Status::ok || !shows_orders) return text;
  return text + " with " + describe(reply.orders);
}

std::string describe(const OrderCommit& commit) {
  const std::string order = name_of(commit.order.id) + ": ";
  switch (commit.effect) {
    case OrderEffect::created:
      return order + "made for " + name_of(commit.order.reference.job) + ", " +
             describe(commit.order.event);
    case OrderEffect::cancelled:
      return order + "cancelled";
    case OrderEffect::rescheduled:
      return order + "event at " + name_of_appointment(commit.order.event.starts) + " with " +
             name_of(commit.order.event.inspector);
  }
  return order + "unknown effect";
}

std::string describe(const OrderList& orders) {
  std::vector<std::string> names;
  for (const Order& order : orders) {
    names.push_back(name_of(order.id) + " (" +
                    (order.cancelled ? "cancelled" : describe(order.event)) + ")");
  }
  return enumeration(names, "none");
}

}  // namespace interleave::model
