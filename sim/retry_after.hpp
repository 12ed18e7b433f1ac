#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "model/units.hpp"
#include "sim/distributions.hpp"

namespace interleave::sim {

/// How long Spectora wants to be left alone after a 429: the least, and what is drawn beyond it.
inline constexpr std::chrono::seconds retry_after_least{1};
inline constexpr Uniform retry_after_beyond_s{30};
inline constexpr model::Duration retry_after_most =
    retry_after_least + std::chrono::seconds(retry_after_beyond_s.max());

/// In which form its Retry-After says so: the first three are of use, the others are not.
enum class WaitForm : std::uint8_t {
  seconds,
  date_ahead,   ///< a date by a clock that is ahead of ours
  date_behind,  ///< a date by a clock that is behind ours
  absent,
  garbage,
  past,    ///< a date an hour ago
  absurd,  ///< a year
};
inline constexpr std::size_t telling_form_count = 3;
inline constexpr std::size_t vague_form_count = 4;
inline constexpr model::Duration spectoras_skew = std::chrono::seconds(5);

/// What a Retry-After of that form tells its reader, `left` before the time is up.
constexpr std::optional<model::Duration> told_wait(WaitForm form, model::Duration left) {
  switch (form) {
    case WaitForm::seconds:
      return left;
    case WaitForm::date_ahead:
      return left + spectoras_skew;
    case WaitForm::date_behind:
      return left - spectoras_skew;
    case WaitForm::absent:
    case WaitForm::garbage:
      break;
    case WaitForm::past:
      return -std::chrono::hours(1);
    case WaitForm::absurd:
      return std::chrono::hours(365 * 24);
  }
  return std::nullopt;
}

}  // namespace interleave::sim
