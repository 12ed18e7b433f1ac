#include "reconciler/booking_desk.hpp"

#include <algorithm>

namespace interleave::reconciler {

using namespace model;

namespace {

BookingAnswer answer_to(const BookingRequest& request) {
  return {.visit = request.visit, .id = request.id, .name = request.name, .verb = request.verb};
}

/// Nobody knows, or nothing was done: it may be asked again.
bool again(CalendarStatus status) {
  return status == CalendarStatus::unreachable || status == CalendarStatus::timed_out ||
         status == CalendarStatus::unreadable || status == CalendarStatus::failed;
}

}  // namespace

template <class Guards>
void BookingDesk<Guards>::on_request(const BookingRequest& request) {
  const std::uint8_t about = request.inspectors.empty() ? 0 : request.inspectors.front().value;
  tasks_.spawn(about, serve(request));
}

template <class Guards>
Task<> BookingDesk<Guards>::serve(BookingRequest request) {
  if (request.verb == BookingVerb::load) {
    const BookingAnswer answer = co_await load(request);
    log_.on_answer(answer);
    co_return;
  }
  const BookingAnswer answer = co_await write(request);
  log_.on_answer(answer);
}

// ---- The list path ----

template <class Guards>
Task<BookingAnswer> BookingDesk<Guards>::load(BookingRequest request) {
  BookingAnswer answer = answer_to(request);
  const SlotList* const cached = cache_.find(request.slots, ports_.timer.now());
  if (cached != nullptr) {
    answer.slots = *cached;
    answer.status = BookingStatus::done;
    co_return answer;
  }
  CalendarClient calendar(ports_.calendar, {request.id, options_.store_timeout});
  const CalendarReply& reply = co_await calendar.read();
  if (reply.status != CalendarStatus::ok) co_return answer;
  const Time now = ports_.timer.now();
  answer.slots = find_slots(request.slots, reply.entries, Query(), now);
  answer.status = BookingStatus::done;
  cache_.store(request.slots, now, answer.slots);
  co_return answer;
}

// ---- What is written ----

template <class Guards>
Task<BookingAnswer> BookingDesk<Guards>::write(BookingRequest request) {
  BookingAnswer answer = answer_to(request);
  CalendarRequest wanted = wanted_of(request);
  const bool apart = !has(Guard::atomic_check) || !has(Guard::fresh_check);
  if (wanted.check.free && apart && !request.overriding) {
    wanted.check.free = false;
    const bool free = co_await looks_free(request);
    if (!free) {
      answer.status = BookingStatus::refused;
      co_return answer;
    }
  }
  CalendarClient calendar(ports_.calendar, {request.id, options_.store_timeout});
  for (int tries = 1;; ++tries) {
    const CalendarReply& reply = co_await calendar.send(wanted);
    answer.status = judge(reply);
    answer.entry = reply.entry;
    answer.hold = reply.fencing;
    const bool unknown = again(reply.status) && answer.status == BookingStatus::failed;
    if (!unknown || tries == tries_max) co_return answer;
    co_await Sleep(ports_.timer, ports_.timer.now() + pause);
  }
}

/// For two mutants: whether nothing was in the way a moment ago, or when a list was made.
template <class Guards>
Task<bool> BookingDesk<Guards>::looks_free(BookingRequest request) {
  SlotsWanted wanted = request.slots;
  wanted.exclude_overlapping = true;
  const SlotList* const cached = cache_.find(wanted, ports_.timer.now());
  if (!has(Guard::fresh_check) && cached != nullptr && !request.inspectors.empty()) {
    const Slot slot{request.inspectors.front(), request.starts};
    co_return std::ranges::find(*cached, slot) != cached->end();
  }
  CalendarClient calendar(ports_.calendar, {request.id.child(1, 0), options_.store_timeout});
  const CalendarReply& reply = co_await calendar.read();
  if (reply.status != CalendarStatus::ok) co_return true;
  const CalendarRequest wish = wanted_of(request);
  const Time now = ports_.timer.now();
  const bool taken = std::ranges::any_of(reply.entries, [&](const CalendarEntry& entry) {
    return in_the_way(entry, wish.wish, query(), now);
  });
  co_return !taken;
}

template <class Guards>
CalendarRequest BookingDesk<Guards>::wanted_of(const BookingRequest& request) const {
  CalendarRequest wanted = write_of(request);
  wanted.wish.when = when(request);
  wanted.check = check_of(request);
  if (request.verb == BookingVerb::hold) wanted.lasts = options_.hold_time;
  return wanted;
}

template <class Guards>
Interval BookingDesk<Guards>::when(const BookingRequest& request) const {
  if (has(Guard::instants)) return request.when();
  const WallClock& clock = request.slots.clock;
  return {request.starts, clock.after_on_the_wall(request.starts, request.slots.length)};
}

template <class Guards>
bool BookingDesk<Guards>::guarded(BookingVerb verb) const {
  switch (verb) {
    case BookingVerb::create_job:
      return has(Guard::recheck_at_confirm);
    case BookingVerb::book_job:
      return has(Guard::recheck_at_confirm) && has(Guard::both_endpoints);
    case BookingVerb::book:
      return has(Guard::internal_checked);
    case BookingVerb::move:
      return has(Guard::move_checked);
    case BookingVerb::reassign:
      return has(Guard::reassign_checked);
    case BookingVerb::reinstate:
      return has(Guard::reinstate_checked);
    case BookingVerb::load:
    case BookingVerb::drop:
    case BookingVerb::cancel:
      break;
    case BookingVerb::hold:
      return has(Guard::hold_checked);
  }
  return false;
}

template <class Guards>
Check BookingDesk<Guards>::check_of(const BookingRequest& request) const {
  return {
      .free = guarded(request.verb),
      .query = query(),
      .valid = has(Guard::valid_interval),
      .once = has(Guard::once),
      .unchanged = has(Guard::changes_compare),
      .own_hold = has(Guard::hold_owner),
      .fenced = has(Guard::hold_fencing),
      .watch = has(Guard::watch_natives),
      .closes = has(Guard::close_alert),
      .with_job = has(Guard::job_with_row),
  };
}

template <class Guards>
Query BookingDesk<Guards>::query() const {
  Query query;
  const auto leave_out = [&](Guard guard, EntryKind kind) {
    if (!has(guard)) query.kinds &= static_cast<std::uint8_t>(~kind_bit(kind));
  };
  leave_out(Guard::pending_blocks, EntryKind::hold);
  leave_out(Guard::events_block, EntryKind::event);
  leave_out(Guard::vacations_block, EntryKind::vacation);
  leave_out(Guard::natives_block, EntryKind::native);
  if (!has(Guard::half_open)) query.matching = Matching::touching;
  if (!has(Guard::whole_interval)) query.matching = Matching::same_start;
  query.every_inspector = has(Guard::all_inspectors);
  query.identities_mapped = has(Guard::identities_mapped);
  query.every_brand = has(Guard::all_brands);
  query.cancelled_too = !has(Guard::cancelled_is_free);
  query.expired_too = !has(Guard::hold_expiry);
  query.own_holds_too = !has(Guard::own_hold_free);
  return query;
}

template <class Guards>
BookingStatus BookingDesk<Guards>::judge(const CalendarReply& reply) const {
  switch (reply.status) {
    case CalendarStatus::ok:
      return BookingStatus::done;
    case CalendarStatus::conflict:
      return BookingStatus::refused;
    case CalendarStatus::invalid:
      return BookingStatus::invalid;
    case CalendarStatus::changed:
    case CalendarStatus::superseded:
      return BookingStatus::changed;
    case CalendarStatus::unreachable:
    case CalendarStatus::failed:
      break;
    case CalendarStatus::timed_out:
    case CalendarStatus::unreadable:
      if (!has(Guard::unknown_is_no_success)) return BookingStatus::done;
      if (!has(Guard::unknown_is_no_refusal)) return BookingStatus::refused;
      break;
  }
  return BookingStatus::failed;
}

template class BookingDesk<SealedGuards>;
template class BookingDesk<AdjustableGuards>;

}  // namespace interleave::reconciler
