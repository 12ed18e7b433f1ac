#include "properties/booking_judge.hpp"

#include <algorithm>

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
    : options_(options), watching_{options.lag, options.sweep_period, rates} {
  reset();
}

void BookingJudge::reset() {
  booked_.reset();
  asked_.clear();
  businesses_.clear();
  under_way_.clear();
  on_top_.clear();
  for (Native& native : natives_) native.reset();
  overlapping_.reset();
  clock_ = {};
  revoked_ = false;
  probing_ = false;
  violated_.clear();
  sometimes_.clear();
}

void BookingJudge::violate(Time at, std::size_t place, EntryId row, EntryId other) {
  if (options_.unjudged.contains(place) || violated_.contains(place)) return;
  violated_.add(place);
  const BookedRow* const first = booked_.find(row);
  const BookedRow* const second = booked_.find(other);
  findings_[place] = {at, first == nullptr ? BookedRow() : *first,
                      second == nullptr ? BookedRow() : *second};
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
  pass(at);
  clock_ = request.slots.clock;
  auto business = std::ranges::find(businesses_, request.visit, &Business::visit);
  if (business == businesses_.end()) {
    ensure(!full(businesses_), "no more people than a run has");
    businesses_.push_back({request.visit, at, at, {}});
    business = businesses_.end() - 1;
  }
  business->latest = at;
  if (request.verb == BookingVerb::load) {
    business->loaded_at = at;
    return;
  }
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
  pass(at);
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

void BookingJudge::on_said(Time at, const BookingAnswer& answer) {
  pass(at);
  if (Asked* const known = asked(answer.name)) {
    const auto sent = std::ranges::find(known->sendings, answer.id, &Sending::id);
    if (sent != known->sendings.end()) sent->said_at = at;
  }
  remove_if(under_way_, [&](const UnderWay& each) { return each.id == answer.id; });
}

void BookingJudge::on_told(Time at, const BookingAnswer& answer) {
  pass(at);
  Asked* const known = asked(answer.name);
  if (known == nullptr) return;
  const bool writes = answer.verb != BookingVerb::hold && answer.verb != BookingVerb::drop;
  const bool claims = answer.verb != BookingVerb::drop;
  const bool first = !std::exchange(known->told, true);
  if (confirms(answer.verb) && first) lengths(BookingMeasure::answered).add(at - known->at);
  const bool done = answer.status == BookingStatus::done;
  if (claims && done && !known->done) violate(at, BookingFailure::booked, answer.entry);
  if (writes && !done) {
    known->denied = true;
    if (known->done) violate(at, BookingFailure::denied, answer.entry);
  }
  const auto sent = std::ranges::find(known->sendings, answer.id, &Sending::id);
  const Time said_at = sent == known->sendings.end() ? at : sent->said_at;
  if (answer.status == BookingStatus::refused) judge_refusal(at, *known, said_at);
  if (answer.status == BookingStatus::invalid && known->request.when().valid()) {
    violate(at, BookingFailure::refused, answer.entry);
  }
  if (answer.verb == BookingVerb::hold && done) return;
  const auto business = std::ranges::find(businesses_, answer.visit, &Business::visit);
  if (business != businesses_.end()) business->over = true;
}

/// FREE. Asked of everything that took the inspectors' time since the request first left, until a
/// worker answered.
void BookingJudge::judge_refusal(Time at, const Asked& asked, Time said_at) {
  const BookingRequest& request = asked.request;
  if (!request.when().valid()) return;
  if (confirms(request.verb)) arise(BookingSituation::denied);
  const BookedTime::Span wish{request.inspectors, request.when(), request.visit, request.entry};
  if (booked_.obstacle(wish, asked.at, said_at) != nullptr) return;
  const bool expired = booked_.expired_hold(wish, asked.at);
  violate(at, expired ? BookingFailure::expired : BookingFailure::refused, request.entry);
}

// ---- Rows ----

void BookingJudge::on_commit(Time at, const CalendarCommit& commit) {
  pass(at);
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
      if (native.alert_open) native.acknowledged = overlaps_of_row(native);
      native.alert_open = false;
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
  const bool was_live = !made && before->entry.live;
  booked_.put(at, row);
  if (commit.entry.kind == EntryKind::booking) judge_booking(at, row, commit, wanted, was_live);
  if (commit.entry.kind == EntryKind::hold) judge_hold(at, row, wanted);
  if (commit.entry.kind == EntryKind::native) {
    Native& native = natives_.at(commit.entry.native.value);
    native.row = commit.entry.id;
    on_import(at, native, commit);
  }
  note_overlaps(at);
}

void BookingJudge::judge_booking(Time at, const BookedRow& row, const CalendarCommit& commit,
                                 Asked* wanted, bool was_live) {
  for (UnderWay& each : under_way_) each.committed = each.committed || each.id == commit.run;
  const bool changes = commit.writing != Writing::confirm && commit.writing != Writing::internal;
  if (changes && commit.seen != commit.generation) {
    violate(at, BookingFailure::overwrote, row.entry.id);
  }
  judge_write(at, row, commit, wanted, was_live);
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
  // Customers override nothing.
  const bool override =
      wanted != nullptr && wanted->request.overriding && wanted->request.verb == BookingVerb::book;
  if (row.entry.overriding && override) {
    const BookedTime::Span wish{row.entry.inspectors, row.meant, wanted->request.visit,
                                row.entry.id};
    if (booked_.obstacle(wish, at, at) != nullptr) arise(BookingSituation::overridden);
    return;
  }
  for (std::size_t place = 0; place < booked_.count(); ++place) {
    const BookedRow& other = booked_.row(place);
    if (other.entry.id == row.entry.id || !other.takes_time(at) || !overlapping(row, other)) {
      continue;
    }
    judge_overlap(at, row, other, wanted);
  }
}

/// TRUTH: what is written is what was asked.
void BookingJudge::judge_write(Time at, const BookedRow& row, const CalendarCommit& commit,
                               const Asked* wanted, bool was_live) {
  const bool new_values = commit.writing == Writing::move || commit.writing == Writing::reassign;
  const bool books = commit.writing == Writing::confirm || commit.writing == Writing::internal;
  const bool live = new_values ? was_live : commit.writing != Writing::cancel;
  const bool whom = wanted == nullptr || !(new_values || books) ||
                    row.entry.inspectors == wanted->request.inspectors;
  const bool which = wanted == nullptr || books || wanted->request.entry == row.entry.id;
  const bool when = row.entry.when == row.meant && (row.meant.valid() || !row.entry.live);
  const bool asked_for = wanted != nullptr || commit.writing == Writing::given;
  const bool right = row.entry.live == live && whom && which && when && asked_for;
  if (!right) violate(at, BookingFailure::times, row.entry.id);
}

/// A hold is no promise about what somebody else has.
void BookingJudge::judge_hold(Time at, const BookedRow& row, Asked* wanted) {
  if (wanted != nullptr) {
    wanted->done = true;
    const bool right = row.entry.inspectors == wanted->request.inspectors &&
                       row.entry.when == row.meant && row.meant.valid();
    if (!right) violate(at, BookingFailure::times, row.entry.id);
  }
  for (std::size_t place = 0; place < booked_.count(); ++place) {
    const BookedRow& other = booked_.row(place);
    if (other.entry.id == row.entry.id || !other.takes_time(at) || !overlapping(row, other)) {
      continue;
    }
    return violate(at, BookingFailure::taken, row.entry.id, other.entry.id);
  }
}

/// NOOV, NOBLK and what is known of Spectora.
void BookingJudge::judge_overlap(Time at, const BookedRow& row, const BookedRow& other,
                                 const Asked* wanted) {
  const EntryId id = row.entry.id;
  switch (other.entry.kind) {
    case EntryKind::booking: {
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
  const bool dropped = commit.effect == CalendarEffect::dropped;
  if (dropped && commit.fencing != hold.fencing) violate(at, BookingFailure::dropped, hold.id);
  const bool own = wanted != nullptr && wanted->request.visit == hold.owner;
  if (!own && at < hold.expires) violate(at, BookingFailure::stolen, hold.id);
}

}  // namespace interleave::properties
