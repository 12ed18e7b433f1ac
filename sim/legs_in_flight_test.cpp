#include "sim/legs_in_flight.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Duration;
using model::Time;
using namespace std::chrono_literals;
using testing::ElementsAre;

/// Strategies that pick.
constexpr std::array picking{Strategy::uniform, Strategy::pos,  Strategy::sparse, Strategy::pct2,
                             Strategy::pct3,    Strategy::pct4, Strategy::pct5};

constexpr Footprint reads(std::uint32_t order) { return {{Resource::order, order}, {}}; }
constexpr Footprint writes(std::uint32_t order) { return {{}, {Resource::order, order}}; }

/// Legs that are known by a number of their own.
class Flight {
 public:
  Flight(Strategy strategy, std::uint64_t seed) { reset(strategy, seed); }

  void reset(Strategy strategy, std::uint64_t seed) {
    choices_.seed(seed);
    legs_.reset(strategy);
    sequence_ = 0;
  }

  /// Sends a leg, and gives the rank that it gets.
  std::uint64_t send(std::uint32_t number, const Footprint& touches = {}, Duration earliest = 1ms) {
    LegInFlight& leg = legs_.add();
    leg = {};
    leg.name = delay_of(number).name();
    leg.earliest = Time(earliest);
    leg.latest = leg.earliest + 1h;
    leg.slot = number;
    leg.sequence = sequence_++;
    leg.touches = touches;
    legs_.rank(leg, Time{});
    return leg.rank;
  }

  /// Lands the leg that the strategy picks, and gives its number.
  std::uint32_t land(Time now = Time{}) {
    const std::size_t picked = legs_.pick(now);
    const LegInFlight leg = legs_[picked];
    legs_.landing(leg);
    legs_.remove(picked);
    legs_.happened(leg.touches);
    return leg.slot;
  }
  std::vector<std::uint32_t> land_all() {
    std::vector<std::uint32_t> numbers;
    while (!legs_.empty()) numbers.push_back(land());
    return numbers;
  }

  /// The rank of the leg of that number, which is in flight.
  std::uint64_t rank_of(std::uint32_t number) {
    std::size_t index = 0;
    while (legs_[index].slot != number) ++index;
    return legs_[index].rank;
  }

  [[nodiscard]] LegsInFlight& legs() { return legs_; }

 private:
  Choices choices_;
  LegsInFlight legs_{choices_};
  std::uint32_t sequence_ = 0;
};

TEST(LegsInFlight, all_land_once_whatever_the_strategy) {
  for (const Strategy strategy : picking) {
    Flight flight(strategy, 1);
    for (std::uint32_t number = 0; number < LegsInFlight::capacity; ++number) flight.send(number);
    EXPECT_TRUE(flight.legs().full());
    std::vector<std::uint32_t> landed = flight.land_all();
    std::ranges::sort(landed);
    for (std::uint32_t number = 0; number < LegsInFlight::capacity; ++number) {
      ASSERT_EQ(landed[number], number);
    }
  }
}

TEST(LegsInFlight, equal_seeds_pick_alike_and_others_differ) {
  for (const Strategy strategy : picking) {
    std::set<std::vector<std::uint32_t>> orders;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const auto order = [&] {
        Flight flight(strategy, seed);
        for (std::uint32_t number = 0; number < 12; ++number) flight.send(number);
        return flight.land_all();
      };
      const std::vector<std::uint32_t> once = order();
      EXPECT_EQ(order(), once) << name_of(strategy);
      orders.insert(once);
    }
    EXPECT_GT(orders.size(), 25U) << name_of(strategy);  // in many sparse runs none is held back
  }
}

// ---- Picking is even ----

