#pragma once

#include <cstdint>
#include <string>

#include "model/cause.hpp"
#include "model/inspection.hpp"
#include "model/interval.hpp"

namespace interleave::model {

/// One row of Attik's calendar: it takes inspectors' time.
enum class EntryKind : std::uint8_t {
  booking,   ///< a job of Attik's
  native,    ///< an order that was booked directly at Spectora, as Attik knows it
  hold,      ///< a slot that a customer is about to book
  event,     ///< staff have blocked the time
  vacation,  ///< the inspector is away
};
inline constexpr std::size_t entry_kind_count = 5;

using EntryId = Id<struct EntryKindTag>;

/// How many inspectors there are. Spectora knows each by another id than Attik does.
inline constexpr std::uint8_t persons_max = 5;
constexpr InspectorId spectora_identity(InspectorId person) {
  return InspectorId{static_cast<std::uint8_t>(person.value + persons_max)};
}
constexpr InspectorId person_of(InspectorId identity) {
  return InspectorId{static_cast<std::uint8_t>(identity.value % persons_max)};
}

struct CalendarEntry {
  EntryId id = EntryId::none();
  EntryKind kind = EntryKind::booking;
  InspectorList inspectors{};
  Interval when{};
  std::uint8_t brand = 0;
  /// False: cancelled, dropped, or consumed by the booking that it was for.
  bool live = true;
  /// hold: the visit that has it. booking: the request that wrote it last.
  Cause owner{};
  /// hold: the number of its placing; a younger one is greater.
  std::uint32_t fencing = 0;
  /// hold: by the store's clock; from then on it takes nobody's time.
  Time expires{};
  /// booking: how often it was written.
  std::uint32_t generation = 0;
  /// booking: staff have put it on top of something, and said so.
  bool overriding = false;
  /// native: which.
  JobId native = JobId::none();

  friend bool operator==(const CalendarEntry&, const CalendarEntry&) = default;
};

/// The most rows that a calendar ever has in a run.
inline constexpr std::size_t calendar_rows_max = 96;
using EntryList = List<CalendarEntry, calendar_rows_max>;

/// What somebody would like to book.
struct Wish {
  InspectorList inspectors{};
  Interval when{};
  std::uint8_t brand = 0;
  Cause visit{};                   ///< whose holds are not in the way
  EntryId self = EntryId::none();  ///< a row that is to be changed is not in its own way
};

/// A set of kinds of rows.
constexpr std::uint8_t kind_bit(EntryKind kind) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
}
inline constexpr std::uint8_t all_kinds = (1U << entry_kind_count) - 1;

/// How the times of two rows are compared.
enum class Matching : std::uint8_t {
  overlap,       ///< they have an instant in common
  touching,      ///< or one ends as the other starts
  start_inside,  ///< the row starts within the wish; one that is under way by then is missed
  same_start,    ///< they start together
};

/// Which rows are in the way of a wish. The default is right: a live row that takes the time of one
/// of the inspectors, whoever booked it, by the store's clock. The rest is as found, and for
/// mutants.
struct Query {
  std::uint8_t kinds = all_kinds;
  Matching matching = Matching::overlap;
  bool every_inspector = true;    ///< not only the first of each
  bool identities_mapped = true;  ///< one person under two ids is one
  bool every_brand = true;        ///< not only the one that the wish is for
  bool cancelled_too = false;
  bool expired_too = false;
  bool own_holds_too = false;

  friend constexpr bool operator==(const Query&, const Query&) = default;
};

/// Whether that row is in the way at that time.
[[nodiscard]] bool in_the_way(const CalendarEntry& entry, const Wish& wish, const Query& query,
                              Time now);

enum class CalendarVerb : std::uint8_t {
  read,      ///< all rows
  hold,      ///< place a hold, in place of the one that the visit has
  drop,      ///< drop the visit's hold
  book,      ///< a new booking, which consumes the visit's hold
  move,      ///< another time
  reassign,  ///< other inspectors
  cancel,
  reinstate,
  import,  ///< what a Spectora-native order is like
};
inline constexpr std::size_t calendar_verb_count = 9;

