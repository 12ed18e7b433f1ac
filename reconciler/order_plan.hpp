#pragma once

#include <cstdint>

#include "model/order.hpp"
#include "reconciler/guards.hpp"

namespace interleave::reconciler {

/// One step that brings the orders of a job closer to what it wants.
struct OrderStep {
  enum class Kind : std::uint8_t {
    cancel,  ///< that order
    create,  ///< one, called `number`
    move,    ///< that order's calendar event
    link,    ///< the job's record to that order
  };

  Kind kind = Kind::cancel;
  model::OrderId order = model::OrderId::none();
  std::uint8_t number = 0;  ///< create: see Reference
};

/// The steps in the order in which they have to be made; none when nothing is left to do.
using OrderPlan = model::List<OrderStep, model::orders_per_job_max + 2>;

/// What has to be done so that `observed`, all the orders of the job, become what it wants: one
/// live order with its calendar event, which its record names; when it is cancelled, none. Of
/// several live ones the one that the record names stays, or else the oldest. An order that is
/// cancelled is never used again. `events`: the calendar event is ours to keep. Pure; does not
/// allocate.
template <class Guards>
[[nodiscard]] OrderPlan plan(const model::Job& job, const model::OrderList& observed,
                             const Guards& guards, bool events = true);

extern template OrderPlan plan(const model::Job&, const model::OrderList&, const SealedGuards&,
                               bool);
extern template OrderPlan plan(const model::Job&, const model::OrderList&, const AdjustableGuards&,
                               bool);

}  // namespace interleave::reconciler
