// What the judge of the whole finds of rows and jobs, and of orders at rest: WHOLE. What it
// measures and tells beside the verdict is at the end.
#include "properties/whole_judge.hpp"

#include <array>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/ensure.hpp"
#include "properties/whole_hearing.hpp"

namespace interleave::properties {
namespace {

using namespace model;
using testing::ElementsAre;
using testing::IsEmpty;
using Core = WholeHearing::Core;

constexpr InspectorId a = WholeHearing::a;
constexpr InspectorId b = WholeHearing::b;
constexpr InspectorId c{2};
constexpr JobId second = WholeHearing::second;
constexpr Time nine = WholeHearing::nine;
constexpr Time half_past_eleven = WholeHearing::half_past_eleven;
constexpr Time ten = nine + 1h;
constexpr std::array<Core, 2> cores{Core::orders, Core::assignments};

WholeHearing given() {
  WholeHearing hearing;
  hearing.given();
  hearing.at(10min);
  return hearing;
}

TEST(WholeJudge, finds_nothing_where_a_booking_its_job_and_its_order_say_the_same) {
  WholeHearing hearing = given();
  hearing.moved(ten);
  hearing.reassigned({b, a});
  hearing.at(11min);
  hearing.event(ten);
  hearing.assigned({b});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
}

// ---- WHOLE.record ----

TEST(WholeJudge, a_booking_that_changes_without_its_job_says_something_else) {
  for (const WholeHearing::Change& change : {
           WholeHearing::Change([](CalendarEntry& row) { row.live = false; }),
           WholeHearing::Change([](CalendarEntry& row) { row.when.start = ten; }),
           WholeHearing::Change([](CalendarEntry& row) { row.inspectors.push_back(b); }),
           WholeHearing::Change([](CalendarEntry& row) { row.inspectors.front() = b; }),
       }) {
    WholeHearing hearing = given();
    hearing.change_row(change);
    EXPECT_THAT(hearing.violated(), IsEmpty());  // the job may be next
    hearing.at(11min);
    hearing.alerted(Core::orders, 20min);
    EXPECT_THAT(hearing.violated(), ElementsAre("WHOLE.record"));
  }
}

TEST(WholeJudge, so_does_a_job_that_changes_without_its_booking) {
  WholeHearing hearing = given();
  hearing.change_job([](Job& job) { job.cancelled = true; });
  hearing.made(1);
  EXPECT_THAT(hearing.violated(), IsEmpty());  // at the same instant
  hearing.at(11min);
  hearing.order_cancelled(1);
  EXPECT_THAT(hearing.violated(), ElementsAre("WHOLE.record"));
}

TEST(WholeJudge, what_a_later_write_mends_was_wrong_until_then) {
  WholeHearing hearing = given();
  hearing.change_row([](CalendarEntry& row) { row.when.start = ten; });
  hearing.at(10min + 1us);
  hearing.change_job([](Job& job) { job.starts = ten; });
  EXPECT_THAT(hearing.violated(), ElementsAre("WHOLE.record"));
}

TEST(WholeJudge, a_row_and_its_job_are_compared_at_the_end_too) {
  for (const bool probed : {false, true}) {
    WholeHearing hearing;
    hearing.given();
    if (probed) hearing.probe_starts();
    EXPECT_THAT(hearing.violated(), IsEmpty());
    hearing.change_job([](Job& job) { job.inspectors.push_back(b); });
    EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.record"));
  }
  WholeHearing at_rest;
  at_rest.row_alone();
  at_rest.probe_starts();
  EXPECT_THAT(at_rest.violated(), ElementsAre("WHOLE.record", "WHOLE.missing"));
}

TEST(WholeJudge, the_order_in_which_one_transaction_is_told_does_not_matter) {
  WholeHearing row_first;
  row_first.row_first();
  row_first.at(1min);
  row_first.made();
  row_first.assigned({a});
  EXPECT_THAT(row_first.at_rest(), IsEmpty());
  WholeHearing job_first;
  job_first.job_first();
  job_first.at(1min);
  job_first.made();
  job_first.assigned({a});
  EXPECT_THAT(job_first.at_rest(), IsEmpty());
}

TEST(WholeJudge, a_booking_has_a_job_and_a_booked_job_has_a_booking) {
  WholeHearing row;
  row.row_alone();
  EXPECT_THAT(row.at_rest(), ElementsAre("WHOLE.record", "WHOLE.missing"));
  EXPECT_THAT(row.judge().evidence(), ElementsAre("WHOLE.record fails first at 0.000000 s: "
                                                  "booking 0 (A on day 2 09:00) and no job",
                                                  "WHOLE.missing fails first at 0.000000 s: "
                                                  "booking 0 (A on day 2 09:00)"));
  WholeHearing job;
  job.job_alone();
  EXPECT_THAT(job.at_rest(), ElementsAre("WHOLE.record"));
  EXPECT_THAT(job.judge().evidence(),
              ElementsAre("WHOLE.record fails first at 0.000000 s: booking 0, which is not in the "
                          "calendar and job 1 (A on day 2 09:00)"));
}

TEST(WholeJudge, refuses_a_second_booking_of_a_job_and_a_second_job_of_a_booking) {
  WholeHearing hearing = given();
  EXPECT_THROW(hearing.judge().on_booked(EntryId{7}, WholeHearing::subject), InternalError);
  EXPECT_THROW(hearing.judge().on_booked(EntryId{0}, second), InternalError);
}

TEST(WholeJudge, who_is_known_by_another_id_is_the_same_person) {
  WholeHearing hearing = given();
  hearing.change_job([](Job& job) { job.inspectors.front() = spectora_identity(a); });
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(WholeJudge, the_primary_is_the_first_of_both) {
  WholeHearing hearing;
  hearing.booked(WholeHearing::subject, [](CalendarEntry& row) { row.inspectors.push_back(b); });
  hearing.change_job([](Job& job) { std::swap(job.inspectors[0], job.inspectors[1]); });
  hearing.at(1min);
  hearing.made();
  EXPECT_THAT(hearing.violated(), ElementsAre("WHOLE.record"));
}

TEST(WholeJudge, what_a_sync_writes_of_a_job_is_judged_elsewhere) {
  WholeHearing hearing = given();
  hearing.by_sync([](Job& job) { job.cancelled = true; });
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(WholeJudge, only_bookings_are_jobs) {
  for (const EntryKind kind :
       {EntryKind::native, EntryKind::hold, EntryKind::event, EntryKind::vacation}) {
    WholeHearing hearing = given();
    hearing.other_row(kind);
    EXPECT_THAT(hearing.at_rest(), IsEmpty());
  }
}

TEST(WholeJudge, an_order_that_was_created_at_spectora_is_none_of_its_business) {
  WholeHearing hearing = given();
  const Job native{.id = JobId{0}, .order = OrderId{0}, .inspectors = {}};
  hearing.judge().on_commit(Time(10min), AttikCommit{native});
  hearing.judge().on_commit(
      Time(10min), OrderCommit{OrderEffect::created, {OrderId{0}, {JobId{0}, 0}, {nine, a}}});
  hearing.assigned({a, a}, 0, JobId{0});
  hearing.event(ten, 0, JobId{0});
  hearing.alerted(Core::orders, 1min, JobId{0});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- WHOLE.missing ----

TEST(WholeJudge, a_booking_without_a_live_order_misses_it) {
  WholeHearing hearing;
  hearing.booked();
  EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.missing"));
  WholeHearing dead = given();
  dead.order_cancelled();
  EXPECT_THAT(dead.at_rest(), ElementsAre("WHOLE.missing"));
}

TEST(WholeJudge, an_order_has_the_time_of_its_booking) {
  WholeHearing hearing = given();
  hearing.moved(ten);
  hearing.rescheduled(ten);  // its event says so, or nothing does
  EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.missing"));
  WholeHearing moved = given();
  moved.moved(ten);
  moved.event(ten);
  EXPECT_THAT(moved.at_rest(), IsEmpty());
}

TEST(WholeJudge, an_order_has_its_booking_s_inspectors_once_each_and_nobody_else) {
  WholeHearing fewer = given();
  fewer.reassigned({a, b});
  EXPECT_THAT(fewer.at_rest(), ElementsAre("WHOLE.missing"));
  WholeHearing more = given();
  more.assigned({b});
  EXPECT_THAT(more.at_rest(), ElementsAre("WHOLE.missing"));
  WholeHearing other = given();
  other.reassigned({b});
  EXPECT_THAT(other.at_rest(), ElementsAre("WHOLE.missing"));
  WholeHearing right = given();
  right.reassigned({b, c});
  right.unassigned(a);
  right.assigned({c, b});
  EXPECT_THAT(right.at_rest(), IsEmpty());
}

TEST(WholeJudge, one_order_of_several_is_enough) {
  WholeHearing hearing = given();
  hearing.order_cancelled();
  hearing.made(1);
  hearing.assigned({a}, 1);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- WHOLE.dispatched ----

TEST(WholeJudge, no_order_of_a_cancelled_booking_is_left) {
  for (const bool cancelled : {false, true}) {
    WholeHearing hearing = given();
    hearing.cancelled();
    hearing.at(11min);
    if (cancelled) hearing.order_cancelled();
    hearing.made(1);
    hearing.order_cancelled(1);
    if (cancelled) {
      EXPECT_THAT(hearing.at_rest(), IsEmpty());
    } else {
      EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.dispatched"));
    }
  }
}

// ---- WHOLE.double ----

/// Two bookings with their orders: A at nine, and A at half past eleven.
WholeHearing two() {
  WholeHearing hearing;
  hearing.given();
  hearing.given(second, [](CalendarEntry& row) {
    row.when = {half_past_eleven, half_past_eleven + WholeHearing::length};
  });
  hearing.at(10min);
  return hearing;
}

TEST(WholeJudge, whoever_stands_on_two_orders_that_overlap_is_booked_twice) {
  EXPECT_THAT(two().at_rest(), IsEmpty());  // they touch
  WholeHearing moved = two();
  moved.event(half_past_eleven - 1us, 0, second);
  EXPECT_THAT(moved.at_rest(), ElementsAre("WHOLE.missing", "WHOLE.double"));
  EXPECT_EQ(moved.judge().evidence()[1],
            "WHOLE.double fails first at 600.000000 s: booking 0 (A on day 2 09:00) and "
            "booking 1 (A on day 2 11:30)");
}

TEST(WholeJudge, two_orders_of_one_booking_overlap_too) {
  WholeHearing hearing = given();
  hearing.made(1);
  hearing.assigned({a}, 1);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.double"));
}

TEST(WholeJudge, an_order_lasts_as_long_as_its_booking) {
  WholeHearing longer = two();
  longer.saved([](CalendarEntry& row) { row.when.end += 1us; });
  EXPECT_THAT(longer.at_rest(), ElementsAre("WHOLE.double"));
}

TEST(WholeJudge, somebody_else_on_the_other_order_is_not_booked_twice) {
  WholeHearing hearing = two();
  hearing.moved(nine, second);
  hearing.reassigned({b}, second);
  hearing.event(nine, 0, second);
  hearing.unassigned(a, 0, second);
  hearing.assigned({b}, 0, second);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(WholeJudge, an_order_that_is_cancelled_takes_nobody_s_time) {
  WholeHearing hearing = two();
  hearing.cancelled(second);
  hearing.event(nine, 0, second);
  hearing.order_cancelled(0, second);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(WholeJudge, what_staff_put_on_top_and_said_so_may_overlap) {
  for (const JobId job : {WholeHearing::subject, second}) {
    WholeHearing hearing = two();
    hearing.moved(nine, second);
    hearing.event(nine, 0, second);
    hearing.saved([](CalendarEntry& row) { row.overriding = true; }, job);
    EXPECT_THAT(hearing.at_rest(), IsEmpty());
  }
}

// ---- Staff are told ----

TEST(WholeJudge, what_staff_are_told_by_either_core_is_excused) {
  for (const Core core : cores) {
    WholeHearing missing = given();
    missing.order_cancelled();
    missing.alerted(core, 10min);
    EXPECT_THAT(missing.at_rest(), IsEmpty());
    WholeHearing dispatched = given();
    dispatched.cancelled();
    dispatched.alerted(core, 5min);
    EXPECT_THAT(dispatched.at_rest(), IsEmpty());
    for (const JobId job : {WholeHearing::subject, second}) {
      WholeHearing twice = two();
      twice.moved(nine, second);
      twice.event(nine, 0, second);
      twice.alerted(core, 10min, job);
      EXPECT_THAT(twice.at_rest(), IsEmpty());
    }
  }
}

TEST(WholeJudge, an_alert_that_nobody_sees_yet_excuses_nothing) {
  WholeHearing hearing = given();
  hearing.order_cancelled();
  hearing.alerted(Core::orders, 10min + 1us);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.missing"));
}

TEST(WholeJudge, each_core_closes_its_own_alert) {
  for (const Core closing : cores) {
    WholeHearing hearing = given();
    hearing.order_cancelled();
    hearing.alerted(Core::assignments, 10min);
    hearing.alert_closed(closing);
    if (closing == Core::assignments) {
      EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.missing"));
    } else {
      EXPECT_THAT(hearing.at_rest(), IsEmpty());
    }
  }
}

TEST(WholeJudge, what_staff_have_taken_over_they_know_until_the_next_save) {
  for (const bool saved_again : {false, true}) {
    WholeHearing hearing = given();
    hearing.cancelled();
    hearing.alerted(Core::orders, 10min);
    hearing.acknowledged(Core::orders);
    hearing.by_sync([](Job&) {});
    if (saved_again) hearing.saved([](CalendarEntry&) {});
    if (saved_again) {
      EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.dispatched"));
    } else {
      EXPECT_THAT(hearing.at_rest(), IsEmpty());
    }
  }
}

// ---- Phases, and what is not judged ----

TEST(WholeJudge, rest_ends_with_the_probe) {
  WholeHearing after = given();
  after.probe_starts();
  after.order_cancelled();
  EXPECT_THAT(after.at_rest(), IsEmpty());
  WholeHearing before = given();
  before.order_cancelled();
  before.probe_starts();
  EXPECT_THAT(before.violated(), ElementsAre("WHOLE.missing"));
}

TEST(WholeJudge, what_is_not_judged_is_not_found) {
  for (std::size_t place = 0; place < whole_signatures.size(); ++place) {
    WholeJudge::Options options;
    options.unjudged.add(place);
    WholeHearing hearing(options);
    hearing.given();
    hearing.given(second);
    hearing.change_row([](CalendarEntry& row) { row.when.start = ten; });
    hearing.given(JobId{3});
    hearing.cancelled(JobId{3});
    EXPECT_THAT(hearing.at_rest(), testing::SizeIs(3));
    EXPECT_FALSE(hearing.judge().violated().contains(place));
  }
}

TEST(WholeJudge, starts_every_run_afresh) {
  WholeHearing hearing = given();
  hearing.reassigned({b});
  hearing.alerted(Core::assignments, 1min);
  hearing.acknowledged(Core::orders);
  hearing.change_job([](Job& job) { job.cancelled = true; });
  hearing.probe_starts();
  EXPECT_THAT(hearing.violated(), ElementsAre("WHOLE.record"));
  hearing.change_job([](Job& job) { job.inspectors.clear(); });
  hearing.judge().reset();
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.at(20min);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  hearing.booked();
  hearing.made();
  EXPECT_EQ(hearing.measure().count(), 0U);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.missing"));
  EXPECT_THAT(
      hearing.judge().evidence(),
      ElementsAre("WHOLE.missing fails first at 1200.000000 s: booking 0 (A on day 2 09:00)",
                  "by the commit logs booking 0 (A on day 2 09:00) is job 1, and Spectora "
                  "shows order 1 (nobody, day 2 09:00); staff were told nothing"));
}

TEST(WholeJudge, forgets_what_staff_were_told_in_another_run) {
  for (const bool acknowledged : {false, true}) {
    WholeHearing hearing;
    hearing.alerted(Core::orders, 1min);
    if (acknowledged) hearing.acknowledged(Core::orders);
    hearing.judge().reset();
    hearing.at(5min);
    hearing.row_first();
    EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.missing"));
  }
}

// ---- What it measures and tells ----

TEST(WholeJudge, measures_from_a_save_until_the_order_is_as_the_booking_says) {
  WholeHearing hearing = given();
  EXPECT_EQ(hearing.measure().count(), 0U);  // how a run starts is nobody's save
  hearing.moved(ten);
  hearing.at(12min);
  hearing.reassigned({b});
  hearing.event(ten);
  hearing.unassigned(a);
  EXPECT_EQ(hearing.measure().count(), 0U);
  hearing.at(13min);
  hearing.assigned({b});
  EXPECT_EQ(hearing.measure().count(), 1U);
  EXPECT_EQ(hearing.measure().longest(), 3min);  // from the first of two saves
}

TEST(WholeJudge, measures_a_new_booking_and_a_cancelled_one) {
  WholeHearing hearing;
  hearing.booked();
  hearing.at(1min);
  hearing.made();
  hearing.at(2min);
  hearing.assigned({a});
  EXPECT_EQ(hearing.measure().longest(), 2min);
  hearing.cancelled();
  hearing.at(5min);
  hearing.order_cancelled();
  EXPECT_EQ(hearing.measure().count(), 2U);
  EXPECT_EQ(hearing.measure().longest(), 3min);
}

TEST(WholeJudge, measures_a_booking_in_whatever_order_its_transaction_is_told) {
  for (const bool row_first : {false, true}) {
    WholeHearing hearing;
    if (row_first) hearing.row_first();
    if (!row_first) hearing.job_first();
    hearing.made();
    hearing.at(1min);
    hearing.assigned({a});
    EXPECT_EQ(hearing.measure().longest(), 1min);
  }
}

TEST(WholeJudge, what_one_run_leaves_behind_is_not_measured_in_the_next) {
  WholeHearing hearing;
  hearing.booked();
  hearing.judge().reset();
  hearing.at(1min);
  hearing.given();
  EXPECT_EQ(hearing.measure().count(), 0U);
}

TEST(WholeJudge, an_order_beside_the_right_one_is_not_as_the_booking_says) {
  WholeHearing hearing;
  hearing.booked();
  hearing.made();
  hearing.made(1);
  hearing.assigned({a});
  EXPECT_EQ(hearing.measure().count(), 0U);
  hearing.at(1min);
  hearing.order_cancelled(1);
  EXPECT_EQ(hearing.measure().longest(), 1min);
}

TEST(WholeJudge, does_not_measure_what_somebody_does_at_spectora) {
  WholeHearing hearing = given();
  hearing.unassigned(a);
  hearing.at(1h);
  hearing.assigned({a});
  hearing.saved([](CalendarEntry&) {});
  EXPECT_EQ(hearing.measure().count(), 0U);
}

TEST(WholeJudge, tells_what_a_booking_and_its_job_say_and_which_orders_there_are) {
  WholeHearing hearing = given();
  hearing.made(1);
  hearing.order_cancelled(1);
  hearing.change_row([](CalendarEntry& row) { row.live = false; });
  hearing.at(11min);
  hearing.alerted(Core::orders, 20min);
  hearing.at(30min);
  hearing.event(ten);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("WHOLE.record"));
  EXPECT_THAT(
      hearing.judge().evidence(),
      ElementsAre("WHOLE.record fails first at 600.000000 s: booking 0 (A on day 2 09:00, "
                  "cancelled) and job 1 (A on day 2 09:00)",
                  "by the commit logs booking 0 (A on day 2 09:00, cancelled) is job 1, and "
                  "Spectora shows order 1 (A, day 2 10:00) and order 5 (cancelled); staff "
                  "were told"));
}

}  // namespace
}  // namespace interleave::properties
