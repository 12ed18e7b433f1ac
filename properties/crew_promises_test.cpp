// What every core promises, as the judge of crews hears it: TRUTH, SER, EXCL, BLIND, PROMPT, LIVE,
// IDEM, BUDGET, TRACE; and what is excused while it is left to staff. How each of them is told
// apart in full is tested with assignments, whose judge stands on the same watch.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/crew_hearing.hpp"

namespace interleave::properties {
namespace {

using namespace model;
using testing::ElementsAre;
using testing::IsEmpty;
using SyncRun = CrewHearing::SyncRun;

constexpr InspectorId a{0};
constexpr InspectorId b{1};

CrewJudge::Options of_core(std::string_view property) {
  return only({property}, production_options());
}

/// A write that changes nothing.
FlexRequest role_request() {
  FlexRequest request;
  request.verb = FlexVerb::set_role;
  request.line = line_of(CrewHearing::lights, 0);
  return request;
}

// ---- TRUTH ----

TEST(CrewPromises, a_crew_is_in_step_once_a_list_that_could_see_the_last_write_shows_it) {
  for (const Duration waited : {Duration(1s), Duration(3s)}) {
    CrewHearing hearing(of_core("TRUTH"));
    hearing.at(10min);
    hearing.want({{a, CrewRole::lead}});
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.at(11min);
    hearing.added(run, a);
    hearing.at(11min + waited);
    hearing.list(run);
    hearing.answer(run);
    EXPECT_EQ(hearing.violated(), found_if(waited < 2s, "TRUTH.unverified"));
  }
}

TEST(CrewPromises, nobody_is_told_in_step_about_a_crew_that_does_not_stand_there) {
  for (const bool wanted : {false, true}) {
    CrewHearing hearing(of_core("TRUTH"));
    hearing.at(10min);
    hearing.want({{a, wanted ? CrewRole::lead : CrewRole::cleared}});
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.answer(run);
    EXPECT_EQ(hearing.violated(), found_if(wanted, "TRUTH.false"));
  }
}

TEST(CrewPromises, what_somebody_deleted_a_list_may_still_show_for_as_long_as_lists_lag) {
  for (const Duration before : {1s, 3s}) {
    CrewHearing hearing(of_core("TRUTH"), {{a, CrewRole::lead}});
    hearing.at(10min - before);
    hearing.remove(hearing.line(0), Author::hand);
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.answer(run);
    EXPECT_EQ(hearing.violated(), found_if(before > 2s, "TRUTH.false"));
  }
}

/// An add without an answer is open or there was none, and somebody adds that contact by hand and
/// deletes it again.
CrewHearing come_and_gone(std::string_view property, bool open) {
  CrewHearing hearing(of_core(property));
  hearing.at(10min);
  hearing.want({{a, CrewRole::lead}});
  hearing.announced();
  const SyncRun run = hearing.leased();
  hearing.list(run);
  if (open) hearing.answered(hearing.sent_add(run, a), Status::timed_out);
  hearing.at(10min + 1s);
  const LineId line = hearing.add(a, Author::hand);
  hearing.at(10min + 2s);
  hearing.remove(line, Author::hand);
  return hearing;
}

TEST(CrewPromises, what_may_be_ours_may_be_taken_for_it) {
  for (const bool open : {false, true}) {
    CrewHearing hearing = come_and_gone("TRUTH", open);
    hearing.at(10min + 3s);
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.answer(run);
    EXPECT_EQ(hearing.violated(), found_if(!open, "TRUTH.false"));
  }
}

TEST(CrewPromises, who_asked_after_a_change_is_not_told_of_what_was_before_it) {
  for (const std::uint32_t behind : {0U, 1U}) {
    CrewHearing hearing(of_core("TRUTH"));
    hearing.at(10min);
    hearing.want({});
    hearing.press();
    hearing.at(11min);
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.answer(run, Verdict::in_step, 1 - behind);
    EXPECT_EQ(hearing.violated(), found_if(behind > 0, "TRUTH.older"));
  }
}

TEST(CrewPromises, a_run_that_says_refused_has_changed_nothing) {
  for (const bool applied : {false, true}) {
    CrewHearing hearing(of_core("TRUTH"));
    hearing.want({{a, CrewRole::lead}});
    const SyncRun run = hearing.leased();
    hearing.list(run);
    if (applied) hearing.added(run, a);
    hearing.answer(run, Verdict::refused);
    EXPECT_EQ(hearing.violated(), found_if(applied, "TRUTH.refused"));
  }
}

// ---- SER, EXCL, BLIND ----

TEST(CrewPromises, no_request_leaves_after_its_lease_has_ended) {
  CrewHearing hearing(of_core("SER"));
  hearing.at(10min);
  const SyncRun run = hearing.leased();
  hearing.at(11min);
  hearing.list(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.list(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("SER.late"));
}

TEST(CrewPromises, the_store_takes_nothing_from_a_run_that_lost_its_lease) {
  CrewHearing hearing(of_core("SER"));
  const SyncRun lost = hearing.leased(0);
  hearing.at(2min);
  const SyncRun run = hearing.leased(1);
  hearing.recorded(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.recorded(lost);
  EXPECT_THAT(hearing.violated(), ElementsAre("SER.stale"));
}

TEST(CrewPromises, nor_do_the_tables_take_its_books) {
  for (const bool kept : {false, true}) {
    for (const bool drops : {false, true}) {
      CrewHearing hearing(of_core("SER"));
      const CrewRow row = hearing.row(a, hearing.add(a));
      const SyncRun lost = hearing.leased(0);
      hearing.at(2min);
      const SyncRun run = hearing.leased(1);
      hearing.row(b, hearing.add(b), 0, run);
      EXPECT_THAT(hearing.violated(), IsEmpty());
      const std::optional<SyncRun> with_books = kept ? std::optional(lost) : std::nullopt;
      if (drops) hearing.drop(row, 0, with_books);
      if (!drops) hearing.row(a, row.line, 1, with_books);
      EXPECT_EQ(hearing.violated(), found_if(kept, "SER.stale"));
    }
  }
}

TEST(CrewPromises, one_run_of_an_element_at_a_time) {
  for (const bool same_element : {false, true}) {
    CrewHearing hearing(of_core("EXCL"));
    const SyncRun one = hearing.leased(0);
    hearing.list(one);
    if (!same_element) hearing.given(CrewHearing::sound, {});
    const SyncRun other = hearing.leased(1);
    hearing.list(other);
    hearing.about(CrewHearing::lights);
    hearing.list(one);
    EXPECT_EQ(hearing.violated(), found_if(same_element, "EXCL.overlap"));
  }
}

TEST(CrewPromises, who_may_have_been_added_is_not_added_again_before_a_list) {
  for (const Status status : {Status::timed_out, Status::unprocessable}) {
    for (const bool looked : {false, true}) {
      for (const InspectorId next : {a, b}) {
        CrewHearing hearing(of_core("BLIND"));
        const SyncRun run = hearing.leased();
        hearing.list(run);
        hearing.answered(hearing.sent_add(run, a), status);
        if (looked) hearing.list(run);
        hearing.sent_add(run, next);
        const bool blind = status == Status::timed_out && !looked && next == a;
        EXPECT_EQ(hearing.violated(), found_if(blind, "BLIND.post"));
      }
    }
  }
}

// ---- PROMPT ----

TEST(CrewPromises, what_was_announced_is_done_within_a_tenth_of_the_sweep_period) {
  for (const Duration more : {Duration{}, Duration(1us)}) {
    CrewHearing hearing(of_core("PROMPT"));
    hearing.at(10min);
    hearing.want({{a, CrewRole::lead}});
    hearing.at(11min);
    hearing.announced();
    hearing.at(17min + more);
    hearing.add(a);
    EXPECT_EQ(hearing.violated(), found_if(more != Duration{}, "PROMPT.late"));
  }
}

TEST(CrewPromises, what_somebody_has_changed_by_hand_is_mended_once_it_is_asked_for) {
  for (const bool asked : {false, true}) {
    CrewHearing hearing(of_core("PROMPT"), {{a, CrewRole::lead}});
    hearing.at(10min);
    hearing.remove(hearing.line(0), Author::hand);
    hearing.at(11min);
    if (asked) hearing.press();
    hearing.at(30min);
    hearing.add(a);
    EXPECT_EQ(hearing.violated(), found_if(asked, "PROMPT.late"));
  }
}

TEST(CrewPromises, what_a_late_write_of_its_own_has_done_is_mended_in_time) {
  for (const Author author : {Author::late, Author::client}) {
    CrewHearing hearing(of_core("PROMPT"));
    hearing.at(10min);
    hearing.add(a, author);
    hearing.at(30min);
    hearing.remove(hearing.line(0));
    EXPECT_EQ(hearing.violated(), found_if(author == Author::late, "PROMPT.late"));
  }
}

TEST(CrewPromises, nobody_owes_what_somebody_took_away_that_might_have_been_it) {
  for (const bool open : {false, true}) {
    CrewHearing hearing = come_and_gone("PROMPT", open);
    hearing.at(1h);
    EXPECT_EQ(hearing.at_rest(), found_if(!open, "PROMPT.late"));
  }
}

TEST(CrewPromises, whoever_asks_is_told_how_it_ended_unless_the_worker_dies) {
  enum class End : std::uint8_t { answered, died, nothing };
  for (const End end : {End::answered, End::died, End::nothing}) {
    CrewHearing hearing(of_core("PROMPT"));
    hearing.at(10min);
    hearing.press();
    const SyncRun run = hearing.leased();
    hearing.list(run);
    if (end == End::answered) hearing.answer(run);
    if (end == End::died) hearing.crashed();
    EXPECT_EQ(hearing.at_rest(), found_if(end == End::nothing, "PROMPT.unanswered"));
  }
}

// ---- LIVE ----

TEST(CrewPromises, every_crew_comes_into_step_and_one_that_is_refused_holds_up_no_other) {
  for (const bool poisoned : {false, true}) {
    CrewHearing hearing(of_core("LIVE"));
    hearing.given(CrewHearing::sound, {});
    hearing.want({{a, CrewRole::lead}});
    hearing.about(CrewHearing::lights);
    if (poisoned) hearing.fault(sim::Fault::order_poisoned);
    hearing.at(1h);
    EXPECT_THAT(hearing.at_rest(), ElementsAre(poisoned ? "LIVE.held" : "LIVE.late"));
  }
}

TEST(CrewPromises, what_flex_refuses_for_good_need_not_come_into_step) {
  CrewHearing hearing(of_core("LIVE"));
  hearing.fault(sim::Fault::order_poisoned);
  hearing.want({{a, CrewRole::lead}});
  hearing.at(1h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- What is left to staff ----

/// A and B are wanted and announced at 10 min; there stand so many contacts of A, and none of B.
CrewHearing with_contacts(std::string_view property, int count) {
  CrewHearing hearing(of_core(property));
  hearing.at(10min);
  hearing.want({{a, CrewRole::lead}, {b}});
  hearing.announced();
  for (int i = 0; i < count; ++i) hearing.row(a, hearing.add(a));
  return hearing;
}
constexpr int most = 5;  // of which a run may delete four
constexpr int too_many = 6;

TEST(CrewPromises, what_is_left_to_staff_need_not_come_into_step_by_itself) {
  for (const int count : {most, too_many}) {
    for (const bool acknowledged : {false, true}) {
      CrewHearing hearing = with_contacts("LIVE", count);
      if (acknowledged) hearing.acknowledged();
      EXPECT_EQ(hearing.at_rest(), found_if(count == most || acknowledged, "LIVE.late"));
    }
  }
}

TEST(CrewPromises, nor_is_anything_of_it_owed_before_somebody_asks_once_staff_have_looked) {
  for (const int count : {most, too_many}) {
    for (const bool asked : {false, true}) {
      CrewHearing hearing = with_contacts("PROMPT", count);
      hearing.at(40min);
      hearing.acknowledged();
      hearing.at(50min);
      if (asked) hearing.press();
      const SyncRun run = hearing.leased();
      hearing.list(run);
      hearing.answer(run, Verdict::not_yet);
      hearing.at(2h);
      EXPECT_EQ(hearing.at_rest(), found_if(count == most || asked, "PROMPT.late"));
    }
  }
}

TEST(CrewPromises, a_list_may_miss_that_somebody_has_just_done_what_was_left_to_staff) {
  for (const Duration since : {1s, 3s}) {
    for (const bool pressed : {false, true}) {
      CrewHearing hearing = with_contacts("PROMPT", too_many);
      hearing.at(40min);
      hearing.remove(hearing.line(0), Author::hand);
      hearing.at(40min + since);
      if (pressed) hearing.press();
      if (!pressed) hearing.announced();
      const SyncRun run = hearing.leased();
      hearing.list(run);
      hearing.answer(run, Verdict::not_yet);
      hearing.at(2h);
      EXPECT_EQ(hearing.at_rest(), found_if(since > 2s, "PROMPT.late"));
    }
  }
}

TEST(CrewPromises, contacts_of_which_nobody_can_tell_which_is_ours_are_left_to_staff) {
  for (const bool claimed : {false, true}) {
    CrewHearing hearing(of_core("LIVE"));
    hearing.want({{a, CrewRole::lead}});
    hearing.add(a);
    const LineId line = hearing.add(a);
    if (claimed) hearing.row(a, line);
    EXPECT_EQ(hearing.at_rest(), found_if(claimed, "LIVE.late"));
  }
}

TEST(CrewPromises, contacts_whose_ids_were_answered_are_ours_once_the_journal_has_them) {
  for (const bool recorded : {false, true}) {
    CrewHearing hearing(of_core("LIVE"));
    hearing.want({{a, CrewRole::lead}});
    const SyncRun run = hearing.leased();
    const LineId first = hearing.added(run, a);
    const LineId second = hearing.added(run, a);
    if (recorded) hearing.write_books(run, {CrewEntry{a, first}, CrewEntry{a, second}});
    EXPECT_EQ(hearing.at_rest(), found_if(recorded, "LIVE.late"));
  }
}

// ---- IDEM, BUDGET, TRACE ----

TEST(CrewPromises, one_more_sync_of_a_crew_in_step_reads_and_writes_nothing) {
  for (const bool in_step : {false, true}) {
    CrewHearing hearing(of_core("IDEM"), {{a, CrewRole::lead}});
    if (!in_step) hearing.want({});
    hearing.at(3h);
    hearing.probe_starts();
    const SyncRun run = hearing.leased();
    hearing.list(run);
    EXPECT_THAT(hearing.violated(), IsEmpty());
    hearing.sent(run, role_request());
    EXPECT_EQ(hearing.violated(), found_if(in_step, "IDEM.write"));
  }
}

TEST(CrewPromises, what_one_call_for_a_sync_costs_is_bounded) {
  struct Case {
    FlexRequest request;
    int free;
    int for_a_press;
    std::string_view signature;
  };
  // A list is sent in the first sweep period.
  for (const Case& each : {Case{role_request(), 24, 12, "BUDGET.writes"},
                           Case{FlexRequest(), 32 + 8, 24, "BUDGET.requests"}}) {
    for (const bool pressed : {false, true}) {
      for (const bool more : {false, true}) {
        CrewHearing hearing(of_core("BUDGET"));
        if (pressed) hearing.press();
        const SyncRun run = hearing.unleased();
        const int times = each.free + (pressed ? each.for_a_press : 0) + (more ? 1 : 0);
        for (int i = 0; i < times; ++i) hearing.answered(hearing.sent(run, each.request));
        EXPECT_EQ(hearing.at_rest(), found_if(more, each.signature));
      }
    }
  }
}

TEST(CrewPromises, whoever_is_refused_for_good_asks_less) {
  for (const Status status : {Status::ok, Status::forbidden}) {
    for (const int times : {32 + 12, 32 + 12 + 1}) {
      CrewHearing hearing(of_core("BUDGET"));
      hearing.press();
      const SyncRun run = hearing.unleased();
      hearing.list(run, status);
      for (int i = 0; i < times; ++i) hearing.list(run);
      const bool too_much = status == Status::forbidden && times > 44;
      EXPECT_EQ(hearing.at_rest(), found_if(too_much, "BUDGET.requests"));
    }
  }
}

TEST(CrewPromises, nothing_is_sent_before_a_retry_after_has_passed) {
  for (const Duration wait : {30s - 1us, Duration(30s)}) {
    CrewHearing hearing(of_core("BUDGET"));
    const SyncRun run = hearing.leased();
    const FlexRequest request = hearing.sent(run, {});
    FlexReply reply;
    reply.status = Status::too_many_requests;
    reply.retry_after = 30s;
    hearing.at(10s);
    hearing.answered(request, reply);
    hearing.at(10s + wait);
    hearing.list(run);
    EXPECT_EQ(hearing.violated(), found_if(wait < 30s, "BUDGET.impatient"));
  }
}

TEST(CrewPromises, a_crew_that_cannot_be_brought_in_step_is_on_record) {
  for (const bool recorded : {false, true}) {
    CrewHearing hearing(of_core("TRACE"));
    hearing.want({{a, CrewRole::lead}});
    const SyncRun run = hearing.leased();
    hearing.list(run);
    if (recorded) hearing.recorded(run);
    hearing.released(run);
    EXPECT_EQ(hearing.at_rest(), found_if(!recorded, "TRACE.unrecorded"));
  }
}

}  // namespace
}  // namespace interleave::properties
