#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/cause.hpp"
#include "model/inspection.hpp"
#include "model/list.hpp"
#include "model/spectora.hpp"

namespace interleave::model {

/// What a client calls an order that it wants made: the job, and how many that had before. A remote
/// that honours it makes no second order of one reference.
struct Reference {
  JobId job = JobId::none();
  std::uint8_t number = 0;

  /// For a client that calls its orders nothing: no two of them are the same.
  static constexpr std::uint8_t no_name = 0xff;

  friend constexpr bool operator==(const Reference&, const Reference&) = default;
};

/// A linked Spectora inspection, as far as making and cancelling it goes.
struct Order {
  OrderId id = OrderId::none();
  Reference reference;
  CalendarEvent event;  ///< when it is, and who is dispatched to it
  bool cancelled = false;

  friend constexpr bool operator==(const Order&, const Order&) = default;
};

/// The most jobs that have orders, and the most orders that one job may ever get; a POST beyond it
/// is refused.
inline constexpr std::uint8_t jobs_with_orders_max = 4;
inline constexpr std::uint8_t orders_per_job_max = 8;
using OrderList = List<Order, orders_per_job_max>;

/// The n-th order that is made for a job, counted from 0. The first has the job's own number, and
/// none depends on what is made for other jobs.
constexpr OrderId order_of(JobId job, std::uint8_t number) {
  return OrderId{static_cast<std::uint8_t>(job.value + number * jobs_with_orders_max)};
}
/// The job that the order was made for.
constexpr JobId job_of(OrderId order) {
  return JobId{static_cast<std::uint8_t>(order.value % jobs_with_orders_max)};
}

enum class OrderVerb : std::uint8_t {
  post_order,
  get_order,
  find_orders,
  cancel_order,
  put_event,
};
inline constexpr std::size_t order_verb_count = 5;

/// Whether a request of that verb may change anything at Spectora.
constexpr bool writes(OrderVerb verb) {
  return verb != OrderVerb::get_order && verb != OrderVerb::find_orders;
}

/// A request to the order endpoints of Spectora's partner API. Which fields count depends on the
/// verb.
struct OrderRequest {
  /// The sync run that sends it, as a correlation id.
  Cause run;
  /// How many requests of this verb the same run sent before.
  std::uint32_t ordinal = 0;
  OrderVerb verb = OrderVerb::get_order;
  Issuer issuer = Issuer::attik_created;
  /// The fencing number of the lease under which it is sent; 0 when there is none. The remote does
  /// not look at it.
  std::uint32_t fencing = 0;
  /// post_order: how it is called. find_orders: whose orders are looked for, whatever their number.
  Reference reference;
  OrderId order = OrderId::none();  ///< get_order, cancel_order, put_event
  CalendarEvent event{};            ///< post_order, put_event

  /// The job that it is about.
  [[nodiscard]] JobId job() const {
    const bool by_reference = verb == OrderVerb::post_order || verb == OrderVerb::find_orders;
    return by_reference ? reference.job : job_of(order);
  }
  /// A number that tells two requests of one name apart, for the trace.
  [[nodiscard]] std::uint64_t fingerprint() const {
    const auto starts = static_cast<std::uint64_t>(event.starts.time_since_epoch().count());
    return (starts << 16U) ^ (std::uint64_t{reference.job.value} << 56U) ^
           (std::uint64_t{reference.number} << 48U) ^ (std::uint64_t{order.value} << 8U) ^
           event.inspector.value;
  }
  /// The causal name of this request.
  [[nodiscard]] Cause cause() const {
    return run.child(32 + static_cast<std::uint32_t>(verb), ordinal);
  }
};

struct OrderReply {
  Status status = Status::ok;
  /// post_order: the one that was made, or had been. get_order: that one. find_orders: all of the
  /// job, oldest first.
  OrderList orders{};
  /// too_many_requests: how long the sender shall wait, as SpectoraReply says.
  std::optional<Duration> retry_after{};
};

enum class OrderEffect : std::uint8_t { created, cancelled, rescheduled };

/// One entry of the commit log of Spectora's orders.
struct OrderCommit {
  OrderEffect effect = OrderEffect::created;
  Order order;  ///< as it stands then
  Author author = Author::start;
  Cause run{};                ///< client, late: the sync run that sent the request
  std::uint32_t fencing = 0;  ///< client, late: the lease under which it was sent
};

/// "POST order for job 1", "CANCEL order 1": a request in the words of the story.
std::string describe(const OrderRequest& request);
/// "200 with order 1 (A, day 2 09:00)": a reply in the words of the timeline.
std::string describe(const OrderRequest& request, const OrderReply& reply);
/// "order 1: made for job 1, A, day 2 09:00": a commit in the words of the story.
std::string describe(const OrderCommit& commit);
/// "order 1 (A, day 2 09:00) and order 5 (cancelled)"; "none" for no orders.
std::string describe(const OrderList& orders);

}  // namespace interleave::model
