#include <cmath>
#include <cstdint>
#include <memory>
#include <string_view>

#include <gtest/gtest.h>

#include "properties/reassign_race_reference.hpp"
#include "properties/registry.hpp"
#include "properties/system.hpp"

namespace interleave::properties {
namespace {

using race_reference::Future;
using race_reference::future_of_the_race;

std::unique_ptr<Runner> make_race(std::string_view variant) {
  const System& system = *find_system("reassign-race");
  for (std::size_t i = 0; i < system.variants.size(); ++i) {
    if (system.variants[i].name == variant) {
      Setup setup;
      setup.variant = i;
      return system.make_runner(setup);
    }
  }
  return nullptr;
}

struct Measured {
  double violation = 0;
  double mean_events = 0;
  double events_deviation = 0;
};

Measured measure(sim::Strategy strategy, std::uint64_t runs) {
  const auto runner = make_race("as-found");
  double violations = 0;
  double sum = 0;
  double squares = 0;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    runner->choices().seed(seed);
    const RunResult result = runner->run(strategy, nullptr);
    violations += result.violated.empty() ? 0 : 1;
    sum += result.events;
    squares += static_cast<double>(result.events) * result.events;
  }
  const auto count = static_cast<double>(runs);
  const double mean = sum / count;
  return {violations / count, mean, std::sqrt(squares / count - mean * mean)};
}

TEST(ReassignRace, the_uniform_walk_violates_as_often_as_the_race_is_computed_to) {
  constexpr std::uint64_t runs = 300'000;
  const Future expected = future_of_the_race();
  const Measured measured = measure(sim::Strategy::uniform, runs);
  const double sigma =
      std::sqrt(expected.violation * (1 - expected.violation) / static_cast<double>(runs));
  EXPECT_NEAR(measured.violation, expected.violation, 4 * sigma);
}

TEST(ReassignRace, the_uniform_walk_has_as_many_events_on_average_as_the_race_is_computed_to) {
  constexpr std::uint64_t runs = 300'000;
  const Future expected = future_of_the_race();
  const Measured measured = measure(sim::Strategy::uniform, runs);
  const double sigma = measured.events_deviation / std::sqrt(static_cast<double>(runs));
  EXPECT_NEAR(measured.mean_events, expected.events, 4 * sigma);
}

/// Runs every execution, depth first. Counts them and those that violate.
struct Visited {
  std::uint64_t executions = 0;
  std::uint64_t violations = 0;
};

Visited visit_all(Runner& runner) {
  Visited visited;
  sim::Enumeration enumeration;
  do {
    runner.choices().enumerate(enumeration);
    const RunResult result = runner.run(sim::Strategy::uniform, nullptr);
    ++visited.executions;
    if (!result.violated.empty()) ++visited.violations;
  } while (enumeration.next());
  return visited;
}

TEST(ReassignRace, enumeration_visits_every_complete_execution_once) {
  const auto runner = make_race("as-found");
  EXPECT_EQ(visit_all(*runner).executions, future_of_the_race().executions);
}

TEST(ReassignRace, under_the_lock_there_is_one_execution_and_it_holds) {
  const auto runner = make_race("locked");
  // The second sync starts when the first has ended, so nothing is left to choose.
  const Visited visited = visit_all(*runner);
  EXPECT_EQ(visited.executions, 1U);
  EXPECT_EQ(visited.violations, 0U);
}

}  // namespace
}  // namespace interleave::properties
