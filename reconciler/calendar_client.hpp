#pragma once

#include <array>

#include "model/calendar.hpp"
#include "reconciler/port.hpp"

namespace interleave::reconciler {

using CalendarPort = Port<model::CalendarRequest, model::CalendarReply>;
using CalendarCall = Call<model::CalendarRequest, model::CalendarReply>;

/// Attik's calendar as what serves one request, or one run, uses it. It numbers the requests that
/// it sends by verb. The port must outlive it.
class CalendarClient {
 public:
  struct Options {
    model::Cause run;
    model::Duration timeout{};  ///< how long to wait for each reply
  };

  CalendarClient(CalendarPort& port, const Options& options) : port_(port), options_(options) {}

  /// All rows; as found, as a replica shows them so much behind.
  CalendarCall read(model::Duration behind = {});
  /// That request, with the client's run and the next number of its verb.
  CalendarCall send(const model::CalendarRequest& request);

 private:
  CalendarPort& port_;
  Options options_;
  std::array<std::uint32_t, model::calendar_verb_count> sent_{};
};

}  // namespace interleave::reconciler
