#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "model/booking.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// Where one inspector's calendar stands among the resources; the jobs come before.
inline constexpr std::uint32_t first_calendar = ResourceSet::per_kind - model::persons_max;
inline ResourceSet calendar_of(model::InspectorId inspector) {
  return {Resource::job, first_calendar + model::person_of(inspector).value};
}
inline ResourceSet calendars_of(const model::InspectorList& inspectors) {
  ResourceSet all;
  for (const model::InspectorId inspector : inspectors) all = all | calendar_of(inspector);
  return all;
}
inline ResourceSet every_calendar() {
  ResourceSet all;
  for (std::uint8_t i = 0; i < model::persons_max; ++i) {
    all = all | calendar_of(model::InspectorId{i});
  }
  return all;
}

/// The rows of Attik's calendar, each with what it was before its latest change, so that a replica
/// can show that. Whatever changes is published. Observer: `on_commit(Time, const
/// CalendarCommit&)`.
template <class Observer>
class CalendarRows {
 public:
  struct Row {
    model::CalendarEntry now;
    model::CalendarEntry before;
    model::Time saved_at{};
    bool made_then = true;  ///< there was none before
  };

  CalendarRows(Scheduler& scheduler, Observer& observer)
      : scheduler_(scheduler), observer_(observer) {}

  void reset() { rows_.clear(); }

  [[nodiscard]] std::size_t count() const { return rows_.size(); }
  [[nodiscard]] auto begin() { return rows_.begin(); }
  [[nodiscard]] auto end() { return rows_.end(); }
  [[nodiscard]] auto begin() const { return rows_.begin(); }
  [[nodiscard]] auto end() const { return rows_.end(); }
  Row& operator[](model::EntryId id) { return rows_[id.value]; }
  [[nodiscard]] const model::CalendarEntry& entry(std::size_t number) const {
    return rows_[number].now;
  }
  /// All rows as they stood then, if none has changed twice since.
  [[nodiscard]] model::EntryList as_of(model::Time time) const;
  /// The first row that was in the way then; none: nothing was.
  [[nodiscard]] model::EntryId obstacle(const model::Wish& wish, const model::Query& query,
                                        model::Time as_of) const;
  /// The visit's hold, or that native order; null: there is none.
  Row* hold_of(model::Cause visit);
  Row* native(model::JobId native);

  /// Makes a row, with the next id. Null when there are too many: the run ends.
  Row* add(const model::CalendarEntry& entry, const model::CalendarRequest& request,
           model::Writing writing);
  void write(Row& row, const model::CalendarEntry& entry, const model::CalendarRequest& request,
             model::Writing writing);
  /// A hold ends.
  void end(Row& row, const model::CalendarRequest& request, model::CalendarEffect effect);

 private:
  static constexpr std::string_view rows_limit = "rows of the calendar";

  void save(Row& row) {
    row.before = row.now;
    row.made_then = false;
    row.saved_at = scheduler_.now();
  }
  void publish(const model::CalendarCommit& commit) {
    observer_.on_commit(scheduler_.now(), commit);
  }

  Scheduler& scheduler_;
  Observer& observer_;
  model::List<Row, model::calendar_rows_max> rows_;
};

template <class Observer>
model::EntryList CalendarRows<Observer>::as_of(model::Time time) const {
  model::EntryList shown;
  for (const Row& row : rows_) {
    if (row.saved_at <= time) {
      shown.push_back(row.now);
    } else if (!row.made_then) {
      shown.push_back(row.before);
    }
  }
  return shown;
}

template <class Observer>
model::EntryId CalendarRows<Observer>::obstacle(const model::Wish& wish, const model::Query& query,
                                                model::Time as_of) const {
  for (const Row& row : rows_) {
    const bool younger = row.saved_at > as_of;
    if (younger && row.made_then) continue;
    const model::CalendarEntry& shown = younger ? row.before : row.now;
    if (model::in_the_way(shown, wish, query, scheduler_.now())) return row.now.id;
  }
  return model::EntryId::none();
}

template <class Observer>
auto CalendarRows<Observer>::hold_of(model::Cause visit) -> Row* {
  const auto found = std::ranges::find_if(rows_, [&](const Row& row) {
    return row.now.kind == model::EntryKind::hold && row.now.live && row.now.owner == visit;
  });
  return found == rows_.end() ? nullptr : &*found;
}

template <class Observer>
auto CalendarRows<Observer>::native(model::JobId native) -> Row* {
  const auto found = std::ranges::find_if(rows_, [&](const Row& row) {
    return row.now.kind == model::EntryKind::native && row.now.native == native;
  });
  return found == rows_.end() ? nullptr : &*found;
}

template <class Observer>
auto CalendarRows<Observer>::add(const model::CalendarEntry& entry,
                                 const model::CalendarRequest& request, model::Writing writing)
    -> Row* {
  if (model::full(rows_)) {
    scheduler_.reach_limit(rows_limit);
    return nullptr;
  }
  rows_.push_back({entry, entry, scheduler_.now(), true});
  Row& row = rows_.back();
  row.now.id = model::EntryId{static_cast<std::uint8_t>(rows_.size() - 1)};
  publish({.entry = row.now,
           .writing = writing,
           .run = request.run,
           .name = request.name,
           .with_job = request.check.with_job});
  return &row;
}

template <class Observer>
void CalendarRows<Observer>::write(Row& row, const model::CalendarEntry& entry,
                                   const model::CalendarRequest& request, model::Writing writing) {
  const std::uint32_t generation = row.now.generation;
  save(row);
  row.now = entry;
  publish({.entry = row.now,
           .writing = writing,
           .run = request.run,
           .name = request.name,
           .seen = request.seen,
           .generation = generation,
           .with_job = request.check.with_job});
}

template <class Observer>
void CalendarRows<Observer>::end(Row& row, const model::CalendarRequest& request,
                                 model::CalendarEffect effect) {
  save(row);
  row.now.live = false;
  publish({.effect = effect, .entry = row.now, .run = request.run, .fencing = request.fencing});
}

}  // namespace interleave::sim
