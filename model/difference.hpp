#pragma once

#include <algorithm>
#include <cstddef>
#include <ranges>

namespace interleave::model {

/// How often a value stands in a list.
template <std::ranges::range Values>
[[nodiscard]] constexpr std::size_t occurrences(const Values& values,
                                                const std::ranges::range_value_t<Values>& value) {
  return static_cast<std::size_t>(std::ranges::count(values, value));
}

/// How two lists differ as multisets. `missing` counts the values of `desired` that `observed`
/// lacks, `extra` those of `observed` that `desired` does not hold at all, and `duplicate` the
/// surplus copies of a value that `desired` does hold.
struct Difference {
  std::size_t missing = 0;
  std::size_t extra = 0;
  std::size_t duplicate = 0;

  [[nodiscard]] constexpr bool empty() const {
    return missing == 0 && extra == 0 && duplicate == 0;
  }
  friend constexpr bool operator==(const Difference&, const Difference&) = default;
};

/// Compares two short lists as multisets, in quadratic time and without allocation.
template <std::ranges::forward_range Desired, std::ranges::forward_range Observed>
[[nodiscard]] constexpr Difference difference(const Desired& desired, const Observed& observed) {
  Difference result;
  for (auto at = desired.begin(); at != desired.end(); ++at) {
    if (std::find(desired.begin(), at, *at) != at) continue;
    const std::size_t wanted = occurrences(desired, *at);
    const std::size_t found = occurrences(observed, *at);
    if (found < wanted) result.missing += wanted - found;
    if (found > wanted) result.duplicate += found - wanted;
  }
  for (const auto& value : observed) {
    if (occurrences(desired, value) == 0) ++result.extra;
  }
  return result;
}

}  // namespace interleave::model
