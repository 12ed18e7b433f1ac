#pragma once

#include <array>
#include <cstdint>

#include "properties/promises.hpp"
#include "properties/system.hpp"
#include "sim/faults.hpp"

namespace interleave::properties {

/// The ways in which the assignments system can fail beside broken promises. The order is that of
/// the table, which the promises end.
enum class AssignmentsFailure : std::uint8_t {
  replaced,
  extra,
  missing,
  duplicate,
  primary,
  event,
  scope,
  cover_gap,
  delete_unread,
  create_unread,
};

inline constexpr auto assignments_signatures = with_promises<10>({{
    {"ASG", "replaced", When::settled, "at rest each order shows nobody else in somebody's place"},
    {"ASG", "extra", When::settled, "at rest each order shows nobody beside its job's inspectors"},
    {"ASG", "missing", When::settled, "at rest each order shows all of its job's inspectors"},
    {"ASG", "duplicate", When::settled, "at rest each order shows each inspector once"},
    {"ASG", "primary", When::settled, "at rest each order's primary is the job's first inspector"},
    {"CAL", "event", When::settled,
     "at rest each order's calendar event carries its job's time and primary inspector"},
    {"SCOPE", "native", When::always,
     "a Spectora-native order is never written by the Attik-created path"},
    {"COVER", "gap", When::always, "removing somebody leaves somebody else on the order"},
    {"FAILC", "delete", When::wire,
     "nobody is removed on the ground of a list that was not read, or not all of it"},
    {"FAILC", "create", When::wire,
     "nobody is added on the ground of a list that was not read, or not all of it"},
}});

/// Situations that must arise in the runs of the assignments system.
enum class AssignmentsSituation : std::uint8_t {
  overlap,
  reply_lost,
  landed_late,
  crashed_between,
  lease_ended,
  edited_between,
  refused_for_good,
  accepted_landed,
  pages_shifted,
  echo_in_run,
};

inline constexpr auto needs(sim::Fault fault) { return static_cast<std::size_t>(fault); }

inline constexpr std::array<Sometimes, 10> assignments_situations{{
    {"overlap", "a sync of an order is triggered while another one is under way"},
    {"reply-lost", "a write takes effect and its reply is lost", needs(sim::Fault::reply_lost)},
    {"landed-late", "a write takes effect after its client went on to something else",
     needs(sim::Fault::request_outlives)},
    {"crashed-between", "a worker dies between a remote write and its record",
     needs(sim::Fault::crash)},
    {"lease-ended", "a write takes effect after the lease it was sent under has ended",
     needs(sim::Fault::request_outlives)},
    {"edited-between", "somebody edits an order at Spectora while a sync of it is under way",
     needs(sim::Fault::hand_edit)},
    {"refused-for-good", "Spectora refuses some or all orders for good, which excuses these",
     needs(sim::Fault::order_poisoned)},
    {"accepted-landed", "a write that was only accepted takes effect after its run was told so",
     needs(sim::Fault::accepted_late)},
    {"pages-shifted", "an order changes while the pages of its list are read",
     needs(sim::Fault::hand_edit)},
    {"echo-in-run",
     "an echo of a change at Spectora arrives while a sync of its order is under way",
     needs(sim::Fault::echo)},
}};

/// Spans of virtual time that are reported.
enum class AssignmentsMeasure : std::uint8_t { behind, both_stand, empty };

inline constexpr std::array<Measure, 3> assignments_measures{{
    {"behind", "from a save until the order is in step"},
    {"both-stand", "somebody who is wanted and somebody who is not stand on an order together"},
    {"empty", "an order shows nobody"},
}};

}  // namespace interleave::properties
