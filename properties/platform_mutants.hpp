#pragma once

#include <string>
#include <vector>

#include "properties/mutant.hpp"
#include "properties/platform_tables.hpp"

namespace interleave::properties {

/// A mutant of the platform: one of a system's own, by its name there and what must catch it here,
/// or one of what only the systems together have.
struct PlatformMutant {
  std::string name;
  std::string sentence;
  std::string property;
  reconciler::Guard removed;
};

/// Of each system some, and all that are the platform's own. In the order of the variants.
[[nodiscard]] const std::vector<PlatformMutant>& platform_mutants();

}  // namespace interleave::properties
