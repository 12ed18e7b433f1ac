#include "sim/distributions.hpp"

#include <bit>

namespace interleave::sim {
namespace {

/// log2(1 + i/64) in 1/65536, by repeated squaring of a 32-bit fixed-point number: each squaring
/// that reaches 2 yields one more binary digit of the logarithm.
constexpr std::uint32_t fixed_log2(std::uint32_t i) {
  std::uint64_t number = (std::uint64_t{64} + i) << 24U;  // [1, 2) in units of 2^-30
  std::uint32_t digits = 0;
  for (int digit = 0; digit < 16; ++digit) {
    number = (number * number) >> 30U;
    digits <<= 1U;
    if (number >= (std::uint64_t{2} << 30U)) {
      digits |= 1U;
      number >>= 1U;
    }
  }
  return digits;
}

constexpr std::array<std::uint32_t, 65> log2_table = [] {
  std::array<std::uint32_t, 65> table{};
  for (std::uint32_t i = 0; i < 64; ++i) table[i] = fixed_log2(i);
  table[64] = 65536;
  return table;
}();

/// -log2(bits / 2^64) in 1/65536, for bits > 0.
constexpr std::uint64_t minus_log2(Bits bits) {
  const auto zeros = static_cast<unsigned>(std::countl_zero(bits));
  const std::uint64_t mantissa = (bits << zeros) & ~(std::uint64_t{1} << 63U);  // 63 bits
  const std::uint64_t cell = mantissa >> 57U;
  const std::uint64_t within = (mantissa >> 41U) & 0xffffU;
  const std::uint64_t below = log2_table[cell];
  const std::uint64_t above = log2_table[cell + 1];
  const std::uint64_t fraction = below + (((above - below) * within) >> 16U);
  return (std::uint64_t{zeros} + 1) * 65536 - fraction;
}

constexpr std::uint64_t ln2_in_65536ths = 45426;

/// exp(z) · 1024 at the quantiles i/128 of a standard normal z; the outermost two stand for the
/// quantiles 1/512 and 511/512, which cuts the tails where a timeout takes over.
constexpr std::array<std::uint16_t, 129> log_normal_quantiles{
    57,   91,   119,  140,  159,  176,  192,  207,   221,   235,  248,  261,  274,  287,  299,
    312,  324,  336,  349,  361,  373,  385,  397,   409,   422,  434,  446,  459,  471,  484,
    496,  509,  522,  535,  548,  561,  574,  587,   601,   614,  628,  642,  656,  670,  685,
    700,  714,  729,  745,  760,  776,  792,  808,   824,   841,  858,  875,  892,  910,  928,
    947,  966,  985,  1004, 1024, 1044, 1065, 1086,  1108,  1130, 1152, 1175, 1198, 1222, 1247,
    1272, 1298, 1325, 1352, 1380, 1408, 1438, 1468,  1499,  1531, 1564, 1598, 1633, 1669, 1707,
    1746, 1786, 1827, 1870, 1915, 1962, 2010, 2061,  2113,  2168, 2226, 2286, 2350, 2416, 2486,
    2561, 2639, 2723, 2811, 2906, 3008, 3117, 3235,  3363,  3503, 3656, 3826, 4015, 4227, 4469,
    4749, 5077, 5472, 5962, 6596, 7472, 8825, 11488, 18345,
};

}  // namespace

Outcome Exponential::outcome(Bits bits) const {
  const std::uint64_t scale = (minus_log2(bits | 1U) * ln2_in_65536ths) >> 16U;
  const auto drawn =
      static_cast<Outcome>((scale * static_cast<std::uint64_t>(mean.count())) >> 16U);
  return std::min(drawn, limit.count());
}

Outcome LogNormal::outcome(Bits bits) const {
  const std::uint64_t cell = bits >> 57U;
  const std::uint64_t within = (bits >> 41U) & 0xffffU;
  const std::uint64_t below = log_normal_quantiles[cell];
  const std::uint64_t above = log_normal_quantiles[cell + 1];
  const std::uint64_t factor = below * 65536 + (above - below) * within;  // in 2^-26
  const auto drawn =
      static_cast<Outcome>((factor * static_cast<std::uint64_t>(median.count())) >> 26U);
  return std::min(drawn, limit.count());
}

}  // namespace interleave::sim
