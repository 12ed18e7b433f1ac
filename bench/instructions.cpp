// The workloads whose instructions ./dev bench-gate counts: each makes so many whole runs by the
// way a check takes, on one thread. The count of twice as many runs less the count of so many
// leaves what the runs cost: start-up and warm-up are in both.

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "bench/plan_inputs.hpp"
#include "properties/campaign.hpp"
#include "properties/count.hpp"
#include "properties/usage_error.hpp"
#include "reconciler/plan.hpp"

namespace interleave::bench {
namespace {

using properties::UsageError;

/// Everything by name: what a check takes by default may change without changing what is counted.
struct Campaign {
  std::string_view system;
  std::string_view variant;
  std::string_view profile;
  std::string_view strategies;
};

struct Workload {
  std::string_view name;
  std::uint64_t runs = 0;  ///< enough for a figure that does not hang on few of them
  std::uint64_t (*make_runs)(std::uint64_t runs) = nullptr;  ///< returns their events
};

std::uint64_t events_of(const Campaign& campaign, std::uint64_t runs) {
  const properties::System& system = properties::system_named(campaign.system);
  const properties::Experiment experiment{&system, variant_named(system, campaign.variant),
                                          profile_named(system, campaign.profile),
                                          default_options(system)};
  properties::CampaignOptions options;
  options.mix = properties::Mix::parse(campaign.strategies);
  options.runs = runs;
  const auto go_on = [](const properties::Progress&) { return true; };
  return run_campaign(experiment, options, go_on).events;
}

/// A run is one plan that replaces all eight; its events are the steps.
std::uint64_t planned_steps(std::uint64_t runs) {
  const model::Job job = job_of(8);
  const model::AssignmentList observed = records_of(8, 8);
  const model::CalendarEvent event = wanted_event(job);
  std::uint64_t steps = 0;
  for (std::uint64_t i = 0; i < runs; ++i) {
    steps += reconciler::plan(job, observed, event, {}, reconciler::SealedGuards()).steps.size();
  }
  return steps;
}

const std::vector<Workload>& workloads() {
  static const std::vector<Workload> all{
      {"race-as-found", 20'000,
       [](std::uint64_t runs) {
         return events_of({"reassign-race", "as-found", "none", "uniform"}, runs);
       }},
      {"race-locked", 20'000,
       [](std::uint64_t runs) {
         return events_of({"reassign-race", "locked", "none", "uniform"}, runs);
       }},
      {"assignments-production", 2'000,
       [](std::uint64_t runs) {
         return events_of({"assignments", "production", "typical", "uniform,latency"}, runs);
       }},
      {"assignments-as-found", 4'000,
       [](std::uint64_t runs) {
         return events_of({"assignments", "as-found", "none", "uniform,latency"}, runs);
       }},
      {"orders-production", 2'000,
       [](std::uint64_t runs) {
         return events_of({"orders", "production", "typical", "uniform,latency"}, runs);
       }},
      {"orders-as-found", 8'000,
       [](std::uint64_t runs) {
         return events_of({"orders", "as-found", "none", "uniform,latency"}, runs);
       }},
      {"crew-production", 2'000,
       [](std::uint64_t runs) {
         return events_of({"crew", "production", "typical", "uniform,latency"}, runs);
       }},
      {"crew-as-coded", 4'000,
       [](std::uint64_t runs) {
         return events_of({"crew", "as-coded", "none", "uniform,latency"}, runs);
       }},
      {"booking-production", 2'000,
       [](std::uint64_t runs) {
         return events_of({"booking", "production", "typical", "uniform,latency"}, runs);
       }},
      {"booking-as-found", 4'000,
       [](std::uint64_t runs) {
         return events_of({"booking", "as-found", "none", "uniform,latency"}, runs);
       }},
      {"platform-production", 1'000,
       [](std::uint64_t runs) {
         return events_of({"platform", "production", "typical", "uniform,latency"}, runs);
       }},
      {"plan-8x8", 20'000, planned_steps},
  };
  return all;
}

const Workload& workload_named(std::string_view name) {
  for (const Workload& workload : workloads()) {
    if (workload.name == name) return workload;
  }
  throw UsageError("unknown workload \"" + std::string(name) +
                   "\", expected one that 'instructions list' shows");
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 1 && arguments[0] == "build") {
    fmt::print("{}\n", INTERLEAVE_BUILD);
    return 0;
  }
  if (arguments.size() == 1 && arguments[0] == "list") {
    for (const Workload& workload : workloads())
      fmt::print("{} {}\n", workload.name, workload.runs);
    return 0;
  }
  if (arguments.size() == 2) {
    const std::uint64_t runs = properties::parse_count(arguments[1], "RUNS");
    fmt::print("{}\n", workload_named(arguments[0]).make_runs(runs));
    return 0;
  }
  throw UsageError(
      "expected: instructions build, instructions list, or instructions WORKLOAD RUNS");
}

}  // namespace
}  // namespace interleave::bench

int main(int argument_count, char** arguments) {
  try {
    return interleave::bench::run({arguments + 1, arguments + argument_count});
  } catch (const std::exception& error) {
    fmt::print(stderr, "instructions: {}\n", error.what());
    return 2;
  }
}
