// What the judge makes of orders that somebody else makes, links and cancels: which one counts, and
// from when on. What it finds of an order that counts is in the other files of its tests.
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_hearing.hpp"

namespace interleave::properties {
namespace {

using model::Author;
using model::OrderId;
using model::SpectoraVerb;
using namespace std::chrono_literals;
using sim::Fault;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Step = std::function<void(Hearing&)>;

constexpr model::Duration an_instant = 1us;
// The orders of job 0.
constexpr OrderId first = model::order_of(model::JobId{0}, 0);
constexpr OrderId second = model::order_of(model::JobId{0}, 1);

/// Whatever is out of step at the end is also something else; here it is only late.
AssignmentsJudge::Options only_prompt(model::Duration lag = {}) {
  AssignmentsJudge::Options options;
  options.unjudged = signatures_of({"ASG", "CAL", "LIVE", "TRACE"});
  options.list_lag = lag;
  return options;
}

/// A job that wants A, and names no order.
void insert(Hearing& hearing) { hearing.saved({a}, {.linked = false}); }

/// An order of job 0 is made, with its event and nobody on it.
void make(Hearing& hearing, OrderId order) { hearing.event_written_on(order, {nine, a}); }

void make_and_link(Hearing& hearing) {
  make(hearing, first);
  hearing.linked(0);
}

// ---- Every promise kept ----

TEST(AssignmentsLinks, an_order_that_is_made_linked_announced_filled_and_verified_keeps_all) {
  Hearing hearing;
  hearing.at(10min);
  insert(hearing);
  hearing.announced();
  hearing.at(11min);
  make_and_link(hearing);
  hearing.announced();
  hearing.asked();
  const auto run = hearing.leased();
  hearing.look(run);
  hearing.post(run, a);
  hearing.look(run);
  hearing.answer(run);
  hearing.released(run);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- A job that names no order ----

TEST(AssignmentsLinks, a_job_without_an_order_counts_as_in_step) {
  Hearing hearing;
  insert(hearing);
  hearing.announced();
  hearing.asked_and_told();
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
  for (const Histogram& spans : hearing.judge().measures()) EXPECT_EQ(spans.count(), 0U);
}

TEST(AssignmentsLinks, an_order_that_no_record_names_is_nobodys_business) {
  Hearing hearing;
  insert(hearing);
  make(hearing, first);
  hearing.assigned_on(first, b, false, Author::hand);
  hearing.assigned_on(first, c, false, Author::late);
  hearing.announced();
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.situations(), IsEmpty());
}

TEST(AssignmentsLinks, nobody_may_say_in_step_of_a_job_without_an_order_as_nobody_has_looked) {
  Hearing hearing;
  hearing.given({b});
  hearing.saved({a}, {.job = 1, .linked = false});
  hearing.at(2s);
  hearing.answer(hearing.leased({.job = 1}));
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.unverified"));
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("TRUTH.unverified fails first at 2.000000 s on job 1"));
}

TEST(AssignmentsLinks, a_reinstated_job_has_nothing_to_be_in_step_with_until_it_has_an_order) {
  Hearing hearing;
  hearing.given({a});
  hearing.saved({b}, {.cancelled = true});
  hearing.saved({b}, {.linked = false});
  hearing.announced();
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  make(hearing, second);
  hearing.linked(1);
  EXPECT_THAT(hearing.at_rest(),
              ElementsAre("ASG.missing", "CAL.event", "LIVE.late", "TRACE.unrecorded"));
}

TEST(AssignmentsLinks, a_record_that_loses_its_order_has_nothing_to_be_in_step_with) {
  Hearing hearing;
  hearing.given({a});
  hearing.saved({b});
  hearing.announced();
  hearing.id_lost();
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- From the link on ----

TEST(AssignmentsLinks, what_a_linked_order_lacks_is_found) {
  Hearing hearing;
  insert(hearing);
  make_and_link(hearing);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.missing", "LIVE.late", "TRACE.unrecorded"));
}

TEST(AssignmentsLinks, what_happened_to_an_order_before_it_was_linked_is_remembered) {
  Hearing hearing;
  insert(hearing);
  make(hearing, first);
  hearing.assigned_on(first, b, true, Author::hand);
  hearing.linked(0);
  EXPECT_THAT(
      hearing.judge().evidence(),
      ElementsAre("by its commit log order 0 at Spectora shows B (primary); job 0 wants A"));
  hearing.assigned(a, true);
  hearing.unassigned(b);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(AssignmentsLinks, an_order_that_is_linked_as_its_job_wants_it_owes_nothing) {
  Hearing hearing;
  insert(hearing);
  make(hearing, first);
  hearing.assigned_on(first, a, true, Author::hand);
  hearing.linked(0);
  hearing.announced();
  hearing.removed_by_hand(a);  // which nobody announces
  hearing.at(2h);
  hearing.assigned(a, true);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

/// A job is linked at 10 min to an order that was just made, and `what_happens`. Its inspector
/// stands there at `done`. A list may miss what is younger than 2 s.
std::vector<std::string> verdict_about_link(model::Duration done, const Step& what_happens) {
  Hearing hearing(only_prompt(2s));
  hearing.at(10min - 1s);
  insert(hearing);
  hearing.announced();
  make(hearing, first);
  hearing.at(10min);
  hearing.linked(0);
  what_happens(hearing);
  hearing.at(done);
  hearing.assigned(a, true, 0, Author::client);
  return hearing.at_rest();
}

TEST(AssignmentsLinks, what_was_linked_and_announced_is_done_within_a_tenth_of_the_sweep_period) {
  const auto announced = [](Hearing& it) { it.announced(); };
  EXPECT_THAT(verdict_about_link(16min, announced), IsEmpty());
  EXPECT_THAT(verdict_about_link(16min + an_instant, announced), ElementsAre("PROMPT.late"));
  const auto asked = [](Hearing& it) { it.asked_and_told(); };
  EXPECT_THAT(verdict_about_link(16min, asked), IsEmpty());
  EXPECT_THAT(verdict_about_link(16min + an_instant, asked), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsLinks, a_link_that_nobody_announced_is_left_to_the_sweep) {
  EXPECT_THAT(verdict_about_link(2h, [](Hearing&) {}), IsEmpty());
}

TEST(AssignmentsLinks, what_was_announced_of_an_older_generation_is_not_about_the_link) {
  const auto saved_and_announced = [](Hearing& it) {
    it.saved({a});
    it.announced(0, 0);
  };
  EXPECT_THAT(verdict_about_link(2h, saved_and_announced), IsEmpty());
}

TEST(AssignmentsLinks, a_list_may_miss_what_happened_to_an_order_shortly_before_it_was_linked) {
  // B is added, and a second later the order is linked once more: whoever looks may find it right.
  const auto verdict_when_announced = [](model::Duration after_link) {
    Hearing hearing(only_prompt(2s));
    hearing.given({a});
    hearing.at(10min);
    hearing.id_lost();
    hearing.assigned_on(first, b, false, Author::hand);
    hearing.at(10min + 1s);
    hearing.linked(0);
    hearing.at(10min + 1s + after_link);
    hearing.announced();
    hearing.at(2h);
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_when_announced(2s - an_instant), IsEmpty());
  EXPECT_THAT(verdict_when_announced(2s), ElementsAre("PROMPT.late"));
}

// ---- A job that is cancelled ----

TEST(AssignmentsLinks, the_order_of_a_cancelled_job_is_nobodys_business) {
  Hearing hearing;
  hearing.given({a, b});
  hearing.saved({c}, {.starts = ten, .cancelled = true});
  hearing.announced();
  hearing.asked_and_told();
  hearing.added_by_hand(c);
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
  for (const Histogram& spans : hearing.judge().measures()) EXPECT_EQ(spans.count(), 0U);
}

TEST(AssignmentsLinks, a_cancel_pays_what_was_owed) {
  Hearing hearing;
  hearing.given({a});
  hearing.saved({b});
  hearing.announced();
  hearing.saved({b}, {.cancelled = true});
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(AssignmentsLinks, an_order_is_made_and_linked_to_a_job_that_was_cancelled_and_nobody_cares) {
  Hearing hearing;
  insert(hearing);
  hearing.saved({a}, {.cancelled = true});
  make_and_link(hearing);
  hearing.announced();
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- A job that gets another order ----

/// Job 0 and its first order are in step; the second one is made, and takes its place at 10 min.
void relink(Hearing& hearing) {
  hearing.given({a});
  hearing.at(10min);
  make(hearing, second);
  hearing.linked(1);
}

TEST(AssignmentsLinks, a_job_with_another_order_is_judged_by_that_one) {
  Hearing hearing(only_prompt());
  relink(hearing);
  hearing.announced();
  hearing.at(16min + an_instant);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("PROMPT.late"));
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("PROMPT.late fails first at 960.000001 s on order 4",
                          "by its commit log order 4 at Spectora shows nobody; job 0 wants A"));
}

TEST(AssignmentsLinks, what_becomes_of_the_order_before_does_not_matter) {
  Hearing hearing;
  relink(hearing);
  hearing.assigned(a, true);
  hearing.assigned_on(first, b, false, Author::hand);
  hearing.event_written_on(first, {ten, b}, Author::late);
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.situations(), IsEmpty());
}

TEST(AssignmentsLinks, what_was_owed_about_the_order_before_is_owed_no_more) {
  Hearing hearing(only_prompt());
  hearing.given({a});
  hearing.at(5min);
  hearing.saved({b});
  hearing.announced();
  hearing.asked_and_told();
  hearing.at(11min);
  make(hearing, second);
  hearing.linked(1);  // which nobody announces
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(AssignmentsLinks, what_was_late_already_stays_so) {
  Hearing hearing(only_prompt());
  hearing.given({a});
  hearing.at(5min);
  hearing.saved({b});
  hearing.announced();
  hearing.at(11min + an_instant);
  make(hearing, second);
  hearing.linked(1);
  EXPECT_THAT(hearing.violated(), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsLinks, a_run_that_removes_somebody_from_the_order_before_leaves_no_gap) {
  const auto verdict_when = [](const Step& meanwhile) {
    Hearing hearing;
    hearing.given({a});
    const auto run = hearing.leased();
    hearing.look(run);
    const auto gone = hearing.delete_sent(run, a);
    meanwhile(hearing);
    hearing.done(gone);
    return hearing.violated();
  };
  EXPECT_THAT(verdict_when([](Hearing&) {}), ElementsAre("COVER.gap"));
  EXPECT_THAT(verdict_when([](Hearing& it) {
                make(it, second);
                it.linked(1);
              }),
              IsEmpty());
}

TEST(AssignmentsLinks, a_link_pays_for_eight_writes_as_a_save_does) {
  const auto verdict_after = [](int writes) {
    Hearing hearing;
    relink(hearing);
    const auto run = hearing.leased({.lasts = 9h});
    hearing.look(run);
    hearing.post(run, a);
    for (int i = 1; i < writes; ++i) hearing.put(run, {nine, a});
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_after(16), IsEmpty());
  EXPECT_THAT(verdict_after(17), ElementsAre("BUDGET.writes"));
}

// ---- What a run says ----

using SyncRun = Hearing::SyncRun;

/// A run takes its lease, `what_happens`, and it says that job 0 is in step. From 10 min on the job
/// has its second order, on which nobody stands. A list may miss what is younger than 2 s.
std::vector<std::string> verdict_about_answer(
    const std::function<void(Hearing&, const SyncRun&)>& what_happens) {
  AssignmentsJudge::Options options;
  options.list_lag = 2s;
  Hearing hearing(options);
  hearing.given({a});
  hearing.at(9min + 50s);
  const SyncRun run = hearing.leased();
  what_happens(hearing, run);
  hearing.answer(run);
  return hearing.violated();
}

void link_second(Hearing& hearing) {
  hearing.at(10min);
  make(hearing, second);
  hearing.linked(1);
}

void look_at_first(Hearing& hearing, const SyncRun& run) {
  for (const SpectoraVerb verb : {SpectoraVerb::list_assignments, SpectoraVerb::get_event}) {
    hearing.answered(hearing.sent(run, verb, {.order = first}));
  }
}

TEST(AssignmentsLinks, an_answer_of_a_run_that_began_before_the_link_is_no_lie) {
  EXPECT_THAT(verdict_about_answer([](Hearing& it, const SyncRun& run) {
                it.look(run);
                link_second(it);
              }),
              IsEmpty());
}

TEST(AssignmentsLinks, an_answer_of_a_run_that_looked_at_the_order_before_since_the_link_is_none) {
  EXPECT_THAT(verdict_about_answer([](Hearing& it, const SyncRun& run) {
                link_second(it);
                look_at_first(it, run);
              }),
              IsEmpty());
}

TEST(AssignmentsLinks, an_answer_of_a_run_that_looked_at_the_order_that_is_linked_may_be_one) {
  EXPECT_THAT(verdict_about_answer([](Hearing& it, const SyncRun& run) {
                link_second(it);
                it.look(run);
              }),
              ElementsAre("TRUTH.false"));
}

TEST(AssignmentsLinks, what_was_said_about_the_order_before_excuses_no_other_run) {
  EXPECT_THAT(verdict_about_answer([](Hearing& it, const SyncRun& before) {
                link_second(it);
                look_at_first(it, before);
                it.released(before);
                const SyncRun after = it.leased();
                it.look(after);
                it.answer(after);
              }),
              ElementsAre("TRUTH.false"));
}

TEST(AssignmentsLinks, an_answer_about_a_job_that_has_lost_its_order_is_none) {
  EXPECT_THAT(verdict_about_answer([](Hearing& it, const SyncRun& run) {
                it.added_by_hand(b);
                it.at(10min);
                it.look(run);
                it.id_lost();
              }),
              IsEmpty());
}

TEST(AssignmentsLinks, an_answer_about_a_cancelled_generation_is_none) {
  EXPECT_THAT(verdict_about_answer([](Hearing& it, const SyncRun& run) {
                it.added_by_hand(b);
                it.at(10min);
                it.saved({c}, {.cancelled = true});
                it.look(run);
              }),
              IsEmpty());
}

TEST(AssignmentsLinks, a_list_may_have_missed_what_happened_before_the_link) {
  // A has stood there until a moment before the link. Who looks within the lag after that may see
  // them still; who looks later may not.
  const auto verdict_with_look_at = [](model::Duration look_at) {
    return verdict_about_answer([&](Hearing& it, const SyncRun& run) {
      it.at(10min);
      make(it, second);
      it.assigned_on(second, a, true, Author::hand);
      it.linked(1);
      it.id_lost();
      it.assigned_on(second, b, false, Author::hand);
      it.linked(1);
      it.at(look_at);
      it.look(run);
    });
  };
  EXPECT_THAT(verdict_with_look_at(10min + 2s - an_instant), IsEmpty());
  EXPECT_THAT(verdict_with_look_at(10min + 2s), ElementsAre("TRUTH.false"));
}

// ---- Faults, the probe, and another run ----

TEST(AssignmentsLinks, a_key_that_was_revoked_before_there_was_a_job_excuses_that_job_too) {
  const auto verdict_about = [](Fault fault) {
    Hearing hearing;
    hearing.given({b});
    hearing.fault_everywhere(fault);
    hearing.saved({a}, {.job = 1});
    hearing.recorded(hearing.leased({.job = 1}));
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_about(Fault::key_revoked), IsEmpty());
  EXPECT_THAT(verdict_about(Fault::error_before),
              ElementsAre("ASG.missing", "CAL.event", "LIVE.late"));
}

TEST(AssignmentsLinks, a_fault_of_any_order_of_a_job_is_one_of_that_job_and_of_no_other) {
  const auto verdict_about = [](OrderId poisoned) {
    Hearing hearing;
    hearing.given({a});
    hearing.given({b}, {.job = 1});
    hearing.saved({b});
    hearing.fault_on(poisoned, Fault::order_poisoned);
    hearing.recorded(hearing.leased());
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_about(second), IsEmpty());
  EXPECT_THAT(verdict_about(model::order_of(model::JobId{1}, 1)),
              ElementsAre("ASG.replaced", "CAL.event", "LIVE.held"));
}

TEST(AssignmentsLinks, an_order_that_is_linked_during_the_probe_may_be_written) {
  Hearing hearing;
  insert(hearing);
  hearing.probe_starts();
  make_and_link(hearing);
  const SyncRun run = hearing.leased();
  hearing.look(run);
  hearing.post(run, a);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(AssignmentsLinks, the_evidence_shows_the_order_that_counted_before_the_probe) {
  Hearing hearing;
  relink(hearing);
  hearing.saved({b}, {.job = 1, .linked = false});
  hearing.probe_starts();
  hearing.assigned(a, true);
  hearing.linked(0);
  hearing.linked(0, 1);
  EXPECT_THAT(hearing.judge().evidence(),
              Contains("by its commit log order 4 at Spectora shows nobody; job 0 wants A"));
  EXPECT_THAT(hearing.judge().evidence(), Not(Contains(HasSubstr("job 1"))));
}

/// A run of the judge in which nothing is as at its start: job 0 has its second order, which had
/// been edited before, a run has asked about the first one since, and the key was revoked.
Hearing after_a_reset() {
  AssignmentsJudge::Options options;
  options.list_lag = 2s;
  Hearing hearing(options);
  hearing.given({a});
  hearing.at(10min);
  make(hearing, second);
  hearing.event_written_on(second, {ten, a}, Author::hand);
  hearing.linked(1);
  look_at_first(hearing, hearing.leased());
  hearing.fault_everywhere(Fault::key_revoked);
  hearing.reset();
  return hearing;
}

TEST(AssignmentsLinks, a_new_run_knows_nothing_of_the_links_of_the_one_before) {
  Hearing hearing = after_a_reset();
  hearing.given({a});
  hearing.at(1min);
  hearing.saved({b});
  hearing.at(2min);
  const SyncRun run = hearing.leased();  // of the same name as the other one
  hearing.look(run);
  hearing.answer(run);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.replaced", "CAL.event", "TRUTH.false",
                                             "LIVE.late", "TRACE.unrecorded"));
}

TEST(AssignmentsLinks, a_new_run_knows_nothing_of_the_orders_of_the_one_before) {
  Hearing hearing = after_a_reset();
  make(hearing, second);  // before there is a job
  insert(hearing);
  hearing.linked(1);
  hearing.announced();  // nobody can have found it as it is wanted
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(),
              ElementsAre("ASG.missing", "PROMPT.late", "LIVE.late", "TRACE.unrecorded"));
}

}  // namespace
}  // namespace interleave::properties
