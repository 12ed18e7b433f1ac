#include "sim/crew_tables.hpp"

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::CrewBooks;
using model::CrewEntry;
using model::CrewJournal;
using model::CrewLink;
using model::CrewLinks;
using model::CrewRole;
using model::CrewTableEffect;
using model::CrewTableReply;
using model::CrewTableRequest;
using model::CrewTableVerb;
using model::InspectorId;
using model::JobId;
using model::LineId;
using model::Status;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr JobId call{1};
constexpr JobId alias{5};  ///< of the same element
constexpr JobId other_call{2};
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr InspectorId c{2};
constexpr LineId one{1};
constexpr LineId five{5};
constexpr Cause run{50};

Cause request_number(std::uint64_t number) { return Cause{1000 + number}; }

/// The books of an element with rows of its first call alone.
CrewBooks books_with(const CrewJournal& journal, const CrewLinks& links = {}) {
  return {journal, {links, CrewLinks{}}};
}
CrewEntry open_add(InspectorId technician, Time opened_at = {}) {
  CrewEntry entry{technician};
  entry.opened_at = opened_at;
  return entry;
}

/// The leases of elements, as a test says.
class HandLeases final : public Leases {
 public:
  [[nodiscard]] std::uint32_t fencing_of(JobId job) const override { return latest[job.value]; }

  std::array<std::uint32_t, model::elements_max> latest{};
};

/// Tables without rows; it is 1 h.
class Tables {
 public:
  explicit Tables(bool unique, const std::vector<Decision>& decisions = {})
      : tables(machine.scheduler(), recorder, leases) {
    machine.decide(decisions);
    tables.reset(unique);
    machine.pass(1h);
  }

  CrewTableReply send(CrewTableRequest request) {
    request.run = run;
    request.call = call;
    CrewTableReply reply;
    const Cause cause = request_number(sent_++);
    done = tables.apply(request, cause, true, reply);
    reply_verdict = tables.judge_reply(cause);
    return reply;
  }
  CrewTableReply read(CrewTableVerb verb = CrewTableVerb::read_rows) {
    CrewTableRequest request;
    request.verb = verb;
    return send(request);
  }
  Status write(CrewTableVerb verb, InspectorId technician, LineId line) {
    CrewTableRequest request;
    request.verb = verb;
    request.technician = technician;
    request.line = line;
    return send(request).status;
  }
  Status insert(InspectorId technician, LineId line) {
    return write(CrewTableVerb::insert_row, technician, line);
  }
  Status upsert(InspectorId technician, LineId line) {
    return write(CrewTableVerb::upsert_row, technician, line);
  }
  Status drop(const model::CrewRowIds& rows) {
    CrewTableRequest request;
    request.verb = CrewTableVerb::drop_rows;
    request.rows = rows;
    return send(request).status;
  }
  CrewTableReply write_books(const CrewBooks& books, std::uint32_t fencing = 0) {
    CrewTableRequest request;
    request.verb = CrewTableVerb::write_books;
    request.books = books;
    request.fencing = fencing;
    return send(request);
  }
  CrewBooks books() { return read(CrewTableVerb::read_books).books; }
  [[nodiscard]] std::vector<std::string> shown(JobId of = call) const {
    std::vector<std::string> all;
    for (const model::CrewRow& row : tables.rows(of)) all.push_back(describe(row));
    return all;
  }
  [[nodiscard]] std::vector<CrewTableEffect> effects() const {
    std::vector<CrewTableEffect> all;
    for (const auto& commit : recorder.crew_rows) all.push_back(commit.effect);
    return all;
  }

  Machine machine;
  Recorder recorder;
  HandLeases leases;
  CrewTables<Recorder> tables;
  bool done = false;
  ReplyVerdict reply_verdict = ReplyVerdict::pass;

 private:
  std::uint64_t sent_ = 0;
};

TEST(CrewTables, show_the_rows_of_a_call_that_were_inserted) {
  Tables there(true);
  EXPECT_EQ(there.insert(a, one), Status::ok);
  EXPECT_EQ(there.insert(b, five), Status::ok);
  EXPECT_EQ(there.read().rows, there.tables.rows(call));
  EXPECT_THAT(there.shown(), ElementsAre("row 1 (A, line 1)", "row 2 (B, line 5)"));
  EXPECT_THAT(there.tables.rows(JobId{2}), IsEmpty());
}

TEST(CrewTables, without_the_constraint_a_technician_may_have_two_rows) {
  Tables there(false);
  EXPECT_EQ(there.insert(a, one), Status::ok);
  EXPECT_EQ(there.insert(a, five), Status::ok);
  EXPECT_THAT(there.shown(), ElementsAre("row 1 (A, line 1)", "row 2 (A, line 5)"));
}

