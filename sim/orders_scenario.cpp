#include "sim/orders_scenario.hpp"

namespace interleave::sim {

using namespace model;

Job booked_job(std::size_t number) {
  const auto value = static_cast<std::uint8_t>(number);
  Job job{JobId{value}, OrderId::none(), Creation::attik, first_appointment + number * 24h, {}};
  job.inspectors.push_back(InspectorId{0});
  return job;
}

std::optional<OrdersAction> suited(OrdersAction action, const Job& job, bool alerted) {
  const bool native = job.created == Creation::spectora;
  switch (action) {
    case OrdersAction::cancel:
      if (native) return std::nullopt;
      return job.cancelled ? OrdersAction::reinstate : OrdersAction::cancel;
    case OrdersAction::sync:
      if (native) return std::nullopt;
      if (alerted) return OrdersAction::acknowledge;
      return job.cancelled ? std::nullopt : std::optional(OrdersAction::sync);
    case OrdersAction::edit:
      return job.cancelled ? std::nullopt : std::optional(OrdersAction::edit);
    case OrdersAction::book:
    case OrdersAction::reinstate:
    case OrdersAction::acknowledge:
      return action;
  }
  return std::nullopt;
}

Job after(const Job& job, OrdersAction action, Outcome change) {
  Job changed = job;
  switch (action) {
    case OrdersAction::cancel:
      changed.cancelled = true;
      break;
    case OrdersAction::edit: {
      std::uint8_t& inspector = changed.inspectors.front().value;
      inspector = static_cast<std::uint8_t>((inspector + 1 + change % 2) % pool_size);
      if (change / 2 == 1) changed.starts += 1h;
      break;
    }
    case OrdersAction::reinstate:
      changed.cancelled = false;
      changed.order = OrderId::none();  // that one stays cancelled
      break;
    case OrdersAction::book:
    case OrdersAction::sync:
    case OrdersAction::acknowledge:
      break;
  }
  return changed;
}

bool draw_references(Scheduler& scheduler, ClientReferences references) {
  const Cause cause = run_root.child(4, 0xff);
  bool honoured = references == ClientReferences::honoured;
  if (references == ClientReferences::either) {
    honoured = scheduler.choices().draw({Site::scenario, cause}, Uniform{2}) == 0;
  }
  scheduler.trace(Actor::spectora, 0, cause, honoured ? 1 : 0);
  if (!honoured) {
    scheduler.tell(Step::scenario, cause, run_root, "Spectora",
                   [] { return "Spectora ignores client references"; });
  }
  return honoured;
}

std::string describe(OrdersAction action, const Job& before, const Job& after) {
  const std::string job = name_of(after.id);
  switch (action) {
    case OrdersAction::book:
      return job + " is booked for " + name_of(after.inspectors) + " on " +
             name_of_appointment(after.starts);
    case OrdersAction::cancel:
      return job + " is cancelled";
    case OrdersAction::edit: {
      std::string text =
          job + " is moved from " + name_of(before.inspectors) + " to " + name_of(after.inspectors);
      if (before.starts != after.starts) text += ", to " + name_of_appointment(after.starts);
      return text;
    }
    case OrdersAction::reinstate:
      return job + " is re-instated";
    case OrdersAction::sync:
      return "somebody presses \"sync job\" on " + job;
    case OrdersAction::acknowledge:
      return "staff take over what the alert tells them of " + job;
  }
  return "nothing";
}

}  // namespace interleave::sim
