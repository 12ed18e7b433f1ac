#include "properties/element_crew.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::properties {
namespace {

using namespace model;

constexpr ElementId sound{0};
constexpr ElementId lights{1};
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr InspectorId f{5};  // without a resource

/// An element whose commits a test makes by hand, each a second after the one before.
class Told {
 public:
  explicit Told(ElementId element = lights) : element_(element) { crew.reset(); }

  LineId add(InspectorId technician, Author author = Author::client, bool lead = false) {
    const CrewLine line{line_of(element_, made_++), technician, lead};
    lines_.push_back(line);
    crew.on_commit(tick(), FlexCommit{FlexEffect::added, line, author});
    return line.id;
  }
  void remove(LineId id, Author author = Author::client) {
    crew.on_commit(tick(), FlexCommit{FlexEffect::deleted, line(id), author});
  }
  void set_role(LineId id, bool lead) {
    line(id).lead = lead;
    crew.on_commit(tick(), FlexCommit{FlexEffect::role_set, line(id), Author::client});
  }
  CrewRow row(InspectorId technician, LineId id, std::uint8_t call = 0) {
    const CrewRow made{++rows_, technician, id};
    crew.on_commit(tick(),
                   CrewTableCommit{CrewTableEffect::inserted, call_of(element_, call), made, {}});
    return made;
  }
  void drop(const CrewRow& row, std::uint8_t call = 0) {
    crew.on_commit(tick(),
                   CrewTableCommit{CrewTableEffect::dropped, call_of(element_, call), row, {}});
  }
  void want(const CrewMembers& members, std::uint8_t call = 0) {
    crew.on_commit(CrewWish{call_of(element_, call), members});
  }
  [[nodiscard]] Job wish(const InspectorList& people) const {
    Job job;
    job.id = JobId{element_.value};
    job.inspectors = people;
    return job;
  }
  [[nodiscard]] bool in_step(const InspectorList& people) const {
    return crew.in_step(wish(people));
  }
  [[nodiscard]] Time now() const { return now_; }

  ElementCrew crew;

 private:
  Time tick() { return now_ += 1s; }
  CrewLine& line(LineId id) { return *std::ranges::find(lines_, id, &CrewLine::id); }