TEST(CrewTables, with_it_the_second_insert_is_refused_and_the_first_row_stands) {
  Tables there(true);
  there.insert(a, one);
  EXPECT_EQ(there.insert(a, five), Status::conflict);
  EXPECT_FALSE(there.done);
  EXPECT_THAT(there.shown(), ElementsAre("row 1 (A, line 1)"));
}

TEST(CrewTables, an_upsert_writes_its_line_over_that_of_the_row_that_stands) {
  Tables there(true);
  there.insert(a, one);
  EXPECT_EQ(there.upsert(a, five), Status::ok);
  EXPECT_EQ(there.upsert(b, one), Status::ok);
  EXPECT_THAT(there.shown(), ElementsAre("row 1 (A, line 5)", "row 2 (B, line 1)"));
  EXPECT_THAT(there.effects(), ElementsAre(CrewTableEffect::inserted, CrewTableEffect::replaced,
                                           CrewTableEffect::inserted));
}

TEST(CrewTables, an_upsert_is_refused_where_there_is_no_constraint) {
  Tables there(false);
  EXPECT_EQ(there.upsert(a, one), Status::unprocessable);
  EXPECT_THAT(there.shown(), IsEmpty());
}

TEST(CrewTables, rows_are_dropped_by_id_and_what_is_gone_is_no_error) {
  Tables there(false);
  there.insert(a, one);
  there.insert(b, five);
  EXPECT_EQ(there.drop({1, 7}), Status::ok);
  EXPECT_THAT(there.shown(), ElementsAre("row 2 (B, line 5)"));
  there.insert(a, one);  // an id is never used again
  EXPECT_THAT(there.shown(), ElementsAre("row 2 (B, line 5)", "row 3 (A, line 1)"));
  EXPECT_EQ(there.recorder.crew_rows[2].row, (model::CrewRow{1, a, one}));
  EXPECT_EQ(there.recorder.crew_rows[2].run, run);
}

TEST(CrewTables, a_call_takes_sixteen_rows_and_no_more) {
  Tables there(false);
  for (std::size_t i = 0; i < model::rows_per_call_max; ++i) {
    EXPECT_EQ(there.insert(a, one), Status::ok);
  }
  EXPECT_EQ(there.insert(b, one), Status::unprocessable);
}

TEST(CrewTables, the_clean_up_keeps_the_highest_id_of_each_technician) {
  Tables there(false);
  there.tables.give(call, a, one);
  there.tables.give(call, b, LineId{9});
  there.tables.give(call, a, five);
  there.tables.give(JobId{2}, a, LineId{2});
  there.tables.clean_up();
  EXPECT_THAT(there.shown(), ElementsAre("row 2 (B, line 9)", "row 3 (A, line 5)"));
  EXPECT_EQ(there.tables.rows(JobId{2}).size(), 1U);
  there.tables.clean_up();
  EXPECT_EQ(there.shown().size(), 2U);
}

TEST(CrewTables, show_whom_people_want_and_publish_it) {
  Tables there(true);
  const model::CrewMembers members{{a, CrewRole::lead}, {b, CrewRole::cleared}};
  there.tables.wish(call, members);
  EXPECT_EQ(there.read(CrewTableVerb::read_members).members, members);
  ASSERT_EQ(there.recorder.crew_wishes.size(), 1U);
  EXPECT_EQ(there.recorder.crew_wishes.front().call, call);
  EXPECT_EQ(there.recorder.crew_wishes.front().members, members);
}

TEST(CrewTables, a_request_that_fails_does_nothing_and_says_so) {
  Tables there(
      true, {{{Site::store_fault, request_number(0)}, static_cast<Outcome>(StoreVerdict::failed)}});
  EXPECT_EQ(there.insert(a, one), Status::unavailable);
  EXPECT_FALSE(there.done);
  EXPECT_THAT(there.shown(), IsEmpty());
  ASSERT_EQ(there.recorder.faults.size(), 1U);
  EXPECT_EQ(there.recorder.faults.front().fault, Fault::store_failed);
  EXPECT_EQ(there.recorder.faults.front().order, key_of(model::element_of(call)));
}

TEST(CrewTables, a_reply_may_be_lost_after_the_row_was_written) {
  Tables there(true, {{{Site::store_fault, request_number(0)},
                       static_cast<Outcome>(StoreVerdict::reply_lost)}});
  there.insert(a, one);
  EXPECT_EQ(there.reply_verdict, ReplyVerdict::lost);
  EXPECT_THAT(there.shown(), ElementsAre("row 1 (A, line 1)"));
  there.insert(b, five);
  EXPECT_EQ(there.reply_verdict, ReplyVerdict::pass);
}

