#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/cause.hpp"
#include "model/inspection.hpp"

namespace interleave::model {

/// What a row of an order's list stands for. Only a live one assigns anybody.
enum class Standing : std::uint8_t {
  live,
  deleted,    ///< it was removed, and its row is still shown
  hidden,     ///< the office keeps it out of sight
  requested,  ///< a customer would like to have them
};

/// One (order, inspector) record at Spectora, named by the request that made it.
struct Assignment {
  Cause record;
  InspectorId inspector;
  bool primary = false;
  Standing standing = Standing::live;
};

/// The most assignment records that one order may hold; a POST beyond it is refused.
inline constexpr std::size_t assignments_per_order_max = 16;
using AssignmentList = List<Assignment, assignments_per_order_max>;

/// What the order's calendar event at Spectora says.
struct CalendarEvent {
  Time starts{};
  InspectorId inspector;

  friend constexpr bool operator==(const CalendarEvent&, const CalendarEvent&) = default;
};

/// What the event of a job's order has to say.
[[nodiscard]] inline CalendarEvent wanted_event(const Job& job) {
  return {job.starts, job.primary()};
}

enum class SpectoraVerb : std::uint8_t {
  list_assignments,
  delete_assignment,
  post_assignment,
  put_event,
  get_event,
};
inline constexpr std::size_t spectora_verb_count = 5;

/// Whether a request of that verb may change anything at Spectora.
constexpr bool writes(SpectoraVerb verb) {
  return verb != SpectoraVerb::list_assignments && verb != SpectoraVerb::get_event;
}

/// Which code path issued a request. It travels on the wire, so that scope is judged from there.
enum class Issuer : std::uint8_t { attik_created, spectora_native, calendar };

/// A request to Spectora's partner API. Which fields count depends on the verb.
struct SpectoraRequest {
  /// The sync run that sends it, as a correlation id.
  Cause run;
  /// How many requests of this verb the same run sent before.
  std::uint32_t ordinal = 0;
  SpectoraVerb verb = SpectoraVerb::list_assignments;
  Issuer issuer = Issuer::attik_created;
  OrderId order;
  /// The fencing number of the lease under which it is sent; 0 when there is none. The remote does
  /// not look at it.
  std::uint32_t fencing = 0;
  /// delete_assignment: the record to remove, and whose it was.
  Cause record;
  /// post_assignment: who is assigned, and whether as primary.
  InspectorId inspector;
  bool primary = false;
  /// put_event: what the calendar event shall say.
  CalendarEvent event{};
  /// list_assignments: which page of the list, counted from 1.
  std::uint8_t page = 1;

  /// A number that tells two requests of one name apart, for the trace.
  [[nodiscard]] std::uint64_t fingerprint() const {
    const auto starts = static_cast<std::uint64_t>(event.starts.time_since_epoch().count());
    const std::uint64_t people = std::uint64_t{inspector.value} * 257 + event.inspector.value;
    return (record.value ^ starts) + (people << 16U) + (std::uint64_t{order.value} << 1U) +
           (std::uint64_t{page} << 48U) + (primary ? 1 : 0);
  }

  /// The causal name of this request.
  [[nodiscard]] Cause cause() const { return run.child(static_cast<std::uint32_t>(verb), ordinal); }
};

/// What a request was answered: an HTTP status code, or one of the three below for an answer that
/// never came or could not be read.
enum class Status : std::uint16_t {
  /// The connection was refused: nothing was sent.
  unreachable = 1,
  /// No answer within the client's timeout: the request may or may not take effect.
  timed_out = 2,
  /// An answer came, and its body was truncated, no JSON, or of another shape.
  unreadable = 3,
  ok = 200,
  accepted = 202,
  unauthorized = 401,
  forbidden = 403,
  not_found = 404,
  conflict = 409,
  gone = 410,
  unprocessable = 422,
  too_many_requests = 429,
  internal_error = 500,
  bad_gateway = 502,
  unavailable = 503,
  gateway_timeout = 504,
};

struct SpectoraReply {
  Status status = Status::ok;
  /// list_assignments: the rows of that page, oldest first.
  AssignmentList assignments{};
  /// list_assignments: how many rows there are on all pages.
  std::uint8_t total = 0;
  /// get_event: what the order's calendar event says.
  CalendarEvent event{};
  /// too_many_requests: how long the sender shall wait, as far as it can be told: nothing when the
  /// remote does not say, or nothing of use; negative for a date that is past.
  std::optional<Duration> retry_after{};
};

enum class SpectoraEffect : std::uint8_t { assigned, unassigned, event_written };

/// Who did what a commit tells.
enum class Author : std::uint8_t {
  start,   ///< the run starts so
  client,  ///< a request of ours, whose client waited for the reply
  late,    ///< a request of ours, whose client had stopped waiting, or was told 202, or was gone
  hand,    ///< somebody at Spectora
};

/// One entry of Spectora's commit log: what a request, a hand, or the start of the run did to an
/// order.
struct SpectoraCommit {
  SpectoraEffect effect = SpectoraEffect::assigned;
  OrderId order;
  Assignment assignment;  ///< assigned, unassigned
  CalendarEvent event;    ///< event_written
  Author author = Author::start;
  Cause run{};                ///< client, late: the sync run that sent the request
  std::uint32_t fencing = 0;  ///< client, late: the lease under which it was sent
};

/// What Spectora tells Attik when somebody was assigned or removed, whoever did it: a webhook.
struct Echo {
  /// What was done, or the delivery that tells it again.
  Cause cause;
  OrderId order;
  /// Whom the order showed right after it.
  InspectorList shown;
};

/// "503", "timed out", "429, to wait 7 s": an answer without its body.
std::string describe(Status status, const std::optional<Duration>& retry_after);
/// "A, day 2 09:00".
std::string describe(const CalendarEvent& event);
/// "DELETE A on order 1": a request in the words of the story.
std::string describe(const SpectoraRequest& request);
/// "200 with A and B", "timed out": a reply in the words of the timeline.
std::string describe(const SpectoraRequest& request, const SpectoraReply& reply);
/// "order 1: B assigned": a commit in the words of the story.
std::string describe(const SpectoraCommit& commit);
/// "A (primary) and B": records in the words of a report.
std::string describe(const AssignmentList& assignments);

}  // namespace interleave::model
