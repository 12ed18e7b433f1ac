#pragma once

#include <algorithm>
#include <cstddef>

#include "model/order.hpp"
#include "properties/change_log.hpp"

namespace interleave::properties {

/// Whether the orders of a job are what it wants: one live one with its event; none when it is
/// cancelled. `events`: what the event says counts.
[[nodiscard]] bool in_step(const model::Job& job, const model::OrderList& orders,
                           bool events = true);

/// All orders of one job, as Spectora's commit log tells it, and how they were a while ago: the
/// judge's own account, kept apart from the simulated service's state.
class JobOrders {
 public:
  /// How far back it remembers; older commits are forgotten.
  static constexpr std::size_t commits_max = 64;

  void reset() {
    orders_.clear();
    changes_.reset();
  }
  void on_commit(model::Time at, const model::OrderCommit& commit);

  [[nodiscard]] const model::OrderList& all() const { return orders_; }
  [[nodiscard]] std::size_t live() const {
    return static_cast<std::size_t>(std::ranges::count(orders_, false, &model::Order::cancelled));
  }
  /// Whether they were what such a job wants at some moment since then.
  [[nodiscard]] bool was_in_step(const model::Job& job, model::Time from,
                                 bool events = true) const {
    return changes_.held_since(from, orders_, [&job, events](const model::OrderList& orders) {
      return in_step(job, orders, events);
    });
  }

 private:
  struct Change {
    model::OrderEffect effect = model::OrderEffect::created;
    model::OrderId order;
    model::CalendarEvent before;  ///< rescheduled: what the event said before
  };
  friend void undo(const Change& change, model::OrderList& orders);

  model::OrderList orders_;
  ChangeLog<Change, commits_max> changes_;
};

}  // namespace interleave::properties
