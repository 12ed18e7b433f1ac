#include "sim/orders.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/orders_fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Author;
using model::Cause;
using model::Duration;
using model::IntentEffect;
using model::JobId;
using model::OrderId;
using model::OrderVerb;
using model::Time;
using reconciler::Guard;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

OrdersPlay::World::Options production(const OrdersOptions& scenario = {}) {
  return options_of(OrdersVariant::production, scenario);
}
OrdersPlay::World::Options without(Guard guard) {
  OrdersPlay::World::Options options = options_of(OrdersVariant::adjustable);
  options.guards = options.guards.without(guard);
  return options;
}

// ---- A calm run ----

TEST(Orders, a_booked_job_gets_one_order_and_its_id_is_stored) {
  OrdersPlay play(production());
  const OrdersDiary& diary = play.replayed({act_in(0, OrdersAction::book)});
  EXPECT_THAT(diary.changes(), ElementsAre("order 1: made for job 1, A, day 3 09:00"));
  EXPECT_EQ(diary.orders.back().what.order.reference, (model::Reference{JobId{1}, 0}));
  EXPECT_GT(diary.orders.back().at, Time{600s});
  EXPECT_LT(diary.orders.back().at, Time{601s});
  EXPECT_EQ(diary.job(1).order, OrderId{1});
  EXPECT_EQ(diary.job(1).generation, 2U);  // saved twice in a row
  EXPECT_THAT(diary.alerts(), IsEmpty());
  EXPECT_THAT(diary.faults, IsEmpty());
}

TEST(Orders, the_sync_as_found_makes_two_of_a_job_that_is_saved_twice) {
  OrdersPlay play(options_of(OrdersVariant::as_found));
  const OrdersDiary& diary = play.replayed({act_in(0, OrdersAction::book)});
  EXPECT_THAT(diary.changes(), ElementsAre("order 1: made for job 1, A, day 3 09:00",
                                           "order 5: made for job 1, A, day 3 09:00"));
  EXPECT_EQ(diary.job(1).order, OrderId{5});  // the first is an orphan
  // The second sync was triggered while the first was under way.
  EXPECT_THAT(diary.announced, ElementsAre(JobId{1}, JobId{1}));
  EXPECT_THAT(diary.overlaps, ElementsAre(JobId{1}));
}

TEST(Orders, a_run_starts_with_a_native_job_and_perhaps_one_that_has_its_order) {
  OrdersPlay play(production());
  const OrdersDiary& bare = play.replayed({});
  ASSERT_THAT(bare.attik, SizeIs(1));
  EXPECT_EQ(bare.job(0).created, model::Creation::spectora);
  EXPECT_EQ(bare.job(0).order, OrderId{0});
  EXPECT_THAT(bare.changes(), IsEmpty());
  const OrdersDiary& both = play.replayed({job_1_is_there});
  ASSERT_THAT(both.attik, SizeIs(2));
  EXPECT_EQ(both.job(1).created, model::Creation::attik);
  EXPECT_EQ(both.job(1).order, OrderId{1});
  ASSERT_THAT(both.orders, SizeIs(2));
  EXPECT_EQ(both.orders[1].what.order.event, wanted_event(both.job(1)));
  EXPECT_THAT(both.changes(), IsEmpty());
}

TEST(Orders, a_cancel_cancels_the_order_and_staff_need_not_know) {
  OrdersPlay play(production());
  const OrdersDiary& diary = play.replayed({job_1_is_there, act_in(0, OrdersAction::cancel)});
  EXPECT_THAT(diary.changes(), ElementsAre("order 1: cancelled"));
  EXPECT_TRUE(diary.job(1).cancelled);
  // What is owed is written with the cancel, and is settled long before staff would see it.
  const auto alerts = diary.alerts();
  ASSERT_THAT(diary.alert_effects(),
              ElementsAre(IntentEffect::alerted, IntentEffect::alert_closed));
  EXPECT_EQ(alerts[0].at, Time{600s});
  EXPECT_EQ(alerts[0].what.from, Time{900s});
  EXPECT_EQ(alerts[0].what.run, action_cause(0));
  EXPECT_LT(alerts[1].at, Time{900s});
}

