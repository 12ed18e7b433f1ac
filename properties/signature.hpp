#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "model/ensure.hpp"

namespace interleave::properties {

/// When a property is judged.
enum class When : std::uint8_t { always, wire, settled, probe };

constexpr std::string_view name_of(When when) {
  switch (when) {
    case When::always:
      return "always";
    case When::wire:
      return "wire";
    case When::settled:
      return "settled";
    case When::probe:
      return "probe";
  }
  return "unknown";
}

/// A way to fail: a property and the kind of its violation. A system lists its signatures in a
/// table of at most `SignatureSet::places_max`; shrinking and replay keep the signature.
struct Signature {
  std::string_view property;
  std::string_view kind;
  When when = When::settled;
  /// What holds when it is not violated.
  std::string_view sentence;
};

/// "ASG.extra".
std::string name_of(const Signature& signature);

/// The signatures that a run showed, by their place in the system's table; likewise the situations
/// that arose in it. A place is less than `places_max`.
class SignatureSet {
 public:
  static constexpr std::size_t places_max = 256;

  constexpr void add(std::size_t place) {
    model::ensure(place < places_max, "a table that keeps to the limit of a set");
    words_[place / word_bits] |= std::uint64_t{1} << (place % word_bits);
  }
  constexpr void clear() { words_ = {}; }
  [[nodiscard]] constexpr bool contains(std::size_t place) const {
    return ((words_[place / word_bits] >> (place % word_bits)) & 1U) != 0;
  }
  [[nodiscard]] constexpr bool empty() const { return words_ == Words{}; }
  /// The first one in the table's order. Precondition: not empty.
  [[nodiscard]] constexpr std::size_t first() const {
    std::size_t word = 0;
    while (words_[word] == 0) ++word;
    return word * word_bits + first_of(words_[word]);
  }
  /// Calls `visit(place)` for each, in the table's order.
  template <class Visit>
  constexpr void for_each(const Visit& visit) const {
    for (std::size_t word = 0; word < words_.size(); ++word) {
      for (std::uint64_t left = words_[word]; left != 0; left &= left - 1) {
        visit(word * word_bits + first_of(left));
      }
    }
  }
  /// Every member of the other set, its place shifted by `from`.
  constexpr void add_all(const SignatureSet& other, std::size_t from) {
    other.for_each([&](std::size_t place) { add(from + place); });
  }
  friend constexpr bool operator==(const SignatureSet&, const SignatureSet&) = default;

 private:
  static constexpr std::size_t word_bits = 64;
  using Words = std::array<std::uint64_t, places_max / word_bits>;

  static constexpr std::size_t first_of(std::uint64_t word) {
    return static_cast<std::size_t>(std::countr_zero(word));
  }

  Words words_{};
};

}  // namespace interleave::properties
