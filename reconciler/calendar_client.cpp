#include "reconciler/calendar_client.hpp"

namespace interleave::reconciler {

using namespace model;

CalendarCall CalendarClient::read(Duration behind) {
  CalendarRequest request;
  request.verb = CalendarVerb::read;
  request.check.behind = behind;
  return send(request);
}

CalendarCall CalendarClient::send(const CalendarRequest& request) {
  const auto verb = static_cast<std::size_t>(request.verb);
  CalendarRequest sent = request;
  sent.run = options_.run;
  sent.ordinal = sent_[verb]++;
  return {port_, options_.timeout, sent};
}

}  // namespace interleave::reconciler
