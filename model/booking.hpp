#pragma once

#include <cstdint>
#include <string>

#include "model/calendar.hpp"
#include "model/spectora.hpp"
#include "model/wall_clock.hpp"

namespace interleave::model {

/// What people ask of Attik's API about appointments.
enum class BookingVerb : std::uint8_t {
  load,        ///< GET schedule/optimal-slots
  hold,        ///< a working hold on a slot
  drop,        ///< and its end
  create_job,  ///< POST spectora/create-job: a customer confirms
  book_job,    ///< POST inspection/book-job: the same by the other endpoint
  book,        ///< staff book internally
  move,        ///< another time
  reassign,    ///< other inspectors
  cancel,
  reinstate,
};
inline constexpr std::size_t booking_verb_count = 10;

/// Whether a customer confirms by it.
constexpr bool confirms(BookingVerb verb) {
  return verb == BookingVerb::create_job || verb == BookingVerb::book_job;
}
/// Whether it makes a booking.
constexpr bool books(BookingVerb verb) { return confirms(verb) || verb == BookingVerb::book; }

/// What is offered: that inspector from then on.
struct Slot {
  InspectorId inspector;
  Time starts{};

  friend constexpr bool operator==(const Slot&, const Slot&) = default;
};
inline constexpr std::size_t slots_max = persons_max * starts_max;
using SlotList = List<Slot, slots_max>;

/// Which slots a load asks for.
struct SlotsWanted {
  WallClock clock;
  Date date{};
  bool one_a_day = false;       ///< an inspector has one appointment a day
  std::uint8_t inspectors = 1;  ///< of these, from the first
  Duration length{};
  std::uint8_t brand = 0;
  bool exclude_overlapping = true;  ///< internal scheduling shows all
};

struct BookingRequest {
  Cause visit;  ///< the person's business, from its first request to its last
  Cause id;     ///< this one, which may be the same once more
  Cause name;   ///< what is asked for, however often
  BookingVerb verb = BookingVerb::load;
  SlotsWanted slots{};       ///< load; of the others the length, the brand and the clock count
  InspectorList inspectors;  ///< hold, book; of a move or reassign, whoever is to have it then
  Time starts{};             ///< and when it is to be
  EntryId entry = EntryId::none();  ///< move, reassign, cancel, reinstate
  std::uint32_t seen = 0;           ///< the generation of that booking that the person saw
  std::uint32_t hold = 0;           ///< drop, book: the number of the hold
  bool overriding = false;          ///< book: though something may be in the way
  bool by_staff = false;            ///< for the timeline

  /// When it would be, as it is meant: a length is a span of time, whatever the clocks show.
  [[nodiscard]] Interval when() const { return {starts, starts + slots.length}; }
};

enum class BookingStatus : std::uint8_t {
  done,
  refused,  ///< something is in the way
  invalid,  ///< that is no time
  changed,  ///< the booking is not as the person saw it
  failed,   ///< something went wrong, and nobody knows what was done
};

struct BookingAnswer {
  Cause visit;
  Cause id;  ///< of the request that it answers
  Cause name;
  BookingVerb verb = BookingVerb::load;
  BookingStatus status = BookingStatus::failed;
  EntryId entry = EntryId::none();
  std::uint32_t hold = 0;  ///< its number
  SlotList slots{};        ///< load
};

/// What a Spectora-native order has become there, as a webhook tells it.
struct NativeNews {
  Cause cause;
  JobId native;
  std::uint32_t generation = 0;  ///< how often it was changed there
  bool live = true;
  CalendarEvent event{};
};
/// How long such an order takes.
inline constexpr Duration native_length = std::chrono::minutes(150);
[[nodiscard]] constexpr Interval interval_of(const CalendarEvent& event) {
  return {event.starts, event.starts + native_length};
}

/// The write that does what is asked, without its checks. A load writes nothing: it reads.
[[nodiscard]] CalendarRequest write_of(const BookingRequest& request);

/// "POST create-job for A on 2026-03-07 08:00": a request in the words of the timeline.
std::string describe(const BookingRequest& request);
/// "the list of slots", "the hold": what an answer is about.
std::string_view subject_of(BookingVerb verb);
/// "done", "refused", …
std::string name_of(BookingStatus status);

}  // namespace interleave::model
