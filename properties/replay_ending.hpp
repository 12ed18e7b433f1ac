#pragma once

#include <cstdint>
#include <string_view>

#include "properties/capsule.hpp"

namespace interleave::properties {

/// How the replay of a capsule ends.
enum class ReplayEnding : std::uint8_t {
  same,          ///< every decision was asked for, and signature and trace hash are as recorded
  same_failure,  ///< the same signature, by another trace
  diverged,      ///< a decision was never asked for, or the run fails in another way
  passes_now,    ///< the run violates nothing
};

std::string_view name_of(ReplayEnding ending);
std::string_view sentence_of(ReplayEnding ending);

/// Compares a capsule with its replay. With `best_effort`, decisions that no longer fit are passed
/// over and the end alone counts; even then the replay of other decisions is never *same*.
ReplayEnding ending_of(const Capsule& capsule, const Recording& replayed, bool best_effort);

}  // namespace interleave::properties
