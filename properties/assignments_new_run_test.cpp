// A judge serves many runs: whatever one run left behind must not count in the next.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_hearing.hpp"

namespace interleave::properties {
namespace {

using model::Author;
using model::Creation;
using model::Status;
using model::Verdict;
using sim::Fault;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

using SyncRun = Hearing::SyncRun;

/// A hearing after a run that left something of everything.
Hearing after_another_run() {
  Hearing hearing;
  hearing.given({a}, {.created = Creation::spectora});
  hearing.at(1h);
  hearing.saved({b});
  hearing.announced();
  hearing.asked();
  const SyncRun run = hearing.leased();
  hearing.recorded(run);
  hearing.answered(hearing.post_sent(run, a), Status::timed_out);
  hearing.answered(hearing.put_sent(run, {ten, a}), Status::unprocessable);
  hearing.answered(hearing.put_sent(run, {ten, a}), Status::too_many_requests, 9h);
  for (int i = 0; i < 99; ++i) hearing.put(run, {ten, c});
  hearing.event_written({ten, b}, 0, Author::hand);
  hearing.fault_everywhere(Fault::key_revoked);
  hearing.fault(Fault::order_poisoned);
  hearing.judge().on_overlap(model::JobId{0});
  hearing.probe_starts();
  EXPECT_THAT(hearing.violated(), Not(IsEmpty()));
  EXPECT_THAT(hearing.situations(), Not(IsEmpty()));
  EXPECT_THAT(hearing.judge().evidence(), Not(IsEmpty()));
  hearing.reset();
  return hearing;
}

TEST(AssignmentsNewRun, nothing_was_found_yet) {
  Hearing hearing = after_another_run();
  EXPECT_THAT(hearing.violated(), IsEmpty());
  EXPECT_THAT(hearing.situations(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
}

TEST(AssignmentsNewRun, orders_are_empty_and_jobs_are_not_known) {
  Hearing hearing = after_another_run();
  hearing.given({c});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
}

TEST(AssignmentsNewRun, no_list_lease_hold_or_unknown_post_counts) {
  Hearing hearing = after_another_run();
  hearing.given({c});
  const SyncRun run = hearing.unleased();
  hearing.post_sent(run, a);
  EXPECT_THAT(hearing.violated(), ElementsAre("FAILC.create"));
}

TEST(AssignmentsNewRun, no_record_or_refusal_excuses_an_order) {
  Hearing hearing = after_another_run();
  hearing.given({c});
  hearing.saved({a});
  EXPECT_THAT(hearing.at_rest(),
              ElementsAre("ASG.replaced", "CAL.event", "LIVE.late", "TRACE.unrecorded"));
}

TEST(AssignmentsNewRun, no_hand_edit_excuses_a_gap) {
  Hearing hearing = after_another_run();
  hearing.given({a});
  const SyncRun run = hearing.leased();
  hearing.list(run);
  hearing.remove(run, a);
  EXPECT_THAT(hearing.violated(), ElementsAre("COVER.gap"));
}

TEST(AssignmentsNewRun, no_fault_puts_off_what_is_owed) {
  Hearing hearing = after_another_run();
  hearing.given({a});
  hearing.saved({b});
  hearing.announced();
  hearing.at(6min + 1us);
  hearing.announced();
  EXPECT_THAT(hearing.violated(), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsNewRun, nothing_is_owed) {
  Hearing hearing = after_another_run();
  hearing.given({a});
  hearing.added_by_hand(b);
  hearing.at(9h);
  hearing.removed_by_hand(b);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(AssignmentsNewRun, nobody_waits_for_an_answer) {
  Hearing hearing = after_another_run();
  hearing.given({a});
  hearing.at(2h);
  const SyncRun run = hearing.leased();
  hearing.look(run);
  hearing.answer(run, Verdict::in_step, 0);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(AssignmentsNewRun, no_commit_of_the_old_order_is_remembered) {
  Hearing hearing = after_another_run();
  hearing.given({a});
  hearing.saved({b});
  const SyncRun run = hearing.leased();
  hearing.look(run);
  hearing.answer(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.false"));
}

TEST(AssignmentsNewRun, the_budget_is_as_new) {
  const auto verdict_after = [](int writes, int lists) {
    Hearing hearing = after_another_run();
    hearing.given({a});
    const SyncRun run = hearing.leased();
    for (int i = 0; i < writes; ++i) hearing.put(run, {nine, a});
    for (int i = 0; i < lists; ++i) hearing.list(run);
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_after(8, 24), IsEmpty());
  EXPECT_THAT(verdict_after(9, 23), ElementsAre("BUDGET.writes"));
  EXPECT_THAT(verdict_after(8, 25), ElementsAre("BUDGET.requests"));
}

TEST(AssignmentsNewRun, nobody_has_refused_anything) {
  Hearing hearing = after_another_run();
  hearing.given({a});
  for (int i = 0; i < 3; ++i) hearing.asked_and_told();
  const SyncRun run = hearing.leased();
  // 24 + 3 * 24 + 8, as for a remote that refuses nothing.
  for (int i = 0; i < 104; ++i) hearing.list(run);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

}  // namespace
}  // namespace interleave::properties
