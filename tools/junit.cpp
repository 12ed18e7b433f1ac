#include "tools/junit.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "properties/count.hpp"
#include "tools/coverage.hpp"
#include "tools/parts.hpp"
#include "tools/plan.hpp"

namespace interleave::tools {

using properties::Signature;
using properties::System;

namespace {

enum class Outcome : std::uint8_t { passed, failed, broken, skipped };

/// A test case. `message` is one line; `text` may be many.
struct Case {
  std::string name;
  Outcome outcome = Outcome::passed;
  std::string message;
  std::string text;
};

struct Suite {
  std::string name;
  std::vector<std::pair<std::string, std::string>> properties;
  double seconds = 0;
  std::vector<Case> cases;

  [[nodiscard]] std::size_t count(Outcome outcome) const {
    return static_cast<std::size_t>(std::ranges::count(cases, outcome, &Case::outcome));
  }
};

// ---- What is said ----

std::string failure_text(const SystemReport& report, std::size_t signature) {
  for (const Failure& failure : report.investigation.failures) {
    if (failure.signature == signature) return failure_in_words(report, failure);
  }
  return "its runs were not the same the second time: see the case \"determinism\"\n";
}

/// The cases of the properties, in the order of the system's table.
Case& case_of(std::vector<Case>& cases, std::string_view property) {
  const auto found = std::ranges::find(cases, property, &Case::name);
  if (found != cases.end()) return *found;
  return cases.emplace_back(Case{std::string(property), Outcome::passed, "", ""});
}

void add_properties(const SystemReport& report, std::vector<Case>& cases) {
  const System& system = *report.experiment.system;
  for (std::size_t i = 0; i < system.signatures.size(); ++i) {
    const Signature& signature = system.signatures[i];
    Case& entry = case_of(cases, signature.property);
    const std::uint64_t runs = report.result.signatures[i].runs;
    if (runs == 0) continue;
    entry.outcome = Outcome::failed;
    entry.message += fmt::format("{}{}: {} of {} runs", entry.message.empty() ? "" : ", ",
                                 name_of(signature), runs, report.result.runs);
    entry.text += failure_text(report, i);
  }
  for (const properties::Unjudged& unjudged : report.experiment.omissions().unjudged) {
    Case& entry = case_of(cases, unjudged.property);
    if (entry.outcome != Outcome::passed) continue;
    entry.outcome = Outcome::skipped;
    entry.message = "not judged: " + std::string(unjudged.reason);
  }
}

Case coverage_case(const SystemReport& report) {
  const std::string reason = reason_not_to_judge_coverage(report);
  if (!reason.empty()) return {"coverage", Outcome::skipped, "not judged: " + reason, ""};
  if (report.vacuous.empty()) return {"coverage", Outcome::passed, "", ""};
  Case entry{"coverage", Outcome::failed, "something that was enabled was never seen", ""};
  for (const std::string& line : report.vacuous) entry.text += line + "\n";
  return entry;
}

Case determinism_case(const SystemReport& report) {
  const std::string found = nondeterminism_in_words(report);
  if (found.empty()) return {"determinism", Outcome::passed, "", ""};
  return {"determinism", Outcome::broken, "a run came out differently the second time",
          found + "\n"};
}

/// Whether every run that was asked for was made and judged.
Case completeness_case(const SystemReport& report, bool merged) {
  Case entry{"completeness", Outcome::passed, "", ""};
  const auto add = [&entry](const std::string& line) {
    entry.outcome = Outcome::broken;
    if (entry.message.empty()) entry.message = line;
    entry.text += line + "\n";
  };
  if (any_stopped(report, Stop::interrupted)) {
    for (const std::string& line : stops_in_words(report)) add(line);
  }
  const std::vector<RunRange> missing = missing_of(report);
  if (merged && !missing.empty()) add("no result for " + in_words(missing));
  if (report.result.limited > 0) add(limit_in_words(report));
  return entry;
}

Case regression_case(const Regression& regression) {
  Case entry{"regression " + regression.path, Outcome::passed, "", ""};
  if (regression.verdict == RegressionVerdict::as_expected) return entry;
  entry.outcome =
      regression.verdict == RegressionVerdict::stale ? Outcome::broken : Outcome::failed;
  entry.message = in_words(regression);
  entry.text = text_of(regression);
  return entry;
}

Suite suite_of(const SystemReport& report, const CheckReport& whole) {
  Suite suite;
  suite.name =
      fmt::format("{}.{}", report.experiment.system->name, report.experiment.variant_name());
  suite.seconds = report.seconds;
  suite.properties = {{"profile", std::string(report.experiment.faults().name)},
                      {"strategy", report.options.mix.as_argument()},
                      {"seed", std::to_string(report.options.seed)},
                      {"runs", std::to_string(report.result.runs)}};
  add_properties(report, suite.cases);
  suite.cases.push_back(coverage_case(report));
  suite.cases.push_back(determinism_case(report));
  suite.cases.push_back(completeness_case(report, whole.merged));
  return suite;
}

/// A capsule stands with its system, whatever its variant; one of a system that was not checked
/// stands apart.
std::vector<Suite> suites_of(const CheckReport& report) {
  std::vector<Suite> suites;
  for (const SystemReport& system : report.systems) suites.push_back(suite_of(system, report));
  Suite apart;
  apart.name = "regressions";
  for (const Regression& regression : report.regressions) {
    const auto at = std::ranges::find(report.systems, regression.system, [](const auto& system) {
      return system.experiment.system->name;
    });
    Suite& suite = at == report.systems.end()
                       ? apart
                       : suites[static_cast<std::size_t>(at - report.systems.begin())];
    suite.cases.push_back(regression_case(regression));
  }
  if (!apart.cases.empty()) suites.push_back(std::move(apart));
  return suites;
}

// ---- How it is written ----

std::string case_xml(const Suite& suite, const Case& entry) {
  const std::string head =
      fmt::format(R"(    <testcase classname="interleave.{}" name="{}" time="0")",
                  xml_text(suite.name), xml_text(entry.name));
  const std::string message = xml_text(entry.message);
  switch (entry.outcome) {
    case Outcome::passed:
      return head + "/>\n";
    case Outcome::skipped:
      return fmt::format("{}>\n      <skipped message=\"{}\"/>\n    </testcase>\n", head, message);
    case Outcome::failed:
    case Outcome::broken:
      break;
  }
  const std::string_view tag = entry.outcome == Outcome::failed ? "failure" : "error";
  return fmt::format("{}>\n      <{} message=\"{}\" type=\"{}\">{}</{}>\n    </testcase>\n", head,
                     tag, message, xml_text(entry.name), xml_text(entry.text), tag);
}

std::string counts_xml(const std::vector<Suite>& suites) {
  std::size_t tests = 0;
  std::array<std::size_t, 4> outcomes{};
  double seconds = 0;
  for (const Suite& suite : suites) {
    tests += suite.cases.size();
    seconds += suite.seconds;
    for (const Case& entry : suite.cases) ++outcomes[static_cast<std::size_t>(entry.outcome)];
  }
  return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")", tests,
                     outcomes[static_cast<std::size_t>(Outcome::failed)],
                     outcomes[static_cast<std::size_t>(Outcome::broken)],
                     outcomes[static_cast<std::size_t>(Outcome::skipped)], seconds);
}

std::string suite_xml(const Suite& suite) {
  std::string text =
      fmt::format("  <testsuite name=\"{}\" {}>\n", xml_text(suite.name), counts_xml({suite}));
  if (!suite.properties.empty()) {
    text += "    <properties>\n";
    for (const auto& [name, value] : suite.properties) {
      text += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", xml_text(name),
                          xml_text(value));
    }
    text += "    </properties>\n";
  }
  for (const Case& entry : suite.cases) text += case_xml(suite, entry);
  return text + "  </testsuite>\n";
}

