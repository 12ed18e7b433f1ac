#include "properties/capsule.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>

#include "properties/count.hpp"
#include "properties/experiment_json.hpp"
#include "properties/story.hpp"
#include "properties/usage_error.hpp"

namespace interleave::properties {
namespace {

/// A capsule is a list of flat objects in an object.
constexpr int depth_max = 8;

/// None for a decision at a site that this build does not have, by best effort.
std::optional<CapsuleDecision> read_decision(const Json& object, const std::string& where,
                                             SchemaRule rule) {
  const JsonReader reader(object, where);
  CapsuleDecision decision;
  const std::optional<sim::Site> site = sim::site_named(reader.text("site"));
  if (!site && rule == SchemaRule::best_effort) return std::nullopt;
  if (!site) reader.refuse("the name of a site in \"site\"");
  const std::uint64_t cause = parse_hexadecimal(reader.text("cause"), where + ": \"cause\"");
  const std::int64_t ordinal = reader.whole("ordinal", 0);
  if (ordinal > std::numeric_limits<std::uint32_t>::max()) reader.refuse("a smaller \"ordinal\"");
  decision.decision.key = {*site, model::Cause{cause}, static_cast<std::uint32_t>(ordinal)};
  decision.decision.outcome = reader.whole("outcome", 1);
  decision.meaning = reader.text("meaning");
  return decision;
}

/// The replay does not depend on the strategy, which another build may not have.
sim::Strategy read_strategy(const JsonReader& reader, SchemaRule rule) {
  try {
    return strategy_named(reader.text("strategy"));
  } catch (const UsageError&) {
    if (rule == SchemaRule::own) throw;
    return sim::Strategy::latency;
  }
}

/// All of the seeded run that found it, or nothing.
std::optional<SeededRun> read_found(const JsonReader& reader, SchemaRule rule) {
  if (!reader.has("strategy") && !reader.has("seed") && !reader.has("run")) return std::nullopt;
  return SeededRun{read_strategy(reader, rule), reader.count("seed"), reader.count("run")};
}

Capsule read(const JsonReader& reader, SchemaRule rule) {
  require_version(reader, "format", capsule_format);
  if (rule == SchemaRule::own) require_version(reader, "schema", schema_version);
  Capsule capsule;
  capsule.schema = reader.whole("schema", 0);
  capsule.experiment = read_experiment(reader, rule);
  capsule.found = read_found(reader, rule);
  capsule.signature = read_signature(reader, *capsule.experiment.system);
  capsule.trace_hash =
      parse_hexadecimal(reader.text("trace_hash"), reader.where() + ": \"trace_hash\"");
  std::size_t number = 0;
  for (const Json& decision : reader.list("decisions")) {
    const std::string where = reader.where() + ": decision " + std::to_string(++number);
    std::optional<CapsuleDecision> read = read_decision(decision, where, rule);
    if (!read) continue;
    for (const CapsuleDecision& other : capsule.decisions) {
      if (other.decision.key == read->decision.key) {
        throw UsageError(where + ": expected each decision once, found one that stands before it");
      }
    }
    capsule.decisions.push_back(std::move(*read));
  }
  capsule.story = reader.texts("story");
  capsule.evidence = reader.texts("evidence");
  return capsule;
}

}  // namespace

std::vector<sim::Decision> Capsule::to_replay() const {
  std::vector<sim::Decision> plain;
  for (const CapsuleDecision& entry : decisions) plain.push_back(entry.decision);
  return plain;
}

Capsule capsule_of(const Experiment& experiment, const std::optional<SeededRun>& found,
                   std::size_t signature, const Recording& recording) {
  Capsule capsule;
  capsule.experiment = experiment;
  capsule.found = found;
  capsule.signature = signature;
  capsule.trace_hash = recording.result.trace_hash;
  for (const sim::Decision& decision : recording.decisions) {
    capsule.decisions.push_back({decision, meaning_of(decision, recording)});
  }
  capsule.story = story_of(recording);
  capsule.evidence = recording.evidence;
  return capsule;
}

std::string file_name_of(const Capsule& capsule) {
  const System& system = *capsule.experiment.system;
  return std::string(system.name) + "." + std::string(capsule.experiment.variant_name()) + "." +
         name_of(system.signatures[capsule.signature]) + ".capsule.json";
}

std::string to_json(const Capsule& capsule) {
  const System& system = *capsule.experiment.system;
  Json json;
  json["format"] = capsule_format;
  json["schema"] = schema_version;
  json["harness"] = INTERLEAVE_VERSION;
  json["system"] = system.name;
  json["variant"] = capsule.experiment.variant_name();
  if (capsule.found) json["strategy"] = name_of(capsule.found->strategy);
  json["profile"] = capsule.experiment.faults().name;
  if (capsule.found) {
    json["seed"] = capsule.found->seed;
    json["run"] = capsule.found->index;
  }
  json["options"] = options_json(capsule.experiment);
  json["signature"] = name_of(system.signatures[capsule.signature]);
  json["trace_hash"] = hexadecimal(capsule.trace_hash);
  json["decisions"] = Json::array();
  for (const CapsuleDecision& entry : capsule.decisions) {
    const sim::Key& key = entry.decision.key;
    json["decisions"].push_back({{"site", name_of(key.site)},
                                 {"cause", hexadecimal(key.cause.value)},
                                 {"ordinal", key.ordinal},
                                 {"outcome", entry.decision.outcome},
                                 {"meaning", entry.meaning}});
  }
  json["story"] = capsule.story;
  json["evidence"] = capsule.evidence;
  return json.dump(2) + "\n";
}

Capsule capsule_from_json(std::string_view text, std::string_view where, SchemaRule rule) {
  const std::string source(where);
  const Json json = parse_json(text, source, "a capsule", depth_max);
  try {
    return read(JsonReader(json, source), rule);
  } catch (const UsageError& error) {
    const std::string message = error.what();
    if (message.starts_with(source)) throw;
    throw UsageError(source + ": " + message);
  }
}

Capsule read_capsule(const std::filesystem::path& path, SchemaRule rule) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    throw UsageError(path.string() + ": expected a capsule file that can be read");
  }
  return capsule_from_json(text.str(), path.string(), rule);
}

}  // namespace interleave::properties
