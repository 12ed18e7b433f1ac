#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/calendar_rows.hpp"

namespace interleave::sim {

/// What staff are told of bookings that overlap an order at Spectora, as far as Attik's calendar
/// knows of it. It is looked at in each transaction that writes. Observer: `on_commit(Time, const
/// CalendarCommit&)`.
template <class Observer>
class OverlapAlerts {
 public:
  static constexpr std::size_t natives_max = 2;

  OverlapAlerts(Scheduler& scheduler, Observer& observer, CalendarRows<Observer>& rows)
      : scheduler_(scheduler), observer_(observer), rows_(rows) {}

  void reset() { alerts_.fill({}); }

  [[nodiscard]] bool open(model::JobId native) const { return alerts_[native.value].open; }
  /// What overlaps is told, and what does not any more is not: each if the check says so.
  void watch(const model::Check& check, model::Cause run) {
    for (std::uint8_t native = 0; native < natives_max; ++native) {
      watch(model::JobId{native}, check, run);
    }
  }
  /// Staff take over what they were told about that order.
  void acknowledge(model::JobId native, model::Cause cause) {
    Alert& alert = alerts_[native.value];
    alert.acknowledged = alert.about;
    alert.open = false;
    model::CalendarEntry entry;
    entry.native = native;
    publish(model::CalendarEffect::acknowledged, entry, cause);
  }

 private:
  /// What staff are told about one order.
  struct Alert {
    std::uint64_t about = 0;         ///< what it overlaps, as a number; 0: nothing
    bool open = false;               ///< staff are told
    std::uint64_t acknowledged = 0;  ///< what staff have taken over
  };

  void watch(model::JobId native, const model::Check& check, model::Cause run);
  [[nodiscard]] std::uint64_t overlaps_of(const model::CalendarEntry& native) const;
  void publish(model::CalendarEffect effect, const model::CalendarEntry& entry, model::Cause run) {
    observer_.on_commit(scheduler_.now(),
                        model::CalendarCommit{.effect = effect, .entry = entry, .run = run});
  }

  Scheduler& scheduler_;
  Observer& observer_;
  CalendarRows<Observer>& rows_;
  std::array<Alert, natives_max> alerts_{};
};

template <class Observer>
std::uint64_t OverlapAlerts<Observer>::overlaps_of(const model::CalendarEntry& native) const {
  if (!native.live) return 0;
  model::Query bookings;
  bookings.kinds = model::kind_bit(model::EntryKind::booking);
  const model::Wish wish{native.inspectors, native.when, 0, {}, native.id};
  std::uint64_t about = 0;
  for (const auto& row : rows_) {
    if (!model::in_the_way(row.now, wish, bookings, scheduler_.now())) continue;
    const std::uint64_t pair = row.now.id.value * 4096U + row.now.generation * 16U;
    about += model::mix(pair + native.generation + 1);
  }
  return about;
}

template <class Observer>
void OverlapAlerts<Observer>::watch(model::JobId native, const model::Check& check,
                                    model::Cause run) {
  const auto* const row = rows_.native(native);
  if (row == nullptr) return;
  Alert& alert = alerts_[native.value];
  alert.about = overlaps_of(row->now);
  const bool wanted = alert.about != 0 && alert.about != alert.acknowledged;
  if (wanted == alert.open || (wanted ? !check.watch : !check.closes)) return;
  alert.open = wanted;
  scheduler_.tell(model::Step::alerted, run.child(15, 3U + native.value), run, "Attik", [&] {
    return (wanted ? "staff are told that a booking overlaps " : "nothing is left to be told of ") +
           name_of(row->now);
  });
  publish(wanted ? model::CalendarEffect::alerted : model::CalendarEffect::alert_closed, row->now,
          run);
}

}  // namespace interleave::sim