TEST(Orders, how_soon_staff_know_of_a_cancel_is_an_option) {
  OrdersPlay play(production({.known_within_s = 60}));
  const OrdersDiary& diary = play.replayed({job_1_is_there, act_in(0, OrdersAction::cancel)});
  EXPECT_EQ(diary.alerts().front().what.from, Time{660s});
}

TEST(Orders, nobody_owes_anything_for_a_cancel_but_the_core_that_keeps_it) {
  const auto alerts = [](const OrdersPlay::World::Options& options) {
    OrdersPlay play(options);
    return play.replayed({job_1_is_there, act_in(0, OrdersAction::cancel)}).alerts().size();
  };
  EXPECT_EQ(alerts(options_of(OrdersVariant::as_found)), 0U);
  EXPECT_EQ(alerts(options_of(OrdersVariant::adjustable)), 2U);
  EXPECT_EQ(alerts(without(Guard::obligation)), 0U);
}

TEST(Orders, a_job_that_is_reinstated_gets_another_order) {
  OrdersPlay play(production());
  const OrdersDiary& diary =
      play.replayed({act_in(0, OrdersAction::book), act_in(1, OrdersAction::cancel),
                     act_in(2, OrdersAction::cancel)});
  EXPECT_THAT(diary.changes(),
              ElementsAre("order 1: made for job 1, A, day 3 09:00", "order 1: cancelled",
                          "order 5: made for job 1, A, day 3 09:00"));
  EXPECT_EQ(diary.orders.back().what.order.reference, (model::Reference{JobId{1}, 1}));
  EXPECT_FALSE(diary.job(1).cancelled);
  EXPECT_EQ(diary.job(1).order, OrderId{5});
}

TEST(Orders, an_edit_moves_the_order) {
  OrdersPlay play(production());
  const Decision far_and_later{{Site::action_change, action_cause(0)}, 3};
  const OrdersDiary& diary =
      play.replayed({job_1_is_there, act_in(0, OrdersAction::edit), far_and_later});
  EXPECT_THAT(diary.changes(), ElementsAre("order 1: event at day 3 10:00 with C"));
}

TEST(Orders, whoever_asks_for_a_sync_is_answered) {
  OrdersPlay play(production());
  const OrdersDiary& diary = play.replayed({job_1_is_there, act_in(0, OrdersAction::sync)});
  ASSERT_THAT(diary.asked, SizeIs(1));
  EXPECT_EQ(diary.asked.front().at, Time{600s});
  EXPECT_EQ(diary.asked.front().what, JobId{1});
  ASSERT_THAT(diary.answers, SizeIs(1));
  EXPECT_EQ(diary.answers.front().what.job, JobId{1});
  EXPECT_EQ(diary.answers.front().what.verdict, model::Verdict::in_step);
  EXPECT_THAT(diary.changes(), IsEmpty());
}

TEST(Orders, a_cancel_before_the_id_is_stored_is_skipped_as_found_and_kept_in_production) {
  // Whoever books cancels 1 ms later.
  const std::vector<Decision> decisions{act_in(0, OrdersAction::book),
                                        act_in(1, OrdersAction::cancel), gap_before(1, 1ms)};
  OrdersPlay found(options_of(OrdersVariant::as_found));
  const OrdersDiary& lost = found.replayed(decisions);
  ASSERT_THAT(lost.skipped, SizeIs(1));
  EXPECT_EQ(lost.skipped.front().what, JobId{1});
  EXPECT_THAT(lost.alerts(), IsEmpty());
  OrdersPlay kept(production());
  const OrdersDiary& diary = kept.replayed(decisions);
  EXPECT_THAT(diary.skipped, IsEmpty());
  EXPECT_THAT(diary.alert_effects(),
              ElementsAre(IntentEffect::alerted, IntentEffect::alert_closed));
}

TEST(Orders, the_remedies_warn_at_once_later_or_never) {
  const auto told = [](OrdersVariant variant) {
    OrdersPlay play(options_of(variant));
    std::vector<std::int64_t> seconds;
    for (const auto& note : play.replayed({act_in(0, OrdersAction::book),
                                           act_in(1, OrdersAction::cancel), gap_before(1, 1ms)})
                                .alerts()) {
      const auto after = std::chrono::floor<std::chrono::seconds>(note.at - Time{600s});
      seconds.push_back(after.count());
    }
    return seconds;
  };
  EXPECT_THAT(told(OrdersVariant::warning_only), ElementsAre(0));
  EXPECT_THAT(told(OrdersVariant::follow_up), ElementsAre(15 * 60));
  EXPECT_THAT(told(OrdersVariant::retry_only), IsEmpty());
}

