#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "properties/system.hpp"

namespace interleave::properties {

/// Which decisions a capsule or token means. It changes when an old capsule would no longer tell
/// the same run: another key, another outcome's meaning, another event order.
inline constexpr std::uint32_t schema_version = 5;

/// What to do with a file whose decisions another schema may mean otherwise.
enum class SchemaRule : std::uint8_t {
  own,          ///< refuse it
  best_effort,  ///< take what this build knows of it, by its names
};

/// What is checked: a system in a variant under a fault profile, with every option. The numbers are
/// places in the system's tables.
struct Experiment {
  const System* system = nullptr;
  std::size_t variant = 0;
  std::size_t profile = 0;
  std::vector<std::int64_t> options;

  [[nodiscard]] std::string_view variant_name() const { return system->variants[variant].name; }
  [[nodiscard]] const sim::FaultProfile& faults() const { return sim::fault_profiles[profile]; }
  [[nodiscard]] std::unique_ptr<Runner> make_runner() const;
  /// How long settling takes at most; zero when there is no bound.
  [[nodiscard]] model::Duration settling() const;
  /// What its setup leaves out.
  [[nodiscard]] Omissions omissions() const;
};

/// Which seeded run of an experiment.
struct SeededRun {
  sim::Strategy strategy = sim::Strategy::uniform;
  std::uint64_t seed = 1;   ///< the invocation's seed
  std::uint64_t index = 0;  ///< the run's number in the invocation
};

/// The seed of one run: a pure function of the invocation's seed and the run's index.
std::uint64_t run_seed(const SeededRun& run);

/// The parts of an experiment by name. Each throws UsageError with what was expected.
const System& system_named(std::string_view name);
std::size_t variant_named(const System& system, std::string_view name);
std::size_t profile_named(const System& system, std::string_view name);
sim::Strategy strategy_named(std::string_view name);
/// Every option at its default.
std::vector<std::int64_t> default_options(const System& system);
/// Changes one option by "NAME=VALUE".
void set_option(const System& system, std::vector<std::int64_t>& options, std::string_view text);

/// Eight hexadecimal digits that change with any option's value.
std::string options_hash(const Experiment& experiment);
/// The options that are not at their default, as they are given: " --set jobs=1 --set
/// timeout=5000".
std::string options_as_arguments(const Experiment& experiment);

}  // namespace interleave::properties
