#pragma once

#include <cstdint>

#include "model/inspection.hpp"
#include "model/spectora.hpp"

namespace interleave::bench {

/// A job of so many inspectors. Range: [0, model::inspectors_per_job_max].
inline model::Job job_of(std::int64_t desired) {
  model::Job job;
  for (std::int64_t i = 0; i < desired; ++i) {
    job.inspectors.push_back(model::InspectorId{static_cast<std::uint8_t>(i)});
  }
  return job;
}

/// So many records, the first `shift` inspectors of that job not among them.
inline model::AssignmentList records_of(std::int64_t observed, std::int64_t shift) {
  model::AssignmentList records;
  for (std::int64_t i = 0; i < observed; ++i) {
    const model::InspectorId inspector{static_cast<std::uint8_t>(i + shift)};
    records.push_back(model::Assignment{model::Cause{static_cast<std::uint64_t>(i + 1)}, inspector,
                                        inspector.value == 0});
  }
  return records;
}

}  // namespace interleave::bench
