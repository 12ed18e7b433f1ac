#pragma once

#include <span>
#include <string_view>

#include "properties/system.hpp"

namespace interleave::properties {

/// Every system there is, in the order of `list`.
std::span<const System> systems();

/// The system of that name, or null.
const System* find_system(std::string_view name);

}  // namespace interleave::properties
