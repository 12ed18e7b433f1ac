#pragma once

#include "properties/system.hpp"

namespace interleave::properties {

System assignments();

}  // namespace interleave::properties
