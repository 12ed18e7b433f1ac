#include "tools/nondeterminism.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "properties/count.hpp"

namespace interleave::tools {
namespace {

std::string hashes_in_words(const Nondeterminism& found) {
  const std::string first = "has hash " + properties::hexadecimal(found.first_hash);
  const std::string where = found.fresh_process ? "in a fresh process" : "then";
  if (!found.second_hash) return fmt::format("{} and {} came to no end", first, where);
  if (*found.second_hash == found.first_hash) return fmt::format("{} and {} again", first, where);
  return fmt::format("{} and {} {}", first, where, properties::hexadecimal(*found.second_hash));
}

/// Without the space that lines times up.
std::string_view trimmed(std::string_view line) {
  return line.substr(std::min(line.find_first_not_of(' '), line.size()));
}

std::string place_in_words(const properties::EventDifference& difference) {
  if (!difference.event) return "what it came to differs, and no event before";
  if (*difference.event == 0) return "the first event that differs is the start";
  return fmt::format("the first event that differs is event {}", *difference.event);
}

}  // namespace

std::string in_words(const Nondeterminism& found, const std::string& settings) {
  std::string text = found.token + " " + hashes_in_words(found) + "\n";
  if (found.difference) {
    text +=
        fmt::format("  {}:\n    first:  {}\n    second: {}\n", place_in_words(*found.difference),
                    trimmed(found.difference->first), trimmed(found.difference->second));
  } else {
    text += "  which event differs is not known: made again, it came out the same each time\n";
  }
  return text +
         fmt::format("  event by event: interleave trace {}{} --events", found.token, settings);
}

}  // namespace interleave::tools
