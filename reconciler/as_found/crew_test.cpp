#include "reconciler/as_found/crew.hpp"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/fixtures.hpp"

namespace interleave::reconciler::as_found {
namespace {

using namespace model;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr ElementId sound{0};
constexpr ElementId lights{1};
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr InspectorId d{3};  // of sound, like A
constexpr InspectorId f{5};  // without a resource

constexpr LineId line(std::uint8_t number, ElementId element = lights) {
  return line_of(element, number);
}

/// Flex and the tables as one element and one call, answered request by request: what stands there
/// is what the test says and the sync does. `said` has what was sent, in words.
class Bench {
 public:
  explicit Bench(const CrewRemedies& remedies = {}, ElementId element = lights)
      : element_(element),
        run(FlexClient(flex, {Cause{7}, 0, 10s}), CrewTableClient(tables, {Cause{7}, 10s}),
            call_of(element, 0), remedies) {}

  void give(std::uint8_t number, InspectorId technician) {
    lines.push_back({line_of(element_, number), technician, false});
  }
  void give_row(std::uint32_t id, InspectorId technician, std::uint8_t number) {
    rows.push_back({id, technician, line_of(element_, number)});
  }
  void sync() { drive(run.sync()); }
  void add_one(InspectorId technician) { drive(run.add_one({technician, CrewRole::crew})); }
  void remove_one(InspectorId technician) { drive(run.remove_one(technician)); }

  [[nodiscard]] std::vector<std::string> shown() const {
    std::vector<std::string> all;
    for (const CrewLine& each : lines) all.push_back(describe(each));
    return all;
  }
  [[nodiscard]] std::vector<std::string> recorded() const {
    std::vector<std::string> all;
    for (const CrewRow& each : rows) all.push_back(describe(each));
    return all;
  }

 private:
  ElementId element_;  // before the run, which is about it

 public:
  HandPort<FlexRequest, FlexReply> flex;
  HandPort<CrewTableRequest, CrewTableReply> tables;
  CrewRun run;
  CrewMembers members;
  CrewRows rows;
  LineList lines;
  std::vector<std::string> said;
  /// What becomes of the request of that place among those to Flex, or to the tables; the others
  /// are done and answered 200.
  int odd_flex = -1;
  int odd_table = -1;
  FlexReply odd_reply;
  bool odd_is_done = true;
  /// Called before the request of that place to Flex is answered.
  int meanwhile_at = -1;
  std::function<void()> meanwhile = [] {};

 private:
  void drive(Task<> task) {
    task.start();
    while (task.running()) {
      ASSERT_EQ(flex.pending() + tables.pending(), 1U);
      if (flex.pending() == 1) {
        answer_flex();
      } else {
        answer_tables();
      }
    }
  }
  void answer_flex() {
    const FlexRequest request = flex.next();
    said.push_back(describe(request));
    const int place = flex_count_++;
    if (place == meanwhile_at) meanwhile();
    const bool odd = place == odd_flex;
    FlexReply reply;
    if (!odd || odd_is_done) play(request, reply);
    if (odd) {
      const LineId made = reply.line;
      reply = odd_reply;
      reply.line = made;
    }
    flex.answer(reply);
  }
  void play(const FlexRequest& request, FlexReply& reply) {
    EXPECT_EQ(request.element, element_);
    switch (request.verb) {
      case FlexVerb::list_lines:
        reply.lines = lines;
        reply.total = static_cast<std::uint8_t>(lines.size());
        reply.shape = request.listing;
        return;
      case FlexVerb::add_resource:
        reply.line = line_of(element_, next_line_++);
        lines.push_back({reply.line, request.technician, false});
        return;
      case FlexVerb::set_role:
        for (CrewLine& each : lines) {
          if (each.id == request.line) each.lead = request.lead;
        }
        return;
      case FlexVerb::delete_line:
        remove_if(lines, [&](const CrewLine& each) { return each.id == request.line; });
        return;
      case FlexVerb::delete_lines:
        for (const LineId id : request.lines) {
          remove_if(lines, [&](const CrewLine& each) { return each.id == id; });
        }
        return;
    }
  }
  void answer_tables() {
    const CrewTableRequest request = tables.next();
    said.push_back(describe(request));
    CrewTableReply reply;
    if (table_count_++ == odd_table) {
      reply.status = Status::unavailable;
      return tables.answer(reply);
    }
    switch (request.verb) {
      case CrewTableVerb::read_members:
        reply.members = members;
        break;
      case CrewTableVerb::read_rows:
        reply.rows = rows;
        break;
      case CrewTableVerb::insert_row:
      case CrewTableVerb::upsert_row:
        rows.push_back({next_row_++, request.technician, request.line});
        break;
      case CrewTableVerb::drop_rows:
        for (const std::uint32_t id : request.rows) {
          remove_if(rows, [&](const CrewRow& row) { return row.id == id; });
        }
        break;
      case CrewTableVerb::read_books:
      case CrewTableVerb::write_books:
        break;  // the production core's
    }
    tables.answer(reply);
  }

