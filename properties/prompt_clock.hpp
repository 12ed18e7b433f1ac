#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "model/units.hpp"

namespace interleave::properties {

/// How long an order has been out of step although a worker knew of it.
///
/// It runs while something is *owed*: a new generation that was announced to a worker; a repair
/// that somebody asked for; the mending of what a late write of our own did. Each is owed since it
/// was first called for: to ask again is no excuse. Each fault that hits the key starts it anew, so
/// it measures the time since the last one was over. Three things end a debt without payment. A
/// hand edit, which nobody announces, ends a repair that was asked for before it. So does the death
/// of a worker: who asked got no answer, and asks again. A newer generation ends the debt for an
/// older one until it is announced itself.
class PromptClock {
 public:
  enum class Debt : std::uint8_t { generation, repair, own_late_write };

  void reset() { *this = PromptClock(); }

  void owe(model::Time at, Debt debt) {
    Entry& entry = debts_[static_cast<std::size_t>(debt)];
    if (!entry.owed) entry = {true, at};
  }
  void forgive(Debt debt) { debts_[static_cast<std::size_t>(debt)].owed = false; }
  /// The order is in step: everything is paid.
  void pay() {
    for (Entry& entry : debts_) entry.owed = false;
  }
  /// A fault hit the key; its direct consequences end at `over`.
  void disturb(model::Time over) { disturbed_ = std::max(disturbed_, over); }

  [[nodiscard]] bool late(model::Time now, model::Duration bound) const {
    return std::ranges::any_of(debts_, [&](const Entry& entry) {
      return entry.owed && now > std::max(entry.since, disturbed_) + bound;
    });
  }

 private:
  struct Entry {
    bool owed = false;
    model::Time since{};
  };

  std::array<Entry, 3> debts_{};  ///< by `Debt`
  model::Time disturbed_{};       ///< when the last fault was over
};

}  // namespace interleave::properties
