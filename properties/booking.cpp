#include "properties/booking.hpp"

#include <array>
#include <string>

#include "properties/booking_judge.hpp"
#include "properties/booking_mutants.hpp"
#include "properties/world_runner.hpp"
#include "sim/booking.hpp"

namespace interleave::properties {
namespace {

/// What can be added to the historical handlers, each a bit of the variant's number.
struct Hardening {
  std::string_view suffix;
  std::string_view sentence;
};
constexpr std::array<Hardening, 4> hardenings{{
    {"+recheck", "a confirm looks again, past the cache"},
    {"+overlap", "queries match whole intervals"},
    {"+hold", "a hold is placed and consumed in the transactions that write"},
    {"+guard", "what is booked is guarded as it is written"},
}};
constexpr std::size_t combinations = std::size_t{1} << hardenings.size();
constexpr std::size_t production = combinations;
constexpr std::size_t first_adjustable = production + 1;
constexpr std::size_t first_mutant = first_adjustable + 1;

/// The name and sentence of a historical variant, which has views of them.
struct Words {
  std::string name = "as-found";
  std::string sentence = "slots are filtered as they are listed, and a confirm does not look again";
};

Words words_of(std::size_t variant) {
  Words words;
  std::size_t count = 0;
  for (std::size_t i = 0; i < hardenings.size(); ++i) {
    if (((variant >> i) & 1U) == 0) continue;
    words.name += hardenings[i].suffix;
    words.sentence = ++count == 1 ? "the same, but " + std::string(hardenings[i].sentence)
                                  : "the same with what its name says";
  }
  return words;
}

using Variants = std::array<Variant, first_mutant + booking_mutants.size()>;

Variants all_variants() {
  static const auto words = [] {
    std::array<Words, combinations> of_historical;
    for (std::size_t i = 0; i < combinations; ++i) of_historical[i] = words_of(i);
    return of_historical;
  }();
  Variants all;
  for (std::size_t i = 0; i < combinations; ++i) all[i] = {words[i].name, words[i].sentence};
  all[production] = {"production", "the core that ships: every guard stands", "", true};
  all[first_adjustable] = {"mutant:none", "the same, with guards that are asked for at run time",
                           "", true};
  for (std::size_t i = 0; i < booking_mutants.size(); ++i) {
    const Mutant& mutant = booking_mutants[i];
    all[first_mutant + i] = {mutant.name, mutant.sentence, mutant.property, false};
  }
  return all;
}

const Variants& variants() {
  static const Variants table = all_variants();
  return table;
}

sim::BookingVariant variant_of(std::size_t variant) {
  using Core = sim::BookingVariant::Core;
  if (variant == production) return {Core::production, {}};
  if (variant > production) return {Core::adjustable, {}};
  const auto has = [variant](std::size_t hardening) { return ((variant >> hardening) & 1U) != 0; };
  return {Core::historical, {has(0), has(1), has(2), has(3)}};
}

using World = WorldRunner<sim::Booking, BookingJudge>;

sim::BookingOptions scenario_of(const Setup& setup) {
  return sim::options_from(sim::booking_options, setup.options);
}

model::Duration settling(const Setup& setup) { return sim::settling_bound(scenario_of(setup)); }

/// The historical handlers are judged by what is booked, and by what people are told of it.
Omissions omissions(const Setup& setup) {
  using sim::Fault;
  Omissions left_out;
  left_out.faults.assign(sim::flex_faults.begin(), sim::flex_faults.end());
  const auto unjudged = [&](std::initializer_list<std::string_view> names,
                            std::string_view reason) {
    for (const std::string_view name : names) left_out.unjudged.push_back({name, reason});
  };
  const auto idle = [&](std::initializer_list<Fault> faults) {
    left_out.faults.insert(left_out.faults.end(), faults);
  };
  const sim::BookingOptions scenario = scenario_of(setup);
  // Nothing is written at Spectora, nobody lists who stands on an order there, and webhooks come by
  // themselves.
  idle({Fault::conflict, Fault::in_progress, Fault::accepted_late, Fault::accepted_never,
        Fault::gone, Fault::replica_behind, Fault::order_poisoned, Fault::echo, Fault::echo_twice,
        Fault::echo_late, Fault::deleted_rows, Fault::hidden_rows, Fault::requested_rows,
        Fault::resume_again, Fault::resume_from_now});
  if (scenario.lag_ms == 0) idle({Fault::stale_list});
  if (scenario.source == 0) {
    idle({Fault::change_twice, Fault::change_lost, Fault::stream_gap, Fault::change_late});
  }
  if (scenario.inspectors == 1) left_out.situations = {"several"};
  const auto never = [&](std::initializer_list<std::string_view> names) {
    left_out.situations.insert(left_out.situations.end(), names);
  };
  if (scenario.seasons == 0) never({"clock-change"});
  if (scenario.overrides == 0 || setup.variant < production) never({"overridden"});
  const bool may_refuse = setup.faults.weight(Fault::key_revoked) > 0 || scenario.bad_starts != 0;
  if (!may_refuse) never({"refused-for-good"});
  if (setup.variant < production) {
    unjudged({"SER", "EXCL", "BLIND", "PROMPT", "LIVE", "IDEM", "BUDGET", "TRACE", "FAILC", "ALERT",
              "TRUTH.false", "TRUTH.unverified", "TRUTH.older", "TRUTH.refused"},
             "a promise of the production core alone");
    idle({Fault::stale_list, Fault::clock_skewed, Fault::stale_job, Fault::error_before,
          Fault::error_after, Fault::too_many_requests, Fault::too_many_vague, Fault::key_revoked,
          Fault::key_forbidden, Fault::hand_edit});
    never({"denied", "repeated", "refused-for-good"});
    return left_out;
  }
  never({"incident", "apart"});
  unjudged({"TRUTH.false", "TRUTH.unverified", "TRUTH.older", "TRUTH.refused", "BLIND",
            "PROMPT.unanswered", "LIVE.held", "BUDGET.writes"},
           "nothing is written at Spectora, and nobody waits for what is read there");
  if (scenario.source == 0) {
    unjudged({"PROMPT"}, "no event is delivered, so nothing has to be prompt");
  }
  const bool undisturbed = setup.faults.weights == sim::FaultWeights{} && scenario.source != 0;
  if (scenario.sweep == 0 && !undisturbed) {
    unjudged({"XOV", "ALERT", "LIVE", "TRACE"}, "without the sweep nothing heals a lost event");
  }
  return left_out;
}

std::unique_ptr<Runner> make_runner(const Setup& setup) {
  World::Options options;
  options.variant = variant_of(setup.variant);
  if (setup.variant >= first_mutant) {
    const Mutant& mutant = booking_mutants[setup.variant - first_mutant];
    options.guards = options.guards.without(mutant.removed);
  }
  options.faults = setup.faults;
  options.scenario = scenario_of(setup);
  options.scheduler = {std::chrono::seconds(options.scenario.storm_end_s), setup.events_max};
  BookingJudge::Options judging;
  judging.lag = std::chrono::milliseconds(options.scenario.lag_ms);
  judging.sweep_period = std::chrono::seconds(options.scenario.sweep_period_s);
  judging.alert_within = std::chrono::seconds(options.scenario.alert_within_s);
  judging.unjudged = failures_of(omissions(setup).unjudged, booking_signatures);
  return std::make_unique<World>(options, BookingJudge(judging));
}

/// Without the sweep, which would only look on.
std::vector<Scope> scopes() {
  return {
      {"actions=1", "inspectors=1", "brands=1", "beside=off", "workers=1", "sweep=off",
       "seasons=off", "bad-starts=off"},
      {"actions=2", "inspectors=1", "brands=1", "beside=off", "workers=1", "source=off",
       "sweep=off", "seasons=off", "bad-starts=off"},
      {"actions=2", "inspectors=1", "brands=1", "beside=off", "workers=1", "sweep=off",
       "seasons=off", "bad-starts=off"},
      {"actions=2", "inspectors=1", "brands=1", "beside=off", "workers=2", "sweep=off",
       "seasons=off", "bad-starts=off"},
  };
}

}  // namespace

System booking() {
  return {
      .name = "booking",
      .sentence = "nothing is booked on top of anything, by whatever way it comes",
      .variants = variants(),
      .options = sim::facts_of(sim::booking_options),
      .signatures = booking_signatures,
      .sometimes = booking_situations,
      .measures = booking_measures,
      .scopes = scopes(),
      .make_runner = make_runner,
      .settling = settling,
      .omissions = omissions,
  };
}

}  // namespace interleave::properties