// ---- The books of an element ----

TEST(CrewTables, show_who_is_on_each_call_of_an_element_and_what_is_kept_about_it) {
  Tables there(true);
  there.tables.wish(call, {{a, CrewRole::lead}});
  there.tables.wish(alias, {{b, CrewRole::cleared}});
  there.tables.wish(other_call, {{c}});
  there.tables.give(call, b, five);
  there.tables.give(call, a, one);
  there.tables.give(alias, c, LineId{9});
  there.tables.give(other_call, a, LineId{2});
  const CrewTableReply reply = there.read(CrewTableVerb::read_books);
  EXPECT_EQ(reply.status, Status::ok);
  EXPECT_EQ(reply.answered_at, Time{1h});
  EXPECT_EQ(reply.crews.front(), (model::CrewMembers{{a, CrewRole::lead}}));
  EXPECT_EQ(reply.crews.back(), (model::CrewMembers{{b, CrewRole::cleared}}));
  EXPECT_EQ(reply.books.journal, (CrewJournal{{b, five}, {a, one}, {c, LineId{9}}}));
  // By technician, in whatever order they were written.
  EXPECT_EQ(reply.books.links.front(), (CrewLinks{{a, one}, {b, five}}));
  EXPECT_EQ(reply.books.links.back(), (CrewLinks{{c, LineId{9}}}));
}

TEST(CrewTables, books_that_were_written_are_what_is_shown_from_then_on) {
  Tables there(true);
  there.tables.give(call, a, one);
  const CrewBooks books{{{b, five}, open_add(c, Time{1s})},
                        {CrewLinks{{b, five}}, CrewLinks{{a, LineId{9}}, {b, five}}}};
  EXPECT_EQ(there.write_books(books).status, Status::ok);
  EXPECT_EQ(there.books(), books);
  EXPECT_THAT(there.shown(), ElementsAre("row 2 (B, line 5)"));
  EXPECT_THAT(there.shown(alias), ElementsAre("row 1 (A, line 9)", "row 2 (B, line 5)"));
}

TEST(CrewTables, books_that_were_written_are_those_of_one_element) {
  Tables there(true);
  there.tables.give(other_call, a, one);
  there.write_books(books_with({{b, five}}, {{b, five}}));
  EXPECT_THAT(there.shown(other_call), ElementsAre("row 1 (A, line 1)"));
  CrewTableReply reply;
  CrewTableRequest request;
  request.verb = CrewTableVerb::read_books;
  request.call = other_call;
  there.tables.apply(request, request_number(7), true, reply);
  EXPECT_EQ(reply.books, books_with({{a, one}}, {{a, one}}));
}

TEST(CrewTables, a_write_of_books_publishes_each_row_that_it_changes_as_kept_by_its_run) {
  Tables there(true);
  there.tables.give(call, a, one);
  there.tables.give(call, b, one);
  there.tables.give(call, c, one);
  there.recorder.crew_rows.clear();
  const InspectorId d{3};
  there.write_books(books_with({}, {{a, one}, {b, five}, {d, one}}));
  EXPECT_THAT(there.effects(), ElementsAre(CrewTableEffect::replaced, CrewTableEffect::dropped,
                                           CrewTableEffect::inserted));
  std::vector<std::string> rows;
  for (const model::CrewTableCommit& commit : there.recorder.crew_rows) {
    rows.push_back(describe(commit.row));
    EXPECT_EQ(commit.call, call);
    EXPECT_EQ(commit.run, run);
    EXPECT_TRUE(commit.kept);
  }
  EXPECT_THAT(rows, ElementsAre("row 2 (B, line 5)", "row 3 (C, line 1)", "row 4 (D, line 1)"));
}

TEST(CrewTables, books_that_are_written_as_they_are_publish_nothing) {
  Tables there(true);
  there.write_books(books_with({{a, one}, open_add(b)}, {{a, one}}));
  there.recorder.crew_rows.clear();
  there.write_books(there.books());
  EXPECT_THAT(there.effects(), IsEmpty());
  EXPECT_THAT(there.shown(), ElementsAre("row 1 (A, line 1)"));
}

