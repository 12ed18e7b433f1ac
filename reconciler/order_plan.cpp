#include "reconciler/order_plan.hpp"

#include <algorithm>

namespace interleave::reconciler {

using namespace model;

namespace {

template <class Guards>
OrderList live_of(const OrderList& observed, const Guards& guards) {
  OrderList live = observed;
  if (guards.has(Guard::live_rows)) {
    model::remove_if(live, [](const Order& order) { return order.cancelled; });
  }
  return live;
}

/// The live order that stays; null when there is none.
const Order* keep(const Job& job, const OrderList& live) {
  const auto linked = std::ranges::find(live, job.order, &Order::id);
  if (linked != live.end()) return &*linked;
  return live.empty() ? nullptr : &live.front();
}

}  // namespace

template <class Guards>
OrderPlan plan(const Job& job, const OrderList& observed, const Guards& guards, bool events) {
  using Kind = OrderStep::Kind;
  OrderPlan steps;
  const OrderList live = live_of(observed, guards);
  const Order* const kept = job.cancelled ? nullptr : keep(job, live);
  for (const Order& order : live) {
    const bool tolerated = !job.cancelled && !guards.has(Guard::duplicates);
    if (&order == kept || tolerated) continue;
    steps.push_back({Kind::cancel, order.id});
  }
  if (job.cancelled) return steps;
  if (kept == nullptr) {
    steps.push_back({Kind::create, OrderId::none(), static_cast<std::uint8_t>(observed.size())});
    return steps;
  }
  if (events && kept->event != wanted_event(job)) steps.push_back({Kind::move, kept->id});
  if (kept->id != job.order && guards.has(Guard::link)) steps.push_back({Kind::link, kept->id});
  return steps;
}

template OrderPlan plan(const Job&, const OrderList&, const SealedGuards&, bool);
template OrderPlan plan(const Job&, const OrderList&, const AdjustableGuards&, bool);

}  // namespace interleave::reconciler
