#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "model/booking.hpp"
#include "model/ensure.hpp"

namespace interleave::properties {

/// A row of Attik's calendar as its commit log tells it: the judge's own account.
struct BookedRow {
  model::CalendarEntry entry;
  /// When it is, as people meant it.
  model::Interval meant;
  model::Writing writing = model::Writing::given;  ///< the latest
  model::Writing made_by = model::Writing::given;
  model::Time made_at{};
  model::Time from{};  ///< since when it is as it is

  [[nodiscard]] bool takes_time(model::Time at) const {
    return entry.live && (entry.kind != model::EntryKind::hold || at < entry.expires);
  }
};

/// Whether a person is on both lists, under whatever id.
[[nodiscard]] inline bool share_person(const model::InspectorList& a,
                                       const model::InspectorList& b) {
  return std::ranges::any_of(a, [&](model::InspectorId one) {
    return std::ranges::any_of(b, [&](model::InspectorId other) {
      return model::person_of(one) == model::person_of(other);
    });
  });
}

/// Whose time is taken by what, and was a while ago.
class BookedTime {
 public:
  void reset() {
    count_ = 0;
    past_count_ = 0;
  }

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const BookedRow& row(std::size_t place) const { return rows_[place]; }
  [[nodiscard]] const BookedRow* find(model::EntryId id) const {
    return id.value < count_ ? &rows_[id.value] : nullptr;
  }
  /// The row as it is from then on.
  void put(model::Time at, const BookedRow& row) {
    const std::size_t place = row.entry.id.value;
    model::ensure(place < rows_.size(), "a commit log that keeps to the limit of a calendar");
    if (place < count_) {
      past_[past_count_++ % past_max] = {rows_[place], at};
    } else {
      count_ = place + 1;
    }
    rows_[place] = row;
    rows_[place].from = at;
  }

  /// Somebody's time, and what of it is not in its own way.
  struct Span {
    model::InspectorList inspectors;
    model::Interval when;
    model::Cause visit;
    model::EntryId self = model::EntryId::none();
  };
  /// What was in the way of that at some moment from `from` to `to`: whatever has one of the
  /// persons, but for the visit's own hold, and the row itself. Null: nothing.
  [[nodiscard]] const BookedRow* obstacle(const Span& wish, model::Time from,
                                          model::Time to) const {
    const auto blocks = [&](const BookedRow& row, model::Time until) {
      const bool hold = row.entry.kind == model::EntryKind::hold;
      const model::Time ends = hold ? std::min(until, row.entry.expires) : until;
      return row.entry.live && row.entry.id != wish.self && row.from <= to && ends > from &&
             !(hold && row.entry.owner == wish.visit) && model::overlap(row.meant, wish.when) &&
             share_person(row.entry.inspectors, wish.inspectors);
    };
    for (std::size_t i = 0; i < count_; ++i) {
      if (blocks(rows_[i], model::Time::max())) return &rows_[i];
    }
    for (std::size_t i = 0; i < std::min(past_count_, past_max); ++i) {
      if (blocks(past_[i].row, past_[i].until)) return &past_[i].row;
    }
    return nullptr;
  }
  /// Whether a hold whose time was over by then would be in the way.
  [[nodiscard]] bool expired_hold(const Span& wish, model::Time by) const {
    return std::any_of(rows_.begin(), rows_.begin() + count_, [&](const BookedRow& row) {
      return row.entry.kind == model::EntryKind::hold && row.entry.live &&
             row.entry.owner != wish.visit && row.entry.expires <= by &&
             model::overlap(row.meant, wish.when) &&
             share_person(row.entry.inspectors, wish.inspectors);
    });
  }

  /// Calls `visit(row)` for each version of a row that is remembered, oldest first.
  template <class Visit>
  void for_each_version(model::EntryId id, const Visit& visit) const {
    const std::size_t kept = std::min(past_count_, past_max);
    for (std::size_t back = kept; back > 0; --back) {
      const BookedRow& row = past_[(past_count_ - back) % past_max].row;
      if (row.entry.id == id) visit(row);
    }
    if (const BookedRow* const row = find(id)) visit(*row);
  }

 private:
  struct Past {
    BookedRow row;
    model::Time until{};
  };
  static constexpr std::size_t past_max = 64;

  std::array<BookedRow, model::calendar_rows_max> rows_{};
  std::size_t count_ = 0;
  std::array<Past, past_max> past_{};
  std::size_t past_count_ = 0;
};

}  // namespace interleave::properties
