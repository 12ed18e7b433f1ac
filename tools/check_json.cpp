#include <algorithm>

#include <nlohmann/json.hpp>

#include "properties/count.hpp"
#include "properties/token.hpp"
#include "tools/check_report.hpp"

namespace interleave::tools {

using properties::CampaignResult;
using properties::System;

namespace {

using Json = nlohmann::ordered_json;

constexpr int check_format = 1;

/// The figures that stand both at the top, over all systems, and with each system.
struct Figures {
  std::uint64_t runs = 0;
  std::uint64_t violations = 0;
  std::uint64_t events = 0;
  double seconds = 0;

  void add(const SystemReport& report) {
    runs += report.result.runs;
    violations += report.result.violations;
    events += report.result.events;
    seconds += report.seconds;
  }
  void write(Json& json) const {
    const auto count = static_cast<double>(std::max<std::uint64_t>(runs, 1));
    json["runs"] = runs;
    json["violations"] = violations;
    json["events"] = events;
    json["mean_events"] = static_cast<double>(events) / count;
    json["seconds"] = seconds;
    json["runs_per_second"] = seconds > 0 ? static_cast<double>(runs) / seconds : 0.0;
  }
};

Json failure_json(const SystemReport& report, const Failure& failure) {
  Json json;
  json["signature"] = name_of(report.experiment.system->signatures[failure.signature]);
  json["runs"] = failure.runs;
  json["first_run"] = failure.first.index;
  json["strategy"] = name_of(failure.first.strategy);
  json["token"] = failure.token;
  json["capsule"] = failure.capsule_path ? Json(*failure.capsule_path) : Json();
  json["decisions_before"] = failure.decisions_before;
  json["decisions"] = failure.capsule.decisions.size();
  json["reruns"] = failure.reruns;
  json["story"] = failure.capsule.story;
  json["evidence"] = failure.capsule.evidence;
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

/// Spans of virtual time, in microseconds.
Json measures_json(const System& system, const CampaignResult& result) {
  Json json = Json::array();
  for (std::size_t i = 0; i < result.measures.size(); ++i) {
    const properties::Histogram& spans = result.measures[i];
    json.push_back({{"measure", system.measures[i].name},
                    {"count", spans.count()},
                    {"median_us", spans.quantile(500).count()},
                    {"p99_us", spans.quantile(990).count()},
                    {"longest_us", spans.longest().count()}});
  }
  return json;
}

Json unjudged_json(const properties::Experiment& experiment) {
  Json json = Json::array();
  for (const properties::Unjudged& entry : experiment.omissions().unjudged) {
    json.push_back({{"property", entry.property}, {"reason", entry.reason}});
  }
  return json;
}

Json strategies_json(const SystemReport& report) {
  Json json = Json::array();
  for (const properties::Mix::Share& share : report.options.mix.shares()) {
    const properties::StrategyCount& count =
        report.result.strategies[static_cast<std::size_t>(share.strategy)];
    json.push_back({{"strategy", name_of(share.strategy)},
                    {"parts", share.parts},
                    {"runs", count.runs},
                    {"violations", count.violations}});
  }
  return json;
}

Json system_json(const SystemReport& report) {
  const System& system = *report.experiment.system;
  Json json;
  json["system"] = system.name;
  json["variant"] = report.experiment.variant_name();
  json["profile"] = report.experiment.faults().name;
  json["seed"] = report.options.seed;
  json["runs_asked"] = report.options.runs;
  Figures figures;
  figures.add(report);
  figures.write(json);
  json["interrupted"] = report.result.interrupted;
  json["digest"] = properties::hexadecimal(report.result.digest);
  json["options"] = Json::object();
  for (std::size_t i = 0; i < system.options.size(); ++i) {
    json["options"][std::string(system.options[i].name)] = report.experiment.options[i];
  }
  json["strategies"] = strategies_json(report);
  json["limited"] = report.result.limited;
  json["faults"] = faults_json(report.result);
  json["sometimes"] = sometimes_json(report.experiment, report.result);
  json["measures"] = measures_json(system, report.result);
  json["unjudged"] = unjudged_json(report.experiment);
  json["vacuous"] = report.vacuous;
  json["nondeterminism"] = Json::array();
  for (const Nondeterminism& found : report.investigation.nondeterminism) {
    json["nondeterminism"].push_back(found.token);
  }
  json["failures"] = Json::array();
  for (const Failure& failure : report.investigation.failures) {
    json["failures"].push_back(failure_json(report, failure));
  }
  return json;
}

}  // namespace

std::string json_of(const CheckReport& report, int exit_code) {
  Json json;
  json["format"] = check_format;
  json["exit_code"] = exit_code;
  Figures figures;
  for (const SystemReport& system : report.systems) figures.add(system);
  figures.write(json);
  json["skipped"] = report.skipped;
  json["systems"] = Json::array();
  for (const SystemReport& system : report.systems) json["systems"].push_back(system_json(system));
  return json.dump(2) + "\n";
}

}  // namespace interleave::tools
