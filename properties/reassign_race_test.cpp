#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "properties/registry.hpp"
#include "properties/system.hpp"

// The race as its specification reads, by dynamic programming over its states, without the kernel:
// the remote order holds a multiset of records, each sync runs LIST, DELETE each it saw, POST each
// it wants, and a request is two events, the next one picked evenly among the pending ones.

namespace interleave::properties {
namespace {

using Record = std::uint8_t;  // who made it: 0 the first A, 1 + 2·sync + n the sync's n-th POST
using Records = std::vector<Record>;

/// One sync: which request it is at, and whether that request was applied already.
struct Sync {
  std::uint8_t step = 0;  // 0 LIST, then one for each DELETE, then one for each POST
  bool applied = false;
  bool listed = false;
  Records seen;

  friend auto operator<=>(const Sync&, const Sync&) = default;
};

struct State {
  Records remote;  // in order of creation
  std::array<Sync, 2> syncs;

  friend auto operator<=>(const State&, const State&) = default;
};

constexpr std::array<std::size_t, 2> posts{1, 2};  // the first sync wants {B}, the second {B, C}

std::size_t requests_of(const State& state, std::size_t which) {
  return 1 + state.syncs[which].seen.size() + posts[which];
}

bool ended(const State& state, std::size_t which) {
  return state.syncs[which].listed && state.syncs[which].step == requests_of(state, which);
}

/// The inspector of a record: A, or B for a sync's first POST and C for its second.
char inspector_of(Record record) {
  if (record == 0) return 'A';
  return (record - 1) % 2 == 0 ? 'B' : 'C';
}

State after_event(State state, std::size_t which) {
  Sync& sync = state.syncs[which];
  if (sync.applied) {  // the reply arrives and the sync goes on
    sync.applied = false;
    ++sync.step;
    return state;
  }
  sync.applied = true;
  if (sync.step == 0) {
    sync.seen = state.remote;
    sync.listed = true;
  } else if (sync.step <= sync.seen.size()) {
    std::erase(state.remote, sync.seen[sync.step - 1]);
  } else {
    const std::size_t number = sync.step - 1 - sync.seen.size();
    state.remote.push_back(static_cast<Record>(1 + 2 * which + number));
  }
  return state;
}

/// What follows from a state: how likely a violation is, how many events are still to come on
/// average, and how many ways there are to the end.
struct Future {
  double violation = 0;
  double events = 0;
  std::uint64_t executions = 0;
};

class Race {
 public:
  const Future& future(const State& state) {
    const auto known = futures_.find(state);
    if (known != futures_.end()) return known->second;
    return futures_.emplace(state, compute(state)).first->second;
  }

 private:
  Future compute(const State& state) {
    std::vector<Future> next;
    for (std::size_t which = 0; which < 2; ++which) {
      if (!ended(state, which)) next.push_back(future(after_event(state, which)));
    }
    if (next.empty()) return {violates(state.remote) ? 1.0 : 0.0, 0, 1};
    Future sum;
    for (const Future& one : next) {
      sum.violation += one.violation / static_cast<double>(next.size());
      sum.events += one.events / static_cast<double>(next.size());
      sum.executions += one.executions;
    }
    sum.events += 1;
    return sum;
  }

  static bool violates(const Records& remote) {
    std::multiset<char> inspectors;
    for (const Record record : remote) inspectors.insert(inspector_of(record));
    return inspectors != std::multiset<char>{'B', 'C'};
  }

  std::map<State, Future> futures_;
};

Future future_of_the_race() {
  Race race;
  return race.future(State{{0}, {}});
}

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
