#pragma once

#include <functional>
#include <map>

#include "properties/experiment.hpp"
#include "properties/explore.hpp"
#include "properties/recording.hpp"

namespace interleave::properties {

/// The executions that showed one signature.
struct ExploredFailure {
  std::uint64_t executions = 0;
  std::vector<sim::Decision> first;  ///< the decisions of the first of them
};

/// What a search through all orders of an experiment came to.
struct ExploredExperiment {
  Exploration search;
  std::uint64_t violations = 0;                     ///< executions that violated anything
  std::map<std::size_t, ExploredFailure> failures;  ///< by place in the system's table
};

/// Searches all orders of an experiment's events, and all that people can do in it. Its profile
/// must be `none`: nothing is drawn but what people do. Each execution is judged as the run that
/// its decisions replay, in time order; that this is the execution again is checked. `go_on` is
/// asked after each. Precondition: the system's runners are explorable.
ExploredExperiment explore(const Experiment& experiment, const ExploreOptions& options,
                           const std::function<bool()>& go_on);

}  // namespace interleave::properties
