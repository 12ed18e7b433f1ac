// The hot path of the reconciler: what to write, by the size of the order.

#include "reconciler/plan.hpp"

#include <array>

#include <benchmark/benchmark.h>

namespace {

using namespace interleave;
using model::Assignment;
using model::Cause;
using model::InspectorId;
using reconciler::SealedGuards;

/// A job of so many inspectors.
model::Job job_of(std::int64_t desired) {
  model::Job job;
  for (std::int64_t i = 0; i < desired; ++i) {
    job.inspectors.push_back(InspectorId{static_cast<std::uint8_t>(i)});
  }
  return job;
}

/// As many records, the first `shift` inspectors of which are not wanted.
model::AssignmentList records_of(std::int64_t observed, std::int64_t shift) {
  model::AssignmentList records;
  for (std::int64_t i = 0; i < observed; ++i) {
    const InspectorId inspector{static_cast<std::uint8_t>(i + shift)};
    records.push_back(
        Assignment{Cause{static_cast<std::uint64_t>(i + 1)}, inspector, inspector.value == 0});
  }
  return records;
}

void plan(benchmark::State& state, std::int64_t shift) {
  const model::Job job = job_of(state.range(0));
  const model::AssignmentList observed = records_of(state.range(0), shift);
  const model::CalendarEvent event = wanted_event(job);
  std::size_t steps = 0;
  for (auto _ : state) {
    const reconciler::Plan made = reconciler::plan(job, observed, event, {}, SealedGuards());
    steps = made.steps.size();
    benchmark::DoNotOptimize(steps);
  }
  state.counters["steps"] = static_cast<double>(steps);
}

BENCHMARK_CAPTURE(plan, in_step, 0)->DenseRange(1, 8);
BENCHMARK_CAPTURE(plan, one_replaced, 1)->DenseRange(1, 8);
BENCHMARK_CAPTURE(plan, all_replaced, 8)->DenseRange(1, 8);

}  // namespace