// ---- Characters ----

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// How many bytes the character takes that a text begins with; 0 when it is no character of XML.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return lead >= 0x20 || lead == '\t' || lead == '\n' || lead == '\r' ? 1 : 0;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  unsigned value = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    value = value << 6U | (byte(i) & 0x3FU);
  }
  constexpr std::array<unsigned, 5> least{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  const bool banned = value == 0xFFFE || value == 0xFFFF || value > 0x10FFFF;
  return value < least[size] || surrogate || banned ? 0 : size;
}

}  // namespace

std::string junit_of(const CheckReport& report) {
  const std::vector<Suite> suites = suites_of(report);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += fmt::format("<testsuites name=\"interleave\" {}>\n", counts_xml(suites));
  for (const Suite& suite : suites) text += suite_xml(suite);
  return text + "</testsuites>\n";
}

std::string xml_text(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const char letter = text.front();
    if (size == 0) {
      safe += replacement;
    } else if (letter == '&') {
      safe += "&amp;";
    } else if (letter == '<') {
      safe += "&lt;";
    } else if (letter == '>') {
      safe += "&gt;";
    } else if (letter == '"') {
      safe += "&quot;";
    } else if (letter == '\r') {
      safe += "&#13;";
    } else {
      safe += text.substr(0, size);
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return safe;
}

}  // namespace interleave::tools
