#include "sim/platform_scenario.hpp"

namespace interleave::sim {

using namespace model;

BookingOptions booking_of(const PlatformOptions& options) {
  BookingOptions booking;
  booking.inspectors = options.inspectors;
  booking.seasons = options.seasons;
  booking.bad_starts = options.bad_starts;
  booking.alert_within_s = options.alert_within_s;
  booking.source = options.source;
  return booking;
}

SpectoraOptions spectora_of(const PlatformOptions& options) {
  return {SecondPost::adds_duplicate, std::chrono::milliseconds(options.lag_ms), OrderId::none(),
          static_cast<std::uint8_t>(options.page_size)};
}

Job job_for(const CalendarEntry& booking, const Job& before) {
  Job job = before;
  job.starts = booking.when.start;
  job.inspectors = booking.inspectors;
  if (before.cancelled && booking.live) job.order = OrderId::none();  // that one stays cancelled
  job.cancelled = !booking.live;
  return job;
}

CalendarEntry first_booking(const Season& season) {
  CalendarEntry booking;
  booking.inspectors.push_back(InspectorId{0});
  const Time start = offered_starts(season.clock, season.date).front();
  booking.when = {start, start + lengths[0]};
  return booking;
}

}  // namespace interleave::sim
