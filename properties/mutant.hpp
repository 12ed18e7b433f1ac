#pragma once

#include <cstdint>
#include <string_view>

#include "reconciler/guards.hpp"

namespace interleave::properties {

/// How far a mutant shows on sequential, fault-free runs with the sweep idle.
enum class Loudness : std::uint8_t {
  silent,   ///< its trace is production's
  ordered,  ///< only its end state and answers are production's
  loud,     ///< it may fail even there
};

/// The production core without one guard, and what must notice.
struct Mutant {
  std::string_view name;
  reconciler::Guard removed;
  /// The property that must catch it within 100k runs, and the kind it usually shows.
  std::string_view property;
  std::string_view kind;
  Loudness loudness = Loudness::silent;
  std::string_view sentence;
  /// Why it is not silent; empty if it is.
  std::string_view reason;
};

}  // namespace interleave::properties
