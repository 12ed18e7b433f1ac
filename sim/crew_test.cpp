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
using model::JobId;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr JobId sound{0};
constexpr JobId sound_alias{4};
constexpr JobId lights{1};
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
  EXPECT_EQ(diary.answers.front().what.verdict, model::Verdict::in_step);
  EXPECT_GT(diary.answers.front().at, model::Time{1200s});
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
  EXPECT_GT(diary.flex.back().at, model::Time{1800s});  // the third press
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

// ---- How a run starts ----

constexpr Decision old_duplicate{{Site::scenario, job_cause(lights).child(0, 2)}, 1};

TEST(Crew, an_old_duplicate_has_two_rows_and_after_the_clean_up_one) {
  for (const CrewVariant& variant : {as_audited, as_coded}) {
    CrewPlay play(options_of(variant));
    const CrewDiary& diary = play.replayed({starts_with(lights, 1), old_duplicate});
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

/// Both syncs, without a remedy and with all of them, under a bad day.
std::vector<CrewPlay::World::Options> worlds() {
  std::vector<CrewPlay::World::Options> all;
  for (const bool coded : {false, true}) {
    for (const bool all_remedies : {false, true}) {
      CrewVariant variant;
      variant.remedies = {coded, all_remedies, all_remedies, all_remedies};
      variant.unique = coded || all_remedies;
      variant.gate = all_remedies;
      all.push_back(options_of(variant));
      all.back().faults = fault_profiles[typical_profile];
    }
  }
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
