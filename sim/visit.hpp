#pragma once

#include "model/booking.hpp"
#include "sim/distributions.hpp"

namespace interleave::sim {

/// What a customer does once the slot is held.
enum class VisitTurn : std::uint8_t {
  confirms,
  leaves,  ///< and says so
  closes,  ///< the browser, without a word
  picks_again,
};
inline constexpr Weights<4> visit_turns{{0, 80'000, 80'000, 120'000}};
inline constexpr Weights<2> confirm_twices{{0, 60'000}};

/// What somebody is about, from its first request to the last.
struct Visit {
  enum class Kind : std::uint8_t {
    online,    ///< a customer: load, hold, think, confirm
    internal,  ///< staff: load, think, book
    change,    ///< staff: one request
  };
  enum class Phase : std::uint8_t { loading, holding, thinking, writing, leaving, over };

  model::Cause cause;
  Kind kind = Kind::change;
  Phase phase = Phase::loading;
  model::SlotsWanted slots;
  model::BookingVerb endpoint = model::BookingVerb::create_job;  ///< by which it books
  model::InspectorId second = model::InspectorId::none();  ///< another one who is to come along
  bool holds = true;  ///< the site places a hold on what is picked
  bool overriding = false;
  model::BookingRequest request;  ///< the latest
  std::uint32_t steps = 0;        ///< how many requests it has made, repetitions aside
  std::uint32_t tries = 0;        ///< how often the latest was sent
  std::uint32_t hold = 0;         ///< the number of its hold; 0: it has none
  std::uint32_t picks = 0;
  model::SlotList offers;
};

/// The least time between two steps of a customer, and of staff, and what is drawn beyond it.
inline constexpr model::Duration summary_least = std::chrono::seconds(30);
inline constexpr model::Duration desk_least = std::chrono::seconds(5);
inline constexpr LogUniform summary_beyond{31, 300'000};
inline constexpr LogUniform desk_beyond{25, 400'000};

}  // namespace interleave::sim
