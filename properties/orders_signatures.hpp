#pragma once

#include <array>
#include <cstdint>

#include "properties/system.hpp"
#include "sim/faults.hpp"

namespace interleave::properties {

/// The ways in which the orders system can fail. The order is that of the table.
enum class OrdersFailure : std::uint8_t { silent, orphaned, unread, undone, two, scope };

inline constexpr std::array<Signature, 6> orders_signatures{{
    {"CAN", "silent", When::settled,
     "when a job is cancelled and has an order, a cancel is sent, or staff are told"},
    {"CAN", "orphaned", When::settled,
     "when a job is cancelled, each of its orders is sent a cancel, or staff are told"},
    {"CAN", "unread", When::settled,
     "an order of a cancelled job that was sent a cancel is cancelled, or staff are told"},
    {"CAN", "undone", When::settled, "a job that people cancelled is cancelled on its record"},
    {"ONE", "two", When::settled,
     "at rest a job has one live order at Spectora, or staff are told"},
    {"SCOPE", "native", When::always,
     "a Spectora-native order is never written by the Attik-created path"},
}};

/// Situations that must arise in the runs of the orders system.
enum class OrdersSituation : std::uint8_t { cancelled_before_id, overlap, landed_late, edited };

inline constexpr std::array<Sometimes, 4> orders_situations{{
    {"cancelled-before-id", "a job is cancelled before the id of its order is stored"},
    {"overlap", "a sync of a job is triggered while another one is under way"},
    {"landed-late", "a write takes effect after its client went on to something else",
     static_cast<std::size_t>(sim::Fault::request_outlives)},
    {"edited", "somebody cancels or moves an order at Spectora by hand",
     static_cast<std::size_t>(sim::Fault::hand_edit)},
}};

/// Spans of virtual time that are reported.
enum class OrdersMeasure : std::uint8_t { dispatched, unknown };

inline constexpr std::array<Measure, 2> orders_measures{{
    {"dispatched", "from a cancel until no order of the job is live at Spectora"},
    {"unknown", "from a cancel until that, or until staff are told"},
}};

}  // namespace interleave::properties
