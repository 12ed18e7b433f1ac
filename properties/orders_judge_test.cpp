// What the judge of orders finds at rest, of what staff know, and of what is sent: CAN, ONE, CAL,
// KNOWN, NORES, ALERT, SCOPE, FAILC. What every core promises is in orders_promises_test.cpp, what
// is told beside the verdict in orders_report_test.cpp.
#include "properties/orders_judge.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/orders_hearing.hpp"

namespace interleave::properties {
namespace {

using model::Author;
using model::Creation;
using model::IntentStatus;
using model::IntentVerb;
using model::JobId;
using model::OrderVerb;
using model::Status;
using model::Time;
using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using SyncRun = OrdersHearing::SyncRun;

/// Only of those properties.
OrdersJudge::Options only(std::initializer_list<std::string_view> properties) {
  OrdersJudge::Options options;
  for (std::size_t i = 0; i < orders_signatures.size(); ++i) {
    const std::string_view property = orders_signatures[i].property;
    if (std::ranges::find(properties, property) == properties.end()) options.unjudged.add(i);
  }
  return options;
}
OrdersJudge::Options only_at_rest() { return only({"CAN", "ONE", "CAL"}); }
OrdersJudge::Options only_known(bool obliged = false) {
  OrdersJudge::Options options = only({"KNOWN"});
  options.obliged = obliged;
  return options;
}

// ---- A job that is cancelled ----

TEST(OrdersJudge, finds_nothing_about_a_job_whose_order_is_cancelled_with_it) {
  OrdersHearing hearing;
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  const SyncRun run = hearing.leased();
  hearing.search(run);
  hearing.done(run, OrderVerb::cancel_order);
  hearing.released(run);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
}

TEST(OrdersJudge, a_cancelled_job_whose_order_stands_though_no_cancel_was_sent_is_silent) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  EXPECT_THAT(hearing.at_rest(), ElementsAre("CAN.silent"));
}

TEST(OrdersJudge, an_order_that_was_left_out_of_the_cancel_is_orphaned) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.made(Author::client, 1);
  hearing.at(10min);
  hearing.cancelled();
  hearing.done(hearing.unleased(), OrderVerb::cancel_order, 1);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("CAN.orphaned"));
}

TEST(OrdersJudge, an_order_that_was_sent_a_cancel_in_vain_is_unread) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  const SyncRun run = hearing.unleased();
  hearing.answered(hearing.sent(run, OrderVerb::cancel_order), Status::unauthorized);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("CAN.unread"));
}

TEST(OrdersJudge, a_cancel_that_was_sent_before_people_cancelled_again_does_not_count) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  const SyncRun run = hearing.unleased();
  hearing.answered(hearing.sent(run, OrderVerb::cancel_order), Status::unauthorized);
  hearing.reinstated();
  hearing.cancelled();
  EXPECT_THAT(hearing.at_rest(), ElementsAre("CAN.silent"));
}

TEST(OrdersJudge, a_cancel_that_a_sync_takes_back_on_the_record_is_undone) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.order_cancelled(Author::client);
  hearing.undone();
  EXPECT_THAT(hearing.at_rest(), ElementsAre("CAN.undone"));
}

TEST(OrdersJudge, people_may_take_a_cancel_back) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.reinstated();
  hearing.linked();
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(OrdersJudge, staff_who_were_told_of_an_order_that_could_be_cancelled_are_left_with_it) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.alerted(10min);
  hearing.at(1h);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("CAN.left"));
}

TEST(OrdersJudge, staff_who_were_told_of_an_order_that_refuses_everything_are_all_that_helps) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.at(10min);
  hearing.fault(sim::Fault::order_poisoned);
  hearing.cancelled();
  hearing.alerted(10min);
  hearing.at(1h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(OrdersJudge, an_alert_that_staff_do_not_see_yet_tells_nobody) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.alerted(2h);
  hearing.at(1h);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("CAN.silent"));
}

TEST(OrdersJudge, a_spectora_native_job_is_none_of_its_business) {
  OrdersHearing hearing(only_at_rest());
  hearing.booked(JobId{0}, Creation::spectora);
  hearing.at(10min);
  hearing.cancelled(JobId{0});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- A job that is on ----

TEST(OrdersJudge, a_job_with_two_live_orders_has_two) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.made(Author::client, 1);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ONE.two"));
}

TEST(OrdersJudge, a_cancelled_order_beside_the_live_one_does_not_count) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.made(Author::client, 1);
  hearing.order_cancelled(Author::client, 1);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(OrdersJudge, where_references_count_a_second_live_order_is_found_at_once) {
  for (const bool honoured : {true, false}) {
    OrdersJudge::Options options = only({"ONE"});
    options.obliged = true;
    OrdersHearing hearing(options);
    hearing.references(honoured);
    hearing.given();
    hearing.made(Author::client, 1);
    EXPECT_THAT(hearing.violated(),
                honoured ? testing::Matcher<std::vector<std::string>>(ElementsAre("ONE.twice"))
                         : testing::Matcher<std::vector<std::string>>(IsEmpty()));
  }
}

