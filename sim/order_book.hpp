#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "model/order.hpp"
#include "model/spectora.hpp"
#include "sim/doing.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// Hears of assignments that come and go, and whom the order shows after it.
class AssignmentListener {
 public:
  virtual void on_assignment(const model::SpectoraCommit& commit, model::Cause cause,
                             const model::AssignmentList& shown) = 0;

 protected:
  ~AssignmentListener() = default;
};

/// The remote orders: what each holds, and held a moment ago. Every change is published as a
/// commit. Observer: `on_commit(Time, const SpectoraCommit&)`.
template <class Observer>
class OrderBook {
 public:
  static constexpr std::size_t orders_max =
      model::jobs_with_orders_max * std::size_t{model::orders_per_job_max};

  OrderBook(Scheduler& scheduler, Observer& observer, model::Duration list_lag)
      : scheduler_(scheduler), observer_(observer), list_lag_(list_lag) {}

  void announce_to(AssignmentListener& listener) { listener_ = &listener; }

  void reset() {
    commits_ = 0;
    for (; used_ != 0; used_ &= used_ - 1) {
      Order& order = orders_[static_cast<std::size_t>(std::countr_zero(used_))];
      order.assignments.clear();
      order.changes.clear();
      order.removed.clear();
      order.event = {};
    }
  }

  [[nodiscard]] const model::AssignmentList& assignments(model::OrderId order) const {
    return orders_[order.value].assignments;
  }
  [[nodiscard]] const model::CalendarEvent& event(model::OrderId order) const {
    return orders_[order.value].event;
  }
  [[nodiscard]] bool stands(model::OrderId order, model::InspectorId inspector) const {
    const model::AssignmentList& present = assignments(order);
    return std::ranges::find(present, inspector, &model::Assignment::inspector) != present.end();
  }
  [[nodiscard]] bool has(model::OrderId order, model::Cause record) const {
    const model::AssignmentList& present = assignments(order);
    return std::ranges::find(present, record, &model::Assignment::record) != present.end();
  }
  /// The latest that were removed, oldest first.
  using Removed = model::List<model::Assignment, 2>;
  [[nodiscard]] const Removed& removed(model::OrderId order) const {
    return orders_[order.value].removed;
  }
  /// Whether a record came after that moment, of those within the lag.
  [[nodiscard]] bool is_younger(model::OrderId order, model::Cause record, model::Time than) const {
    const auto& changes = orders_[order.value].changes;
    return std::ranges::any_of(changes, [&](const Change& change) {
      return change.added && change.assignment.record == record && change.at > than;
    });
  }
  /// What the order held then: what came since is missing, what went since is there. The order of
  /// the records is not promised.
  [[nodiscard]] model::AssignmentList as_of(model::OrderId id, model::Time time) const;

  /// How many changes there were so far.
  [[nodiscard]] std::uint64_t commits() const { return commits_; }

  void add(model::OrderId id, const model::Assignment& assignment, const Doing& doing);
  /// False when there is no such record any more.
  bool remove(model::OrderId id, model::Cause record, const Doing& doing);
  void write(model::OrderId id, const model::CalendarEvent& event, const Doing& doing);

 private:
  static constexpr std::size_t changes_max = 32;

  /// A record that came or went, for lists that lag.
  struct Change {
    model::Time at{};
    model::Assignment assignment;
    bool added = false;
  };
  struct Order {
    model::AssignmentList assignments;
    model::CalendarEvent event;
    model::List<Change, changes_max> changes;  ///< the latest, oldest first
    Removed removed;
  };

  Order& use(model::OrderId id) {
    used_ |= std::uint32_t{1} << id.value;
    return orders_[id.value];
  }
  void remember(Order& order, const model::Assignment& assignment, bool added) {
    if (list_lag_ == model::Duration{}) return;
    if (model::full(order.changes)) order.changes.erase(order.changes.begin());
    order.changes.push_back({scheduler_.now(), assignment, added});
  }
  void publish(model::SpectoraEffect effect, model::OrderId order,
               const model::Assignment& assignment, const model::CalendarEvent& event,
               const Doing& doing) {
    ++commits_;
    const model::SpectoraCommit commit{effect,       order,     assignment,   event,
                                       doing.author, doing.run, doing.fencing};
    observer_.on_commit(scheduler_.now(), commit);
    const bool of_people = effect != model::SpectoraEffect::event_written;
    if (listener_ == nullptr || !of_people || doing.author == model::Author::start) return;
    listener_->on_assignment(commit, doing.cause, assignments(order));
  }

  Scheduler& scheduler_;
  Observer& observer_;
  AssignmentListener* listener_ = nullptr;
  model::Duration list_lag_;
  static_assert(orders_max <= 32);
  std::array<Order, orders_max> orders_{};
  std::uint32_t used_ = 0;  ///< which of them anything was written to, a bit each
  std::uint64_t commits_ = 0;
};

template <class Observer>
model::AssignmentList OrderBook<Observer>::as_of(model::OrderId id, model::Time time) const {
  const Order& order = orders_[id.value];
  model::AssignmentList seen = order.assignments;
  for (auto change = order.changes.rbegin(); change != order.changes.rend(); ++change) {
    if (change->at <= time) break;
    if (change->added) {
      model::remove_if(seen, [&](const model::Assignment& assignment) {
        return assignment.record == change->assignment.record;
      });
    } else if (!model::full(seen)) {
      seen.push_back(change->assignment);
    }
  }
  return seen;
}

template <class Observer>
void OrderBook<Observer>::add(model::OrderId id, const model::Assignment& assignment,
                              const Doing& doing) {
  Order& order = use(id);
  order.assignments.push_back(assignment);
  if (doing.author != model::Author::start) remember(order, assignment, true);
  publish(model::SpectoraEffect::assigned, id, assignment, {}, doing);
}

template <class Observer>
bool OrderBook<Observer>::remove(model::OrderId id, model::Cause record, const Doing& doing) {
  Order& order = orders_[id.value];
  const auto found = std::ranges::find(order.assignments, record, &model::Assignment::record);
  if (found == order.assignments.end()) return false;
  const model::Assignment removed = *found;
  order.assignments.erase(found);
  remember(order, removed, false);
  if (model::full(order.removed)) order.removed.erase(order.removed.begin());
  order.removed.push_back(removed);
  publish(model::SpectoraEffect::unassigned, id, removed, {}, doing);
  return true;
}

template <class Observer>
void OrderBook<Observer>::write(model::OrderId id, const model::CalendarEvent& event,
                                const Doing& doing) {
  use(id).event = event;
  publish(model::SpectoraEffect::event_written, id, {}, event, doing);
}

}  // namespace interleave::sim
