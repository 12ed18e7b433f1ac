// What a sync of crews may send and delete, and on what ground, as the judge hears it: OWN, FAILC,
// BLIND, and of BUDGET what no other system has.
#include <initializer_list>
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

/// Of the core that ships, only those properties or signatures.
CrewJudge::Options of_core(std::initializer_list<std::string_view> names) {
  return only(names, production_options());
}

/// Of syncs that act when they are asked.
CrewHearing by_request() { return CrewHearing(historical_options()); }

// ---- Whose contacts are deleted ----

TEST(CrewWire, a_sync_deletes_nobody_elses_contact) {
  CrewHearing foreign = by_request();
  foreign.remove(foreign.add(InspectorId::none(), Author::hand));
  EXPECT_THAT(foreign.at_rest(), ElementsAre("OWN.foreign"));
  CrewHearing hand = by_request();
  hand.remove(hand.add(b, Author::hand));
  EXPECT_THAT(hand.at_rest(), ElementsAre("OWN.hand"));
  CrewHearing people = by_request();
  people.remove(people.add(b, Author::hand), Author::hand);
  EXPECT_THAT(people.at_rest(), IsEmpty());
}

TEST(CrewWire, what_comes_while_an_add_is_open_may_be_its_until_the_core_has_no_entry) {
  for (const bool closed : {false, true}) {
    CrewHearing hearing(of_core({"OWN"}));
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.write_books(run, {CrewEntry{a}});
    hearing.answered(hearing.sent_add(run, a), Status::unprocessable);
    if (closed) hearing.write_books(run, {});
    hearing.remove(hearing.add(a, Author::hand));
    EXPECT_EQ(hearing.at_rest(), found_if(closed, "OWN.hand"));
  }
}