// ---- Whom an action is about ----

TEST(Orders, an_action_is_about_the_latest_job_or_one_before_it) {
  const auto edited = [](Outcome back) {
    OrdersPlay play(production());
    const OrdersDiary& diary =
        play.replayed({job_1_is_there, act_in(0, OrdersAction::book), act_in(1, OrdersAction::book),
                       act_in(2, OrdersAction::edit), target_of(2, back)});
    return diary.attik.back().what.by_sync ? JobId::none() : diary.attik.back().what.job.id;
  };
  EXPECT_EQ(edited(0), JobId{3});
  EXPECT_EQ(edited(1), JobId{2});
  EXPECT_EQ(edited(2), JobId{1});
  EXPECT_EQ(edited(3), native_job);
}

TEST(Orders, what_is_not_for_a_native_job_is_done_to_one_of_attik) {
  OrdersPlay play(production());
  const OrdersDiary& diary =
      play.replayed({job_1_is_there, act_in(0, OrdersAction::cancel), target_of(0, 3)});
  EXPECT_TRUE(diary.job(1).cancelled);
  EXPECT_FALSE(diary.job(0).cancelled);
}

TEST(Orders, without_a_job_of_attik_there_is_nothing_to_cancel) {
  OrdersPlay play(production());
  const OrdersDiary& diary = play.replayed({act_in(0, OrdersAction::cancel), target_of(0, 1)});
  EXPECT_THAT(diary.attik, SizeIs(1));
}

TEST(Orders, an_edit_of_a_native_job_is_left_to_the_native_path) {
  OrdersPlay play(production());
  const OrdersDiary& diary = play.replayed({act_in(0, OrdersAction::edit), target_of(0, 3)});
  EXPECT_EQ(diary.job(0).primary(), model::InspectorId{1});
  // The change itself starts nothing; the sweep finds the job half an hour after the start.
  ASSERT_FALSE(diary.wire.empty());
  for (const auto& note : diary.wire) {
    EXPECT_GE(note.at, Time{30min});
    EXPECT_EQ(note.what.issuer, model::Issuer::spectora_native);
  }
}

TEST(Orders, no_more_jobs_are_booked_than_the_scenario_has) {
  const auto jobs = [](std::int64_t most) {
    OrdersPlay play(production({.jobs = most}));
    std::vector<Decision> decisions;
    for (std::uint32_t slot = 0; slot < 6; ++slot) {
      decisions.push_back(act_in(slot, OrdersAction::book));
    }
    return play.replayed(decisions).changes().size();
  };
  EXPECT_EQ(jobs(1), 1U);
  EXPECT_EQ(jobs(3), 3U);
}

TEST(Orders, no_more_is_done_than_there_are_actions) {
  OrdersPlay play(production({.actions = 1}));
  const OrdersDiary& diary =
      play.replayed({act_in(0, OrdersAction::book), act_in(1, OrdersAction::cancel)});
  EXPECT_FALSE(diary.job(1).cancelled);
}

// ---- Client references ----

TEST(Orders, whether_client_references_count_is_an_option_or_drawn) {
  const auto honoured = [](ClientReferences option, const std::vector<Decision>& decisions) {
    OrdersPlay play(production({.client_references = static_cast<std::int64_t>(option)}));
    const OrdersDiary& diary = play.replayed(decisions);
    EXPECT_THAT(diary.references, SizeIs(1));
    return diary.references.front();
  };
  EXPECT_TRUE(honoured(ClientReferences::either, {}));
  EXPECT_FALSE(honoured(ClientReferences::either, {references_are_ignored}));
  EXPECT_TRUE(honoured(ClientReferences::honoured, {references_are_ignored}));
  EXPECT_FALSE(honoured(ClientReferences::ignored, {}));
}

