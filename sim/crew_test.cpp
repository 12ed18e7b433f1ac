#include "sim/crew.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/crew_fixtures.hpp"
#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::CrewTableEffect;
using model::FlexVerb;
using model::IntentEffect;
using model::JobId;
using model::Time;
using model::Verdict;
using reconciler::Guard;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr JobId sound{0};
constexpr JobId sound_alias{4};
constexpr JobId lights{1};
constexpr JobId lights_alias{5};
constexpr CrewChange unclicked{.other = true};
constexpr CrewChange both_dialogs{.other = true};

std::vector<Decision> all_of(const std::vector<std::vector<Decision>>& parts) {
  std::vector<Decision> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// The n-th list that the sync of the press in that slot sends.
Cause list_of(std::uint32_t slot, std::uint32_t ordinal) {
  model::FlexRequest request;
  request.run = action_cause(slot).child(10, 0);
  request.ordinal = ordinal;
  return request.cause();
}
/// Somebody at Flex deletes the latest contact of the element right after that request.
std::vector<Decision> deletes_latest_after(Cause request) {
  return {{{Site::hand_edit, request}, 1}};
}

// ---- What people do ----

TEST(Crew, who_is_put_on_a_call_is_clicked_on_at_flex) {
  CrewPlay play(options_of(as_coded));
  const CrewDiary& diary = play.replayed(act_in(0, CrewAction::put_on, lights));
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 1 (A) added"));
  ASSERT_THAT(diary.rows, SizeIs(1));
  EXPECT_EQ(describe(diary.rows.front().what.row), "row 1 (A, line 1)");
  EXPECT_EQ(describe(diary.wishes.back().what.members), "A (lead)");
  EXPECT_THAT(diary.asked, IsEmpty());  // nobody waits for a click
  EXPECT_THAT(diary.faults, IsEmpty());
}

TEST(Crew, the_lead_of_sound_gets_the_role) {
  CrewPlay play(options_of(as_coded));
  const CrewDiary& diary = play.replayed(act_in(0, CrewAction::put_on, sound));
  EXPECT_THAT(diary.changes(),
              ElementsAre("element 0: line 0 (A) added", "element 0: line 0 (A, lead) set"));
}

TEST(Crew, without_a_click_the_next_press_adds_him) {
  CrewPlay play(options_of(as_coded));
  const CrewDiary& diary = play.replayed(all_of(
      {act_in(0, CrewAction::put_on, lights, unclicked), act_in(1, CrewAction::press, lights)}));
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 1 (A) added"));
  EXPECT_THAT(diary.asked, ElementsAre(lights));
  ASSERT_THAT(diary.answers, SizeIs(1));
  EXPECT_EQ(diary.answers.front().what.verdict, Verdict::in_step);
  EXPECT_GT(diary.answers.front().at, Time{1200s});
}

TEST(Crew, what_an_element_wants_is_saved_when_it_changes_and_only_then) {
  CrewPlay play(options_of(as_coded));
  const CrewDiary& diary = play.replayed(all_of({
      act_in(0, CrewAction::put_on, lights, unclicked),
      act_in(1, CrewAction::put_on, JobId{5}, unclicked),  // A, whom the element wants already
      act_in(2, CrewAction::put_on, JobId{5}, unclicked),
  }));
  std::vector<std::string> wishes;
  for (const auto& note : diary.saves) {
    if (note.what.job.id == lights) wishes.push_back(name_of(note.what.job.inspectors));
  }
  EXPECT_THAT(wishes, ElementsAre("nobody", "A", "A and B"));
}

TEST(Crew, a_run_may_start_with_crews_that_stand_at_flex) {
  CrewPlay play(options_of(as_coded));
  const CrewDiary& diary =
      play.replayed({starts_with(sound, 2), starts_with(sound_alias, 1), starts_with(lights, 1)});
  std::vector<std::string> given;
  for (const auto& note : diary.flex) given.push_back(describe(note.what));
  EXPECT_THAT(given, ElementsAre("element 0: line 0 (A, lead) added", "element 0: line 4 (B) added",
                                 "element 1: line 1 (A) added"));
  EXPECT_THAT(diary.rows, SizeIs(3));
  EXPECT_THAT(diary.changes(), IsEmpty());
}

// ---- The audit's findings, by its own description ----

std::vector<Decision> pressed_in_both_dialogs() {
  return all_of({act_in(0, CrewAction::put_on, lights, unclicked),
                 act_in(1, CrewAction::press, lights, both_dialogs)});
}

TEST(Crew, two_presses_at_once_make_two_rows_and_two_contacts) {
  CrewPlay play(options_of(as_audited));
  const CrewDiary& diary = play.replayed(pressed_in_both_dialogs());
  EXPECT_THAT(diary.changes(),
              ElementsAre("element 1: line 1 (A) added", "element 1: line 5 (A) added"));
  EXPECT_THAT(diary.rows, SizeIs(2));
  EXPECT_THAT(diary.overlaps, ElementsAre(lights));
}

TEST(Crew, with_the_constraint_the_second_contact_stands_there_without_a_row) {
  CrewPlay play(options_of(as_coded));
  const CrewDiary& diary = play.replayed(pressed_in_both_dialogs());
  EXPECT_THAT(diary.changes(),
              ElementsAre("element 1: line 1 (A) added", "element 1: line 5 (A) added"));
  EXPECT_THAT(diary.rows, SizeIs(1));
}

TEST(Crew, with_the_gate_the_second_press_finds_what_the_first_has_done) {
  CrewPlay play(options_of({.gate = true}));
  const CrewDiary& diary = play.replayed(pressed_in_both_dialogs());
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 1 (A) added"));
  EXPECT_THAT(diary.answers, SizeIs(2));
}

TEST(Crew, as_audited_who_was_deleted_at_flex_stays_away_until_the_press_after_the_next) {
  CrewPlay play(options_of(as_audited));
  const CrewDiary& diary = play.replayed(all_of({{starts_with(lights, 1)},
                                                 act_in(0, CrewAction::press, lights),
                                                 deletes_latest_after(list_of(0, 1)),
                                                 act_in(1, CrewAction::press, lights),
                                                 act_in(2, CrewAction::press, lights)}));
  EXPECT_THAT(diary.changes(),
              ElementsAre("element 1: line 1 (A) deleted", "element 1: line 5 (A) added"));
  EXPECT_GT(diary.flex.back().at, Time{1800s});  // the third press
}

TEST(Crew, a_sync_of_one_call_deletes_whom_another_call_has_put_there) {
  CrewPlay play(options_of(as_coded));
  const CrewDiary& diary =
      play.replayed(all_of({{starts_with(sound, 2), starts_with(sound_alias, 1)},
                            act_in(0, CrewAction::press, sound_alias)}));
  EXPECT_THAT(diary.changes(),
              ElementsAre("element 0: line 8 (A) added", "element 0: line 8 (A, lead) set",
                          "element 0: line 4 (B) deleted"));
}

// ---- The production core ----

/// The production core, but for that guard.
CrewPlay::World::Options without(reconciler::Guard guard) {
  CrewPlay::World::Options options = options_of({.unique = true, .core = CrewCore::adjustable});
  options.guards = options.guards.without(guard);
  return options;
}
/// The first request of that verb that a run of these decisions sends to Flex.
Cause first_request(CrewPlay& play, const std::vector<Decision>& decisions, FlexVerb verb) {
  for (const auto& note : play.replayed(decisions).wire) {
    if (note.what.verb == verb) return note.what.cause();
  }
  ADD_FAILURE() << "no such request";
  return {};
}
/// What became of alerts about lights.
std::vector<IntentEffect> alerts(const CrewDiary& diary) {
  std::vector<IntentEffect> all;
  for (const auto& note : diary.intents) {
    if (note.what.effect < IntentEffect::alerted) continue;
    EXPECT_EQ(note.what.job, lights);
    all.push_back(note.what.effect);
  }
  return all;
}
/// The rows as they were written while the run went on, with their calls.
std::vector<std::string> rows_kept(const CrewDiary& diary) {
  std::vector<std::string> all;
  for (const auto& note : diary.rows) {
    if (!note.what.kept) continue;
    const bool dropped = note.what.effect == CrewTableEffect::dropped;
    all.push_back(name_of(note.what.call) + ": " + describe(note.what.row) +
                  (dropped ? " dropped" : ""));
  }
  return all;
}
std::vector<std::string> journals(const CrewDiary& diary) {
  std::vector<std::string> all;
  for (const auto& note : diary.books) all.push_back(describe(note.what.journal));
  return all;
}

TEST(CrewProduction, who_is_put_on_a_call_is_added_and_stands_in_the_journal_and_in_a_row) {
  CrewPlay play(options_of(production));
  const CrewDiary& diary = play.replayed(act_in(0, CrewAction::put_on, lights));
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 1 (A) added"));
  EXPECT_THAT(journals(diary), ElementsAre("an open add of A", "line 1 of A"));
  EXPECT_THAT(rows_kept(diary), ElementsAre("job 1: row 1 (A, line 1)"));
  EXPECT_THAT(diary.asked, IsEmpty());  // nobody waits for a click
  EXPECT_THAT(alerts(diary), IsEmpty());
  ASSERT_TRUE(diary.probed_at);
  EXPECT_LT(diary.rows.back().at, *diary.probed_at);
}

TEST(CrewProduction, a_press_for_either_call_is_answered_about_the_element) {
  for (const JobId call : {lights, lights_alias}) {
    CrewPlay play(options_of(production));
    const CrewDiary& diary =
        play.replayed(all_of({{starts_with(lights, 1)}, act_in(0, CrewAction::press, call)}));
    EXPECT_THAT(diary.asked, ElementsAre(lights));
    ASSERT_THAT(diary.answers, SizeIs(1));
    EXPECT_EQ(diary.answers.front().what.job, lights);
    EXPECT_EQ(diary.answers.front().what.verdict, Verdict::in_step);
    EXPECT_LT(diary.answers.front().at, Time{601s});
  }
}

TEST(CrewProduction, of_two_calls_of_an_element_both_crews_stand_there_once) {
  const std::vector<Decision> both_crews = all_of({
      act_in(0, CrewAction::put_on, lights),
      act_in(1, CrewAction::put_on, lights_alias, {.person = 1}),
      act_in(2, CrewAction::put_on, lights_alias),
      act_in(3, CrewAction::press, lights),
  });
  CrewPlay play(options_of(production));
  const CrewDiary& diary = play.replayed(both_crews);
  EXPECT_THAT(diary.changes(),
              ElementsAre("element 1: line 1 (A) added", "element 1: line 5 (B) added"));
  EXPECT_THAT(rows_kept(diary), ElementsAre("job 1: row 1 (A, line 1)", "job 5: row 1 (B, line 5)",
                                            "job 5: row 2 (A, line 1)"));
  CrewPlay first_only(without(Guard::all_calls));
  EXPECT_THAT(first_only.replayed(both_crews).changes(),
              ElementsAre("element 1: line 1 (A) added"));
}

TEST(CrewProduction, a_press_for_an_alias_deletes_nobody_whom_the_first_call_wants) {
  CrewPlay play(options_of(production));
  const CrewDiary& diary =
      play.replayed(all_of({{starts_with(sound, 2), starts_with(sound_alias, 1)},
                            act_in(0, CrewAction::press, sound_alias)}));
  EXPECT_THAT(diary.changes(), IsEmpty());
  EXPECT_THAT(rows_kept(diary), ElementsAre("job 4: row 1 (A, line 0)"));
}

TEST(CrewProduction, who_is_taken_off_goes_when_the_other_call_does_not_want_him_either) {
  CrewPlay play(options_of(production));
  const CrewDiary& diary = play.replayed(all_of({
      {starts_with(lights, 1), starts_with(lights_alias, 1)},
      act_in(0, CrewAction::press, lights),
      act_in(1, CrewAction::take_off, lights),
      act_in(2, CrewAction::take_off, lights_alias),
  }));
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 1 (A) deleted"));
  EXPECT_GT(diary.flex.back().at, Time{1800s});  // the second call
}

TEST(CrewProduction, the_change_stream_tells_of_who_is_put_on_a_call_without_a_click) {
  CrewPlay play(options_of(production));
  const CrewDiary& diary = play.replayed(act_in(0, CrewAction::put_on, lights, unclicked));
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 1 (A) added"));
  EXPECT_LT(diary.flex.back().at, Time{601s});
}

TEST(CrewProduction, without_the_stream_it_is_the_sweep_and_without_that_nobody) {
  CrewPlay swept(options_of(production, {.source = 0}));
  const auto put_on = act_in(0, CrewAction::put_on, lights, unclicked);
  const CrewDiary& healed = swept.replayed(put_on);
  EXPECT_THAT(healed.changes(), ElementsAre("element 1: line 1 (A) added"));
  // The workers sweep in turn, the first after half a period.
  EXPECT_GT(healed.flex.back().at, Time{30min});
  EXPECT_LT(healed.flex.back().at, Time{30min + 1s});

  CrewPlay unswept(options_of(production, {.sweep = 0, .source = 0}));
  const CrewDiary& missed = unswept.replayed(put_on);
  ASSERT_THAT(missed.flex, SizeIs(1));
  ASSERT_TRUE(missed.probed_at);
  EXPECT_GT(missed.flex.front().at, *missed.probed_at);
}

constexpr Decision left_six_times{{Site::scenario, job_cause(lights).child(0, 2)}, Leftovers::many};

TEST(CrewProduction, what_an_earlier_sync_has_left_six_times_is_left_to_staff) {
  const std::vector<Decision> pressed =
      all_of({{starts_with(lights, 1), left_six_times}, act_in(0, CrewAction::press, lights)});
  CrewPlay play(options_of(production));
  const CrewDiary& diary = play.replayed(pressed);
  EXPECT_THAT(diary.changes(), IsEmpty());
  EXPECT_THAT(alerts(diary), ElementsAre(IntentEffect::alerted));
  ASSERT_THAT(diary.answers, SizeIs(1));
  EXPECT_EQ(diary.answers.front().what.verdict, Verdict::not_yet);
  CrewPlay unlimited(without(Guard::deletion_budget));
  EXPECT_THAT(unlimited.replayed(pressed).changes(), SizeIs(5));
}

TEST(CrewProduction, what_staff_have_taken_over_goes_but_for_the_contact_with_a_row) {
  CrewPlay play(options_of(production));
  const CrewDiary& diary = play.replayed(all_of({{starts_with(lights, 1), left_six_times},
                                                 act_in(0, CrewAction::press, lights),
                                                 act_in(1, CrewAction::press, lights)}));
  EXPECT_THAT(diary.changes(),
              ElementsAre("element 1: line 1 (A) deleted", "element 1: line 5 (A) deleted",
                          "element 1: line 9 (A) deleted", "element 1: line 13 (A) deleted",
                          "element 1: line 17 (A) deleted"));
  EXPECT_THAT(alerts(diary), ElementsAre(IntentEffect::alerted, IntentEffect::acknowledged));
  EXPECT_THAT(journals(diary), ElementsAre("line 21 of A"));
  EXPECT_THAT(rows_kept(diary), IsEmpty());  // that row stood there
  ASSERT_THAT(diary.answers, SizeIs(2));
  EXPECT_EQ(diary.answers.back().what.verdict, Verdict::in_step);
}

constexpr Decision left_twice{{Site::scenario, job_cause(lights).child(0, 2)}, 1};

TEST(CrewProduction, what_an_earlier_sync_has_left_twice_needs_no_staff) {
  CrewPlay play(options_of(production));
  const CrewDiary& diary = play.replayed(
      all_of({{starts_with(lights, 1), left_twice}, act_in(0, CrewAction::press, lights)}));
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 1 (A) deleted"));
  EXPECT_THAT(alerts(diary), IsEmpty());
}

/// Somebody at Flex does that right after the first list, and the button is pressed twice.
const CrewDiary& edited_by_hand(CrewPlay& play, Outcome change) {
  const std::vector<Decision> presses = all_of({{starts_with(lights, 1)},
                                                act_in(0, CrewAction::press, lights),
                                                act_in(1, CrewAction::press, lights)});
  const Cause list = first_request(play, presses, FlexVerb::list_lines);
  return play.replayed(
      all_of({presses, {{{Site::hand_edit, list}, 1}, {{Site::hand_change, list}, change}}}));
}

TEST(CrewProduction, a_technician_who_was_added_by_hand_stays_and_staff_are_told) {
  CrewPlay play(options_of(production));
  const CrewDiary& diary = edited_by_hand(play, 2);
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 5 (B) added"));
  EXPECT_THAT(alerts(diary), ElementsAre(IntentEffect::alerted));
  ASSERT_THAT(diary.answers, SizeIs(2));
  EXPECT_EQ(diary.answers.back().what.verdict, Verdict::in_step);  // what is ours is
  CrewPlay untold(without(Guard::stray_told));
  EXPECT_THAT(alerts(edited_by_hand(untold, 2)), IsEmpty());
  CrewPlay greedy(without(Guard::own_only));
  EXPECT_THAT(edited_by_hand(greedy, 2).changes(),
              ElementsAre("element 1: line 5 (B) added", "element 1: line 5 (B) deleted"));
}

TEST(CrewProduction, a_foreign_contact_stays_and_is_nothing_to_tell) {
  CrewPlay play(options_of(production));
  const CrewDiary& diary = edited_by_hand(play, 3);
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 5 (a foreign contact) added"));
  EXPECT_THAT(alerts(diary), IsEmpty());
}

TEST(CrewProduction, who_was_deleted_by_hand_is_back_with_the_next_press) {
  CrewPlay play(options_of(production));
  const CrewDiary& diary = edited_by_hand(play, 0);
  EXPECT_THAT(diary.changes(),
              ElementsAre("element 1: line 1 (A) deleted", "element 1: line 5 (A) added"));
  EXPECT_LT(diary.flex.back().at, Time{1201s});
}

// An add without an answer may land for that long: the patience of the store and of Flex, how late
// a write may take effect, and the lag of a list.
constexpr model::Duration landing_max = 5s + 10s + 65s + 2s;

/// A is put on lights, and Flex's answer to his add is lost.
const CrewDiary& loses_an_answer(CrewPlay& play) {
  const std::vector<Decision> put_on = act_in(0, CrewAction::put_on, lights);
  const Cause add = first_request(play, put_on, FlexVerb::add_resource);
  return play.replayed(
      all_of({put_on, {{{Site::reply_fault, add}, static_cast<Outcome>(ReplyVerdict::lost)}}}));
}

TEST(CrewProduction, an_add_whose_answer_is_lost_is_not_sent_again_and_counts_as_ours_later) {
  CrewPlay play(options_of(production));
  const CrewDiary& diary = loses_an_answer(play);
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 1 (A) added"));
  EXPECT_THAT(journals(diary), ElementsAre("an open add of A", "line 1 of A"));
  EXPECT_THAT(rows_kept(diary), ElementsAre("job 1: row 1 (A, line 1)"));
  EXPECT_THAT(alerts(diary), IsEmpty());
  const Time opened_at = diary.books.front().at;
  EXPECT_GT(diary.rows.back().at, opened_at + landing_max);
  EXPECT_LT(diary.rows.back().at, opened_at + landing_max + 1s);
}

TEST(CrewProduction,
     without_a_guard_of_its_journal_such_an_add_is_taken_for_done_too_early_or_for_missing) {
  CrewPlay hasty(without(Guard::await_landing));
  const CrewDiary& early = loses_an_answer(hasty);
  ASSERT_THAT(early.rows, SizeIs(1));
  EXPECT_LT(early.rows.back().at, early.books.front().at + landing_max);
  for (const Guard guard : {Guard::journal, Guard::adopt}) {
    CrewPlay forgetful(without(guard));
    const CrewDiary& diary = loses_an_answer(forgetful);
    EXPECT_THAT(diary.changes(),
                ElementsAre("element 1: line 1 (A) added", "element 1: line 5 (A) added"));
  }
}

TEST(CrewProduction, an_add_that_never_arrived_is_sent_again_when_it_can_no_longer_land) {
  CrewPlay play(options_of(production));
  const std::vector<Decision> put_on = act_in(0, CrewAction::put_on, lights);
  const Cause add = first_request(play, put_on, FlexVerb::add_resource);
  const CrewDiary& diary = play.replayed(
      all_of({put_on, {{{Site::request_fault, add}, static_cast<Outcome>(RequestVerdict::lost)}}}));
  EXPECT_THAT(diary.changes(), ElementsAre("element 1: line 1 (A) added"));
  EXPECT_THAT(journals(diary), ElementsAre("an open add of A", "an open add of A", "line 1 of A"));
  const Time opened_at = diary.books.front().at;
  EXPECT_GT(diary.flex.back().at, opened_at + landing_max);
  EXPECT_LT(diary.flex.back().at, opened_at + landing_max + 1s);
}

// ---- How a run starts ----

TEST(Crew, an_old_duplicate_has_two_rows_and_after_the_clean_up_one) {
  for (const CrewVariant& variant : {as_audited, as_coded}) {
    CrewPlay play(options_of(variant));
    const CrewDiary& diary = play.replayed({starts_with(lights, 1), left_twice});
    EXPECT_THAT(diary.flex, SizeIs(2));
    const auto dropped = std::ranges::count_if(
        diary.rows, [](const auto& note) { return note.what.effect == CrewTableEffect::dropped; });
    EXPECT_EQ(dropped, variant.unique ? 1 : 0);
  }
}

TEST(Crew, a_foreign_contact_may_stand_there) {
  CrewPlay play(options_of(as_coded));
  const CrewDiary& diary = play.replayed({{{Site::scenario, job_cause(lights).child(0, 1)}, 1}});
  ASSERT_THAT(diary.flex, SizeIs(1));
  EXPECT_EQ(describe(diary.flex.front().what.line), "line 1 (a foreign contact)");
}

// ---- The same choices are the same run ----

/// Both historical syncs, without a remedy and with all of them, and the production core, under a
/// bad day.
std::vector<CrewPlay::World::Options> worlds() {
  std::vector<CrewPlay::World::Options> all;
  for (const bool coded : {false, true}) {
    for (const bool all_remedies : {false, true}) {
      CrewVariant variant;
      variant.remedies = {coded, all_remedies, all_remedies, all_remedies};
      variant.unique = coded || all_remedies;
      variant.gate = all_remedies;
      all.push_back(options_of(variant));
    }
  }
  all.push_back(options_of(production));
  for (CrewPlay::World::Options& options : all) options.faults = fault_profiles[typical_profile];
  return all;
}

TEST(CrewRuns, the_same_seed_is_the_same_run_and_another_is_another) {
  for (const CrewPlay::World::Options& options : worlds()) {
    for (const Strategy strategy : strategies) {
      std::vector<std::uint64_t> hashes;
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CrewPlay once(options);
        CrewPlay again(options);
        once.seeded(seed, strategy);
        again.seeded(seed, strategy);
        hashes.push_back(once.scheduler().trace_hash());
        EXPECT_EQ(once.scheduler().trace_hash(), again.scheduler().trace_hash());
        EXPECT_EQ(once.scheduler().fingerprint(), again.scheduler().fingerprint());
      }
      std::ranges::sort(hashes);
      EXPECT_EQ(std::ranges::adjacent_find(hashes), hashes.end());
    }
  }
}

