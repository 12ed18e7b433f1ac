#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace interleave::edge {

/// A date as HTTP writes it, "Wed, 21 Oct 2015 07:28:00 GMT" (RFC 9110, section 5.6.7: the form
/// that is not obsolete); nothing for any other text. The day of the week is not compared.
std::optional<std::chrono::sys_seconds> http_date_in(std::string_view text);

/// Range: the years 0 to 9999.
std::string http_date_of(std::chrono::sys_seconds time);

}  // namespace interleave::edge
