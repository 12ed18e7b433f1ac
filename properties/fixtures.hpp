#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "properties/experiment.hpp"
#include "properties/recording.hpp"
#include "properties/registry.hpp"
#include "properties/usage_error.hpp"

namespace interleave::properties {

/// For tests: a system in a variant, without faults, every option at its default.
inline Experiment experiment_of(std::string_view system_name, std::string_view variant) {
  const System& system = system_named(system_name);
  return {&system, variant_named(system, variant), 0, default_options(system)};
}

/// For tests: some experiment that can be had. `draw(n)` picks a number in [0, n).
template <class Draw>
Experiment any_experiment(const Draw& draw) {
  Experiment experiment;
  experiment.system = &systems()[draw(systems().size())];
  const System& system = *experiment.system;
  experiment.variant = draw(system.variants.size());
  experiment.profile = draw(system.profile_count);
  for (const sim::OptionFacts& option : system.options) {
    const auto values = static_cast<std::size_t>(option.maximum - option.minimum + 1);
    experiment.options.push_back(option.minimum + static_cast<std::int64_t>(draw(values)));
  }
  return experiment;
}

inline bool same_experiment(const Experiment& one, const Experiment& other) {
  return one.system == other.system && one.variant == other.variant &&
         one.profile == other.profile && one.options == other.options;
}

/// For tests: the message of the UsageError that something throws, or what happened instead.
inline std::string usage_error_of(const std::function<void()>& something) {
  try {
    something();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "(no UsageError)";
}

/// For tests: the first run of that seed, in order of the index, that shows the signature.
struct FailingSeededRun {
  SeededRun run;
  Recording recording;
};

inline FailingSeededRun first_failure(const Experiment& experiment, Runner& runner,
                                      const SeededRun& from, std::string_view signature) {
  FailingSeededRun found{from, {}};
  for (;; ++found.run.index) {
    const RunResult result = run_seeded(runner, found.run);
    for (std::size_t i = 0; i < experiment.system->signatures.size(); ++i) {
      if (!result.violated.contains(i)) continue;
      if (name_of(experiment.system->signatures[i]) != signature) continue;
      found.recording = record_seeded(runner, found.run);
      return found;
    }
  }
}

}  // namespace interleave::properties
