#include "tools/check_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/sentence.hpp"
#include "properties/count.hpp"
#include "properties/experiment.hpp"
#include "properties/story.hpp"
#include "tools/parts.hpp"
#include "tools/shell_word.hpp"
#include "tools/worth.hpp"

namespace interleave::tools {

using properties::CampaignResult;
using properties::Experiment;
using properties::grouped;
using properties::System;

namespace {

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

/// "measured: an order shows nobody (12 times: mean 250 ms, median 41 ms, 99 % below 2.1 s,
/// longest 62 s)".
std::string measures_in_words(const System& system, const CampaignResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.measures.size(); ++i) {
    const properties::Histogram& spans = result.measures[i];
    if (spans.count() == 0) continue;
    text += fmt::format("measured: {} ({} times: mean {}, median {}, 99 % below {}, longest {})\n",
                        system.measures[i].sentence, grouped(spans.count()), roughly(spans.mean()),
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

/// "100 000 runs", "runs 25 000 to 49 999 of 100 000", "as many runs as fit".
std::string runs_in_words(const SystemReport& report, const CheckReport& whole) {
  if (!report.runs_asked) return "as many runs as fit";
  const std::string all = grouped(*report.runs_asked);
  if (!whole.shard) return all + " runs";
  return fmt::format("{}: {} of {}", in_words(*whole.shard),
                     in_words(range_of(*whole.shard, *report.runs_asked)), all);
}

/// "seed 188900977659807 (commit abcdef012345)".
std::string seed_in_words(const SystemReport& report, const CheckReport& whole) {
  const std::string seed = fmt::format("seed {}", report.options.seed);
  return whole.commit ? fmt::format("{} (commit {})", seed, whole.commit->substr(0, 12)) : seed;
}

/// What was made of the runs that were made twice.
std::string watch_in_words(const SystemReport& report) {
  const CampaignResult& result = report.result;
  std::string text;
  if (result.watched > 0) {
    text =
        fmt::format("made twice: {} of {} runs, {} of which differed\n", grouped(result.watched),
                    grouped(result.runs), result.differed == 0 ? "none" : grouped(result.differed));
  }
  const std::string& reason = report.investigation.no_fresh_process;
  return reason.empty() ? text : text + "none was made again in a fresh process: " + reason + "\n";
}

std::string stop_in_words(const Part& part) {
  const std::string made =
      fmt::format("{} of {} runs", grouped(part.result.runs), grouped(part.asked.size()));
  switch (part.stop) {
    case Stop::time:
      return fmt::format("TIME was up after {} runs", grouped(part.result.runs));
    case Stop::failures:
      return fmt::format("STOPPED at {} failing runs after {}", grouped(part.result.violations),
                         made);
    case Stop::interrupted:
      return "INTERRUPTED after " + made;
    case Stop::none:
      break;
  }
  return "";
}

}  // namespace

std::string_view name_of(Stop stop) {
  switch (stop) {
    case Stop::none:
      return "";
    case Stop::time:
      return "time";
    case Stop::failures:
      return "failures";
    case Stop::interrupted:
      return "interrupted";
  }
  return "unknown";
}

std::string title_of(const SystemReport& report) {
  return fmt::format("{} · {}", report.experiment.system->name, report.experiment.variant_name());
}

std::vector<std::string> stops_in_words(const SystemReport& report) {
  std::vector<std::string> lines;
  for (const Part& part : report.parts) {
    if (part.stop == Stop::none) continue;
    lines.push_back(stop_in_words(part));
    if (report.parts.size() > 1) lines.back() += ", of " + in_words(part.asked);
  }
  return lines;
}

std::string headline_of(const SystemReport& report, const CheckReport& whole) {
  const Experiment& experiment = report.experiment;
  std::string text = fmt::format("{} · faults {} · {} from {} · strategies: {}\n", title_of(report),
                                 experiment.faults().name, runs_in_words(report, whole),
                                 seed_in_words(report, whole), report.options.mix.in_words());
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

std::string limit_in_words(const SystemReport& report) {
  const CampaignResult& result = report.result;
  if (result.limited == 0) return "";
  return fmt::format("{} runs reached the limit \"{}\", the first is run {}",
                     grouped(result.limited), result.limit, result.first_limited);
}

std::string nondeterminism_in_words(const SystemReport& report) {
  const std::vector<Nondeterminism>& all = report.investigation.nondeterminism;
  if (all.empty()) return "";
  // One whose event is known says most.
  const auto known = std::ranges::find_if(
      all, [](const Nondeterminism& found) { return found.difference.has_value(); });
  const Nondeterminism& told = known == all.end() ? all.front() : *known;
  const std::string text = in_words(told, options_as_arguments(report.experiment));
  return all.size() == 1 ? text
                         : text + fmt::format("\n  runs that differ, too: {}", all.size() - 1);
}

std::string failure_in_words(const SystemReport& report, const Failure& failure) {
  const properties::Signature& signature = report.experiment.system->signatures[failure.signature];
  std::string text =
      fmt::format("\n{}  does not hold: {}\n", name_of(signature), signature.sentence);
  const bool first = failure.run.index == failure.first_run;
  text += fmt::format(
      "  {} of {} runs; {}run {} ({}), shrunk from {} decisions to {} in {} re-runs\n",
      grouped(failure.runs), grouped(report.result.runs),
      first ? "the first is " : fmt::format("the first is run {}, told is ", failure.first_run),
      failure.run.index, name_of(failure.run.strategy), failure.decisions_before, failure.decisions,
      failure.reruns);
  text += properties::in_lines(failure.story, failure.evidence, "  ");
  const std::string token = failure.token + options_as_arguments(report.experiment);
  text += fmt::format("  token:  {}\n", token);
  const bool kept = failure.capsule_path.has_value();
  text += fmt::format("  replay: interleave replay {} --timeline\n",
                      kept ? as_word(*failure.capsule_path) : token);
  return text + fmt::format("  {}interleave shrink {} --signature {} -o FILE\n",
                            kept ? "without the capsule: " : "shrink: ", token, name_of(signature));
}

std::string text_of(const SystemReport& report, const CheckReport& whole) {
  const CampaignResult& result = report.result;
  const auto runs = static_cast<double>(std::max<std::uint64_t>(result.runs, 1));
  std::string text;
  for (const std::string& line : stops_in_words(report)) text += line + "; of these:\n";
  const std::vector<RunRange> missing = whole.merged ? missing_of(report) : std::vector<RunRange>{};
  if (!missing.empty())
    text += "INCOMPLETE: no result for " + in_words(missing) + "; of the rest:\n";
  text += verdict_in_words(report);
  text += worth_in_words(report);
  const double rate = report.seconds > 0 ? static_cast<double>(result.runs) / report.seconds : 0;
  text += fmt::format("{:.1f} events a run, {} runs/s, {:.2f} s\n",
                      static_cast<double>(result.events) / runs, properties::rounded(rate),
                      report.seconds);
  text += watch_in_words(report);
  text += faults_in_words(result);
  text += sometimes_in_words(report.experiment, result);
  text += measures_in_words(*report.experiment.system, result);
  text += unjudged_in_words(report.experiment);
  for (const std::string& line : report.vacuous) text += "VACUOUS: " + line + "\n";
  if (result.limited > 0) text += "LIMIT: " + limit_in_words(report) + "\n";
  const std::string nondeterminism = nondeterminism_in_words(report);
  if (!nondeterminism.empty()) text += "NONDETERMINISM: " + nondeterminism + "\n";
  for (const Failure& failure : report.investigation.failures) {
    text += failure_in_words(report, failure);
  }
  return text;
}

}  // namespace interleave::tools
