#include "sim/faults.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;

constexpr std::uint32_t always = 1'000'000;

FaultProfile profile_of(FaultWeights weights) {
  FaultProfile profile = fault_profiles[0];
  profile.weights = weights;
  return profile;
}

/// The verdict at that site, as a number.
std::size_t verdict_at(Lab& lab, FaultSite where, Cause about) {
  switch (where) {
    case FaultSite::request:
      return static_cast<std::size_t>(
          lab.faults().judge<RequestVerdict>(lab.choices(), where, about));
    default:
      return static_cast<std::size_t>(
          lab.faults().judge<ServerVerdict>(lab.choices(), where, about));
  }
}

const FaultSiteFacts& facts(FaultSite where) {
  return fault_sites[static_cast<std::size_t>(where)];
}

std::uint64_t fired(const Faults& faults, Fault fault) {
  return faults.counts()[static_cast<std::size_t>(fault)].fired;
}

// ---- The tables ----

TEST(Faults, every_fault_belongs_to_exactly_one_site) {
  std::array<int, fault_count> sites{};
  for (const FaultSiteFacts& site : fault_sites) {
    for (std::size_t i = 0; i < site.count; ++i) ++sites[static_cast<std::size_t>(site.first) + i];
  }
  EXPECT_THAT(sites, testing::Each(1));
}

TEST(Faults, every_site_has_a_decision_of_its_own) {
  std::set<Site> sites;
  for (const FaultSiteFacts& site : fault_sites) sites.insert(site.site);
  EXPECT_EQ(sites.size(), fault_sites.size());
}

TEST(Faults, every_fault_has_a_name_of_its_own_and_a_sentence) {
  std::set<std::string_view> names;
  for (const FaultFacts& fault : fault_facts) {
    names.insert(fault.name);
    EXPECT_FALSE(fault.sentence.empty()) << fault.name;
  }
  EXPECT_EQ(names.size(), fault_count);
  EXPECT_EQ(names.count(""), 0U);
}

TEST(Faults, the_first_fault_of_each_site_stands_for_its_verdict_1) {
  // A look at the two tables side by side: verdicts are told by number, faults by their place.
  constexpr auto place = [](Fault fault) { return static_cast<int>(fault); };
  constexpr auto of = [](auto verdict, FaultSite where) {
    return static_cast<int>(fault_sites[static_cast<std::size_t>(where)].first) +
           static_cast<int>(verdict) - 1;
  };
  EXPECT_EQ(of(RequestVerdict::lost, FaultSite::request), place(Fault::request_lost));
  EXPECT_EQ(of(RequestVerdict::refused, FaultSite::request), place(Fault::connection_refused));
  EXPECT_EQ(of(RequestVerdict::outlives, FaultSite::request), place(Fault::request_outlives));
  EXPECT_EQ(of(ReplyVerdict::lost, FaultSite::reply), place(Fault::reply_lost));
  EXPECT_EQ(of(ReplyVerdict::outlives, FaultSite::reply), place(Fault::reply_outlives));
  EXPECT_EQ(of(ReplyVerdict::unreadable, FaultSite::reply), place(Fault::reply_unreadable));
  EXPECT_EQ(of(ServerVerdict::error_before, FaultSite::server), place(Fault::error_before));
  EXPECT_EQ(of(ServerVerdict::error_after, FaultSite::server), place(Fault::error_after));
  EXPECT_EQ(of(ServerVerdict::too_many, FaultSite::server), place(Fault::too_many_requests));
  EXPECT_EQ(of(ServerVerdict::too_many_vague, FaultSite::server), place(Fault::too_many_vague));
  EXPECT_EQ(of(ServerVerdict::revoke_key, FaultSite::server), place(Fault::key_revoked));
  EXPECT_EQ(of(ServerVerdict::forbid_key, FaultSite::server), place(Fault::key_forbidden));
  EXPECT_EQ(of(ServerVerdict::poison_order, FaultSite::server), place(Fault::order_poisoned));
  EXPECT_EQ(of(WriteVerdict::conflict, FaultSite::write), place(Fault::conflict));
  EXPECT_EQ(of(WriteVerdict::in_progress, FaultSite::write), place(Fault::in_progress));
  EXPECT_EQ(of(WriteVerdict::accepted, FaultSite::write), place(Fault::accepted_late));
  EXPECT_EQ(of(WriteVerdict::dropped, FaultSite::write), place(Fault::accepted_never));
  EXPECT_EQ(of(WriteVerdict::gone, FaultSite::write), place(Fault::gone));
  EXPECT_EQ(of(ReplicaVerdict::behind, FaultSite::replica), place(Fault::replica_behind));
  EXPECT_EQ(of(ListVerdict::stale, FaultSite::list), place(Fault::stale_list));
  EXPECT_EQ(of(RowsVerdict::deleted, FaultSite::rows), place(Fault::deleted_rows));
  EXPECT_EQ(of(RowsVerdict::hidden, FaultSite::rows), place(Fault::hidden_rows));
  EXPECT_EQ(of(RowsVerdict::requested, FaultSite::rows), place(Fault::requested_rows));
  EXPECT_EQ(of(HandVerdict::edits, FaultSite::hand), place(Fault::hand_edit));
  EXPECT_EQ(of(StoreVerdict::failed, FaultSite::store), place(Fault::store_failed));
  EXPECT_EQ(of(StoreVerdict::reply_lost, FaultSite::store), place(Fault::store_reply_lost));
  EXPECT_EQ(of(JobVerdict::stale, FaultSite::job), place(Fault::stale_job));
  EXPECT_EQ(of(ProcessVerdict::crash, FaultSite::process), place(Fault::crash));
  EXPECT_EQ(of(ProcessVerdict::pause, FaultSite::process), place(Fault::pause));
  EXPECT_EQ(of(ClockVerdict::skewed, FaultSite::clock), place(Fault::clock_skewed));
  EXPECT_EQ(of(StreamVerdict::twice, FaultSite::stream), place(Fault::change_twice));
  EXPECT_EQ(of(StreamVerdict::lost, FaultSite::stream), place(Fault::change_lost));
  EXPECT_EQ(of(StreamVerdict::lost_with_error, FaultSite::stream), place(Fault::stream_gap));
  EXPECT_EQ(of(StreamVerdict::late, FaultSite::stream), place(Fault::change_late));
  EXPECT_EQ(of(ResumeVerdict::again, FaultSite::resume), place(Fault::resume_again));
  EXPECT_EQ(of(ResumeVerdict::from_now, FaultSite::resume), place(Fault::resume_from_now));
  EXPECT_EQ(of(EchoVerdict::told, FaultSite::echo), place(Fault::echo));
  EXPECT_EQ(of(EchoVerdict::twice, FaultSite::echo), place(Fault::echo_twice));
  EXPECT_EQ(of(EchoVerdict::late, FaultSite::echo), place(Fault::echo_late));
}

