#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace interleave::properties {

/// A positive count as people write it: "5000", "100k", "1M", "2G". Range: 1 … 2^63-1. `what` names
/// the argument in the message. Throws UsageError.
std::uint64_t parse_count(std::string_view text, std::string_view what);

/// A whole number in [minimum, maximum]. Throws UsageError.
std::int64_t parse_integer(std::string_view text, std::string_view what, std::int64_t minimum,
                           std::int64_t maximum);

/// "1 234 567": a count with its thousands set apart.
std::string grouped(std::uint64_t count);

/// The same with three significant digits, for readers. Range: 0 … 2^63.
std::string rounded(double value);

/// Sixteen hexadecimal digits, as hashes are printed.
std::string hexadecimal(std::uint64_t value);
/// The value of such digits. Throws UsageError.
std::uint64_t parse_hexadecimal(std::string_view text, std::string_view what);

}  // namespace interleave::properties
