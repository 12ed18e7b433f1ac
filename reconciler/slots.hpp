#pragma once

#include <array>
#include <optional>

#include "model/booking.hpp"

namespace interleave::reconciler {

/// The slots that are offered: every start of every inspector, in that order of their names, except
/// where a row is in the way, if the load asks for that. Pure; does not allocate.
[[nodiscard]] model::SlotList find_slots(const model::SlotsWanted& wanted,
                                         const model::EntryList& entries, const model::Query& query,
                                         model::Time now);

/// What the list path remembers of its answers, for five minutes each: cache(300). Loads differ in
/// their length, their brand and whether overlapping slots are left out; all else is the same.
class SlotCache {
 public:
  static constexpr model::Duration age_max = std::chrono::seconds(300);

  void clear() { places_.fill({}); }
  /// The answer to that load, if it is young enough.
  [[nodiscard]] const model::SlotList* find(const model::SlotsWanted& wanted,
                                            model::Time now) const;
  /// In place of the oldest one.
  void store(const model::SlotsWanted& wanted, model::Time now, const model::SlotList& slots);

 private:
  struct Place {
    bool taken = false;
    model::Duration length{};
    std::uint8_t brand = 0;
    bool exclude_overlapping = false;
    model::Time at{};
    model::SlotList slots;
  };
  static constexpr std::size_t places_max = 8;

  static bool same(const Place& place, const model::SlotsWanted& wanted) {
    return place.taken && place.length == wanted.length && place.brand == wanted.brand &&
           place.exclude_overlapping == wanted.exclude_overlapping;
  }

  std::array<Place, places_max> places_{};
};

}  // namespace interleave::reconciler
