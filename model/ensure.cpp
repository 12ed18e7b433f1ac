#include "model/ensure.hpp"

#include <string>

namespace interleave::model {

void fail_promise(const char* promise, const std::source_location& where) {
  throw InternalError(std::string(where.file_name()) + ":" + std::to_string(where.line()) +
                      ": expected " + promise);
}

}  // namespace interleave::model