TEST(CrewWire, books_that_the_tables_refuse_close_no_add) {
  CrewHearing hearing(of_core({"OWN"}));
  const SyncRun run = hearing.leased();
  hearing.write_books(run, {CrewEntry{a}});
  hearing.write_books(run, {}, Status::conflict);
  hearing.remove(hearing.add(a, Author::hand));
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(CrewWire, an_entry_that_was_written_before_opens_no_add) {
  for (const Time opened_at : {Time{}, Time{5min}}) {
    CrewHearing hearing(of_core({"OWN"}));
    hearing.at(10min);
    hearing.write_books(hearing.leased(), {CrewEntry{a, LineId::none(), opened_at, {}}});
    hearing.remove(hearing.add(a, Author::hand));
    EXPECT_EQ(hearing.at_rest(), found_if(opened_at != Time{}, "OWN.hand"));
  }
}

TEST(CrewWire, a_historical_add_is_open_until_its_outcome_is_known) {
  for (const Status status : {Status::unprocessable, Status::unavailable, Status::timed_out}) {
    CrewHearing hearing = by_request();
    hearing.answered(hearing.sent_add(hearing.unleased(), a), status);
    hearing.remove(hearing.add(a, Author::hand));
    EXPECT_EQ(hearing.violated(), found_if(status == Status::unprocessable, "OWN.hand"));
  }
}

TEST(CrewWire, a_list_that_is_asked_for_long_after_an_add_was_sent_closes_it) {
  for (const Duration asked_at : {10min + 29s, 10min + 31s}) {
    for (const Status status : {Status::ok, Status::unavailable}) {
      CrewHearing hearing(of_core({"OWN"}));
      hearing.at(10min);
      const SyncRun run = hearing.leased();
      hearing.write_books(run, {CrewEntry{a}});
      hearing.at(asked_at);
      hearing.list(run, status);
      hearing.remove(hearing.add(a, Author::hand));
      const bool over = asked_at > 10min + 30s && status == Status::ok;
      EXPECT_EQ(hearing.at_rest(), found_if(over, "OWN.hand"));
    }
  }
}

TEST(CrewWire, what_came_since_the_list_before_an_add_may_be_that_adds) {
  for (const Duration added_at : {10min - 3s, 10min - 1s}) {
    CrewHearing hearing(of_core({"OWN"}));
    hearing.at(added_at);
    const LineId line = hearing.add(a, Author::hand);
    hearing.at(10min);
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.write_books(run, {CrewEntry{a}});
    hearing.remove(line);
    EXPECT_EQ(hearing.at_rest(), found_if(added_at < 10min - 2s, "OWN.hand"));
  }
}

// ---- On what ground ----

TEST(CrewWire, nothing_is_deleted_on_the_ground_of_a_list_that_failed_or_has_an_odd_shape) {
  for (const bool odd : {false, true}) {
    CrewHearing hearing = by_request();
    const SyncRun run = hearing.unleased();
    FlexReply reply;
    if (odd) reply.shape = Listing::children;
    if (!odd) reply.status = Status::unavailable;
    hearing.answered(hearing.sent(run, {}), reply);
    hearing.drop_rows(run);
    EXPECT_THAT(hearing.at_rest(), ElementsAre("FAILC.list"));
  }
  CrewHearing again = by_request();
  const SyncRun run = again.unleased();
  again.list(run, Status::unavailable);
  again.list(run);
  again.drop_rows(run);
  EXPECT_THAT(again.at_rest(), IsEmpty());
}

TEST(CrewWire, nothing_is_deleted_on_the_ground_of_a_list_that_shows_less_than_it_counts) {
  for (const bool whole : {false, true}) {
    CrewHearing hearing(of_core({"FAILC"}), {{a, CrewRole::lead}, {b}});
    const SyncRun run = hearing.leased();
    FlexReply part = hearing.shown();
    if (!whole) part.lines.pop_back();
    hearing.answered(hearing.sent(run, {}), part);
    hearing.read_job(run);
    hearing.sent_delete(run, hearing.line(0));
    EXPECT_EQ(hearing.violated(), found_if(!whole, "FAILC.list"));
  }
}

TEST(CrewWire, nobody_is_added_on_the_ground_of_a_list_that_failed) {
  for (const Status status : {Status::ok, Status::unavailable}) {
    CrewHearing hearing(of_core({"FAILC"}));
    const SyncRun run = hearing.leased();
    hearing.list(run, status);
    hearing.sent_add(run, a);
    EXPECT_EQ(hearing.violated(), found_if(status != Status::ok, "FAILC.add"));
  }
}

TEST(CrewWire, nothing_is_deleted_by_a_sync_that_could_not_read_who_is_wanted) {
  for (const Status status : {Status::ok, Status::unavailable}) {
    CrewHearing hearing = by_request();
    const SyncRun run = hearing.unleased();
    hearing.read_members(run, status);
    hearing.list(run);
    hearing.drop_rows(run);
    EXPECT_EQ(hearing.at_rest(), found_if(status != Status::ok, "FAILC.wish"));
  }
  CrewHearing core(of_core({"FAILC"}));
  const SyncRun run = core.leased();
  core.read_job(run, IntentStatus::failed);
  core.sent_delete(run, core.line(0));
  EXPECT_THAT(core.violated(), ElementsAre("FAILC.wish", "FAILC.old"));
}

TEST(CrewWire, the_crew_is_read_right_before_anything_is_deleted) {
  CrewHearing right(of_core({"FAILC"}));
  SyncRun run = right.leased();
  right.list(run);
  right.read_job(run);
  right.sent_batch(run, {right.line(0), right.line(1)});
  right.read_job(run);
  right.sent_delete(run, right.line(2));
  EXPECT_THAT(right.violated(), IsEmpty());
  right.sent_delete(run, right.line(3));  // that was read for the one before
  EXPECT_THAT(right.violated(), ElementsAre("FAILC.old"));
  CrewHearing listed(of_core({"FAILC"}));
  run = listed.leased();
  listed.read_job(run);
  listed.list(run);
  listed.sent_delete(run, listed.line(0));
  EXPECT_THAT(listed.violated(), ElementsAre("FAILC.old"));
  CrewHearing unread(of_core({"FAILC"}));
  run = unread.leased();
  unread.read_job(unread.leased(1));  // by another
  unread.sent_delete(run, unread.line(0));
  EXPECT_THAT(unread.violated(), ElementsAre("FAILC.old"));
}

TEST(CrewWire, an_add_in_another_encoding_is_blind) {
  for (const bool form : {false, true}) {
    CrewHearing hearing = by_request();
    FlexRequest request;
    request.verb = FlexVerb::add_resource;
    request.technician = b;
    request.form = form;
    hearing.sent(hearing.unleased(), request);
    EXPECT_EQ(hearing.violated(), found_if(form, "BLIND.format"));
  }
}

// ---- How much is sent ----

TEST(CrewWire, a_run_deletes_four_contacts_and_no_more) {
  CrewHearing hearing(of_core({"BUDGET.deletes"}));
  const SyncRun run = hearing.leased();
  hearing.sent_batch(run, {hearing.line(0), hearing.line(1), hearing.line(2)});
  hearing.sent_delete(run, hearing.line(0));  // again, one by one
  hearing.sent_delete(run, hearing.line(3));
  hearing.sent_delete(hearing.leased(), hearing.line(4));
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.sent_delete(run, hearing.line(4));
  EXPECT_THAT(hearing.violated(), ElementsAre("BUDGET.deletes"));
}

TEST(CrewWire, a_run_that_knows_that_staff_have_looked_deletes_more) {
  for (const bool reads : {false, true}) {
    CrewHearing hearing(of_core({"BUDGET.deletes"}));
    const LineIdList five{hearing.line(0), hearing.line(1), hearing.line(2), hearing.line(3),
                          hearing.line(4)};
    hearing.acknowledged();
    const SyncRun knows = hearing.leased();
    if (reads) hearing.read_job(knows);
    if (!reads) hearing.list(knows);
    hearing.want({});  // which is another matter, but not that run's
    hearing.sent_batch(knows, five);
    EXPECT_THAT(hearing.violated(), IsEmpty());
    const SyncRun next = hearing.leased();
    hearing.read_job(next);
    hearing.sent_batch(next, five);
    EXPECT_THAT(hearing.violated(), ElementsAre("BUDGET.deletes"));
  }
}

TEST(CrewWire, nobodys_only_contact_is_deleted_while_they_are_wanted) {
  for (const bool wanted : {false, true}) {
    for (const bool twice : {false, true}) {
      CrewHearing hearing(of_core({"BUDGET.churn"}), {{a, CrewRole::lead}});
      if (twice) hearing.add(a);
      if (!wanted) hearing.want({{b, CrewRole::lead}});
      const SyncRun run = hearing.leased();
      hearing.list(run);
      hearing.read_job(run);
      hearing.sent_delete(run, hearing.line(0));
      EXPECT_EQ(hearing.violated(), found_if(wanted && !twice, "BUDGET.churn"));
    }
  }
}

TEST(CrewWire, who_is_put_on_again_after_the_crew_was_read_may_lose_their_contact) {
  CrewHearing hearing(of_core({"BUDGET.churn"}), {{a, CrewRole::lead}});
  hearing.want({});
  const SyncRun run = hearing.leased();
  hearing.list(run);
  hearing.read_job(run);
  hearing.want({{a, CrewRole::lead}});
  hearing.sent_delete(run, hearing.line(0));
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(CrewWire, a_token_is_carried_as_soon_as_an_answer_has_brought_it) {
  for (const std::uint32_t carried : {1U, 2U}) {
    CrewHearing hearing(of_core({"BUDGET.token"}));
    const SyncRun run = hearing.leased();
    FlexRequest request;
    for (const std::uint32_t token : {1U, 2U}) {
      FlexReply reply;
      reply.token = token;
      hearing.answered(hearing.sent(run, request), reply);
      request.token = token;
    }
    hearing.sent(hearing.leased(1), {});  // which was given none
    EXPECT_THAT(hearing.violated(), IsEmpty());
    request.token = carried;
    hearing.answered(hearing.sent(run, request), FlexReply{});
    hearing.sent(run, request);
    EXPECT_EQ(hearing.violated(), found_if(carried == 1, "BUDGET.token"));
  }
}

}  // namespace
}  // namespace interleave::properties
