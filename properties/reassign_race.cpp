#include "properties/reassign_race.hpp"

#include <array>

#include "model/difference.hpp"
#include "properties/remote_orders.hpp"
#include "properties/world_runner.hpp"
#include "sim/reassign_race.hpp"

namespace interleave::properties {
namespace {

constexpr std::array<Variant, 2> variants{{
    {"as-found", "two syncs at once, nothing keeps them apart"},
    {"locked", "the same under a first-come lock", "", true},
}};

constexpr std::array<Signature, 1> signatures{{
    {"ASG", "race", When::settled, "at rest the remote order holds B and C, each once"},
}};

/// Judges the end state alone, as the comparison with other tools asks.
class Judge {
 public:
  void reset() {
    orders_.reset();
    violated_.clear();
  }
  void on_commit(model::Time, const model::SpectoraCommit& commit) { orders_.on_commit(commit); }
  void on_wire(model::Time, const model::SpectoraRequest&) {}
  void on_reply(model::Time, const model::SpectoraRequest&, const model::SpectoraReply&) {}
  void on_fault(model::Time, sim::Fault, model::OrderId) {}

  void finish(model::Time) {
    static constexpr std::array desired{model::InspectorId{1}, model::InspectorId{2}};
    if (!model::difference(desired, orders_.inspectors(order)).empty()) violated_.add(0);
  }

  [[nodiscard]] SignatureSet violated() const { return violated_; }
  [[nodiscard]] static SignatureSet sometimes() { return {}; }
  [[nodiscard]] static std::span<const Histogram> measures() { return {}; }
  [[nodiscard]] std::vector<std::string> evidence() const {
    return {"by its commit log order 1 at Spectora shows " + describe(orders_.assignments(order)) +
            "; B and C are wanted"};
  }

 private:
  static constexpr model::OrderId order{1};

  RemoteOrders orders_;
  SignatureSet violated_;
};

using Race = WorldRunner<sim::ReassignRace, Judge>;

std::unique_ptr<Runner> make_runner(const Setup& setup) {
  Race::Options options;
  options.variant = static_cast<sim::ReassignRaceVariant>(setup.variant);
  options.faults = setup.faults;
  options.scheduler.events_max = setup.events_max;
  return std::make_unique<Race>(options, Judge());
}

}  // namespace

System reassign_race() {
  return {
      .name = "reassign-race",
      .sentence =
          "the plainest race: two as-found syncs of one order at once, start {A}, the first "
          "wants {B}, the second {B, C}",
      .variants = variants,
      .profile_count = 1,
      .options = {},
      .signatures = signatures,
      .sometimes = {},
      .measures = {},
      .scopes = {{}},
      .make_runner = make_runner,
  };
}

}  // namespace interleave::properties
