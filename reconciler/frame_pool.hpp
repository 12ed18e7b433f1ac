#pragma once

#include <cstddef>

namespace interleave::reconciler {

/// Memory for coroutine frames, kept in free lists by size class. One pool per thread; it decides
/// nothing, so a run's outcome cannot depend on it. Sanitizer builds use plain `new` instead, so
/// that a use after the frame's end is seen.
void* allocate_frame(std::size_t size);
void free_frame(void* frame, std::size_t size) noexcept;

}  // namespace interleave::reconciler
