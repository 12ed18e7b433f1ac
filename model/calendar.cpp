#include "model/calendar.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace interleave::model {
namespace {

bool same_time(const Interval& row, const Interval& wish, Matching matching) {
  switch (matching) {
    case Matching::overlap:
      return overlap(row, wish);
    case Matching::touching:
      return row.start <= wish.end && wish.start <= row.end;
    case Matching::start_inside:
      return wish.start <= row.start && row.start < wish.end;
    case Matching::same_start:
      return row.start == wish.start;
  }
  return false;
}

bool same_person(InspectorId a, InspectorId b, bool identities_mapped) {
  return identities_mapped ? person_of(a) == person_of(b) : a == b;
}

bool share_inspector(const InspectorList& row, const InspectorList& wish, const Query& query) {
  const auto first_of = [&](const InspectorList& list) {
    return query.every_inspector ? list.size() : std::min<std::size_t>(list.size(), 1);
  };
  for (std::size_t i = 0; i < first_of(row); ++i) {
    for (std::size_t j = 0; j < first_of(wish); ++j) {
      if (same_person(row[i], wish[j], query.identities_mapped)) return true;
    }
  }
  return false;
}

constexpr std::array<std::string_view, calendar_verb_count> verbs{
    "READ", "HOLD", "DROP", "BOOK", "MOVE", "REASSIGN", "CANCEL", "REINSTATE", "IMPORT",
};

}  // namespace

bool in_the_way(const CalendarEntry& entry, const Wish& wish, const Query& query, Time now) {
  const bool itself = wish.self != EntryId::none() && entry.id == wish.self;
  if ((query.kinds & kind_bit(entry.kind)) == 0 || itself) return false;
  const bool counts_though_gone = query.cancelled_too && entry.kind == EntryKind::booking;
  if (!entry.live && !counts_though_gone) return false;
  if (entry.kind == EntryKind::hold) {
    if (entry.owner == wish.visit && !query.own_holds_too) return false;
    if (entry.expires <= now && !query.expired_too) return false;
  }
  if (!query.every_brand && entry.kind == EntryKind::booking && entry.brand != wish.brand) {
    return false;
  }
  return same_time(entry.when, wish.when, query.matching) &&
         share_inspector(entry.inspectors, wish.inspectors, query);
}

std::uint64_t CalendarRequest::fingerprint() const {
  auto digits = static_cast<std::uint64_t>(wish.when.start.time_since_epoch().count());
  digits = digits * 31 + static_cast<std::uint64_t>(wish.when.end.time_since_epoch().count());
  for (const InspectorId inspector : wish.inspectors) digits = digits * 257 + inspector.value + 1;
  digits = digits * 257 + wish.self.value;
  digits = digits * 257 + seen;
  return digits * 2 + (live ? 1 : 0) + mix(fencing);
}

std::string name_of_persons(const InspectorList& inspectors) {
  InspectorList persons;
  for (const InspectorId inspector : inspectors) persons.push_back(person_of(inspector));
  return name_of(persons);
}

std::string name_of(const CalendarEntry& entry) {
  switch (entry.kind) {
    case EntryKind::booking:
      return "booking " + std::to_string(entry.id.value);
    case EntryKind::native:
      return "native order " + std::to_string(entry.native.value);
    case EntryKind::hold:
      return "a hold";
    case EntryKind::event:
      return "a block";
    case EntryKind::vacation:
      return "a vacation";
  }
  return "a row";
}

std::string describe(const CalendarRequest& request) {
  std::string verb(verbs[static_cast<std::size_t>(request.verb)]);
  switch (request.verb) {
    case CalendarVerb::read:
      return verb + " the calendar";
    case CalendarVerb::drop:
      return verb + " the hold";
    case CalendarVerb::hold:
      return verb + " " + name_of_persons(request.wish.inspectors);
    case CalendarVerb::book:
      return verb + " " + name_of_persons(request.wish.inspectors) +
             (request.by_cache                     ? " (free by the cached list)"
              : request.check.behind != Duration{} ? " (as a replica shows it)"
                                                   : "");
    case CalendarVerb::move:
    case CalendarVerb::reassign:
    case CalendarVerb::cancel:
    case CalendarVerb::reinstate:
      return verb + " booking " + std::to_string(request.wish.self.value);
    case CalendarVerb::import:
      return verb + " native order " + std::to_string(request.native.value) +
             (request.live ? "" : " as cancelled");
  }
  return verb;
}

std::string describe(CalendarStatus status) {
  switch (status) {
    case CalendarStatus::ok:
      return "ok";
    case CalendarStatus::unreachable:
      return "nothing, for there is no connection";
    case CalendarStatus::timed_out:
      return "nothing in time";
    case CalendarStatus::unreadable:
      return "something unreadable";
    case CalendarStatus::failed:
      return "that the store is not available";
    case CalendarStatus::conflict:
      return "that something is in the way";
    case CalendarStatus::invalid:
      return "that this is no time";
    case CalendarStatus::changed:
      return "that it has changed since";
    case CalendarStatus::superseded:
      return "that the lease is gone";
  }
  return "something";
}

std::string describe(const CalendarRequest& request, const CalendarReply& reply) {
  const bool rows = request.verb == CalendarVerb::read && reply.status == CalendarStatus::ok;
  const std::size_t count = reply.entries.size();
  return rows ? std::to_string(count) + (count == 1 ? " row" : " rows") : describe(reply.status);
}

}  // namespace interleave::model
