#pragma once

#include <array>
#include <cstdint>

#include "properties/promises.hpp"
#include "properties/system.hpp"
#include "sim/faults.hpp"

namespace interleave::properties {

/// The ways in which the orders system can fail beside broken promises. The order is that of the
/// table, which the promises end.
enum class OrdersFailure : std::uint8_t {
  silent,
  orphaned,
  unread,
  undone,
  left,
  two,
  twice,
  none,
  unlinked,
  event,
  known_late,
  known_never,
  unwatched,
  resurrected,
  alert_missing,
  alert_stands,
  scope,
  create_unread,
};

inline constexpr auto orders_signatures = with_promises<18>({{
    {"CAN", "silent", When::settled,
     "when a job is cancelled and has an order, a cancel is sent, or staff are told"},
    {"CAN", "orphaned", When::settled,
     "when a job is cancelled, each of its orders is sent a cancel, or staff are told"},
    {"CAN", "unread", When::settled,
     "an order of a cancelled job that was sent a cancel is cancelled, or staff are told"},
    {"CAN", "undone", When::settled, "a job that people cancelled is cancelled on its record"},
    {"CAN", "left", When::settled,
     "an order of a cancelled job that could be cancelled is, though staff are told"},
    {"ONE", "two", When::settled,
     "at rest a job has one live order at Spectora, or staff are told"},
    {"ONE", "twice", When::always, "where client references count, it never has two"},
    {"ONE", "none", When::settled, "at rest a job that is on has a live order, or staff are told"},
    {"ONE", "unlinked", When::settled,
     "at rest the record of a job that is on names its live order"},
    {"CAL", "event", When::settled,
     "at rest a job's live order carries its time and its primary inspector"},
    {"KNOWN", "late", When::always,
     "staff are told in time of a cancel that is not confirmed by then"},
    {"KNOWN", "never", When::settled, "staff are told, if late, of a cancel that is not confirmed"},
    {"KNOWN", "unwatched", When::always,
     "while a cancelled job has a live order, an alert stands that staff will see in time"},
    {"NORES", "write", When::wire,
     "no order is made or moved unless its job was read right before, and was on"},
    {"ALERT", "missing", When::settled,
     "staff are told of a job whose order is not as it wants, at the end"},
    {"ALERT", "stands", When::settled, "no alert stands about a job that a read has shown in step"},
    {"SCOPE", "native", When::always,
     "a Spectora-native order is never written by the Attik-created path"},
    {"FAILC", "create", When::wire, "no order is made on the ground of a search that failed"},
}});

/// Situations that must arise in the runs of the orders system.
enum class OrdersSituation : std::uint8_t {
  cancelled_before_id,
  overlap,
  reply_lost,
  landed_late,
  made_after_cancel,
  crashed_between,
  lease_ended,
  edited,
  refused_for_good,
};

inline constexpr std::array<Sometimes, 9> orders_situations{{
    {"cancelled-before-id", "a job is cancelled before the id of its order is stored"},
    {"overlap", "a sync of a job is triggered while another one is under way"},
    {"reply-lost", "a write takes effect and its reply is lost",
     static_cast<std::size_t>(sim::Fault::reply_lost)},
    {"landed-late", "a write takes effect after its client went on to something else",
     static_cast<std::size_t>(sim::Fault::request_outlives)},
    {"made-after-cancel", "an order is made for a job that was cancelled meanwhile"},
    {"crashed-between", "a worker dies between a remote write and its record",
     static_cast<std::size_t>(sim::Fault::crash)},
    {"lease-ended", "a write takes effect after the lease it was sent under has ended",
     static_cast<std::size_t>(sim::Fault::request_outlives)},
    {"edited", "somebody cancels or moves an order at Spectora by hand",
     static_cast<std::size_t>(sim::Fault::hand_edit)},
    {"refused-for-good", "Spectora refuses some or all orders for good, which excuses these",
     static_cast<std::size_t>(sim::Fault::order_poisoned)},
}};

/// Spans of virtual time that are reported.
enum class OrdersMeasure : std::uint8_t { dispatched, stays, unknown, behind, vain };

inline constexpr std::array<Measure, 5> orders_measures{{
    {"dispatched", "from a cancel until the inspector is not dispatched any more, or the end"},
    {"stays", "from a cancel until the end, where he still is"},
    {"unknown", "from a cancel until that, or until staff are told"},
    {"behind", "from a save until the job is in step"},
    {"vain", "an alert stands about a job that came into step without anybody's help"},
}};

}  // namespace interleave::properties
