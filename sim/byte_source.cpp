#include "sim/byte_source.hpp"

namespace interleave::sim {

void ByteSource::read(std::span<const std::uint8_t> input) {
  outcomes_.fill(0);
  for (; input.size() >= deviation_size; input = input.subspan(deviation_size)) {
    const std::size_t slot = input[0] + (std::size_t{input[1]} << 8U);
    std::uint32_t outcome = 0;
    for (std::size_t i = 0; i < 4; ++i) outcome |= std::uint32_t{input[2 + i]} << (8U * i);
    outcomes_[slot % slot_count] = outcome;
  }
}

}  // namespace interleave::sim
