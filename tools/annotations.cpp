#include "tools/annotations.hpp"

#include <vector>

#include <fmt/format.h>

#include "properties/count.hpp"
#include "tools/parts.hpp"
#include "tools/verdict.hpp"

namespace interleave::tools {

using properties::grouped;

namespace {

/// Something that a reader of the pull request must see.
struct Problem {
  std::string title;
  std::string text;
};

std::string signature_of(const SystemReport& report, const Failure& failure) {
  return name_of(report.experiment.system->signatures[failure.signature]);
}

std::string without_ends(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text.substr(std::min(text.find_first_not_of('\n'), text.size()));
}

/// GitHub shows ten annotations of a step, so failures come first.
std::vector<Problem> problems_of(const CheckReport& report) {
  std::vector<Problem> problems;
  for (const SystemReport& system : report.systems) {
    for (const Failure& failure : system.investigation.failures) {
      problems.push_back({title_of(system) + ": " + signature_of(system, failure),
                          failure_in_words(system, failure)});
    }
  }
  for (const Regression& regression : report.regressions) {
    if (regression.verdict == RegressionVerdict::as_expected) continue;
    problems.push_back(
        {fmt::format("{} regression: {}", name_of(regression.verdict), regression.path),
         text_of(regression)});
  }
  for (const SystemReport& system : report.systems) {
    const std::string title = title_of(system);
    const std::string nondeterminism = nondeterminism_in_words(system);
    if (!nondeterminism.empty()) problems.push_back({title + ": nondeterminism", nondeterminism});
    const std::string limit = limit_in_words(system);
    if (!limit.empty()) problems.push_back({title + ": limit", limit});
    for (const std::string& line : system.vacuous) problems.push_back({title + ": vacuous", line});
    const std::vector<RunRange> missing = missing_of(system);
    if (!report.merged || missing.empty()) continue;
    problems.push_back({title + ": incomplete", "no result for " + in_words(missing)});
  }
  return problems;
}

/// What would end a command's message, or, in a property, the property.
std::string escaped(std::string_view text, bool property) {
  std::string safe;
  for (const char letter : text) {
    const bool ends_property = property && (letter == ':' || letter == ',');
    if (letter == '%' || letter == '\r' || letter == '\n' || ends_property) {
      safe += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(letter)));
    } else {
      safe += letter;
    }
  }
  return safe;
}

/// A table's cell must not end the cell, nor be read as HTML.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '|' || letter == '\\' || letter == '`') safe += '\\';
    if (letter == '<') {
      safe += "&lt;";
    } else {
      safe += letter == '\n' || letter == '\r' ? ' ' : letter;
    }
  }
  return safe;
}

std::string signatures_in_words(const SystemReport& system) {
  std::string text;
  for (const Failure& failure : system.investigation.failures) {
    text += fmt::format("{}{} in {}", text.empty() ? "" : ", ", signature_of(system, failure),
                        grouped(failure.runs));
  }
  return text.empty() ? "none" : text;
}

std::string table_of(const CheckReport& report) {
  std::string text = "| system | seed | runs | failing | signatures |\n|---|---|---|---|---|\n";
  for (const SystemReport& system : report.systems) {
    text += fmt::format("| {} | {} | {} | {} | {} |\n", cell(title_of(system)), system.options.seed,
                        grouped(system.result.runs), grouped(system.result.violations),
                        cell(signatures_in_words(system)));
  }
  if (report.regressions.empty()) return text;
  text += "\n| regression | verdict |\n|---|---|\n";
  for (const Regression& regression : report.regressions) {
    text += fmt::format("| {} | {} |\n", cell(regression.path), cell(in_words(regression)));
  }
  return text;
}

}  // namespace

std::string annotations_of(const CheckReport& report) {
  std::string text;
  for (const Problem& problem : problems_of(report)) {
    text += fmt::format("::error title={}::{}\n", escaped(problem.title, true),
                        escaped(without_ends(problem.text), false));
  }
  return text;
}

std::string summary_of(const CheckReport& report) {
  const ExitCode code = exit_code_of(report);
  std::string text =
      fmt::format("### interleave: {} (exit code {})\n\n", name_of(code), static_cast<int>(code));
  if (report.shard) text += in_words(*report.shard) + "\n\n";
  text += table_of(report);
  for (const Problem& problem : problems_of(report)) {
    text +=
        fmt::format("\n#### {}\n\n```\n{}\n```\n", cell(problem.title), without_ends(problem.text));
  }
  return text + "\n";
}

}  // namespace interleave::tools
