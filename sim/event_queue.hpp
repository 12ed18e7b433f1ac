#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "model/units.hpp"

namespace interleave::sim {

/// Something that owns pending events. A leg lands when the network (or a stream) delivers it; a
/// timer rings when it is due. `slot` is the owner's name for the event.
class EventOwner {
 public:
  virtual void land(std::uint32_t slot) = 0;
  virtual void ring(std::uint32_t slot) = 0;

 protected:
  ~EventOwner() = default;
};

/// Ties are ordered, never shifted: a timer fires before a leg of the same instant.
enum class Rank : std::uint8_t { timer, leg };

/// An event that waits for its time. `sequence` is the order in which events were created.
struct PendingEvent {
  model::Time due{};
  Rank rank = Rank::timer;
  std::uint32_t sequence = 0;
  EventOwner* owner = nullptr;
  std::uint32_t slot = 0;
  std::uint64_t id = 0;      ///< its causal name: see HappensBefore
  std::uint8_t keys = 0xff;  ///< see Waiting
};

/// Pending events in the total order (due, rank, sequence). A flat array with a linear minimum
/// while it is short, which beats a heap up to about 16 (measured), a binary heap beyond.
class EventQueue {
 public:
  /// The most events that can be pending at once.
  static constexpr std::size_t capacity = 1024;
  /// The first instant and the first sequence number that do not fit the order's 64-bit key.
  static constexpr std::int64_t time_limit_us = std::int64_t{1} << 40U;
  static constexpr std::uint32_t sequence_limit = std::uint32_t{1} << 23U;

  void clear() {
    size_ = 0;
    first_ = unknown;
  }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Adds an event. Precondition: fewer than `capacity` pending, due and sequence below their
  /// limits.
  void push(const PendingEvent& event);
  /// When the first event is due. Precondition: not empty.
  [[nodiscard]] model::Time first_due() const;
  /// Calls `visit(id, keys, whether it is the first)` for each, in no order.
  template <class Visit>
  void for_each(const Visit& visit) const {
    const std::size_t least = empty() ? 0 : first();
    for (std::size_t i = 0; i < size_; ++i) visit(entries_[i].id, entries_[i].keys, i == least);
  }
  /// Removes and returns the first event. Precondition: not empty.
  PendingEvent pop();
  /// Removes the pending event of this owner, slot and rank, if there is one.
  bool remove(const EventOwner& owner, std::uint32_t slot, Rank rank);

 private:
  static constexpr std::size_t flat_max = 16;

  struct Entry {
    std::uint64_t order;
    EventOwner* owner;
    std::uint64_t id;
    std::uint32_t slot;
    std::uint8_t keys;
  };

  /// The place of the first event. Precondition: not empty.
  [[nodiscard]] std::size_t first() const {
    if (first_ == unknown) first_ = find_first();
    return first_;
  }
  [[nodiscard]] std::size_t find_first() const;
  void remove_at(std::size_t index);
  void sift_up(std::size_t index);
  void sift_down(std::size_t index);

  static constexpr std::size_t unknown = capacity;

  std::size_t size_ = 0;
  mutable std::size_t first_ = unknown;  ///< found when it is asked for
  std::array<Entry, capacity> entries_;
};

}  // namespace interleave::sim
