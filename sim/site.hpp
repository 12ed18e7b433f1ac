#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace interleave::sim {

/// Where in the machine a decision is made. A capsule stores the name; the number is part of every
/// decision's key, so a new site goes to the end.
enum class Site : std::uint8_t {
  pick,           ///< which leg in flight lands next, when the strategy picks
  scenario,       ///< what the run starts with
  action_kind,    ///< what a person does in a slot of the workload; 0 nothing
  action_gap,     ///< how soon after the action before; 0 when all is quiet again
  action_target,  ///< to what it is done
  action_change,  ///< what changes
  request_delay,  ///< µs above the endpoint's base, on the way to the server
  reply_delay,    ///< µs above the endpoint's base, on the way back
  stream_delay,   ///< µs above the change stream's base
  request_fault,  ///< what happens to a request on its way: see RequestVerdict
  reply_fault,    ///< what happens to a reply on its way: see ReplyVerdict
  overshoot,      ///< ms, more than the least, by which a leg outlives its client's patience
  server_fault,   ///< what the remote does with a request: see ServerVerdict
  retry_after,    ///< s, more than the least, for which a remote asks to be left alone
  list_fault,     ///< whether a list is stale
  staleness,      ///< µs, more than the least, by which a read is behind
  hand_edit,      ///< whether somebody edits the order by hand right after a request
  hand_change,    ///< what they change
  store_fault,    ///< what happens to a request to the store: see StoreVerdict
  job_fault,      ///< whether a job is read stale
  process_fault,  ///< what happens to a worker that something reaches: see ProcessVerdict
  downtime,       ///< µs, more than the least, until a worker that died is back
  pause,          ///< µs, more than the least, for which a worker stands still
  stream_fault,   ///< what happens to a change in the stream: see StreamVerdict
  resume_fault,   ///< how the stream goes on for a worker that is back: see ResumeVerdict
  routing,        ///< which worker a person's request reaches
  error_code,     ///< which 5xx a remote answers
  wait_form,      ///< in which form a 429 says how long to wait: see TellingForm, VagueForm
  write_fault,    ///< what the remote does with a write, beside server_fault: see WriteVerdict
  replica_fault,  ///< whether a replica knows a young record
  backlog_delay,  ///< µs above the base until what was only accepted is done
  rows_fault,     ///< which rows that are no assignments the lists of an order show
  row_owner,      ///< whose row that is
  echo_fault,     ///< what becomes of the echo of a change at the remote: see EchoVerdict
  echo_delay,     ///< µs above the base of an echo
  lateness,       ///< ms by which an echo or a change in the stream is later than usual
  clock_fault,    ///< whether the clock of a worker is wrong
  clock_skew,     ///< ms by which it is: ahead if odd, behind if even
  shape_fault,    ///< whether an answer of Flex has an odd shape
  shape,          ///< which
  cut_fault,      ///< whether a list shows all that there is
  batch_fault,    ///< what Flex makes of several lines at once: see BatchVerdict
  token_fault,    ///< whether an answer brings a new token
  slot_pick,      ///< which of the slots that they see somebody picks
  think_time,     ///< µs, more than the least, between two steps of somebody's business
  visit_turn,     ///< whether a customer confirms, or what else: see VisitTurn
  confirm_twice,  ///< whether a confirm is sent twice at once
};

inline constexpr std::array<std::string_view, 47> site_names{
    "pick",          "scenario",      "action-kind",  "action-gap",   "action-target",
    "action-change", "request-delay", "reply-delay",  "stream-delay", "request-fault",
    "reply-fault",   "overshoot",     "server-fault", "retry-after",  "list-fault",
    "staleness",     "hand-edit",     "hand-change",  "store-fault",  "job-fault",
    "process-fault", "downtime",      "pause",        "stream-fault", "resume-fault",
    "routing",       "error-code",    "wait-form",    "write-fault",  "replica-fault",
    "backlog-delay", "rows-fault",    "row-owner",    "echo-fault",   "echo-delay",
    "lateness",      "clock-fault",   "clock-skew",   "shape-fault",  "shape",
    "cut-fault",     "batch-fault",   "token-fault",  "slot-pick",    "think-time",
    "visit-turn",    "confirm-twice",
};

constexpr std::string_view name_of(Site site) { return site_names[static_cast<std::size_t>(site)]; }

constexpr std::optional<Site> site_named(std::string_view name) {
  for (std::size_t i = 0; i < site_names.size(); ++i) {
    if (site_names[i] == name) return static_cast<Site>(i);
  }
  return std::nullopt;
}

}  // namespace interleave::sim
