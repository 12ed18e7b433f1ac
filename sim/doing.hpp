#pragma once

#include <cstdint>

#include "model/spectora.hpp"

namespace interleave::sim {

/// Whose doing a change at a remote is.
struct Doing {
  model::Author author = model::Author::start;
  model::Cause run;
  std::uint32_t fencing = 0;
  model::Cause cause{};  ///< the request, or the edit by hand
};

}  // namespace interleave::sim
