#include "sim/booking_scenario.hpp"

namespace interleave::sim {

using namespace model;

Season season_of(std::uint64_t number, Zone zone) {
  constexpr std::array<Date, season_count> dates{{
      {2026, 6, 2},    // no change of the clocks is near
      {2026, 3, 7},    // they skip an hour in the night to the second date
      {2026, 10, 31},  // they go back an hour in that night
  }};
  constexpr std::int32_t noon_before = -12 * 60;
  const Date& date = dates.at(number % season_count);
  return {{zone, {local_time(date, noon_before).minutes}}, date};
}

std::string alert_about_native(const Job& native) {
  return "native order " + std::to_string(native.id.value) +
         ": what it is at Spectora cannot be read; look there, and at whom it is for";
}

}  // namespace interleave::sim
