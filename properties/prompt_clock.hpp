#pragma once

#include <algorithm>
#include <cstdint>

#include "model/units.hpp"

namespace interleave::properties {

/// How long an order has been out of step although a worker knew of it.
///
/// It runs while something is *owed*: a new generation that was announced to a worker; a repair
/// that somebody asked for; the mending of what a late write of our own did. Each fault that hits
/// the key starts it anew, so it measures the time since the last one was over. Three things end a
/// debt without payment. A hand edit, which nobody announces, ends a repair that was asked for
/// before it. So does the death of a worker: who asked got no answer, and asks again. A newer
/// generation ends the debt for an older one until it is announced itself.
class PromptClock {
 public:
  enum class Debt : std::uint8_t { generation = 1, repair = 2, own_late_write = 4 };

  void reset() { *this = PromptClock(); }

  void owe(model::Time at, Debt debt) {
    debts_ |= static_cast<unsigned>(debt);
    disturb(at);
  }
  void forgive(Debt debt) { debts_ &= ~static_cast<unsigned>(debt); }
  /// The order is in step: everything is paid.
  void pay() { debts_ = 0; }
  /// A fault hit the key; its direct consequences end at `over`.
  void disturb(model::Time over) { since_ = std::max(since_, over); }

  [[nodiscard]] bool late(model::Time now, model::Duration bound) const {
    return debts_ != 0 && now > since_ + bound;
  }

 private:
  unsigned debts_ = 0;
  model::Time since_{};
};

}  // namespace interleave::properties
