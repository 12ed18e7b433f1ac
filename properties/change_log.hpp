#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "model/units.hpp"

namespace interleave::properties {

/// The latest changes of something with their times, so that what it was a while ago can be told
/// from what it is now. Change: `undo(Change, State&)` makes the state what it was before it.
/// It remembers `changes_max` of them; older ones are forgotten.
template <class Change, std::size_t changes_max>
class ChangeLog {
 public:
  void reset() { count_ = 0; }
  void add(model::Time at, const Change& change) {
    entries_[count_++ % changes_max] = {at, change};
  }

  /// Whether that holds of what is `now`, or of what it was at some moment since `from`. True as
  /// well when the log does not reach back so far.
  template <class State, class Holds>
  [[nodiscard]] bool held_since(model::Time from, State now, const Holds& holds) const {
    if (holds(now)) return true;
    const std::size_t kept = std::min(count_, changes_max);
    for (std::size_t back = 1; back <= kept; ++back) {
      const Entry& entry = entries_[(count_ - back) % changes_max];
      if (entry.at < from) return false;  // before it, it was something else again
      undo(entry.change, now);
      if (holds(now)) return true;
    }
    return count_ > changes_max;
  }

 private:
  struct Entry {
    model::Time at{};
    Change change;
  };

  std::array<Entry, changes_max> entries_{};
  std::size_t count_ = 0;  ///< how many changes there ever were
};

}  // namespace interleave::properties
