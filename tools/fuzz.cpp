// The code under test and its judges under libFuzzer: its input is a run's deviations, its feedback
// the code that the run reaches and what the run shows. Ends at the first run that violates
// anything, with a capsule, a story and exit code 1.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "properties/capsule.hpp"
#include "properties/count.hpp"
#include "properties/shrink.hpp"
#include "properties/story.hpp"
#include "properties/usage_error.hpp"
#include "sim/byte_source.hpp"
#include "tools/exit_code.hpp"
#include "tools/fuzz_mutation.hpp"
#include "tools/output_file.hpp"

namespace interleave::tools {
namespace {

using properties::Experiment;
using properties::Recording;
using properties::Runner;
using properties::RunResult;
using properties::System;
using properties::UsageError;

/// Of what is due at one time: in the order of arrival. What comes when is for the bytes to say.
constexpr sim::Strategy strategy_of_bytes = sim::Strategy::latency;

// ---- Feedback ----

/// Counts, for libFuzzer, something that a run showed: a situation of the system's table or, behind
/// those, a fault that fired. An input whose run shows something new, or an old thing more often,
/// is kept, though it ran no new code.
void count(std::size_t what) {
  constexpr std::size_t situations_max = properties::SignatureSet::places_max;
  using Counters = std::array<std::uint8_t, situations_max + sim::fault_count>;
  // libFuzzer finds the counters by the name of their section, and sets them to 0 before a run.
  [[gnu::section("__libfuzzer_extra_counters")]] static Counters counters;
  std::uint8_t& counter = counters.at(what);
  if (counter != 255) ++counter;
}

// ---- Runs ----

struct FuzzOptions {
  Experiment experiment;
  std::filesystem::path directory;  ///< where capsules go
};

class FuzzTarget {
 public:
  explicit FuzzTarget(FuzzOptions options)
      : options_(std::move(options)), runner_(options_.experiment.make_runner()) {}

  /// Plays the input. True when it violates something, which is then told.
  bool run(std::span<const std::uint8_t> input) {
    source_.read(input);
    ++runs_;
    runner_->choices().answer_from(source_);
    const RunResult result = runner_->run(strategy_of_bytes, nullptr);
    give_feedback(result);
    if (!result.limit.empty() || result.violated.empty()) return false;
    tell(result);
    return true;
  }

 private:
  void give_feedback(const RunResult& result) {
    const std::size_t situations = options_.experiment.system->sometimes.size();
    for (std::size_t i = 0; i < situations; ++i) {
      if (result.sometimes.contains(i)) count(i);
    }
    const sim::FaultCounts faults = runner_->fault_counts();
    for (std::size_t i = 0; i < faults.size(); ++i) {
      for (; faults_[i].fired < faults[i].fired; ++faults_[i].fired) count(situations + i);
    }
  }

  /// The run once more, told in full.
  Recording record_again(const RunResult& result) {
    runner_->choices().answer_from(source_);
    Recording recording = record(*runner_, strategy_of_bytes);
    const std::uint64_t replayed = replay(*runner_, recording.decisions).trace_hash;
    if (recording.result.trace_hash != result.trace_hash || replayed != result.trace_hash) {
      throw std::logic_error("nondeterminism: the run has another hash the second time");
    }
    return recording;
  }

  void tell(const RunResult& result) {
    const Recording found = record_again(result);
    const System& system = *options_.experiment.system;
    const std::size_t signature = result.violated.first();
    const properties::Shrunk shrunk = shrink(*runner_, found.decisions, signature);
    const properties::Capsule capsule =
        capsule_of(options_.experiment, std::nullopt, signature, shrunk.recording);
    const std::filesystem::path path = options_.directory / file_name_of(capsule);
    write_file(path, to_json(capsule));
    fmt::print("VIOLATED: run {}\n\n", properties::grouped(runs_));
    fmt::print("{}  does not hold: {}\n", name_of(system.signatures[signature]),
               system.signatures[signature].sentence);
    fmt::print("  shrunk from {} decisions to {} in {} re-runs\n", found.decisions.size(),
               capsule.decisions.size(), shrunk.reruns);
    fmt::print("{}", properties::in_lines(capsule.story, capsule.evidence, "  "));
    fmt::print("  replay: interleave replay {} --timeline\n", path.string());
  }

  FuzzOptions options_;
  std::unique_ptr<Runner> runner_;
  sim::ByteSource source_;
  sim::FaultCounts faults_{};  ///< of all runs so far
  std::uint64_t runs_ = 0;
};

/// libFuzzer calls functions without an argument of ours.
std::unique_ptr<FuzzTarget>& target() {
  static std::unique_ptr<FuzzTarget> only;
  return only;
}

FuzzOptions parse(const std::vector<std::string>& arguments) {
  if (arguments.size() < 4) {
    throw UsageError(
        "expected: interleave_fuzz SYSTEM VARIANT PROFILE DIRECTORY [LIBFUZZER-FLAG…]");
  }
  const System& system = properties::system_named(arguments[0]);
  FuzzOptions options{{&system, variant_named(system, arguments[1]),
                       profile_named(system, arguments[2]), default_options(system)},
                      arguments[3]};
  require_writable_directory(options.directory, "DIRECTORY");
  return options;
}

/// libFuzzer takes an exit for a crash, and reports it.
[[noreturn]] void leave(ExitCode code) {
  std::fflush(nullptr);
  std::_Exit(static_cast<int>(code));
}

std::size_t copy_out(const FuzzInput& input, std::uint8_t* data) {
  std::ranges::copy(input, data);
  return input.size();
}

}  // namespace
}  // namespace interleave::tools

// ---- What libFuzzer calls
// ------------------------------------------------------------------------

using namespace interleave;

/// Takes our arguments out of the line, and leaves libFuzzer its own.
extern "C" int LLVMFuzzerInitialize(int* argument_count, char*** arguments) {
  try {
    const std::vector<std::string> ours(*arguments + 1, *arguments + *argument_count);
    tools::target() = std::make_unique<tools::FuzzTarget>(tools::parse(ours));
  } catch (const properties::UsageError& error) {
    fmt::print("fuzz: {}\n", error.what());
    tools::leave(tools::ExitCode::usage);
  }
  std::rotate(*arguments + 1, *arguments + 5, *arguments + *argument_count);
  *argument_count -= 4;
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  bool violated = false;
  try {
    violated = tools::target()->run({data, size});
  } catch (const std::exception& error) {
    fmt::print("fuzz: {}\n", error.what());
    tools::leave(tools::ExitCode::internal_error);
  }
  if (violated) tools::leave(tools::ExitCode::violated);
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned seed) {
  return tools::copy_out(tools::mutate({data, size}, seed, size_max), data);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second,
                                                 std::size_t second_size, std::uint8_t* data,
                                                 std::size_t size_max, unsigned seed) {
  return tools::copy_out(tools::cross({first, first_size}, {second, second_size}, seed, size_max),
                         data);
}
