#include "model/booking.hpp"

#include "model/sentence.hpp"

namespace interleave::model {
namespace {

CalendarVerb verb_of(BookingVerb verb) {
  switch (verb) {
    case BookingVerb::load:
      break;
    case BookingVerb::hold:
      return CalendarVerb::hold;
    case BookingVerb::drop:
      return CalendarVerb::drop;
    case BookingVerb::create_job:
    case BookingVerb::book_job:
    case BookingVerb::book:
      return CalendarVerb::book;
    case BookingVerb::move:
      return CalendarVerb::move;
    case BookingVerb::reassign:
      return CalendarVerb::reassign;
    case BookingVerb::cancel:
      return CalendarVerb::cancel;
    case BookingVerb::reinstate:
      return CalendarVerb::reinstate;
  }
  return CalendarVerb::read;
}

}  // namespace

CalendarRequest write_of(const BookingRequest& request) {
  CalendarRequest write;
  write.verb = verb_of(request.verb);
  write.name = request.name;
  write.wish = {request.inspectors, request.when(), request.slots.brand, request.visit,
                request.entry};
  write.seen = request.seen;
  write.fencing = request.hold;
  write.online = confirms(request.verb);
  write.overriding = request.overriding;
  return write;
}

std::string describe(const BookingRequest& request) {
  const auto slot = [&] {
    return name_of(request.inspectors) + " on " + describe(request.slots.clock, request.when());
  };
  const auto booking = [&] { return "booking " + std::to_string(request.entry.value); };
  switch (request.verb) {
    case BookingVerb::load:
      return "GET optimal-slots for " + duration_in_words(request.slots.length);
    case BookingVerb::hold:
      return "the hold on " + slot();
    case BookingVerb::drop:
      return "the end of the hold";
    case BookingVerb::create_job:
      return "POST create-job for " + slot();
    case BookingVerb::book_job:
      return "POST book-job for " + slot();
    case BookingVerb::book:
      return "staff's POST book-job for " + slot();
    case BookingVerb::move:
      return "PATCH " + booking() + " to " + describe(request.slots.clock, request.starts);
    case BookingVerb::reassign:
      return "PATCH " + booking() + " to " + name_of(request.inspectors);
    case BookingVerb::cancel:
      return "POST cancel of " + booking();
    case BookingVerb::reinstate:
      return "POST re-instate of " + booking();
  }
  return "a request";
}

std::string_view subject_of(BookingVerb verb) {
  switch (verb) {
    case BookingVerb::load:
      return "the list of slots";
    case BookingVerb::hold:
      return "the hold";
    case BookingVerb::drop:
      return "the end of the hold";
    case BookingVerb::create_job:
    case BookingVerb::book_job:
    case BookingVerb::book:
      return "the booking";
    case BookingVerb::move:
    case BookingVerb::reassign:
      return "the change";
    case BookingVerb::cancel:
      return "the cancel";
    case BookingVerb::reinstate:
      return "the re-instatement";
  }
  return "the request";
}

std::string name_of(BookingStatus status) {
  switch (status) {
    case BookingStatus::done:
      return "done";
    case BookingStatus::refused:
      return "refused";
    case BookingStatus::invalid:
      return "refused as no time";
    case BookingStatus::changed:
      return "refused, for the booking has changed";
    case BookingStatus::failed:
      return "failed";
  }
  return "failed";
}

}  // namespace interleave::model
