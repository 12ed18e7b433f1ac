#include "tools/child_process.hpp"

#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace interleave::tools {
namespace {

ChildEnd shell(const std::string& line, const std::vector<std::string>& variables = {}) {
  return run_child("/bin/sh", {"-c", line}, variables);
}

TEST(ChildProcess, its_output_and_exit_code_are_taken) {
  const ChildEnd end = shell("echo one; echo two; exit 5");
  EXPECT_EQ(end.out, "one\ntwo\n");
  EXPECT_EQ(end.exit_code, 5);
  EXPECT_EQ(in_words(end), "exit code 5");
}

TEST(ChildProcess, more_output_than_a_pipe_holds_is_taken_whole) {
  EXPECT_EQ(shell("yes | head -c 1000000").out.size(), 1'000'000U);
}

TEST(ChildProcess, a_signal_that_ends_it_is_told_from_an_exit_code) {
  const ChildEnd end = shell("kill -9 $$");
  EXPECT_EQ(end.signal, 9);
  EXPECT_EQ(in_words(end), "signal 9");
}

TEST(ChildProcess, its_input_is_empty) { EXPECT_EQ(shell("cat; echo end").out, "end\n"); }

TEST(ChildProcess, arguments_arrive_as_they_are) {
  EXPECT_EQ(run_child("/bin/sh", {"-c", "echo \"$1\"", "sh", "a b'$c"}, {}).out, "a b'$c\n");
}

TEST(ChildProcess, a_variable_is_given_unless_it_was_set_already) {
  EXPECT_EQ(shell("echo $INTERLEAVE_CHILD", {"INTERLEAVE_CHILD=new"}).out, "new\n");
  EXPECT_EQ(shell("test \"$PATH\" = x || echo kept", {"PATH=x"}).out, "kept\n");
}

TEST(ChildProcess, a_program_that_is_not_there_is_an_error_that_names_it) {
  try {
    run_child("/nowhere/program", {}, {});
    FAIL() << "expected std::system_error";
  } catch (const std::system_error& error) {
    EXPECT_EQ(std::string(error.what()),
              "cannot start /nowhere/program: No such file or directory");
  }
}

}  // namespace
}  // namespace interleave::tools
