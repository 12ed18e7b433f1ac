#include "sim/job_scenario.hpp"

#include <gtest/gtest.h>

namespace interleave::sim {
namespace {

using model::Duration;
using namespace std::chrono_literals;

reconciler::SyncOptions core() {
  reconciler::SyncOptions options;
  options.list_lag = 2s;
  options.lease = 60s;
  options.remote_timeout = 10s;
  return options;
}

TEST(JobScenario, settling_takes_no_longer_than_its_parts_do_one_after_the_other) {
  // Lag, what is held, the longest back-off, the lease, two sweeps, 3 attempts of 20 requests that
  // each time out after a base of 20 ms, and what outlives its client: 1 ms, 2^15 - 1 ms and 1 s.
  const Duration parts = 2s + 61s + 64s + 60s + 2 * 3600s + 60 * 10'020ms + 33'768ms;
  EXPECT_EQ(settling_bound(core(), 1h), parts);
  EXPECT_EQ(parts, 8'021'968ms);
}

TEST(JobScenario, what_takes_longer_moves_the_bound_by_as_much) {
  const Duration usual = settling_bound(core(), 1h);
  reconciler::SyncOptions slower = core();
  slower.list_lag += 1s;
  EXPECT_EQ(settling_bound(slower, 1h), usual + 1s);
  slower = core();
  slower.lease += 1s;
  EXPECT_EQ(settling_bound(slower, 1h), usual + 1s);
  slower = core();
  slower.remote_timeout += 1s;
  EXPECT_EQ(settling_bound(slower, 1h), usual + 60s);
  EXPECT_EQ(settling_bound(core(), 1h + 1s), usual + 2s);
}

TEST(JobScenario, the_bound_is_that_of_the_scenario_even_if_nobody_sweeps) {
  reconciler::SyncOptions idle = core();
  idle.sweep_period = Duration{};
  EXPECT_EQ(settling_bound(idle, 1h), settling_bound(core(), 1h));
}

TEST(JobScenario, the_first_appointment_is_in_the_morning_of_the_second_day) {
  EXPECT_EQ(model::name_of_appointment(first_appointment), "day 2 09:00");
}

}  // namespace
}  // namespace interleave::sim
