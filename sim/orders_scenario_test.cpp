#include "sim/orders_scenario.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::sim {
namespace {

using model::Creation;
using model::Duration;
using model::InspectorId;
using model::Job;
using model::JobId;
using model::OrderId;
using testing::ElementsAre;
using namespace std::chrono_literals;

std::vector<std::int64_t> fallbacks() {
  std::vector<std::int64_t> values;
  for (const OptionFacts& option : facts_of(orders_options)) values.push_back(option.fallback);
  return values;
}

// ---- Options ----

TEST(OrdersOptions, each_has_a_range_that_its_fallback_lies_in) {
  std::map<std::string_view, std::array<std::int64_t, 3>> ranges;
  for (const OptionFacts& option : facts_of(orders_options)) {
    EXPECT_LE(option.minimum, option.fallback) << option.name;
    EXPECT_LE(option.fallback, option.maximum) << option.name;
    EXPECT_FALSE(option.unit.empty()) << option.name;
    EXPECT_FALSE(option.sentence.empty()) << option.name;
    ranges[option.name] = {option.minimum, option.maximum, option.fallback};
  }
  using Range = std::array<std::int64_t, 3>;
  EXPECT_EQ(ranges.size(), orders_options.size());  // no two of one name
  EXPECT_EQ(ranges["jobs"], (Range{1, 3, 3}));
  EXPECT_EQ(ranges["actions"], (Range{0, 12, 12}));
  EXPECT_EQ(ranges["client-references"], (Range{0, 2, 2}));
  EXPECT_EQ(ranges["bad-starts"], (Range{0, 1, 1}));
  EXPECT_EQ(ranges["known-within"], (Range{60, 3'600, 300}));
  EXPECT_EQ(ranges["timeout"], (Range{1'000, 30'000, 10'000}));
  EXPECT_EQ(ranges["storm-end"], (Range{0, 86'400, 0}));
  EXPECT_EQ(ranges["workers"], (Range{1, 2, 2}));
  EXPECT_EQ(ranges["sweep"], (Range{0, 1, 1}));
  EXPECT_EQ(ranges["sweep-period"], (Range{1'800, 86'400, 3'600}));
  EXPECT_EQ(ranges["source"], (Range{0, 1, 1}));
  EXPECT_EQ(ranges["list-lag"], (Range{0, 60'000, 2'000}));
}

TEST(OrdersOptions, fall_back_to_what_the_struct_holds_by_itself) {
  const OrdersOptions given = options_from(orders_options, fallbacks());
  const OrdersOptions usual;
  for (const auto& option : orders_options) {
    EXPECT_EQ(given.*option.field, usual.*option.field) << option.facts.name;
  }
}

TEST(OrdersOptions, each_has_a_field_of_its_own) {
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < orders_options.size(); ++i) {
    numbers.push_back(static_cast<std::int64_t>(i));
  }
  const OrdersOptions given = options_from(orders_options, numbers);
  EXPECT_EQ(given.jobs, 0);
  EXPECT_EQ(given.actions, 1);
  EXPECT_EQ(given.client_references, 2);
  EXPECT_EQ(given.bad_starts, 3);
  EXPECT_EQ(given.known_within_s, 4);
  EXPECT_EQ(given.timeout_ms, 5);
  EXPECT_EQ(given.storm_end_s, 6);
  EXPECT_EQ(given.workers, 7);
  EXPECT_EQ(given.sweep, 8);
  EXPECT_EQ(given.sweep_period_s, 9);
  EXPECT_EQ(given.source, 10);
  EXPECT_EQ(given.lag_ms, 11);
}

TEST(OrdersOptions, all_jobs_that_may_be_there_have_room) {
  // Beside those created in Attik there is the native one.
  EXPECT_LE(orders_options[0].facts.maximum + 1, model::jobs_with_orders_max);
}

TEST(OrdersOptions, say_how_the_core_is_set_up) {
  OrdersOptions options;
  options.timeout_ms = 7'000;
  options.lag_ms = 1'500;
  options.sweep_period_s = 1'800;
  const reconciler::SyncOptions core = core_options(options, 1, 2);
  EXPECT_EQ(core.worker, 1);
  EXPECT_EQ(core.workers, 2);
  EXPECT_EQ(core.remote_timeout, 7s);
  EXPECT_EQ(core.list_lag, 1'500ms);
  EXPECT_EQ(core.sweep_period, 30min);
  EXPECT_TRUE(core.alerts);
  options.sweep = 0;
  EXPECT_EQ(core_options(options, 0, 1).sweep_period, Duration{});
}

TEST(OrdersOptions, settling_is_bounded_as_for_any_system_of_jobs) {
  EXPECT_EQ(settling_bound(OrdersOptions()), 8'021'968ms);
  OrdersOptions options;
  options.sweep_period_s = 1'800;
  const Duration often = settling_bound(options);
  EXPECT_EQ(often, 8'021'968ms - 2h + lateness_most);
  options.sweep = 0;
  EXPECT_EQ(settling_bound(options), often);
}

TEST(OrdersOptions, what_the_stream_is_late_with_arrives_before_the_probe_whatever_is_set) {
  OrdersOptions options;
  options.sweep_period_s = 1'800;
  options.timeout_ms = 1'000;
  options.lag_ms = 0;
  EXPECT_GT(settling_bound(options), lateness_most + Phases::storm_tail);
}

TEST(OrdersOptions, staff_may_be_told_of_a_cancel_before_all_is_quiet_again) {
  // Otherwise nobody could take over what an alert tells, by default.
  EXPECT_LT(std::chrono::seconds(OrdersOptions().known_within_s), 10min);
}

// ---- How a run starts ----

TEST(OrdersScenario, one_run_in_32_starts_switched_off_and_one_with_a_key_that_is_refused) {
  std::map<Outcome, int> starts;
  for (Bits drawn = 0; drawn < 32; ++drawn) ++starts[SyncStarts::outcome(drawn << 59U)];
  EXPECT_EQ(starts, (std::map<Outcome, int>{{0, 30}, {1, 1}, {2, 1}}));
  EXPECT_EQ(SyncStarts::outcome(~Bits{0}), SyncStarts::max());
  EXPECT_EQ(static_cast<SyncStart>(0), SyncStart::healthy);
  EXPECT_EQ(static_cast<SyncStart>(1), SyncStart::disabled);
  EXPECT_EQ(static_cast<SyncStart>(2), SyncStart::failing);
}

TEST(OrdersScenario, a_job_is_booked_for_the_first_inspector_on_a_day_of_its_own) {
  for (std::uint8_t number = 0; number < 4; ++number) {
    const Job job = booked_job(number);
    EXPECT_EQ(job.id, JobId{number});
    EXPECT_EQ(job.order, OrderId::none());
    EXPECT_EQ(job.created, Creation::attik);
    EXPECT_EQ(job.starts, first_appointment + number * 24h);
    EXPECT_EQ(job.inspectors, (model::InspectorList{InspectorId{0}}));
    EXPECT_FALSE(job.cancelled);
  }
}

// ---- What is done to a job by somebody who wants that ----

Job job_that(bool cancelled, Creation created = Creation::attik) {
  Job job = booked_job(1);
  job.cancelled = cancelled;
  job.created = created;
  job.order = OrderId{1};
  return job;
}

TEST(OrdersScenario, a_job_that_is_on_is_cancelled_edited_and_synced) {
  for (const OrdersAction action : {OrdersAction::cancel, OrdersAction::edit, OrdersAction::sync}) {
    EXPECT_EQ(suited(action, job_that(false), false), action);
  }
}

TEST(OrdersScenario, a_cancelled_job_is_reinstated_and_has_no_button_to_sync_it) {
  EXPECT_EQ(suited(OrdersAction::cancel, job_that(true), false), OrdersAction::reinstate);
  EXPECT_EQ(suited(OrdersAction::cancel, job_that(true), true), OrdersAction::reinstate);
  EXPECT_EQ(suited(OrdersAction::edit, job_that(true), false), std::nullopt);
  EXPECT_EQ(suited(OrdersAction::sync, job_that(true), false), std::nullopt);
}

TEST(OrdersScenario, an_alert_is_taken_over_in_place_of_a_sync) {
  EXPECT_EQ(suited(OrdersAction::sync, job_that(true), true), OrdersAction::acknowledge);
  EXPECT_EQ(suited(OrdersAction::sync, job_that(false), true), OrdersAction::acknowledge);
  EXPECT_EQ(suited(OrdersAction::cancel, job_that(false), true), OrdersAction::cancel);
  EXPECT_EQ(suited(OrdersAction::edit, job_that(false), true), OrdersAction::edit);
}

TEST(OrdersScenario, a_native_job_allows_nothing_but_edits) {
  for (const bool alerted : {false, true}) {
    const Job native = job_that(false, Creation::spectora);
    EXPECT_EQ(suited(OrdersAction::cancel, native, alerted), std::nullopt);
    EXPECT_EQ(suited(OrdersAction::sync, native, alerted), std::nullopt);
    EXPECT_EQ(suited(OrdersAction::edit, native, alerted), OrdersAction::edit);
  }
}

TEST(OrdersScenario, every_kind_that_a_slot_may_hold_suits_some_job) {
  for (std::uint32_t kind = 1; kind <= orders_kind_count; ++kind) {
    const auto action = static_cast<OrdersAction>(kind);
    EXPECT_EQ(suited(action, job_that(false), false), action);
  }
  EXPECT_EQ(orders_kind_count + 1, static_cast<std::uint32_t>(OrdersAction::reinstate));
}

TEST(OrdersScenario, a_cancel_changes_that_alone) {
  Job expected = job_that(false);
  expected.cancelled = true;
  EXPECT_EQ(after(job_that(false), OrdersAction::cancel, 0).fingerprint(), expected.fingerprint());
  EXPECT_EQ(after(job_that(false), OrdersAction::cancel, 0).order, OrderId{1});
}

TEST(OrdersScenario, a_job_that_is_reinstated_is_on_and_has_no_order_yet) {
  const Job job = after(job_that(true), OrdersAction::reinstate, 0);
  EXPECT_FALSE(job.cancelled);
  EXPECT_EQ(job.order, OrderId::none());
  EXPECT_EQ(job.starts, job_that(true).starts);
}

TEST(OrdersScenario, an_edit_hands_the_job_to_another_and_may_move_it) {
  std::vector<std::string> edits;
  const Job job = job_that(false);
  for (Outcome change = 0; change < static_cast<Outcome>(edit_count); ++change) {
    edits.push_back(describe(OrdersAction::edit, job, after(job, OrdersAction::edit, change)));
  }
  EXPECT_THAT(edits, ElementsAre("job 1 is moved from A to B", "job 1 is moved from A to C",
                                 "job 1 is moved from A to B, to day 3 10:00",
                                 "job 1 is moved from A to C, to day 3 10:00"));
}

TEST(OrdersScenario, edits_stay_within_the_pool_and_never_keep_the_inspector) {
  for (std::uint8_t from = 0; from < pool_size; ++from) {
    Job job = job_that(false);
    job.inspectors.front() = InspectorId{from};
    for (Outcome change = 0; change < static_cast<Outcome>(edit_count); ++change) {
      const InspectorId now = after(job, OrdersAction::edit, change).primary();
      EXPECT_LT(now.value, pool_size);
      EXPECT_NE(now.value, from);
    }
  }
}

TEST(OrdersScenario, what_changes_nothing_of_a_job_leaves_it_as_it_is) {
  const Job job = job_that(true);
  for (const OrdersAction action :
       {OrdersAction::book, OrdersAction::sync, OrdersAction::acknowledge}) {
    EXPECT_EQ(after(job, action, 3).fingerprint(), job.fingerprint());
    EXPECT_EQ(after(job, action, 3).order, job.order);
  }
}

TEST(OrdersScenario, every_action_has_a_sentence) {
  const Job job = job_that(false);
  const auto told = [&](OrdersAction action) { return describe(action, job, job); };
  EXPECT_EQ(told(OrdersAction::book), "job 1 is booked for A on day 3 09:00");
  EXPECT_EQ(told(OrdersAction::cancel), "job 1 is cancelled");
  EXPECT_EQ(told(OrdersAction::reinstate), "job 1 is re-instated");
  EXPECT_EQ(told(OrdersAction::sync), "somebody presses \"sync job\" on job 1");
  EXPECT_EQ(told(OrdersAction::acknowledge), "staff take over what the alert tells them of job 1");
}

}  // namespace
}  // namespace interleave::sim
