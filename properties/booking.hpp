#pragma once

#include "properties/system.hpp"

namespace interleave::properties {

/// Inspectors' time, which customers and staff book in Attik and the office books at Spectora: the
/// incident in which an online order came on top of an internal one.
System booking();

}  // namespace interleave::properties
