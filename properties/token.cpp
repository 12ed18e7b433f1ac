#include "properties/token.hpp"

#include <algorithm>
#include <limits>

#include "properties/count.hpp"
#include "properties/usage_error.hpp"

namespace interleave::properties {
namespace {

constexpr std::size_t part_count = 8;

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t slash = text.find('/'); slash != std::string_view::npos;
       slash = text.find('/')) {
    parts.push_back(text.substr(0, slash));
    text.remove_prefix(slash + 1);
  }
  parts.push_back(text);
  return parts;
}

void require_schema(std::string_view part) {
  const std::int64_t found =
      parse_integer(part.substr(1), "token schema", 0, std::numeric_limits<std::int32_t>::max());
  if (found == schema_version) return;
  throw UsageError("token: found schema " + std::to_string(found) + ", expected " +
                   std::to_string(schema_version) +
                   ": it was made by another build; replay its capsule there");
}

}  // namespace

std::string token_of(const Experiment& experiment, const SeededRun& run) {
  std::string token = "v" + std::to_string(schema_version);
  for (const std::string& part :
       {std::string(experiment.system->name), std::string(experiment.variant_name()),
        std::string(name_of(run.strategy)), std::string(experiment.faults().name),
        options_hash(experiment), std::to_string(run.seed), std::to_string(run.index)}) {
    token += "/" + part;
  }
  return token;
}

bool looks_like_token(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('/'));
  if (text.ends_with(".json") || first.size() == text.size() || first.size() < 2 ||
      first.front() != 'v')
    return false;
  return std::ranges::all_of(first.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

TokenRun parse_token(std::string_view text, std::span<const std::string> settings) {
  if (!looks_like_token(text) || parts_of(text).size() != part_count) {
    throw UsageError("token: found \"" + std::string(text) +
                     "\", expected vSCHEMA/SYSTEM/VARIANT/STRATEGY/PROFILE/OPTIONS/SEED/RUN");
  }
  const std::vector<std::string_view> parts = parts_of(text);
  require_schema(parts[0]);
  Experiment experiment;
  experiment.system = &system_named(parts[1]);
  experiment.variant = variant_named(*experiment.system, parts[2]);
  experiment.profile = profile_named(*experiment.system, parts[4]);
  experiment.options = default_options(*experiment.system);
  for (const std::string& setting : settings) {
    set_option(*experiment.system, experiment.options, setting);
  }
  if (options_hash(experiment) != parts[5]) {
    throw UsageError("token: found options hash " + std::string(parts[5]) + ", expected " +
                     options_hash(experiment) +
                     " for the options given: repeat the run's --set, or use its build");
  }
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t seed = parse_integer(parts[6], "token seed", 0, most);
  const std::int64_t index = parse_integer(parts[7], "token run", 0, most);
  return {experiment,
          {strategy_named(parts[3]), static_cast<std::uint64_t>(seed),
           static_cast<std::uint64_t>(index)}};
}

}  // namespace interleave::properties
