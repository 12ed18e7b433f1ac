#include "properties/count.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "properties/usage_error.hpp"

namespace interleave::properties {
namespace {

constexpr std::uint64_t count_max = std::numeric_limits<std::int64_t>::max();

[[noreturn]] void refuse(std::string_view text, std::string_view what,
                         const std::string& expected) {
  throw UsageError(std::string(what) + ": found \"" + std::string(text) + "\", expected " +
                   expected);
}

/// The factor of a unit letter at the end of a count; 1 without one, 0 for an unknown letter.
std::uint64_t factor_of(std::string_view unit) {
  if (unit.empty()) return 1;
  if (unit == "k" || unit == "K") return 1'000;
  if (unit == "M") return 1'000'000;
  if (unit == "G") return 1'000'000'000;
  return 0;
}

}  // namespace

std::uint64_t parse_count(std::string_view text, std::string_view what) {
  static const std::string expected = "a whole number from 1 to 2^63-1, as 5000, 100k, 1M or 2G";
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{}) refuse(text, what, expected);
  const std::uint64_t factor = factor_of({rest, static_cast<std::size_t>(end - rest)});
  if (factor == 0 || number == 0 || number > count_max / factor) refuse(text, what, expected);
  return number * factor;
}

std::int64_t parse_integer(std::string_view text, std::string_view what, std::int64_t minimum,
                           std::int64_t maximum) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end || number < minimum || number > maximum) {
    refuse(text, what,
           "a whole number from " + std::to_string(minimum) + " to " + std::to_string(maximum));
  }
  return number;
}

std::string grouped(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t place = text.size(); place > 3;) {
    place -= 3;
    text.insert(place, " ");
  }
  return text;
}

std::string rounded(double value) {
  std::uint64_t unit = 1;
  while (value / static_cast<double>(unit) >= 1000) unit *= 10;
  return grouped(static_cast<std::uint64_t>(std::llround(value / static_cast<double>(unit))) *
                 unit);
}

std::string hexadecimal(std::uint64_t value) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4U) text[i] = digits[value & 0xfU];
  return text;
}

std::uint64_t parse_hexadecimal(std::string_view text, std::string_view what) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, 16);
  if (error != std::errc{} || rest != end || text.size() != 16) {
    refuse(text, what, "16 hexadecimal digits");
  }
  return value;
}

}  // namespace interleave::properties
