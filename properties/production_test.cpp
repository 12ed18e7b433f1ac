#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_judge.hpp"
#include "properties/assignments_mutants.hpp"
#include "properties/booking_judge.hpp"
#include "properties/booking_mutants.hpp"
#include "properties/campaign.hpp"
#include "properties/crew_judge.hpp"
#include "properties/crew_mutants.hpp"
#include "properties/fixtures.hpp"
#include "properties/orders_judge.hpp"
#include "properties/orders_mutants.hpp"
#include "properties/platform_judge.hpp"
#include "sim/assignments.hpp"
#include "sim/booking.hpp"
#include "sim/crew.hpp"
#include "sim/fixtures.hpp"
#include "sim/orders.hpp"
#include "sim/platform.hpp"

// Each production core holds, its scenario has teeth, and each guard is missed when it is gone.

namespace interleave::properties {
namespace {

using testing::ElementsAreArray;

/// Under sanitizers campaigns are shorter by this factor.
constexpr std::uint64_t share = INTERLEAVE_TEST_SHARE;

/// A system that has a production core, and what is asked of it.
struct Core {
  std::string_view system;
  /// Settings under which it is to hold, too.
  std::vector<std::string_view> settings;
  /// What is never judged, and what cannot be without the sweep.
  std::vector<std::string_view> never;
  std::vector<std::string_view> swept;
  /// What leaves one trigger at a time in a run without faults.
  std::vector<std::string_view> quiet;
  std::span<const Mutant> mutants;
  /// What is not judged without a source of events.
  std::vector<std::string_view> sourced{"PROMPT"};
  /// Situations that arise in fewer than one of a thousand runs.
  std::vector<std::string_view> rare{};
  /// What the names of its situations begin with.
  std::string prefix{};
};

const Core& core_named(std::string_view system) {
  static const std::vector<Core> cores{
      {"assignments",
       {"second-post=1", "second-post=2", "drag-saves-job=off", "primary-only=on", "workers=1",
        "list-lag=0", "sweep=off", "source=off", "jobs=1", "actions=12", "storm-end=900",
        "page-size=0", "page-size=1", "page-size=2"},
       {},
       {"ASG", "CAL", "LIVE", "TRACE"},
       {"sweep=off", "drag-saves-job=off"},
       assignments_mutants},
      {"orders",
       {"client-references=0", "client-references=1", "bad-starts=off", "known-within=60",
        "known-within=3600", "workers=1", "list-lag=0", "list-lag=60000", "sweep=off", "source=off",
        "jobs=1", "actions=12", "storm-end=900", "timeout=1000"},
       {},
       {"CAN", "ONE", "CAL", "ALERT", "LIVE", "TRACE"},
       {"sweep=off", "bad-starts=off"},
       orders_mutants},
      {"crew",
       {"departments=1", "aliases=off", "actions=6", "old-duplicates=off", "workers=1",
        "list-lag=0", "list-lag=60000", "sweep=off", "source=off", "storm-end=900", "timeout=1000",
        "timeout=30000", "throttle=on"},
       {},
       {"CREW", "ALERT", "LIVE", "TRACE"},
       {"sweep=off", "old-duplicates=off"},
       crew_mutants},
      {"booking",
       {"actions=8", "inspectors=1", "inspectors=3", "brands=1", "beside=off", "override=on",
        "seasons=off", "bad-starts=off", "alert-within=60", "alert-within=3600", "workers=1",
        "list-lag=0", "list-lag=60000", "sweep=off", "source=off", "storm-end=900", "timeout=1000",
        "timeout=30000"},
       {"TRUTH.false", "TRUTH.unverified", "TRUTH.older", "TRUTH.refused", "BLIND",
        "PROMPT.unanswered", "LIVE.held", "BUDGET.writes"},
       {"XOV", "ALERT", "LIVE", "TRACE"},
       {"sweep=off", "bad-starts=off"},
       booking_mutants},
      // Its mutants are those of the systems, whose tests say how loud they are.
      {"platform",
       {"jobs=1",         "actions=8",           "actions=32",          "inspectors=1",
        "inspectors=3",   "client-references=0", "client-references=1", "seasons=off",
        "bad-starts=off", "known-within=60",     "alert-within=60",     "workers=1",
        "list-lag=0",     "list-lag=60000",      "sweep=off",           "source=off",
        "storm-end=900",  "timeout=1000",        "timeout=30000",       "page-size=0",
        "page-size=1"},
       {"orders-CAL", "booking-TRUTH.false", "booking-TRUTH.unverified", "booking-TRUTH.older",
        "booking-TRUTH.refused", "booking-BLIND", "booking-PROMPT.unanswered", "booking-LIVE.held",
        "booking-BUDGET.writes"},
       {"orders-CAN",        "orders-ONE",      "orders-ALERT",     "orders-LIVE",
        "orders-TRACE",      "assignments-ASG", "assignments-CAL",  "assignments-LIVE",
        "assignments-TRACE", "crew-CREW",       "crew-ALERT",       "crew-LIVE",
        "crew-TRACE",        "booking-XOV",     "booking-ALERT",    "booking-LIVE",
        "booking-TRACE",     "WHOLE.missing",   "WHOLE.dispatched", "WHOLE.double"},
       {},
       {},
       {"orders-PROMPT", "assignments-PROMPT", "crew-PROMPT", "booking-PROMPT"},
       {"orders-made-after-cancel", "assignments-pages-shifted", "crew-lease-ended"},
       "orders-"},
  };
  return *std::ranges::find(cores, system, &Core::system);
}

constexpr std::array<std::string_view, 5> systems_with_a_core{"assignments", "orders", "crew",
                                                              "booking", "platform"};

Experiment experiment_under(std::string_view system_name, std::string_view variant,
                            std::string_view profile) {
  Experiment experiment = experiment_of(system_name, variant);
  experiment.profile = profile_named(*experiment.system, profile);
  return experiment;
}

std::vector<sim::Strategy> all_strategies() {
  return {sim::strategies.begin(), sim::strategies.end()};
}

CampaignOptions some_runs(std::uint64_t runs) {
  CampaignOptions options;
  options.runs = runs;
  return options;
}

CampaignResult campaign(const Experiment& experiment, std::uint64_t runs) {
  return run_campaign(experiment, some_runs(runs), [](const Progress&) { return true; });
}

/// How many runs showed the situation of that name.
std::uint64_t seen(const System& system, const CampaignResult& result, std::string_view name) {
  const auto found = std::ranges::find(system.sometimes, name, &Sometimes::name);
  return result.sometimes.at(static_cast<std::size_t>(found - system.sometimes.begin()));
}

class Production : public testing::TestWithParam<std::string_view> {
 protected:
  [[nodiscard]] static const Core& core() { return core_named(GetParam()); }
  [[nodiscard]] static Experiment experiment(std::string_view variant, std::string_view profile) {
    return experiment_under(GetParam(), variant, profile);
  }
  [[nodiscard]] static Experiment set(std::string_view setting) {
    Experiment changed = experiment("production", "typical");
    set_option(*changed.system, changed.options, setting);
    return changed;
  }
  [[nodiscard]] static std::vector<std::string_view> unjudged(std::string_view setting) {
    std::vector<std::string_view> names;
    for (const Unjudged& entry : set(setting).omissions().unjudged) {
      names.push_back(entry.property);
    }
    return names;
  }
};

// ---- It holds ----

TEST_P(Production, holds_under_every_profile) {
  for (const char* const profile : {"none", "mild", "typical", "hostile"}) {
    const CampaignResult result = campaign(experiment("production", profile), 3'000 / share);
    EXPECT_EQ(result.violations, 0U) << profile;
    EXPECT_EQ(result.limited, 0U) << profile;
  }
}

TEST_P(Production, holds_whatever_is_set) {
  for (const std::string_view setting : core().settings) {
    const CampaignResult result = campaign(set(setting), 1'000 / share);
    EXPECT_EQ(result.violations, 0U) << setting;
    EXPECT_EQ(result.limited, 0U) << setting;
  }
}

TEST_P(Production, says_what_it_cannot_judge_without_the_sweep_or_the_source) {
  const auto beside_never = [](std::vector<std::string_view> names) {
    names.insert(names.begin(), core().never.begin(), core().never.end());
    return names;
  };
  EXPECT_THAT(unjudged("sweep=on"), ElementsAreArray(core().never));
  EXPECT_THAT(unjudged("sweep=off"), ElementsAreArray(beside_never(core().swept)));
  EXPECT_THAT(unjudged("source=off"), ElementsAreArray(beside_never(core().sourced)));
}

// ---- The default scenario has teeth ----

TEST_P(Production, a_default_run_is_long_and_hit_and_every_situation_arises) {
  if (share > 1) GTEST_SKIP() << "how often something arises, few runs do not tell";
  constexpr std::uint64_t runs = 20'000;
  const Experiment typical = experiment("production", "typical");
  const CampaignResult result = campaign(typical, runs);
  std::uint64_t fired = 0;
  for (const sim::FaultCount& fault : result.faults) fired += fault.fired;
  EXPECT_GE(result.events, 100 * runs);
  EXPECT_GE(fired, 3 * runs);
  EXPECT_GE(seen(*typical.system, result, core().prefix + "overlap"), runs / 5);
  const std::vector<std::string_view> never = typical.omissions().situations;
  for (const Sometimes& situation : typical.system->sometimes) {
    if (std::ranges::find(never, situation.name) != never.end()) continue;
    const bool rare = std::ranges::find(core().rare, situation.name) != core().rare.end();
    EXPECT_GE(seen(*typical.system, result, situation.name), rare ? 1 : runs / 1'000)
        << situation.name;
  }
  // What is excused must stay rare.
  EXPECT_LE(seen(*typical.system, result, core().prefix + "refused-for-good"), runs / 20);
}

TEST_P(Production, every_fault_that_is_not_left_out_strikes_under_the_typical_profile) {
  if (share > 1) GTEST_SKIP() << "how often something arises, few runs do not tell";
  const Experiment typical = experiment("production", "typical");
  const std::vector<sim::Fault> left_out = typical.omissions().faults;
  const CampaignResult result = campaign(typical, 20'000);
  for (std::size_t i = 0; i < sim::fault_count; ++i) {
    if (std::ranges::find(left_out, static_cast<sim::Fault>(i)) != left_out.end()) continue;
    EXPECT_GT(result.faults[i].fired, 0U) << sim::fault_facts[i].name;
  }
}

// ---- Its guards ----

TEST_P(Production, with_guards_that_are_asked_for_makes_the_same_runs) {
  for (const char* const profile : {"none", "typical", "hostile"}) {
    const auto sealed = experiment("production", profile).make_runner();
    const auto adjustable = experiment("mutant:none", profile).make_runner();
    for (std::uint64_t index = 0; index < 500 / share; ++index) {
      for (const sim::Strategy strategy : all_strategies()) {
        const SeededRun run{strategy, 1, index};
        ASSERT_EQ(run_seeded(*sealed, run).trace_hash, run_seeded(*adjustable, run).trace_hash)
            << profile << ", run " << index;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Each, Production, testing::ValuesIn(systems_with_a_core),
                         [](const auto& system) { return std::string(system.param); });

/// A mutant of one system's core.
struct MutantOf {
  std::string_view system;
  const Mutant* mutant = nullptr;
};

std::vector<MutantOf> all_mutants() {
  std::vector<MutantOf> all;
  for (const std::string_view system : systems_with_a_core) {
    for (const Mutant& mutant : core_named(system).mutants) all.push_back({system, &mutant});
  }
  return all;
}

class EachMutant : public testing::TestWithParam<MutantOf> {};

TEST_P(EachMutant, is_killed_by_the_property_that_the_table_names) {
  const Mutant& mutant = *GetParam().mutant;
  const Experiment experiment = experiment_under(GetParam().system, mutant.name, "typical");
  const auto runner = experiment.make_runner();
  const CampaignOptions options = some_runs(100'000);
  // Most take far fewer; under sanitizers nobody waits for the others.
  for (std::uint64_t index = 0; index < options.runs / (share * share); ++index) {
    const RunResult result = run_seeded(*runner, plan_run(options, index));
    if (!result.limit.empty()) continue;
    const auto& signatures = experiment.system->signatures;
    for (std::size_t i = 0; i < signatures.size(); ++i) {
      if (result.violated.contains(i) && signatures[i].property == mutant.property) return;
    }
  }
  if (share > 1) GTEST_SKIP() << "it takes more runs than there are under sanitizers";
  ADD_FAILURE() << "not killed by " << mutant.property << " within " << options.runs << " runs";
}

/// What a sequential, fault-free run is told by: what people do, one after the other, and when each
/// comes to rest before the next.
std::vector<sim::Decision> sequential_decisions(Runner& runner, std::uint64_t index) {
  const Recording recording = record_seeded(runner, {sim::Strategy::latency, 1, index});
  std::vector<sim::Decision> decisions = recording.decisions;
  std::erase_if(decisions, [](const sim::Decision& decision) {
    switch (decision.key.site) {
      case sim::Site::scenario:
      case sim::Site::action_kind:
      case sim::Site::action_target:
      case sim::Site::action_change:
      case sim::Site::routing:
        return false;
      default:
        return true;
    }
  });
  return decisions;
}

/// Without faults, and with one trigger at a time.
Experiment quiet(std::string_view system, std::string_view variant) {
  Experiment experiment = experiment_under(system, variant, "none");
  for (const std::string_view setting : core_named(system).quiet) {
    set_option(*experiment.system, experiment.options, setting);
  }
  return experiment;
}

/// What people were told, in order.
std::vector<std::string> answers_of(const Recording& recording) {
  std::vector<std::string> answers;
  for (const model::Entry& entry : recording.history) {
    if (entry.step == model::Step::finished && entry.text.ends_with("people are told")) {
      answers.push_back(entry.text);
    }
  }
  return answers;
}

TEST_P(EachMutant, is_as_loud_as_the_table_says_on_sequential_fault_free_runs) {
  const auto& [system, mutant_of] = GetParam();
  const Mutant& mutant = *mutant_of;
  const auto production = quiet(system, "production").make_runner();
  const auto mutated = quiet(system, mutant.name).make_runner();
  bool differs = false;
  for (std::uint64_t index = 0; index < 100 / share; ++index) {
    const std::vector<sim::Decision> decisions = sequential_decisions(*production, index);
    const Recording expected = record_replay(*production, decisions);
    const Recording found = record_replay(*mutated, decisions);
    const bool same_trace = expected.result.trace_hash == found.result.trace_hash;
    differs = differs || !same_trace;
    if (mutant.loudness == Loudness::silent) {
      ASSERT_TRUE(same_trace) << "run " << index;
    } else if (mutant.loudness == Loudness::ordered) {
      ASSERT_EQ(expected.evidence, found.evidence) << "run " << index;
      ASSERT_EQ(answers_of(expected), answers_of(found)) << "run " << index;
    }
  }
  // A tenth of the runs need not show it.
  if (share == 1) {
    EXPECT_EQ(differs, mutant.loudness != Loudness::silent);
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheTables, EachMutant, testing::ValuesIn(all_mutants()),
                         [](const auto& mutant) {
                           std::string name(mutant.param.mutant->name.substr(7));  // "mutant:"
                           std::ranges::replace(name, '-', '_');
                           return std::string(mutant.param.system) + "_" + name;
                         });

// ---- It can die anywhere ----

/// Destroys every coroutine at some event of 10,000 runs.
class Death : public testing::TestWithParam<std::uint64_t> {
 protected:
  template <class World, class Judge>
  static void at_some_event_of_each_run(typename World::Options options) {
    constexpr std::uint64_t runs = 10'000 / share;
    sim::Choices choices;
    Judge judge;
    options.faults = sim::fault_profiles[sim::typical_profile];
    World world(choices, judge, options);
    for (std::uint64_t i = 0; i < runs; ++i) {
      const std::uint64_t bits = model::mix(GetParam() * runs + i);
      choices.seed(bits);
      judge.reset();
      world.start(sim::Strategy::latency, nullptr);
      std::uint64_t events = model::mix(bits) % 300;
      while (events > 0 && world.scheduler().step()) --events;
      world.stop();
      // What was in flight lives on, and finds nobody.
      world.scheduler().run();
      ASSERT_EQ(world.scheduler().limit_reached(), "");
    }
  }
};

TEST_P(Death, of_assignments_at_any_event_leaves_nothing_behind) {
  using World = sim::Assignments<AssignmentsJudge>;
  World::Options options;
  options.variant = sim::AssignmentsVariant::production;
  at_some_event_of_each_run<World, AssignmentsJudge>(options);
}

TEST_P(Death, of_orders_at_any_event_leaves_nothing_behind) {
  using World = sim::Orders<OrdersJudge>;
  World::Options options;
  options.variant = sim::OrdersVariant::production;
  at_some_event_of_each_run<World, OrdersJudge>(options);
}

TEST_P(Death, of_crews_at_any_event_leaves_nothing_behind) {
  using World = sim::Crew<CrewJudge>;
  World::Options options;
  options.variant = {.unique = true, .core = sim::CrewCore::production};
  at_some_event_of_each_run<World, CrewJudge>(options);
}

TEST_P(Death, of_bookings_at_any_event_leaves_nothing_behind) {
  using World = sim::Booking<BookingJudge>;
  World::Options options;
  options.variant.core = sim::BookingVariant::Core::production;
  at_some_event_of_each_run<World, BookingJudge>(options);
}

TEST_P(Death, of_the_platform_at_any_event_leaves_nothing_behind) {
  using World = sim::Platform<PlatformJudge>;
  at_some_event_of_each_run<World, PlatformJudge>(World::Options());
}

INSTANTIATE_TEST_SUITE_P(TenThousandTimes, Death,
                         testing::Range(std::uint64_t{0}, std::uint64_t{10}));

}  // namespace
}  // namespace interleave::properties
