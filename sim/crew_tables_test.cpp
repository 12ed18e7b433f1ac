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
using model::CrewRole;
using model::CrewTableEffect;
using model::CrewTableReply;
using model::CrewTableRequest;
using model::CrewTableVerb;
using model::InspectorId;
using model::JobId;
using model::LineId;
using model::Status;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr JobId call{1};
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr LineId one{1};
constexpr LineId five{5};
constexpr Cause run{50};

Cause request_number(std::uint64_t number) { return Cause{1000 + number}; }

/// Tables without rows; it is 1 h.
class Tables {
 public:
  explicit Tables(bool unique, const std::vector<Decision>& decisions = {})
      : tables(machine.scheduler(), recorder) {
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
  [[nodiscard]] std::vector<std::string> shown() const {
    std::vector<std::string> all;
    for (const model::CrewRow& row : tables.rows(call)) all.push_back(describe(row));
    return all;
  }
  [[nodiscard]] std::vector<CrewTableEffect> effects() const {
    std::vector<CrewTableEffect> all;
    for (const auto& commit : recorder.crew_rows) all.push_back(commit.effect);
    return all;
  }

  Machine machine;
  Recorder recorder;
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

TEST(CrewTables, a_new_run_starts_with_nothing) {
  Tables there(true);
  there.tables.wish(call, {{a}});
  there.insert(a, one);
  there.tables.reset(false);
  EXPECT_THAT(there.shown(), IsEmpty());
  EXPECT_THAT(there.tables.members(call), IsEmpty());
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

}  // namespace
}  // namespace interleave::sim
