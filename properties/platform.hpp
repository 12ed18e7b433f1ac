#pragma once

#include "properties/system.hpp"

namespace interleave::properties {

/// All systems as one world.
System platform();

}  // namespace interleave::properties
