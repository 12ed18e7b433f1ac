#include "tools/command_line.hpp"

int main(int argument_count, char** arguments) {
  return interleave::tools::run_command(argument_count, arguments);
}
