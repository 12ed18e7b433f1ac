#pragma once

#include <cstdint>

#include "model/inspection.hpp"

namespace interleave::sim {

/// Who may write about a key, as whatever shares the store's database sees it.
class Leases {
 public:
  /// The number of the latest lease of that job's key; 0: there was none.
  [[nodiscard]] virtual std::uint32_t fencing_of(model::JobId job) const = 0;

 protected:
  ~Leases() = default;
};

}  // namespace interleave::sim
