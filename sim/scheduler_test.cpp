#include "sim/scheduler.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

// Runs written by hand. sim/scheduler_programs_test.cpp holds what is true of all runs.

namespace interleave::sim {
namespace {

using model::Cause;
using model::Duration;
using model::Time;
using namespace std::chrono_literals;
using testing::AnyOf;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

Time at(std::int64_t microseconds) { return Time(Duration(microseconds)); }

Fired landed(std::int64_t microseconds, std::uint32_t slot) {
  return {at(microseconds), Rank::leg, slot};
}
Fired rang(std::int64_t microseconds, std::uint32_t slot) {
  return {at(microseconds), Rank::timer, slot};
}

std::vector<std::uint32_t> slots_of(const std::vector<Fired>& fired) {
  std::vector<std::uint32_t> slots;
  for (const Fired& one : fired) slots.push_back(one.slot);
  return slots;
}

// ---- Time ----

TEST(Scheduler, a_leg_lands_its_delay_after_its_earliest) {
  Lab lab;
  lab.replay(Strategy::latency, {{delay_of(0), 300}});
  lab.send(0, 1ms, 10ms);
  lab.send(1, 1ms, 10ms);
  EXPECT_EQ(lab.scheduler().now(), at(0));
  // Leg 1 was told no delay: 1000 µs. Leg 0 takes 300 µs longer.
  EXPECT_THAT(lab.run(), ElementsAre(landed(1000, 1), landed(1300, 0)));
  EXPECT_EQ(lab.scheduler().now(), at(1300));
  EXPECT_EQ(lab.scheduler().events(), 2U);
}

TEST(Scheduler, timers_fire_when_they_are_due_under_any_strategy) {
  for (const Strategy strategy : strategies) {
    Lab lab;
    lab.seed(strategy, 1);
    lab.set_timer(0, 30ms);
    lab.set_timer(1, 10ms);
    lab.set_timer(2, 20ms);
    EXPECT_THAT(lab.run(), ElementsAre(rang(10'000, 1), rang(20'000, 2), rang(30'000, 0)));
  }
}

TEST(Scheduler, a_timer_that_is_overdue_fires_now) {
  Lab lab;
  lab.seed(Strategy::latency, 1);
  lab.on_fired = [&](Rank, std::uint32_t slot) {
    if (slot == 0) lab.scheduler().set_timer(lab, 1, at(3));
  };
  lab.set_timer(0, 10us);
  EXPECT_THAT(lab.run(), ElementsAre(rang(10, 0), rang(10, 1)));
}

TEST(Scheduler, a_cancelled_timer_does_not_fire_and_a_leg_of_its_slot_does) {
  for (const Strategy strategy : strategies) {
    Lab lab;
    lab.seed(strategy, 1);
    lab.set_timer(0, 10ms);
    lab.send(0, 1ms, 2ms);
    lab.set_timer(1, 20ms);
    lab.scheduler().cancel_timer(lab, 0);
    EXPECT_THAT(slots_of(lab.run()), ElementsAre(0, 1));
    EXPECT_EQ(lab.fired().front().rank, Rank::leg);
  }
}

TEST(Scheduler, at_one_instant_a_timer_comes_before_a_leg) {
  Lab lab;
  lab.replay(Strategy::latency, {});
  lab.send(0, 1ms, 10ms);
  lab.set_timer(1, 1ms);
  EXPECT_THAT(lab.run(), ElementsAre(rang(1000, 1), landed(1000, 0)));
}

TEST(Scheduler, each_picked_leg_moves_the_clock_by_a_microsecond_at_least) {
  Lab lab;
  lab.seed(Strategy::uniform, 1);
  for (std::uint32_t slot = 0; slot < 5; ++slot) lab.send(slot, 1ms, 30ms);
  std::vector<Time> times;
  for (const Fired& fired : lab.run()) times.push_back(fired.at);
  EXPECT_THAT(times, ElementsAre(at(1000), at(1001), at(1002), at(1003), at(1004)));
}

TEST(Scheduler, a_new_run_starts_at_time_zero_with_nothing_pending) {
  for (const Strategy strategy : strategies) {
    Lab lab;
    lab.seed(strategy, 1);
    lab.send(0, 1ms, 10ms);
    lab.set_timer(1, 20ms);
    lab.scheduler().step();
    lab.send(2, 1ms, 10ms);
    lab.seed(strategy, 1);
    EXPECT_EQ(lab.scheduler().now(), at(0));
    EXPECT_EQ(lab.scheduler().events(), 0U);
    EXPECT_FALSE(lab.scheduler().step());
    EXPECT_THAT(lab.fired(), IsEmpty());
  }
}

TEST(Scheduler, the_delay_of_a_picked_leg_is_written_back_under_its_own_key) {
  const Key key{Site::stream_delay, Cause{7}, 3};
  std::vector<Decision> decisions;
  Lab lab;
  lab.seed(Strategy::uniform, 1);
  lab.choices().record_into(&decisions);
  // The timer moves the clock to 2 ms, one over the earliest of the leg that it sends.
  lab.on_fired = [&](Rank rank, std::uint32_t) {
    if (rank == Rank::timer) lab.scheduler().send(lab, 1, {key, at(1000), at(30'000), 5ms});
  };
  lab.set_timer(0, 2ms);
  EXPECT_THAT(lab.run(), ElementsAre(rang(2000, 0), landed(2001, 1)));
  EXPECT_THAT(decisions, ElementsAre(Decision{key, 1001}));
}

// ---- Picking is even ----

constexpr std::uint64_t seeds = 100'000;

/// How often each order of arrival came up when that many legs are in flight together.
std::map<std::vector<std::uint32_t>, std::uint64_t> orders_of(std::uint32_t legs) {
  std::map<std::vector<std::uint32_t>, std::uint64_t> counts;
  Lab lab;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    lab.seed(Strategy::uniform, seed);
    for (std::uint32_t slot = 0; slot < legs; ++slot) lab.send(slot, 1ms, 30s);
    ++counts[slots_of(lab.run())];
  }
  return counts;
}

TEST(Scheduler, of_two_legs_in_flight_each_is_picked_first_half_of_the_time) {
  const auto counts = orders_of(2);
  ASSERT_EQ(counts.size(), 2U);
  const std::uint64_t hits = counts.begin()->second;
  EXPECT_TRUE(within_five_sigma(hits, seeds, 500'000)) << hits;
}

TEST(Scheduler, of_three_legs_in_flight_every_order_is_as_frequent_as_another) {
  // 3! = 6 orders. So each leg is first in a third, and the other two are even after that.
  const auto counts = orders_of(3);
  ASSERT_EQ(counts.size(), 6U);
  for (const auto& [order, hits] : counts) {
    EXPECT_TRUE(within_five_sigma(hits, seeds, 166'667))
        << testing::PrintToString(order) << ": " << hits;
  }
  std::map<std::uint32_t, std::uint64_t> first;
  for (const auto& [order, hits] : counts) first[order.front()] += hits;
  for (const auto& [slot, hits] : first) {
    EXPECT_TRUE(within_five_sigma(hits, seeds, 333'333)) << slot << ": " << hits;
  }
}

TEST(Scheduler, a_leg_that_was_passed_over_is_picked_neither_sooner_nor_later) {
  // Leg 0 meets leg 1 and, if that is picked, leg 2 in its place: it comes last in 1/2 · 1/2.
  Lab lab;
  lab.on_fired = [&](Rank, std::uint32_t slot) {
    if (slot == 1) lab.send(2, 1ms, 30s);
  };
  std::uint64_t last = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    lab.seed(Strategy::uniform, seed);
    lab.send(0, 1ms, 30s);
    lab.send(1, 1ms, 30s);
    if (lab.run().back().slot == 0) ++last;
  }
  EXPECT_TRUE(within_five_sigma(last, seeds, 250'000)) << last;
}

// ---- Drawn delays ----

TEST(Scheduler, of_the_runs_that_draw_delays_some_are_slow_and_some_fast) {
  // The typical delay of 5 ms is the mean; a run's pace makes it 2^-3 … 2^3 times as long.
  constexpr std::uint64_t runs = 700;
  constexpr std::uint32_t legs = 900;
  std::map<int, std::uint64_t> paces;
  Lab lab;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    lab.seed(Strategy::latency, seed);
    for (std::uint32_t slot = 0; slot < legs; ++slot) lab.send(slot, 0ms, 30s);
    Duration sum{};
    for (const Fired& fired : lab.run()) sum += fired.at - at(0);
    const Duration mean = sum / legs;
    std::size_t fitting = 0;
    for (int pace = -3; pace <= 3; ++pace) {
      const Duration typical =
          pace < 0 ? Duration(5ms) / (1 << -pace) : Duration(5ms) * (1 << pace);
      // Five standard errors of the mean of 900 exponential delays: 5 / √900 of it.
      if (mean * 6 < typical * 5 || mean * 6 > typical * 7) continue;
      ++fitting;
      ++paces[pace];
    }
    EXPECT_EQ(fitting, 1U) << mean.count();
  }
  EXPECT_EQ(paces.size(), 7U);
  for (const auto& [pace, hits] : paces) {
    EXPECT_TRUE(within_five_sigma(hits, runs, 142'857)) << pace << ": " << hits;
  }
}

TEST(Scheduler, a_replay_has_no_pace_of_its_own) {
  // Whatever was asked for before: the delay is the decision, to the microsecond.
  Lab lab;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    lab.seed(Strategy::latency, seed);
    lab.replay(Strategy::latency, {{delay_of(0), 700}});
    lab.send(0, 1ms, 30s);
    EXPECT_THAT(lab.run(), ElementsAre(landed(1700, 0)));
  }
}

// ---- Deadlines ----

TEST(Scheduler, a_leg_near_its_latest_lands_before_a_timer_would_pass_it) {
  // Picking leg 1 (20 ms at the soonest) would let the timer of 15 ms fire, past the 10 ms by which
  // leg 0 has to land: so leg 0 comes first whatever strategy and seed say.
  for (const Strategy strategy : strategies) {
    if (!picks(strategy)) continue;
    Lab lab;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
      lab.seed(strategy, seed);
      lab.send(0, 1ms, 9ms);
      lab.send(1, 20ms, 80ms);
      lab.set_timer(2, 15ms);
      EXPECT_THAT(lab.run(), ElementsAre(landed(1000, 0), rang(15'000, 2), landed(20'000, 1)));
    }
  }
}

TEST(Scheduler, a_leg_with_time_to_spare_may_be_passed_by_a_timer) {
  Lab lab;
  std::uint64_t passed = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    lab.seed(Strategy::uniform, seed);
    lab.send(0, 1ms, 60ms);
    lab.send(1, 20ms, 80ms);
    lab.set_timer(2, 15ms);
    if (lab.run().front().slot == 2) ++passed;
  }
  EXPECT_TRUE(within_five_sigma(passed, 1000, 500'000)) << passed;  // whenever leg 1 is picked
}

TEST(Scheduler, a_leg_that_lands_seconds_late_meets_all_that_happens_meanwhile) {
  // Each second a timer sends a leg; leg 0 is under way for five.
  for (const Strategy strategy : strategies) {
    if (!picks(strategy)) continue;
    Lab lab;
    lab.on_fired = [&](Rank rank, std::uint32_t slot) {
      if (rank == Rank::timer) lab.send(slot + 10, 1ms, 30s);
    };
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      lab.seed(strategy, seed);
      lab.send(0, 5s, 30s);
      for (std::uint32_t second = 1; second <= 3; ++second) lab.set_timer(second, second * 1s);
      EXPECT_THAT(lab.run(),
                  ElementsAre(rang(1'000'000, 1), landed(1'001'000, 11),  //
                              rang(2'000'000, 2), landed(2'001'000, 12), rang(3'000'000, 3),
                              landed(3'001'000, 13), landed(5'000'000, 0)));
    }
  }
}

TEST(Scheduler, of_two_urgent_legs_the_earlier_deadline_lands_first) {
  // Leg 2 cannot land before either deadline. Picked while both wait, it makes leg 1 the first:
  // that one leads in 1/3 + 1/3 of the runs, and leg 0 in the third in which it is picked.
  constexpr std::uint64_t runs = 10'000;
  Lab lab;
  std::uint64_t earlier_first = 0;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    lab.seed(Strategy::uniform, seed);
    lab.send(0, 1ms, 9ms);  // by 10 ms
    lab.send(1, 1ms, 8ms);  // by 9 ms
    lab.send(2, 40ms, 80ms);
    const std::vector<std::uint32_t> slots = slots_of(lab.run());
    EXPECT_EQ(slots.back(), 2U);
    if (slots.front() == 1) ++earlier_first;
  }
  EXPECT_TRUE(within_five_sigma(earlier_first, runs, 666'667)) << earlier_first;
}

// ---- The storm's end ----

TEST(Scheduler, at_the_end_of_the_storm_what_is_in_flight_lands_in_the_order_of_sending) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Lab lab({.storm_end = 1003us});
    lab.seed(Strategy::uniform, seed);
    for (std::uint32_t slot = 0; slot < 8; ++slot) lab.send(slot, 1ms, 30ms);
    const std::vector<Fired>& fired = lab.run();
    ASSERT_EQ(fired.size(), 8U);
    // Picks land at 1000, 1001 and 1002 µs; the other five all land at 1003 µs.
    for (std::size_t i = 3; i < 8; ++i) EXPECT_EQ(fired[i].at, at(1003));
    const std::vector<std::uint32_t> slots = slots_of(fired);
    EXPECT_TRUE(std::is_sorted(slots.begin() + 3, slots.end())) << testing::PrintToString(slots);
  }
}

TEST(Scheduler, a_leg_that_the_storm_left_in_flight_lands_at_its_end_and_not_before) {
  // Picking leg 1, which cannot land before the end of the storm, ends it: leg 0 then waits until
  // then. Picked itself, it lands at once.
  Lab lab({.storm_end = 10ms});
  std::uint64_t left = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    lab.seed(Strategy::uniform, seed);
    lab.send(0, 1ms, 30ms);
    lab.send(1, 20ms, 30ms);
    const Fired first = lab.run().front();
    EXPECT_THAT(first, AnyOf(landed(1000, 0), landed(10'000, 0)));
    if (first.at == at(10'000)) ++left;
  }
  EXPECT_TRUE(within_five_sigma(left, 1000, 500'000)) << left;
}

TEST(Scheduler, while_all_settles_a_picking_strategy_delays_nothing) {
  Lab lab({.storm_end = 10ms});
  lab.seed(Strategy::uniform, 1);
  lab.on_fired = [&](Rank, std::uint32_t slot) {
    if (slot != 0) return;
    lab.send(1, 2ms, 30ms);
    lab.send(2, 1ms, 30ms);
    lab.send(3, 2ms, 30ms);
  };
  lab.set_timer(0, 10ms);
  EXPECT_THAT(lab.run(), ElementsAre(rang(10'000, 0), landed(11'000, 2), landed(12'000, 1),
                                     landed(12'000, 3)));
}

RequestVerdict judge_request(Lab& lab, Cause request) {
  return lab.faults().judge<RequestVerdict>(lab.choices(), FaultSite::request, request);
}

TEST(Scheduler, no_fault_is_injected_from_the_end_of_the_storm_on) {
  FaultProfile always_lost = fault_profiles[0];
  always_lost.weights = weights_of({{Fault::request_lost, 1'000'000}});
  for (const Strategy strategy : strategies) {
    Lab lab({.storm_end = 20ms}, always_lost);
    std::vector<RequestVerdict> storm;
    std::vector<RequestVerdict> settling;
    lab.on_fired = [&](Rank, std::uint32_t slot) {
      const bool over = lab.scheduler().now() >= at(20'000);
      (over ? settling : storm).push_back(judge_request(lab, Cause{model::mix(slot)}));
    };
    lab.seed_with(FaultSite::request, strategy);
    for (std::uint32_t slot = 0; slot < 40; ++slot) lab.set_timer(slot, slot * 1ms);
    lab.send(40, 5ms, 2ms);
    lab.run();
    EXPECT_EQ(storm.size(), 21U);     // timers 0 to 19 and the leg
    EXPECT_EQ(settling.size(), 20U);  // timers 20 to 39
    EXPECT_THAT(storm, Each(RequestVerdict::lost));
    EXPECT_THAT(settling, Each(RequestVerdict::pass));
    // The next run has its storm again.
    lab.seed_with(FaultSite::request, strategy);
    EXPECT_EQ(judge_request(lab, Cause{1}), RequestVerdict::lost);
  }
}

TEST(Scheduler, without_a_storm_end_faults_stay) {
  FaultProfile always_lost = fault_profiles[0];
  always_lost.weights = weights_of({{Fault::request_lost, 1'000'000}});
  Lab lab({}, always_lost);
  lab.seed_with(FaultSite::request, Strategy::uniform);
  lab.set_timer(0, 3h);
  lab.run();
  EXPECT_EQ(judge_request(lab, Cause{1}), RequestVerdict::lost);
}

// ---- Limits are outcomes ----

TEST(Scheduler, a_run_that_reaches_its_events_says_so) {
  for (const Strategy strategy : strategies) {
    Lab lab({.events_max = 5});
    lab.seed(strategy, 1);
    for (std::uint32_t slot = 0; slot < 6; ++slot) lab.send(slot, 1ms, 30ms);
    EXPECT_EQ(lab.run().size(), 5U);
    EXPECT_EQ(lab.scheduler().limit_reached(), "events per run");
    EXPECT_FALSE(lab.scheduler().step());
  }
}

TEST(Scheduler, a_run_of_just_as_many_events_as_it_may_have_reaches_no_limit) {
  Lab lab({.events_max = 5});
  lab.seed(Strategy::uniform, 1);
  for (std::uint32_t slot = 0; slot < 5; ++slot) lab.send(slot, 1ms, 30ms);
  EXPECT_EQ(lab.run().size(), 5U);
  EXPECT_EQ(lab.scheduler().limit_reached(), "");
}

TEST(Scheduler, more_legs_than_there_is_room_for_end_the_run) {
  for (const Strategy strategy : strategies) {
    Lab lab;
    lab.seed(strategy, 1);
    for (std::uint32_t slot = 0; slot <= EventQueue::capacity; ++slot) lab.send(slot, 1ms, 30ms);
    EXPECT_THAT(lab.scheduler().limit_reached(), AnyOf("legs in flight", "pending events"));
    EXPECT_FALSE(lab.scheduler().step());
    lab.seed(strategy, 1);
    EXPECT_EQ(lab.scheduler().limit_reached(), "");
  }
}

TEST(Scheduler, more_timers_than_there_is_room_for_end_the_run) {
  Lab lab;
  lab.seed(Strategy::latency, 1);
  for (std::uint32_t slot = 0; slot < EventQueue::capacity; ++slot) lab.set_timer(slot, 1ms);
  EXPECT_EQ(lab.scheduler().limit_reached(), "");
  lab.set_timer(5000, 1ms);
  EXPECT_EQ(lab.scheduler().limit_reached(), "pending events");
}

constexpr Duration time_end{EventQueue::time_limit_us};

TEST(Scheduler, a_timer_due_beyond_the_end_of_virtual_time_ends_the_run) {
  Lab lab;
  lab.seed(Strategy::latency, 1);
  lab.set_timer(0, time_end - 1us);
  EXPECT_EQ(lab.scheduler().limit_reached(), "");
  lab.set_timer(1, time_end);
  EXPECT_EQ(lab.scheduler().limit_reached(), "virtual time of a run");
}

TEST(Scheduler, a_leg_that_lands_beyond_the_end_of_virtual_time_ends_the_run) {
  Lab lab;
  for (const Strategy strategy : strategies) {
    lab.seed(strategy, 1);
    lab.send(0, time_end, 30ms);
    lab.run();
    EXPECT_EQ(lab.scheduler().limit_reached(), "virtual time of a run") << name_of(strategy);
  }
}

}  // namespace
}  // namespace interleave::sim
