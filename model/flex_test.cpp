#include "model/flex.hpp"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::model {
namespace {

constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr ElementId element{1};

FlexRequest request_with(FlexVerb verb) {
  FlexRequest request;
  request.verb = verb;
  request.element = element;
  request.technician = a;
  request.line = line_of(element, 1);
  request.lines = {line_of(element, 0), line_of(element, 2)};
  return request;
}

FlexReply reply_with(Status status, const LineList& lines = {}) {
  FlexReply reply;
  reply.status = status;
  reply.lines = lines;
  reply.total = static_cast<std::uint8_t>(lines.size());
  return reply;
}

TEST(Flex, every_line_that_there_can_be_has_an_id_of_its_own_and_belongs_to_one_element) {
  std::set<LineId> all;
  for (std::uint8_t each = 0; each < elements_max; ++each) {
    for (std::uint8_t number = 0; number < lines_per_element_max; ++number) {
      const LineId line = line_of(ElementId{each}, number);
      EXPECT_EQ(element_of(line), ElementId{each});
      EXPECT_NE(line, LineId::none());
      EXPECT_TRUE(all.insert(line).second);
    }
  }
}

TEST(Flex, a_request_is_told_by_its_verb_and_what_it_is_about) {
  EXPECT_EQ(describe(request_with(FlexVerb::list_lines)), "LIST element 1 by row-data");
  EXPECT_EQ(describe(request_with(FlexVerb::add_resource)), "ADD A to element 1");
  EXPECT_EQ(describe(request_with(FlexVerb::set_role)), "SET role of line 5 to crew");
  EXPECT_EQ(describe(request_with(FlexVerb::delete_line)), "DELETE line 5");
  EXPECT_EQ(describe(request_with(FlexVerb::delete_lines)), "DELETE line 1 and line 9 at once");
  FlexRequest form = request_with(FlexVerb::add_resource);
  form.form = true;
  EXPECT_EQ(describe(form), "ADD A to element 1, form-encoded");
}

TEST(Flex, a_listing_is_told_with_its_lines_and_with_what_is_odd_about_it) {
  const FlexRequest list = request_with(FlexVerb::list_lines);
  const LineList lines{{line_of(element, 0), a, true}, {line_of(element, 1), InspectorId::none()}};
  FlexReply reply = reply_with(Status::ok, lines);
  EXPECT_EQ(describe(list, reply), "200 with line 1 (A, lead) and line 5 (a foreign contact)");
  reply.total = 3;
  reply.shape = Listing::children;
  EXPECT_EQ(describe(list, reply),
            "200 with line 1 (A, lead) and line 5 (a foreign contact) of 3, shaped like children");
  EXPECT_EQ(describe(list, reply_with(Status::ok)), "200 with none");
  EXPECT_EQ(describe(list, reply_with(Status::unavailable)), "503");
}

TEST(Flex, the_answer_to_an_add_is_told_with_the_line_and_where_its_id_stands) {
  const FlexRequest add = request_with(FlexVerb::add_resource);
  FlexReply reply = reply_with(Status::ok);
  reply.line = line_of(element, 2);
  EXPECT_EQ(describe(add, reply), "200 with line 9");
  reply.place = IdPlace::location_header;
  EXPECT_EQ(describe(add, reply), "200 with line 9, in the Location header");
  EXPECT_EQ(describe(add, reply_with(Status::timed_out)), "timed out");
  EXPECT_EQ(describe(request_with(FlexVerb::delete_line), reply_with(Status::ok)), "200");
}

TEST(Flex, a_commit_is_told_by_its_effect) {
  const CrewLine line{line_of(element, 1), b, false};
  EXPECT_EQ(describe(FlexCommit{FlexEffect::added, line}), "element 1: line 5 (B) added");
  EXPECT_EQ(describe(FlexCommit{FlexEffect::deleted, line}), "element 1: line 5 (B) deleted");
  EXPECT_EQ(describe(FlexCommit{FlexEffect::role_set, {line.id, b, true}}),
            "element 1: line 5 (B, lead) set");
}

TEST(Flex, only_listings_write_nothing) {
  EXPECT_FALSE(writes(FlexVerb::list_lines));
  EXPECT_TRUE(writes(FlexVerb::add_resource));
  EXPECT_TRUE(writes(FlexVerb::set_role));
  EXPECT_TRUE(writes(FlexVerb::delete_line));
  EXPECT_TRUE(writes(FlexVerb::delete_lines));
}

RC_GTEST_PROP(Flex, requests_of_a_run_have_names_of_their_own, ()) {
  const Cause run{*rc::gen::arbitrary<std::uint64_t>()};
  std::set<std::uint64_t> names;
  std::size_t requests = 0;
  for (std::size_t verb = 0; verb < flex_verb_count; ++verb) {
    for (std::uint32_t ordinal = 0; ordinal < 4; ++ordinal, ++requests) {
      FlexRequest request = request_with(static_cast<FlexVerb>(verb));
      request.run = run;
      request.ordinal = ordinal;
      names.insert(request.cause().value);
    }
  }
  RC_ASSERT(names.size() == requests);
}

TEST(Flex, what_a_request_asks_for_tells_it_from_another_of_its_name) {
  const FlexRequest request = request_with(FlexVerb::add_resource);
  const auto differs = [&](const auto& change) {
    FlexRequest other = request;
    change(other);
    return other.fingerprint() != request.fingerprint();
  };
  EXPECT_TRUE(differs([](FlexRequest& r) { r.element = ElementId{2}; }));
  EXPECT_TRUE(differs([](FlexRequest& r) { r.technician = b; }));
  EXPECT_TRUE(differs([](FlexRequest& r) { r.line = line_of(element, 7); }));
  EXPECT_TRUE(differs([](FlexRequest& r) { r.listing = Listing::children; }));
  EXPECT_TRUE(differs([](FlexRequest& r) { r.form = true; }));
  EXPECT_TRUE(differs([](FlexRequest& r) { r.lead = true; }));
  EXPECT_TRUE(differs([](FlexRequest& r) { r.token = 1; }));
  EXPECT_TRUE(differs([](FlexRequest& r) { r.lines.pop_back(); }));
}

}  // namespace
}  // namespace interleave::model
