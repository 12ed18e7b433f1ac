#include "properties/platform.hpp"

#include <string_view>
#include <vector>

#include "properties/platform_judge.hpp"
#include "properties/platform_mutants.hpp"
#include "properties/world_runner.hpp"
#include "sim/platform.hpp"

namespace interleave::properties {
namespace {

constexpr std::size_t first_mutant = 2;

const std::vector<Variant>& variants() {
  static const std::vector<Variant> table = [] {
    std::vector<Variant> all{
        {"production", "the cores that ship: every guard stands", "", true},
        {"mutant:none", "the same, with guards that are asked for at run time", "", true},
    };
    for (const PlatformMutant& mutant : platform_mutants()) {
      all.push_back({mutant.name, mutant.sentence, mutant.property, false});
    }
    return all;
  }();
  return table;
}

using World = WorldRunner<sim::Platform, PlatformJudge>;

sim::PlatformOptions scenario_of(const Setup& setup) {
  return sim::options_from(sim::platform_options, setup.options);
}

model::Duration settling(const Setup& setup) { return sim::settling_bound(scenario_of(setup)); }

Omissions omissions(const Setup& setup) {
  using sim::Fault;
  Omissions left_out;
  const auto unjudged = [&](std::initializer_list<std::string_view> names,
                            std::string_view reason) {
    for (const std::string_view name : names) left_out.unjudged.push_back({name, reason});
  };
  const auto idle = [&](std::initializer_list<Fault> faults) {
    left_out.faults.insert(left_out.faults.end(), faults);
  };
  const auto never = [&](std::initializer_list<std::string_view> names) {
    left_out.situations.insert(left_out.situations.end(), names);
  };
  const sim::PlatformOptions scenario = scenario_of(setup);
  unjudged({"orders-CAL"}, "who assigns people to an order keeps its event as well");
  unjudged({"booking-TRUTH.false", "booking-TRUTH.unverified", "booking-TRUTH.older",
            "booking-TRUTH.refused", "booking-BLIND", "booking-PROMPT.unanswered",
            "booking-LIVE.held", "booking-BUDGET.writes"},
           "nothing is written at Spectora, and nobody waits for what is read there");
  never({"booking-incident", "booking-apart", "booking-overridden", "crew-left-to-staff"});
  if (scenario.lag_ms == 0) idle({Fault::stale_list, Fault::replica_behind});
  if (scenario.page_size == 0) never({"assignments-pages-shifted"});
  if (scenario.seasons == 0) never({"booking-clock-change"});
  if (scenario.inspectors == 1) never({"booking-several"});
  const bool may_refuse = setup.faults.weight(Fault::key_revoked) > 0 || scenario.bad_starts != 0;
  if (!may_refuse) never({"booking-refused-for-good"});
  if (scenario.source == 0) {
    idle({Fault::change_twice, Fault::change_lost, Fault::stream_gap, Fault::change_late});
    unjudged({"orders-PROMPT", "assignments-PROMPT", "crew-PROMPT", "booking-PROMPT"},
             "no event is delivered, so nothing has to be prompt");
  }
  const bool undisturbed = setup.faults.weights == sim::FaultWeights{} && scenario.source != 0;
  if (scenario.sweep == 0 && !undisturbed) {
    unjudged({"orders-CAN",        "orders-ONE",      "orders-ALERT",     "orders-LIVE",
              "orders-TRACE",      "assignments-ASG", "assignments-CAL",  "assignments-LIVE",
              "assignments-TRACE", "crew-CREW",       "crew-ALERT",       "crew-LIVE",
              "crew-TRACE",        "booking-XOV",     "booking-ALERT",    "booking-LIVE",
              "booking-TRACE",     "WHOLE.missing",   "WHOLE.dispatched", "WHOLE.double"},
             "without the sweep nothing heals a lost event or a hand edit");
  }
  return left_out;
}

/// Of those of the platform, what a part of it does not judge.
SignatureSet unjudged_of(PlatformPart part, std::span<const Signature> own,
                         const SignatureSet& all) {
  const std::size_t offset = platform_signatures().offset(static_cast<std::size_t>(part));
  SignatureSet set;
  for (std::size_t place = 0; place < own.size(); ++place) {
    if (all.contains(offset + place)) set.add(place);
  }
  return set;
}

PlatformJudge::Options judging_of(const Setup& setup) {
  const sim::PlatformOptions scenario = scenario_of(setup);
  const SignatureSet unjudged =
      failures_of(omissions(setup).unjudged, platform_signatures().rows());
  const model::Duration lag = std::chrono::milliseconds(scenario.lag_ms);
  const model::Duration sweep_period = std::chrono::seconds(scenario.sweep_period_s);
  PlatformJudge::Options judging;
  judging.orders = {.lag = lag,
                    .sweep_period = sweep_period,
                    .known_within = std::chrono::seconds(scenario.known_within_s),
                    .obliged = true,
                    .events = false,
                    .unjudged = unjudged_of(PlatformPart::orders, orders_signatures, unjudged)};
  judging.assignments = {
      .list_lag = lag,
      .sweep_period = sweep_period,
      .page_size = static_cast<std::uint32_t>(scenario.page_size),
      .unjudged = unjudged_of(PlatformPart::assignments, assignments_signatures, unjudged)};
  judging.crew = {.lag = lag,
                  .sweep_period = sweep_period,
                  .landing_max = landing_max(sim::core_options(scenario, 0, 1)),
                  .unjudged = unjudged_of(PlatformPart::crew, crew_signatures, unjudged)};
  judging.booking = {.lag = lag,
                     .sweep_period = sweep_period,
                     .alert_within = std::chrono::seconds(scenario.alert_within_s),
                     .unjudged = unjudged_of(PlatformPart::booking, booking_signatures, unjudged)};
  judging.whole = {.unjudged = unjudged_of(PlatformPart::whole, whole_signatures, unjudged)};
  return judging;
}

std::unique_ptr<Runner> make_runner(const Setup& setup) {
  World::Options options;
  options.sealed = setup.variant == 0;
  if (setup.variant >= first_mutant) {
    options.guards =
        options.guards.without(platform_mutants().at(setup.variant - first_mutant).removed);
  }
  options.faults = setup.faults;
  options.scenario = scenario_of(setup);
  options.scheduler = {std::chrono::seconds(options.scenario.storm_end_s), setup.events_max};
  return std::make_unique<World>(options, PlatformJudge(judging_of(setup)));
}

}  // namespace

System platform() {
  return {
      .name = "platform",
      .sentence = "all systems as one: what is booked is an order, its inspectors and its crew",
      .variants = variants(),
      .options = sim::facts_of(sim::platform_options),
      .signatures = platform_signatures().rows(),
      .sometimes = platform_situations().rows(),
      .measures = whole_measures,
      .make_runner = make_runner,
      .settling = settling,
      .omissions = omissions,
  };
}

}  // namespace interleave::properties
