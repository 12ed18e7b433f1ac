#include "tools/child_process.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace interleave::tools {
namespace {

void require(int error, const std::string& what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

/// A pipe whose ends no other program inherits.
class Pipe {
 public:
  Pipe() {
    require(::pipe(ends_.data()) == 0 ? 0 : errno, "pipe");
    for (const int end : ends_) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  }
  ~Pipe() {
    ::close(ends_[0]);
    close_writing();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int writing() const { return ends_[1]; }
  void close_writing() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  /// All that is written until nobody can write any more.
  [[nodiscard]] std::string read_all() const {
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
      const ssize_t count = ::read(ends_[0], buffer.data(), buffer.size());
      if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
      if (count == 0 || (count < 0 && errno != EINTR)) return text;
    }
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// What a child does with its descriptors before it is the other program.
class Redirection {
 public:
  explicit Redirection(int output) {
    require(::posix_spawn_file_actions_init(&actions_), "posix_spawn_file_actions_init");
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
  }
  ~Redirection() { ::posix_spawn_file_actions_destroy(&actions_); }
  Redirection(const Redirection&) = delete;
  Redirection& operator=(const Redirection&) = delete;

  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

std::vector<std::string> with_own_environment(const std::vector<std::string>& variables) {
  std::vector<std::string> all;
  for (const std::string& variable : variables) {
    const std::string name = variable.substr(0, variable.find('='));
    if (std::getenv(name.c_str()) == nullptr) all.push_back(variable);
  }
  for (char** variable = environ; *variable != nullptr; ++variable) all.emplace_back(*variable);
  return all;
}

/// As the system calls want them: their pointers, and a null at the end.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) require(errno == EINTR ? 0 : errno, "waitpid");
  return status;
}

}  // namespace

std::string in_words(const ChildEnd& end) {
  return end.signal == 0 ? fmt::format("exit code {}", end.exit_code)
                         : fmt::format("signal {}", end.signal);
}

ChildEnd run_child(const std::string& program, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& variables) {
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = with_own_environment(variables);
  Pipe output;
  const Redirection redirection(output.writing());
  pid_t child = 0;
  require(::posix_spawnp(&child, program.c_str(), redirection.actions(), nullptr,
                         pointers_to(words).data(), pointers_to(environment).data()),
          "cannot start " + program);
  output.close_writing();
  ChildEnd end;
  end.out = output.read_all();
  const int status = wait_for(child);
  if (WIFEXITED(status)) end.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
  return end;
}

}  // namespace interleave::tools
