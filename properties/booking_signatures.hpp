#pragma once

#include <array>
#include <cstdint>

#include "properties/promises.hpp"
#include "properties/system.hpp"
#include "sim/faults.hpp"

namespace interleave::properties {

/// The ways in which the booking system can fail beside broken promises. The order is that of the
/// table, which the promises end.
enum class BookingFailure : std::uint8_t {
  confirm,
  online,
  again,
  internal,
  move,
  reassign,
  reinstate,
  event,
  vacation,
  hold,
  overlap_known,
  overlap_late,
  overlap_never,
  taken,
  stolen,
  dropped,
  expired,
  refused,
  booked,
  denied,
  times,
  overwrote,
  twice,
  alert_stands,
  alert_missing,
  import_unread,
};

inline constexpr auto booking_signatures = with_promises<26>({{
    {"NOOV", "confirm", When::always,
     "no customer's confirm books an inspector on top of what staff had booked"},
    {"NOOV", "online", When::always,
     "no customer's confirm books an inspector on top of what another customer had"},
    {"NOOV", "again", When::always, "no confirm that is sent again books on top of itself"},
    {"NOOV", "internal", When::always, "staff book no inspector whom another booking has by then"},
    {"NOOV", "move", When::always, "no booking is moved on top of another one of its inspector"},
    {"NOOV", "reassign", When::always,
     "no booking is given to an inspector whom another booking has by then"},
    {"NOOV", "reinstate", When::always,
     "no booking is re-instated on top of another one of its inspector"},
    {"NOBLK", "event", When::always, "nothing is booked on time that staff had blocked"},
    {"NOBLK", "vacation", When::always, "nothing is booked on a vacation"},
    {"NOBLK", "hold", When::always, "nothing is booked on a slot that another customer holds"},
    {"XOV", "known", When::always,
     "nothing is booked on top of an order at Spectora that Attik knew of"},
    {"XOV", "late", When::always,
     "staff are told in time of a booking and an order at Spectora that overlap, faults aside"},
    {"XOV", "never", When::settled,
     "at rest staff know of each booking that overlaps an order at Spectora"},
    {"HOLD", "taken", When::always, "a hold is placed only where nothing is in the way"},
    {"HOLD", "stolen", When::always, "a hold ends by its owner alone, or by its time"},
    {"HOLD", "dropped", When::always,
     "a hold that was placed anew is not dropped by who means the one before"},
    {"HOLD", "expired", When::always, "nobody is refused because of a hold whose time is over"},
    {"FREE", "refused", When::always, "nobody is refused a slot that nothing was in the way of"},
    {"TRUTH", "booked", When::always, "who is told that it is done has it"},
    {"TRUTH", "denied", When::always, "who is told that it is refused does not get it"},
    {"TRUTH", "times", When::always,
     "what is booked is what was asked: whom, when, and for longer than nothing"},
    {"TRUTH", "overwrote", When::always,
     "a change is made only to the booking as its sender saw it"},
    {"TRUTH", "twice", When::always, "a confirm books once, however often it is sent"},
    {"ALERT", "stands", When::settled, "no alert stands about what does not overlap any more"},
    {"ALERT", "missing", When::settled,
     "staff are told of an order at Spectora that Attik cannot read"},
    {"FAILC", "import", When::wire,
     "no order at Spectora is taken for gone on the ground of a read that failed"},
}});

/// Situations that must arise in the runs of the booking system.
enum class BookingSituation : std::uint8_t {
  rival,
  overlap,
  denied,
  repeated,
  reply_lost,
  landed_late,
  hold_expired,
  crashed_between,
  clock_change,
  several,
  native_overlap,
  refused_for_good,
  incident,
  apart,
  overridden,
};

inline constexpr std::array<Sometimes, 15> booking_situations{{
    {"rival", "a slot is loaded before a rival books it, and confirmed after that"},
    {"overlap", "two requests of people about one inspector are under way at once"},
    {"denied", "a confirm is refused, for something is in the way"},
    {"repeated", "a confirm that was done comes once more"},
    {"reply-lost", "the store books, and its reply is lost",
     static_cast<std::size_t>(sim::Fault::store_reply_lost)},
    {"landed-late", "a confirm takes effect after the customer gave up on it",
     static_cast<std::size_t>(sim::Fault::request_outlives)},
    {"hold-expired", "a hold expires before its customer confirms"},
    {"crashed-between", "a worker dies between a booking and its answer",
     static_cast<std::size_t>(sim::Fault::crash)},
    {"clock-change", "a booking goes across a change of the clocks"},
    {"several", "a booking has two inspectors"},
    {"native-overlap", "an order is booked at Spectora on top of a booking"},
    {"refused-for-good", "Spectora refuses all reads for good, which excuses these"},
    {"incident",
     "an online booking overlaps an internal one, and by the end a load shows no such slot"},
    {"apart", "an online booking follows an internal one of its inspector on its date, beside it"},
    {"overridden", "staff book on top of something, and say so"},
}};

/// Spans of virtual time that are reported.
enum class BookingMeasure : std::uint8_t { answered, overlapping, untold, unread };

inline constexpr std::array<Measure, 4> booking_measures{{
    {"answered", "from a confirm until the customer knows"},
    {"overlapping", "two bookings of one inspector overlap"},
    {"untold", "a booking and an order at Spectora overlap, and staff do not know"},
    {"unread", "from a change at Spectora until Attik's calendar shows it"},
}};

}  // namespace interleave::properties
