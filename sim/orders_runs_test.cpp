// The phases of a run of orders, and that it is the run that was decided, whatever ran before it.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"
#include "sim/orders_fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Duration;
using model::OrderVerb;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

OrdersPlay::World::Options production(const OrdersOptions& scenario = {}) {
  return options_of(OrdersVariant::production, scenario);
}

// ---- Phases ----

constexpr Duration bound = settling_bound(OrdersOptions());

TEST(OrdersRuns, the_core_is_probed_when_settling_is_over_and_has_ten_minutes_for_it) {
  OrdersPlay play(production());
  const OrdersDiary& diary = play.replayed({act_in(0, OrdersAction::book)});
  const Time settled = Time{600s} + Phases::storm_tail + bound;
  EXPECT_THAT(diary.probes, ElementsAre(settled));
  EXPECT_EQ(play.scheduler().now(), settled + 10min);
  // It looks at the job once more, and finds it as it is to be.
  EXPECT_GT(diary.wire.back().at, settled);
  EXPECT_EQ(diary.wire.back().what.verb, OrderVerb::find_orders);
  EXPECT_THAT(diary.changes(), SizeIs(1));
}

TEST(OrdersRuns, a_historical_sync_is_stopped_when_settling_is_over) {
  // This one goes on for ever, for the id that it waits for is never stored.
  OrdersPlay play(options_of(OrdersVariant::retry_only));
  const std::vector<Decision> decisions{act_in(0, OrdersAction::book),
                                        act_in(1, OrdersAction::cancel), gap_before(1, 1ms)};
  std::vector<Decision> refused = decisions;
  refused.push_back(starts_as(SyncStart::failing));
  const OrdersDiary& diary = play.replayed(refused);
  EXPECT_THAT(diary.probes, IsEmpty());
  const Time settled = Time{600s + 1ms} + Phases::storm_tail + bound;
  EXPECT_LE(play.scheduler().now(), settled);
  EXPECT_GT(diary.store.back().at, settled - 1min - 1s);
}

TEST(OrdersRuns, a_storm_whose_end_is_given_ends_the_actions_too) {
  OrdersPlay::World::Options options = production();
  options.scheduler.storm_end = 1000s;
  OrdersPlay play(options);
  const OrdersDiary& diary =
      play.replayed({act_in(0, OrdersAction::book), act_in(1, OrdersAction::cancel)});
  EXPECT_THAT(diary.probes, ElementsAre(Time{1000s} + bound));
  EXPECT_FALSE(diary.job(1).cancelled);  // that would have been at 1200 s
}

TEST(OrdersRuns, where_the_stream_delivers_nothing_the_sweep_finds_the_job) {
  const auto made = [](std::int64_t source, std::int64_t sweep) {
    OrdersPlay play(production({.sweep = sweep, .source = source}));
    const OrdersDiary& diary = play.replayed({act_in(0, OrdersAction::book)});
    const bool before_probe =
        !diary.changes().empty() && diary.orders.back().at < diary.probes.front();
    return before_probe ? std::optional(diary.orders.back().at) : std::nullopt;
  };
  EXPECT_LT(made(1, 1), Time{601s});
  ASSERT_TRUE(made(0, 1).has_value());
  EXPECT_GT(made(0, 1), Time{601s});
  EXPECT_EQ(made(0, 0), std::nullopt);
}

// ---- The same choices are the same run ----

/// Every variant, under a bad day.
std::vector<OrdersPlay::World::Options> worlds() {
  std::vector<OrdersPlay::World::Options> all;
  for (const OrdersVariant variant :
       {OrdersVariant::as_found, OrdersVariant::warning_only, OrdersVariant::follow_up,
        OrdersVariant::retry_only, OrdersVariant::production, OrdersVariant::adjustable}) {
    all.push_back(options_of(variant));
    all.back().faults = fault_profiles[typical_profile];
  }
  return all;
}

TEST(OrdersRuns, the_same_seed_is_the_same_run_and_another_is_another) {
  for (const OrdersPlay::World::Options& options : worlds()) {
    for (const Strategy strategy : strategies) {
      std::vector<std::uint64_t> hashes;
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        OrdersPlay once(options);
        OrdersPlay again(options);
        once.seeded(seed, strategy);
        again.seeded(seed, strategy);
        hashes.push_back(once.scheduler().trace_hash());
        EXPECT_EQ(once.scheduler().trace_hash(), again.scheduler().trace_hash());
        EXPECT_EQ(once.scheduler().fingerprint(), again.scheduler().fingerprint());
      }
      std::ranges::sort(hashes);
      EXPECT_EQ(std::ranges::adjacent_find(hashes), hashes.end());
    }
  }
}

TEST(OrdersRuns, a_world_that_has_run_before_is_as_good_as_a_new_one) {
  for (const OrdersPlay::World::Options& options : worlds()) {
    OrdersPlay used(options);
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      used.seeded(seed, Strategy::uniform);
      OrdersPlay fresh(options);
      fresh.seeded(seed, Strategy::uniform);
      EXPECT_EQ(used.scheduler().trace_hash(), fresh.scheduler().trace_hash()) << seed;
      EXPECT_EQ(used.scheduler().events(), fresh.scheduler().events()) << seed;
    }
  }
}

TEST(OrdersRuns, a_run_that_was_cut_short_leaves_nothing_behind) {
  // Far more runs than requests can be under way at once, each of which leaves some.
  for (OrdersPlay::World::Options options : worlds()) {
    options.scheduler.events_max = 40;
    OrdersPlay used(options);
    for (std::uint64_t seed = 1; seed <= 2'000; ++seed) used.seeded(seed, Strategy::uniform);
    OrdersPlay fresh(options);
    used.seeded(2'001, Strategy::uniform);
    fresh.seeded(2'001, Strategy::uniform);
    EXPECT_EQ(used.scheduler().trace_hash(), fresh.scheduler().trace_hash());
  }
}

TEST(OrdersRuns, a_bad_start_is_over_with_its_run) {
  const std::vector<Decision> book{act_in(0, OrdersAction::book)};
  OrdersPlay fresh(production());
  fresh.replayed(book);
  for (const SyncStart start : {SyncStart::disabled, SyncStart::failing}) {
    OrdersPlay used(production());
    used.replayed({starts_as(start), references_are_ignored, book.front()});
    used.replayed(book);
    EXPECT_EQ(used.scheduler().trace_hash(), fresh.scheduler().trace_hash());
  }
}

TEST(OrdersRuns, a_run_that_is_told_in_words_is_the_same_run) {
  for (const OrdersPlay::World::Options& options : worlds()) {
    OrdersPlay silent(options);
    OrdersPlay telling(options);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      silent.seeded(seed, Strategy::latency);
      model::History history;
      telling.history = &history;
      telling.seeded(seed, Strategy::latency);
      EXPECT_FALSE(history.empty());
      EXPECT_EQ(silent.scheduler().trace_hash(), telling.scheduler().trace_hash()) << seed;
    }
  }
}

}  // namespace
}  // namespace interleave::sim