TEST(CrewTables, rows_that_are_written_one_by_one_or_stand_there_at_the_start_are_not_kept) {
  Tables there(true);
  there.tables.give(call, a, one);
  there.insert(b, one);
  there.upsert(b, five);
  there.drop({1});
  EXPECT_EQ(there.recorder.crew_rows.size(), 4U);
  for (const model::CrewTableCommit& commit : there.recorder.crew_rows) EXPECT_FALSE(commit.kept);
  EXPECT_EQ(there.recorder.crew_rows.front().run, Cause{});
}

TEST(CrewTables, an_add_that_is_opened_is_stamped_with_the_time_of_its_write_and_only_then) {
  Tables there(true);
  there.write_books(books_with({open_add(a), {b, five}}));
  EXPECT_EQ(there.books().journal, (CrewJournal{open_add(a, Time{1h}), {b, five}}));
  there.machine.pass(1min);
  CrewJournal journal = there.books().journal;
  journal.push_back(open_add(c));
  there.write_books(books_with(journal));
  EXPECT_EQ(there.books().journal,
            (CrewJournal{open_add(a, Time{1h}), {b, five}, open_add(c, Time{1h + 1min})}));
}

TEST(CrewTables, a_write_under_a_lease_that_has_gone_is_refused_and_changes_nothing) {
  Tables there(true);
  there.leases.latest[call.value] = 2;
  there.tables.give(call, a, one);
  there.recorder.crew_rows.clear();
  const CrewBooks before = there.books();
  EXPECT_EQ(there.write_books(books_with({{b, five}}, {{b, five}}), 1).status, Status::conflict);
  EXPECT_FALSE(there.done);
  EXPECT_EQ(there.books(), before);
  EXPECT_THAT(there.effects(), IsEmpty());
}

TEST(CrewTables, a_write_under_the_latest_lease_of_its_element_or_under_none_is_done) {
  Tables there(true);
  there.leases.latest = {9, 2, 9, 9};
  EXPECT_EQ(there.write_books(books_with({{a, one}}), 2).status, Status::ok);
  EXPECT_TRUE(there.done);
  EXPECT_EQ(there.books(), books_with({{a, one}}));
  // For a mutant.
  EXPECT_EQ(there.write_books(books_with({{b, five}}), 0).status, Status::ok);
  EXPECT_EQ(there.books(), books_with({{b, five}}));
}

TEST(CrewTables, the_clean_up_drops_a_row_and_the_line_stays_ours) {
  Tables there(false);
  there.tables.give(call, a, one);
  there.tables.give(call, a, five);
  there.tables.clean_up();
  EXPECT_EQ(there.books(), books_with({{a, one}, {a, five}}, {{a, five}}));
  EXPECT_EQ(there.recorder.crew_rows.back().effect, CrewTableEffect::dropped);
  EXPECT_FALSE(there.recorder.crew_rows.back().kept);
}

TEST(CrewTables, books_are_not_written_when_the_database_fails_and_are_when_its_reply_is_lost) {
  const auto faulty = [](StoreVerdict verdict) {
    return std::vector<Decision>{
        {{Site::store_fault, request_number(0)}, static_cast<Outcome>(verdict)}};
  };
  const CrewBooks books = books_with({{a, one}}, {{a, one}});
  Tables failed(true, faulty(StoreVerdict::failed));
  EXPECT_EQ(failed.write_books(books).status, Status::unavailable);
  EXPECT_FALSE(failed.done);
  EXPECT_EQ(failed.books(), CrewBooks{});
  Tables lost(true, faulty(StoreVerdict::reply_lost));
  lost.write_books(books);
  EXPECT_TRUE(lost.done);
  EXPECT_EQ(lost.reply_verdict, ReplyVerdict::lost);
  EXPECT_EQ(lost.books(), books);
}

TEST(CrewTables, books_that_cannot_be_read_are_not_shown_and_a_lost_reply_is_about_a_read_too) {
  Tables there(
      true,
      {{{Site::store_fault, request_number(0)}, static_cast<Outcome>(StoreVerdict::failed)},
       {{Site::store_fault, request_number(1)}, static_cast<Outcome>(StoreVerdict::reply_lost)}});
  there.tables.give(call, a, one);
  const CrewTableReply reply = there.read(CrewTableVerb::read_books);
  EXPECT_EQ(reply.status, Status::unavailable);
  EXPECT_EQ(reply.books, CrewBooks{});
  there.read(CrewTableVerb::read_books);
  EXPECT_EQ(there.reply_verdict, ReplyVerdict::lost);
}