TEST(LegsInFlight, that_do_not_conflict_land_in_every_order_alike_under_uniform_and_pos) {
  constexpr std::uint64_t seeds = 100'000;
  for (const Strategy strategy : {Strategy::uniform, Strategy::pos}) {
    std::map<std::vector<std::uint32_t>, std::uint64_t> orders;
    Flight flight(strategy, 0);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      flight.reset(strategy, seed);
      for (std::uint32_t number = 0; number < 3; ++number) flight.send(number, writes(number));
      ++orders[flight.land_all()];
    }
    ASSERT_EQ(orders.size(), 6U);  // 3!
    for (const auto& [order, hits] : orders) {
      EXPECT_TRUE(within_five_sigma(hits, seeds, 166'667))
          << name_of(strategy) << " " << testing::PrintToString(order) << ": " << hits;
    }
  }
}

TEST(LegsInFlight, that_all_conflict_land_in_every_order_alike_under_pos_too) {
  constexpr std::uint64_t seeds = 100'000;
  std::map<std::vector<std::uint32_t>, std::uint64_t> orders;
  Flight flight(Strategy::pos, 0);
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    flight.reset(Strategy::pos, seed);
    for (std::uint32_t number = 0; number < 3; ++number) flight.send(number, writes(0));
    ++orders[flight.land_all()];
  }
  ASSERT_EQ(orders.size(), 6U);
  for (const auto& [order, hits] : orders) {
    EXPECT_TRUE(within_five_sigma(hits, seeds, 166'667)) << testing::PrintToString(order);
  }
}

TEST(LegsInFlight, of_two_chains_pct_runs_either_first_half_of_the_time) {
  constexpr std::uint64_t seeds = 10'000;
  std::uint64_t first = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    Flight flight(Strategy::pct2, seed);
    flight.send(0);
    flight.send(1);
    if (flight.land() == 0) ++first;
  }
  EXPECT_TRUE(within_five_sigma(first, seeds, 500'000)) << first;
}

// ---- Ranks are keyed ----

TEST(LegsInFlight, the_rank_of_a_leg_does_not_depend_on_the_others) {
  for (const Strategy strategy : picking) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      Flight all(strategy, seed);
      for (std::uint32_t number = 0; number < 6; ++number) all.send(number);
      Flight some(strategy, seed);
      for (const std::uint32_t number : {5U, 3U, 0U}) {
        EXPECT_EQ(some.send(number), all.rank_of(number)) << name_of(strategy);
      }
    }
  }
}

TEST(LegsInFlight, one_leg_fewer_leaves_the_order_of_the_others_under_pos_as_it_was) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Flight all(Strategy::pos, seed);
    Flight fewer(Strategy::pos, seed);
    for (std::uint32_t number = 0; number < 8; ++number) {
      all.send(number, writes(number));
      if (number != 4) fewer.send(number, writes(number));
    }
    std::vector<std::uint32_t> expected = all.land_all();
    std::erase(expected, 4U);
    ASSERT_EQ(fewer.land_all(), expected);
  }
}

// ---- Pos ----

TEST(LegsInFlight, pos_picks_the_highest_rank) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Flight flight(Strategy::pos, seed);
    std::uint64_t highest = 0;
    for (std::uint32_t number = 0; number < 8; ++number) {
      highest = std::max(highest, flight.send(number));
    }
    const LegsInFlight& legs = flight.legs();
    EXPECT_EQ(legs[flight.legs().pick(Time{})].rank, highest);
  }
}

TEST(LegsInFlight, under_pos_a_rank_is_drawn_anew_by_what_conflicts_with_the_leg_and_nothing_else) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Flight flight(Strategy::pos, seed);
    const std::uint64_t reader = flight.send(0, reads(0));
    const std::uint64_t writer = flight.send(1, writes(0));
    const std::uint64_t elsewhere = flight.send(2, writes(1));
    flight.legs().happened(writes(2));
    EXPECT_EQ(flight.rank_of(0), reader);
    EXPECT_EQ(flight.rank_of(1), writer);
    EXPECT_EQ(flight.rank_of(2), elsewhere);
    flight.legs().happened(reads(0));  // two reads do not conflict
    EXPECT_EQ(flight.rank_of(0), reader);
    const std::uint64_t writer_again = flight.rank_of(1);
    EXPECT_NE(writer_again, writer);
    EXPECT_EQ(flight.rank_of(2), elsewhere);
    flight.legs().happened(writes(0));
    EXPECT_NE(flight.rank_of(0), reader);
    EXPECT_NE(flight.rank_of(1), writer_again);
    EXPECT_EQ(flight.rank_of(2), elsewhere);
  }
}

