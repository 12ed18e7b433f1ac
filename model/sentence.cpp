#include "model/sentence.hpp"

#include <array>
#include <cctype>

namespace interleave::model {
namespace {

/// `count` thousandths of a unit as "12", "1.5" or "0.125".
std::string thousandths(std::int64_t count) {
  std::string text = std::to_string(count / 1000);
  std::string fraction = std::to_string(1000 + count % 1000).substr(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return fraction.empty() ? text : text + "." + fraction;
}

}  // namespace

std::string enumeration(std::span<const std::string> names, const std::string& empty) {
  if (names.empty()) return empty;
  std::string text = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) {
    text += (i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return text;
}

std::string duration_in_words(Duration duration) {
  const std::int64_t microseconds = duration.count();
  if (microseconds < 1000) return std::to_string(microseconds) + " µs";
  if (microseconds < 1'000'000) return thousandths(microseconds) + " ms";
  if (microseconds < 600'000'000) return thousandths(microseconds / 1000) + " s";
  return thousandths(microseconds / 60'000) + " min";
}

std::string name_of_instant(Time at) {
  const std::int64_t microseconds = at.time_since_epoch().count();
  return std::to_string(microseconds / 1'000'000) + "." +
         std::to_string(1'000'000 + microseconds % 1'000'000).substr(1) + " s";
}

std::string as_sentence(std::string text) {
  if (!text.empty())
    text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text + ".";
}

}  // namespace interleave::model
