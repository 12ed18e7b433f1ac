#pragma once

#include <string>
#include <vector>

namespace interleave::tools {

/// How a program ended that another one started.
struct ChildEnd {
  std::string out;    ///< what it wrote to standard output
  int exit_code = 0;  ///< of one that ended by itself
  int signal = 0;     ///< that ended it; 0: none
};

/// "exit code 2", "signal 11".
std::string in_words(const ChildEnd& end);

/// Starts the program with these arguments, waits for it, and takes what it writes to standard
/// output; standard error is shared, standard input is empty. `variables` ("NAME=VALUE") go before
/// those of this process, unless it has set them itself. Throws std::system_error if the program
/// cannot be started.
ChildEnd run_child(const std::string& program, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& variables);

}  // namespace interleave::tools
