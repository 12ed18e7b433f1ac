#include "tools/publish.hpp"

#include <fmt/format.h>

#include "tools/annotations.hpp"
#include "tools/junit.hpp"
#include "tools/output_file.hpp"
#include "tools/result_json.hpp"
#include "tools/verdict.hpp"

namespace interleave::tools {
namespace {

constexpr const char* summary_variable = "GITHUB_STEP_SUMMARY";

}  // namespace

void require_publishable(const Publication& publication) {
  if (publication.json) require_writable_file(*publication.json, "--json");
  if (publication.junit) require_writable_file(*publication.junit, "--junit");
  const std::optional<std::string> summary = publication.environment(summary_variable);
  if (summary) append_to_file(*summary, "", summary_variable);
}

ExitCode publish(const CheckReport& report, const Publication& publication) {
  if (publication.json) write_file(*publication.json, json_of(report));
  if (publication.junit) write_file(*publication.junit, junit_of(report));
  if (publication.environment("GITHUB_ACTIONS") == "true") {
    fmt::print("{}", annotations_of(report));
  }
  const std::optional<std::string> summary = publication.environment(summary_variable);
  if (summary) append_to_file(*summary, summary_of(report), summary_variable);
  return exit_code_of(report);
}

}  // namespace interleave::tools
