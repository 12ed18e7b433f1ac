#include "reconciler/as_found/booking.hpp"

#include <algorithm>

namespace interleave::reconciler::as_found {

using namespace model;

namespace {

BookingStatus judge(CalendarStatus status) {
  switch (status) {
    case CalendarStatus::ok:
      return BookingStatus::done;
    case CalendarStatus::conflict:
      return BookingStatus::refused;
    case CalendarStatus::changed:
      return BookingStatus::changed;
    default:
      return BookingStatus::failed;
  }
}

}  // namespace

Query BookingWorker::query(const Options& options) {
  Query query;
  const bool whole = options.hardening.overlap || !options.causes.start_only;
  query.matching = whole ? Matching::overlap : Matching::start_inside;
  query.every_brand = false;
  return query;
}

void BookingWorker::on_request(const BookingRequest& request) {
  const std::uint8_t about = request.inspectors.empty() ? 0 : request.inspectors.front().value;
  if (request.verb == BookingVerb::load) {
    tasks_.spawn(about, load(request));
  } else if (confirms(request.verb)) {
    tasks_.spawn(about, confirm(request));
  } else {
    tasks_.spawn(about, write(request));
  }
}

void BookingWorker::on_news(const NativeNews& news) {
  tasks_.spawn(news.native.value, import(news));
}

Task<> BookingWorker::load(BookingRequest request) {
  BookingAnswer said{request.visit, request.id, request.name, request.verb};
  const SlotList* const cached =
      options_.causes.cache ? cache_.find(request.slots, ports_.timer.now()) : nullptr;
  if (cached != nullptr) {
    said.slots = *cached;
    said.status = BookingStatus::done;
    log_.on_answer(said);
    co_return;
  }
  CalendarClient calendar(ports_.calendar, {request.id, options_.timeout});
  const CalendarReply& reply = co_await calendar.read(options_.causes.behind);
  said.status = judge(reply.status);
  if (reply.status == CalendarStatus::ok) {
    const Time now = ports_.timer.now();
    said.slots = find_slots(request.slots, reply.entries, query(options_), now);
    cache_.store(request.slots, now, said.slots);
  }
  log_.on_answer(said);
}

/// The booking and the end of its hold are two writes.
Task<> BookingWorker::confirm(BookingRequest request) {
  CalendarClient calendar(ports_.calendar, {request.id, options_.timeout});
  CalendarRequest wanted = wanted_of(request);
  const SlotList* const cached = options_.causes.race || !options_.causes.cache
                                     ? nullptr
                                     : cache_.find(request.slots, ports_.timer.now());
  CalendarReply said;
  if (cached != nullptr && !request.inspectors.empty()) {
    wanted.check.free = wanted.check.free && options_.hardening.guard;
    const Slot slot{request.inspectors.front(), request.starts};
    const bool offered = std::ranges::find(*cached, slot) != cached->end();
    wanted.by_cache = offered;
    said.status = offered ? CalendarStatus::ok : CalendarStatus::conflict;
  }
  if (options_.hardening.recheck) {
    const CalendarReply& seen = co_await calendar.read(options_.causes.behind);
    const bool taken = std::ranges::any_of(seen.entries, [&](const CalendarEntry& entry) {
      return in_the_way(entry, wanted.wish, query(options_), ports_.timer.now());
    });
    said.status = taken ? CalendarStatus::conflict : seen.status;
  }
  if (said.status != CalendarStatus::ok) {
    answer(request, said);
    co_return;
  }
  const CalendarReply& booked = co_await calendar.send(wanted);
  said.status = booked.status;
  said.entry = booked.entry;
  if (said.status == CalendarStatus::ok && !options_.hardening.holds) {
    CalendarRequest drop;
    drop.verb = CalendarVerb::drop;
    drop.wish.visit = request.visit;
    drop.fencing = request.hold;
    drop.check.fenced = false;
    co_await calendar.send(drop);
  }
  answer(request, said);
}

Task<> BookingWorker::write(BookingRequest request) {
  CalendarClient calendar(ports_.calendar, {request.id, options_.timeout});
  const CalendarRequest wanted = wanted_of(request);
  const CalendarReply& reply = co_await calendar.send(wanted);
  answer(request, reply);
}

Task<> BookingWorker::import(NativeNews news) {
  CalendarClient calendar(ports_.calendar, {news.cause, options_.timeout});
  CalendarRequest wanted;
  wanted.verb = CalendarVerb::import;
  wanted.native = news.native;
  wanted.live = news.live;
  wanted.wish.when = interval_of(news.event);
  wanted.wish.inspectors.push_back(spectora_identity(news.event.inspector));
  wanted.check = {.free = false, .fenced = false, .watch = false, .closes = false};
  co_await calendar.send(wanted);
}

CalendarRequest BookingWorker::wanted_of(const BookingRequest& request) const {
  CalendarRequest wanted = write_of(request);
  wanted.check = check_of(request);
  if (request.verb == BookingVerb::hold) {
    wanted.lasts = options_.hardening.holds ? std::chrono::minutes(15) : hold_time;
  }
  return wanted;
}

Check BookingWorker::check_of(const BookingRequest& request) const {
  const Hardening& hardening = options_.hardening;
  Check check{.free = false,
              .valid = false,
              .once = false,
              .unchanged = false,
              .consumes = hardening.holds,
              .fenced = hardening.holds,
              .watch = false,
              .closes = false};
  if (hardening.holds && request.verb == BookingVerb::hold) check.free = true;
  if (hardening.holds && confirms(request.verb)) check.needs_hold = true;
  if (confirms(request.verb) && !options_.causes.race) {
    check.free = true;
    check.query = query(options_);
    check.behind = options_.causes.behind;
  }
  if (hardening.guard && books(request.verb)) {
    check.free = true;
    check.query = Query();
    check.behind = {};
  }
  return check;
}

void BookingWorker::answer(const BookingRequest& request, const CalendarReply& reply) {
  BookingAnswer said{request.visit, request.id, request.name, request.verb};
  said.status = judge(reply.status);
  said.entry = reply.entry;
  said.hold = reply.fencing;
  log_.on_answer(said);
}

}  // namespace interleave::reconciler::as_found
