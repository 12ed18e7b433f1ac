#pragma once

#include <array>
#include <cstdint>

#include "properties/promises.hpp"
#include "properties/system.hpp"
#include "sim/faults.hpp"

namespace interleave::properties {

/// The ways in which the crew system can fail beside broken promises. The order is that of the
/// table, which the promises end.
enum class CrewFailure : std::uint8_t {
  twice,
  dropped,
  pruned,
  aliased,
  missing,
  cleared,
  left,
  extra,
  untracked,
  shared,
  duplicate,
  role,
  stale,
  foreign,
  hand,
  list,
  add,
  wish,
  old_wish,
  format,
  deletes,
  churn,
  token,
  alert_missing,
  alert_stands,
};

inline constexpr auto crew_signatures = with_promises<25>({{
    {"DBU", "twice", When::always, "a call has at most one row of a technician"},
    {"CREW", "dropped", When::settled,
     "who is wanted and was dropped as stale stands at Flex again at the end"},
    {"CREW", "pruned", When::settled,
     "who is wanted and whose contact a sync deleted stands at Flex again at the end"},
    {"CREW", "aliased", When::settled,
     "a sync of one call leaves standing at Flex whom another call of the element wants"},
    {"CREW", "missing", When::settled, "at rest everybody who is wanted stands at Flex"},
    {"CREW", "cleared", When::settled, "at rest nobody stands there whose role was cleared"},
    {"CREW", "left", When::settled, "a contact for which a DELETE was sent is gone at rest"},
    {"CREW", "extra", When::settled, "at rest no contact of ours stands there that nobody wants"},
    {"CREW", "untracked", When::settled,
     "at rest nobody stands there twice, with a contact that no row names"},
    {"CREW", "shared", When::settled,
     "at rest nobody stands there twice, once for each of two calls"},
    {"CREW", "duplicate", When::settled, "at rest nobody stands there twice for one call"},
    {"CREW", "role", When::settled, "at rest the lead of sound, and nobody else, has that role"},
    {"CREW", "stale", When::settled, "at rest every row names a contact that stands there"},
    {"OWN", "foreign", When::always, "a foreign contact is never deleted"},
    {"OWN", "hand", When::always,
     "a technician's contact that a sync did not add is never deleted"},
    {"FAILC", "list", When::wire, "nothing is deleted on the ground of a list that failed"},
    {"FAILC", "add", When::wire, "nobody is added on the ground of a list that failed"},
    {"FAILC", "wish", When::wire, "nothing is deleted on the ground of a crew that was not read"},
    {"FAILC", "old", When::wire,
     "nothing is deleted on the ground of a crew that was not read right before"},
    {"BLIND", "format", When::wire,
     "an add is not sent again in another encoding before a list shows what came of it"},
    {"BUDGET", "deletes", When::wire,
     "no run deletes more than four contacts before staff have looked"},
    {"BUDGET", "churn", When::wire,
     "nobody's only contact is deleted while the crew, as it was read, wants them"},
    {"BUDGET", "token", When::wire,
     "no request carries a token after an answer has brought another"},
    {"ALERT", "missing", When::settled,
     "staff are told of a crew that is not at Flex as it is wanted, and alone, at the end"},
    {"ALERT", "stands", When::settled,
     "no alert stands about a crew that a read has shown in step"},
}});

/// Situations that must arise in the runs of the crew system.
enum class CrewSituation : std::uint8_t {
  overlap,
  reply_lost,
  landed_late,
  stale_wanted,
  crashed_between,
  edited,
  refused_for_good,
  lease_ended,
  stray,
  left_to_staff,
};

inline constexpr std::array<Sometimes, 10> crew_situations{{
    {"overlap", "a sync of a crew is triggered while another one is under way"},
    {"reply-lost", "a write takes effect and its reply is lost",
     static_cast<std::size_t>(sim::Fault::reply_lost)},
    {"landed-late", "a write takes effect after its client went on to something else",
     static_cast<std::size_t>(sim::Fault::request_outlives)},
    {"stale-wanted", "the contact of somebody who is wanted is deleted by hand",
     static_cast<std::size_t>(sim::Fault::hand_edit)},
    {"crashed-between", "a worker dies between a remote write and its record",
     static_cast<std::size_t>(sim::Fault::crash)},
    {"edited", "somebody changes the contacts at Flex by hand",
     static_cast<std::size_t>(sim::Fault::hand_edit)},
    {"refused-for-good", "Flex refuses some or all elements for good, which excuses these",
     static_cast<std::size_t>(sim::Fault::order_poisoned)},
    {"lease-ended", "a write takes effect after the lease it was sent under has ended",
     static_cast<std::size_t>(sim::Fault::request_outlives)},
    {"stray", "at rest a technician's contact stands there that no sync has added",
     static_cast<std::size_t>(sim::Fault::hand_edit)},
    {"left-to-staff",
     "at rest a sync leaves it to staff to delete many contacts, or to tell whose they are"},
}};

/// Spans of virtual time that are reported.
enum class CrewMeasure : std::uint8_t {
  sync,
  untrue,
  failed,
  missing,
  duplicate,
  inflated,
};

inline constexpr std::array<Measure, 6> crew_measures{{
    {"sync", "from a press until the answer"},
    {"untrue", "the same, of the answers that were not true"},
    {"failed", "the same, of those that said anything but success"},
    {"missing", "somebody who is wanted does not stand at Flex"},
    {"duplicate", "somebody who is wanted stands there twice"},
    {"inflated", "a call has two rows of one technician, and whoever counts rows counts him twice"},
}};

}  // namespace interleave::properties
