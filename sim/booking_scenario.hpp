#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "model/booking.hpp"
#include "reconciler/as_found/booking.hpp"
#include "reconciler/session.hpp"
#include "sim/choices.hpp"
#include "sim/job_scenario.hpp"
#include "sim/options.hpp"
#include "sim/process.hpp"
#include "sim/visit.hpp"

namespace interleave::sim {

/// What a scenario of the booking system may hold.
struct BookingOptions {
  std::int64_t actions = 20;          ///< actions of people in a run, at most
  std::int64_t inspectors = 2;        ///< who can be booked
  std::int64_t brands = 2;            ///< booking sites that share them
  std::int64_t cache = 1;             ///< as found: the list path answers from its cache
  std::int64_t race = 1;              ///< as found: some time passes between a load and its confirm
  std::int64_t start_only = 1;        ///< as found: queries match the start alone
  std::int64_t db_lag_ms = 2'000;     ///< as found: how much a replica may miss
  std::int64_t beside = 1;            ///< an inspector may have several appointments on one date
  std::int64_t overrides = 0;         ///< staff may book on top of something, and say so
  std::int64_t seasons = 1;           ///< some runs go across a change of the clocks
  std::int64_t bad_starts = 1;        ///< whether some runs start with a key that Spectora refuses
  std::int64_t alert_within_s = 300;  ///< how soon after its webhook an overlap is told to staff
  std::int64_t timeout_ms = 10'000;   ///< how long a worker waits for a reply of Spectora
  std::int64_t storm_end_s = 0;       ///< when people and faults stop; 0 soon after the last action
  std::int64_t workers = 2;           ///< worker processes
  std::int64_t sweep = 1;             ///< whether the workers sweep
  std::int64_t sweep_period_s = 3'600;
  std::int64_t source = 1;      ///< whether webhooks are sent
  std::int64_t lag_ms = 2'000;  ///< a search at Spectora may miss writes younger than this
};

inline constexpr std::array<OptionField<BookingOptions>, 19> booking_options{{
    {{"actions", "actions", 0, 20, 20, "actions of people in a run, at most"},
     &BookingOptions::actions},
    {{"inspectors", "inspectors", 1, 3, 2, "who can be booked"}, &BookingOptions::inspectors},
    {{"brands", "brands", 1, 2, 2, "booking sites that share the inspectors"},
     &BookingOptions::brands},
    {{"cache", "switch", 0, 1, 1, "as found: slots come from a cache of 300 s"},
     &BookingOptions::cache},
    {{"race", "switch", 0, 1, 1,
      "as found: a confirm does not look again; off: it does, as the list did"},
     &BookingOptions::race},
    {{"start-only", "switch", 0, 1, 1, "as found: queries match start times alone"},
     &BookingOptions::start_only},
    {{"db-lag", "ms", 0, 60'000, 2'000, "as found: a list may miss writes younger than this"},
     &BookingOptions::db_lag_ms},
    {{"beside", "switch", 0, 1, 1, "an inspector may have several appointments on one date"},
     &BookingOptions::beside},
    {{"override", "switch", 0, 1, 0, "staff may book on top of something, and say so"},
     &BookingOptions::overrides},
    {{"seasons", "switch", 0, 1, 1, "some runs go across a change of the clocks"},
     &BookingOptions::seasons},
    {{"bad-starts", "switch", 0, 1, 1, "some runs start with a key that Spectora refuses"},
     &BookingOptions::bad_starts},
    {{"alert-within", "s", 60, 3'600, 300,
      "an overlap with an order at Spectora is told to staff so soon after its webhook"},
     &BookingOptions::alert_within_s},
    {{"timeout", "ms", 1'000, 30'000, 10'000, "how long a worker waits for a reply of Spectora"},
     &BookingOptions::timeout_ms},
    {{"storm-end", "s", 0, 86'400, 0,
      "when people, who start at 600 s, and faults stop; 0: soon after the last action"},
     &BookingOptions::storm_end_s},
    {{"workers", "processes", 1, workers_max, 2, "worker processes"}, &BookingOptions::workers},
    {{"sweep", "switch", 0, 1, 1, "the workers look at every order once a sweep period"},
     &BookingOptions::sweep},
    {{"sweep-period", "s", 1'800, 86'400, 3'600, "how often the sweep looks at every order"},
     &BookingOptions::sweep_period_s},
    {{"source", "switch", 0, 1, 1, "Spectora sends webhooks"}, &BookingOptions::source},
    {{"list-lag", "ms", 0, 60'000, 2'000, "a search at Spectora may miss writes younger than this"},
     &BookingOptions::lag_ms},
}};

/// What people do, by number; 0 is nothing. The last two are done in place of others.
enum class BookingAction : std::uint8_t {
  online = 1,         ///< a customer books online
  internal = 2,       ///< staff book
  move = 3,           ///< staff drag an appointment to another time
  reassign = 4,       ///< staff give it to another inspector
  cancel = 5,         ///< staff cancel it, or re-instate it
  block = 6,          ///< staff block time, enter a vacation, or end one
  native = 7,         ///< the office books, moves or cancels an order directly at Spectora
  second_native = 8,  ///< or another one
  reinstate = 9,      ///< for `cancel` of what is cancelled
  acknowledge = 10,   ///< for `block` while an alert stands
};
inline constexpr std::uint32_t booking_kind_count = 8;

/// When a run is: its clocks, and the first of the two dates that appointments are for. Its start
/// is at noon, UTC, of the day before.
struct Season {
  model::WallClock clock;
  model::Date date{};
};
inline constexpr std::uint64_t season_count = 3;
[[nodiscard]] Season season_of(std::uint64_t number, model::Zone zone);

/// One run in 64 starts with a key that Spectora refuses.
inline constexpr Weights<2> bad_keys{{0, 15'625}};
/// One site in four places no holds.
inline constexpr Weights<2> sites_without_holds{{0, 250'000}};

/// How long an appointment takes; 0 is the usual one. Staff may mistype, as the last two show.
inline constexpr std::array<model::Duration, 5> lengths{
    std::chrono::minutes(150), std::chrono::minutes(180), std::chrono::hours(26),
    std::chrono::minutes(0), std::chrono::minutes(-60)};
inline constexpr Weights<3> customer_lengths{{0, 350'000, 100'000}};
inline constexpr Weights<5> staff_lengths{{0, 350'000, 100'000, 20'000, 20'000}};

/// The causes of the incident that the scenario has.
[[nodiscard]] constexpr reconciler::as_found::Causes causes_of(const BookingOptions& options) {
  return {options.cache != 0, options.race != 0, options.start_only != 0,
          std::chrono::milliseconds(options.db_lag_ms)};
}

/// What staff see of an order that cannot be read.
[[nodiscard]] std::string alert_about_native(const model::Job& native);

}  // namespace interleave::sim