  int flex_count_ = 0;
  int table_count_ = 0;
  std::uint8_t next_line_ = 20;
  std::uint32_t next_row_ = 20;
};

constexpr CrewRemedies audited{};
constexpr CrewRemedies coded{.as_coded = true};

TEST(CrewAsFound, adds_who_is_wanted_and_removes_who_is_not) {
  for (const CrewRemedies& each : {audited, coded}) {
    Bench bench(each);
    bench.members = {{b}};
    bench.give(0, a);
    bench.give_row(1, a, 0);
    bench.sync();
    EXPECT_THAT(bench.said, ElementsAre("READ crew of job 1", "READ rows of job 1",
                                        "LIST element 1 by row-data", "ADD B to element 1",
                                        "INSERT B with line 81 for job 1", "DELETE line 1",
                                        "DROP row 1 of job 1", "LIST element 1 by row-data"));
    EXPECT_THAT(bench.shown(), ElementsAre("line 81 (B)"));
    EXPECT_THAT(bench.recorded(), ElementsAre("row 20 (B, line 81)"));
  }
}

TEST(CrewAsFound, a_sync_of_what_is_there_already_writes_nothing) {
  Bench bench(coded);
  bench.members = {{b}};
  bench.give(0, b);
  bench.give_row(1, b, 0);
  bench.sync();
  EXPECT_THAT(bench.said, ElementsAre("READ crew of job 1", "READ rows of job 1",
                                      "LIST element 1 by row-data", "LIST element 1 by row-data"));
}

TEST(CrewAsFound, sets_the_business_role_in_sound_alone) {
  Bench heard(coded, sound);
  heard.members = {{a, CrewRole::lead}};
  heard.sync();
  EXPECT_THAT(heard.shown(), ElementsAre("line 80 (A, lead)"));
  Bench seen(coded, lights);
  seen.members = {{a, CrewRole::lead}};
  seen.sync();
  EXPECT_THAT(seen.shown(), ElementsAre("line 81 (A)"));
}

TEST(CrewAsFound, passes_over_whoever_has_no_resource) {
  Bench bench(coded);
  bench.members = {{f}, {b}};
  bench.sync();
  EXPECT_THAT(bench.shown(), ElementsAre("line 81 (B)"));
  Bench clicked(coded);
  clicked.add_one(f);
  EXPECT_THAT(clicked.shown(), IsEmpty());
  clicked.add_one(b);
  EXPECT_THAT(clicked.shown(), ElementsAre("line 81 (B)"));
}

// ---- The audit's findings ----

TEST(CrewAsFound, as_audited_leaves_out_whoever_was_just_dropped_as_stale) {
  Bench bench(audited);
  bench.members = {{b}};
  bench.give_row(1, b, 0);  // somebody has deleted the line in Flex
  bench.sync();
  EXPECT_THAT(bench.shown(), IsEmpty());
  EXPECT_THAT(bench.recorded(), IsEmpty());
}

TEST(CrewAsFound, with_the_rows_read_again_or_as_coded_he_is_added_again) {
  for (const CrewRemedies& each : {CrewRemedies{.reread = true}, coded}) {
    Bench bench(each);
    bench.members = {{b}};
    bench.give_row(1, b, 0);
    bench.sync();
    EXPECT_THAT(bench.shown(), ElementsAre("line 81 (B)"));
    EXPECT_THAT(bench.recorded(), ElementsAre("row 20 (B, line 81)"));
  }
}

TEST(CrewAsFound, prunes_at_last_whoever_was_not_wanted_at_the_start) {
  Bench bench(coded);
  bench.members = {{b}};
  // Another sync adds D, who is wanted since, before this one lists what is there for the last
  // time: the second request to Flex after the one add.
  bench.meanwhile_at = 2;
  bench.meanwhile = [&] { bench.give(7, d); };
  bench.sync();
  EXPECT_EQ(bench.said.back(), "DELETE line 29 at once");
  EXPECT_THAT(bench.shown(), ElementsAre("line 81 (B)"));
}

TEST(CrewAsFound, with_pruning_first_nothing_is_pruned_after_the_adds) {
  Bench bench(CrewRemedies{.as_coded = true, .prune_first = true});
  bench.members = {{b}};
  bench.give(7, d);
  bench.sync();
  EXPECT_THAT(bench.said,
              ElementsAre("READ crew of job 1", "READ rows of job 1", "LIST element 1 by row-data",
                          "DELETE line 29 at once", "LIST element 1 by row-data",
                          "ADD B to element 1", "INSERT B with line 81 for job 1"));
}

// ---- What the code has beside them ----

TEST(CrewAsFound, takes_a_list_that_it_cannot_read_for_an_empty_one_and_adds_everybody_again) {
  FlexReply wrong_shape;
  wrong_shape.shape = Listing::children;
  FlexReply unavailable;
  unavailable.status = Status::unavailable;
  for (const FlexReply& reply : {wrong_shape, unavailable}) {
    Bench bench(coded);
    bench.members = {{b}};
    bench.give(0, b);
    bench.give_row(1, b, 0);
    bench.odd_flex = 0;
    bench.odd_reply = reply;
    bench.sync();
    EXPECT_THAT(bench.shown(), ElementsAre("line 1 (B)", "line 81 (B)"));
    EXPECT_THAT(bench.recorded(), ElementsAre("row 20 (B, line 81)"));
  }
}

TEST(CrewAsFound, takes_a_crew_that_it_cannot_read_for_an_empty_one_and_deletes_every_contact) {
  Bench bench(coded);
  bench.members = {{b}};
  bench.give(0, b);
  bench.give(1, InspectorId::none());
  bench.give_row(1, b, 0);
  bench.odd_table = 0;
  bench.sync();
  EXPECT_THAT(bench.shown(), IsEmpty());
  EXPECT_THAT(bench.recorded(), IsEmpty());
}

TEST(CrewAsFound, leaves_foreign_contacts_alone_as_long_as_anybody_is_wanted) {
  Bench bench(coded);
  bench.members = {{b}};
  bench.give(1, InspectorId::none());
  bench.sync();
  EXPECT_THAT(bench.shown(), ElementsAre("line 5 (a foreign contact)", "line 81 (B)"));
}

TEST(CrewAsFound, as_coded_sends_an_add_again_whose_answer_shows_no_id_where_it_looks) {
  FlexReply elsewhere;
  elsewhere.place = IdPlace::location_header;
  FlexReply unreadable;
  unreadable.status = Status::unreadable;
  for (const FlexReply& reply : {elsewhere, unreadable}) {
    Bench bench(coded);
    bench.members = {{b}};
    bench.odd_flex = 1;
    bench.odd_reply = reply;
    bench.sync();
    EXPECT_EQ(bench.said[4], "ADD B to element 1, form-encoded");
    EXPECT_THAT(bench.shown(), ElementsAre("line 81 (B)", "line 85 (B)"));
    EXPECT_THAT(bench.recorded(), ElementsAre("row 20 (B, line 85)"));
  }
}

TEST(CrewAsFound, an_add_that_is_refused_is_sent_once_and_leaves_no_row) {
  Bench bench(coded);
  bench.members = {{b}};
  bench.odd_flex = 1;
  bench.odd_is_done = false;
  bench.odd_reply.status = Status::unprocessable;
  bench.sync();
  EXPECT_THAT(bench.shown(), IsEmpty());
  EXPECT_THAT(bench.recorded(), IsEmpty());
}

TEST(CrewAsFound, drops_the_row_of_a_line_whatever_becomes_of_its_delete) {
  Bench bench(coded);
  bench.members = {{b}};
  bench.give(0, a);
  bench.give(1, b);
  bench.give_row(1, a, 0);
  bench.give_row(2, b, 1);
  bench.odd_flex = 1;
  bench.odd_is_done = false;
  bench.odd_reply.status = Status::unavailable;
  bench.sync();
  EXPECT_THAT(bench.recorded(), ElementsAre("row 2 (B, line 5)"));
}

TEST(CrewAsFound, knows_nothing_of_a_line_whose_row_could_not_be_written) {
  Bench bench(coded);
  bench.members = {{b}};
  bench.odd_table = 2;
  bench.sync();
  EXPECT_THAT(bench.shown(), ElementsAre("line 81 (B)"));
  EXPECT_THAT(bench.recorded(), IsEmpty());
}

TEST(CrewAsFound, never_prunes_a_second_line_of_somebody_who_is_wanted) {
  Bench bench(coded);
  bench.members = {{b}};
  bench.give(0, b);
  bench.give(1, b);
  bench.give_row(1, b, 0);
  bench.sync();
  EXPECT_THAT(bench.shown(), ElementsAre("line 1 (B)", "line 5 (B)"));
}

TEST(CrewAsFound, as_coded_takes_who_was_cleared_for_one_of_the_crew_by_the_profile) {
  const CrewMembers members{{d, CrewRole::cleared}, {b, CrewRole::cleared}, {a}};
  Bench code(coded, sound);
  code.members = members;
  code.sync();
  EXPECT_THAT(code.shown(), ElementsAre("line 80 (D)", "line 84 (A)"));
  Bench audit(audited, sound);
  audit.members = members;
  audit.sync();
  EXPECT_THAT(audit.shown(), ElementsAre("line 80 (A)"));
}

TEST(CrewAsFound, as_audited_deletes_orphans_one_by_one) {
  Bench bench(audited);
  bench.members = {{b}};
  bench.give(0, a);
  bench.give(1, d);
  bench.sync();
  EXPECT_EQ(bench.said[bench.said.size() - 2], "DELETE line 1");
  EXPECT_EQ(bench.said.back(), "DELETE line 5");
}

TEST(CrewAsFound, prunes_by_the_first_endpoint_that_it_can_read_and_not_at_all_by_none) {
  Bench bench(coded);
  bench.members = {{b}};
  bench.give(0, b);
  bench.give(1, a);
  bench.give_row(1, b, 0);
  bench.odd_flex = 1;
  bench.odd_reply.status = Status::unavailable;
  bench.sync();
  EXPECT_EQ(bench.said[4], "LIST element 1 by findRowData");
  EXPECT_EQ(bench.said[5], "DELETE line 5 at once");
}

TEST(CrewAsFound, with_upsert_writes_its_row_so) {
  Bench bench(CrewRemedies{.upsert = true});
  bench.members = {{b}};
  bench.sync();
  EXPECT_EQ(bench.said[4], "UPSERT B with line 81 for job 1");
}

// ---- One click ----

TEST(CrewAsFound, a_click_adds_one_technician_without_a_look) {
  Bench bench(coded);
  bench.give(0, b);
  bench.add_one(b);
  EXPECT_THAT(bench.said, ElementsAre("ADD B to element 1", "INSERT B with line 81 for job 1"));
}

TEST(CrewAsFound, a_click_removes_one_technician_by_the_rows) {
  Bench bench(coded);
  bench.give(0, b);
  bench.give(1, b);
  bench.give_row(1, b, 0);
  bench.remove_one(b);
  EXPECT_THAT(bench.said,
              ElementsAre("READ rows of job 1", "DELETE line 1", "DROP row 1 of job 1"));
  EXPECT_THAT(bench.shown(), ElementsAre("line 5 (B)"));
}

}  // namespace
}  // namespace interleave::reconciler::as_found