TEST(LegsInFlight, the_picks_of_pos_change_no_rank) {
  Flight flight(Strategy::pos, 1);
  const std::array ranks{flight.send(0), flight.send(1), flight.send(2)};
  for (int i = 0; i < 10; ++i) EXPECT_LT(flight.legs().pick(Time{}), ranks.size());
  EXPECT_THAT(ranks, ElementsAre(flight.rank_of(0), flight.rank_of(1), flight.rank_of(2)));
}

TEST(LegsInFlight, a_conflict_changes_no_rank_but_under_pos) {
  for (const Strategy strategy : picking) {
    if (strategy == Strategy::pos) continue;
    Flight flight(strategy, 1);
    const std::uint64_t rank = flight.send(0, writes(0));
    flight.legs().happened(writes(0));
    EXPECT_EQ(flight.rank_of(0), rank) << name_of(strategy);
  }
}

// ---- Sparse ----

/// How far a leg that is sent before anything lands is held back: so many others may land first.
std::uint64_t held_back(std::uint64_t rank) { return ~rank; }

TEST(LegsInFlight, of_the_legs_of_a_sparse_run_one_in_a_power_of_two_is_held_back) {
  constexpr std::uint64_t runs = 400;
  constexpr std::uint64_t sent = 40'000;
  std::array<std::uint64_t, 8> runs_of_density{};
  Flight flight(Strategy::sparse, 0);
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    flight.reset(Strategy::sparse, seed);
    std::uint64_t held = 0;
    for (std::uint32_t number = 0; number < sent; ++number) {
      if (flight.legs().full()) flight.legs().clear();
      if (held_back(flight.send(number)) > 0) ++held;
    }
    std::size_t fitting = 0;
    for (std::uint32_t k = 0; k < runs_of_density.size(); ++k) {
      if (!within_five_sigma(held, sent, 1'000'000U >> k)) continue;
      ++fitting;
      ++runs_of_density[k];
    }
    EXPECT_EQ(fitting, 1U) << "seed " << seed << ": " << held << " of " << sent;
  }
  for (const std::uint64_t hits : runs_of_density) {
    EXPECT_TRUE(within_five_sigma(hits, runs, 125'000)) << hits;
  }
}

TEST(LegsInFlight, a_leg_that_is_held_back_lets_up_to_63_others_land_first_few_as_often_as_many) {
  std::array<std::uint64_t, 6> powers{};
  std::uint64_t held = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Flight flight(Strategy::sparse, seed);
    for (std::uint32_t number = 0; number < LegsInFlight::capacity; ++number) {
      const std::uint64_t places = held_back(flight.send(number));
      if (places == 0) continue;
      ASSERT_LT(places, 64U);
      ++held;
      ++powers[static_cast<std::size_t>(std::bit_width(places)) - 1];
    }
  }
  for (const std::uint64_t hits : powers) EXPECT_TRUE(within_five_sigma(hits, held, 166'667));
}

/// A stream under `sparse`: each leg that lands sends another one.
struct Stream {
  std::vector<std::uint32_t> landed;
  std::set<std::uint32_t> held;

  Stream(std::uint64_t seed, std::uint32_t in_flight, std::uint32_t count) {
    Flight flight(Strategy::sparse, seed);
    // Each landing but the first was one pick among several.
    const auto send = [&](std::uint32_t number) {
      if (held_back(flight.send(number)) > landed.size()) held.insert(number);
    };
    std::uint32_t next = 0;
    while (next < in_flight) send(next++);
    while (landed.size() < count) {
      landed.push_back(flight.land());
      send(next++);
    }
  }
};

TEST(LegsInFlight, under_sparse_those_not_held_back_land_in_the_order_in_which_they_were_sent) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Stream stream(seed, 8, 300);
    std::erase_if(stream.landed, [&](std::uint32_t leg) { return stream.held.contains(leg); });
    EXPECT_TRUE(std::ranges::is_sorted(stream.landed)) << seed;
  }
}

