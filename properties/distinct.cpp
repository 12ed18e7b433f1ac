#include "properties/distinct.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace interleave::properties {
namespace {

constexpr unsigned index_bits = 14;
static_assert(DistinctCount::register_count == std::size_t{1} << index_bits);

}  // namespace

void DistinctCount::add(std::uint64_t hash) {
  const std::size_t place = hash >> (64U - index_bits);
  const std::uint64_t rest = (hash << index_bits) | (std::uint64_t{1} << (index_bits - 1));
  const auto rank = static_cast<std::uint8_t>(std::countl_zero(rest) + 1);
  registers_[place] = std::max(registers_[place], rank);
}

void DistinctCount::merge(const DistinctCount& other) {
  for (std::size_t i = 0; i < register_count; ++i) {
    registers_[i] = std::max(registers_[i], other.registers_[i]);
  }
}

void DistinctCount::restore(std::span<const std::uint8_t, register_count> registers) {
  std::ranges::copy(registers, registers_.begin());
}

std::uint64_t DistinctCount::estimate() const {
  constexpr auto m = static_cast<double>(register_count);
  constexpr double alpha = 0.7213 / (1 + 1.079 / m);
  double sum = 0;
  for (const std::uint8_t rank : registers_) sum += std::ldexp(1.0, -rank);
  const double raw = alpha * m * m / sum;
  const auto zeros = static_cast<double>(std::ranges::count(registers_, 0));
  const bool few = raw <= 2.5 * m && zeros > 0;
  return static_cast<std::uint64_t>(std::llround(few ? m * std::log(m / zeros) : raw));
}

}  // namespace interleave::properties
