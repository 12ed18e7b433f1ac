#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "model/flex.hpp"
#include "model/order.hpp"
#include "model/spectora.hpp"

namespace interleave::properties {

/// A request to a remote as far as the rules of the wire go, whatever it is about.
struct WireRequest {
  model::Cause run;
  model::Cause cause;  ///< its own
  std::uint32_t fencing = 0;
  /// What it reads: everything there is about the key, a page of it; and the calendar event.
  bool lists = false;
  bool shows_event = false;
  std::uint8_t page = 1;  ///< lists
  bool creates = false;
  std::uint8_t subject = 0;  ///< creates: what; of two subjects both may be made

  [[nodiscard]] bool reads() const { return lists || shows_event; }
};

struct WireReply {
  model::Status status = model::Status::ok;
  std::optional<model::Duration> retry_after{};
  std::size_t rows = 0;    ///< lists: on this page
  std::uint8_t total = 0;  ///< lists: on all of them, as the remote says
};

inline WireRequest wire_of(const model::SpectoraRequest& request) {
  using model::SpectoraVerb;
  return {.run = request.run,
          .cause = request.cause(),
          .fencing = request.fencing,
          .lists = request.verb == SpectoraVerb::list_assignments,
          .shows_event = request.verb == SpectoraVerb::get_event,
          .page = request.page,
          .creates = request.verb == SpectoraVerb::post_assignment,
          .subject = request.inspector.value};
}
inline WireReply wire_of(const model::SpectoraReply& reply) {
  return {reply.status, reply.retry_after, reply.assignments.size(), reply.total};
}

/// A search shows all orders of the job, each with its event, on one page.
inline WireRequest wire_of(const model::OrderRequest& request) {
  using model::OrderVerb;
  const bool search = request.verb == OrderVerb::find_orders;
  return {.run = request.run,
          .cause = request.cause(),
          .fencing = request.fencing,
          .lists = search,
          .shows_event = search || request.verb == OrderVerb::get_order,
          .creates = request.verb == OrderVerb::post_order};
}
inline WireReply wire_of(const model::OrderReply& reply) {
  return {reply.status, reply.retry_after, reply.orders.size(),
          static_cast<std::uint8_t>(reply.orders.size())};
}

/// A list shows all contacts of the element, each with its role.
inline WireRequest wire_of(const model::FlexRequest& request) {
  using model::FlexVerb;
  const bool lists = request.verb == FlexVerb::list_lines;
  return {.run = request.run,
          .cause = request.cause(),
          .fencing = request.fencing,
          .lists = lists,
          .shows_event = lists,
          .creates = request.verb == FlexVerb::add_resource,
          .subject = request.technician.value};
}
/// A list of another shape than its endpoint's is none, and an add whose answer holds no id has an
/// unknown outcome.
inline WireReply wire_of(const model::FlexRequest& request, const model::FlexReply& reply) {
  const bool odd = request.verb == model::FlexVerb::list_lines && reply.shape != request.listing;
  const bool odd_list = reply.status == model::Status::ok && odd;
  return {odd_list ? model::Status::unreadable : reply.status, reply.retry_after,
          reply.lines.size(), reply.total};
}

}  // namespace interleave::properties
