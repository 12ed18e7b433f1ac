#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "model/cause.hpp"
#include "sim/footprint.hpp"

namespace interleave::sim {

/// The happens-before fingerprint of a run: equal for two runs that differ only in the order of
/// events that touch no common resource (Mazurkiewicz traces). Each event's word is made of the
/// word of the event that caused it, what it came to, and the words of the events that last wrote
/// what it touches (for a write, of those that have read it since, too); the run's fingerprint is
/// the sum of all words. It knows no clock.
class HappensBefore {
 public:
  void reset() {
    last_write_.fill(0);
    read_since_.fill(0);
    sum_ = 0;
    open(0);
  }

  /// An event begins; the one before has ended. `name`: the one that its parent gave it.
  void begin(std::uint64_t name) {
    end();
    open(name);
  }

  /// The event touches these, for the first time or again.
  void touch(const Footprint& footprint) {
    const ResourceSet writes = footprint.writes - touched_.writes;
    const ResourceSet reads = footprint.reads - touched_.all() - writes;
    writes.for_each([this](std::size_t place) {
      word_ = fold(word_, last_write_[place] + read_since_[place]);
    });
    reads.for_each([this](std::size_t place) { word_ = fold(word_, last_write_[place]); });
    touched_ = touched_ | footprint;
  }

  /// Something that the event came to.
  void note(std::uint64_t what) { word_ = fold(word_, what); }

  /// A name for one more thing that the event sends: the word of the event so far, and how many it
  /// sent before. Like every word it depends on what came before it, not on the order of the rest.
  [[nodiscard]] std::uint64_t offspring() { return fold(word_, ++children_); }
  /// What the event has touched so far.
  [[nodiscard]] const Footprint& touched() const { return touched_; }

  /// The fingerprint of all that has happened.
  [[nodiscard]] std::uint64_t fingerprint() const { return model::mix(sum_ + model::mix(word_)); }

 private:
  static constexpr std::uint64_t fold(std::uint64_t word, std::uint64_t more) {
    word = (word ^ more) * 0x9fb21c651e98df25U;
    return word ^ (word >> 29U);
  }

  void open(std::uint64_t name) {
    // An event of which nothing is noted is one, too: it must not look like its name, or like 0.
    word_ = name + 0x9e3779b97f4a7c15U;
    children_ = 0;
    touched_ = {};
  }

  void end() {
    const std::uint64_t final_word = model::mix(word_);
    sum_ += final_word;
    touched_.writes.for_each([&](std::size_t place) {
      last_write_[place] = final_word;
      read_since_[place] = 0;
    });
    const ResourceSet only_read = touched_.reads - touched_.writes;
    only_read.for_each([&](std::size_t place) { read_since_[place] += model::mix(final_word); });
  }

  std::array<std::uint64_t, 64> last_write_{};
  std::array<std::uint64_t, 64> read_since_{};
  std::uint64_t sum_ = 0;
  std::uint64_t word_ = 0;
  std::uint64_t children_ = 0;  ///< how many things the event has sent
  Footprint touched_;
};

}  // namespace interleave::sim
