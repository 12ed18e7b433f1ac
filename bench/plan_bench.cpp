// The hot path of the reconciler: what to write, by the size of the order or of the crew.

#include "reconciler/plan.hpp"

#include <benchmark/benchmark.h>

#include "bench/plan_inputs.hpp"
#include "reconciler/crew_plan.hpp"

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

/// So many contacts of ours, of as many technicians. Wanted is the first of them, or all.
reconciler::CrewSight sight_of(std::int64_t contacts, bool all) {
  reconciler::CrewSight sight;
  sight.element = model::ElementId{1};
  const auto count = static_cast<std::uint8_t>(contacts);
  for (std::uint8_t number = 0; number < count; ++number) {
    const model::InspectorId technician{number};
    const model::LineId line = model::line_of(sight.element, number);
    sight.lines.push_back({line, technician, false});
    sight.books.journal.push_back({technician, line});
    if (!all && number > 0) continue;
    sight.wanted.push_back(technician);
    sight.crews.front().push_back({technician});
    sight.books.links.front().push_back({technician, line});
  }
  return sight;
}

void plan_crew(benchmark::State& state, bool all) {
  const reconciler::CrewSight sight = sight_of(state.range(0), all);
  std::size_t removals = 0;
  for (auto _ : state) {
    const reconciler::CrewPlan made =
        reconciler::plan(sight, std::chrono::seconds(82), SealedGuards());
    removals = made.removals.size();
    benchmark::DoNotOptimize(removals);
  }
  state.counters["removals"] = static_cast<double>(removals);
}

BENCHMARK_CAPTURE(plan_crew, in_step, true)->DenseRange(1, 5);
BENCHMARK_CAPTURE(plan_crew, all_but_one_too_many, false)->DenseRange(1, 5);

}  // namespace
