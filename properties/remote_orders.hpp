#pragma once

#include <array>
#include <cstddef>

#include "model/spectora.hpp"

namespace interleave::properties {

/// What the remote orders hold, as Spectora's commit log tells it: the judge's own account, kept
/// apart from the simulated service's state.
class RemoteOrders {
 public:
  static constexpr std::size_t orders_max = 4;

  void reset() {
    for (Order& order : orders_) order.assignments.clear();
  }
  void on_commit(const model::SpectoraCommit& commit);

  [[nodiscard]] const model::AssignmentList& assignments(model::OrderId order) const {
    return orders_[order.value].assignments;
  }
  [[nodiscard]] const model::CalendarEvent& event(model::OrderId order) const {
    return orders_[order.value].event;
  }
  /// Who stands on the order, once for every live record.
  [[nodiscard]] model::List<model::InspectorId, model::assignments_per_order_max> inspectors(
      model::OrderId order) const;

 private:
  struct Order {
    model::AssignmentList assignments;
    model::CalendarEvent event;
  };
  std::array<Order, orders_max> orders_{};
};

}  // namespace interleave::properties