  ElementId element_;
  Time now_{};
  std::uint8_t made_ = 0;
  std::uint32_t rows_ = 0;
  std::vector<CrewLine> lines_;
};

TEST(ElementCrew, is_in_step_when_each_who_is_wanted_stands_there_once_and_nobody_else) {
  Told told;
  EXPECT_TRUE(told.in_step({}));
  told.add(a);
  EXPECT_TRUE(told.in_step({a}));
  EXPECT_FALSE(told.in_step({}));
  EXPECT_FALSE(told.in_step({a, b}));
  told.add(b);
  EXPECT_TRUE(told.in_step({a, b}));
  told.add(a);
  EXPECT_FALSE(told.in_step({a, b}));
}

TEST(ElementCrew, whoever_has_no_resource_need_not_stand_there) {
  Told told;
  told.add(a);
  EXPECT_TRUE(told.in_step({a, f}));
}

TEST(ElementCrew, in_sound_the_lead_alone_has_the_role) {
  Told told(sound);
  const LineId first = told.add(a);
  EXPECT_FALSE(told.in_step({a}));
  told.set_role(first, true);
  EXPECT_TRUE(told.in_step({a}));
  const LineId second = told.add(b);
  EXPECT_TRUE(told.in_step({a, b}));
  EXPECT_FALSE(told.in_step({b, a}));
  told.set_role(second, true);
  EXPECT_FALSE(told.in_step({a, b}));
  Told seen(lights);
  seen.add(a);
  EXPECT_TRUE(seen.in_step({a}));
}

// ---- Whose a line is ----

TEST(ElementCrew, what_a_hand_has_added_is_not_ours) {
  Told told;
  const LineId by_hand = told.add(a, Author::hand);
  const LineId foreign = told.add(InspectorId::none(), Author::hand);
  EXPECT_TRUE(told.crew.ours().empty());
  EXPECT_FALSE(told.crew.may_delete(by_hand));
  EXPECT_FALSE(told.crew.may_delete(foreign));
  EXPECT_TRUE(told.in_step({}));
}

TEST(ElementCrew, what_a_request_of_ours_has_added_is_however_late) {
  Told told;
  EXPECT_TRUE(told.crew.may_delete(told.add(a, Author::client)));
  EXPECT_TRUE(told.crew.may_delete(told.add(b, Author::late)));
  EXPECT_EQ(told.crew.ours().size(), 2U);
}

TEST(ElementCrew, of_what_stood_there_from_the_start_technicians_are_ours) {
  Told told;
  EXPECT_TRUE(told.crew.may_delete(told.add(a, Author::start)));
  EXPECT_FALSE(told.crew.may_delete(told.add(InspectorId::none(), Author::start)));
}

TEST(ElementCrew, a_line_that_comes_while_an_add_is_open_is_ours_once_a_row_names_it) {
  Told told;
  told.crew.open_add(told.now(), a, told.now());
  const LineId line = told.add(a, Author::hand);
  EXPECT_TRUE(told.crew.may_delete(line));
  EXPECT_EQ(told.crew.count(a), 0U);
  told.row(a, line);
  EXPECT_EQ(told.crew.count(a), 1U);
  EXPECT_TRUE(told.in_step({a}));
}

TEST(ElementCrew, a_row_alone_makes_no_line_ours) {
  Told told;
  told.crew.open_add(told.now(), b, told.now());  // of somebody else
  const LineId line = told.add(a, Author::hand);
  told.row(a, line);
  EXPECT_EQ(told.crew.count(a), 0U);
  EXPECT_FALSE(told.crew.may_delete(line));
}

TEST(ElementCrew, a_line_that_no_list_can_have_shown_before_an_add_may_be_that_adds) {
  for (const Duration younger : {Duration{}, Duration(1us)}) {
    Told told;
    const LineId line = told.add(a, Author::hand);
    const LineId of_another = told.add(b, Author::hand);
    const Time added_at = told.now() - 1s;
    told.crew.open_add(told.now(), a, added_at - younger);
    EXPECT_EQ(told.crew.may_delete(line), younger != Duration{});
    EXPECT_FALSE(told.crew.may_delete(of_another));
  }
}

TEST(ElementCrew, a_line_that_comes_once_the_outcome_is_known_is_not_that_adds) {
  Told told;
  told.crew.open_add(told.now(), a, told.now());
  const LineId before = told.add(a, Author::hand);
  told.crew.close_add(a);
  const LineId after = told.add(a, Author::hand);
  EXPECT_TRUE(told.crew.may_delete(before));  // whatever is known by now
  EXPECT_FALSE(told.crew.may_delete(after));
  told.row(a, after);
  EXPECT_EQ(told.crew.count(a), 0U);
  told.row(a, before);
  EXPECT_EQ(told.crew.count(a), 1U);
}

TEST(ElementCrew, an_add_that_was_sent_long_ago_can_no_longer_land) {
  for (const Duration sent_after : {Duration{}, Duration(1us)}) {
    Told told;
    const Time sent = told.now() + sent_after;
    told.crew.open_add(sent, a, told.now());
    told.crew.close_adds_sent_by(told.now());
    EXPECT_EQ(told.crew.may_delete(told.add(a, Author::hand)), sent_after != Duration{});
  }
}

TEST(ElementCrew, an_add_without_an_open_entry_in_the_journal_is_over) {
  Told told;
  told.crew.open_add(told.now(), a, told.now());
  told.crew.open_add(told.now(), b, told.now());
  told.crew.on_recorded({CrewEntry{a}, CrewEntry{b, told.add(b)}});
  EXPECT_TRUE(told.crew.may_delete(told.add(a, Author::hand)));
  EXPECT_FALSE(told.crew.may_delete(told.add(b, Author::hand)));
}

TEST(ElementCrew, a_technicians_line_that_is_none_of_ours_is_a_stray) {
  Told told;
  told.add(a);
  told.add(InspectorId::none(), Author::hand);
  EXPECT_FALSE(told.crew.stray());
  const LineId by_hand = told.add(a, Author::hand);
  EXPECT_TRUE(told.crew.stray());
  told.remove(by_hand, Author::hand);
  EXPECT_FALSE(told.crew.stray());
  told.crew.open_add(told.now(), b, told.now());
  const LineId perhaps_ours = told.add(b, Author::hand);
  EXPECT_TRUE(told.crew.stray());
  told.row(b, perhaps_ours);
  EXPECT_FALSE(told.crew.stray());
}

// ---- What nobody can tell ----

TEST(ElementCrew, of_two_lines_of_one_technician_that_nobody_has_claimed_neither_is_known) {
  Told told;
  told.add(a);
  told.add(b);
  EXPECT_FALSE(told.crew.unclear());
  const LineId second = told.add(a);
  EXPECT_TRUE(told.crew.unclear());
  told.remove(second);
  EXPECT_FALSE(told.crew.unclear());
}

TEST(ElementCrew, a_line_is_claimed_by_a_row_and_from_the_start) {
  Told told;
  told.row(a, told.add(a));
  told.add(a);
  EXPECT_FALSE(told.crew.unclear());
  told.add(a);
  EXPECT_TRUE(told.crew.unclear());  // of three two are left
  Told started;
  started.add(a, Author::start);
  started.add(a, Author::start);
  EXPECT_FALSE(started.crew.unclear());
}

TEST(ElementCrew, an_answer_claims_a_line_once_the_journal_has_it) {
  for (const bool answered : {false, true}) {
    for (const bool recorded : {false, true}) {
      Told told;
      told.add(a);
      const LineId line = told.add(a);
      if (answered) told.crew.answer(line);
      if (recorded) told.crew.on_recorded({CrewEntry{a, line}});
      EXPECT_EQ(told.crew.unclear(), !(answered && recorded));
    }
  }
}

TEST(ElementCrew, what_a_hand_has_added_is_unclear_if_an_add_of_ours_was_open) {
  for (const bool open : {false, true}) {
    Told told;
    told.add(a);
    if (open) told.crew.open_add(told.now(), a, told.now());
    told.add(a, Author::hand);
    EXPECT_EQ(told.crew.unclear(), open);
  }
}

// ---- What is deleted ----

TEST(ElementCrew, a_line_of_ours_is_somebodys_only_one_as_a_list_shows_it) {
  Told told;
  const LineId line = told.add(a);
  const LineId other = told.add(a);
  const LineId by_hand = told.add(a, Author::hand);
  const CrewLine shown{line, a};
  EXPECT_TRUE(told.crew.only_of({shown}, line, {a}));
  EXPECT_FALSE(told.crew.only_of({shown}, line, {b}));
  EXPECT_FALSE(told.crew.only_of({}, line, {a}));
  EXPECT_FALSE(told.crew.only_of({shown, {other, a}}, line, {a}));
  EXPECT_TRUE(told.crew.only_of({shown, {by_hand, a}}, line, {a}));
  EXPECT_FALSE(told.crew.only_of({{by_hand, a}}, by_hand, {a}));
  EXPECT_FALSE(told.crew.only_of({{line_of(lights, 9), a}}, line_of(lights, 9), {a}));
}

TEST(ElementCrew, all_of_our_lines_but_one_of_each_who_is_wanted_are_too_many) {
  Told told;
  EXPECT_EQ(told.crew.surplus(told.wish({a, f})), 0U);
  told.add(a);
  told.add(a);
  told.add(b);
  told.add(a, Author::hand);
  EXPECT_EQ(told.crew.surplus(told.wish({a, b})), 1U);
  EXPECT_EQ(told.crew.surplus(told.wish({a, f})), 2U);
  EXPECT_EQ(told.crew.surplus(told.wish({})), 3U);
}

// ---- Rows ----

TEST(ElementCrew, a_technician_has_two_rows_only_if_one_call_has_both) {
  Told told;
  const LineId line = told.add(a);
  told.row(a, line, 0);
  told.row(a, line, 1);
  EXPECT_FALSE(told.crew.doubled());
  const CrewRow second = told.row(a, told.add(a), 0);
  EXPECT_TRUE(told.crew.doubled());
  told.drop(second);
  EXPECT_FALSE(told.crew.doubled());
}

TEST(ElementCrew, a_line_is_tracked_as_long_as_a_row_names_it) {
  Told told;
  const LineId line = told.add(a);
  EXPECT_FALSE(told.crew.tracked(line));
  const CrewRow row = told.row(a, line, 1);
  EXPECT_TRUE(told.crew.tracked(line));
  EXPECT_FALSE(told.crew.names_what_is_gone());
  told.remove(line);
  EXPECT_TRUE(told.crew.names_what_is_gone());
  told.drop(row, 1);
  EXPECT_FALSE(told.crew.names_what_is_gone());
}

// ---- Why somebody is missing ----

TEST(ElementCrew, whose_row_was_dropped_as_stale_is_missing_for_that) {
  Told told;
  told.want({{a}});
  const LineId line = told.add(a);
  const CrewRow row = told.row(a, line);
  told.remove(line, Author::hand);
  EXPECT_EQ(told.crew.loss(a), Loss::none);
  told.drop(row);
  EXPECT_EQ(told.crew.loss(a), Loss::dropped);
  told.add(a);
  EXPECT_EQ(told.crew.loss(a), Loss::none);
}

TEST(ElementCrew, whoever_was_taken_off_a_call_was_not_dropped_by_it_as_stale) {
  Told told;
  told.want({{a}}, 1);
  const LineId line = told.add(a);
  const CrewRow row = told.row(a, line, 0);
  told.remove(line, Author::hand);
  told.drop(row, 0);
  EXPECT_EQ(told.crew.loss(a), Loss::none);
}

TEST(ElementCrew, lists_what_stands_there_and_is_none_of_ours) {
  Told told;
  told.add(a);
  const LineId by_hand = told.add(b, Author::hand);
  told.add(InspectorId::none(), Author::hand);
  ASSERT_EQ(told.crew.strays().size(), 1U);
  EXPECT_EQ(told.crew.strays().front().id, by_hand);
  told.remove(by_hand, Author::hand);
  EXPECT_TRUE(told.crew.strays().empty());
}

TEST(ElementCrew, whose_contact_a_sync_deleted_is_missing_for_that_and_for_whose_call) {
  Told told;
  told.want({{a}}, 0);
  told.want({{b}}, 1);
  const LineId line = told.add(a);
  told.crew.deletes_for(call_of(lights, 0));
  told.remove(line);
  EXPECT_EQ(told.crew.loss(a), Loss::pruned);
  const LineId again = told.add(a);
  told.crew.deletes_for(call_of(lights, 1));
  told.remove(again);
  EXPECT_EQ(told.crew.loss(a), Loss::aliased);
}

TEST(ElementCrew, whoever_is_not_wanted_has_lost_nothing) {
  Told told;
  told.want({{a}});
  told.remove(told.add(a));
  EXPECT_EQ(told.crew.loss(a), Loss::pruned);
  told.want({});
  EXPECT_EQ(told.crew.loss(a), Loss::none);
  told.remove(told.add(b));
  EXPECT_EQ(told.crew.loss(b), Loss::none);
}

// ---- Whom the calls want ----

TEST(ElementCrew, an_element_wants_whom_any_of_its_calls_wants) {
  Told told;
  told.want({{a}, {b, CrewRole::cleared}}, 0);
  EXPECT_TRUE(told.crew.wanted(a));
  EXPECT_FALSE(told.crew.wanted(b));
  EXPECT_TRUE(told.crew.cleared(b));
  told.want({{b}}, 1);
  EXPECT_TRUE(told.crew.wanted(b));
  EXPECT_FALSE(told.crew.cleared(b));
  EXPECT_TRUE(told.crew.wanted_on(call_of(lights, 1), b));
  EXPECT_FALSE(told.crew.wanted_on(call_of(lights, 0), b));
}

// ---- What it was ----

TEST(ElementCrew, remembers_what_stood_there_a_while_ago) {
  Told told(sound);
  const LineId first = told.add(a);
  told.set_role(first, true);
  const Time led = told.now();
  told.add(b);
  told.set_role(first, false);
  told.remove(first);
  EXPECT_FALSE(told.in_step({a}));
  EXPECT_TRUE(told.crew.was_in_step(told.wish({a}), led));
  EXPECT_TRUE(told.crew.was_in_step(told.wish({a, b}), led));
  // From its deletion on, A did not stand there.
  EXPECT_FALSE(told.crew.was_in_step(told.wish({a, b}), told.now() + 1us));
  EXPECT_FALSE(told.crew.was_in_step(told.wish({b, a}), led));
}

TEST(ElementCrew, seems_in_step_if_what_may_be_ours_would_bring_it_there) {
  for (const bool open : {false, true}) {
    Told told;
    if (open) told.crew.open_add(told.now(), a, told.now());
    const LineId first = told.add(a, Author::hand);
    const LineId second = told.add(a, Author::hand);
    EXPECT_FALSE(told.in_step({a}));
    EXPECT_EQ(told.crew.seems_in_step(told.wish({a})), open);  // with either of them
    told.remove(first, Author::hand);
    told.remove(second, Author::hand);
    EXPECT_FALSE(told.crew.seems_in_step(told.wish({a})));
  }
}

TEST(ElementCrew, was_in_step_as_long_as_it_seemed_so) {
  Told told;
  const Time left = told.now() + 1s;
  EXPECT_FALSE(told.crew.was_in_step(told.wish({a}), left));
  told.crew.leave_seeming(left);
  EXPECT_TRUE(told.crew.was_in_step(told.wish({a}), left));
  EXPECT_FALSE(told.crew.was_in_step(told.wish({a}), left + 1us));
  told.crew.reset();
  EXPECT_FALSE(told.crew.was_in_step(told.wish({a}), left));
}

/// What it was before each of a row of changes is what it was then.
RC_GTEST_PROP(ElementCrew, was_whatever_it_was, ()) {
  Told told;
  std::vector<std::vector<InspectorId>> states;
  std::vector<Time> times;
  std::vector<LineId> standing;
  std::vector<InspectorId> people;
  const auto steps =
      *rc::gen::container<std::vector<std::uint8_t>>(rc::gen::inRange<std::uint8_t>(0, 12));
  for (const std::uint8_t step : steps) {
    if (told.now() > Time{40s}) break;  // as far back as the lines that there can be
    if (step < 5 && standing.size() < lines_at_once_max) {
      standing.push_back(told.add(InspectorId{step}));
      people.push_back(InspectorId{step});
    } else if (!standing.empty()) {
      const std::size_t which = step % standing.size();
      told.remove(standing[which]);
      standing.erase(standing.begin() + static_cast<std::ptrdiff_t>(which));
      people.erase(people.begin() + static_cast<std::ptrdiff_t>(which));
    }
    states.push_back(people);
    times.push_back(told.now());
  }
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states[i].size() > inspectors_per_job_max) continue;
    const std::set<InspectorId> once(states[i].begin(), states[i].end());
    if (once.size() != states[i].size()) continue;
    RC_ASSERT(told.crew.was_in_step(told.wish(InspectorList(states[i].begin(), states[i].end())),
                                    times[i]));
  }
}

}  // namespace
}  // namespace interleave::properties
