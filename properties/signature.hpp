#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

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
/// table of at most 64; shrinking and replay keep the signature.
struct Signature {
  std::string_view property;
  std::string_view kind;
  When when = When::settled;
  /// What holds when it is not violated.
  std::string_view sentence;
};

/// "ASG.extra".
std::string name_of(const Signature& signature);

/// The signatures that a run showed, by their place in the system's table.
class SignatureSet {
 public:
  void add(std::size_t index) { bits_ |= std::uint64_t{1} << index; }
  void clear() { bits_ = 0; }
  [[nodiscard]] bool contains(std::size_t index) const { return ((bits_ >> index) & 1U) != 0; }
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  /// The first one in the table's order. Precondition: not empty.
  [[nodiscard]] std::size_t first() const;
  [[nodiscard]] std::uint64_t bits() const { return bits_; }
  friend bool operator==(SignatureSet, SignatureSet) = default;

 private:
  std::uint64_t bits_ = 0;
};

}  // namespace interleave::properties
