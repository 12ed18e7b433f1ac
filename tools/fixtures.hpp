#pragma once

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace interleave::tools {

/// For tests: the path of the command that they start.
std::string command_under_test();

using Arguments = std::vector<std::string>;

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// How a command ended, and what it said.
struct Ended {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// For tests: the command as a user starts it, in a directory of its own. Of the environment it has
/// what any program needs, and what the test sets: no engine that happens to run the tests tells it
/// of a shard, a commit or annotations.
class Command : public testing::Test {
 protected:
  Command() {
    std::string pattern = (std::filesystem::temp_directory_path() / "interleave-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  /// "NAME=VALUE", for the commands that are started from now on.
  void set(const std::string& variable) { environment_.push_back(variable); }

  /// Starts the command, or another program, with its output going to files.
  [[nodiscard]] pid_t start(const Arguments& arguments,
                            const std::string& program = command_under_test()) const {
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables = kept_environment();
    variables.insert(variables.end(), environment_.begin(), environment_.end());
    const std::vector<char*> raw_words = raw(words);
    const std::vector<char*> raw_variables = raw(variables);
    std::filesystem::remove(path("out"));
    const pid_t child = ::fork();
    if (child != 0) return child;
    redirect(path("out"), STDOUT_FILENO);
    redirect(path("err"), STDERR_FILENO);
    if (::chdir(directory_.c_str()) == 0) {
      ::execve(raw_words.front(), raw_words.data(), raw_variables.data());
    }
    ::_exit(127);
  }

  Ended wait_for(pid_t child) const {
    int status = 0;
    ::waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(path("out")),
            read_file(path("err"))};
  }

  /// Starts it and returns once it has printed something (its signals are then watched for) or has
  /// ended.
  [[nodiscard]] pid_t start_and_hear(const Arguments& arguments) const {
    const pid_t child = start(arguments);
    siginfo_t ended{};
    while (read_file(path("out")).empty() && ended.si_pid == 0) {
      ::usleep(1000);
      ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT);
    }
    return child;
  }

  Ended run(const Arguments& arguments) const { return wait_for(start(arguments)); }

  [[nodiscard]] std::string path(const std::string& name) const { return directory_ / name; }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }

  /// A capsule of the incident, found and shrunk by the command.
  std::string make_capsule() const {
    const Ended ended = run({"check", "assignments", "--variant", "as-found", "--faults", "none",
                             "--runs", "1000", "--out", path("capsules")});
    EXPECT_EQ(ended.exit_code, 1) << ended.err;
    return path("capsules") + "/assignments.as-found.ASG.extra.capsule.json";
  }

  /// Bad input: exit code 2, one line on standard error that names what was expected.
  void expect_refusal(const Arguments& arguments, const std::string& words) const {
    const Ended ended = run(arguments);
    const std::string what = testing::PrintToString(arguments);
    EXPECT_EQ(ended.exit_code, 2) << what;
    EXPECT_EQ(std::ranges::count(ended.err, '\n'), 1) << what << ": " << ended.err;
    EXPECT_THAT(ended.err, testing::HasSubstr(words)) << what;
    EXPECT_EQ(ended.out, "") << what;
  }

 private:
  static void redirect(const std::string& file, int descriptor) {
    const int opened = ::open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    ::dup2(opened, descriptor);
  }

  static std::vector<std::string> kept_environment() {
    std::vector<std::string> kept;
    for (char** variable = environ; *variable != nullptr; ++variable) {
      const std::string_view text(*variable);
      const std::string_view name = text.substr(0, text.find('='));
      if (name == "PATH" || name == "HOME" || name == "TMPDIR" || name == "LD_LIBRARY_PATH" ||
          name.ends_with("SAN_OPTIONS")) {
        kept.emplace_back(text);
      }
    }
    return kept;
  }

  static std::vector<char*> raw(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
  }

  std::filesystem::path directory_;
  std::vector<std::string> environment_;
};

}  // namespace interleave::tools