TEST(CrewTables, books_touch_both_calls_of_their_element_and_all_else_touches_one) {
  const ResourceSet members{Resource::job, call.value};
  const ResourceSet rows{Resource::intent, call.value};
  const ResourceSet both_members = members | ResourceSet(Resource::job, alias.value);
  const ResourceSet both_rows = rows | ResourceSet(Resource::intent, alias.value);
  const auto touches = [](CrewTableVerb verb) {
    CrewTableRequest request;
    request.verb = verb;
    request.call = call;
    return CrewTables<Recorder>::touches(request);
  };
  EXPECT_EQ(touches(CrewTableVerb::read_books), (Footprint{both_members | both_rows, {}}));
  EXPECT_EQ(touches(CrewTableVerb::write_books), (Footprint{{}, both_rows}));
  EXPECT_EQ(touches(CrewTableVerb::read_members), (Footprint{members, {}}));
  EXPECT_EQ(touches(CrewTableVerb::read_rows), (Footprint{rows, {}}));
  for (const CrewTableVerb verb :
       {CrewTableVerb::insert_row, CrewTableVerb::upsert_row, CrewTableVerb::drop_rows}) {
    EXPECT_EQ(touches(verb), (Footprint{{}, rows}));
  }
}

TEST(CrewTables, a_new_run_starts_with_nothing) {
  Tables there(true);
  there.tables.wish(call, {{a}});
  there.insert(a, one);
  there.write_books(books_with({{a, one}, open_add(b)}));
  there.tables.reset(false);
  EXPECT_THAT(there.shown(), IsEmpty());
  EXPECT_THAT(there.tables.members(call), IsEmpty());
  EXPECT_EQ(there.books(), CrewBooks{});
  there.insert(a, one);
  there.insert(a, one);
  EXPECT_THAT(there.shown(), ElementsAre("row 1 (A, line 1)", "row 2 (A, line 1)"));
}

/// The sequential reference: with the constraint, a map from technician to line.
RC_GTEST_PROP(CrewTables, with_the_constraint_do_what_a_plain_map_does, ()) {
  Tables there(true);
  std::map<InspectorId, LineId> plain;
  const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 3), rc::gen::inRange(0, 4), rc::gen::inRange(0, 10)));
  for (const auto& [kind, person, number] : steps) {
    const InspectorId technician{static_cast<std::uint8_t>(person)};
    const LineId line{static_cast<std::uint8_t>(number)};
    if (kind == 0) {
      const bool fresh = plain.try_emplace(technician, line).second;
      RC_ASSERT(there.insert(technician, line) == (fresh ? Status::ok : Status::conflict));
    } else if (kind == 1) {
      plain[technician] = line;
      RC_ASSERT(there.upsert(technician, line) == Status::ok);
    } else {
      plain.erase(technician);
      model::CrewRowIds rows;
      for (const model::CrewRow& row : there.tables.rows(call)) {
        if (row.technician == technician) rows.push_back(row.id);
      }
      RC_ASSERT(there.drop(rows) == Status::ok);
    }
    std::map<InspectorId, LineId> shown;
    for (const model::CrewRow& row : there.read().rows) shown[row.technician] = row.line;
    RC_ASSERT(shown == plain);
    RC_ASSERT(there.tables.rows(call).size() == plain.size());
  }
}

/// The sequential reference: what was written last is what is there, and the rows follow their
/// commits.
RC_GTEST_PROP(CrewTables, keep_books_as_a_plain_copy_would, ()) {
  Tables there(true);
  CrewBooks plain;
  std::map<std::uint32_t, model::CrewRow> followed;
  std::size_t heard = 0;
  const int writes = *rc::gen::inRange(1, 8);
  for (int write = 0; write < writes; ++write) {
    CrewLinks links;
    CrewJournal journal;
    for (std::uint8_t person = 0; person < 4; ++person) {
      const LineId line{*rc::gen::inRange<std::uint8_t>(0, 3)};
      if (*rc::gen::arbitrary<bool>()) links.push_back({InspectorId{person}, line});
      if (*rc::gen::arbitrary<bool>()) journal.push_back({InspectorId{person}, line});
    }
    plain = books_with(journal, links);
    RC_ASSERT(there.write_books(plain).status == Status::ok);
    RC_ASSERT(there.books() == plain);
    for (; heard < there.recorder.crew_rows.size(); ++heard) {
      const model::CrewTableCommit& commit = there.recorder.crew_rows[heard];
      followed[commit.row.id] = commit.row;
      if (commit.effect == CrewTableEffect::dropped) followed.erase(commit.row.id);
    }
    std::map<std::uint32_t, model::CrewRow> rows;
    for (const model::CrewRow& row : there.tables.rows(call)) rows[row.id] = row;
    RC_ASSERT(rows == followed);
  }
}

}  // namespace
}  // namespace interleave::sim
