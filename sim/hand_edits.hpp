#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sim/order_book.hpp"

namespace interleave::sim {

/// Somebody at Spectora who changes an order by hand, between any two requests.
template <class Observer>
class HandEdits {
 public:
  HandEdits(Scheduler& scheduler, OrderBook<Observer>& orders)
      : scheduler_(scheduler), orders_(orders) {}

  /// Draws what is changed, right after that request, and does it.
  void edit(model::OrderId id, model::Cause request, std::string_view place);

 private:
  enum class Change : std::uint8_t { add, remove_first, remove_last, move_event, replace };
  static constexpr std::size_t change_count = 5;
  /// The inspectors whom somebody at Spectora may pick.
  static constexpr std::uint8_t pool_size = 5;

  void add_somebody(model::OrderId id, bool primary, const Doing& doing);

  Scheduler& scheduler_;
  OrderBook<Observer>& orders_;
};

template <class Observer>
void HandEdits<Observer>::edit(model::OrderId id, model::Cause request, std::string_view place) {
  scheduler_.touch({{}, ResourceSet(Resource::order, model::job_of(id).value)});
  const model::Cause edit = request.child(7, 0);
  const Doing doing{model::Author::hand, request, 0, edit};
  const Outcome drawn =
      scheduler_.choices().draw({Site::hand_change, request}, Uniform{change_count});
  const auto change = static_cast<Change>(drawn);
  scheduler_.trace(Actor::hand, static_cast<std::uint8_t>(change), edit, id.value);
  scheduler_.tell(model::Step::edited, request, request, place, [&] {
    static constexpr std::array<std::string_view, change_count> words{
        "adds an inspector to ", "removes the first inspector of ",
        "removes the last inspector of ", "moves the calendar event of ",
        "replaces the first inspector of "};
    return "somebody at Spectora " + std::string(words[static_cast<std::size_t>(drawn)]) +
           name_of(id);
  });
  const model::AssignmentList& present = orders_.assignments(id);
  switch (change) {
    case Change::add:
      return add_somebody(id, false, doing);
    case Change::remove_first:
      if (!present.empty()) orders_.remove(id, present.front().record, doing);
      return;
    case Change::remove_last:
      if (!present.empty()) orders_.remove(id, present.back().record, doing);
      return;
    case Change::move_event: {
      const model::CalendarEvent& event = orders_.event(id);
      return orders_.write(id, {event.starts + std::chrono::hours(1), event.inspector}, doing);
    }
    case Change::replace:
      add_somebody(id, true, doing);
      if (present.size() > 1) orders_.remove(id, present.front().record, doing);
      return;
  }
}

template <class Observer>
void HandEdits<Observer>::add_somebody(model::OrderId id, bool primary, const Doing& doing) {
  if (model::full(orders_.assignments(id))) return;
  for (std::uint8_t candidate = 0; candidate < pool_size; ++candidate) {
    const model::InspectorId inspector{candidate};
    if (orders_.stands(id, inspector)) continue;
    return orders_.add(id, {doing.cause, inspector, primary}, doing);
  }
}

}  // namespace interleave::sim
