#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "properties/event_trace.hpp"

namespace interleave::tools {

/// A run that came out differently the second time.
struct Nondeterminism {
  properties::SeededRun run;
  std::uint64_t first_hash = 0;
  std::optional<std::uint64_t> second_hash;  ///< none: the second time it came to no end
  std::string token;
  bool fresh_process = false;  ///< the second time was in one
  /// Where the two part, as far as that was looked for and found.
  std::optional<properties::EventDifference> difference{};
};

/// "TOKEN has hash … and then …", and below it the first event that differs, as far as it is known.
/// `settings` is what has to stand beside the token, as `options_as_arguments` gives it.
std::string in_words(const Nondeterminism& found, const std::string& settings);

}  // namespace interleave::tools
