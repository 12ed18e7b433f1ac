#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "model/units.hpp"

namespace interleave::edge {

/// The longest Retry-After that is believed, and the longest past. The core has a limit of its own;
/// this one keeps the arithmetic of times safe from a remote that asks for a million years.
inline constexpr model::Duration retry_after_max = std::chrono::hours(1);

/// The simulated Spectora has no calendar: by its Date it is always this day.
inline constexpr std::chrono::sys_seconds simulated_date{std::chrono::hours(24)};

/// How long a Retry-After says to wait: seconds, or a date, which counts from the Date of the same
/// answer, so that nobody's clock matters but the remote's. Negative for what is past; nothing for
/// a date in an answer without one, and for anything that makes no sense.
std::optional<model::Duration> retry_after_in(std::string_view text, std::string_view answered);

/// That wait in whole seconds, never shorter than it is; as a date, if it is past.
std::string retry_after_of(model::Duration wait);

}  // namespace interleave::edge
