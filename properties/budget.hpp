#pragma once

#include <cstdint>

namespace interleave::properties {

/// What is sent about one key, against what called for it: saves, asks, faults and hand edits.
class Budget {
 public:
  struct Rates {
    std::uint32_t writes_free = 0;
    std::uint32_t writes_per_call = 0;
    std::uint32_t requests_free = 0;
    std::uint32_t requests_per_call = 0;
    std::uint32_t requests_per_sweep = 0;
    /// What may still be sent to somebody who refused for good, for each call and each sweep.
    std::uint32_t requests_per_call_refused = 0;
  };

  void reset() { *this = Budget(); }

  void call_for() {
    ++calls_;
    if (refused_) ++calls_refused_;
  }
  /// The remote refused something for good.
  void refuse() { refused_ = true; }
  void send(bool write) {
    ++requests_;
    if (refused_) ++requests_refused_;
    if (write) ++writes_;
  }

  [[nodiscard]] bool writes_exceeded(const Rates& rates) const {
    return writes_ > rates.writes_free + rates.writes_per_call * calls_;
  }
  /// `sweeps`: how many there have been.
  [[nodiscard]] bool requests_exceeded(const Rates& rates, std::uint32_t sweeps) const {
    return requests_ > rates.requests_free + rates.requests_per_call * calls_ +
                           rates.requests_per_sweep * sweeps ||
           requests_refused_ >
               rates.requests_free + rates.requests_per_call_refused * (calls_refused_ + sweeps);
  }

 private:
  std::uint32_t calls_ = 0;
  std::uint32_t writes_ = 0;
  std::uint32_t requests_ = 0;
  bool refused_ = false;
  std::uint32_t calls_refused_ = 0;
  std::uint32_t requests_refused_ = 0;
};

}  // namespace interleave::properties
