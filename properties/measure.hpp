#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "model/units.hpp"

namespace interleave::properties {

/// A span of virtual time that is measured in every run and reported, but not judged.
struct Measure {
  std::string_view name;
  std::string_view sentence;
};

/// How often spans of which length occurred, with an error below one part in eight. Its size does
/// not depend on how many there were, and two can be merged.
class Histogram {
 public:
  static constexpr unsigned steps_bits = 3;  ///< each power of two has 2^3 buckets
  static constexpr std::size_t steps = 1U << steps_bits;
  static constexpr std::size_t buckets_max = 42 * steps;

  Histogram() = default;
  /// What `buckets` and `longest` of another one were, as read from a file.
  Histogram(const std::array<std::uint64_t, buckets_max>& buckets, model::Duration longest)
      : buckets_(buckets), longest_(longest) {
    for (const std::uint64_t spans : buckets_) count_ += spans;
  }

  void add(model::Duration span) {
    const auto length = static_cast<std::uint64_t>(std::max<std::int64_t>(span.count(), 0));
    ++buckets_[bucket_of(length)];
    ++count_;
    longest_ = std::max(longest_, span);
  }
  void merge(const Histogram& other) {
    for (std::size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
    count_ += other.count_;
    longest_ = std::max(longest_, other.longest_);
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// How many spans fell into each bucket, from the shortest.
  [[nodiscard]] std::span<const std::uint64_t> buckets() const { return buckets_; }
  [[nodiscard]] model::Duration longest() const { return longest_; }
  /// The length that `permille` of a thousand spans do not exceed, up to the error. Zero when there
  /// were none.
  [[nodiscard]] model::Duration quantile(std::uint32_t permille) const {
    std::uint64_t left = (count_ * permille + 999) / 1000;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
      if (buckets_[i] >= left) return std::min(longest_, most_of(i));
      left -= buckets_[i];
    }
    return longest_;
  }
  /// The mean length, less than a sixteenth off. Zero when there were none.
  [[nodiscard]] model::Duration mean() const {
    if (count_ == 0) return {};
    double sum = 0;  // an integer may not hold it
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
      const auto most = static_cast<std::uint64_t>(most_of(i).count());
      const auto least = i == 0 ? 0 : static_cast<std::uint64_t>(most_of(i - 1).count()) + 1;
      const std::uint64_t middle = (least + most) / 2;
      sum += static_cast<double>(middle) * static_cast<double>(buckets_[i]);
    }
    return model::Duration(static_cast<std::int64_t>(sum / static_cast<double>(count_)));
  }

 private:
  static std::size_t bucket_of(std::uint64_t length) {
    if (length < steps) return length;
    const auto power = static_cast<unsigned>(std::bit_width(length)) - 1;
    const std::size_t step = (length >> (power - steps_bits)) & (steps - 1);
    return std::min((power - steps_bits + 1) * steps + step, buckets_max - 1);
  }
  /// The greatest length that falls into a bucket.
  static model::Duration most_of(std::size_t bucket) {
    if (bucket < steps) return model::Duration(static_cast<std::int64_t>(bucket));
    const std::size_t power = bucket / steps + steps_bits - 1;
    const std::uint64_t least = (steps + bucket % steps) << (power - steps_bits);
    return model::Duration(
        static_cast<std::int64_t>(least + (std::uint64_t{1} << (power - steps_bits)) - 1));
  }

  std::array<std::uint64_t, buckets_max> buckets_{};
  std::uint64_t count_ = 0;
  model::Duration longest_{};
};

/// A span that may be open.
class Span {
 public:
  void reset() { open_ = false; }
  /// The condition holds from now on, or no longer; a span that ends is counted.
  void hold(bool holds, model::Time now, Histogram& lengths) {
    if (holds == open_) return;
    if (open_) lengths.add(now - since_);
    open_ = holds;
    since_ = now;
  }

 private:
  bool open_ = false;
  model::Time since_{};
};

}  // namespace interleave::properties
