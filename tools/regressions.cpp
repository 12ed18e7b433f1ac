#include "tools/regressions.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "properties/experiment_json.hpp"
#include "properties/story.hpp"
#include "properties/usage_error.hpp"
#include "tools/plan.hpp"
#include "tools/shell_word.hpp"

namespace interleave::tools {

using properties::Capsule;
using properties::JsonReader;
using properties::ReplayEnding;
using properties::SchemaRule;
using properties::UsageError;

namespace {

namespace fs = std::filesystem;

constexpr const char* usual_directory = "regressions";
constexpr int depth_max = 8;  // of a capsule file

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    throw UsageError(path.string() + ": expected a capsule file that can be read");
  }
  return text.str();
}

std::vector<fs::path> files_in(const fs::path& directory) {
  std::vector<fs::path> paths;
  std::error_code failure;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, failure)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  if (failure) {
    throw UsageError("--regressions: found \"" + directory.string() +
                     "\", expected a directory that can be read, or none");
  }
  std::ranges::sort(paths);
  return paths;
}

RegressionFile read_file(const fs::path& path) {
  const std::string text = read_text(path);
  const std::string where = path.string();
  const properties::Json json = properties::parse_json(text, where, "a capsule", depth_max);
  const JsonReader reader(json, where);
  RegressionFile file{where,
                      reader.text("system"),
                      reader.text("variant"),
                      reader.text("signature"),
                      reader.whole("schema", 0),
                      std::nullopt};
  if (file.schema == properties::schema_version) {
    file.capsule = properties::capsule_from_json(text, where);
    return file;
  }
  try {
    file.capsule = properties::capsule_from_json(text, where, SchemaRule::best_effort);
  } catch (const UsageError&) {
    // What another schema meant, this build need not know; the file is reported as stale.
  }
  return file;
}

std::string ending_in_words(const Regression& regression) {
  return regression.ending ? std::string(name_of(*regression.ending))
                           : "this build knows too little of it to replay it";
}

std::string stale_in_words(const Regression& regression) {
  std::string text =
      fmt::format("found schema {}, expected {}", regression.schema, properties::schema_version);
  const bool fails =
      regression.ending == ReplayEnding::same || regression.ending == ReplayEnding::same_failure;
  if (fails) {
    const std::string path = as_word(regression.path);
    return text + fmt::format(
                      "; it still fails in this way: make it anew by interleave shrink "
                      "{} --best-effort -o {}",
                      path, path);
  }
  return text + fmt::format(
                    "; by best effort: {}; write another one by interleave check {} --variant {} "
                    "--out, or remove it",
                    ending_in_words(regression), regression.system, regression.variant);
}

}  // namespace

std::string_view name_of(RegressionVerdict verdict) {
  switch (verdict) {
    case RegressionVerdict::as_expected:
      return "as expected";
    case RegressionVerdict::failed:
      return "failed";
    case RegressionVerdict::stale:
      return "stale";
  }
  return "unknown";
}

std::string in_words(const Regression& regression) {
  if (regression.verdict == RegressionVerdict::stale) return stale_in_words(regression);
  if (regression.verdict == RegressionVerdict::as_expected) {
    return ending_in_words(regression) + ", as expected";
  }
  std::string text = fmt::format(R"(found "{}", expected "{}")", ending_in_words(regression),
                                 name_of(regression.expected));
  if (regression.ending) text += ": " + std::string(sentence_of(*regression.ending));
  return text;
}

std::string text_of(const Regression& regression) {
  if (regression.verdict == RegressionVerdict::as_expected) {
    return fmt::format("regression {}: {}\n", regression.path, in_words(regression));
  }
  const bool stale = regression.verdict == RegressionVerdict::stale;
  std::string text = fmt::format("{} {}: {}\n", stale ? "STALE" : "REGRESSION", regression.path,
                                 in_words(regression));
  text += properties::in_lines(regression.story, regression.evidence, "  ");
  return text + fmt::format("  replay: interleave replay {}{} --timeline\n",
                            as_word(regression.path), stale ? " --best-effort" : "");
}

std::vector<RegressionFile> read_regressions(const std::optional<std::string>& asked) {
  if (asked == "none") return {};
  if (!asked && !fs::is_directory(usual_directory)) return {};
  std::vector<RegressionFile> files;
  for (const fs::path& path : files_in(asked.value_or(usual_directory))) {
    files.push_back(read_file(path));
  }
  return files;
}

Regression replay_regression(const RegressionFile& file) {
  Regression regression;
  regression.path = file.path;
  regression.system = file.system;
  regression.variant = file.variant;
  regression.signature = file.signature;
  regression.schema = file.schema;
  const bool stale = file.schema != properties::schema_version;
  if (stale) regression.verdict = RegressionVerdict::stale;
  if (!file.capsule) return regression;
  const Capsule& capsule = *file.capsule;
  const std::unique_ptr<properties::Runner> runner = capsule.experiment.make_runner();
  const properties::Recording recording = record_replay(*runner, capsule.to_replay());
  const bool must_hold = file.variant == default_variant(*capsule.experiment.system);
  regression.expected = must_hold ? ReplayEnding::passes_now : ReplayEnding::same;
  // A repaired run may take another course, in which the capsule has decisions to spare.
  regression.ending = ending_of(capsule, recording, stale || must_hold);
  // A run that reached a limit was not judged, so it has not passed.
  if (!recording.result.limit.empty()) regression.ending = ReplayEnding::diverged;
  if (!stale && regression.ending != regression.expected) {
    regression.verdict = RegressionVerdict::failed;
  }
  regression.story = story_of(recording);
  regression.evidence = recording.evidence;
  return regression;
}

}  // namespace interleave::tools
