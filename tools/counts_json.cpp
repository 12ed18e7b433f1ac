#include "tools/counts_json.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include "properties/count.hpp"
#include "properties/experiment_json.hpp"
#include "properties/usage_error.hpp"

namespace interleave::tools {

using properties::CampaignResult;
using properties::DistinctCount;
using properties::hexadecimal;
using properties::Histogram;
using properties::Json;
using properties::JsonReader;
using properties::SpeciesSample;
using properties::System;

namespace {

// ---- Writing ----

Json limit_json(const CampaignResult& result) {
  if (result.limited == 0) return {};
  return {{"first_run", result.first_limited}, {"limit", result.limit}};
}

Json signatures_json(const System& system, const CampaignResult& result) {
  Json json = Json::array();
  for (std::size_t i = 0; i < result.signatures.size(); ++i) {
    if (result.signatures[i].runs == 0) continue;
    Json first = Json::array();
    for (const properties::FailingRun& run : result.signatures[i].first) {
      first.push_back({{"run", run.index}, {"trace_hash", hexadecimal(run.trace_hash)}});
    }
    json.push_back({{"signature", name_of(system.signatures[i])},
                    {"runs", result.signatures[i].runs},
                    {"first", std::move(first)}});
  }
  return json;
}

/// One digit for each register, as `register_digits` orders them.
constexpr std::string_view register_digits =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

Json distinct_json(const DistinctCount& distinct) {
  std::string registers;
  for (const std::uint8_t rank : distinct.registers()) registers += register_digits[rank];
  return {{"estimate", distinct.estimate()}, {"registers", std::move(registers)}};
}

/// "HASH:RUNS HASH:RUNS …".
std::string text_of(const SpeciesSample& sample) {
  std::string text;
  for (const SpeciesSample::Species& species : sample.species()) {
    if (!text.empty()) text += ' ';
    text += hexadecimal(species.hash) + ":" + std::to_string(species.runs);
  }
  return text;
}

Json strategies_json(const CampaignResult& result) {
  Json json = Json::array();
  for (std::size_t i = 0; i < result.strategies.size(); ++i) {
    const properties::StrategyCount& count = result.strategies[i];
    if (count.runs == 0) continue;
    json.push_back({{"strategy", sim::strategy_facts[i].name},
                    {"runs", count.runs},
                    {"violations", count.violations},
                    {"judged", count.judged},
                    {"unseen_per_run", count.species.unseen_per_run(count.judged)},
                    {"species", text_of(count.species)}});
  }
  return json;
}

Json faults_json(const CampaignResult& result) {
  Json json = Json::array();
  for (std::size_t i = 0; i < result.faults.size(); ++i) {
    const sim::FaultCount& count = result.faults[i];
    json.push_back({{"fault", sim::fault_facts[i].name},
                    {"possible", count.possible},
                    {"drawn", count.drawn},
                    {"fired", count.fired}});
  }
  return json;
}

Json sometimes_json(const properties::Experiment& experiment, const CampaignResult& result) {
  const std::vector<std::string_view> left_out = experiment.omissions().situations;
  Json json = Json::array();
  for (std::size_t i = 0; i < result.sometimes.size(); ++i) {
    const std::string_view name = experiment.system->sometimes[i].name;
    if (std::ranges::find(left_out, name) != left_out.end()) continue;
    json.push_back({{"situation", name}, {"runs", result.sometimes[i]}});
  }
  return json;
}

/// The buckets that hold anything, each with its place.
Json buckets_json(const Histogram& spans) {
  Json json = Json::array();
  for (std::size_t i = 0; i < spans.buckets().size(); ++i) {
    if (spans.buckets()[i] > 0) json.push_back({i, spans.buckets()[i]});
  }
  return json;
}

Json measures_json(const System& system, const CampaignResult& result) {
  Json json = Json::array();
  for (std::size_t i = 0; i < result.measures.size(); ++i) {
    const Histogram& spans = result.measures[i];
    json.push_back({{"measure", system.measures[i].name},
                    {"count", spans.count()},
                    {"mean_us", spans.mean().count()},
                    {"median_us", spans.quantile(500).count()},
                    {"p99_us", spans.quantile(990).count()},
                    {"longest_us", spans.longest().count()},
                    {"buckets", buckets_json(spans)}});
  }
  return json;
}

// ---- Reading ----

/// Each entry of a list with its place in the table in which its name stands.
template <class Table, class NameOf, class Read>
void read_entries(const JsonReader& reader, const char* list, const char* key, const Table& table,
                  NameOf name, Read read) {
  for (const Json& entry : reader.list(list)) {
    const JsonReader fields(entry, reader.where() + ": \"" + list + "\"");
    const std::string found = fields.text(key);
    const auto at = std::ranges::find_if(table, [&](const auto& e) { return name(e) == found; });
    if (at == std::ranges::end(table)) {
      throw properties::UsageError(fields.where() + ": found the " + key + " \"" + found +
                                   "\", expected one that this build knows");
    }
    read(static_cast<std::size_t>(at - std::ranges::begin(table)), fields);
  }
}

constexpr auto name_in_table = [](const auto& entry) { return entry.name; };

void read_limit(const JsonReader& reader, CampaignResult& result) {
  result.limited = reader.count("limited");
  if (result.limited == 0) return;
  const JsonReader first = reader.object("first_limited");
  result.first_limited = first.count("first_run");
  result.limit = first.text("limit");
}

properties::SignatureCount read_signature_count(const JsonReader& reader) {
  properties::SignatureCount count{reader.count("runs"), {}};
  for (const Json& entry : reader.list("first")) {
    const JsonReader run(entry, reader.where());
    count.first.push_back(
        {run.count("run"), properties::parse_hexadecimal(run.text("trace_hash"), run.where())});
  }
  const bool ordered = std::ranges::is_sorted(count.first, {}, &properties::FailingRun::index);
  if (count.first.empty() || count.first.size() > count.runs || !ordered) {
    reader.refuse("the first failing runs in order in \"first\"");
  }
  return count;
}

DistinctCount read_distinct(const JsonReader& reader) {
  const std::string digits = reader.text("registers");
  std::array<std::uint8_t, DistinctCount::register_count> registers{};
  bool fits = digits.size() == registers.size();
  for (std::size_t i = 0; fits && i < registers.size(); ++i) {
    const std::size_t rank = register_digits.find(digits[i]);
    fits = rank <= DistinctCount::rank_max;
    registers[i] = static_cast<std::uint8_t>(rank);
  }
  if (!fits) reader.refuse("one digit for each register in \"registers\"");
  DistinctCount distinct;
  distinct.restore(registers);
  return distinct;
}

SpeciesSample read_species(const JsonReader& reader) {
  constexpr std::string_view what = "pairs of a hash and its runs in \"species\"";
  std::vector<SpeciesSample::Species> species;
  std::istringstream pairs(reader.text("species"));
  for (std::string pair; pairs >> pair;) {
    const std::size_t colon = pair.find(':');
    if (colon == std::string::npos) reader.refuse(std::string(what));
    species.push_back({properties::parse_hexadecimal(pair.substr(0, colon), reader.where()),
                       properties::parse_count(pair.substr(colon + 1), reader.where())});
  }
  const bool ordered =
      std::ranges::is_sorted(species, std::ranges::less_equal{}, &SpeciesSample::Species::hash);
  if (!ordered || species.size() > SpeciesSample::size_max) reader.refuse(std::string(what));
  SpeciesSample sample;
  sample.restore(species);
  return sample;
}

properties::StrategyCount read_strategy_count(const JsonReader& reader) {
  properties::StrategyCount count;
  count.runs = reader.count("runs");
  count.violations = reader.count("violations");
  count.judged = reader.count("judged");
  count.species = read_species(reader);
  return count;
}

Histogram read_histogram(const JsonReader& reader) {
  std::array<std::uint64_t, Histogram::buckets_max> buckets{};
  for (const Json& entry : reader.list("buckets")) {
    const bool pair = entry.is_array() && entry.size() == 2 && entry[0].is_number_unsigned() &&
                      entry[1].is_number_unsigned() &&
                      entry[0].get<std::size_t>() < Histogram::buckets_max;
    if (!pair) reader.refuse("pairs of a bucket's place and its count in \"buckets\"");
    buckets[entry[0].get<std::size_t>()] = entry[1].get<std::uint64_t>();
  }
  return {buckets, model::Duration(reader.whole("longest_us", 0))};
}

}  // namespace

Json counts_json(const properties::Experiment& experiment, const CampaignResult& result) {
  const System& system = *experiment.system;
  Json json;
  json["runs"] = result.runs;
  json["violations"] = result.violations;
  json["events"] = result.events;
  json["limited"] = result.limited;
  json["first_limited"] = limit_json(result);
  json["digest"] = hexadecimal(result.digest);
  json["signatures"] = signatures_json(system, result);
  json["distinct"] = distinct_json(result.distinct);
  json["watched"] = result.watched;
  json["differed"] = result.differed;
  json["strategies"] = strategies_json(result);
  json["faults"] = faults_json(result);
  json["sometimes"] = sometimes_json(experiment, result);
  json["measures"] = measures_json(system, result);
  return json;
}

CampaignResult read_counts(const System& system, const JsonReader& reader) {
  CampaignResult result(system);
  result.runs = reader.count("runs");
  result.violations = reader.count("violations");
  result.events = reader.count("events");
  read_limit(reader, result);
  result.digest = properties::parse_hexadecimal(reader.text("digest"), reader.where());
  result.distinct = read_distinct(reader.object("distinct"));
  result.watched = reader.count("watched");
  result.differed = reader.count("differed");
  const auto signature_name = [](const properties::Signature& s) { return name_of(s); };
  read_entries(reader, "signatures", "signature", system.signatures, signature_name,
               [&](std::size_t place, const JsonReader& entry) {
                 result.signatures[place] = read_signature_count(entry);
               });
  read_entries(reader, "strategies", "strategy", sim::strategy_facts, name_in_table,
               [&](std::size_t place, const JsonReader& entry) {
                 result.strategies[place] = read_strategy_count(entry);
               });
  read_entries(reader, "faults", "fault", sim::fault_facts, name_in_table,
               [&](std::size_t place, const JsonReader& entry) {
                 result.faults[place] = {entry.count("possible"), entry.count("drawn"),
                                         entry.count("fired")};
               });
  read_entries(reader, "sometimes", "situation", system.sometimes, name_in_table,
               [&](std::size_t place, const JsonReader& entry) {
                 result.sometimes[place] = entry.count("runs");
               });
  read_entries(reader, "measures", "measure", system.measures, name_in_table,
               [&](std::size_t place, const JsonReader& entry) {
                 result.measures[place] = read_histogram(entry);
               });
  return result;
}

}  // namespace interleave::tools
