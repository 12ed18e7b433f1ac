#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "model/ensure.hpp"

namespace interleave::sim {

/// What events of a run can touch, apart from one another. A new kind goes to the end; there are at
/// most eight.
enum class Resource : std::uint8_t {
  order,    ///< an order at Spectora
  job,      ///< an inspection in Attik
  intent,   ///< a job's row in the store
  sync,     ///< what the workers mean to do about a job
  run,      ///< a sync run
  worker,   ///< a worker process: up or down, running or standing still
  stream,   ///< the changes on their way to a worker
  account,  ///< what a whole remote goes by, as its key
};

/// A set of resources: a word with one bit for each.
class ResourceSet {
 public:
  static constexpr std::uint32_t per_kind = 8;

  constexpr ResourceSet() = default;
  /// The one of that kind and number. Range of the number: 0 … 7.
  constexpr ResourceSet(Resource kind, std::uint32_t number)
      : bits_(std::uint64_t{1} << (static_cast<std::uint32_t>(kind) * per_kind + number)) {
    model::ensure(number < per_kind, "a resource's number below the limit");
  }
  /// All of that kind.
  static constexpr ResourceSet all(Resource kind) {
    ResourceSet set;
    set.bits_ = std::uint64_t{0xff} << (static_cast<std::uint32_t>(kind) * per_kind);
    return set;
  }

  [[nodiscard]] constexpr std::uint64_t bits() const { return bits_; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  /// Calls `visit(place)` for each, in order. Range of the place: 0 … 63, one for each resource
  /// that there can be.
  template <class Visit>
  constexpr void for_each(const Visit& visit) const {
    for (std::uint64_t left = bits_; left != 0; left &= left - 1) {
      visit(static_cast<std::size_t>(std::countr_zero(left)));
    }
  }
  /// The numbers of the resources of that kind, one bit each.
  [[nodiscard]] constexpr std::uint8_t numbers(Resource kind) const {
    return static_cast<std::uint8_t>(bits_ >> (static_cast<std::uint32_t>(kind) * per_kind));
  }

  /// The numbers of the orders, jobs and rows among it: one bit for each key.
  [[nodiscard]] constexpr std::uint8_t keys() const {
    return static_cast<std::uint8_t>(numbers(Resource::order) | numbers(Resource::job) |
                                     numbers(Resource::intent));
  }

  friend constexpr ResourceSet operator|(ResourceSet a, ResourceSet b) {
    a.bits_ |= b.bits_;
    return a;
  }
  friend constexpr ResourceSet operator&(ResourceSet a, ResourceSet b) {
    a.bits_ &= b.bits_;
    return a;
  }
  /// What is in the first and not in the second.
  friend constexpr ResourceSet operator-(ResourceSet a, ResourceSet b) {
    a.bits_ &= ~b.bits_;
    return a;
  }
  friend constexpr bool operator==(ResourceSet, ResourceSet) = default;

 private:
  std::uint64_t bits_ = 0;
};

/// What an event reads and writes, or may.
struct Footprint {
  ResourceSet reads;
  ResourceSet writes;

  [[nodiscard]] constexpr ResourceSet all() const { return reads | writes; }
  friend constexpr Footprint operator|(const Footprint& a, const Footprint& b) {
    return {a.reads | b.reads, a.writes | b.writes};
  }
  friend constexpr bool operator==(const Footprint&, const Footprint&) = default;
};

/// Whether the order of two events can matter: one writes what the other touches.
constexpr bool conflict(const Footprint& a, const Footprint& b) {
  return !((a.writes & b.all()) | (a.reads & b.writes)).empty();
}

}  // namespace interleave::sim
