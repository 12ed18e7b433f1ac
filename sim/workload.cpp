#include "sim/workload.hpp"

#include <bit>

namespace interleave::sim {
namespace {

/// Half of the actions come when all is quiet, half crowd the one before.
constexpr std::uint32_t quiet_parts_per_million = 500'000;

constexpr model::Cause swarm_cause = model::run_root.child(14, 1);

/// Nothing as often as any one of `count` kinds; otherwise one of those that the set names.
struct KindChoice {
  std::uint32_t count = 1;
  std::uint32_t kinds = 1;

  [[nodiscard]] Outcome outcome(Bits bits) const {
    if (scaled(bits, count + 1) == 0) return 0;
    const auto some = static_cast<std::uint64_t>(std::popcount(kinds));
    std::uint32_t left = kinds;
    for (std::uint64_t skip = scaled(bits << 32U, some); skip > 0; --skip) left &= left - 1;
    return std::countr_zero(left) + 1;
  }
  [[nodiscard]] Outcome max() const { return count; }
};

}  // namespace

void Workload::start() {
  next_slot_ = 0;
  any_ = false;
  draw_kinds();
  place_next();
}

void Workload::draw_kinds() {
  const std::uint32_t all = (1U << options_.kind_count) - 1;
  kinds_ = static_cast<std::uint32_t>(scheduler_.choices().swarm_bits(swarm_cause)) & all;
  if (kinds_ == 0) kinds_ = all;
}

void Workload::ring(std::uint32_t slot) {
  if (scheduler_.settling()) return;  // people have gone home
  const model::Cause cause = action_cause(slot);
  scheduler_.trace(Actor::workload, static_cast<std::uint8_t>(kind_), cause, 0);
  handler_.act(kind_, cause);
  place_next();
}

/// In a search through all orders it may come before or after whatever is under way.
void Workload::send_action(std::uint32_t slot, model::Cause cause) {
  const model::Time now = scheduler_.now();
  const model::Duration longest((std::int64_t{1} << options_.gap_bits) - 1);
  const ResourceSet anything = ResourceSet::all(Resource::job) |
                               ResourceSet::all(Resource::stream) |
                               ResourceSet::all(Resource::sync) | options_.also;
  scheduler_.send(*this, slot,
                  {{Site::action_gap, cause},
                   now,
                   now + longest,
                   {},
                   {ResourceSet::all(Resource::worker), anything}});
}

void Workload::place_next() {
  Choices& choices = scheduler_.choices();
  while (next_slot_ < options_.slots) {
    const std::uint32_t slot = next_slot_++;
    const model::Cause cause = action_cause(slot);
    const KindChoice kinds{options_.kind_count, kinds_};
    kind_ = static_cast<std::uint32_t>(choices.draw({Site::action_kind, cause}, kinds));
    if (kind_ == 0) continue;
    if (any_ && scheduler_.in_free_order()) return send_action(slot, cause);
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
