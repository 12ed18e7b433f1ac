#include "tools/check_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/sentence.hpp"
#include "properties/count.hpp"
#include "properties/experiment.hpp"
#include "tools/worth.hpp"

namespace interleave::tools {

using properties::CampaignOptions;
using properties::CampaignResult;
using properties::Experiment;
using properties::grouped;
using properties::System;

namespace {

/// A path as a shell takes it for one word.
std::string quoted(const std::string& path) {
  static constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-+:@%=";
  if (path.find_first_not_of(plain) == std::string::npos) return path;
  std::string text = "'";
  for (const char letter : path) {
    text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return text + "'";
}

std::string failure_in_words(const SystemReport& report, const Failure& failure) {
  const properties::Signature& signature = report.experiment.system->signatures[failure.signature];
  std::string text =
      fmt::format("\n{}  does not hold: {}\n", name_of(signature), signature.sentence);
  text += fmt::format(
      "  {} of {} runs; the first is run {} ({}), shrunk from {} decisions to {} in {} re-runs\n",
      grouped(failure.runs), grouped(report.result.runs), failure.first.index,
      name_of(failure.first.strategy), failure.decisions_before, failure.capsule.decisions.size(),
      failure.reruns);
  std::size_t number = 0;
  for (const std::string& sentence : failure.capsule.story) {
    text += fmt::format("    {}. {}\n", ++number, sentence);
  }
  for (const std::string& line : failure.capsule.evidence) text += "  at the end: " + line + "\n";
  const std::string token = failure.token + options_as_arguments(report.experiment);
  text += fmt::format("  token:  {} (the run as it was found)\n", failure.token);
  if (failure.capsule_path) {
    return text + fmt::format("  replay: interleave replay {} --timeline\n",
                              quoted(*failure.capsule_path));
  }
  return text + fmt::format(
                    "  replay: interleave replay {} --timeline\n"
                    "  shrink: interleave shrink {} --signature {} -o FILE\n",
                    token, token, name_of(signature));
}

/// "faults fired: crash 12, …", as many to a line as fit.
std::string faults_in_words(const CampaignResult& result) {
  constexpr std::size_t line_max = 110;
  std::string text;
  std::string line;
  for (std::size_t i = 0; i < result.faults.size(); ++i) {
    if (result.faults[i].drawn == 0) continue;
    const std::string entry =
        fmt::format("{} {}", sim::fault_facts[i].name, grouped(result.faults[i].fired));
    if (line.empty()) {
      line = "faults fired: " + entry;
    } else if (line.size() + entry.size() > line_max) {
      text += line + ",\n";
      line = "  " + entry;
    } else {
      line += ", " + entry;
    }
  }
  return line.empty() ? "" : text + line + "\n";
}

/// The situations that could arise here, and how often they did.
std::string sometimes_in_words(const Experiment& experiment, const CampaignResult& result) {
  const std::vector<std::string_view> left_out = experiment.omissions().situations;
  std::string text;
  for (std::size_t i = 0; i < result.sometimes.size(); ++i) {
    const properties::Sometimes& situation = experiment.system->sometimes[i];
    if (std::ranges::find(left_out, situation.name) != left_out.end()) continue;
    if (!situation.possible_under(experiment.faults())) continue;
    text += fmt::format("seen in {:.1f} % of runs: {}\n",
                        100.0 * static_cast<double>(result.sometimes[i]) /
                            static_cast<double>(std::max<std::uint64_t>(result.runs, 1)),
                        situation.sentence);
  }
  return text;
}

/// A span with two significant digits of its unit, for readers.
std::string roughly(model::Duration span) {
  std::int64_t unit = 1;
  while (span.count() / unit >= 100) unit *= 10;
  if (span >= std::chrono::minutes(1)) unit = 6'000'000;  // a tenth of a minute
  return model::duration_in_words(model::Duration(span.count() / unit * unit));
}

/// "measured: an order shows nobody (12 times: median 41 ms, 99 % below 2.1 s, longest 62 s)".
std::string measures_in_words(const System& system, const CampaignResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.measures.size(); ++i) {
    const properties::Histogram& spans = result.measures[i];
    if (spans.count() == 0) continue;
    text += fmt::format("measured: {} ({} times: median {}, 99 % below {}, longest {})\n",
                        system.measures[i].sentence, grouped(spans.count()),
                        roughly(spans.quantile(500)), roughly(spans.quantile(990)),
                        roughly(spans.longest()));
  }
  return text;
}

/// "not judged: ASG, CAL (why)": a line for each reason.
std::string unjudged_in_words(const Experiment& experiment) {
  std::string text;
  std::string_view reason;
  for (const properties::Unjudged& entry : experiment.omissions().unjudged) {
    if (entry.reason == reason) {
      text += ", " + std::string(entry.property);
      continue;
    }
    if (!reason.empty()) text += fmt::format(" ({})\n", reason);
    reason = entry.reason;
    text += "not judged: " + std::string(entry.property);
  }
  return reason.empty() ? text : text + fmt::format(" ({})\n", reason);
}

std::string verdict_in_words(const SystemReport& report) {
  const CampaignResult& result = report.result;
  if (result.violations > 0) {
    return fmt::format("VIOLATED in {} of {} runs\n", grouped(result.violations),
                       grouped(result.runs));
  }
  if (result.runs == 0) return "nothing was run\n";
  return "HELD: " + std::string(result.limited > 0 ? "no judged run" : "no run") +
         " violated anything\n";
}

}  // namespace

std::string headline_of(const Experiment& experiment, const CampaignOptions& options) {
  std::string text =
      fmt::format("{} · {} · faults {} · {} runs from seed {} · strategies: {}\n",
                  experiment.system->name, experiment.variant_name(), experiment.faults().name,
                  grouped(options.runs), options.seed, options.mix.in_words());
  std::string settings;
  for (std::size_t i = 0; i < experiment.options.size(); ++i) {
    settings += fmt::format(" {}={}", experiment.system->options[i].name, experiment.options[i]);
  }
  if (!settings.empty()) text += "options:" + settings + "\n";
  const model::Duration settling = experiment.settling();
  if (settling > model::Duration{}) {
    text += fmt::format("settling takes at most {} of virtual time\n", roughly(settling));
  }
  return text;
}

std::string text_of(const SystemReport& report) {
  const CampaignResult& result = report.result;
  const auto runs = static_cast<double>(std::max<std::uint64_t>(result.runs, 1));
  std::string text;
  if (result.interrupted) {
    text += fmt::format("INTERRUPTED after {} of {} runs; of these:\n", grouped(result.runs),
                        grouped(report.options.runs));
  }
  text += verdict_in_words(report);
  text += worth_in_words(report);
  text += fmt::format(
      "{:.1f} events a run, {} runs/s, {:.2f} s\n", static_cast<double>(result.events) / runs,
      properties::rounded(static_cast<double>(result.runs) / report.seconds), report.seconds);
  text += faults_in_words(result);
  text += sometimes_in_words(report.experiment, result);
  text += measures_in_words(*report.experiment.system, result);
  text += unjudged_in_words(report.experiment);
  for (const std::string& line : report.vacuous) text += "VACUOUS: " + line + "\n";
  if (result.limited > 0) {
    text += fmt::format("LIMIT: {} runs reached the limit \"{}\", the first is run {}\n",
                        grouped(result.limited), result.limit, result.first_limited);
  }
  for (const Nondeterminism& found : report.investigation.nondeterminism) {
    text += fmt::format("NONDETERMINISM: {} has hash {} and then {}\n", found.token,
                        properties::hexadecimal(found.first_hash),
                        properties::hexadecimal(found.second_hash));
  }
  for (const Failure& failure : report.investigation.failures) {
    text += failure_in_words(report, failure);
  }
  return text;
}

}  // namespace interleave::tools
