// What the judge of crews finds at rest, and of what staff know: DBU, CREW, ALERT. What may be sent
// and deleted is in crew_wire_test.cpp, what every core promises in crew_promises_test.cpp, what is
// told beside the verdict in crew_report_test.cpp.
#include "properties/crew_judge.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/crew_hearing.hpp"
#include "properties/fixtures.hpp"

namespace interleave::properties {
namespace {

using namespace model;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using SyncRun = CrewHearing::SyncRun;

constexpr InspectorId a{0};
constexpr InspectorId b{1};

/// Of the core that ships, only those properties or signatures.
CrewJudge::Options of_core(std::initializer_list<std::string_view> names) {
  return only(names, production_options());
}

/// Of syncs that act when they are asked.
CrewHearing by_request() { return CrewHearing(historical_options()); }

/// A is wanted, asked for, and stands there with a row.
CrewHearing settled() {
  CrewHearing hearing = by_request();
  hearing.want({{a, CrewRole::lead}});
  hearing.press();
  hearing.row(a, hearing.add(a));
  return hearing;
}

// ---- The crew at rest ----

TEST(CrewJudge, has_nothing_to_say_of_a_crew_that_stands_as_it_is_wanted) {
  EXPECT_THAT(settled().at_rest(), IsEmpty());
}

TEST(CrewJudge, whoever_is_missing_was_asked_for_or_need_not_be_there) {
  CrewHearing asked = by_request();
  asked.want({{a, CrewRole::lead}});
  asked.press();
  EXPECT_THAT(asked.at_rest(), ElementsAre("CREW.missing"));
  CrewHearing unasked = by_request();
  unasked.press();
  unasked.want({{a, CrewRole::lead}});
  EXPECT_THAT(unasked.at_rest(), IsEmpty());
  CrewHearing by_itself(of_core({"CREW"}));
  by_itself.want({{a, CrewRole::lead}});
  EXPECT_THAT(by_itself.at_rest(), ElementsAre("CREW.missing"));
}

TEST(CrewJudge, what_somebody_has_deleted_since_it_was_asked_for_need_not_be_there) {
  for (const bool again : {false, true}) {
    CrewHearing hearing = settled();
    hearing.remove(hearing.line(0), Author::hand);
    if (again) {
      hearing.press();
      EXPECT_THAT(hearing.at_rest(), ElementsAre("CREW.missing", "CREW.stale"));
    } else {
      EXPECT_THAT(hearing.at_rest(), IsEmpty());
    }
  }
}

TEST(CrewJudge, every_call_that_has_anybody_must_have_been_asked_for) {
  CrewHearing hearing = by_request();
  hearing.want({{a, CrewRole::lead}});
  hearing.want({{a, CrewRole::lead}}, 1);
  hearing.press();
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  CrewHearing both = by_request();
  both.want({{a, CrewRole::lead}});
  both.want({{a, CrewRole::lead}}, 1);
  both.press();
  both.press(1);
  EXPECT_THAT(both.at_rest(), ElementsAre("CREW.missing"));
}

TEST(CrewJudge, a_second_row_of_a_technician_on_a_call_is_one_too_many) {
  CrewHearing hearing = settled();
  hearing.row(a, hearing.line(0));
  EXPECT_THAT(hearing.at_rest(), ElementsAre("DBU.twice"));
}

TEST(CrewJudge, who_stands_there_twice_is_told_by_who_knows_it) {
  CrewHearing untracked = settled();
  untracked.add(a);
  EXPECT_THAT(untracked.at_rest(), ElementsAre("CREW.untracked"));
  CrewHearing shared = settled();
  shared.row(a, shared.add(a), 1);
  EXPECT_THAT(shared.at_rest(), ElementsAre("CREW.shared"));
  CrewHearing twice = settled();
  twice.row(a, twice.add(a));
  EXPECT_THAT(twice.at_rest(), ElementsAre("DBU.twice", "CREW.duplicate"));
}

TEST(CrewJudge, a_contact_that_nobody_wants_is_extra_or_cleared_or_its_delete_came_to_nothing) {
  CrewHearing extra = settled();
  extra.want({});
  extra.press();
  EXPECT_THAT(extra.at_rest(), ElementsAre("CREW.extra"));
  CrewHearing cleared = settled();
  cleared.want({{a, CrewRole::cleared}});
  cleared.press();
  EXPECT_THAT(cleared.at_rest(), ElementsAre("CREW.cleared"));
  CrewHearing left = settled();
  left.want({});
  left.sent_delete(left.unleased(), left.line(0));
  EXPECT_THAT(left.at_rest(), ElementsAre("CREW.left"));
}

TEST(CrewJudge, who_was_dropped_as_stale_is_added_again) {
  for (const bool again : {false, true}) {
    CrewHearing hearing = by_request();
    hearing.want({{a, CrewRole::lead}});
    const LineId line = hearing.add(a);
    const CrewRow row = hearing.row(a, line);
    hearing.remove(line, Author::hand);
    hearing.drop(row);
    if (again) hearing.add(a);
    EXPECT_EQ(hearing.at_rest(), found_if(!again, "CREW.dropped"));
  }
}

TEST(CrewJudge, who_is_wanted_and_was_deleted_was_pruned_or_is_on_another_call) {
  for (const std::uint8_t number : {std::uint8_t{0}, std::uint8_t{1}}) {
    CrewHearing hearing = by_request();
    hearing.want({{a, CrewRole::lead}});
    hearing.want({{b, CrewRole::lead}}, 1);
    const LineId line = hearing.add(a);
    const SyncRun run = hearing.unleased();
    hearing.drop_rows(run, number);
    hearing.remove(line, Author::client, run);
    EXPECT_THAT(hearing.at_rest(), ElementsAre(number == 0 ? "CREW.pruned" : "CREW.aliased"));
  }
  CrewHearing off = settled();
  off.want({});
  off.remove(off.line(0));
  EXPECT_THAT(off.at_rest(), IsEmpty());
}

TEST(CrewJudge, in_sound_whoever_leads_the_crew_has_that_role) {
  for (const ElementId element : {CrewHearing::sound, CrewHearing::lights}) {
    for (const bool set : {false, true}) {
      CrewHearing hearing(of_core({"CREW"}), {}, element);
      hearing.want({{a, CrewRole::lead}});
      const LineId line = hearing.add(a);
      if (set) hearing.set_role(line, true);
      const bool wrong = element == CrewHearing::sound && !set;
      EXPECT_EQ(hearing.at_rest(), found_if(wrong, "CREW.role"));
    }
  }
}

TEST(CrewJudge, a_role_was_asked_for_or_need_not_be_set) {
  for (const bool asked : {false, true}) {
    CrewHearing hearing(historical_options(), {}, CrewHearing::sound);
    hearing.want({{a, CrewRole::lead}});
    if (asked) hearing.press();
    hearing.row(a, hearing.add(a));
    EXPECT_EQ(hearing.at_rest(), found_if(asked, "CREW.role"));
  }
}

TEST(CrewJudge, no_row_names_a_contact_that_is_gone) {
  for (const bool dropped : {false, true}) {
    CrewHearing hearing(of_core({"CREW"}));
    const LineId line = hearing.add(a);
    const CrewRow row = hearing.row(a, line);
    hearing.remove(line);
    if (dropped) hearing.drop(row);
    EXPECT_EQ(hearing.at_rest(), found_if(!dropped, "CREW.stale"));
  }
}

// ---- What is left to staff ----

/// Six contacts of A, who is wanted, stand there: more are too many than a run may delete.
std::vector<CrewRow> make_too_many(CrewHearing& hearing) {
  hearing.want({{a, CrewRole::lead}});
  std::vector<CrewRow> rows;
  for (int i = 0; i < 6; ++i) rows.push_back(hearing.row(a, hearing.add(a)));
  return rows;
}

TEST(CrewJudge, what_is_left_to_staff_may_stay_as_long_as_they_are_told) {
  for (const bool told : {false, true}) {
    CrewHearing hearing(of_core({"CREW", "ALERT"}));
    make_too_many(hearing);
    if (told) hearing.alerted(1h);
    hearing.at(2h);
    if (told) {
      EXPECT_THAT(hearing.at_rest(), IsEmpty());
    } else {
      EXPECT_THAT(hearing.at_rest(), ElementsAre("CREW.duplicate", "ALERT.missing"));
    }
  }
}

TEST(CrewJudge, what_flex_refuses_for_good_may_stay_as_long_as_staff_are_told) {
  for (const bool told : {false, true}) {
    CrewHearing hearing(of_core({"CREW"}));
    hearing.want({{a, CrewRole::lead}});
    hearing.fault(sim::Fault::order_poisoned);
    if (told) hearing.alerted(1h);
    hearing.at(2h);
    EXPECT_EQ(hearing.at_rest(), found_if(!told, "CREW.missing"));
  }
}

TEST(CrewJudge, what_a_run_may_delete_or_staff_have_looked_at_is_not_left_to_them) {
  for (const bool acknowledged : {false, true}) {
    CrewHearing hearing(of_core({"CREW", "ALERT"}));
    const std::vector<CrewRow> rows = make_too_many(hearing);
    hearing.alerted(1h);
    hearing.at(2h);
    if (acknowledged) hearing.acknowledged();
    if (!acknowledged) {
      hearing.remove(rows.back().line);
      hearing.drop(rows.back());
    }
    EXPECT_THAT(hearing.at_rest(), ElementsAre("CREW.duplicate"));
  }
}

TEST(CrewJudge, staff_look_again_at_what_people_have_changed_since) {
  CrewHearing hearing(of_core({"CREW", "ALERT"}));
  make_too_many(hearing);
  hearing.acknowledged();
  hearing.want({});
  hearing.alerted(1h);
  hearing.at(2h);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(CrewJudge, of_contacts_that_an_add_may_have_made_staff_are_to_choose) {
  for (const bool claimed : {false, true}) {
    CrewHearing hearing(of_core({"CREW", "ALERT"}));
    hearing.want({{a, CrewRole::lead}});
    hearing.add(a);
    const LineId line = hearing.add(a);
    if (claimed) hearing.row(a, line);
    hearing.alerted(1h);
    hearing.at(2h);
    EXPECT_EQ(hearing.at_rest(), found_if(claimed, "CREW.untracked"));
  }
}

// ---- What staff know ----

TEST(CrewJudge, staff_are_told_of_a_crew_that_is_not_as_it_is_wanted) {
  for (const Duration seen_from : {59min, 61min}) {
    CrewHearing hearing(of_core({"ALERT"}));
    hearing.want({{a, CrewRole::lead}});
    hearing.alerted(seen_from);
    hearing.at(1h);
    EXPECT_EQ(hearing.at_rest(), found_if(seen_from > 1h, "ALERT.missing"));
  }
  CrewHearing taken_over(of_core({"ALERT"}));
  taken_over.want({{a, CrewRole::lead}});
  taken_over.acknowledged();
  EXPECT_THAT(taken_over.at_rest(), IsEmpty());
}

TEST(CrewJudge, staff_are_told_of_a_technicians_contact_that_is_none_of_ours) {
  for (const bool told : {false, true}) {
    for (const InspectorId whose : {InspectorId::none(), b}) {
      CrewHearing hearing(of_core({"ALERT"}), {{a, CrewRole::lead}});
      hearing.add(whose, Author::hand);
      if (told) hearing.alerted(30min);
      hearing.at(1h);
      const bool stray = whose == b;
      EXPECT_EQ(hearing.at_rest(),
                found_if(stray != told, stray ? "ALERT.missing" : "ALERT.stands"));
    }
  }
}

TEST(CrewJudge, staff_are_told_of_somebody_who_is_wanted_and_has_no_resource_at_flex) {
  constexpr InspectorId f{5};
  for (const bool told : {false, true}) {
    CrewHearing hearing(of_core({"ALERT"}), {{f, CrewRole::lead}});
    if (told) hearing.alerted(30min);
    hearing.at(1h);
    EXPECT_EQ(hearing.at_rest(), found_if(!told, "ALERT.missing"));
  }
}

TEST(CrewJudge, no_alert_stands_about_a_crew_in_step_that_can_be_read) {
  CrewHearing stands(of_core({"ALERT"}), {{a, CrewRole::lead}});
  stands.alerted(30min);
  stands.at(1h);
  EXPECT_THAT(stands.at_rest(), ElementsAre("ALERT.stands"));
  CrewHearing closed(of_core({"ALERT"}), {{a, CrewRole::lead}});
  closed.alerted(30min);
  closed.alert_closed();
  EXPECT_THAT(closed.at_rest(), IsEmpty());
  CrewHearing unseen(of_core({"ALERT"}), {{a, CrewRole::lead}});
  unseen.alerted(2h);
  unseen.at(1h);
  EXPECT_THAT(unseen.at_rest(), IsEmpty());
  CrewHearing revoked(of_core({"ALERT"}), {{a, CrewRole::lead}});
  revoked.fault_everywhere(sim::Fault::key_revoked);
  revoked.alerted(30min);
  revoked.at(1h);
  EXPECT_THAT(revoked.at_rest(), IsEmpty());
}

// ---- What is not judged ----

TEST(CrewOmissions, what_the_core_alone_has_promised_the_historical_syncs_are_not_judged_by) {
  for (const std::string_view variant : {"as-audited", "as-coded+gate", "production"}) {
    std::vector<std::string_view> unjudged;
    for (const Unjudged& entry : experiment_of("crew", variant).omissions().unjudged) {
      unjudged.push_back(entry.property);
    }
    if (variant == "production") {
      EXPECT_THAT(unjudged, IsEmpty());
    } else {
      EXPECT_THAT(unjudged, ElementsAre("ALERT", "TRUTH", "SER", "EXCL", "PROMPT", "LIVE", "IDEM",
                                        "BUDGET", "TRACE", "FAILC.old"));
    }
  }
}

}  // namespace
}  // namespace interleave::properties
