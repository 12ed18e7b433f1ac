// PROMPT: what was announced to a worker, or asked of it, is done within a tenth of the sweep
// period, that is 6 minutes, unless a fault hit the key since.
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_hearing.hpp"

namespace interleave::properties {
namespace {

using model::Author;
using sim::Fault;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

using Step = std::function<void(Hearing&)>;

constexpr model::Duration an_instant = 1us;

void nothing(Hearing&) {}

/// Whatever is out of step at the end is also something else; here it is only late.
AssignmentsJudge::Options only_prompt() {
  AssignmentsJudge::Options options;
  options.unjudged = signatures_of({"ASG", "CAL", "LIVE", "TRACE"});
  return options;
}

/// The job is moved to ten o'clock at 10 min, and `what_happens`. Its order follows at `done`.
std::vector<std::string> verdict_about_move(model::Duration done, const Step& what_happens) {
  Hearing hearing(only_prompt());
  hearing.given({a});
  hearing.given({b}, {.job = 1});
  hearing.at(10min);
  hearing.saved({a}, {.starts = ten});
  what_happens(hearing);
  hearing.at(done);
  hearing.event_written({ten, a}, 0, Author::client);
  return hearing.at_rest();
}

void announced(Hearing& hearing) { hearing.announced(); }

/// Announced at 10 min, and then a fault whose consequences end at `over`.
Step announced_with(Fault fault, model::Duration over) {
  return [=](Hearing& it) {
    it.announced();
    it.at(over);
    it.fault(fault);
  };
}

// ---- A generation that was announced ----

TEST(AssignmentsPrompt, what_was_announced_is_done_within_a_tenth_of_the_sweep_period) {
  EXPECT_THAT(verdict_about_move(16min, announced), IsEmpty());
  EXPECT_THAT(verdict_about_move(16min + an_instant, announced), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, what_is_never_done_is_late_when_the_run_is_at_rest) {
  const auto verdict_at = [](model::Duration rest) {
    Hearing hearing(only_prompt());
    hearing.given({a});
    hearing.saved({b});
    hearing.announced();
    hearing.at(rest);
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_at(6min), IsEmpty());
  EXPECT_THAT(verdict_at(6min + an_instant), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, what_nobody_announced_is_left_to_the_sweep) {
  EXPECT_THAT(verdict_about_move(2h, nothing), IsEmpty());
}

TEST(AssignmentsPrompt, what_was_announced_of_an_older_generation_is_not_about_this_one) {
  EXPECT_THAT(verdict_about_move(2h, [](Hearing& it) { it.announced(0, 0); }), IsEmpty());
}

TEST(AssignmentsPrompt, a_newer_generation_waits_for_its_own_announcement) {
  const auto saved_again = [](Hearing& it) {
    it.announced();
    it.at(14min);
    it.saved({a}, {.starts = nine + 30min});
    it.saved({a}, {.starts = ten});
  };
  EXPECT_THAT(verdict_about_move(2h, saved_again), IsEmpty());
  const auto and_announced = [&](Hearing& it) {
    saved_again(it);
    it.at(15min);
    it.announced();
  };
  EXPECT_THAT(verdict_about_move(21min, and_announced), IsEmpty());
  EXPECT_THAT(verdict_about_move(21min + an_instant, and_announced), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, to_be_announced_or_asked_again_is_no_excuse) {
  const auto again = [](Hearing& it) {
    it.announced();
    it.at(14min);
    it.announced();
    it.at(15min);
    it.asked_and_told();
  };
  EXPECT_THAT(verdict_about_move(16min, again), IsEmpty());
  EXPECT_THAT(verdict_about_move(16min + an_instant, again), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, an_order_that_was_in_step_since_its_job_was_saved_owes_nothing) {
  const auto edited_and_announced = [](Hearing& it) {
    it.event_written({ten, a}, 0, Author::client);
    it.event_written({nine, a}, 0, Author::hand);
    it.announced();  // once more, and late
  };
  EXPECT_THAT(verdict_about_move(2h, edited_and_announced), IsEmpty());
}

TEST(AssignmentsPrompt,
     an_event_that_a_hand_sets_right_may_be_read_with_a_list_from_before_another) {
  // The order never was in step: B stood there by then. Who reads the list may miss that for 2 s,
  // and may ask for the event 10 s later.
  const auto verdict_with_event_at = [](model::Duration since_added) {
    AssignmentsJudge::Options options = only_prompt();
    options.list_lag = 2s;
    Hearing hearing(options);
    hearing.given({a});
    hearing.saved({a}, {.starts = ten});
    hearing.announced();
    hearing.at(1min);
    hearing.added_by_hand(b);
    hearing.at(1min + since_added);
    hearing.event_written({ten, a}, 0, Author::hand);
    hearing.at(2h);
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_with_event_at(12s), IsEmpty());
  EXPECT_THAT(verdict_with_event_at(12s + an_instant), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, a_job_that_returns_to_what_its_order_shows_owes_nothing) {
  Hearing hearing(only_prompt());
  hearing.given({a});
  hearing.saved({b});
  hearing.announced();
  hearing.at(6min);
  hearing.saved({a});
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- Faults start the clock anew ----

TEST(AssignmentsPrompt, the_clock_starts_anew_when_a_fault_is_over) {
  const Step refused = announced_with(Fault::connection_refused, 15min);
  EXPECT_THAT(verdict_about_move(21min, refused), IsEmpty());
  EXPECT_THAT(verdict_about_move(21min + an_instant, refused), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, a_fault_that_is_over_before_the_announcement_excuses_nothing) {
  const auto fault_first = [](Hearing& it) {
    it.fault(Fault::change_lost);
    it.at(12min);
    it.announced();
  };
  EXPECT_THAT(verdict_about_move(18min, fault_first), IsEmpty());
  EXPECT_THAT(verdict_about_move(18min + an_instant, fault_first), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, a_fault_of_all_orders_is_one_of_this_order_and_of_another_is_none) {
  EXPECT_THAT(verdict_about_move(21min,
                                 [](Hearing& it) {
                                   it.announced();
                                   it.at(15min);
                                   it.fault_everywhere(Fault::pause);
                                 }),
              IsEmpty());
  EXPECT_THAT(verdict_about_move(21min,
                                 [](Hearing& it) {
                                   it.announced();
                                   it.at(15min);
                                   it.fault(Fault::connection_refused, 1);
                                 }),
              ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, a_fault_that_strikes_what_left_too_late_is_no_excuse) {
  const auto request_lost_at = [](model::Duration sent) {
    return [sent](Hearing& it) {
      it.announced();
      it.at(sent);
      it.sent(it.leased(), model::SpectoraVerb::list_assignments);
      it.at(sent + 1s);
      it.fault(Fault::request_lost);
    };
  };
  EXPECT_THAT(verdict_about_move(20min, request_lost_at(16min)), IsEmpty());
  EXPECT_THAT(verdict_about_move(20min, request_lost_at(16min + an_instant)),
              ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, an_order_that_refuses_for_good_is_excused) {
  const Step own = announced_with(Fault::order_poisoned, 10min);
  EXPECT_THAT(verdict_about_move(2h, own), IsEmpty());
  EXPECT_THAT(verdict_about_move(2h,
                                 [](Hearing& it) {
                                   it.announced();
                                   it.fault(Fault::order_poisoned, 1);
                                 }),
              ElementsAre("PROMPT.late"));
  // The key serves every order.
  EXPECT_THAT(verdict_about_move(2h,
                                 [](Hearing& it) {
                                   it.announced();
                                   it.fault(Fault::key_revoked, 1);
                                 }),
              IsEmpty());
}

// ---- A repair that somebody asked for ----

/// Somebody at Spectora moves the event of an order in step at 10 min, and `what_happens`; it is
/// repaired at `done`. A list may miss what is younger than 2 s.
std::vector<std::string> verdict_about_repair(model::Duration done, const Step& what_happens) {
  AssignmentsJudge::Options options = only_prompt();
  options.list_lag = 2s;
  Hearing hearing(options);
  hearing.given({a});
  hearing.at(10min);
  hearing.event_written({ten, a}, 0, Author::hand);
  what_happens(hearing);
  hearing.at(done);
  hearing.event_written({nine, a}, 0, Author::client);
  return hearing.at_rest();
}

/// Somebody asks at that time, and something happens after it.
Step asked_at(model::Duration time, const Step& then = nothing) {
  return [=](Hearing& it) {
    it.at(time);
    it.asked_and_told();
    then(it);
  };
}

TEST(AssignmentsPrompt, a_repair_that_somebody_asked_for_is_prompt) {
  EXPECT_THAT(verdict_about_repair(17min, asked_at(11min)), IsEmpty());
  EXPECT_THAT(verdict_about_repair(17min + an_instant, asked_at(11min)),
              ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, a_hand_edit_that_nobody_asked_about_is_left_to_the_sweep) {
  EXPECT_THAT(verdict_about_repair(2h, nothing), IsEmpty());
}

TEST(AssignmentsPrompt, who_asks_before_a_list_must_show_the_edit_is_owed_nothing) {
  EXPECT_THAT(verdict_about_repair(2h, asked_at(10min + 2s - an_instant)), IsEmpty());
  EXPECT_THAT(verdict_about_repair(2h, asked_at(10min + 2s)), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, another_hand_edit_ends_a_repair_that_was_asked_for_before) {
  const auto edited = [](Hearing& it) {
    it.at(12min);
    it.added_by_hand(b);
    it.removed_by_hand(b);
  };
  EXPECT_THAT(verdict_about_repair(2h, asked_at(11min, edited)), IsEmpty());
}

TEST(AssignmentsPrompt, the_death_of_a_worker_ends_a_repair_that_was_asked_for) {
  const auto crashed = [](Hearing& it) { it.crashed(); };
  EXPECT_THAT(verdict_about_repair(2h, asked_at(11min, crashed)), IsEmpty());
  // Who got no answer asks again.
  const auto crashed_and_asked = [](Hearing& it) {
    it.crashed();
    it.at(12min);
    it.asked_and_told();
  };
  EXPECT_THAT(verdict_about_repair(18min, asked_at(11min, crashed_and_asked)), IsEmpty());
  EXPECT_THAT(verdict_about_repair(18min + an_instant, asked_at(11min, crashed_and_asked)),
              ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, the_death_of_a_worker_does_not_end_what_was_announced) {
  const auto crashed = [](Hearing& it) {
    it.announced();
    it.crashed();
  };
  EXPECT_THAT(verdict_about_move(16min, crashed), IsEmpty());
  EXPECT_THAT(verdict_about_move(16min + an_instant, crashed), ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, who_asks_about_a_generation_announces_it) {
  const auto asked = [](Hearing& it) {
    it.asked_and_told();
    it.crashed();  // it ends the repair, not the generation
  };
  EXPECT_THAT(verdict_about_move(16min, asked), IsEmpty());
  EXPECT_THAT(verdict_about_move(16min + an_instant, asked), ElementsAre("PROMPT.late"));
}

// ---- An answer to whoever asked ----

TEST(AssignmentsPrompt, whoever_asks_is_told_something) {
  Hearing silent;
  silent.given({a});
  silent.at(1min);
  silent.asked();
  EXPECT_THAT(silent.at_rest(), ElementsAre("PROMPT.unanswered"));

  Hearing told;
  told.given({a});
  told.at(1min);
  told.asked_and_told();
  EXPECT_THAT(told.at_rest(), IsEmpty());
}

TEST(AssignmentsPrompt, a_run_answers_whoever_had_asked_before_it_began_and_nobody_else) {
  const auto verdict = [](model::Duration asked_again) {
    Hearing hearing;
    hearing.given({a});
    hearing.at(1min);
    hearing.asked();
    const auto run = hearing.leased();
    hearing.at(1min + asked_again);
    hearing.asked();
    hearing.at(2min);
    hearing.look(run);
    hearing.answer(run, model::Verdict::not_yet);
    hearing.released(run);
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict(0s), IsEmpty());
  EXPECT_THAT(verdict(1s), ElementsAre("PROMPT.unanswered"));
}

TEST(AssignmentsPrompt, a_worker_that_died_answers_nobody) {
  Hearing hearing;
  hearing.given({a});
  hearing.at(1min);
  hearing.asked();
  hearing.crashed();
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- What a late write of ours did ----

/// A write of ours takes an order out of step at 10 min, by that author; it is mended at `done`.
std::vector<std::string> verdict_about_mending(model::Duration done, Author author,
                                               const Step& what_happens = nothing) {
  Hearing hearing(only_prompt());
  hearing.given({a});
  hearing.at(10min);
  hearing.event_written({ten, a}, 0, author);
  what_happens(hearing);
  hearing.at(done);
  hearing.event_written({nine, a}, 0, Author::client);
  return hearing.at_rest();
}

TEST(AssignmentsPrompt, what_a_late_write_of_ours_did_is_mended_promptly) {
  EXPECT_THAT(verdict_about_mending(16min, Author::late), IsEmpty());
  EXPECT_THAT(verdict_about_mending(16min + an_instant, Author::late), ElementsAre("PROMPT.late"));
  EXPECT_THAT(verdict_about_mending(2h, Author::hand), IsEmpty());
}

TEST(AssignmentsPrompt, a_late_write_to_an_order_that_was_out_of_step_before_did_nothing_new) {
  const auto written_late = [](Hearing& it) { it.event_written({ten, b}, 0, Author::late); };
  EXPECT_THAT(verdict_about_mending(2h, Author::hand, written_late), IsEmpty());
}

TEST(AssignmentsPrompt, a_hand_edit_starts_that_clock_anew_and_ends_nothing) {
  const auto edited = [](Hearing& it) {
    it.at(15min);
    it.added_by_hand(b);
    it.removed_by_hand(b);
  };
  EXPECT_THAT(verdict_about_mending(21min, Author::late, edited), IsEmpty());
  EXPECT_THAT(verdict_about_mending(21min + an_instant, Author::late, edited),
              ElementsAre("PROMPT.late"));
}

TEST(AssignmentsPrompt, the_bound_follows_the_sweep_period) {
  AssignmentsJudge::Options options = only_prompt();
  options.sweep_period = 10min;
  Hearing hearing(options);
  hearing.given({a});
  hearing.saved({b});
  hearing.announced();
  hearing.at(1min);
  hearing.announced();
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.at(1min + an_instant);
  hearing.announced();
  EXPECT_THAT(hearing.violated(), ElementsAre("PROMPT.late"));
}

}  // namespace
}  // namespace interleave::properties