TEST(LegsInFlight, under_sparse_a_leg_held_back_overtakes_none_that_was_not) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Stream stream(seed, 8, 300);
    std::vector<std::size_t> place(stream.landed.size() + 8, stream.landed.size());
    for (std::size_t i = 0; i < stream.landed.size(); ++i) place[stream.landed[i]] = i;
    for (const std::uint32_t late : stream.held) {
      for (std::uint32_t before = 0; before < late; ++before) {
        if (stream.held.contains(before)) continue;
        ASSERT_LE(place[before], place[late]);
      }
    }
  }
}

// ---- Pct ----

TEST(LegsInFlight, under_pct_the_first_leg_that_a_landing_sends_keeps_the_rank_of_its_chain) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Flight flight(Strategy::pct3, seed);
    const std::uint64_t rank = flight.send(0);
    EXPECT_EQ(flight.land(), 0U);
    EXPECT_EQ(flight.send(1), rank);
    EXPECT_NE(flight.send(2), rank);  // a chain of its own
  }
}

TEST(LegsInFlight, under_pct_what_a_timer_sends_is_a_chain_of_its_own) {
  Flight flight(Strategy::pct3, 1);
  const std::uint64_t rank = flight.send(0);
  flight.land();
  flight.legs().interlude();
  EXPECT_NE(flight.send(1), rank);
}

/// Chains that never end: each leg that lands is followed by one of the same number.
struct Chains {
  static constexpr std::uint32_t count = 6;
  /// No change comes after more picks.
  static constexpr int picks_max = 512;

  Flight flight;
  std::vector<std::uint32_t> landed;

  Chains(Strategy strategy, std::uint64_t seed) : flight(strategy, seed) {
    for (std::uint32_t number = 0; number < count; ++number) flight.send(number);
  }
  void land(int times) {
    for (int i = 0; i < times; ++i) {
      landed.push_back(flight.land());
      flight.send(landed.back());
    }
  }
};

TEST(LegsInFlight, under_pct_of_depth_d_a_chain_goes_on_until_d_minus_1_changes_put_it_last) {
  for (const Strategy strategy : {Strategy::pct2, Strategy::pct3, Strategy::pct4, Strategy::pct5}) {
    const std::uint32_t changes = depth_of(strategy) - 1;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      Chains chains(strategy, seed);
      std::array<std::uint64_t, Chains::count> before{};
      for (std::uint32_t i = 0; i < Chains::count; ++i) before[i] = chains.flight.rank_of(i);
      chains.land(Chains::picks_max);
      // The ranks that chains fell to are changes, …, 1: the later, the deeper.
      std::set<std::uint64_t> fallen;
      for (std::uint32_t i = 0; i < Chains::count; ++i) {
        if (chains.flight.rank_of(i) != before[i]) fallen.insert(chains.flight.rank_of(i));
      }
      ASSERT_EQ(fallen.size(), changes);
      EXPECT_EQ(*fallen.begin(), 1U);
      EXPECT_EQ(*fallen.rbegin(), changes);
      // Two changes of one pick look like one. No chain that was left comes back.
      std::vector<std::uint32_t> turns = chains.landed;
      turns.erase(std::ranges::unique(turns).begin(), turns.end());
      EXPECT_LE(turns.size(), changes + 1);
      EXPECT_EQ(std::set(turns.begin(), turns.end()).size(), turns.size());
    }
  }
}

TEST(LegsInFlight, under_pct_changes_come_early_in_some_runs_and_late_in_others) {
  // A change lies among the first 2^k picks, k even in 5 … 9: among the first 32 in
  // (1 + 1/2 + 1/4 + 1/8 + 1/16) / 5 = 0.3875 of the runs.
  constexpr std::uint64_t runs = 10'000;
  std::uint64_t early = 0;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    Chains chains(Strategy::pct2, seed);
    chains.land(32);
    // The last of them shows only in the rank of the chain that fell.
    bool fallen = false;
    for (std::uint32_t i = 0; i < Chains::count; ++i) fallen |= chains.flight.rank_of(i) == 1;
    if (fallen) ++early;
  }
  EXPECT_TRUE(within_five_sigma(early, runs, 387'500)) << early;
}

// ---- Legs that cannot land for long ----

constexpr Duration near_by = 1ms;
constexpr Duration beyond = near_by + 1s + 1us;

TEST(LegsInFlight, one_that_cannot_land_for_long_is_not_picked_while_another_can) {
  for (const Strategy strategy : picking) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      Flight flight(strategy, seed);
      flight.send(0, {}, beyond);
      flight.send(1, {}, near_by);
      flight.send(2, {}, near_by);
      EXPECT_EQ(flight.land_all().back(), 0U) << name_of(strategy);
    }
  }
}

