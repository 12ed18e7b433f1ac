#include "properties/whole_judge.hpp"

#include <algorithm>

#include "model/ensure.hpp"

namespace interleave::properties {

using namespace model;

namespace {

bool same_persons_in_order(const InspectorList& a, const InspectorList& b) {
  return std::ranges::equal(a, b, {}, person_of, person_of);
}

bool stands_among(InspectorId person, const AssignmentList& assignments) {
  return std::ranges::any_of(assignments, [&](const Assignment& assignment) {
    return person_of(assignment.inspector) == person_of(person);
  });
}

bool share_person(const AssignmentList& a, const AssignmentList& b) {
  return std::ranges::any_of(
      a, [&](const Assignment& assignment) { return stands_among(assignment.inspector, b); });
}

}  // namespace

// ---- What is known of a booking ----

/// As many records as inspectors, each inspector among them: each stands once.
bool WholeJudge::Order::is_as(const CalendarEntry& booking) const {
  return live && starts == booking.when.start && assignments.size() == booking.inspectors.size() &&
         std::ranges::all_of(booking.inspectors, [&](InspectorId inspector) {
           return stands_among(inspector, assignments);
         });
}

void WholeJudge::Booking::reset() {
  entry = EntryId::none();
  saved = false;
  job = {};
  orders.clear();
  alert_from = {};
  on_record = {};
  acknowledged = false;
  behind.reset();
}

std::size_t WholeJudge::Booking::live() const {
  return static_cast<std::size_t>(std::ranges::count(orders, true, &Order::live));
}

bool WholeJudge::Booking::has_order_for(const CalendarEntry& row) const {
  return std::ranges::any_of(orders, [&](const Order& order) { return order.is_as(row); });
}

bool WholeJudge::Booking::is_as(const CalendarEntry& row) const {
  return row.live ? live() == 1 && has_order_for(row) : live() == 0;
}

bool WholeJudge::Booking::says(const CalendarEntry& row) const {
  return saved && job.cancelled == !row.live && job.starts == row.when.start &&
         same_persons_in_order(job.inspectors, row.inspectors);
}

bool WholeJudge::Booking::told(Time at) const {
  return acknowledged || on_record[0] || on_record[1] ||
         std::ranges::any_of(alert_from, [&](Time from) { return from != Time{} && from <= at; });
}

const WholeJudge::Booking* WholeJudge::booking_of(EntryId entry) const {
  const auto found = std::ranges::find(bookings_, entry, &Booking::entry);
  return found == bookings_.end() ? nullptr : &*found;
}

const WholeJudge::Row* WholeJudge::row_of(EntryId entry) const {
  const auto found =
      std::ranges::find_if(rows_, [&](const Row& row) { return row.entry.id == entry; });
  return found == rows_.end() ? nullptr : &*found;
}

WholeJudge::Order& WholeJudge::order_of(Booking& booking, OrderId id) {
  const auto known = std::ranges::find(booking.orders, id, &Order::id);
  if (known != booking.orders.end()) return *known;
  booking.orders.push_back({.id = id});
  return booking.orders.back();
}

void WholeJudge::reset() {
  rows_.clear();
  for (Booking& booking : bookings_) booking.reset();
  compared_ = true;
  written_at_ = {};
  probing_ = false;
  violated_.clear();
}

void WholeJudge::violate(WholeFailure failure, const Finding& finding) {
  const auto place = static_cast<std::size_t>(failure);
  if (options_.unjudged.contains(place) || violated_.contains(place)) return;
  violated_.add(place);
  findings_[place] = finding;
}

// ---- Attik ----

void WholeJudge::on_booked(EntryId entry, JobId job) {
  const bool alone = !booking_of(job).booked() && booking_of(entry) == nullptr;
  ensure(alone, "a job of its own for each booking");
  booking_of(job).entry = entry;
}

void WholeJudge::on_commit(Time at, const CalendarCommit& commit) {
  pass(at);
  const CalendarEntry& entry = commit.entry;
  if (commit.effect != CalendarEffect::written || entry.kind != EntryKind::booking) return;
  const Row row{entry, commit.writing == Writing::given};
  const auto known =
      std::ranges::find_if(rows_, [&](const Row& each) { return each.entry.id == entry.id; });
  if (known == rows_.end()) {
    rows_.push_back(row);
  } else {
    *known = row;
  }
  compared_ = false;
  written_at_ = at;
  const auto booking = std::ranges::find(bookings_, entry.id, &Booking::entry);
  if (booking != bookings_.end()) update(at, *booking, !row.given);
}

void WholeJudge::on_commit(Time at, const AttikCommit& commit) {
  pass(at);
  Booking& booking = booking_of(commit.job.id);
  if (commit.by_sync) {
    booking.job.order = commit.job.order;
    return;
  }
  booking.job = commit.job;
  booking.saved = true;
  booking.acknowledged = false;
  compared_ = false;
  written_at_ = at;
  const Row* const row = row_of(booking.entry);
  update(at, booking, row != nullptr && !row->given);
}

void WholeJudge::on_intent(Core core, Time at, const IntentCommit& commit) {
  pass(at);
  Booking& booking = booking_of(commit.job);
  Time& alert_from = booking.alert_from[static_cast<std::size_t>(core)];
  bool& on_record = booking.on_record[static_cast<std::size_t>(core)];
  switch (commit.effect) {
    case IntentEffect::alerted:
      alert_from = commit.from;
      break;
    case IntentEffect::alert_closed:
      alert_from = {};
      break;
    case IntentEffect::acknowledged:
      alert_from = {};
      booking.acknowledged = true;
      break;
    case IntentEffect::recorded:
      on_record = true;
      break;
    case IntentEffect::record_closed:
      on_record = false;
      break;
    default:
      break;
  }
}

void WholeJudge::pass(Time at) {
  if (at > written_at_) compare();
}

/// WHOLE.record.
void WholeJudge::compare() {
  if (compared_) return;
  compared_ = true;
  for (const Row& row : rows_) {
    const Booking* const booking = booking_of(row.entry.id);
    if (booking != nullptr && booking->says(row.entry)) continue;
    Finding finding{.at = written_at_, .row = row.entry};
    if (booking != nullptr && booking->saved) finding.job = booking->job;
    violate(WholeFailure::record, finding);
  }
  for (const Booking& booking : bookings_) {
    if (!booking.booked() || row_of(booking.entry) != nullptr) continue;
    violate(WholeFailure::record,
            {.at = written_at_, .row = {.id = booking.entry}, .job = booking.job});
  }
}

// ---- Spectora ----

void WholeJudge::on_commit(Time at, const OrderCommit& commit) {
  pass(at);
  Booking& booking = booking_of(job_of(commit.order.id));
  Order& order = order_of(booking, commit.order.id);
  order.live = !commit.order.cancelled;
  if (commit.effect == OrderEffect::created) order.starts = commit.order.event.starts;
  update(at, booking, false);
}

void WholeJudge::on_commit(Time at, const SpectoraCommit& commit) {
  pass(at);
  Booking& booking = booking_of(job_of(commit.order));
  Order& order = order_of(booking, commit.order);
  AssignmentList& assignments = order.assignments;
  switch (commit.effect) {
    case SpectoraEffect::assigned:
      ensure(!full(assignments), "a commit log that keeps to the limit of an order");
      assignments.push_back(commit.assignment);
      break;
    case SpectoraEffect::unassigned:
      remove_if(assignments, [&](const Assignment& assignment) {
        return assignment.record == commit.assignment.record;
      });
      break;
    case SpectoraEffect::event_written:
      order.starts = commit.event.starts;
      break;
  }
  update(at, booking, false);
}

/// What is measured begins with a save; that somebody changes an order by hand is none.
void WholeJudge::update(Time at, Booking& booking, bool saved) {
  const Row* const row = row_of(booking.entry);
  if (row == nullptr) return;
  const bool right = booking.is_as(row->entry);
  Histogram& lengths = measures_[static_cast<std::size_t>(WholeMeasure::whole)];
  if (saved || right) booking.behind.hold(!right, at, lengths);
}

// ---- At rest ----

void WholeJudge::on_probe(Time at) {
  compare();
  settle(at);
  probing_ = true;
}

void WholeJudge::finish(Time at) {
  compare();
  if (!probing_) settle(at);
}

void WholeJudge::settle(Time at) {
  for (const Row& row : rows_) judge_rest(at, row.entry);
  judge_double(at);
}

void WholeJudge::judge_rest(Time at, const CalendarEntry& row) {
  const Booking* const booking = booking_of(row.id);
  if (booking != nullptr && booking->told(at)) return;
  const bool has_order = booking != nullptr && booking->has_order_for(row);
  const bool any_live = booking != nullptr && booking->live() > 0;
  if (row.live && !has_order) violate(WholeFailure::missing, {.at = at, .row = row});
  if (!row.live && any_live) violate(WholeFailure::dispatched, {.at = at, .row = row});
}

/// WHOLE.double. What staff have put on top of something, and said so, is as they want it.
void WholeJudge::judge_double(Time at) {
  List<Standing, jobs_max * orders_per_job_max> standing;
  for (const Booking& booking : bookings_) {
    const Row* const row = row_of(booking.entry);
    if (row == nullptr || row->entry.overriding) continue;
    const Duration length = row->entry.when.end - row->entry.when.start;
    for (const Order& order : booking.orders) {
      if (!order.live) continue;
      const Standing next{&booking, row, &order, {order.starts, order.starts + length}};
      for (const Standing& each : standing) judge_pair(at, each, next);
      standing.push_back(next);
    }
  }
}

void WholeJudge::judge_pair(Time at, const Standing& one, const Standing& other) {
  const bool told = one.booking->told(at) || other.booking->told(at);
  if (told || !overlap(one.when, other.when)) return;
  if (!share_person(one.order->assignments, other.order->assignments)) return;
  violate(WholeFailure::doubled, {.at = at, .row = one.row->entry, .other = other.row->entry});
}

}  // namespace interleave::properties
