#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace interleave::tools {

/// A fuzzer's input: see sim::ByteSource.
using FuzzInput = std::vector<std::uint8_t>;

/// Changes one deviation, or adds or drops one; a fuzzer's own mutations would shift all
/// that follow a byte. A pure function of input and seed. The result has at most `size_max` bytes,
/// is a list of whole deviations, and is empty only if there is no room for one.
FuzzInput mutate(std::span<const std::uint8_t> input, std::uint64_t seed, std::size_t size_max);

/// Takes each deviation of both inputs or leaves it, in their order, up to `size_max` bytes.
FuzzInput cross(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                std::uint64_t seed, std::size_t size_max);

}  // namespace interleave::tools
