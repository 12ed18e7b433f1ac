#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace interleave::properties {

/// How many different words were added, from 16 KiB: HyperLogLog (Flajolet, Fusy, Gandouet and
/// Meunier, 2007), read by an estimator that is right for few and many alike (Ertl, "New
/// cardinality estimation algorithms for HyperLogLog sketches", 2017). Standard error 0.8 %. The
/// words must be hashes already. Merging is exact: the estimate of a union does not depend on how
/// it was split.
class DistinctCount {
 public:
  static constexpr std::size_t register_count = std::size_t{1} << 14U;
  /// What a register holds at most.
  static constexpr std::uint8_t rank_max = 51;

  void add(std::uint64_t hash);
  void merge(const DistinctCount& other);
  [[nodiscard]] std::uint64_t estimate() const;

  [[nodiscard]] std::span<const std::uint8_t, register_count> registers() const {
    return registers_;
  }
  /// What a saved count is restored from. Range of each: 0 … `rank_max`.
  void restore(std::span<const std::uint8_t, register_count> registers);

  friend bool operator==(const DistinctCount&, const DistinctCount&) = default;

 private:
  std::array<std::uint8_t, register_count> registers_{};
};

}  // namespace interleave::properties
