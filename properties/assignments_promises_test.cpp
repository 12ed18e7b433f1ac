// What is promised on the way: TRUTH to people, COVER to orders. PROMPT is in
// assignments_prompt_test.cpp, what the wire alone shows in assignments_wire_test.cpp.
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_hearing.hpp"

namespace interleave::properties {
namespace {

using model::Author;
using model::CalendarEvent;
using model::Status;
using model::Verdict;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

using SyncRun = Hearing::SyncRun;
using Step = std::function<void(Hearing&)>;

AssignmentsJudge::Options with_lag(model::Duration lag) {
  AssignmentsJudge::Options options;
  options.list_lag = lag;
  return options;
}

/// Brings the order in step with a job that was handed over from A to B.
void hand_over(Hearing& hearing, const SyncRun& run) {
  hearing.post(run, b);
  hearing.remove(run, a);
  hearing.put(run, {nine, b});
}

// ---- Every promise kept ----

TEST(AssignmentsPromises, a_reassignment_that_is_announced_looked_at_made_and_verified_keeps_all) {
  Hearing hearing;
  hearing.given({a});
  hearing.at(10min);
  hearing.saved({b});
  hearing.announced();
  hearing.asked();
  const SyncRun run = hearing.leased();
  hearing.look(run);
  hand_over(hearing, run);
  hearing.look(run);
  hearing.answer(run);
  hearing.released(run);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- TRUTH.false: in step, at some moment since the run began ----

TEST(AssignmentsPromises, nobody_is_told_in_step_about_an_order_that_shows_somebody_else) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun run = hearing.leased();
  hearing.look(run);
  hearing.answer(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.saved({b});
  hearing.answer(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.false"));
}

TEST(AssignmentsPromises, the_calendar_event_is_part_of_the_truth) {
  const auto verdict_with_event = [](const CalendarEvent& event) {
    Hearing hearing;
    hearing.given({a});
    hearing.event_written(event);
    hearing.at(1s);  // the run begins after that
    const SyncRun run = hearing.leased();
    hearing.look(run);
    hearing.answer(run);
    return hearing.violated();
  };
  EXPECT_THAT(verdict_with_event({nine, a}), IsEmpty());
  EXPECT_THAT(verdict_with_event({ten, a}), ElementsAre("TRUTH.false"));
  EXPECT_THAT(verdict_with_event({nine, b}), ElementsAre("TRUTH.false"));
}

/// The run's first request leaves at 10 s, B is added by hand at `edited`, the answer follows.
std::vector<std::string> verdict_with_edit_at(model::Duration edited, model::Duration lag) {
  Hearing hearing(with_lag(lag));
  hearing.given({a});
  const auto edit = [&] {
    hearing.at(edited);
    hearing.added_by_hand(b);
  };
  const bool before = edited < 10s;
  if (before) edit();
  hearing.at(10s);
  const SyncRun run = hearing.leased();
  hearing.look(run);
  if (!before) edit();
  hearing.at(20s);
  hearing.answer(run);
  return hearing.violated();
}

TEST(AssignmentsPromises, an_order_that_was_in_step_since_the_run_began_may_have_been_edited) {
  EXPECT_THAT(verdict_with_edit_at(11s, 0s), IsEmpty());
  EXPECT_THAT(verdict_with_edit_at(10s, 0s), IsEmpty());
  EXPECT_THAT(verdict_with_edit_at(10s - 1us, 0s), ElementsAre("TRUTH.false"));
}

TEST(AssignmentsPromises, a_list_may_miss_an_edit_younger_than_the_lag) {
  EXPECT_THAT(verdict_with_edit_at(8s, 2s), IsEmpty());
  EXPECT_THAT(verdict_with_edit_at(8s - 1us, 2s), ElementsAre("TRUTH.false"));
}

TEST(AssignmentsPromises, an_answer_is_about_the_generation_that_it_names) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun run = hearing.leased();
  hearing.look(run);
  hearing.saved({b});
  hearing.answer(run, Verdict::in_step, 0);  // nobody asked about generation 1
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.answer(run, Verdict::in_step, 1);
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.false"));
}

TEST(AssignmentsPromises, not_yet_is_always_true) {
  Hearing hearing;
  hearing.given({a});
  hearing.saved({b});
  hearing.asked();
  hearing.answer(hearing.leased(), Verdict::not_yet);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

// ---- TRUTH.unverified: the read that ends a run could see the last write ----

/// The run writes the event, which stands already, at 10 s; then `reads`, and the answer. The lag
/// is 2 s.
std::vector<std::string> verdict_with_reads(
    const std::function<void(Hearing&, const SyncRun&)>& reads) {
  Hearing hearing(with_lag(2s));
  hearing.given({a});
  const SyncRun run = hearing.leased();
  hearing.look(run);
  hearing.at(10s);
  hearing.put(run, {nine, a});
  reads(hearing, run);
  hearing.answer(run);
  return hearing.violated();
}

TEST(AssignmentsPromises, success_is_a_list_and_an_event_read_a_lag_after_the_last_write) {
  const auto verdict_with_look_at = [](model::Duration list_at, model::Duration event_at) {
    return verdict_with_reads([&](Hearing& it, const SyncRun& run) {
      it.at(list_at);
      it.list(run);
      it.at(event_at);
      it.get_event(run);
    });
  };
  EXPECT_THAT(verdict_with_look_at(12s, 12s), IsEmpty());
  EXPECT_THAT(verdict_with_look_at(12s - 1us, 12s), ElementsAre("TRUTH.unverified"));
  EXPECT_THAT(verdict_with_look_at(12s - 2us, 12s - 1us), ElementsAre("TRUTH.unverified"));
}

TEST(AssignmentsPromises, success_needs_both_reads_after_the_write) {
  const auto unverified = ElementsAre("TRUTH.unverified");
  EXPECT_THAT(verdict_with_reads([](Hearing& it, const SyncRun& run) {
                it.at(20s);
                it.look(run);
              }),
              IsEmpty());
  EXPECT_THAT(verdict_with_reads([](Hearing&, const SyncRun&) {}), unverified);
  EXPECT_THAT(verdict_with_reads([](Hearing& it, const SyncRun& run) {
                it.at(20s);
                it.list(run);
              }),
              unverified);
  EXPECT_THAT(verdict_with_reads([](Hearing& it, const SyncRun& run) {
                it.at(20s);
                it.get_event(run);
              }),
              unverified);
}

TEST(AssignmentsPromises, a_read_that_failed_shows_nothing) {
  for (const Status status : {Status::unreachable, Status::timed_out, Status::unreadable,
                              Status::not_found, Status::unavailable}) {
    EXPECT_THAT(verdict_with_reads([&](Hearing& it, const SyncRun& run) {
                  it.at(20s);
                  it.list(run, status);
                  it.get_event(run);
                }),
                ElementsAre("TRUTH.unverified"));
    EXPECT_THAT(verdict_with_reads([&](Hearing& it, const SyncRun& run) {
                  it.at(20s);
                  it.list(run);
                  it.get_event(run, status);
                }),
                ElementsAre("TRUTH.unverified"));
  }
}

TEST(AssignmentsPromises, a_read_that_came_too_early_is_not_helped_by_one_that_failed) {
  EXPECT_THAT(verdict_with_reads([](Hearing& it, const SyncRun& run) {
                it.at(11s);
                it.list(run);
                it.at(20s);
                it.list(run, Status::timed_out);
                it.get_event(run);
              }),
              ElementsAre("TRUTH.unverified"));
  EXPECT_THAT(verdict_with_reads([](Hearing& it, const SyncRun& run) {
                it.at(20s);
                it.list(run);
                it.list(run, Status::timed_out);
                it.get_event(run);
              }),
              IsEmpty());
}

TEST(AssignmentsPromises, a_read_that_left_before_a_write_was_answered_proves_nothing) {
  using Read = void (*)(Hearing&, const SyncRun&);
  const auto verdict_with = [](Read before_answer, Read after_answer) {
    return verdict_with_reads([&](Hearing& it, const SyncRun& run) {
      const auto put = it.put_sent(run, {nine, a});
      it.at(20s);
      before_answer(it, run);
      it.done(put);
      it.at(30s);
      after_answer(it, run);
    });
  };
  const Read none = [](Hearing&, const SyncRun&) {};
  const Read list = [](Hearing& it, const SyncRun& run) { it.list(run); };
  const Read event = [](Hearing& it, const SyncRun& run) { it.get_event(run); };
  const Read both = [](Hearing& it, const SyncRun& run) { it.look(run); };
  EXPECT_THAT(verdict_with(none, both), IsEmpty());
  EXPECT_THAT(verdict_with(both, none), ElementsAre("TRUTH.unverified"));
  EXPECT_THAT(verdict_with(list, event), ElementsAre("TRUTH.unverified"));
  EXPECT_THAT(verdict_with(event, list), ElementsAre("TRUTH.unverified"));
}

TEST(AssignmentsPromises, a_read_that_left_before_a_write_was_sent_proves_nothing) {
  EXPECT_THAT(verdict_with_reads([](Hearing& it, const SyncRun& run) {
                it.at(20s);
                const auto list = it.sent(run, model::SpectoraVerb::list_assignments);
                const auto event = it.sent(run, model::SpectoraVerb::get_event);
                it.put(run, {nine, a});
                it.answered(list);
                it.answered(event);
              }),
              ElementsAre("TRUTH.unverified"));
}

TEST(AssignmentsPromises, a_run_waits_out_the_writes_of_the_run_before_it) {
  const auto verdict_with_look_at = [](model::Duration look_at) {
    Hearing hearing(with_lag(2s));
    hearing.given({a});
    hearing.at(10s);
    const SyncRun before = hearing.leased();
    hearing.put(before, {nine, a});
    hearing.released(before);
    const SyncRun run = hearing.leased();
    hearing.at(look_at);
    hearing.look(run);
    hearing.answer(run);
    return hearing.violated();
  };
  EXPECT_THAT(verdict_with_look_at(12s), IsEmpty());
  EXPECT_THAT(verdict_with_look_at(12s - 1us), ElementsAre("TRUTH.unverified"));
}

TEST(AssignmentsPromises, what_a_run_learns_after_it_lost_its_key_delays_nobody) {
  Hearing hearing(with_lag(2s));
  hearing.given({a});
  const auto put = hearing.put_sent(hearing.leased(), {nine, a});
  hearing.at(61s);  // its lease has ended
  const SyncRun run = hearing.leased({.worker = 1});
  hearing.at(70s);
  hearing.answered(put, Status::timed_out);
  hearing.look(run);
  hearing.answer(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(AssignmentsPromises, what_a_dead_worker_waited_for_keeps_no_run_of_that_name_from_verifying) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun before = hearing.leased();
  hearing.put_sent(before, {nine, a});
  hearing.crashed();
  const SyncRun after = hearing.leased_again(before);
  hearing.look(after);
  hearing.answer(after);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(AssignmentsPromises, a_run_that_sent_nothing_verified_nothing) {
  Hearing hearing;
  hearing.given({a});
  hearing.answer(hearing.leased());
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.unverified"));
}

// ---- TRUTH.older: about what they had saved ----

/// Generation 0 wants A and so does the order; generation 1 was saved and asked about at `asked`.
/// The run begins at 10 s, and answers with that verdict about generation 0.
std::vector<std::string> verdict_with_ask_at(model::Duration asked, Verdict verdict, bool leased) {
  Hearing hearing;
  hearing.given({a});
  const auto save_and_ask = [&] {
    hearing.at(asked);
    hearing.saved({b});
    hearing.asked();
  };
  if (asked <= 10s) save_and_ask();
  hearing.at(10s);
  const SyncRun run = leased ? hearing.leased() : hearing.unleased();
  hearing.look(run);
  if (asked > 10s) save_and_ask();
  hearing.at(20s);
  hearing.answer(run, verdict, 0);
  return hearing.violated();
}

TEST(AssignmentsPromises, who_asks_is_told_of_what_was_saved_by_then) {
  for (const bool leased : {true, false}) {
    EXPECT_THAT(verdict_with_ask_at(9s, Verdict::in_step, leased), ElementsAre("TRUTH.older"));
    EXPECT_THAT(verdict_with_ask_at(10s, Verdict::in_step, leased), ElementsAre("TRUTH.older"));
    // The run had begun: its answer is not for whoever asked later.
    EXPECT_THAT(verdict_with_ask_at(11s, Verdict::in_step, leased), IsEmpty());
    // To be told that it takes longer is no answer about a generation.
    EXPECT_THAT(verdict_with_ask_at(9s, Verdict::not_yet, leased), IsEmpty());
  }
}

TEST(AssignmentsPromises, a_leased_run_begins_with_its_lease) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun run = hearing.leased();
  hearing.at(1s);
  hearing.saved({b});
  hearing.asked();
  hearing.at(2s);
  hearing.look(run);
  hearing.answer(run, Verdict::in_step, 0);  // read before it was saved anew
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(AssignmentsPromises, who_was_told_in_step_waits_no_longer) {
  Hearing hearing;
  hearing.given({a});
  hearing.saved({b});
  hearing.saved({a});
  hearing.asked();
  const SyncRun run = hearing.leased();
  hearing.look(run);
  hearing.answer(run, Verdict::in_step, 2);
  hearing.answer(run, Verdict::in_step, 0);  // true, and nobody waits for more
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.asked();
  const SyncRun next = hearing.leased();
  hearing.look(next);
  hearing.answer(next, Verdict::in_step, 0);
  EXPECT_THAT(hearing.violated(), ElementsAre("TRUTH.older"));
}

// ---- TRUTH.refused: refused, and nothing was applied ----

TEST(AssignmentsPromises, refused_means_that_the_run_changed_nothing) {
  const auto verdict_about = [](const std::function<void(Hearing&, const SyncRun&)>& run_does) {
    Hearing hearing;
    hearing.given({a});
    run_does(hearing, hearing.leased());
    return hearing.violated();
  };
  EXPECT_THAT(verdict_about([](Hearing& it, const SyncRun& run) {
                it.answered(it.put_sent(run, {ten, a}), Status::unprocessable);
                it.answer(run, Verdict::refused);
              }),
              IsEmpty());
  EXPECT_THAT(verdict_about([](Hearing& it, const SyncRun& run) {
                it.put(run, {ten, a});
                it.answer(run, Verdict::refused);
              }),
              ElementsAre("TRUTH.refused"));
  // Whatever it was: the answer was wrong once it lands.
  EXPECT_THAT(verdict_about([](Hearing& it, const SyncRun& run) {
                const auto put = it.put_sent(run, {ten, a});
                it.answered(put, Status::timed_out);
                it.answer(run, Verdict::refused);
                it.applied(put, Author::late);
              }),
              ElementsAre("TRUTH.refused"));
}

TEST(AssignmentsPromises, what_others_changed_does_not_make_a_refusal_false) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun before = hearing.leased();
  hearing.put(before, {ten, a});
  hearing.released(before);
  const SyncRun run = hearing.leased();
  hearing.list(run, Status::unauthorized);
  hearing.added_by_hand(b);
  hearing.answer(run, Verdict::refused);
  hearing.answer(hearing.leased(), Verdict::refused);  // of a run that sent nothing
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

// ---- COVER ----

/// A job is handed over from A to B. The run reads the list at 10 s; then `between`, and the DELETE
/// of A takes effect at 20 s.
std::vector<std::string> verdict_about_delete(
    const Step& between, const AssignmentsJudge::Options& options = {},
    const Step& before = [](Hearing&) {}) {
  Hearing hearing(options);
  hearing.given({a});
  hearing.saved({b});
  before(hearing);
  hearing.at(10s);
  const SyncRun run = hearing.leased();
  hearing.list(run);
  hearing.at(11s);
  between(hearing);
  hearing.at(20s);
  hearing.remove(run, a);
  return hearing.violated();
}

void nothing(Hearing&) {}

TEST(AssignmentsPromises, nobody_is_removed_before_somebody_else_stands) {
  EXPECT_THAT(verdict_about_delete([](Hearing& it) { it.assigned(b, true, 0, Author::client); }),
              IsEmpty());
  EXPECT_THAT(verdict_about_delete(nothing), ElementsAre("COVER.gap"));
}

TEST(AssignmentsPromises, a_hand_edit_since_the_list_was_read_excuses_a_gap) {
  const auto add_and_remove = [](Hearing& it) {
    it.added_by_hand(c);
    it.removed_by_hand(c);
  };
  EXPECT_THAT(verdict_about_delete(add_and_remove), IsEmpty());
  EXPECT_THAT(verdict_about_delete(nothing, {}, add_and_remove), ElementsAre("COVER.gap"));
}

TEST(AssignmentsPromises, a_hand_edit_that_the_list_could_miss_excuses_a_gap) {
  const auto edited_at = [](model::Duration time) {
    return [time](Hearing& it) {
      it.at(time);
      it.event_written({ten, a}, 0, Author::hand);
    };
  };
  EXPECT_THAT(verdict_about_delete(nothing, with_lag(2s), edited_at(8s)), IsEmpty());
  EXPECT_THAT(verdict_about_delete(nothing, with_lag(2s), edited_at(8s - 1us)),
              ElementsAre("COVER.gap"));
}

TEST(AssignmentsPromises, a_late_write_since_the_list_was_read_excuses_a_gap) {
  EXPECT_THAT(verdict_about_delete([](Hearing& it) {
                it.event_written({ten, b}, 0, Author::late);
              }),
              IsEmpty());
  EXPECT_THAT(verdict_about_delete([](Hearing& it) {
                it.event_written({ten, b}, 0, Author::client);
              }),
              ElementsAre("COVER.gap"));
}

TEST(AssignmentsPromises, a_gap_that_a_hand_or_a_late_delete_leaves_is_not_ours_to_cover) {
  Hearing hearing;
  hearing.given({a});
  hearing.removed_by_hand(a);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.added_by_hand(a);
  const SyncRun run = hearing.leased();
  hearing.list(run);
  hearing.applied(hearing.delete_sent(run, a), Author::late);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(AssignmentsPromises, a_job_that_wants_nobody_needs_no_cover) {
  const auto verdict_about = [](const model::InspectorList& wanted) {
    Hearing hearing;
    hearing.given({a});
    hearing.saved(wanted);
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.remove(run, a);
    return hearing.violated();
  };
  EXPECT_THAT(verdict_about({}), IsEmpty());
  EXPECT_THAT(verdict_about({b}), ElementsAre("COVER.gap"));
}

TEST(AssignmentsPromises, a_wrong_flag_may_leave_a_gap_where_a_second_record_is_refused) {
  const auto verdict_about = [](bool second_post_adds, bool primary) {
    AssignmentsJudge::Options options;
    options.second_post_adds = second_post_adds;
    Hearing hearing(options);
    hearing.saved({a});
    hearing.assigned(a, primary);
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.remove(run, a);
    return hearing.violated();
  };
  EXPECT_THAT(verdict_about(false, false), IsEmpty());
  // A second record could have been added first.
  EXPECT_THAT(verdict_about(true, false), ElementsAre("COVER.gap"));
  // There was nothing to set right.
  EXPECT_THAT(verdict_about(false, true), ElementsAre("COVER.gap"));
}

TEST(AssignmentsPromises, a_wrong_flag_may_leave_a_gap_once_a_second_record_was_answered_409) {
  const auto verdict_after = [](model::Status status) {
    Hearing hearing;
    hearing.saved({a});
    hearing.assigned(a, false);
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.answered(hearing.post_sent(run, a), status);
    hearing.list(run);
    hearing.remove(run, a);
    return hearing.violated();
  };
  EXPECT_THAT(verdict_after(model::Status::conflict), IsEmpty());
  EXPECT_THAT(verdict_after(model::Status::timed_out), ElementsAre("COVER.gap"));
}

}  // namespace
}  // namespace interleave::properties
