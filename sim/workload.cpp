#include "sim/workload.hpp"

namespace interleave::sim {
namespace {

/// Half of the actions come when all is quiet, half crowd the one before.
constexpr std::uint32_t quiet_parts_per_million = 500'000;

}  // namespace

void Workload::start() {
  next_slot_ = 0;
  any_ = false;
  place_next();
}

void Workload::ring(std::uint32_t slot) {
  if (scheduler_.settling()) return;  // people have gone home
  const model::Cause cause = action_cause(slot);
  scheduler_.trace(Actor::workload, static_cast<std::uint8_t>(kind_), cause, 0);
  handler_.act(kind_, cause);
  place_next();
}

void Workload::place_next() {
  Choices& choices = scheduler_.choices();
  while (next_slot_ < options_.slots) {
    const std::uint32_t slot = next_slot_++;
    const model::Cause cause = action_cause(slot);
    const Uniform kinds{options_.kind_count + 1};
    kind_ = static_cast<std::uint32_t>(choices.draw({Site::action_kind, cause}, kinds));
    if (kind_ == 0) continue;
    model::Duration gap{};
    if (any_) {
      const LogUniform gaps{options_.gap_bits, quiet_parts_per_million};
      gap = model::Duration(choices.draw({Site::action_gap, cause}, gaps));
    }
    any_ = true;
    scheduler_.set_timer(*this, slot,
                         scheduler_.now() + (gap.count() == 0 ? options_.quiet_gap : gap));
    return;
  }
  handler_.on_last_action();
}

}  // namespace interleave::sim
