#include "tools/shard.hpp"

#include <array>
#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "properties/count.hpp"
#include "properties/usage_error.hpp"

namespace interleave::tools {

using properties::grouped;
using properties::parse_integer;
using properties::UsageError;

namespace {

constexpr std::int64_t shards_max = 1'000'000;

/// An engine that numbers its jobs from 0 and names their number in a variable of its own.
struct Engine {
  std::string_view name;
  std::string_view index;
  std::string_view total;
  std::string_view total_instead{};  ///< another name, if the first is not set
};

constexpr std::array<Engine, 4> engines{{
    // Kubernetes sets the index alone; the manifest repeats `completions` in a variable.
    {"Kubernetes indexed job", "JOB_COMPLETION_INDEX", "INTERLEAVE_SHARDS", "JOB_COMPLETIONS"},
    {"Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
    {"Bazel", "TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS"},
    {"GoogleTest", "GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS"},
}};

constexpr std::array<std::string_view, 2> status_files{"TEST_SHARD_STATUS_FILE",
                                                       "GTEST_SHARD_STATUS_FILE"};

struct Variable {
  std::string name;
  std::optional<std::string> value;
};

Variable look_up(const Environment& environment, std::string_view name) {
  const std::string text(name);
  return {text, environment(text)};
}

[[noreturn]] void refuse_half(const Variable& set, const Variable& missing) {
  throw UsageError(set.name + ": found \"" + set.value.value_or("") + "\" without " + missing.name +
                   ", expected both, or --shard I/N");
}

std::int64_t number_in(const Variable& variable, std::int64_t minimum, std::int64_t maximum) {
  return parse_integer(variable.value.value_or(""), variable.name, minimum, maximum);
}

Shard shard_at(std::int64_t index, std::int64_t total, std::string_view source) {
  return {static_cast<std::uint64_t>(index) + 1, static_cast<std::uint64_t>(total),
          std::string(source)};
}

std::optional<Shard> shard_of(const Engine& engine, const Environment& environment) {
  const Variable index = look_up(environment, engine.index);
  Variable total = look_up(environment, engine.total);
  if (!total.value && !engine.total_instead.empty()) {
    const Variable instead = look_up(environment, engine.total_instead);
    if (instead.value) total = instead;
  }
  if (!index.value && !total.value) return std::nullopt;
  if (!total.value) refuse_half(index, total);
  if (!index.value) refuse_half(total, index);
  const std::int64_t count = number_in(total, 1, shards_max);
  return shard_at(number_in(index, 0, count - 1), count, engine.name);
}

/// A Slurm array counts from any number in steps. An array with gaps ("1,3,7") has tasks whose
/// place cannot be told from inside.
std::optional<Shard> shard_of_slurm(const Environment& environment) {
  const Variable id = look_up(environment, "SLURM_ARRAY_TASK_ID");
  const Variable first = look_up(environment, "SLURM_ARRAY_TASK_MIN");
  const Variable count = look_up(environment, "SLURM_ARRAY_TASK_COUNT");
  const std::array<const Variable*, 3> all{&id, &first, &count};
  const Variable* set = nullptr;
  const Variable* missing = nullptr;
  for (const Variable* variable : all) (variable->value ? set : missing) = variable;
  if (set == nullptr) return std::nullopt;
  if (missing != nullptr) refuse_half(*set, *missing);
  const Variable last = look_up(environment, "SLURM_ARRAY_TASK_MAX");
  const Variable step = look_up(environment, "SLURM_ARRAY_TASK_STEP");
  constexpr std::int64_t most = std::int64_t{1} << 40U;
  const std::int64_t total = number_in(count, 1, shards_max);
  const std::int64_t begin = number_in(first, 0, most);
  const std::int64_t stride = step.value ? number_in(step, 1, most / shards_max) : 1;
  const std::int64_t end = begin + (total - 1) * stride;
  if (last.value && number_in(last, 0, most) != end) {
    throw UsageError(last.name + ": found " + *last.value + ", expected " + std::to_string(end) +
                     ": an array without gaps, or --shard I/N");
  }
  const std::int64_t offset = number_in(id, begin, end) - begin;
  if (offset % stride != 0) {
    throw UsageError(id.name + ": found " + *id.value + ", expected " + first.value.value() +
                     " and a multiple of " + std::to_string(stride));
  }
  return shard_at(offset / stride, total, "Slurm array");
}

}  // namespace

std::string in_words(const RunRange& range) {
  if (range.size() == 0) return "no runs";
  if (range.size() == 1) return fmt::format("run {}", grouped(range.begin));
  return fmt::format("runs {} to {}", grouped(range.begin), grouped(range.end - 1));
}

std::string in_words(const Shard& shard) {
  return fmt::format("shard {} of {} ({})", grouped(shard.number), grouped(shard.count),
                     shard.source);
}

RunRange range_of(const Shard& shard, std::uint64_t runs) {
  // runs · n / count, in parts that cannot overflow.
  const std::uint64_t each = runs / shard.count;
  const std::uint64_t rest = runs % shard.count;
  const auto boundary = [&](std::uint64_t n) { return each * n + rest * n / shard.count; };
  return {boundary(shard.number - 1), boundary(shard.number)};
}

Shard parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    throw UsageError("--shard: found \"" + std::string(text) +
                     "\", expected I/N, as 2/4: the second of four");
  }
  const std::int64_t count = parse_integer(text.substr(slash + 1), "--shard N", 1, shards_max);
  const std::int64_t number = parse_integer(text.substr(0, slash), "--shard I", 1, count);
  return shard_at(number - 1, count, "--shard");
}

std::optional<Shard> shard_from(const Environment& environment) {
  std::vector<Shard> found;
  for (const Engine& engine : engines) {
    if (std::optional<Shard> shard = shard_of(engine, environment)) found.push_back(*shard);
  }
  if (std::optional<Shard> shard = shard_of_slurm(environment)) found.push_back(*shard);
  if (found.empty()) return std::nullopt;
  for (const Shard& other : found) {
    if (other.number == found.front().number && other.count == found.front().count) continue;
    throw UsageError("environment: found " + in_words(found.front()) + " and " + in_words(other) +
                     ", expected one of them, or --shard I/N");
  }
  return found.front();
}

void acknowledge_sharding(const Environment& environment) {
  for (const std::string_view name : status_files) {
    const Variable variable = look_up(environment, name);
    if (!variable.value || std::ofstream(*variable.value, std::ios::app)) continue;
    throw UsageError(variable.name + ": found \"" + *variable.value +
                     "\", expected a file that can be written");
  }
}

}  // namespace interleave::tools
