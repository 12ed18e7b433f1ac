#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/distributions.hpp"
#include "sim/strategy.hpp"

namespace interleave::properties {

/// The strategies of an invocation and how often each is taken, in parts of their sum.
class Mix {
 public:
  struct Share {
    sim::Strategy strategy = sim::Strategy::uniform;
    std::uint32_t parts = 1;

    friend bool operator==(const Share&, const Share&) = default;
  };

  /// Every strategy with the share that its table gives it:
  /// docs/decisions/0013-the-mix-of-strategies.md.
  static Mix standard();
  /// One strategy alone.
  static Mix only(sim::Strategy strategy);
  /// "mix", which is the standard one, or names separated by commas, each counted once, all equally
  /// often. Throws UsageError.
  static Mix parse(std::string_view text);
  /// What `parse` reads back.
  [[nodiscard]] std::string as_argument() const;

  /// The strategy that 64 random bits stand for.
  [[nodiscard]] sim::Strategy pick(sim::Bits bits) const;

  [[nodiscard]] const std::vector<Share>& shares() const { return shares_; }
  /// "pos 40 %, sparse 30 %": by share, those that have less than one part in a hundred, too.
  [[nodiscard]] std::string in_words() const;

  friend bool operator==(const Mix&, const Mix&) = default;

 private:
  std::vector<Share> shares_;
  std::uint32_t parts_ = 0;  ///< of all
  void add(const Share& share);
};

}  // namespace interleave::properties
