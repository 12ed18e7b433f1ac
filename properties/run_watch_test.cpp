#include "properties/run_watch.hpp"

#include <chrono>
#include <cstdint>

#include <gtest/gtest.h>

namespace interleave::properties {
namespace {

using namespace std::chrono_literals;
using namespace model;

constexpr JobId job{1};
constexpr std::uint8_t standing_still = 1;
constexpr std::uint8_t busy = 0;

/// A run of that name takes the lease of that number, and lists.
void run(RunWatch& watch, Time at, Cause name, std::uint32_t fencing, std::uint8_t owner) {
  watch.on_commit(at, {.effect = IntentEffect::leased,
                       .job = job,
                       .run = name,
                       .fencing = fencing,
                       .owner = owner,
                       .until = at + 60s});
  WireRequest request;
  request.run = name;
  request.fencing = fencing;
  request.lists = true;
  watch.on_sent(at, request);
}

TEST(RunWatch, knows_the_latest_run_of_a_worker_however_many_of_others_come_and_go) {
  RunWatch watch;
  run(watch, Time{}, Cause{1}, 1, standing_still);
  for (std::uint32_t number = 2; number < 40; ++number) {
    run(watch, Time(number * 1s), Cause{number}, number, busy);
    ASSERT_NE(watch.trail_of(Cause{1}), nullptr) << number;
    ASSERT_NE(watch.trail_of(Cause{number}), nullptr) << number;
  }
}

TEST(RunWatch, forgets_a_run_when_its_worker_has_begun_another_and_many_have_come) {
  RunWatch watch;
  run(watch, Time{}, Cause{1}, 1, standing_still);
  run(watch, Time(1s), Cause{2}, 2, standing_still);
  for (std::uint32_t number = 3; number < 40; ++number) {
    run(watch, Time(number * 1s), Cause{number}, number, busy);
  }
  EXPECT_EQ(watch.trail_of(Cause{1}), nullptr);
  EXPECT_NE(watch.trail_of(Cause{2}), nullptr);
}

TEST(RunWatch, of_runs_without_a_lease_the_oldest_is_forgotten_first) {
  RunWatch watch;
  for (std::uint32_t number = 1; number < 40; ++number) {
    WireRequest request;
    request.run = Cause{number};
    watch.on_sent(Time(number * 1s), request);
  }
  EXPECT_EQ(watch.trail_of(Cause{1}), nullptr);
  EXPECT_NE(watch.trail_of(Cause{38}), nullptr);
  EXPECT_NE(watch.trail_of(Cause{39}), nullptr);
}

}  // namespace
}  // namespace interleave::properties