TEST(Faults, no_profile_leaves_less_than_nothing_to_the_dullest_verdict) {
  for (const FaultProfile& profile : fault_profiles) {
    for (const FaultSiteFacts& site : fault_sites) {
      std::uint32_t sum = 0;
      for (std::size_t i = 0; i < site.count; ++i) {
        sum += profile.weights[static_cast<std::size_t>(site.first) + i];
      }
      EXPECT_LT(sum, always) << profile.name;
    }
  }
}

TEST(Faults, the_profile_none_has_none_and_the_typical_one_has_all) {
  EXPECT_THAT(fault_profiles[0].weights, testing::Each(0U));
  EXPECT_THAT(fault_profiles[typical_profile].weights, testing::Each(testing::Gt(0U)));
}

// ---- Verdicts ----

TEST(Faults, a_fault_that_is_sure_is_the_verdict_every_time) {
  for (const FaultSite where : {FaultSite::request, FaultSite::server}) {
    for (std::size_t i = 0; i < facts(where).count; ++i) {
      const auto fault = static_cast<Fault>(static_cast<std::size_t>(facts(where).first) + i);
      Lab lab({}, profile_of(weights_of({{fault, always}})));
      lab.seed_with(where);
      for (std::uint64_t about = 0; about < 100; ++about) {
        EXPECT_EQ(verdict_at(lab, where, Cause{about}), i + 1);
      }
      EXPECT_EQ(fired(lab.faults(), fault), 100U);
    }
  }
}

TEST(Faults, each_strikes_twice_as_often_as_its_profile_says_in_a_run_that_has_its_family) {
  constexpr std::uint64_t trials = 200'000;
  Lab lab({}, fault_profiles[typical_profile]);
  lab.seed_with(FaultSite::server);
  for (std::uint64_t about = 0; about < trials; ++about) {
    verdict_at(lab, FaultSite::server, Cause{model::mix(about)});
  }
  for (std::size_t i = 0; i < facts(FaultSite::server).count; ++i) {
    const auto fault =
        static_cast<Fault>(static_cast<std::size_t>(facts(FaultSite::server).first) + i);
    const std::uint32_t weight = 2 * fault_profiles[typical_profile].weight(fault);
    EXPECT_TRUE(within_five_sigma(fired(lab.faults(), fault), trials, weight))
        << fault_facts[static_cast<std::size_t>(fault)].name << ": " << fired(lab.faults(), fault);
  }
}

