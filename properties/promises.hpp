#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "properties/signature.hpp"

namespace interleave::properties {

/// What the production core promises about every job, whatever it keeps in step with it. The order
/// is that of the table.
enum class Promise : std::uint8_t {
  untrue,
  unverified,
  older,
  applied_though_refused,
  sent_late,
  stored_stale,
  overlap,
  blind_post,
  not_prompt,
  not_live,
  held_up,
  not_idempotent,
  writes,
  requests,
  impatient,
  unrecorded,
  unanswered,
};

inline constexpr std::array<Signature, 17> promises{{
    {"TRUTH", "false", When::always,
     "when somebody is told that a job is in step, it was, since that run began"},
    {"TRUTH", "unverified", When::always,
     "nobody is told so without a read that could see the last write"},
    {"TRUTH", "older", When::always, "nobody is told so about less than what they had saved"},
    {"TRUTH", "refused", When::always,
     "when somebody is told that the remote refuses, that run changed nothing"},
    {"SER", "late", When::always, "no request leaves after its lease has ended"},
    {"SER", "stale", When::always, "the store takes nothing from a run that lost its lease"},
    {"EXCL", "overlap", When::always, "one run of a job at a time, unless its lease expired"},
    {"BLIND", "post", When::wire,
     "nothing is made again before a read shows what the last attempt came to"},
    {"PROMPT", "late", When::always,
     "what was announced to a worker is done within a tenth of the sweep period, faults aside"},
    {"LIVE", "late", When::settled, "every job comes into step within the bound of settling"},
    {"LIVE", "held", When::settled, "a job for which all is refused holds up no other"},
    {"IDEM", "write", When::probe, "one more sync of a job in step writes nothing"},
    {"BUDGET", "writes", When::settled,
     "writes stay in proportion to the changes, faults and hand edits that called for them"},
    {"BUDGET", "requests", When::settled, "so do all requests"},
    {"BUDGET", "impatient", When::wire, "nothing is sent before a Retry-After has passed"},
    {"TRACE", "unrecorded", When::settled,
     "a job that could not be brought in step is named by an open record"},
    {"PROMPT", "unanswered", When::settled,
     "whoever asks a worker for a sync is told how it ended"},
}};

/// The signatures of a system whose core makes the promises: its own, and those behind them.
template <std::size_t own_count>
constexpr std::array<Signature, own_count + promises.size()> with_promises(
    const std::array<Signature, own_count>& own) {
  std::array<Signature, own_count + promises.size()> all{};
  std::ranges::copy(promises, std::ranges::copy(own, all.begin()).out);
  return all;
}

}  // namespace interleave::properties
