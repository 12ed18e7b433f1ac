// Proves that equal decisions give equal runs on every compiler and at every optimisation: one
// build writes the capsules of many failing runs of the historical syncs and the tokens of many
// runs of the production core, every build replays them and regenerates them.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "properties/capsule.hpp"
#include "properties/count.hpp"
#include "properties/registry.hpp"
#include "properties/token.hpp"
#include "properties/usage_error.hpp"
#include "tools/output_file.hpp"

namespace interleave::tools {
namespace {

using properties::Capsule;
using properties::Experiment;
using properties::Recording;
using properties::SeededRun;
using properties::UsageError;

constexpr std::size_t runs_per_experiment = 20;
constexpr std::uint64_t runs_max = 10'000;

/// The experiments of a variant, under every profile its system knows; of systems that have it.
std::vector<Experiment> experiments(std::string_view variant) {
  std::vector<Experiment> all;
  for (const properties::System& system : properties::systems()) {
    const auto found = std::ranges::find(system.variants, variant, &properties::Variant::name);
    if (found == system.variants.end()) continue;
    const auto place = static_cast<std::size_t>(found - system.variants.begin());
    for (std::size_t profile = 0; profile < system.profile_count; ++profile) {
      all.push_back({&system, place, profile, default_options(system)});
    }
  }
  return all;
}

struct Golden {
  std::string token;
  std::uint64_t trace_hash = 0;
  std::optional<Capsule> capsule;  ///< if it failed: of the run as it was found, not shrunk
};

/// The first runs of an experiment under one strategy; of those that fail, if they should.
std::vector<Golden> first_runs(const Experiment& experiment, sim::Strategy strategy, bool fail) {
  std::vector<Golden> found;
  const std::unique_ptr<properties::Runner> runner = experiment.make_runner();
  for (std::uint64_t i = 0; i < runs_max && found.size() < runs_per_experiment; ++i) {
    const SeededRun run{strategy, 1, i};
    const Recording recording = record_seeded(*runner, run);
    const bool failed = !recording.result.violated.empty();
    if (failed != fail) continue;
    Golden golden{token_of(experiment, run), recording.result.trace_hash, std::nullopt};
    if (failed) {
      golden.capsule = capsule_of(experiment, run, recording.result.violated.first(), recording);
    }
    found.push_back(std::move(golden));
  }
  return found;
}

std::vector<Golden> all_runs() {
  std::vector<Golden> all;
  const auto add = [&all](std::string_view variant, bool fail) {
    for (const Experiment& experiment : experiments(variant)) {
      for (std::size_t i = 0; i < sim::strategy_facts.size(); ++i) {
        for (Golden& golden : first_runs(experiment, static_cast<sim::Strategy>(i), fail)) {
          all.push_back(std::move(golden));
        }
      }
    }
  };
  add("as-found", true);
  add("as-coded", true);
  add("production", false);
  return all;
}

std::string capsule_name(std::size_t number) { return fmt::format("{:04}.capsule.json", number); }

/// The capsules go into the directory, the tokens with their hashes into `golden.txt` beside them.
int write(const std::filesystem::path& directory) {
  require_writable_directory(directory, "golden write");
  std::string lines;
  std::size_t capsules = 0;
  std::size_t tokens = 0;
  for (const Golden& golden : all_runs()) {
    if (golden.capsule) write_file(directory / capsule_name(capsules++), to_json(*golden.capsule));
    lines += golden.token + " " + properties::hexadecimal(golden.trace_hash) + "\n";
    ++tokens;
  }
  write_file(directory / "golden.txt", lines);
  fmt::print("wrote {} capsules and {} tokens\n", capsules, tokens);
  return 0;
}

struct Line {
  std::string token;
  std::uint64_t hash = 0;
};

std::vector<Line> read_lines(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw UsageError(path.string() + ": expected a file of tokens and hashes");
  std::vector<Line> lines;
  std::string token;
  std::string hash;
  while (file >> token >> hash) {
    lines.push_back({token, properties::parse_hexadecimal(hash, path.string())});
  }
  return lines;
}

/// Whether what came out is what was written; complains if not.
bool agrees(std::string_view subject, std::uint64_t found, std::uint64_t expected) {
  if (found == expected) return true;
  fmt::print("{}: found hash {}, expected {}\n", subject, properties::hexadecimal(found),
             properties::hexadecimal(expected));
  return false;
}

bool token_agrees(const Line& line) {
  const properties::TokenRun token = properties::parse_token(line.token, {});
  const std::unique_ptr<properties::Runner> runner = token.experiment.make_runner();
  return agrees(line.token, run_seeded(*runner, token.run).trace_hash, line.hash);
}

bool capsule_agrees(const std::filesystem::path& path) {
  const Capsule capsule = properties::read_capsule(path);
  const std::unique_ptr<properties::Runner> runner = capsule.experiment.make_runner();
  const properties::RunResult result = replay(*runner, capsule.to_replay());
  return agrees(path.string(), result.trace_hash, capsule.trace_hash);
}

/// Regenerates every token of both lists and replays every capsule. `committed` is the list that
/// the repository keeps: what it holds changes only together with the schema version.
int verify(const std::filesystem::path& directory, const std::filesystem::path& committed) {
  std::size_t checked = 0;
  std::size_t wrong = 0;
  const auto count = [&](bool agreed) {
    ++checked;
    if (!agreed) ++wrong;
  };
  for (const Line& line : read_lines(directory / "golden.txt")) count(token_agrees(line));
  for (const Line& line : read_lines(committed)) count(token_agrees(line));
  for (std::size_t i = 0; std::filesystem::exists(directory / capsule_name(i)); ++i) {
    count(capsule_agrees(directory / capsule_name(i)));
  }
  fmt::print("{} runs checked, {} with another hash\n", checked, wrong);
  return wrong == 0 && checked > 0 ? 0 : 1;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[0] == "write") return write(arguments[1]);
  if (arguments.size() == 3 && arguments[0] == "verify") return verify(arguments[1], arguments[2]);
  throw UsageError("expected: golden write DIRECTORY, or golden verify DIRECTORY COMMITTED-LIST");
}

}  // namespace
}  // namespace interleave::tools

int main(int argument_count, char** arguments) {
  try {
    return interleave::tools::run({arguments + 1, arguments + argument_count});
  } catch (const std::exception& error) {
    fmt::print(stderr, "golden: {}\n", error.what());
    return 2;
  }
}
