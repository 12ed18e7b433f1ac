#pragma once

#include "properties/system.hpp"

namespace interleave::properties {

System reassign_race();

}  // namespace interleave::properties
