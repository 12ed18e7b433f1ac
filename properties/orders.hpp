#pragma once

#include "properties/system.hpp"

namespace interleave::properties {

/// Orders that are made and cancelled for jobs: the incident of the silent cancel, and the answers
/// to it that were discussed.
System orders();

}  // namespace interleave::properties
