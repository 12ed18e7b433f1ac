// What the judge of crews tells beside its verdict: measures, situations and evidence.
#include <cstdint>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/crew_hearing.hpp"

namespace interleave::properties {
namespace {

using namespace model;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using SyncRun = CrewHearing::SyncRun;

constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr InspectorId f{5};  // without a resource

// ---- Measures ----

/// Presses at 10, 11 and 13 min, and a run from 12 to 14 min.
CrewHearing pressed_thrice(const CrewJudge::Options& options) {
  CrewHearing hearing(options);
  hearing.at(10min);
  hearing.press();
  hearing.at(11min);
  hearing.press();
  hearing.at(12min);
  const SyncRun run = hearing.leased();
  hearing.list(run);
  hearing.at(13min);
  hearing.press();
  hearing.at(14min);
  hearing.answer(run);
  return hearing;
}
/// The same run again, until 16 min.
void answer_once_more(CrewHearing& hearing) {
  hearing.at(15min);
  const SyncRun run = hearing.leased();
  hearing.list(run);
  hearing.at(16min);
  hearing.answer(run);
}

TEST(CrewMeasures, the_core_answers_whoever_has_pressed_by_its_start) {
  CrewHearing hearing = pressed_thrice(production_options());
  EXPECT_EQ(hearing.measure(CrewMeasure::sync).count(), 2U);
  EXPECT_EQ(hearing.measure(CrewMeasure::sync).longest(), 4min);
  answer_once_more(hearing);
  EXPECT_EQ(hearing.measure(CrewMeasure::sync).count(), 3U);
}

TEST(CrewMeasures, a_historical_sync_answers_one_press) {
  CrewHearing hearing = pressed_thrice(historical_options());
  EXPECT_EQ(hearing.measure(CrewMeasure::sync).count(), 1U);
  EXPECT_EQ(hearing.measure(CrewMeasure::sync).longest(), 4min);
  answer_once_more(hearing);
  EXPECT_EQ(hearing.measure(CrewMeasure::sync).count(), 2U);
  EXPECT_EQ(hearing.measure(CrewMeasure::sync).longest(), 5min);
}

TEST(CrewMeasures, whoever_waits_for_a_worker_that_dies_gets_no_answer) {
  CrewHearing hearing(production_options());
  hearing.press();
  hearing.crashed();
  answer_once_more(hearing);
  EXPECT_EQ(hearing.measure(CrewMeasure::sync).count(), 0U);
}

TEST(CrewMeasures,
     an_answer_is_untrue_if_the_crew_has_not_been_as_it_is_wanted_since_its_run_began) {
  for (const Verdict verdict : {Verdict::in_step, Verdict::not_yet}) {
    for (const bool stands : {false, true}) {
      CrewHearing hearing(production_options());
      hearing.at(10min);
      hearing.want({{a, CrewRole::lead}});
      hearing.press();
      const SyncRun run = hearing.leased();
      hearing.list(run);
      if (stands) hearing.remove(hearing.add(a), Author::hand);
      hearing.answer(run, verdict);
      const bool untrue = verdict == Verdict::in_step && !stands;
      EXPECT_EQ(hearing.measure(CrewMeasure::untrue).count(), untrue ? 1U : 0U);
      EXPECT_EQ(hearing.measure(CrewMeasure::failed).count(),
                verdict == Verdict::in_step ? 0U : 1U);
      EXPECT_EQ(hearing.measure(CrewMeasure::sync).count(), 1U);
    }
  }
}

TEST(CrewMeasures, an_answer_is_true_of_any_crew_since_the_one_that_it_is_about) {
  for (const std::uint32_t about : {0U, 1U, 2U}) {
    CrewHearing hearing(production_options());
    hearing.want({{a, CrewRole::lead}});
    hearing.add(a);
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.press();
    hearing.want({{b, CrewRole::lead}});
    hearing.answer(run, Verdict::in_step, about);
    // All the time A stood there, whom the first change had put on.
    EXPECT_EQ(hearing.measure(CrewMeasure::untrue).count(), about > 1 ? 1U : 0U);
  }
}

TEST(CrewMeasures, whoever_is_wanted_is_missing_until_they_stand_there) {
  CrewHearing hearing(production_options());
  hearing.at(10min);
  hearing.want({{a, CrewRole::lead}, {f}});
  hearing.at(12min);
  const LineId line = hearing.add(a);
  EXPECT_EQ(hearing.measure(CrewMeasure::missing).count(), 1U);
  hearing.at(20min);
  hearing.remove(line, Author::hand);
  hearing.at(30min);
  hearing.at_rest();
  EXPECT_EQ(hearing.measure(CrewMeasure::missing).count(), 2U);
  EXPECT_EQ(hearing.measure(CrewMeasure::missing).longest(), 10min);
  EXPECT_EQ(hearing.measure(CrewMeasure::duplicate).count(), 0U);
}

TEST(CrewMeasures, whoever_is_wanted_stands_there_twice_until_one_contact_is_left) {
  CrewHearing hearing(production_options(), {{a, CrewRole::lead}});
  hearing.at(10min);
  const LineId second = hearing.add(a);
  hearing.add(b);
  hearing.add(b);  // whom nobody wants
  hearing.at(15min);
  hearing.remove(second);
  hearing.at(30min);
  hearing.at_rest();
  EXPECT_EQ(hearing.measure(CrewMeasure::duplicate).count(), 1U);
  EXPECT_EQ(hearing.measure(CrewMeasure::duplicate).longest(), 5min);
  EXPECT_EQ(hearing.measure(CrewMeasure::missing).count(), 0U);
}

TEST(CrewMeasures, a_second_row_of_a_call_counts_somebody_twice) {
  CrewHearing hearing(production_options(), {{a, CrewRole::lead}});
  hearing.at(10min);
  hearing.row(a, hearing.line(0), 1);  // of the other call
  const CrewRow second = hearing.row(a, hearing.line(0), 1);
  hearing.at(15min);
  hearing.drop(second, 1);
  hearing.at(30min);
  hearing.row(a, hearing.line(0));
  hearing.at(1h);
  hearing.at_rest();
  EXPECT_EQ(hearing.measure(CrewMeasure::inflated).count(), 2U);
  EXPECT_EQ(hearing.measure(CrewMeasure::inflated).longest(), 30min);
  EXPECT_EQ(hearing.measure(CrewMeasure::duplicate).count(), 0U);
}

// ---- Situations ----

TEST(CrewSituations, arise_when_they_do) {
  CrewHearing hearing(production_options(), {{a, CrewRole::lead}});
  const LineId by_hand = hearing.add(b, Author::hand);
  hearing.remove(by_hand, Author::hand);  // whom nobody wants
  EXPECT_THAT(hearing.situations(), IsEmpty());
  hearing.judge().on_overlap(JobId{1});
  EXPECT_THAT(hearing.situations(), ElementsAre("overlap"));
  hearing.remove(hearing.line(0), Author::hand);
  EXPECT_THAT(hearing.situations(), ElementsAre("overlap", "stale-wanted"));
  hearing.fault(sim::Fault::hand_edit);
  EXPECT_THAT(hearing.situations(), ElementsAre("overlap", "stale-wanted", "edited"));
  hearing.fault(sim::Fault::order_poisoned);
  EXPECT_THAT(hearing.situations(), Contains("refused-for-good"));
}

TEST(CrewSituations, of_a_write_whose_reply_is_lost_or_that_lands_late) {
  CrewHearing hearing(production_options());
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  hearing.fault(sim::Fault::reply_lost);
  EXPECT_THAT(hearing.situations(), IsEmpty());
  hearing.sent_add(run, a);
  hearing.add(a, Author::client, run);
  hearing.fault(sim::Fault::reply_lost);
  EXPECT_THAT(hearing.situations(), ElementsAre("reply-lost"));
  hearing.sent_add(run, b);
  hearing.add(b, Author::late, run);
  EXPECT_THAT(hearing.situations(), ElementsAre("reply-lost", "landed-late"));
}

TEST(CrewSituations, of_a_write_that_lands_once_its_lease_has_ended) {
  enum class End : std::uint8_t { given_back, expired, taken_over };
  for (const End end : {End::given_back, End::expired, End::taken_over}) {
    CrewHearing hearing(production_options());
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.sent_add(run, a);
    if (end == End::given_back) hearing.released(run);
    if (end == End::expired) hearing.at(11min + 1s);
    if (end == End::taken_over) hearing.leased(1);
    hearing.add(a, Author::late, run);
    EXPECT_THAT(hearing.situations(), ElementsAre("landed-late", "lease-ended"));
  }
}

TEST(CrewSituations, of_a_worker_that_dies_between_a_write_and_its_record) {
  for (const bool applied : {false, true}) {
    CrewHearing hearing(production_options());
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.sent_add(run, a);
    if (applied) hearing.add(a, Author::client, run);
    hearing.crashed();
    EXPECT_EQ(hearing.situations(), found_if(applied, "crashed-between"));
  }
}

TEST(CrewSituations, of_what_only_staff_can_settle_are_those_at_rest) {
  CrewHearing hearing(production_options());
  hearing.want({{a, CrewRole::lead}});
  for (int i = 0; i < 6; ++i) hearing.row(a, hearing.add(a));
  hearing.add(b, Author::hand);
  EXPECT_THAT(hearing.situations(), IsEmpty());
  hearing.at_rest();
  EXPECT_THAT(hearing.situations(), ElementsAre("stray", "left-to-staff"));
  CrewHearing gone(production_options());
  gone.remove(gone.add(b, Author::hand), Author::hand);
  gone.at_rest();
  EXPECT_THAT(gone.situations(), IsEmpty());
  CrewHearing asked(historical_options());  // which leaves nothing to staff
  for (int i = 0; i < 6; ++i) asked.row(a, asked.add(a));
  asked.at_rest();
  EXPECT_THAT(asked.situations(), IsEmpty());
}

// ---- Evidence ----

TEST(CrewEvidence, says_what_stands_there_and_what_no_row_names) {
  CrewHearing hearing(historical_options(), {{a, CrewRole::lead}});
  hearing.add(b);
  hearing.at_rest();
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("by its commit log Flex shows line 1 (A) and line 5 (B) of ours under "
                          "element 1; wanted are A; staff were told nothing",
                          "no row names line 5 (B)"));
}

TEST(CrewEvidence, says_whether_staff_were_told) {
  for (const bool taken_over : {false, true}) {
    CrewHearing hearing(production_options());
    hearing.want({{a, CrewRole::lead}});
    hearing.alerted(10min);
    if (taken_over) hearing.acknowledged();
    EXPECT_THAT(hearing.judge().evidence(),
                ElementsAre("by its commit log Flex shows none of ours under element 1; wanted "
                            "are A; staff were told"));
  }
}

TEST(CrewEvidence, says_when_what_is_always_to_hold_failed_first) {
  CrewHearing hearing(only({"OWN"}, production_options()));
  hearing.at(11min);
  const LineId line = hearing.add(b, Author::hand);
  hearing.at(12min);
  hearing.remove(line);
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("OWN.hand fails first at 720.000000 s on element 1"));
}

}  // namespace
}  // namespace interleave::properties
