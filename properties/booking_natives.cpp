#include <algorithm>
#include <bit>

#include "properties/booking_judge.hpp"

// Orders that are booked at Spectora, and how Attik's calendar follows them.

namespace interleave::properties {

using namespace model;

namespace {

constexpr std::size_t first_promise = booking_signatures.size() - promises.size();
constexpr std::size_t place_of(Promise promise) {
  return first_promise + static_cast<std::size_t>(promise);
}

}  // namespace

bool BookingJudge::in_step(const Native& native) const {
  const BookedRow* const row = booked_.find(native.row);
  const bool live = row != nullptr && row->entry.live;
  if (live == native.order.cancelled) return false;
  if (!live) return true;
  return row->entry.when == interval_of(native.order.event) &&
         person_of(row->entry.inspectors.front()) == native.order.event.inspector;
}

std::uint64_t BookingJudge::overlaps_of_row(const Native& native) const {
  const BookedRow* const row = booked_.find(native.row);
  if (row == nullptr || !row->entry.live) return 0;
  std::uint64_t about = 0;
  for (std::size_t place = 0; place < booked_.count(); ++place) {
    const BookedRow& other = booked_.row(place);
    const bool booking = other.entry.kind == EntryKind::booking && other.entry.live;
    if (!booking || !overlapping(*row, other)) continue;
    about += mix(other.entry.id.value * 4096U + other.entry.generation * 16U +
                 row->entry.generation + 1);
  }
  return about;
}

bool BookingJudge::overlaps_there(const Native& native) const {
  return booking_under(native) != EntryId::none();
}

EntryId BookingJudge::booking_under(const Native& native) const {
  if (native.order.cancelled) return EntryId::none();
  InspectorList inspectors;
  inspectors.push_back(native.order.event.inspector);
  for (std::size_t place = 0; place < booked_.count(); ++place) {
    const BookedRow& row = booked_.row(place);
    const bool booking = row.entry.kind == EntryKind::booking && row.entry.live;
    if (booking && overlap(row.meant, interval_of(native.order.event)) &&
        share_person(row.entry.inspectors, inspectors)) {
      return row.entry.id;
    }
  }
  return EntryId::none();
}

void BookingJudge::report(Time at, Native& native) {
  const std::uint32_t broken = native.watch.take_broken();
  for (std::uint32_t left = broken; left != 0; left &= left - 1) {
    const auto promise = static_cast<Promise>(std::countr_zero(left));
    violate(at, place_of(promise), native.row, EntryId::none());
  }
}

// ---- Overlaps that staff are to know of ----

/// XOV. Asked before anything that changes it.
void BookingJudge::check_alert(Time at, Native& native) {
  // What Attik's own calendar shows needs no read.
  const bool unreadable = native.watch.unrecoverable() && !in_step(native);
  if (!native.owed || unreadable) return;
  const Time due = std::max(native.owed_since, native.disturbed_until) + options_.alert_within;
  if (at > due) violate(at, BookingFailure::overlap_late, native.row, booking_under(native));
}

void BookingJudge::pass(Time at) {
  for (Native& native : natives_) check_alert(at, native);
}

void BookingJudge::update(Time at, Native& native) {
  const bool overlaps = overlaps_there(native);
  const bool knows = native.announced || in_step(native);
  const bool owed = overlaps && knows && !told(native);
  if (owed && !native.owed) native.owed_since = at;
  native.owed = owed;
  native.untold.hold(overlaps && !told(native), at, lengths(BookingMeasure::untold));
  native.unread.hold(!in_step(native), at, lengths(BookingMeasure::unread));
}

void BookingJudge::update_natives(Time at) {
  for (Native& native : natives_) {
    if (native.watch.empty()) continue;
    update(at, native);
    report(at, native);
  }
}

// ---- What happens ----

/// The run starts so; later it only notes that a webhook came.
void BookingJudge::on_commit(Time, const AttikCommit& commit) {
  Native& native = natives_.at(commit.job.id.value);
  if (!native.watch.empty()) return;
  native.job = commit.job;
  native.watch.begin(commit.job);
  if (revoked_) native.watch.revoke();
  native.watch.begin_in_step(true);
}

void BookingJudge::on_commit(Time at, const IntentCommit& commit) {
  pass(at);
  Native& native = natives_.at(commit.job.value);
  native.watch.on_commit(at, commit);
  if (commit.effect == IntentEffect::alerted) native.alert_from = commit.from;
  if (commit.effect == IntentEffect::alert_closed) native.alert_from = {};
  report(at, native);
}

void BookingJudge::on_commit(Time at, const OrderCommit& commit) {
  pass(at);
  Native& native = natives_.at(job_of(commit.order.id).value);
  native.order = commit.order;
  ++native.job.generation;
  native.job.cancelled = commit.order.cancelled;
  native.job.starts = commit.order.event.starts;
  native.announced = false;
  native.watch.on_save(watching_, at, native.job);
  native.watch.update(at, in_step(native));
  if (overlaps_there(native)) arise(BookingSituation::native_overlap);
  update_natives(at);
}

void BookingJudge::on_import(Time at, Native& native, const CalendarCommit& commit) {
  const bool was_in_step = native.watch.in_step();
  if (probing_ && was_in_step) {
    violate(at, place_of(Promise::not_idempotent), native.row, EntryId::none());
  }
  native.watch.on_store_write(commit.run);
  native.watch.on_change(watching_, at, Author::client, commit.run);
  native.watch.update(at, in_step(native));
  report(at, native);
}

void BookingJudge::on_wire(Time at, const OrderRequest& request) {
  pass(at);
  Native& native = natives_.at(request.job().value);
  native.watch.on_wire(watching_, at, wire_of(request));
  report(at, native);
}

/// FAILC.
void BookingJudge::on_wire(Time at, const CalendarRequest& request) {
  pass(at);
  if (request.verb != CalendarVerb::import) return;
  Native& native = natives_.at(request.native.value);
  WireRequest import;
  import.run = request.run;
  if (native.watch.wire().groundless(import)) {
    violate(at, BookingFailure::import_unread, native.row);
  }
}

void BookingJudge::on_reply(Time at, const OrderRequest& request, const OrderReply& reply) {
  pass(at);
  natives_.at(request.job().value).watch.on_reply(at, wire_of(request), wire_of(reply));
}

void BookingJudge::on_announced(Time at, JobId id, std::uint32_t generation) {
  pass(at);
  Native& native = natives_.at(id.value);
  if (generation == native.job.generation) native.announced = true;
  native.watch.on_announced(watching_, at, generation, [](const Job&, Time) { return false; });
  update_natives(at);
}

void BookingJudge::on_fault(Time over, sim::Fault fault, std::optional<OrderId> order) {
  const bool for_all = fault == sim::Fault::key_revoked || fault == sim::Fault::key_forbidden;
  revoked_ = revoked_ || for_all;
  if (for_all) arise(BookingSituation::refused_for_good);
  for (std::size_t i = 0; i < natives_max; ++i) {
    JobWatch& watch = natives_[i].watch;
    if (watch.empty()) continue;
    if (for_all) watch.revoke();
    if (order && job_of(*order).value != i) continue;
    if (fault == sim::Fault::order_poisoned) continue;  // nothing is written there
    natives_[i].disturbed_until = std::max(natives_[i].disturbed_until, over);
    watch.on_fault(over, fault);
  }
}

void BookingJudge::on_desk_fault(Time, sim::Fault fault) {
  const bool booked = std::ranges::any_of(under_way_, &UnderWay::committed);
  if (fault == sim::Fault::store_reply_lost && booked) arise(BookingSituation::reply_lost);
}

void BookingJudge::on_crash(Time at, std::uint8_t worker) {
  pass(at);
  for (const UnderWay& each : under_way_) {
    if (each.worker == worker && each.committed) arise(BookingSituation::crashed_between);
  }
  remove_if(under_way_, [&](const UnderWay& each) { return each.worker == worker; });
  for (Native& native : natives_) {
    if (native.watch.empty()) continue;
    native.watch.on_crash(watching_, at, worker);
    report(at, native);
  }
}

// ---- At rest ----

void BookingJudge::on_probe(Time at) {
  settle(at);
  probing_ = true;
  for (Native& native : natives_) native.watch.on_probe();
}

void BookingJudge::settle(Time at) {
  pass(at);
  const bool any_poisoned =
      std::ranges::any_of(natives_, [](const Native& native) { return native.watch.poisoned(); });
  for (Native& native : natives_) {
    if (native.watch.empty()) continue;
    native.watch.settle(watching_, at, any_poisoned);
    const bool readable = !native.watch.unrecoverable() || in_step(native);
    if (readable && overlaps_there(native) && !told(native)) {
      violate(at, BookingFailure::overlap_never, native.row, booking_under(native));
    }
    if (native.alert_open && overlaps_of_row(native) == 0) {
      violate(at, BookingFailure::alert_stands, native.row);
    }
    const bool known = native.alert_from != Time{} && native.alert_from <= at;
    if (known && native.watch.in_step() && !native.watch.revoked()) {
      violate(at, BookingFailure::alert_stands, native.row);
    }
    if (!native.watch.in_step() && !known) violate(at, BookingFailure::alert_missing, native.row);
    report(at, native);
    native.untold.hold(false, at, lengths(BookingMeasure::untold));
    native.unread.hold(false, at, lengths(BookingMeasure::unread));
  }
  overlapping_.hold(false, at, lengths(BookingMeasure::overlapping));
}

}  // namespace interleave::properties