TEST(OrdersJudge, a_job_without_an_order_has_none) {
  OrdersHearing hearing(only_at_rest());
  hearing.booked();
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ONE.none"));
}

TEST(OrdersJudge, an_order_that_the_record_does_not_name_is_unlinked) {
  OrdersHearing hearing(only_at_rest());
  hearing.booked();
  hearing.made(Author::client);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ONE.unlinked"));
}

TEST(OrdersJudge, a_live_order_that_carries_another_time_shows_another_event) {
  OrdersHearing hearing(only_at_rest());
  hearing.given();
  hearing.at(10min);
  hearing.saved([](model::Job& job) { job.starts += 1h; });
  EXPECT_THAT(hearing.at_rest(), ElementsAre("CAL.event"));
}

TEST(OrdersJudge, a_job_that_staff_were_told_of_need_not_be_right) {
  OrdersHearing hearing(only_at_rest());
  hearing.booked();
  hearing.at(10min);
  hearing.alerted(10min);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- Where another core keeps the calendar events ----

OrdersJudge::Options without_events() {
  OrdersJudge::Options options;
  options.events = false;
  return options;
}

TEST(OrdersJudge, an_event_that_another_core_keeps_is_neither_judged_nor_out_of_step) {
  for (const bool events : {true, false}) {
    OrdersJudge::Options options;
    options.events = events;
    OrdersHearing hearing(options);
    hearing.given();
    hearing.at(10min);
    hearing.saved([](model::Job& job) { job.starts += 1h; });
    hearing.announced();
    hearing.at(3h);
    EXPECT_EQ(hearing.at_rest().empty(), !events);
    EXPECT_EQ(hearing.judge().evidence().empty(), !events);
  }
}

TEST(OrdersJudge, who_tells_people_that_such_an_order_is_in_step_is_right_whatever_its_event_says) {
  for (const bool events : {true, false}) {
    OrdersJudge::Options options = only({"TRUTH"});
    options.events = events;
    OrdersHearing hearing(options);
    hearing.given();
    hearing.at(10min);
    hearing.saved([](model::Job& job) { job.inspectors = {model::InspectorId{1}}; });
    hearing.at(11min);
    const SyncRun run = hearing.leased();
    hearing.search(run);
    hearing.answer(run);
    EXPECT_EQ(hearing.violated().empty(), !events);
  }
}

TEST(OrdersJudge, how_many_orders_a_job_has_counts_whoever_keeps_their_events) {
  OrdersHearing none(without_events());
  none.booked();
  EXPECT_THAT(none.at_rest(), Contains("ONE.none"));
  OrdersHearing two(without_events());
  two.given();
  two.made(Author::client, 1);
  EXPECT_THAT(two.at_rest(), Contains("ONE.two"));
  OrdersHearing silent(without_events());
  silent.given();
  silent.at(10min);
  silent.cancelled();
  silent.at(3h);
  EXPECT_THAT(silent.at_rest(), Contains("CAN.silent"));
}

// ---- What staff know ----

/// A cancel at 10 min whose order stands; staff are told at `told`, and the order is cancelled at
/// 30 min. They have to know within 5 min.
std::vector<std::string> known(model::Duration told) {
  OrdersHearing hearing(only_known());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.at(std::min<model::Duration>(told, 30min));
  hearing.alerted(told);
  hearing.at(30min);
  hearing.order_cancelled(Author::client);
  return hearing.at_rest();
}

TEST(OrdersJudge, staff_know_in_time_of_a_cancel_that_is_not_confirmed) {
  EXPECT_THAT(known(10min), IsEmpty());
  EXPECT_THAT(known(15min), IsEmpty());
  EXPECT_THAT(known(15min + 1us), ElementsAre("KNOWN.late"));
}

TEST(OrdersJudge, a_cancel_that_is_confirmed_late_and_that_nobody_was_told_of_is_late) {
  EXPECT_THAT(known(3h), ElementsAre("KNOWN.late"));
}

TEST(OrdersJudge, an_alert_that_was_opened_for_later_is_known_from_then_on) {
  OrdersHearing hearing(only_known());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.alerted(15min);
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(OrdersJudge, a_cancel_that_nobody_is_ever_told_of_is_never_known) {
  OrdersHearing hearing(only_known());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.at(15min);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("KNOWN.never"));
}

TEST(OrdersJudge, staff_who_took_it_over_know) {
  OrdersHearing hearing(only_known());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.alerted(12min);
  hearing.at(13min);
  hearing.acknowledged();
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(OrdersJudge, a_job_that_is_on_again_has_nothing_to_be_known_of) {
  OrdersHearing hearing(only_known());
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.at(14min);
  hearing.reinstated();
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(OrdersJudge, an_obliged_core_never_leaves_a_cancel_without_an_alert_that_stands) {
  OrdersHearing hearing(only_known(true));
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.alerted(15min);  // in one transaction
  hearing.at(11min);
  hearing.made(Author::late, 1);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.alert_closed();
  hearing.at(12min);
  hearing.made(Author::late, 2);
  EXPECT_THAT(hearing.violated(), ElementsAre("KNOWN.unwatched"));
}

// ---- What is sent ----

TEST(OrdersJudge, nothing_is_made_or_moved_unless_the_job_was_read_right_before_and_was_on) {
  for (const OrderVerb verb : {OrderVerb::post_order, OrderVerb::put_event}) {
    OrdersHearing hearing(only({"NORES"}));
    hearing.given();
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.read_job(run);
    hearing.sent(run, verb);
    EXPECT_THAT(hearing.violated(), IsEmpty());
    hearing.heard(run, IntentVerb::renew);
    hearing.sent(run, verb);
    EXPECT_THAT(hearing.violated(), ElementsAre("NORES.write"));
  }
}

TEST(OrdersJudge, to_store_the_id_is_to_read_the_job) {
  OrdersHearing hearing(only({"NORES"}));
  hearing.given();
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  hearing.heard(run, IntentVerb::link_order);
  hearing.sent(run, OrderVerb::put_event);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(OrdersJudge, a_read_that_failed_or_was_another_runs_is_no_read) {
  OrdersHearing hearing(only({"NORES"}));
  hearing.given();
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  hearing.read_job(hearing.unleased());
  hearing.heard(run, IntentVerb::read_job, IntentStatus::failed);
  hearing.sent(run, OrderVerb::put_event);
  EXPECT_THAT(hearing.violated(), ElementsAre("NORES.write"));
}

TEST(OrdersJudge, nothing_is_made_for_a_job_that_was_read_cancelled) {
  OrdersHearing hearing(only({"NORES"}));
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  const SyncRun run = hearing.leased();
  hearing.read_job(run);
  hearing.sent(run, OrderVerb::cancel_order);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.sent(run, OrderVerb::post_order, 1);
  EXPECT_THAT(hearing.violated(), ElementsAre("NORES.write"));
}

TEST(OrdersJudge, no_order_is_made_on_the_ground_of_a_search_that_failed) {
  for (const Status status : {Status::ok, Status::bad_gateway}) {
    OrdersHearing hearing(only({"FAILC"}));
    hearing.booked();
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.search(run, status);
    hearing.sent(run, OrderVerb::post_order);
    EXPECT_EQ(hearing.violated().empty(), status == Status::ok);
  }
}

TEST(OrdersJudge, the_attik_created_path_never_writes_a_native_order) {
  using model::Issuer;
  for (const Issuer issuer : {Issuer::attik_created, Issuer::spectora_native}) {
    OrdersHearing hearing(only({"SCOPE"}));
    hearing.booked(JobId{0}, Creation::spectora);
    const SyncRun run{model::Cause{77}, JobId{0}};
    hearing.sent(run, OrderVerb::find_orders, 0, Issuer::attik_created);
    EXPECT_THAT(hearing.violated(), IsEmpty());
    hearing.sent(run, OrderVerb::put_event, 0, issuer);
    EXPECT_EQ(hearing.violated().empty(), issuer == Issuer::spectora_native);
  }
}

// ---- Alerts at the end ----

TEST(OrdersJudge, an_alert_is_missing_of_a_job_that_is_out_of_step_at_the_end) {
  OrdersHearing hearing(only({"ALERT"}));
  hearing.booked();
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ALERT.missing"));
}

TEST(OrdersJudge, an_alert_of_a_job_that_is_in_step_stands_unless_nobody_can_read) {
  for (const bool revoked : {false, true}) {
    OrdersHearing hearing(only({"ALERT"}));
    hearing.given();
    hearing.at(10min);
    if (revoked) hearing.fault_everywhere(sim::Fault::key_revoked);
    hearing.alerted(10min);
    EXPECT_EQ(hearing.at_rest().empty(), revoked);
  }
}

TEST(OrdersJudge, an_alert_that_was_closed_does_not_stand) {
  OrdersHearing hearing(only({"ALERT"}));
  hearing.given();
  hearing.at(10min);
  hearing.alerted(10min);
  hearing.at(20min);
  hearing.alert_closed();
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- A new run ----

TEST(OrdersJudge, knows_nothing_of_the_run_before) {
  OrdersHearing hearing;
  hearing.given();
  hearing.at(10min);
  hearing.cancelled();
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), Not(IsEmpty()));
  hearing.judge().reset();
  EXPECT_THAT(hearing.violated(), IsEmpty());
  EXPECT_THAT(hearing.situations(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
  hearing.judge().finish(Time(3h));
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

}  // namespace
}  // namespace interleave::properties
