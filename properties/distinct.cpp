#include "properties/distinct.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace interleave::properties {
namespace {

constexpr unsigned index_bits = 14;
static_assert(DistinctCount::register_count == std::size_t{1} << index_bits);

/// What the empty registers count for, by their share of all: the function σ of Ertl's paper.
double weight_of_empty(double share) {
  if (share == 1) return std::numeric_limits<double>::infinity();
  double weight = share;
  double factor = 1;
  for (double power = share * share;; power *= power, factor *= 2) {
    const double before = weight;
    weight += factor * power;
    if (weight == before) return weight;
  }
}

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
  double sum = 0;
  double empty = 0;
  for (const std::uint8_t rank : registers_) (rank == 0 ? empty : sum) += std::ldexp(1.0, -rank);
  const double words = m * m / (2 * std::numbers::ln2 * (sum + m * weight_of_empty(empty / m)));
  return static_cast<std::uint64_t>(std::llround(words));
}

}  // namespace interleave::properties
