#include "properties/booking_judge.hpp"

#include <algorithm>

#include "reconciler/slots.hpp"

// What people ask of Attik's calendar, and what comes of it. What is booked at Spectora is judged
// in booking_natives.cpp.

namespace interleave::properties {

using namespace model;

namespace {

/// What one call for an import may cost, and what is free.
constexpr Budget::Rates rates{.writes_free = 6,
                              .writes_per_call = 6,
                              .requests_free = 8,
                              .requests_per_call = 8,
                              .requests_per_sweep = 4,
                              .requests_per_call_refused = 8};

/// After so long a sender sends again, or gives up.
constexpr Duration patience = std::chrono::seconds(10);

bool takes_time(Writing writing) {
  return writing != Writing::cancel && writing != Writing::block && writing != Writing::import &&
         writing != Writing::hold;
}

std::optional<BookingFailure> failure_of(Writing writing) {
  switch (writing) {
    case Writing::confirm:
      return BookingFailure::confirm;
    case Writing::internal:
      return BookingFailure::internal;
    case Writing::move:
      return BookingFailure::move;
    case Writing::reassign:
      return BookingFailure::reassign;
    case Writing::reinstate:
      return BookingFailure::reinstate;
    default:
      return std::nullopt;
  }
}

}  // namespace

BookingJudge::BookingJudge(const Options& options)
    : options_(options), watching_{options.lag, options.sweep_period, rates} {}

void BookingJudge::reset() {
  booked_.reset();
  asked_.clear();
  businesses_.clear();
  under_way_.clear();
  on_top_.clear();
  for (Native& native : natives_) native.reset();
  overlapping_.reset();
  disturbed_until_ = {};
  revoked_ = false;
  probing_ = false;
  violated_.clear();
  sometimes_.clear();
}

void BookingJudge::violate(Time at, std::size_t place, EntryId row, EntryId other) {
  if (options_.unjudged.contains(place) || violated_.contains(place)) return;
  violated_.add(place);
  findings_[place] = {at, row, other};
}

// ---- Requests and answers ----

BookingJudge::Asked* BookingJudge::asked(Cause name) {
  const auto found =
      std::ranges::find_if(asked_, [&](const Asked& each) { return each.request.name == name; });
  return found == asked_.end() ? nullptr : &*found;
}

BookingJudge::Asked* BookingJudge::asked_by(Cause id) {
  const auto found = std::ranges::find_if(asked_, [&](const Asked& each) {
    return std::ranges::find(each.sendings, id, &Sending::id) != each.sendings.end();
  });
  return found == asked_.end() ? nullptr : &*found;
}

void BookingJudge::on_asked(Time at, const BookingRequest& request) {
  clock_ = request.slots.clock;
  auto business = std::ranges::find(businesses_, request.visit, &Business::visit);
  if (business == businesses_.end()) {
    ensure(!full(businesses_), "no more people than a run has");
    businesses_.push_back({request.visit, at, at, {}});
    business = businesses_.end() - 1;
  }
  business->latest = at;
  if (request.verb == BookingVerb::load) return;
  business->inspectors = request.inspectors;
  Asked* known = asked(request.name);
  if (known == nullptr) {
    ensure(!full(asked_), "no more requests of people than a run makes");
    asked_.push_back({request, at});
    known = &asked_.back();
  }
  if (!full(known->sendings)) known->sendings.push_back({request.id, at});
}

void BookingJudge::on_taken(Time at, std::uint8_t worker, const BookingRequest& request) {
  if (request.verb == BookingVerb::load) return;
  if (full(under_way_)) under_way_.erase(under_way_.begin());
  under_way_.push_back({request.id, worker});
  const bool busy = std::ranges::any_of(businesses_, [&](const Business& other) {
    return other.visit != request.visit && !other.over && at - other.latest < forgotten_after &&
           share_person(other.inspectors, request.inspectors);
  });
  if (busy) arise(BookingSituation::overlap);
  const auto own = std::ranges::find(businesses_, request.visit, &Business::visit);
  if (!confirms(request.verb) || own == businesses_.end()) return;
  for (std::size_t place = 0; place < booked_.count(); ++place) {
    const BookedRow& row = booked_.row(place);
    const bool rival = row.entry.kind == EntryKind::booking && row.entry.live &&
                       row.from >= own->loaded_at && overlap(row.meant, request.when()) &&
                       share_person(row.entry.inspectors, request.inspectors);
    const Asked* const known = asked(request.name);
    if (rival && known != nullptr && !known->done) arise(BookingSituation::rival);
  }
}

void BookingJudge::on_said(Time, const BookingAnswer& answer) {
  remove_if(under_way_, [&](const UnderWay& each) { return each.id == answer.id; });
}

void BookingJudge::on_told(Time at, const BookingAnswer& answer) {
  Asked* const known = asked(answer.name);
  if (known == nullptr) return;
  const bool writes = answer.verb != BookingVerb::hold && answer.verb != BookingVerb::drop;
  const bool first = !std::exchange(known->told, true);
  if (confirms(answer.verb) && first) lengths(BookingMeasure::answered).add(at - known->at);
  const bool done = answer.status == BookingStatus::done;
  if (writes && done && !known->done) violate(at, BookingFailure::booked, answer.entry);
  if (writes && !done) {
    known->denied = true;
    if (known->done) violate(at, BookingFailure::denied, answer.entry);
  }
  if (answer.status == BookingStatus::refused) judge_refusal(at, *known);
  if (answer.verb == BookingVerb::hold && done) return;
  const auto business = std::ranges::find(businesses_, answer.visit, &Business::visit);
  if (business != businesses_.end()) business->over = true;
}

/// FREE. Asked of everything that took the inspectors' time since the request first left.
void BookingJudge::judge_refusal(Time at, const Asked& asked) {
  const BookingRequest& request = asked.request;
  if (!request.when().valid()) return;
  if (confirms(request.verb)) arise(BookingSituation::denied);
  const BookedRow* const obstacle =
      booked_.obstacle(request.inspectors, request.when(), request.visit, request.entry, asked.at);
  if (obstacle != nullptr) return;
  const bool expired = booked_.expired_hold(request.inspectors, request.when(), asked.at);
  violate(at, expired ? BookingFailure::expired : BookingFailure::refused, request.entry);
}

// ---- Rows ----

void BookingJudge::on_commit(Time at, const CalendarCommit& commit) {
  check_alerts(at);
  switch (commit.effect) {
    case CalendarEffect::written:
      on_row(at, commit);
      break;
    case CalendarEffect::consumed:
    case CalendarEffect::dropped: {
      judge_hold_end(at, commit);
      const BookedRow* const row = booked_.find(commit.entry.id);
      BookedRow ended = row == nullptr ? BookedRow() : *row;
      ended.entry = commit.entry;
      booked_.put(at, ended);
      break;
    }
    case CalendarEffect::alerted:
      natives_.at(commit.entry.native.value).alert_open = true;
      break;
    case CalendarEffect::alert_closed:
      natives_.at(commit.entry.native.value).alert_open = false;
      break;
    case CalendarEffect::acknowledged: {
      Native& native = natives_.at(commit.entry.native.value);
      native.alert_open = false;
      native.acknowledged = overlaps_of_row(native);
      break;
    }
  }
  update_natives(at);
}

void BookingJudge::on_row(Time at, const CalendarCommit& commit) {
  const BookedRow* const before = booked_.find(commit.entry.id);
  Asked* const wanted = asked(commit.name);
  BookedRow row;
  row.entry = commit.entry;
  row.writing = commit.writing;
  const bool made = before == nullptr;
  row.made_by = made ? commit.writing : before->made_by;
  row.made_at = made ? at : before->made_at;
  row.meant = commit.entry.when;
  const bool as_asked = wanted != nullptr && commit.writing != Writing::cancel &&
                        commit.writing != Writing::reinstate;
  if (as_asked) row.meant = wanted->request.when();
  if (!made && !as_asked && commit.entry.kind == EntryKind::booking) row.meant = before->meant;
  if (commit.entry.kind == EntryKind::booking) judge_booking(at, row, commit, wanted);
  booked_.put(at, row);
  if (commit.entry.kind == EntryKind::native) {
    Native& native = natives_.at(commit.entry.native.value);
    native.row = commit.entry.id;
    on_import(at, native, commit);
  }
  note_overlaps(at);
}

void BookingJudge::judge_booking(Time at, const BookedRow& row, const CalendarCommit& commit,
                                 Asked* wanted) {
  for (UnderWay& each : under_way_) each.committed = each.committed || each.id == commit.run;
  const bool changes = commit.writing != Writing::confirm && commit.writing != Writing::internal;
  if (changes && commit.seen != commit.generation) {
    violate(at, BookingFailure::overwrote, row.entry.id);
  }
  if (wanted != nullptr) {
    const bool books = !changes;
    if (books && wanted->made++ > 0) violate(at, BookingFailure::twice, row.entry.id);
    if (wanted->denied) violate(at, BookingFailure::denied, row.entry.id);
    const auto sent = std::ranges::find(wanted->sendings, commit.run, &Sending::id);
    const bool late = sent != wanted->sendings.end() && at - sent->at > patience;
    if (late && confirms(wanted->request.verb)) arise(BookingSituation::landed_late);
    wanted->done = true;
    const auto business = std::ranges::find(businesses_, wanted->request.visit, &Business::visit);
    if (business != businesses_.end()) note_booking(at, row, *business);
  }
  if (!takes_time(commit.writing) || !row.entry.live) return;
  if (row.entry.when != row.meant || !row.meant.valid()) {
    violate(at, BookingFailure::times, row.entry.id);
  }
  if (row.entry.overriding) return;
  for (std::size_t place = 0; place < booked_.count(); ++place) {
    const BookedRow& other = booked_.row(place);
    if (other.entry.id == row.entry.id || !other.takes_time(at) || !overlapping(row, other)) {
      continue;
    }
    judge_overlap(at, row, other, wanted);
  }
}

/// NOOV, NOBLK and what is known of Spectora.
void BookingJudge::judge_overlap(Time at, const BookedRow& row, const BookedRow& other,
                                 const Asked* wanted) {
  const EntryId id = row.entry.id;
  switch (other.entry.kind) {
    case EntryKind::booking: {
      if (other.entry.overriding) return;
      const bool again = wanted != nullptr && other.entry.owner == wanted->request.name;
      std::optional<BookingFailure> failure = failure_of(row.writing);
      if (failure == BookingFailure::confirm && other.made_by == Writing::confirm) {
        failure = BookingFailure::online;
      }
      if (again) return violate(at, BookingFailure::again, id, other.entry.id);
      if (failure) violate(at, *failure, id, other.entry.id);
      const bool reported = row.writing == Writing::confirm && other.made_by == Writing::internal;
      if (reported && !full(on_top_)) on_top_.push_back({id, other.entry.id});
      return;
    }
    case EntryKind::native:
      return violate(at, BookingFailure::overlap_known, id, other.entry.id);
    case EntryKind::hold: {
      const bool own = wanted != nullptr && other.entry.owner == wanted->request.visit;
      if (!own) violate(at, BookingFailure::hold, id, other.entry.id);
      return;
    }
    case EntryKind::event:
      return violate(at, BookingFailure::event, id, other.entry.id);
    case EntryKind::vacation:
      return violate(at, BookingFailure::vacation, id, other.entry.id);
  }
}

bool BookingJudge::overlapping(const BookedRow& a, const BookedRow& b) {
  return overlap(a.meant, b.meant) && share_person(a.entry.inspectors, b.entry.inspectors);
}

void BookingJudge::judge_hold_end(Time at, const CalendarCommit& commit) {
  const CalendarEntry& hold = commit.entry;
  const Asked* const wanted = asked_by(commit.run);
  if (commit.effect == CalendarEffect::dropped) {
    if (commit.fencing != hold.fencing) violate(at, BookingFailure::dropped, hold.id);
    return;
  }
  const bool own = wanted != nullptr && wanted->request.visit == hold.owner;
  if (!own && at < hold.expires) violate(at, BookingFailure::stolen, hold.id);
}

// ---- Situations ----

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