TEST(Orders, a_post_that_is_sent_again_makes_a_second_order_where_references_are_ignored) {
  // For a mutant that sends it again when its reply was lost.
  const auto orders = [](const std::vector<Decision>& drawn) {
    OrdersPlay play(without(Guard::reread_after_timeout));
    std::vector<Decision> decisions = drawn;
    decisions.push_back(act_in(0, OrdersAction::book));
    const OrdersDiary& calm = play.replayed(decisions);
    const auto post = std::ranges::find(calm.wire, OrderVerb::post_order,
                                        [](const auto& note) { return note.what.verb; });
    decisions.push_back(
        {{Site::reply_fault, post->what.cause()}, static_cast<Outcome>(ReplyVerdict::lost)});
    const OrdersDiary& diary = play.replayed(decisions);
    return std::ranges::count(diary.orders, model::OrderEffect::created, [](const auto& note) {
      return note.what.author == Author::start ? model::OrderEffect::cancelled : note.what.effect;
    });
  };
  EXPECT_EQ(orders({}), 1);
  EXPECT_EQ(orders({references_are_ignored}), 2);
}

// ---- Bad starts ----

TEST(Orders, while_the_sync_is_switched_off_nothing_is_sent_and_then_all_is_made_up_for) {
  OrdersPlay play(production());
  const OrdersDiary& diary =
      play.replayed({starts_as(SyncStart::disabled), act_in(0, OrdersAction::book)});
  EXPECT_THAT(diary.disabled, ElementsAre(Time{40min}));
  EXPECT_EQ(diary.attik[1].at, Time{600s});
  EXPECT_THAT(diary.changes(), ElementsAre("order 1: made for job 1, A, day 3 09:00"));
  EXPECT_GT(diary.wire.front().at, Time{40min});
  EXPECT_LT(diary.orders.back().at, Time{41min});
  // Both saves were announced, and when the sync is switched on every job is, to each worker.
  EXPECT_THAT(diary.announced,
              ElementsAre(JobId{1}, JobId{1}, JobId{0}, JobId{1}, JobId{0}, JobId{1}));
  // Staff were told meanwhile, and are not at the end.
  ASSERT_GE(diary.alerts().size(), 2U);
  EXPECT_LT(diary.alerts().front().at, Time{40min});
  EXPECT_EQ(diary.alert_effects().back(), IntentEffect::alert_closed);
}

TEST(Orders, a_key_that_is_refused_from_the_start_is_told_as_a_fault_of_all_orders) {
  OrdersPlay play(production());
  const OrdersDiary& diary =
      play.replayed({starts_as(SyncStart::failing), act_in(0, OrdersAction::book)});
  ASSERT_THAT(diary.faults, SizeIs(1));
  EXPECT_EQ(diary.faults.front().at, Time{});
  EXPECT_EQ(diary.faults.front().what.fault, Fault::key_revoked);
  EXPECT_EQ(diary.faults.front().what.order, std::nullopt);
  EXPECT_THAT(diary.changes(), IsEmpty());
  EXPECT_FALSE(diary.wire.empty());
  EXPECT_THAT(diary.alert_effects(), ElementsAre(IntentEffect::alerted));
  EXPECT_THAT(diary.disabled, IsEmpty());
}

TEST(Orders, staff_take_over_what_an_alert_tells_them) {
  OrdersPlay play(production());
  const OrdersDiary& diary =
      play.replayed({starts_as(SyncStart::failing), job_1_is_there, act_in(0, OrdersAction::cancel),
                     act_in(1, OrdersAction::sync)});
  EXPECT_THAT(diary.asked, IsEmpty());
  ASSERT_FALSE(diary.alerts().empty());
  EXPECT_EQ(diary.alerts().back().what.effect, IntentEffect::acknowledged);
  EXPECT_EQ(diary.alerts().back().at, Time{1200s});
  EXPECT_EQ(diary.alerts().back().what.run, action_cause(1));
}

TEST(Orders, a_scenario_may_have_no_bad_starts) {
  for (const SyncStart start : {SyncStart::disabled, SyncStart::failing}) {
    OrdersPlay play(production({.bad_starts = 0}));
    const OrdersDiary& diary = play.replayed({starts_as(start), act_in(0, OrdersAction::book)});
    EXPECT_THAT(diary.disabled, IsEmpty());
    EXPECT_THAT(diary.faults, IsEmpty());
    EXPECT_THAT(diary.changes(), SizeIs(1));
    EXPECT_THAT(play.choices().unused(), SizeIs(1));  // nobody has asked
  }
}

}  // namespace
}  // namespace interleave::sim
