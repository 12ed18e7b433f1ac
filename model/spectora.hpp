#pragma once

#include <cstdint>
#include <string>

#include "model/cause.hpp"
#include "model/inspection.hpp"

namespace interleave::model {

/// One (order, inspector) record at Spectora, named by the request that made it.
struct Assignment {
  Cause record;
  InspectorId inspector;
  bool primary = false;
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

enum class SpectoraVerb : std::uint8_t {
  list_assignments,
  delete_assignment,
  post_assignment,
  put_event,
};
inline constexpr std::size_t spectora_verb_count = 4;

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
  /// delete_assignment: the record to remove, and whose it was.
  Cause record;
  /// post_assignment: who is assigned, and whether as primary.
  InspectorId inspector;
  bool primary = false;
  /// put_event: what the calendar event shall say.
  CalendarEvent event;

  /// A number that tells two requests of one name apart, for the trace.
  [[nodiscard]] std::uint64_t fingerprint() const {
    const auto starts = static_cast<std::uint64_t>(event.starts.time_since_epoch().count());
    const std::uint64_t people = std::uint64_t{inspector.value} * 257 + event.inspector.value;
    return (record.value ^ starts) + (people << 16U) + (std::uint64_t{order.value} << 1U) +
           (primary ? 1 : 0);
  }

  /// The causal name of this request.
  [[nodiscard]] Cause cause() const { return run.child(static_cast<std::uint32_t>(verb), ordinal); }
};

/// HTTP status codes, as far as the simulated services answer with them.
enum class Status : std::uint16_t {
  ok = 200,
  conflict = 409,
  too_many_records = 422,
  /// No answer: the connection was refused, nothing was sent.
  unreachable = 1,
  /// No answer within the client's timeout: the request may or may not take effect.
  timed_out = 2,
};

struct SpectoraReply {
  Status status = Status::ok;
  /// list_assignments: the order's live records, oldest first.
  AssignmentList assignments;
};

enum class SpectoraEffect : std::uint8_t { assigned, unassigned, event_written };

/// One entry of Spectora's commit log: what a request, or the start of the run, did to an order.
struct SpectoraCommit {
  SpectoraEffect effect = SpectoraEffect::assigned;
  OrderId order;
  Assignment assignment;  ///< assigned, unassigned
  CalendarEvent event;    ///< event_written
};

/// "DELETE A on order 1": a request in the words of the story.
std::string describe(const SpectoraRequest& request);
/// "200 with A and B", "timed out": a reply in the words of the timeline.
std::string describe(const SpectoraRequest& request, const SpectoraReply& reply);
/// "order 1: B assigned": a commit in the words of the story.
std::string describe(const SpectoraCommit& commit);
/// "A (primary) and B": records in the words of a report.
std::string describe(const AssignmentList& assignments);

}  // namespace interleave::model
