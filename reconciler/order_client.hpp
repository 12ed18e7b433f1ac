#pragma once

#include <array>
#include <cstdint>

#include "model/order.hpp"
#include "reconciler/intent_client.hpp"
#include "reconciler/port.hpp"
#include "reconciler/timer.hpp"

namespace interleave::reconciler {

using OrderPort = Port<model::OrderRequest, model::OrderReply>;
using OrderCall = Call<model::OrderRequest, model::OrderReply>;

/// The ports of a worker of orders.
struct OrdersPorts {
  OrderPort& orders;
  IntentPort& intents;
  Timer& timer;
};

/// The order endpoints of the Spectora partner API as one sync run uses them. It numbers the run's
/// requests by verb, so that each has a name that does not depend on what other runs do. The port
/// must outlive it.
class OrderClient {
 public:
  struct Options {
    /// The sync run that sends the requests: the correlation id that each of them carries.
    model::Cause run;
    model::Issuer issuer = model::Issuer::attik_created;
    /// The lease under which they are sent; 0 when there is none.
    std::uint32_t fencing = 0;
    /// How long to wait for each reply; zero waits for ever.
    model::Duration timeout{};
  };

  OrderClient(OrderPort& port, const Options& options) : port_(port), options_(options) {}

  /// From now on requests are sent in that issuer's name, under that lease.
  void send_as(model::Issuer issuer, std::uint32_t fencing) {
    options_.issuer = issuer;
    options_.fencing = fencing;
  }

  OrderCall post_order(const model::Reference& reference, const model::CalendarEvent& event);
  OrderCall get_order(model::OrderId order);
  /// All orders of the job.
  OrderCall find_orders(model::JobId job);
  OrderCall cancel_order(model::OrderId order);
  OrderCall put_event(model::OrderId order, const model::CalendarEvent& event);

 private:
  OrderCall call(model::OrderVerb verb, const model::Reference& reference, model::OrderId order,
                 const model::CalendarEvent& event);

  OrderPort& port_;
  Options options_;
  std::array<std::uint32_t, model::order_verb_count> sent_{};
};

}  // namespace interleave::reconciler
