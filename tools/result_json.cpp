#include "tools/result_json.hpp"

#include <algorithm>

#include "properties/count.hpp"
#include "properties/experiment_json.hpp"
#include "properties/token.hpp"
#include "tools/counts_json.hpp"
#include "tools/parts.hpp"
#include "tools/plan.hpp"
#include "tools/verdict.hpp"

namespace interleave::tools {

using properties::hexadecimal;
using properties::Json;

namespace {

Json text_or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

/// What follows from counts and time, for readers.
void write_rates(Json& json, std::uint64_t runs, std::uint64_t events, double seconds) {
  const auto count = static_cast<double>(std::max<std::uint64_t>(runs, 1));
  json["mean_events"] = static_cast<double>(events) / count;
  json["seconds"] = seconds;
  json["runs_per_second"] = seconds > 0 ? static_cast<double>(runs) / seconds : 0.0;
}

Json failure_json(const SystemReport& report, const Failure& failure) {
  Json json;
  json["signature"] = name_of(report.experiment.system->signatures[failure.signature]);
  json["runs"] = failure.runs;
  json["first_run"] = failure.first_run;
  json["run"] = failure.run.index;
  json["strategy"] = name_of(failure.run.strategy);
  json["token"] = failure.token;
  json["capsule"] = text_or_null(failure.capsule_path);
  json["decisions_before"] = failure.decisions_before;
  json["decisions"] = failure.decisions;
  json["reruns"] = failure.reruns;
  json["story"] = failure.story;
  json["evidence"] = failure.evidence;
  return json;
}

Json difference_json(const std::optional<properties::EventDifference>& difference) {
  if (!difference) return {};
  return {{"event", difference->event ? Json(*difference->event) : Json()},
          {"first", difference->first},
          {"second", difference->second}};
}

Json nondeterminism_json(const Nondeterminism& found) {
  return {{"run", found.run.index},
          {"strategy", name_of(found.run.strategy)},
          {"token", found.token},
          {"first_hash", hexadecimal(found.first_hash)},
          {"second_hash", found.second_hash ? Json(hexadecimal(*found.second_hash)) : Json()},
          {"fresh_process", found.fresh_process},
          {"difference", difference_json(found.difference)}};
}

Json unjudged_json(const properties::Experiment& experiment) {
  Json json = Json::array();
  for (const properties::Unjudged& entry : experiment.omissions().unjudged) {
    json.push_back({{"property", entry.property}, {"reason", entry.reason}});
  }
  return json;
}

/// The counts of the only part are those of the whole.
Json part_json(const SystemReport& report, const Part& part) {
  Json json;
  json["begin"] = part.asked.begin;
  json["end"] = part.asked.end;
  json["runs"] = part.result.runs;
  json["stopped"] = part.stop == Stop::none ? Json() : Json(name_of(part.stop));
  json["digest"] = hexadecimal(part.result.digest);
  json["seconds"] = part.seconds;
  if (report.parts.size() > 1) json["counts"] = counts_json(report.experiment, part.result);
  return json;
}

Json system_json(const SystemReport& report) {
  Json json;
  json["system"] = report.experiment.system->name;
  json["variant"] = report.experiment.variant_name();
  json["profile"] = report.experiment.faults().name;
  json["options"] = options_json(report.experiment);
  json["strategy"] = report.options.mix.as_argument();
  json["seed"] = std::to_string(report.options.seed);
  json["runs_asked"] = report.runs_asked ? Json(*report.runs_asked) : Json();
  json["coverage_required"] = report.coverage_required;
  json.update(counts_json(report.experiment, report.result));
  write_rates(json, report.result.runs, report.result.events, report.seconds);
  json["interrupted"] = any_stopped(report, Stop::interrupted);
  json["missing"] = Json::array();
  for (const RunRange& range : missing_of(report)) {
    json["missing"].push_back({{"begin", range.begin}, {"end", range.end}});
  }
  json["unjudged"] = unjudged_json(report.experiment);
  json["vacuous"] = report.vacuous;
  json["nondeterminism"] = Json::array();
  for (const Nondeterminism& found : report.investigation.nondeterminism) {
    json["nondeterminism"].push_back(nondeterminism_json(found));
  }
  const std::string& no_fresh_process = report.investigation.no_fresh_process;
  json["no_fresh_process"] = no_fresh_process.empty() ? Json() : Json(no_fresh_process);
  json["failures"] = Json::array();
  for (const Failure& failure : report.investigation.failures) {
    json["failures"].push_back(failure_json(report, failure));
  }
  json["parts"] = Json::array();
  for (const Part& part : report.parts) json["parts"].push_back(part_json(report, part));
  return json;
}

Json regression_json(const Regression& regression) {
  Json json;
  json["capsule"] = regression.path;
  json["system"] = regression.system;
  json["variant"] = regression.variant;
  json["signature"] = regression.signature;
  json["schema"] = regression.schema;
  json["expected"] = name_of(regression.expected);
  json["ending"] = regression.ending ? Json(name_of(*regression.ending)) : Json();
  json["verdict"] = name_of(regression.verdict);
  json["story"] = regression.story;
  json["evidence"] = regression.evidence;
  return json;
}

Json shard_json(const std::optional<Shard>& shard) {
  if (!shard) return {};
  return {{"number", shard->number}, {"count", shard->count}, {"source", shard->source}};
}

}  // namespace

std::string json_of(const CheckReport& report) {
  Json json;
  json["format"] = result_format;
  json["version"] = result_version;
  json["harness"] = INTERLEAVE_VERSION;
  json["schema"] = properties::schema_version;
  json["exit_code"] = static_cast<int>(exit_code_of(report));
  json["commit"] = text_or_null(report.commit);
  json["shard"] = shard_json(report.shard);
  json["merged"] = report.merged;
  std::uint64_t runs = 0;
  std::uint64_t violations = 0;
  std::uint64_t events = 0;
  double seconds = 0;
  for (const SystemReport& system : report.systems) {
    runs += system.result.runs;
    violations += system.result.violations;
    events += system.result.events;
    seconds += system.seconds;
  }
  json["runs"] = runs;
  json["violations"] = violations;
  json["events"] = events;
  write_rates(json, runs, events, seconds);
  json["skipped"] = Json::array();
  for (const Skipped& skipped : report.skipped) {
    json["skipped"].push_back({{"system", skipped.system}, {"reason", skipped.reason}});
  }
  json["regressions"] = Json::array();
  for (const Regression& regression : report.regressions) {
    json["regressions"].push_back(regression_json(regression));
  }
  json["systems"] = Json::array();
  for (const SystemReport& system : report.systems) json["systems"].push_back(system_json(system));
  return properties::dump_json(json);
}

}  // namespace interleave::tools
