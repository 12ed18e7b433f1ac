#include "edge/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "edge/http_date.hpp"

namespace interleave::edge {
namespace {

constexpr auto seconds_max = std::chrono::floor<std::chrono::seconds>(retry_after_max);

}  // namespace

std::optional<model::Duration> retry_after_in(std::string_view text, std::string_view answered) {
  const bool digits =
      !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (digits) {
    std::uint32_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc()) return retry_after_max;  // too many digits
    return std::min<model::Duration>(std::chrono::seconds(seconds), retry_after_max);
  }
  const auto until = http_date_in(text);
  const auto from = http_date_in(answered);
  if (!until || !from) return std::nullopt;
  return std::clamp<std::chrono::seconds>(*until - *from, -seconds_max, seconds_max);
}

std::string retry_after_of(model::Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
  if (seconds.count() < 0) return http_date_of(simulated_date + seconds);
  return std::to_string(seconds.count());
}

}  // namespace interleave::edge
