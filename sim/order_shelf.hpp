#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "model/order.hpp"
#include "sim/doing.hpp"
#include "sim/scheduler.hpp"

namespace interleave::sim {

/// The orders that were made for each job, and how they stood a moment ago. Every change is
/// published as a commit. Observer: `on_commit(Time, const OrderCommit&)`.
template <class Observer>
class OrderShelf {
 public:
  OrderShelf(Scheduler& scheduler, Observer& observer)
      : scheduler_(scheduler), observer_(observer) {}

  void reset() {
    for (auto& row : rows_) row.clear();
    commits_ = 0;
  }

  /// How many changes there were so far.
  [[nodiscard]] std::uint64_t commits() const { return commits_; }
  /// How many orders were ever made for the job.
  [[nodiscard]] std::size_t count(model::JobId job) const { return rows_[job.value].size(); }
  [[nodiscard]] bool full(model::JobId job) const { return model::full(rows_[job.value]); }
  /// Null: there is none of that id.
  [[nodiscard]] const model::Order* find(model::OrderId id) const {
    const Row* const row = find_row(rows_[model::job_of(id).value], id);
    return row == nullptr ? nullptr : &row->order;
  }
  /// The one of that reference, live or cancelled; null: there is none.
  [[nodiscard]] const model::Order* find(const model::Reference& reference) const {
    const Rows& rows = rows_[reference.job.value];
    const auto found = std::ranges::find_if(
        rows, [&](const Row& row) { return row.order.reference == reference; });
    return found == rows.end() ? nullptr : &found->order;
  }
  /// Whether it was made after that moment.
  [[nodiscard]] bool is_younger(model::OrderId id, model::Time than) const {
    const Row* const row = find_row(rows_[model::job_of(id).value], id);
    return row != nullptr && row->made_at > than;
  }
  /// The orders of a job, oldest first, as a list showed them then: what was made since is missing,
  /// what was cancelled since is live.
  [[nodiscard]] model::OrderList as_of(model::JobId job, model::Time time) const;
  [[nodiscard]] model::OrderList now(model::JobId job) const {
    return as_of(job, scheduler_.now());
  }

  /// Makes an order. Precondition: the job's are not full.
  const model::Order& make(const model::Reference& reference, const model::CalendarEvent& event,
                           const Doing& doing);
  /// Preconditions: there is such an order, and it is live.
  void cancel(model::OrderId id, const Doing& doing);
  void reschedule(model::OrderId id, const model::CalendarEvent& event, const Doing& doing);
  /// Another endpoint has moved it, and says so itself.
  void follow(model::OrderId id, const model::CalendarEvent& event) {
    row_of(id).order.event = event;
  }

 private:
  struct Row {
    model::Order order;
    model::Time made_at{};
    model::Time cancelled_at{};
  };
  using Rows = model::List<Row, model::orders_per_job_max>;

  static const Row* find_row(const Rows& rows, model::OrderId id) {
    const auto found =
        std::ranges::find_if(rows, [&](const Row& row) { return row.order.id == id; });
    return found == rows.end() ? nullptr : &*found;
  }
  Row& row_of(model::OrderId id) {
    Rows& rows = rows_[model::job_of(id).value];
    return *std::ranges::find_if(rows, [&](const Row& row) { return row.order.id == id; });
  }
  void publish(model::OrderEffect effect, const model::Order& order, const Doing& doing) {
    ++commits_;
    observer_.on_commit(scheduler_.now(),
                        model::OrderCommit{effect, order, doing.author, doing.run, doing.fencing});
  }

  Scheduler& scheduler_;
  Observer& observer_;
  std::array<Rows, model::jobs_with_orders_max> rows_;
  std::uint64_t commits_ = 0;
};

template <class Observer>
model::OrderList OrderShelf<Observer>::as_of(model::JobId job, model::Time time) const {
  model::OrderList seen;
  for (const Row& row : rows_[job.value]) {
    if (row.made_at > time) continue;
    seen.push_back(row.order);
    if (row.order.cancelled && row.cancelled_at > time) seen.back().cancelled = false;
  }
  return seen;
}

template <class Observer>
const model::Order& OrderShelf<Observer>::make(const model::Reference& reference,
                                               const model::CalendarEvent& event,
                                               const Doing& doing) {
  Rows& rows = rows_[reference.job.value];
  const model::OrderId id = model::order_of(reference.job, static_cast<std::uint8_t>(rows.size()));
  rows.push_back({{id, reference, event, false}, scheduler_.now(), {}});
  publish(model::OrderEffect::created, rows.back().order, doing);
  return rows.back().order;
}

template <class Observer>
void OrderShelf<Observer>::cancel(model::OrderId id, const Doing& doing) {
  Row& row = row_of(id);
  row.order.cancelled = true;
  row.cancelled_at = scheduler_.now();
  publish(model::OrderEffect::cancelled, row.order, doing);
}

template <class Observer>
void OrderShelf<Observer>::reschedule(model::OrderId id, const model::CalendarEvent& event,
                                      const Doing& doing) {
  Row& row = row_of(id);
  row.order.event = event;
  publish(model::OrderEffect::rescheduled, row.order, doing);
}

}  // namespace interleave::sim
