// The hot path of the reconciler: what to write, by the size of the order.

#include "reconciler/plan.hpp"

#include <benchmark/benchmark.h>

#include "bench/plan_inputs.hpp"

namespace {

using namespace interleave;
using bench::job_of;
using bench::records_of;
using reconciler::SealedGuards;

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