/// Whom the store gave its leases to, as a judge hears it.
std::vector<std::uint8_t> owners(const CrewPlay& play) {
  std::vector<std::uint8_t> all;
  for (const auto& note : play.diary().intents) all.push_back(note.what.owner);
  return all;
}

TEST(CrewRuns, a_world_that_has_run_before_is_as_good_as_a_new_one) {
  for (const CrewPlay::World::Options& options : worlds()) {
    CrewPlay used(options);
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      used.seeded(seed, Strategy::uniform);
      CrewPlay fresh(options);
      fresh.seeded(seed, Strategy::uniform);
      EXPECT_EQ(used.scheduler().trace_hash(), fresh.scheduler().trace_hash()) << seed;
      EXPECT_EQ(owners(used), owners(fresh)) << seed;
    }
  }
}

TEST(CrewRuns, a_run_that_was_cut_short_leaves_nothing_behind) {
  for (CrewPlay::World::Options options : worlds()) {
    options.scheduler.events_max = 40;
    CrewPlay used(options);
    for (std::uint64_t seed = 1; seed <= 500; ++seed) used.seeded(seed, Strategy::uniform);
    CrewPlay fresh(options);
    used.seeded(501, Strategy::uniform);
    fresh.seeded(501, Strategy::uniform);
    EXPECT_EQ(used.scheduler().trace_hash(), fresh.scheduler().trace_hash());
  }
}

