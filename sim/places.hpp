#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace interleave::sim {

/// Things that are on their way, each in a place of its own: the place's number is the slot of its
/// event. A new thing gets the first place that is free.
template <class Thing, std::size_t capacity>
class Places {
 public:
  void clear() { taken_.fill(false); }

  /// The place that the thing got; nothing when all are taken.
  std::optional<std::uint32_t> take(const Thing& thing) {
    const auto free = std::ranges::find(taken_, false);
    if (free == taken_.end()) return std::nullopt;
    *free = true;
    const auto place = static_cast<std::uint32_t>(free - taken_.begin());
    things_[place] = thing;
    return place;
  }
  /// The thing that is there, or was until its place was given back.
  [[nodiscard]] const Thing& operator[](std::uint32_t place) const { return things_[place]; }
  void give_back(std::uint32_t place) { taken_[place] = false; }

 private:
  std::array<bool, capacity> taken_{};
  std::array<Thing, capacity> things_{};
};

}  // namespace interleave::sim
