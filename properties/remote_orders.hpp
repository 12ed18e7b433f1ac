#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "model/ensure.hpp"
#include "model/order.hpp"
#include "model/spectora.hpp"

namespace interleave::properties {

/// What one remote order holds.
struct RemoteOrder {
  model::AssignmentList assignments;
  model::CalendarEvent event;
  std::uint32_t commits = 0;  ///< about it

  /// Nothing has changed since it was made: it has never shown anything else.
  [[nodiscard]] bool as_made() const { return commits <= 1; }
  /// Who stands on it, once for every live record.
  [[nodiscard]] model::List<model::InspectorId, model::assignments_per_order_max> inspectors()
      const;
};

/// What the remote orders hold, as Spectora's commit log tells it: the judge's own account, kept
/// apart from the simulated service's state.
class RemoteOrders {
 public:
  static constexpr std::size_t orders_max =
      model::jobs_with_orders_max * std::size_t{model::orders_per_job_max};

  /// Only what anything is known of: all of it is too large to be cleared for each run.
  void reset() {
    for (; known_ != 0; known_ &= known_ - 1) {
      RemoteOrder& order = orders_[static_cast<std::size_t>(std::countr_zero(known_))];
      order.assignments.clear();
      order.event = {};
      order.commits = 0;
    }
  }
  void on_commit(const model::SpectoraCommit& commit);

  [[nodiscard]] const RemoteOrder& order(model::OrderId order) const {
    return orders_[order.value];
  }
  [[nodiscard]] const model::AssignmentList& assignments(model::OrderId order) const {
    return orders_[order.value].assignments;
  }
  [[nodiscard]] const model::CalendarEvent& event(model::OrderId order) const {
    return orders_[order.value].event;
  }
  /// Who stands on the order, once for every live record.
  [[nodiscard]] auto inspectors(model::OrderId order) const {
    return orders_[order.value].inspectors();
  }

 private:
  static_assert(orders_max <= 32);
  std::array<RemoteOrder, orders_max> orders_{};
  std::uint32_t known_ = 0;  ///< of which there was a commit, a bit each
};

inline void RemoteOrders::on_commit(const model::SpectoraCommit& commit) {
  RemoteOrder& order = orders_[commit.order.value];
  known_ |= std::uint32_t{1} << commit.order.value;
  ++order.commits;
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
