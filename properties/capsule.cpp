#include "properties/capsule.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>

#include <nlohmann/json.hpp>

#include "properties/count.hpp"
#include "properties/story.hpp"
#include "properties/usage_error.hpp"

namespace interleave::properties {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t whole_max = std::numeric_limits<std::int64_t>::max();

/// A capsule is a list of flat objects in an object; what is nested much deeper would overflow the
/// stack of the parser's recursive copies.
constexpr int depth_max = 8;

/// Reads fields of one JSON object and says where something is wrong.
class Reader {
 public:
  Reader(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object()) refuse("an object");
  }

  [[noreturn]] void refuse(const std::string& expected) const {
    throw UsageError(where_ + ": expected " + expected);
  }
  [[nodiscard]] const Json& field(const char* name) const {
    const auto found = object_.find(name);
    if (found == object_.end()) refuse("a field \"" + std::string(name) + "\"");
    return *found;
  }
  [[nodiscard]] std::string text(const char* name) const {
    const Json& value = field(name);
    if (!value.is_string()) refuse("text in \"" + std::string(name) + "\"");
    return value.get<std::string>();
  }
  [[nodiscard]] std::int64_t whole(const char* name, std::int64_t minimum) const {
    const Json& value = field(name);
    const bool fits = value.is_number_unsigned()
                          ? value.get<std::uint64_t>() <= static_cast<std::uint64_t>(whole_max)
                          : value.is_number_integer();
    if (!fits || value.get<std::int64_t>() < minimum) {
      refuse("a whole number of at least " + std::to_string(minimum) + " in \"" +
             std::string(name) + "\"");
    }
    return value.get<std::int64_t>();
  }
  [[nodiscard]] const Json& list(const char* name) const {
    const Json& value = field(name);
    if (!value.is_array()) refuse("a list in \"" + std::string(name) + "\"");
    return value;
  }
  [[nodiscard]] std::vector<std::string> texts(const char* name) const {
    std::vector<std::string> values;
    for (const Json& value : list(name)) {
      if (!value.is_string()) refuse("a list of texts in \"" + std::string(name) + "\"");
      values.push_back(value.get<std::string>());
    }
    return values;
  }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  const Json& object_;
  std::string where_;
};

Experiment read_experiment(const Reader& reader) {
  Experiment experiment;
  experiment.system = &system_named(reader.text("system"));
  experiment.variant = variant_named(*experiment.system, reader.text("variant"));
  experiment.profile = profile_named(*experiment.system, reader.text("profile"));
  experiment.options = default_options(*experiment.system);
  const Json& options = reader.field("options");
  const Reader values(options, reader.where() + ": \"options\"");
  for (const auto& [name, value] : options.items()) {
    if (!value.is_number_integer()) values.refuse("a whole number for \"" + name + "\"");
    set_option(*experiment.system, experiment.options, name + "=" + value.dump());
  }
  for (const sim::OptionFacts& option : experiment.system->options) {
    static_cast<void>(values.field(std::string(option.name).c_str()));  // none may be missing
  }
  return experiment;
}

std::size_t read_signature(const Reader& reader, const System& system) {
  const std::string name = reader.text("signature");
  const auto found = std::ranges::find_if(
      system.signatures, [&](const Signature& signature) { return name_of(signature) == name; });
  if (found == system.signatures.end()) reader.refuse("a signature of " + std::string(system.name));
  return static_cast<std::size_t>(found - system.signatures.begin());
}

CapsuleDecision read_decision(const Json& object, const std::string& where) {
  const Reader reader(object, where);
  CapsuleDecision decision;
  const std::optional<sim::Site> site = sim::site_named(reader.text("site"));
  if (!site) reader.refuse("the name of a site in \"site\"");
  const std::uint64_t cause = parse_hexadecimal(reader.text("cause"), where + ": \"cause\"");
  const std::int64_t ordinal = reader.whole("ordinal", 0);
  if (ordinal > std::numeric_limits<std::uint32_t>::max()) reader.refuse("a smaller \"ordinal\"");
  decision.decision.key = {*site, model::Cause{cause}, static_cast<std::uint32_t>(ordinal)};
  decision.decision.outcome = reader.whole("outcome", 1);
  decision.meaning = reader.text("meaning");
  return decision;
}

void require_version(const Reader& reader, const char* name, std::int64_t known) {
  const std::int64_t found = reader.whole(name, 0);
  if (found == known) return;
  throw UsageError(reader.where() + ": found " + name + " " + std::to_string(found) +
                   ", expected " + std::to_string(known) +
                   (found > known ? ": it was written by a newer build" : ""));
}

Capsule read(const Reader& reader) {
  require_version(reader, "format", capsule_format);
  require_version(reader, "schema", schema_version);
  Capsule capsule;
  capsule.experiment = read_experiment(reader);
  capsule.found.strategy = strategy_named(reader.text("strategy"));
  capsule.found.seed = static_cast<std::uint64_t>(reader.whole("seed", 0));
  capsule.found.index = static_cast<std::uint64_t>(reader.whole("run", 0));
  capsule.signature = read_signature(reader, *capsule.experiment.system);
  capsule.trace_hash =
      parse_hexadecimal(reader.text("trace_hash"), reader.where() + ": \"trace_hash\"");
  std::size_t number = 0;
  for (const Json& decision : reader.list("decisions")) {
    const std::string where = reader.where() + ": decision " + std::to_string(++number);
    CapsuleDecision read = read_decision(decision, where);
    for (const CapsuleDecision& other : capsule.decisions) {
      if (other.decision.key == read.decision.key) {
        throw UsageError(where + ": expected each decision once, found one that stands before it");
      }
    }
    capsule.decisions.push_back(std::move(read));
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

Capsule capsule_of(const Experiment& experiment, const SeededRun& found, std::size_t signature,
                   const Recording& recording) {
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
  json["strategy"] = name_of(capsule.found.strategy);
  json["profile"] = capsule.experiment.faults().name;
  json["seed"] = capsule.found.seed;
  json["run"] = capsule.found.index;
  json["options"] = Json::object();
  for (std::size_t i = 0; i < system.options.size(); ++i) {
    json["options"][std::string(system.options[i].name)] = capsule.experiment.options[i];
  }
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

Capsule capsule_from_json(std::string_view text, std::string_view where) {
  const std::string source(where);
  Json json;
  try {
    json = Json::parse(text, [&](int depth, Json::parse_event_t, Json&) {
      if (depth > depth_max) throw UsageError(source + ": expected no value nested so deep");
      return true;
    });
  } catch (const Json::parse_error& error) {
    throw UsageError(source + ": expected a capsule in JSON, found an error at byte " +
                     std::to_string(error.byte) +
                     (error.byte > text.size() ? ": the file ends too soon" : ""));
  }
  try {
    return read(Reader(json, source));
  } catch (const UsageError& error) {
    const std::string message = error.what();
    if (message.starts_with(source)) throw;
    throw UsageError(source + ": " + message);
  }
}

Capsule read_capsule(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    throw UsageError(path.string() + ": expected a capsule file that can be read");
  }
  return capsule_from_json(text.str(), path.string());
}

}  // namespace interleave::properties
