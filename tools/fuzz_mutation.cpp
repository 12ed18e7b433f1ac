#include "tools/fuzz_mutation.hpp"

#include <algorithm>
#include <array>

#include "model/cause.hpp"
#include "sim/byte_source.hpp"
#include "sim/distributions.hpp"

namespace interleave::tools {
namespace {

using Deviation = std::array<std::uint8_t, sim::ByteSource::deviation_size>;

/// A stream of random numbers.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15U;
    return model::mix(state_);
  }
  /// A number in [0, count).
  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(sim::scaled(bits(), count));
  }

 private:
  std::uint64_t state_;
};

std::vector<Deviation> deviations_of(std::span<const std::uint8_t> input) {
  std::vector<Deviation> all(input.size() / sim::ByteSource::deviation_size);
  for (Deviation& deviation : all) {
    std::copy_n(input.begin(), deviation.size(), deviation.begin());
    input = input.subspan(deviation.size());
  }
  return all;
}

FuzzInput bytes_of(std::span<const Deviation> deviations) {
  FuzzInput bytes;
  for (const Deviation& deviation : deviations) {
    bytes.insert(bytes.end(), deviation.begin(), deviation.end());
  }
  return bytes;
}

void set_slot(Deviation& deviation, Dice& dice) {
  const std::size_t slot = dice.below(sim::ByteSource::slot_count);
  deviation[0] = static_cast<std::uint8_t>(slot & 0xffU);
  deviation[1] = static_cast<std::uint8_t>(slot >> 8U);
}

/// Kinds of things have few outcomes, delays many: each power of two is as likely as the next.
void set_outcome(Deviation& deviation, Dice& dice) {
  const sim::LogUniform any{.bits = 32, .zero_parts_per_million = 0};
  const auto outcome = static_cast<std::uint64_t>(any.outcome(dice.bits()));
  for (std::size_t i = 0; i < 4; ++i) {
    deviation[2 + i] = static_cast<std::uint8_t>(outcome >> (8U * i));
  }
}

Deviation any_deviation(Dice& dice) {
  Deviation deviation{};
  set_slot(deviation, dice);
  set_outcome(deviation, dice);
  return deviation;
}

}  // namespace

FuzzInput mutate(std::span<const std::uint8_t> input, std::uint64_t seed, std::size_t size_max) {
  Dice dice(seed);
  std::vector<Deviation> deviations = deviations_of(input);
  const std::size_t count_max = size_max / sim::ByteSource::deviation_size;
  deviations.resize(std::min(deviations.size(), count_max));
  if (count_max == 0) return {};
  if (deviations.empty()) {
    deviations.push_back(any_deviation(dice));
    return bytes_of(deviations);
  }
  const std::size_t chosen = dice.below(deviations.size());
  Deviation& deviation = deviations[chosen];
  switch (dice.below(6)) {
    case 0:
      set_slot(deviation, dice);
      break;
    case 1:
      set_outcome(deviation, dice);
      break;
    case 2:
      if (deviations.size() > 1) {
        deviations.erase(deviations.begin() + static_cast<std::ptrdiff_t>(chosen));
      }
      break;
    default:
      if (deviations.size() == count_max) {
        deviation = any_deviation(dice);
      } else {
        deviations.push_back(any_deviation(dice));
      }
  }
  return bytes_of(deviations);
}

FuzzInput cross(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                std::uint64_t seed, std::size_t size_max) {
  Dice dice(seed);
  std::vector<Deviation> taken;
  for (const std::span<const std::uint8_t> input : {first, second}) {
    for (const Deviation& deviation : deviations_of(input)) {
      if (dice.below(2) == 0) taken.push_back(deviation);
    }
  }
  taken.resize(std::min(taken.size(), size_max / sim::ByteSource::deviation_size));
  return bytes_of(taken);
}

}  // namespace interleave::tools
