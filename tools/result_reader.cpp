#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <sstream>

#include "properties/count.hpp"
#include "properties/experiment_json.hpp"
#include "properties/usage_error.hpp"
#include "tools/counts_json.hpp"
#include "tools/parts.hpp"
#include "tools/plan.hpp"
#include "tools/result_json.hpp"

namespace interleave::tools {

using properties::Json;
using properties::JsonReader;
using properties::ReplayEnding;
using properties::System;
using properties::UsageError;

namespace {

/// A part's counts are nested deepest: result, systems, system, parts, part, counts, measures,
/// measure, buckets, pair.
constexpr int depth_max = 16;

std::optional<std::string> text_or_nothing(const JsonReader& reader, const char* name) {
  if (reader.field(name).is_null()) return std::nullopt;
  return reader.text(name);
}

/// The value of that name among those that a field can have.
template <class Value, std::size_t count>
Value one_of(const JsonReader& reader, const char* field, const std::array<Value, count>& values) {
  const std::string found = reader.text(field);
  std::string names;
  for (const Value value : values) {
    if (name_of(value) == found) return value;
    names += (names.empty() ? "" : ", ") + std::string(name_of(value));
  }
  reader.refuse("one of " + names + " in \"" + field + "\", found \"" + found + "\"");
}

Stop read_stop(const JsonReader& reader) {
  if (reader.field("stopped").is_null()) return Stop::none;
  return one_of(reader, "stopped", std::array{Stop::time, Stop::failures, Stop::interrupted});
}

ReplayEnding read_ending(const JsonReader& reader, const char* field) {
  return one_of(reader, field,
                std::array{ReplayEnding::same, ReplayEnding::same_failure, ReplayEnding::diverged,
                           ReplayEnding::passes_now});
}

Part read_part(const System& system, const JsonReader& reader, const JsonReader& counts) {
  Part part{{reader.count("begin"), reader.count("end")},
            read_stop(reader),
            read_counts(system, counts),
            reader.seconds("seconds")};
  const bool ordered = part.asked.begin <= part.asked.end;
  const bool short_of = part.result.runs < part.asked.size();
  if (!ordered || part.result.runs > part.asked.size() || (short_of && part.stop == Stop::none)) {
    reader.refuse("a part that says how many of its runs were made, and why not all");
  }
  return part;
}

/// A part alone has the counts of its system.
std::vector<Part> read_parts(const System& system, const JsonReader& reader) {
  const Json& list = reader.list("parts");
  std::vector<Part> parts;
  for (const Json& entry : list) {
    const JsonReader fields(entry, reader.where() + ": \"parts\"");
    parts.push_back(read_part(system, fields, list.size() > 1 ? fields.object("counts") : reader));
    if (parts.size() > 1 && parts.back().asked.begin < parts.rbegin()[1].asked.end) {
      reader.refuse("parts in order, without an overlap");
    }
  }
  return parts;
}

properties::SeededRun read_run(const JsonReader& reader, const char* index,
                               const SystemReport& report) {
  return {properties::strategy_named(reader.text("strategy")), report.options.seed,
          reader.count(index)};
}

Failure read_failure(const JsonReader& reader, const SystemReport& report) {
  Failure failure;
  failure.signature = read_signature(reader, *report.experiment.system);
  failure.runs = reader.count("runs");
  failure.first_run = reader.count("first_run");
  failure.run = read_run(reader, "run", report);
  failure.token = reader.text("token");
  failure.capsule_path = text_or_nothing(reader, "capsule");
  failure.decisions_before = reader.count("decisions_before");
  failure.decisions = reader.count("decisions");
  failure.reruns = reader.count("reruns");
  failure.story = reader.texts("story");
  failure.evidence = reader.texts("evidence");
  return failure;
}

std::optional<properties::EventDifference> read_difference(const JsonReader& reader) {
  if (reader.field("difference").is_null()) return std::nullopt;
  const JsonReader fields = reader.object("difference");
  properties::EventDifference difference{std::nullopt, fields.text("first"), fields.text("second")};
  if (!fields.field("event").is_null()) difference.event = fields.count("event");
  return difference;
}

Nondeterminism read_nondeterminism(const JsonReader& reader, const SystemReport& report) {
  const auto hash = [&](const char* name) {
    return properties::parse_hexadecimal(reader.text(name), reader.where());
  };
  Nondeterminism found;
  found.run = read_run(reader, "run", report);
  found.first_hash = hash("first_hash");
  if (!reader.field("second_hash").is_null()) found.second_hash = hash("second_hash");
  found.token = reader.text("token");
  found.fresh_process = reader.flag("fresh_process");
  found.difference = read_difference(reader);
  return found;
}

SystemReport read_system(const JsonReader& reader) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const properties::Experiment experiment = read_experiment(reader);
  // Nothing may throw inside the braces: g++ 12 would destroy what is built by then twice.
  const bool coverage_required = reader.flag("coverage_required");
  std::vector<Part> parts = read_parts(*experiment.system, reader);
  SystemReport report{.experiment = experiment,
                      .options = {},
                      .runs_asked = {},
                      .coverage_required = coverage_required,
                      .parts = std::move(parts),
                      .result = properties::CampaignResult(*experiment.system),
                      .seconds = 0,
                      .investigation = {},
                      .vacuous = {}};
  report.options.mix = properties::Mix::parse(reader.text("strategy"));
  report.options.seed = static_cast<std::uint64_t>(
      properties::parse_integer(reader.text("seed"), "\"seed\"", 0, most));
  if (!reader.field("runs_asked").is_null()) report.runs_asked = reader.count("runs_asked");
  if (!report.parts.empty() && report.parts.back().asked.end > report.runs_asked.value_or(most)) {
    reader.refuse("no part beyond \"runs_asked\"");
  }
  total_up(report);
  for (const Json& entry : reader.list("nondeterminism")) {
    report.investigation.nondeterminism.push_back(
        read_nondeterminism(JsonReader(entry, reader.where()), report));
  }
  report.investigation.no_fresh_process = text_or_nothing(reader, "no_fresh_process").value_or("");
  for (const Json& entry : reader.list("failures")) {
    report.investigation.failures.push_back(
        read_failure(JsonReader(entry, reader.where()), report));
  }
  return report;
}

Regression read_regression(const JsonReader& reader) {
  Regression regression;
  regression.path = reader.text("capsule");
  regression.system = reader.text("system");
  regression.variant = reader.text("variant");
  regression.signature = reader.text("signature");
  regression.schema = reader.whole("schema", 0);
  regression.expected = read_ending(reader, "expected");
  if (!reader.field("ending").is_null()) regression.ending = read_ending(reader, "ending");
  regression.verdict = one_of(reader, "verdict",
                              std::array{RegressionVerdict::as_expected, RegressionVerdict::failed,
                                         RegressionVerdict::stale});
  if (!regression.ending && regression.verdict != RegressionVerdict::stale) {
    reader.refuse("an \"ending\"");
  }
  regression.story = reader.texts("story");
  regression.evidence = reader.texts("evidence");
  return regression;
}

void require_own_build(const JsonReader& reader) {
  const Json& format = reader.field("format");
  if (format != std::string(result_format)) reader.refuse("a result of interleave check or merge");
  require_version(reader, "version", result_version);
  require_version(reader, "schema", properties::schema_version);
  if (reader.text("harness") == INTERLEAVE_VERSION) return;
  throw UsageError(reader.where() + ": found harness " + reader.text("harness") + ", expected " +
                   INTERLEAVE_VERSION);
}

CheckReport read(const JsonReader& reader) {
  require_own_build(reader);
  CheckReport report;
  report.commit = text_or_nothing(reader, "commit");
  report.merged = reader.flag("merged");
  for (const Json& entry : reader.list("skipped")) {
    const JsonReader fields(entry, reader.where() + ": \"skipped\"");
    report.skipped.push_back({fields.text("system"), fields.text("reason")});
  }
  for (const Json& entry : reader.list("regressions")) {
    report.regressions.push_back(
        read_regression(JsonReader(entry, reader.where() + ": \"regressions\"")));
  }
  for (const Json& entry : reader.list("systems")) {
    report.systems.push_back(read_system(JsonReader(entry, reader.where() + ": \"systems\"")));
  }
  return report;
}

}  // namespace

CheckReport report_from_json(std::string_view text, std::string_view where) {
  const std::string source(where);
  const Json json = properties::parse_json(text, source, "a result", depth_max);
  try {
    return read(JsonReader(json, source));
  } catch (const UsageError& error) {
    const std::string message = error.what();
    if (message.starts_with(source)) throw;
    throw UsageError(source + ": " + message);
  }
}

CheckReport read_result(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    throw UsageError(path.string() + ": expected a result file that can be read");
  }
  return report_from_json(text.str(), path.string());
}

}  // namespace interleave::tools
