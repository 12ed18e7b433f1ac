#include "properties/experiment.hpp"

#include <algorithm>

#include "model/cause.hpp"
#include "properties/count.hpp"
#include "properties/registry.hpp"
#include "properties/usage_error.hpp"

namespace interleave::properties {
namespace {

[[noreturn]] void refuse(std::string_view what, std::string_view found,
                         const std::vector<std::string>& expected) {
  if (expected.empty()) {
    throw UsageError("unknown " + std::string(what) + " \"" + std::string(found) +
                     "\", expected none: there are none");
  }
  std::string names;
  for (const std::string& name : expected) names += (names.empty() ? "" : ", ") + name;
  throw UsageError("unknown " + std::string(what) + " \"" + std::string(found) +
                   "\", expected one of: " + names);
}

/// The place of the entry called `name` in a table of facts with names.
template <class Table>
std::size_t place_in(const Table& table, std::string_view what, std::string_view name) {
  const auto found = std::ranges::find_if(table, [&](const auto& e) { return e.name == name; });
  if (found != std::ranges::end(table)) {
    return static_cast<std::size_t>(found - std::ranges::begin(table));
  }
  std::vector<std::string> expected;
  for (const auto& entry : table) expected.emplace_back(entry.name);
  refuse(what, name, expected);
}

}  // namespace

std::unique_ptr<Runner> Experiment::make_runner() const {
  return system->make_runner({variant, faults(), options});
}

model::Duration Experiment::settling() const {
  if (system->settling == nullptr) return {};
  return system->settling({variant, faults(), options});
}

Omissions Experiment::omissions() const {
  if (system->omissions == nullptr) return {};
  return system->omissions({variant, faults(), options});
}

std::uint64_t run_seed(const SeededRun& run) {
  return model::mix(model::mix(run.seed) + 0x9e3779b97f4a7c15U * (run.index + 1));
}

const System& system_named(std::string_view name) {
  return systems()[place_in(systems(), "system", name)];
}

std::size_t variant_named(const System& system, std::string_view name) {
  return place_in(system.variants, "variant of " + std::string(system.name), name);
}

std::size_t profile_named(const System& system, std::string_view name) {
  const std::span profiles(sim::fault_profiles.data(), system.profile_count);
  return place_in(profiles, "fault profile of " + std::string(system.name), name);
}

sim::Strategy strategy_named(std::string_view name) {
  return static_cast<sim::Strategy>(place_in(sim::strategy_facts, "strategy", name));
}

std::vector<std::int64_t> default_options(const System& system) {
  std::vector<std::int64_t> values;
  for (const sim::OptionFacts& option : system.options) values.push_back(option.fallback);
  return values;
}

void set_option(const System& system, std::vector<std::int64_t>& options, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    throw UsageError("--set: found \"" + std::string(text) + "\", expected OPTION=VALUE");
  }
  const std::string_view name = text.substr(0, equals);
  const std::size_t place = place_in(system.options, "option of " + std::string(system.name), name);
  const sim::OptionFacts& option = system.options[place];
  const std::string_view value = text.substr(equals + 1);
  if (option.unit == "switch") {
    const bool on = value == "on" || value == "1";
    if (!on && value != "off" && value != "0") {
      throw UsageError("--set " + std::string(name) + ": found \"" + std::string(value) +
                       "\", expected on or off");
    }
    options[place] = on ? 1 : 0;
    return;
  }
  options[place] =
      parse_integer(value, "--set " + std::string(name), option.minimum, option.maximum);
}

std::string options_hash(const Experiment& experiment) {
  std::uint64_t hash = 0;
  for (const std::int64_t value : experiment.options) {
    hash = model::mix(hash + 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(value));
  }
  return hexadecimal(hash).substr(8);
}

std::string options_as_arguments(const Experiment& experiment) {
  std::string text;
  for (std::size_t i = 0; i < experiment.options.size(); ++i) {
    const sim::OptionFacts& option = experiment.system->options[i];
    if (experiment.options[i] == option.fallback) continue;
    text += " --set " + std::string(option.name) + "=" + std::to_string(experiment.options[i]);
  }
  return text;
}

}  // namespace interleave::properties