TEST(LegsInFlight, one_that_can_land_within_a_second_of_the_first_may_come_before_it) {
  for (const Strategy strategy : picking) {
    std::uint64_t before = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
      Flight flight(strategy, seed);
      flight.send(0, {}, beyond - 1us);
      flight.send(1, {}, near_by);
      if (flight.land() == 0) ++before;
    }
    EXPECT_GT(before, 0U) << name_of(strategy);
  }
}

TEST(LegsInFlight, time_that_passes_makes_a_late_one_a_candidate) {
  std::uint64_t picked = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Flight flight(Strategy::uniform, seed);
    flight.send(0, {}, beyond);
    flight.send(1, {}, near_by);
    if (flight.land(Time(near_by + 1us)) == 0) ++picked;
  }
  EXPECT_TRUE(within_five_sigma(picked, 1000, 500'000)) << picked;
}

TEST(LegsInFlight, where_all_are_late_each_may_land_next) {
  std::uint64_t picked = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Flight flight(Strategy::pos, seed);
    flight.send(0, {}, 60s);
    flight.send(1, {}, 60s + 1s);
    if (flight.land() == 1) ++picked;
  }
  EXPECT_TRUE(within_five_sigma(picked, 1000, 500'000)) << picked;
}

TEST(LegsInFlight, the_most_urgent_has_the_earliest_deadline_and_of_several_was_sent_first) {
  Flight flight(Strategy::pos, 1);
  flight.send(0, {}, 3ms);
  flight.send(1, {}, 2ms);
  flight.send(2, {}, 2ms);
  const LegsInFlight& legs = flight.legs();
  EXPECT_EQ(legs[legs.most_urgent()].slot, 1U);
}

// ---- What it is good for ----

/// Three syncs of one order, begun one after another: each reads its job, looks something up, and
/// writes the order. A later one begins when the one before has read its job.
class ThreeSyncs {
 public:
  explicit ThreeSyncs(Strategy strategy) : strategy_(strategy), flight_(strategy, 0) {}

  /// The order in which they write.
  std::vector<std::uint32_t> writes_of(std::uint64_t seed) {
    flight_.reset(strategy_, seed);
    std::vector<std::uint32_t> written;
    send(0, 0);
    while (!flight_.legs().empty()) {
      const std::uint32_t number = flight_.land();
      const std::uint32_t sync = number / steps;
      const std::uint32_t step = number % steps;
      if (step + 1 < steps) send(sync, step + 1);
      if (step == 0 && sync + 1 < syncs) send(sync + 1, 0);
      if (step + 1 == steps) written.push_back(sync);
    }
    return written;
  }

 private:
  static constexpr std::uint32_t syncs = 3;
  static constexpr std::uint32_t steps = 3;

  void send(std::uint32_t sync, std::uint32_t step) {
    flight_.send(sync * steps + step, step + 1 == steps ? writes(0) : reads(1 + sync));
  }

  Strategy strategy_;
  Flight flight_;
};

TEST(LegsInFlight, pos_turns_the_order_of_three_syncs_round_more_often_than_the_walk) {
  constexpr std::uint64_t seeds = 20'000;
  std::map<Strategy, std::uint64_t> reversed;
  for (const Strategy strategy : {Strategy::uniform, Strategy::pos}) {
    ThreeSyncs syncs(strategy);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const std::vector<std::uint32_t> written = syncs.writes_of(seed);
      ASSERT_EQ(written.size(), 3U);
      if (written == std::vector<std::uint32_t>{2, 1, 0}) ++reversed[strategy];
    }
  }
  // About twice as often.
  EXPECT_GT(2 * reversed[Strategy::pos], 3 * reversed[Strategy::uniform]);
}

}  // namespace
}  // namespace interleave::sim
