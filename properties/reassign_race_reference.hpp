#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

// The race as its specification reads, by dynamic programming over its states, without the kernel:
// the remote order holds a multiset of records, each sync runs LIST, DELETE each it saw, POST each
// it wants, and a request is two events, the next one picked evenly among the pending ones.

namespace interleave::properties::race_reference {

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

inline constexpr std::array<std::size_t, 2> posts{
    1, 2};  // the first sync wants {B}, the second {B, C}

inline std::size_t requests_of(const State& state, std::size_t which) {
  return 1 + state.syncs[which].seen.size() + posts[which];
}

inline bool ended(const State& state, std::size_t which) {
  return state.syncs[which].listed && state.syncs[which].step == requests_of(state, which);
}

/// The inspector of a record: A, or B for a sync's first POST and C for its second.
inline char inspector_of(Record record) {
  if (record == 0) return 'A';
  return (record - 1) % 2 == 0 ? 'B' : 'C';
}

inline State after_event(State state, std::size_t which) {
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

/// The race from its start.
inline Future future_of_the_race() {
  Race race;
  return race.future(State{{0}, {}});
}

}  // namespace interleave::properties::race_reference
