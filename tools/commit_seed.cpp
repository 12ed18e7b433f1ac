#include "tools/commit_seed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "properties/usage_error.hpp"

namespace interleave::tools {

using properties::UsageError;

namespace {

/// The commit under test, as each engine calls it.
constexpr std::array<std::string_view, 10> variables{
    "GITHUB_SHA",           // GitHub Actions: of a pull request, its merge with the base
    "CI_COMMIT_SHA",        // GitLab, Woodpecker
    "BUILDKITE_COMMIT",     // Buildkite: may be the word HEAD
    "CIRCLE_SHA1",          // CircleCI
    "BUILD_SOURCEVERSION",  // Azure Pipelines
    "BITBUCKET_COMMIT",     // Bitbucket Pipelines
    "DRONE_COMMIT_SHA",     // Drone
    "TRAVIS_COMMIT",        // Travis CI
    "CIRRUS_CHANGE_IN_REPO",
    "GIT_COMMIT",  // Jenkins
};

constexpr std::size_t seed_digits = 12;  // 48 bits, which every reader of JSON keeps

bool is_commit(std::string_view text) {
  const bool length = text.size() == 40 || text.size() == 64;
  return length && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

CommitSeed seed_from(const std::string& commit) {
  CommitSeed found{0, commit};
  std::from_chars(commit.data(), commit.data() + seed_digits, found.seed, 16);
  return found;
}

/// All that can be read before the other side closes.
std::string read_to_end(int descriptor) {
  std::string text;
  std::array<char, 256> buffer{};
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

/// Starts `git rev-parse HEAD` with its output going to the pipe. No shell reads the words.
bool spawn_git(int output, pid_t& child) {
  std::array<std::string, 3> words{"git", "rev-parse", "HEAD"};
  std::array<char*, 4> raw{words[0].data(), words[1].data(), words[2].data(), nullptr};
  posix_spawn_file_actions_t actions;
  if (::posix_spawn_file_actions_init(&actions) != 0) return false;
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const int failure = ::posix_spawnp(&child, raw[0], &actions, nullptr, raw.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return failure == 0;
}

}  // namespace

std::optional<std::string> head_of_git() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  pid_t child = 0;
  const bool started = spawn_git(ends[1], child);
  ::close(ends[1]);
  std::string text = started ? read_to_end(ends[0]) : "";
  ::close(ends[0]);
  int status = 0;
  if (!started || ::waitpid(child, &status, 0) != child || status != 0) return std::nullopt;
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

CommitSeed seed_of_commit(const Environment& environment,
                          const std::function<std::optional<std::string>()>& head) {
  std::string names;
  for (const std::string_view name : variables) {
    const std::optional<std::string> value = environment(std::string(name));
    names += std::string(name) + ", ";
    if (!value || *value == "HEAD") continue;
    if (is_commit(*value)) return seed_from(*value);
    throw UsageError(std::string(name) + ": found \"" + *value +
                     "\", expected a commit of 40 or 64 hexadecimal digits");
  }
  const std::optional<std::string> found = head();
  if (found && is_commit(*found)) return seed_from(*found);
  throw UsageError("--seed commit: found no commit, expected one in " + names +
                   "or by git rev-parse HEAD; otherwise give a number");
}

}  // namespace interleave::tools
