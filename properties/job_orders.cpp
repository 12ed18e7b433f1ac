#include "properties/job_orders.hpp"

namespace interleave::properties {

using namespace model;

bool in_step(const Job& job, const OrderList& orders, bool events) {
  const auto live = std::ranges::find(orders, false, &Order::cancelled);
  if (live == orders.end()) return job.cancelled;
  if (job.cancelled || (events && live->event != wanted_event(job))) return false;
  return std::find_if(live + 1, orders.end(),
                      [](const Order& order) { return !order.cancelled; }) == orders.end();
}

void JobOrders::on_commit(Time at, const OrderCommit& commit) {
  const auto known = std::ranges::find(orders_, commit.order.id, &Order::id);
  if (known == orders_.end()) {
    changes_.add(at, {OrderEffect::created, commit.order.id, {}});
    orders_.push_back(commit.order);
    return;
  }
  changes_.add(at, {commit.effect, commit.order.id, known->event});
  *known = commit.order;
}

void undo(const JobOrders::Change& change, OrderList& orders) {
  const auto order = std::ranges::find(orders, change.order, &Order::id);
  switch (change.effect) {
    case OrderEffect::created:
      orders.erase(order);
      return;
    case OrderEffect::cancelled:
      order->cancelled = false;
      return;
    case OrderEffect::rescheduled:
      order->event = change.before;
      return;
  }
}

}  // namespace interleave::properties
