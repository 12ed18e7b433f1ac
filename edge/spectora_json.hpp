#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/spectora.hpp"

namespace interleave::edge {

/// A request to Spectora in the words of HTTP. Of the headers only those that we set ourselves;
/// one with nothing to say is empty, and does not travel.
struct WireRequest {
  std::string method;
  std::string target;
  std::string body;
  std::string run;        ///< the sync run, 16 hexadecimal digits
  std::string ordinal;    ///< how many requests of this kind the run sent before
  std::string issuer;     ///< "attik-created", "spectora-native", "calendar"
  std::string fencing;    ///< the lease under which it is sent
  std::string inspector;  ///< DELETE: whose record it was
};

/// The names of those headers. They tell a server's log which run and lease a request belongs to.
struct WireHeader {
  std::string_view name;
  std::string WireRequest::*value;
};
inline constexpr std::array<WireHeader, 5> wire_headers{{
    {"Interleave-Run", &WireRequest::run},
    {"Interleave-Ordinal", &WireRequest::ordinal},
    {"Interleave-Issuer", &WireRequest::issuer},
    {"Interleave-Fencing", &WireRequest::fencing},
    {"Interleave-Inspector", &WireRequest::inspector},
}};

/// An answer in the words of HTTP. `status` is whatever three digits stood there.
struct WireReply {
  std::uint32_t status = 0;
  std::string retry_after{};
  /// The header Date: when the remote says that it answered.
  std::string date{};
  std::string body{};
};

/// Whether the body of an answer of that status says anything that the core may read.
constexpr bool bears_value(std::uint32_t status) { return status == 200 || status == 201; }

/// A request as it is sent.
///
///     GET    /orders/1/assignments
///     GET    /orders/1/assignments?page=2
///     POST   /orders/1/assignments    {"inspector": "2", "primary": true}
///     DELETE /orders/1/assignments/0123456789abcdef
///     GET    /orders/1/event
///     PUT    /orders/1/event          {"inspector": "2", "starts_us": 32400000000}
///
/// Ids are text: a record's has 64 bits, which a JSON number does not hold for everybody. An event
/// of nobody has the inspector null.
///
/// The answer to a list has the rows of that page, and under "total" how many there are on all
/// pages. A row that assigns nobody says so by "deleted_at", "hidden" or "requested".
WireRequest to_wire(const model::SpectoraRequest& request);

/// Nothing when it is no such request: the sender gets a 400. Never throws for what stands in it.
std::optional<model::SpectoraRequest> request_from_wire(const WireRequest& wire);

/// The answer to that request. A wait that is past travels as a date. Precondition: the status is
/// one of HTTP.
WireReply to_wire(const model::SpectoraRequest& request, const model::SpectoraReply& reply);

/// What that answer means for whoever sent the request; see docs/decisions/0006. A body that counts
/// is believed only when it is whole, of the expected shape, and about the order that was asked
/// for, and a list only when it says how long it is; otherwise the status is `unreadable`. A
/// Retry-After may be seconds or a date; a date counts from the Date of the same answer, so that
/// nobody's clock matters but the remote's, and without one it says nothing. Never throws for what
/// stands in it.
model::SpectoraReply reply_from_wire(const model::SpectoraRequest& request, const WireReply& wire);

}  // namespace interleave::edge