TEST(Faults, each_run_has_about_half_of_the_families_whole) {
  constexpr std::uint64_t runs = 10'000;
  Lab lab({}, fault_profiles[typical_profile]);
  std::array<std::uint64_t, fault_family_count> had{};
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    lab.seed(Strategy::latency, seed);
    std::array<bool, fault_family_count> seen{};
    for (std::size_t i = 0; i < fault_sites.size(); ++i) {
      const auto family = static_cast<std::size_t>(fault_sites[i].family);
      const bool has = lab.faults().has(static_cast<FaultSite>(i));
      if (i > 0 && fault_sites[i].family == fault_sites[i - 1].family) {
        EXPECT_EQ(has, seen[family]);
      }
      seen[family] = has;
    }
    for (std::size_t family = 0; family < fault_family_count; ++family) {
      if (seen[family]) ++had[family];
    }
  }
  for (const std::uint64_t count : had) EXPECT_TRUE(within_five_sigma(count, runs, 500'000));
}

TEST(Faults, a_run_that_lacks_a_family_is_not_asked_about_it) {
  Lab lab({}, profile_of(weights_of({{Fault::request_lost, always}})));
  std::uint64_t seed = 1;
  do {
    lab.seed(Strategy::latency, seed++);
  } while (lab.faults().has(FaultSite::request));
  EXPECT_EQ(verdict_at(lab, FaultSite::request, Cause{3}), 0U);
  EXPECT_EQ(lab.faults().counts()[static_cast<std::size_t>(Fault::request_lost)].drawn, 0U);
}

TEST(Faults, the_verdict_about_a_thing_does_not_depend_on_what_was_judged_before) {
  Lab lab({}, profile_of(weights_of({{Fault::request_lost, 300'000}})));
  lab.seed_with(FaultSite::request);
  std::array<std::size_t, 100> forwards{};
  for (std::size_t i = 0; i < 100; ++i) {
    forwards[i] = verdict_at(lab, FaultSite::request, Cause{model::mix(i)});
  }
  lab.seed_with(FaultSite::request);
  for (std::size_t i = 100; i-- > 0;) {
    EXPECT_EQ(verdict_at(lab, FaultSite::request, Cause{model::mix(i)}), forwards[i]);
  }
  EXPECT_GT(std::ranges::count(forwards, 1U), 20);
}

TEST(Faults, a_replay_injects_what_it_is_told_whatever_the_profile) {
  Lab lab;
  lab.replay(Strategy::latency, {{{Site::request_fault, Cause{3}}, 2}});
  EXPECT_EQ(verdict_at(lab, FaultSite::request, Cause{3}), 2U);
  EXPECT_EQ(verdict_at(lab, FaultSite::request, Cause{4}), 0U);
}

TEST(Faults, a_verdict_that_the_site_does_not_know_is_the_dullest) {
  // The list knows one verdict beside the dullest.
  for (const Outcome outcome : {Outcome{2}, Outcome{5}, Outcome{-1}}) {
    Lab lab;
    lab.replay(Strategy::latency, {{{Site::list_fault, Cause{3}}, outcome}});
    EXPECT_EQ(lab.faults().judge<ListVerdict>(lab.choices(), FaultSite::list, Cause{3}),
              ListVerdict::pass);
  }
}

TEST(Faults, while_they_are_off_nothing_is_injected_or_drawn) {
  Lab lab({}, profile_of(weights_of({{Fault::request_lost, always}})));
  lab.seed_with(FaultSite::request);
  lab.faults().enable(false);
  EXPECT_EQ(verdict_at(lab, FaultSite::request, Cause{3}), 0U);
  const FaultCount count = lab.faults().counts()[static_cast<std::size_t>(Fault::request_lost)];
  EXPECT_EQ(count.possible, 1U);
  EXPECT_EQ(count.drawn, 0U);
  EXPECT_EQ(count.fired, 0U);
}

// ---- Counts ----

TEST(Faults, counts_what_could_have_been_hit_what_was_left_to_chance_and_what_was_hit) {
  Lab lab({}, profile_of(weights_of({{Fault::connection_refused, always}})));
  lab.seed_with(FaultSite::request);
  for (std::uint64_t about = 0; about < 7; ++about) {
    verdict_at(lab, FaultSite::request, Cause{about});
  }
  verdict_at(lab, FaultSite::server, Cause{1});
  const FaultCounts counts = lab.faults().counts();
  const auto of = [&](Fault fault) { return counts[static_cast<std::size_t>(fault)]; };
  EXPECT_EQ(of(Fault::connection_refused).possible, 7U);
  EXPECT_EQ(of(Fault::connection_refused).drawn, 7U);
  EXPECT_EQ(of(Fault::connection_refused).fired, 7U);
  EXPECT_EQ(of(Fault::request_lost).drawn, 7U);  // it could have been drawn, and was not
  EXPECT_EQ(of(Fault::request_lost).fired, 0U);
  EXPECT_EQ(of(Fault::error_before).possible, 1U);
  EXPECT_EQ(of(Fault::error_before).drawn, 0U);  // the profile knows none of its site
  EXPECT_EQ(of(Fault::crash).possible, 0U);
}

}  // namespace
}  // namespace interleave::sim
