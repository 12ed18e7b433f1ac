#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "model/ensure.hpp"
#include "model/spectora.hpp"

namespace interleave::properties {

/// What the remote orders hold, as Spectora's commit log tells it: the judge's own account, kept
/// apart from the simulated service's state.
class RemoteOrders {
 public:
  static constexpr std::size_t orders_max = 4;

  void reset() {
    for (Order& order : orders_) {
      order.assignments.clear();
      order.event = {};
    }
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

inline void RemoteOrders::on_commit(const model::SpectoraCommit& commit) {
  Order& order = orders_[commit.order.value];
  switch (commit.effect) {
    case model::SpectoraEffect::assigned:
      model::ensure(!model::full(order.assignments),
                    "a commit log that keeps to the limit of an order");
      order.assignments.push_back(commit.assignment);
      return;
    case model::SpectoraEffect::unassigned: {
      const auto removed = std::ranges::find(order.assignments, commit.assignment.record,
                                             &model::Assignment::record);
      model::ensure(removed != order.assignments.end(), "only live records to be removed");
      order.assignments.erase(removed);
      return;
    }
    case model::SpectoraEffect::event_written:
      order.event = commit.event;
      return;
  }
}

}  // namespace interleave::properties