/// What the store checks in the transaction that writes, before it does.
///
/// A database can keep this contract by an exclusion constraint over (inspector, interval), or by
/// locking the rows of the inspectors in their order: of two transactions that want one inspector's
/// time, the second sees what the first has written.
struct Check {
  bool free = true;  ///< nothing is in the way; otherwise nobody looks
  Query query{};
  bool valid = true;        ///< it lasts longer than nothing
  bool once = true;         ///< a request of that name is answered as it was, not done again
  bool unchanged = true;    ///< move … reinstate: the row is as its writer saw it
  bool consumes = true;     ///< book: the visit's hold ends with it
  bool own_hold = true;     ///< book: of the others, none does
  bool needs_hold = false;  ///< book: the visit's hold stands, and has that number
  bool fenced = true;       ///< drop: only the hold of that number; import: only under the lease
  bool watch = true;        ///< staff are told when the row and a native one overlap
  bool closes = true;       ///< and no longer when they do not
  bool with_job = true;     ///< book … reinstate: the booking's job is saved along with it
  Duration behind{};        ///< as found: it looks at a replica, which may miss writes so young
};

/// A request to the calendar in Attik's store. Each is one transaction.
struct CalendarRequest {
  /// The request of a person, or the run, that it is sent for.
  Cause run;
  /// How many requests of this verb were sent for it before.
  std::uint32_t ordinal = 0;
  CalendarVerb verb = CalendarVerb::read;
  /// What the write is called, however often it is sent. hold, drop: the visit.
  Cause name{};
  Wish wish{};                ///< hold, book, move, reassign, import; the row to be written: `self`
  std::uint32_t seen = 0;     ///< move … reinstate: the generation that its writer saw
  std::uint32_t fencing = 0;  ///< book, drop: of the hold; import: of the lease
  Duration lasts{};           ///< hold
  JobId native = JobId::none();  ///< import
  bool live = true;              ///< import: the order is not cancelled
  bool online = false;           ///< book: a customer did
  bool overriding = false;       ///< though something may be in the way
  bool by_cache = false;         ///< as found: a cached list said that nothing is
  Check check{};

  [[nodiscard]] Cause cause() const {
    return run.child(48 + static_cast<std::uint32_t>(verb), ordinal);
  }
  [[nodiscard]] std::uint64_t fingerprint() const;
};

enum class CalendarStatus : std::uint8_t {
  ok,
  unreachable,  ///< no connection, nothing was sent
  timed_out,    ///< nobody knows whether it was done
  unreadable,
  failed,      ///< the store is not available, nothing was done
  conflict,    ///< something is in the way, nothing was done
  invalid,     ///< it lasts no longer than nothing
  changed,     ///< the row is not as its writer saw it, or there is none
  superseded,  ///< import: the lease has gone to another
};

struct CalendarReply {
  CalendarStatus status = CalendarStatus::ok;
  EntryId entry = EntryId::none();  ///< the row that was written, or the first that is in the way
  std::uint32_t fencing = 0;        ///< hold: the number of its placing
  EntryList entries{};              ///< read
};

enum class CalendarEffect : std::uint8_t {
  written,       ///< a row, as it stands from now on
  consumed,      ///< a hold, by the booking that it was for
  dropped,       ///< a hold, by its owner
  alerted,       ///< staff are told that a native order overlaps bookings
  alert_closed,  ///< there is nothing to tell any more
  acknowledged,  ///< staff have taken the matter over
};

/// How a write came about.
enum class Writing : std::uint8_t {
  given,     ///< the run starts so
  confirm,   ///< a customer confirms
  internal,  ///< staff book
  move,      ///< staff change the time
  reassign,  ///< staff change the inspectors
  cancel,
  reinstate,
  hold,
  block,  ///< staff block time, or enter a vacation
  import,
};

/// One entry of the commit log of Attik's calendar.
struct CalendarCommit {
  CalendarEffect effect = CalendarEffect::written;
  CalendarEntry entry{};  ///< as it stands after it
  Writing writing = Writing::given;
  Cause run{};                   ///< the request, or run, that asked for it
  Cause name{};                  ///< what the write is called
  std::uint32_t seen = 0;        ///< a change: the generation that its writer saw
  std::uint32_t fencing = 0;     ///< consumed, dropped: the number that was named
  std::uint32_t generation = 0;  ///< written: the row's before it
  bool with_job = true;          ///< written: the booking's job is saved along with it
};

/// "booking 2", "the native order 1", "the hold of a visit".
std::string name_of(const CalendarEntry& entry);
/// "BOOK A", "READ the calendar": a request in the words of the timeline.
std::string describe(const CalendarRequest& request);
std::string describe(const CalendarRequest& request, const CalendarReply& reply);
std::string describe(CalendarStatus status);
/// "A and B": whoever they are, by the ids of either system.
std::string name_of_persons(const InspectorList& inspectors);

}  // namespace interleave::model
