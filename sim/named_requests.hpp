#pragma once

#include <algorithm>
#include <cstddef>

#include "model/calendar.hpp"
#include "model/list.hpp"

namespace interleave::sim {

/// What was answered for good, by the name of what was asked: a request that comes again is told
/// the same. A table of the store with a unique key.
class NamedRequests {
 public:
  struct Answer {
    model::CalendarStatus status = model::CalendarStatus::ok;
    model::EntryId entry = model::EntryId::none();
  };

  void clear() { kept_.clear(); }
  [[nodiscard]] bool full() const { return model::full(kept_); }
  /// Null: nothing was asked by that name.
  [[nodiscard]] const Answer* find(model::Cause name) const {
    const auto found = std::ranges::find(kept_, name, &Named::name);
    return found == kept_.end() ? nullptr : &found->answer;
  }
  /// Precondition: not full.
  void keep(model::Cause name, const Answer& answer) { kept_.push_back({name, answer}); }

 private:
  struct Named {
    model::Cause name;
    Answer answer;
  };
  static constexpr std::size_t names_max = 128;

  model::List<Named, names_max> kept_;
};

}  // namespace interleave::sim
