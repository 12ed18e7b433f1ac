#include "sim/event_queue.hpp"

#include <algorithm>
#include <utility>

#include "model/ensure.hpp"

namespace interleave::sim {
namespace {

std::uint64_t order_of(const PendingEvent& event) {
  const auto due = static_cast<std::uint64_t>(event.due.time_since_epoch().count());
  const auto rank = static_cast<std::uint64_t>(event.rank);
  return (due << 24U) | (rank << 23U) | event.sequence;
}

model::Time due_of(std::uint64_t order) {
  return model::Time(model::Duration(static_cast<std::int64_t>(order >> 24U)));
}

Rank rank_of(std::uint64_t order) { return static_cast<Rank>((order >> 23U) & 1U); }

}  // namespace

void EventQueue::push(const PendingEvent& event) {
  model::ensure(size_ < capacity, "room for one more pending event");
  entries_[size_] = {order_of(event), event.owner, event.id, event.slot, event.keys};
  if (first_ != unknown && entries_[size_].order < entries_[first_].order) first_ = size_;
  ++size_;
  if (size_ <= flat_max) return;
  first_ = 0;
  if (size_ == flat_max + 1) {
    for (std::size_t i = size_ / 2; i-- > 0;) sift_down(i);
  } else {
    sift_up(size_ - 1);
  }
}

model::Time EventQueue::first_due() const { return due_of(entries_[first()].order); }

PendingEvent EventQueue::pop() {
  const std::size_t index = first();
  const Entry entry = entries_[index];
  remove_at(index);
  return {due_of(entry.order),
          rank_of(entry.order),
          static_cast<std::uint32_t>(entry.order & (sequence_limit - 1)),
          entry.owner,
          entry.slot,
          entry.id,
          entry.keys};
}

bool EventQueue::remove(const EventOwner& owner, std::uint32_t slot, Rank rank) {
  for (std::size_t i = 0; i < size_; ++i) {
    const Entry& entry = entries_[i];
    if (entry.slot != slot || entry.owner != &owner || rank_of(entry.order) != rank) continue;
    remove_at(i);
    return true;
  }
  return false;
}

std::size_t EventQueue::find_first() const {
  if (size_ > flat_max) return 0;
  std::size_t least = 0;
  for (std::size_t i = 1; i < size_; ++i) {
    if (entries_[i].order < entries_[least].order) least = i;
  }
  return least;
}

void EventQueue::remove_at(std::size_t index) {
  --size_;
  if (first_ == index) {
    first_ = unknown;
  } else if (first_ == size_) {
    first_ = index;
  }
  if (index == size_) return;
  entries_[index] = entries_[size_];
  if (size_ <= flat_max) return;
  first_ = 0;
  sift_down(index);
  sift_up(index);
}

void EventQueue::sift_up(std::size_t index) {
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (entries_[parent].order <= entries_[index].order) return;
    std::swap(entries_[parent], entries_[index]);
    index = parent;
  }
}

void EventQueue::sift_down(std::size_t index) {
  while (2 * index + 1 < size_) {
    std::size_t child = 2 * index + 1;
    if (child + 1 < size_ && entries_[child + 1].order < entries_[child].order) ++child;
    if (entries_[index].order <= entries_[child].order) return;
    std::swap(entries_[index], entries_[child]);
    index = child;
  }
}

}  // namespace interleave::sim
