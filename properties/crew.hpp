#pragma once

#include "properties/system.hpp"

namespace interleave::properties {

/// Crews that are put together for jobs and kept at Flex: the audited sync, as its audit describes
/// it and as its code is, each with any of the audit's remedies, and the production core.
System crew();

}  // namespace interleave::properties
