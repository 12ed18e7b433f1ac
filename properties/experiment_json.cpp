#include "properties/experiment_json.hpp"

#include <algorithm>

#include "properties/usage_error.hpp"

namespace interleave::properties {

Json options_json(const Experiment& experiment) {
  Json json = Json::object();
  for (std::size_t i = 0; i < experiment.options.size(); ++i) {
    json[std::string(experiment.system->options[i].name)] = experiment.options[i];
  }
  return json;
}

Experiment read_experiment(const JsonReader& reader, SchemaRule rule) {
  Experiment experiment;
  experiment.system = &system_named(reader.text("system"));
  const System& system = *experiment.system;
  experiment.variant = variant_named(system, reader.text("variant"));
  experiment.profile = profile_named(system, reader.text("profile"));
  experiment.options = default_options(system);
  const Json& options = reader.field("options");
  const JsonReader values(options, reader.where() + ": \"options\"");
  for (const auto& [name, value] : options.items()) {
    const bool known =
        std::ranges::find(system.options, name, &sim::OptionFacts::name) != system.options.end();
    if (!known && rule == SchemaRule::best_effort) continue;
    if (!value.is_number_integer()) values.refuse("a whole number for \"" + name + "\"");
    set_option(system, experiment.options, name + "=" + value.dump());
  }
  for (const sim::OptionFacts& option : system.options) {
    if (rule == SchemaRule::best_effort) break;
    static_cast<void>(values.field(std::string(option.name).c_str()));  // none may be missing
  }
  return experiment;
}

std::size_t read_signature(const JsonReader& reader, const System& system) {
  const std::string name = reader.text("signature");
  const auto found = std::ranges::find_if(
      system.signatures, [&](const Signature& signature) { return name_of(signature) == name; });
  if (found == system.signatures.end()) reader.refuse("a signature of " + std::string(system.name));
  return static_cast<std::size_t>(found - system.signatures.begin());
}

void require_version(const JsonReader& reader, const char* name, std::int64_t known) {
  const std::int64_t found = reader.whole(name, 0);
  if (found == known) return;
  throw UsageError(reader.where() + ": found " + name + " " + std::to_string(found) +
                   ", expected " + std::to_string(known) +
                   (found > known ? ": it was written by a newer build" : ""));
}

}  // namespace interleave::properties
