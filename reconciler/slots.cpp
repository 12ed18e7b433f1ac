#include "reconciler/slots.hpp"

#include <algorithm>

namespace interleave::reconciler {

using namespace model;

SlotList find_slots(const SlotsWanted& wanted, const EntryList& entries, const Query& query,
                    Time now) {
  const StartList starts = wanted.one_a_day ? one_start_a_day(wanted.clock, wanted.date)
                                            : offered_starts(wanted.clock, wanted.date);
  SlotList slots;
  for (std::uint8_t number = 0; number < wanted.inspectors; ++number) {
    const InspectorId inspector{number};
    for (const Time start : starts) {
      Wish wish{.when = {start, start + wanted.length}, .brand = wanted.brand};
      wish.inspectors.push_back(inspector);
      const bool taken =
          wanted.exclude_overlapping && std::ranges::any_of(entries, [&](const auto& entry) {
            return in_the_way(entry, wish, query, now);
          });
      if (!taken) slots.push_back({inspector, start});
    }
  }
  return slots;
}

const SlotList* SlotCache::find(const SlotsWanted& wanted, Time now) const {
  const auto found =
      std::ranges::find_if(places_, [&](const Place& place) { return same(place, wanted); });
  if (found == places_.end() || now - found->at >= age_max) return nullptr;
  return &found->slots;
}

void SlotCache::store(const SlotsWanted& wanted, Time now, const SlotList& slots) {
  auto place = std::ranges::find_if(places_, [&](const Place& each) { return same(each, wanted); });
  if (place == places_.end()) {
    place = std::ranges::min_element(places_, [](const Place& a, const Place& b) {
      return a.taken != b.taken ? b.taken : a.at < b.at;
    });
  }
  *place = {true, wanted.length, wanted.brand, wanted.exclude_overlapping, now, slots};
}

}  // namespace interleave::reconciler
