#pragma once

#include <string>

namespace interleave::tools {

/// A text as a shell takes it for one word: quoted where it must be.
std::string as_word(const std::string& text);

}  // namespace interleave::tools