TEST(CrewRuns, a_run_that_is_told_in_words_is_the_same_run) {
  for (const CrewPlay::World::Options& options : worlds()) {
    CrewPlay silent(options);
    CrewPlay telling(options);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      silent.seeded(seed, Strategy::latency);
      model::History history;
      telling.history = &history;
      telling.seeded(seed, Strategy::latency);
      EXPECT_FALSE(history.empty());
      EXPECT_EQ(silent.scheduler().trace_hash(), telling.scheduler().trace_hash()) << seed;
    }
  }
}

std::vector<std::uint64_t> hashes_of(CrewCore core, const reconciler::AdjustableGuards& guards) {
  CrewPlay::World::Options options = options_of({.unique = true, .core = core});
  options.faults = fault_profiles[typical_profile];
  options.guards = guards;
  CrewPlay play(options);
  std::vector<std::uint64_t> all;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    play.seeded(seed, Strategy::latency);
    all.push_back(play.scheduler().trace_hash());
  }
  return all;
}

TEST(CrewRuns, the_core_with_every_guard_that_can_be_removed_is_the_production_core) {
  const std::vector<std::uint64_t> sealed = hashes_of(CrewCore::production, {});
  EXPECT_EQ(hashes_of(CrewCore::adjustable, {}), sealed);
  const auto without_journal = reconciler::AdjustableGuards().without(Guard::journal);
  EXPECT_NE(hashes_of(CrewCore::adjustable, without_journal), sealed);
  // The production core has no guard that can be removed.
  EXPECT_EQ(hashes_of(CrewCore::production, without_journal), sealed);
}

/// Each fault that Flex is there for, within a few hundred runs of a bad day.
TEST(CrewRuns, every_fault_of_flex_strikes_where_a_sync_can_meet_it) {
  CrewPlay::World::Options options = options_of(as_coded);
  options.faults = fault_profiles[3];
  CrewPlay play(options);
  std::vector<Fault> struck;
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    const CrewDiary& diary = play.seeded(seed, Strategy::latency);
    struck.insert(struck.end(), diary.faults.begin(), diary.faults.end());
  }
  for (const Fault fault : flex_faults) {
    EXPECT_NE(std::ranges::find(struck, fault), struck.end())
        << fault_facts[static_cast<std::size_t>(fault)].name;
  }
}

}  // namespace
}  // namespace interleave::sim
