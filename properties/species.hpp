#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace interleave::properties {

/// A sample of the behaviours that some runs showed, to tell how many are still unseen: those with
/// the smallest hashes, each with the number of runs that showed it (a bottom-k sketch: Cohen and
/// Kaplan, 2007). Whether a behaviour is in the sample depends on its hash alone, so its count is
/// exact, and samples merge exactly.
class SpeciesSample {
 public:
  static constexpr std::size_t size_max = 1024;

  struct Species {
    std::uint64_t hash = 0;
    std::uint64_t runs = 0;  ///< that showed it

    friend bool operator==(const Species&, const Species&) = default;
  };

  /// A run showed these; repetitions count once.
  void add_run(std::span<const std::uint64_t> behaviours);
  void merge(const SpeciesSample& other);

  /// The chance that the next run shows a behaviour that none has shown, or rather the number of
  /// such behaviours to expect of it (Good and Toulmin, 1956): those seen in one run only, per run.
  /// `runs`: how many were added. Range: ≥ 0; meaningless for 0 runs.
  [[nodiscard]] double unseen_per_run(std::uint64_t runs) const;
  /// How many behaviours all runs showed together.
  [[nodiscard]] double seen() const;

  /// In the order of their hashes.
  [[nodiscard]] std::vector<Species> species() const;
  /// What a saved sample is restored from: at most `size_max`, in the order of their hashes.
  void restore(std::span<const Species> species);

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint64_t runs = 0;
    std::uint64_t last_run = 0;  ///< the run that showed it last, by its number here

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  void count(std::uint64_t hash);

  std::vector<Entry> entries_;               // ordered by hash
  std::uint64_t limit_ = ~std::uint64_t{0};  // larger hashes have no place
  std::uint64_t runs_added_ = 0;
};

}  // namespace interleave::properties
