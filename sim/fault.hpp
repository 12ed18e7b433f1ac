#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/site.hpp"

namespace interleave::sim {

/// What happens to a request on its way to the server. The number is the decision's outcome, here
/// and in the verdicts below; 0 is always that nothing out of the ordinary happens.
enum class RequestVerdict : std::uint8_t { pass, lost, refused, outlives };
/// What happens to a reply on its way back, after the request took effect.
enum class ReplyVerdict : std::uint8_t { pass, lost, outlives, unreadable };
/// What the remote does with a request.
enum class ServerVerdict : std::uint8_t {
  pass,
  error_before,    ///< 500, 502, 503 or 504, and nothing was done
  error_after,     ///< one of these, though it was done
  too_many,        ///< 429 with a Retry-After, to this request and to all about the order till then
  too_many_vague,  ///< the same, and the Retry-After says nothing of use
  revoke_key,      ///< 401, to this request and all that follow
  forbid_key,      ///< 403, to this request and all that follow
  poison_order,    ///< 422, to this and all later writes to the order
};
/// What the remote does with a write beside that.
enum class WriteVerdict : std::uint8_t {
  pass,
  conflict,     ///< 409, and nothing is done, because it stands so already or cannot be done now
  in_progress,  ///< 409, and it is done later
  accepted,     ///< 202, and it is done later
  dropped,      ///< 202, and it is never done
  gone,         ///< 410: what was to be removed is gone; anything else is not done
};
enum class ReplicaVerdict : std::uint8_t { pass, behind };
enum class ListVerdict : std::uint8_t { pass, stale };
/// Which rows the lists of an order show beside its assignments.
enum class RowsVerdict : std::uint8_t { pass, deleted, hidden, requested };
enum class HandVerdict : std::uint8_t { nobody, edits };
/// What happens to a request to the store.
enum class StoreVerdict : std::uint8_t { pass, failed, reply_lost };
enum class JobVerdict : std::uint8_t { pass, stale };
/// What happens to a worker when something reaches it.
enum class ProcessVerdict : std::uint8_t { pass, crash, pause };
enum class ClockVerdict : std::uint8_t { pass, skewed };
/// What happens to a change on its way through the stream.
enum class StreamVerdict : std::uint8_t { pass, twice, lost, lost_with_error, late };
/// What becomes of the news of a change at the remote; 0: nobody is told.
enum class EchoVerdict : std::uint8_t { pass, told, twice, late };
/// How the stream goes on for a worker that is back.
enum class ResumeVerdict : std::uint8_t { pass, again, from_now };
/// In what shape Flex answers.
enum class ShapeVerdict : std::uint8_t { pass, odd };
/// Whether a list shows all that there is.
enum class CutVerdict : std::uint8_t { pass, cut };
/// What Flex makes of a request about several lines at once.
enum class BatchVerdict : std::uint8_t {
  pass,
  partial,  ///< a part is done, and answered 200
  refused,  ///< 422 because of one of them, and nothing is done
  ignored,  ///< 200, and nothing is done
};
enum class TokenVerdict : std::uint8_t { pass, refreshed };

/// Every fault that can be injected. Each is counted, so that one that never fires is seen. They
/// stand in the order of the verdicts above, each site's together.
enum class Fault : std::uint8_t {
  request_lost,
  connection_refused,
  request_outlives,
  reply_lost,
  reply_outlives,
  reply_unreadable,
  error_before,
  error_after,
  too_many_requests,
  too_many_vague,
  key_revoked,
  key_forbidden,
  order_poisoned,
  conflict,
  in_progress,
  accepted_late,
  accepted_never,
  gone,
  replica_behind,
  stale_list,
  deleted_rows,
  hidden_rows,
  requested_rows,
  hand_edit,
  store_failed,
  store_reply_lost,
  stale_job,
  crash,
  pause,
  clock_skewed,
  change_twice,
  change_lost,
  stream_gap,
  change_late,
  resume_again,
  resume_from_now,
  echo,
  echo_twice,
  echo_late,
  odd_shape,
  list_cut,
  batch_partial,
  batch_refused,
  batch_ignored,
  token_refreshed,
};
inline constexpr std::size_t fault_count = 45;

/// What no other remote does than Flex.
inline constexpr std::array flex_faults{Fault::odd_shape,     Fault::list_cut,
                                        Fault::batch_partial, Fault::batch_refused,
                                        Fault::batch_ignored, Fault::token_refreshed};

struct FaultFacts {
  std::string_view name;
  std::string_view sentence;
};

inline constexpr std::array<FaultFacts, fault_count> fault_facts{{
    {"request-lost", "a request vanishes before the server; the client times out"},
    {"connection-refused", "a connection is refused; nothing was sent"},
    {"request-outlives", "a request takes effect after its client stopped waiting"},
    {"reply-lost", "a reply vanishes after the effect; the client times out"},
    {"reply-outlives", "a reply arrives after its client stopped waiting"},
    {"reply-unreadable", "a reply arrives truncated, after the effect"},
    {"error-before", "the remote answers 500, 502, 503 or 504 and does nothing"},
    {"error-after", "the remote does what was asked and answers 500, 502, 503 or 504"},
    {"too-many-requests",
     "the remote answers 429 to all about an order for a while and says for how long"},
    {"too-many-vague",
     "the same, with a Retry-After that is missing, no sense, past or far too long"},
    {"key-revoked", "from now on the remote answers 401, for good"},
    {"key-forbidden", "from now on the remote answers 403, for good"},
    {"order-poisoned", "from now on the remote refuses every write to this order, for good"},
    {"conflict", "the remote answers 409 to a write and does nothing"},
    {"in-progress", "the remote answers 409 to a write and does it later"},
    {"accepted-late", "the remote answers 202 to a write and does it later"},
    {"accepted-never", "the remote answers 202 to a write and never does it"},
    {"gone", "the remote answers 410 to a write: only what was to be removed is"},
    {"replica-behind", "a replica answers 404 to the removal of a record younger than the lag"},
    {"stale-list", "a list misses what was written within the lag"},
    {"deleted-rows", "the lists of an order show who was removed, marked as deleted"},
    {"hidden-rows", "the lists of an order show a hidden row"},
    {"requested-rows", "the lists of an order show whom the customer would like"},
    {"hand-edit", "somebody edits the order at the remote by hand"},
    {"store-failed", "the store is not available; nothing was done"},
    {"store-reply-lost", "the store commits and its reply is lost"},
    {"stale-job", "a job is read as it stood a while ago"},
    {"crash", "a worker dies and comes back without its memory"},
    {"pause", "a worker stands still for a while, perhaps past its lease"},
    {"clock-skewed", "the clock of a worker is up to 5 s ahead or behind"},
    {"change-twice", "the change stream delivers a change twice"},
    {"change-lost", "the change stream loses a change and says nothing"},
    {"stream-gap", "the change stream loses a change and says so"},
    {"change-late", "the change stream stands still before a change, for up to 70 min"},
    {"resume-again", "a worker that is back is told its last changes again"},
    {"resume-from-now", "a worker that is back is told nothing of what it missed"},
    {"echo", "the remote tells of a change there, whoever made it"},
    {"echo-twice", "the remote tells of a change there twice"},
    {"echo-late", "the remote tells of a change there up to 70 min later"},
    {"odd-shape", "an answer has another shape than that endpoint's usual one"},
    {"list-cut", "a list shows less than the count that comes with it"},
    {"batch-partial", "of a request about several lines a part is done, and answered 200"},
    {"batch-refused", "a request about several lines is refused because of one of them"},
    {"batch-ignored", "a request about several lines is answered 200, and nothing is done"},
    {"token-refreshed", "an answer brings a new token, and the old one soon counts no more"},
}};

/// Where faults strike: a site and the faults that its verdicts 1, 2, … stand for.
enum class FaultSite : std::uint8_t {
  request,
  reply,
  server,
  write,
  replica,
  list,
  rows,
  hand,
  store,
  job,
  process,
  clock,
  stream,
  resume,
  echo,
  shape,
  cut,
  batch,
  token,
};

/// Faults that belong together: a run has all of a family or none.
enum class FaultFamily : std::uint8_t {
  request,
  reply,
  status,
  reads,
  people,
  store,
  process,
  stream,
  echo,
  batch,
};
inline constexpr std::size_t fault_family_count = 10;

struct FaultSiteFacts {
  Site site;
  FaultFamily family;
  Fault first;
  std::uint8_t count;
};

inline constexpr std::array<FaultSiteFacts, 19> fault_sites{{
    {Site::request_fault, FaultFamily::request, Fault::request_lost, 3},
    {Site::reply_fault, FaultFamily::reply, Fault::reply_lost, 3},
    {Site::server_fault, FaultFamily::status, Fault::error_before, 7},
    {Site::write_fault, FaultFamily::status, Fault::conflict, 5},
    {Site::replica_fault, FaultFamily::reads, Fault::replica_behind, 1},
    {Site::list_fault, FaultFamily::reads, Fault::stale_list, 1},
    {Site::rows_fault, FaultFamily::reads, Fault::deleted_rows, 3},
    {Site::hand_edit, FaultFamily::people, Fault::hand_edit, 1},
    {Site::store_fault, FaultFamily::store, Fault::store_failed, 2},
    {Site::job_fault, FaultFamily::reads, Fault::stale_job, 1},
    {Site::process_fault, FaultFamily::process, Fault::crash, 2},
    {Site::clock_fault, FaultFamily::process, Fault::clock_skewed, 1},
    {Site::stream_fault, FaultFamily::stream, Fault::change_twice, 4},
    {Site::resume_fault, FaultFamily::stream, Fault::resume_again, 2},
    {Site::echo_fault, FaultFamily::echo, Fault::echo, 3},
    {Site::shape_fault, FaultFamily::reply, Fault::odd_shape, 1},
    {Site::cut_fault, FaultFamily::reads, Fault::list_cut, 1},
    {Site::batch_fault, FaultFamily::batch, Fault::batch_partial, 3},
    {Site::token_fault, FaultFamily::status, Fault::token_refreshed, 1},
}};

}  // namespace interleave::sim
