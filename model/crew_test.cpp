#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/crew_table.hpp"

namespace interleave::model {
namespace {

constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr JobId call{1};
const CrewBooks books{{{a, LineId{5}}}, {}};

CrewTableRequest request_with(CrewTableVerb verb) {
  CrewTableRequest request;
  request.verb = verb;
  request.call = call;
  request.technician = a;
  request.line = LineId{5};
  request.rows = {3, 4};
  request.fencing = 2;
  request.books = books;
  return request;
}

TEST(Crew, every_call_has_a_number_of_its_own_and_belongs_to_one_element) {
  std::set<JobId> all;
  for (std::uint8_t element = 0; element < elements_max; ++element) {
    for (std::uint8_t number = 0; number < calls_per_element; ++number) {
      const JobId each = call_of(ElementId{element}, number);
      EXPECT_EQ(element_of(each), ElementId{element});
      EXPECT_LT(each.value, calls_max);
      EXPECT_TRUE(all.insert(each).second);
    }
  }
}

TEST(Crew, every_department_has_an_element_and_a_technician_who_can_be_added) {
  std::set<Department> elements;
  std::set<Department> people;
  for (std::uint8_t i = 0; i < department_count; ++i) {
    elements.insert(department_of(ElementId{i}));
    if (profile_of(InspectorId{i}).resource) people.insert(profile_of(InspectorId{i}).department);
  }
  EXPECT_EQ(elements.size(), department_count);
  EXPECT_EQ(people.size(), department_count);
}

TEST(Crew, one_technician_has_no_resource_at_flex) {
  int without = 0;
  for (std::uint8_t i = 0; i < technicians_max; ++i) {
    if (!profile_of(InspectorId{i}).resource) ++without;
  }
  EXPECT_EQ(without, 1);
}

TEST(Crew, members_and_rows_are_told_by_name) {
  EXPECT_EQ(describe(CrewMembers{}), "nobody");
  EXPECT_EQ(describe(CrewMembers{{a, CrewRole::lead}, {b}, {InspectorId{2}, CrewRole::cleared}}),
            "A (lead), B and C (cleared)");
  EXPECT_EQ(describe(CrewRow{3, a, LineId{5}}), "row 3 (A, line 5)");
  EXPECT_EQ(describe(CrewRow{3, a}), "row 3 (A, no line)");
  EXPECT_EQ(name_of(Department::lights), "lights");
}

TEST(Crew, a_request_is_told_by_its_verb_and_what_it_is_about) {
  EXPECT_EQ(describe(request_with(CrewTableVerb::read_members)), "READ crew of job 1");
  EXPECT_EQ(describe(request_with(CrewTableVerb::read_rows)), "READ rows of job 1");
  EXPECT_EQ(describe(request_with(CrewTableVerb::insert_row)), "INSERT A with line 5 for job 1");
  EXPECT_EQ(describe(request_with(CrewTableVerb::upsert_row)), "UPSERT A with line 5 for job 1");
  EXPECT_EQ(describe(request_with(CrewTableVerb::drop_rows)), "DROP row 3 and row 4 of job 1");
  EXPECT_EQ(describe(request_with(CrewTableVerb::read_books)), "READ books of element 1");
  EXPECT_EQ(describe(request_with(CrewTableVerb::write_books)),
            "WRITE books of element 1 (ours: line 5 of A)");
}

TEST(Crew, books_are_those_of_the_element_by_whichever_of_its_calls_they_are_asked_for) {
  CrewTableRequest request = request_with(CrewTableVerb::read_books);
  request.call = call_of(element_of(call), 1);
  EXPECT_EQ(describe(request), "READ books of element 1");
}

TEST(Crew, a_reply_is_told_by_its_status_and_what_was_asked_for) {
  CrewTableReply reply;
  reply.members = {{a}};
  reply.rows = {{3, a, LineId{5}}};
  EXPECT_EQ(describe(request_with(CrewTableVerb::read_members), reply), "200 with A");
  EXPECT_EQ(describe(request_with(CrewTableVerb::read_rows), reply), "200 with row 3 (A, line 5)");
  EXPECT_EQ(describe(request_with(CrewTableVerb::insert_row), reply), "200");
  reply.status = Status::conflict;
  EXPECT_EQ(describe(request_with(CrewTableVerb::read_rows), reply), "409");
}

TEST(Crew, books_are_told_with_who_is_on_each_call_and_an_alias_that_has_nobody_is_left_out) {
  const CrewTableRequest request = request_with(CrewTableVerb::read_books);
  CrewTableReply reply;
  EXPECT_EQ(describe(request, reply), "200 with nobody (ours: nothing)");
  reply.crews.front() = {{a, CrewRole::lead}};
  reply.books = books;
  EXPECT_EQ(describe(request, reply), "200 with A (lead) (ours: line 5 of A)");
  reply.crews.back() = {{b}};
  EXPECT_EQ(describe(request, reply), "200 with A (lead), alias B (ours: line 5 of A)");
  EXPECT_EQ(describe(request_with(CrewTableVerb::write_books), reply), "200");
  reply.status = Status::unavailable;
  EXPECT_EQ(describe(request, reply), "503");
}

RC_GTEST_PROP(Crew, requests_of_a_run_have_names_of_their_own, ()) {
  const Cause run{*rc::gen::arbitrary<std::uint64_t>()};
  std::set<std::uint64_t> names;
  std::size_t requests = 0;
  for (std::size_t verb = 0; verb < crew_table_verb_count; ++verb) {
    for (std::uint32_t ordinal = 0; ordinal < 4; ++ordinal, ++requests) {
      CrewTableRequest request = request_with(static_cast<CrewTableVerb>(verb));
      request.run = run;
      request.ordinal = ordinal;
      names.insert(request.cause().value);
      // Those that the same run sends to Flex are others.
      FlexRequest other;
      other.run = run;
      other.ordinal = ordinal;
      other.verb = static_cast<FlexVerb>(verb);
      names.insert(other.cause().value);
    }
  }
  RC_ASSERT(names.size() == 2 * requests);
}

TEST(Crew, what_a_request_asks_for_tells_it_from_another_of_its_name) {
  const CrewTableRequest request = request_with(CrewTableVerb::drop_rows);
  const auto differs = [&](const auto& change) {
    CrewTableRequest other = request;
    change(other);
    return other.fingerprint() != request.fingerprint();
  };
  EXPECT_TRUE(differs([](CrewTableRequest& r) { r.call = JobId{2}; }));
  EXPECT_TRUE(differs([](CrewTableRequest& r) { r.technician = b; }));
  EXPECT_TRUE(differs([](CrewTableRequest& r) { r.line = LineId{1}; }));
  EXPECT_TRUE(differs([](CrewTableRequest& r) { r.rows.pop_back(); }));
}

TEST(Crew, what_is_written_and_under_which_lease_tells_a_write_of_books_from_another) {
  const auto differs = [](CrewTableVerb verb, const auto& change) {
    CrewTableRequest other = request_with(verb);
    change(other);
    return other.fingerprint() != request_with(verb).fingerprint();
  };
  const auto other_lease = [](CrewTableRequest& r) { ++r.fencing; };
  const auto no_lease = [](CrewTableRequest& r) { r.fencing = 0; };
  const auto other_journal = [](CrewTableRequest& r) { r.books.journal.clear(); };
  const auto other_rows = [](CrewTableRequest& r) { r.books.links.back() = {{b, LineId{1}}}; };
  EXPECT_TRUE(differs(CrewTableVerb::write_books, other_lease));
  EXPECT_TRUE(differs(CrewTableVerb::write_books, no_lease));
  EXPECT_TRUE(differs(CrewTableVerb::write_books, other_journal));
  EXPECT_TRUE(differs(CrewTableVerb::write_books, other_rows));
  // To the others it is no part of what they ask for.
  EXPECT_FALSE(differs(CrewTableVerb::read_books, other_lease));
  EXPECT_FALSE(differs(CrewTableVerb::insert_row, other_journal));
}

}  // namespace
}  // namespace interleave::model
