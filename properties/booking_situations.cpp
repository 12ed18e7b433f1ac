#include <algorithm>

#include "properties/booking_judge.hpp"
#include "reconciler/slots.hpp"

// Situations of bookings that must arise, or are to be told apart.

namespace interleave::properties {

using namespace model;

void BookingJudge::note_booking(Time at, const BookedRow& row, const Business& business) {
  if (row.entry.inspectors.size() > 1) arise(BookingSituation::several);
  const Duration on_the_wall = std::chrono::minutes(clock_.local(row.meant.end).minutes -
                                                    clock_.local(row.meant.start).minutes);
  if (on_the_wall != row.meant.end - row.meant.start) arise(BookingSituation::clock_change);
  if (row.writing != Writing::confirm) return;
  for (std::size_t place = 0; place < booked_.count(); ++place) {
    const BookedRow& other = booked_.row(place);
    const bool own_hold = other.entry.kind == EntryKind::hold &&
                          other.entry.owner == business.visit && other.entry.expires <= at;
    if (own_hold) arise(BookingSituation::hold_expired);
  }
}

void BookingJudge::note_overlaps(Time at) {
  bool any = false;
  for (std::size_t i = 0; i < booked_.count(); ++i) {
    const BookedRow& a = booked_.row(i);
    if (a.entry.kind != EntryKind::booking || !a.entry.live) continue;
    for (std::size_t j = i + 1; j < booked_.count() && !any; ++j) {
      const BookedRow& b = booked_.row(j);
      any = b.entry.kind == EntryKind::booking && b.entry.live && overlapping(a, b);
    }
  }
  overlapping_.hold(any, at, lengths(BookingMeasure::overlapping));
}

/// What was reported: the two overlap, and who tries to see it again is not offered the time of the
/// one that staff had made. The other case of two on one date that do not overlap is noted as well.
void BookingJudge::on_repro(Time at, const SlotsWanted& wanted, const Query& query) {
  for (const OnTop& pair : on_top_) {
    const BookedRow& online = booked_.row(pair.online.value);
    const BookedRow& internal = booked_.row(pair.internal.value);
    const bool confirmed = online.entry.live && internal.entry.live;
    if (!confirmed || online.entry.brand != wanted.brand || !overlapping(online, internal))
      continue;
    if (!offered_again(at, pair, wanted, query)) arise(BookingSituation::incident);
  }
  for (std::size_t i = 0; i < booked_.count(); ++i) {
    for (std::size_t j = 0; j < booked_.count(); ++j) {
      if (apart(booked_.row(i), booked_.row(j))) arise(BookingSituation::apart);
    }
  }
}

/// Whether a slot is offered on top of the booking that staff had made, the customer's booking
/// aside.
bool BookingJudge::offered_again(Time at, const OnTop& pair, const SlotsWanted& wanted,
                                 const Query& query) const {
  const BookedRow& internal = booked_.row(pair.internal.value);
  EntryList rows;
  for (std::size_t place = 0; place < booked_.count(); ++place) {
    const CalendarEntry& entry = booked_.row(place).entry;
    if (entry.id != pair.online) rows.push_back(entry);
  }
  const SlotList slots = reconciler::find_slots(wanted, rows, query, at);
  return std::ranges::any_of(slots, [&](const Slot& slot) {
    const Interval when{slot.starts, slot.starts + wanted.length};
    return overlap(when, internal.meant) &&
           share_person(InspectorList(1, slot.inspector), internal.entry.inspectors);
  });
}

/// A customer's booking beside one that staff had made for the same inspector on the same date.
bool BookingJudge::apart(const BookedRow& first, const BookedRow& second) const {
  const auto date = [&](const BookedRow& row) {
    return clock_.local(row.meant.start).minutes / (24 * 60);
  };
  return first.made_by == Writing::internal && second.made_by == Writing::confirm &&
         first.entry.live && second.entry.live && second.made_at > first.made_at &&
         share_person(first.entry.inspectors, second.entry.inspectors) &&
         !overlap(first.meant, second.meant) && date(first) == date(second);
}

}  // namespace interleave::properties
