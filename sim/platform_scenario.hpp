#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "model/calendar.hpp"
#include "sim/assignments_scenario.hpp"
#include "sim/booking_scenario.hpp"
#include "sim/crew_scenario.hpp"
#include "sim/orders_scenario.hpp"

namespace interleave::sim {

/// What a scenario of all systems together may hold.
struct PlatformOptions {
  std::int64_t jobs = 3;               ///< bookings, at most; the first is there from the start
  std::int64_t actions = 24;           ///< actions of people in a run, at most
  std::int64_t inspectors = 2;         ///< who can be booked
  std::int64_t client_references = 2;  ///< see ClientReferences
  std::int64_t seasons = 1;            ///< some runs go across a change of the clocks
  std::int64_t bad_starts = 1;         ///< whether some runs start with a key that Spectora refuses
  std::int64_t known_within_s = 300;   ///< how soon after a cancel staff are told
  std::int64_t alert_within_s = 300;   ///< how soon after its webhook an overlap is told to staff
  std::int64_t timeout_ms = 10'000;    ///< how long a worker waits for a reply of Spectora or Flex
  std::int64_t storm_end_s = 0;  ///< when people and faults stop; 0 soon after the last action
  std::int64_t workers = 2;      ///< worker processes
  std::int64_t sweep = 1;        ///< whether the workers sweep
  std::int64_t sweep_period_s = 3'600;
  std::int64_t source = 1;      ///< whether the change streams deliver, and webhooks are sent
  std::int64_t lag_ms = 2'000;  ///< a list at Spectora or Flex may miss writes younger than this
  std::int64_t page_size = 1;   ///< rows on a page of a list of inspectors; 0: it has one page
};

inline constexpr std::array<OptionField<PlatformOptions>, 16> platform_options{{
    {{"jobs", "jobs", 1, 3, 3, "bookings, at most; the first is there from the start"},
     &PlatformOptions::jobs},
    {{"actions", "actions", 0, 32, 24, "actions of people in a run, at most"},
     &PlatformOptions::actions},
    {{"inspectors", "inspectors", 1, 3, 2, "who can be booked"}, &PlatformOptions::inspectors},
    {{"client-references", "choice", 0, 2, 2,
      "Spectora makes a second order of one client reference: 0 yes, 1 no, 2 either, run by run"},
     &PlatformOptions::client_references},
    {{"seasons", "switch", 0, 1, 1, "some runs go across a change of the clocks"},
     &PlatformOptions::seasons},
    {{"bad-starts", "switch", 0, 1, 1, "some runs start with a key that Spectora refuses"},
     &PlatformOptions::bad_starts},
    {{"known-within", "s", 60, 3'600, 300,
      "a cancel that is not confirmed by then is told to staff"},
     &PlatformOptions::known_within_s},
    {{"alert-within", "s", 60, 3'600, 300,
      "an overlap with an order at Spectora is told to staff so soon after its webhook"},
     &PlatformOptions::alert_within_s},
    {{"timeout", "ms", 1'000, 30'000, 10'000,
      "how long a worker waits for a reply of Spectora or Flex"},
     &PlatformOptions::timeout_ms},
    {{"storm-end", "s", 0, 86'400, 0,
      "when people, who start at 600 s, and faults stop; 0: soon after the last action"},
     &PlatformOptions::storm_end_s},
    {{"workers", "processes", 1, workers_max, 2, "worker processes"}, &PlatformOptions::workers},
    {{"sweep", "switch", 0, 1, 1, "the workers look at everything once a sweep period"},
     &PlatformOptions::sweep},
    {{"sweep-period", "s", 1'800, 86'400, 3'600, "how often the sweep looks at everything"},
     &PlatformOptions::sweep_period_s},
    {{"source", "switch", 0, 1, 1, "the change streams deliver, and Spectora sends webhooks"},
     &PlatformOptions::source},
    {{"list-lag", "ms", 0, 60'000, 2'000,
      "a list at Spectora or Flex may miss writes younger than this"},
     &PlatformOptions::lag_ms},
    {{"page-size", "rows", 0, 8, 1, "rows on a page of a list of inspectors; 0: it has one page"},
     &PlatformOptions::page_size},
}};

/// What people do, by number; 0 is nothing. The first seven are those of BookingAction.
enum class PlatformAction : std::uint8_t {
  online = 1,
  internal = 2,
  move = 3,
  reassign = 4,
  cancel = 5,
  block = 6,
  native = 7,
  sync = 8,       ///< the "sync job" button; of an alert that is seen the matter is taken over
  put_on = 9,     ///< a technician is put on a job's crew
  take_off = 10,  ///< one is taken off it
  press = 11,     ///< "Sync Flex"
  lead = 12,      ///< another technician leads
};
inline constexpr std::uint32_t platform_kind_count = 12;

constexpr bool is_about_time(PlatformAction action) { return action <= PlatformAction::native; }
constexpr bool is_about_crew(PlatformAction action) { return action >= PlatformAction::put_on; }
/// As those systems number it.
constexpr BookingAction booking_action(PlatformAction action) {
  return static_cast<BookingAction>(action);
}
constexpr CrewAction crew_action(PlatformAction action) {
  switch (action) {
    case PlatformAction::take_off:
      return CrewAction::take_off;
    case PlatformAction::press:
      return CrewAction::press;
    case PlatformAction::lead:
      return CrewAction::lead;
    default:
      return CrewAction::put_on;
  }
}

/// The scenario of one of the systems within it.
[[nodiscard]] BookingOptions booking_of(const PlatformOptions& options);
[[nodiscard]] SpectoraOptions spectora_of(const PlatformOptions& options);

/// The job of a booking as its row says, whatever it was before.
[[nodiscard]] model::Job job_for(const model::CalendarEntry& booking, const model::Job& before);
/// Its crew call, and the element at Flex that goes with that. Precondition: it is no native one.
constexpr model::ElementId element_of_job(model::JobId job) {
  return model::ElementId{static_cast<std::uint8_t>(job.value - 1)};
}

/// The booking that a run starts with, on that inspector's first time of the season.
[[nodiscard]] model::CalendarEntry first_booking(const Season& season);

}  // namespace interleave::sim
