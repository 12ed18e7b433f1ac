#include "edge/spectora_json.hpp"

#include <array>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "edge/retry_after.hpp"

namespace interleave::edge {
namespace {

using namespace std::chrono_literals;
using namespace model;

constexpr std::array all_verbs{SpectoraVerb::list_assignments, SpectoraVerb::delete_assignment,
                               SpectoraVerb::post_assignment, SpectoraVerb::put_event,
                               SpectoraVerb::get_event};

// ---- What may stand in a request and in a reply ----

template <class Id>
Id any_id() {
  return Id{*rc::gen::inRange<std::uint8_t>(0, 255)};  // 255 is nobody
}

CalendarEvent any_event() {
  CalendarEvent event;
  event.starts = Time(Duration(*rc::gen::arbitrary<std::int64_t>()));
  event.inspector = InspectorId{*rc::gen::arbitrary<std::uint8_t>()};
  return event;
}

SpectoraRequest any_request() {
  SpectoraRequest request;
  request.run = Cause{*rc::gen::arbitrary<std::uint64_t>()};
  request.ordinal = *rc::gen::arbitrary<std::uint32_t>();
  request.verb = *rc::gen::elementOf(all_verbs);
  request.issuer = static_cast<Issuer>(*rc::gen::inRange(0, 3));
  request.order = any_id<OrderId>();
  request.fencing = *rc::gen::arbitrary<std::uint32_t>();
  if (request.verb == SpectoraVerb::delete_assignment) {
    request.record = Cause{*rc::gen::arbitrary<std::uint64_t>()};
    request.inspector = InspectorId{*rc::gen::arbitrary<std::uint8_t>()};
  }
  if (request.verb == SpectoraVerb::post_assignment) {
    request.inspector = any_id<InspectorId>();
    request.primary = *rc::gen::arbitrary<bool>();
  }
  if (request.verb == SpectoraVerb::put_event) request.event = any_event();
  if (request.verb == SpectoraVerb::list_assignments) {
    request.page = *rc::gen::inRange<std::uint8_t>(1, 255);
  }
  return request;
}

SpectoraReply any_reply(SpectoraVerb verb) {
  SpectoraReply reply;
  reply.status = static_cast<Status>(
      *rc::gen::oneOf(rc::gen::just(200), rc::gen::just(429), rc::gen::inRange(100, 600)));
  if (reply.status == Status::too_many_requests) {
    const bool says = *rc::gen::arbitrary<bool>();
    const std::chrono::seconds wait(*rc::gen::inRange(-3'600, 3'601));
    if (says) reply.retry_after = wait;
  }
  if (!bears_value(static_cast<std::uint32_t>(reply.status))) return reply;
  if (verb == SpectoraVerb::get_event) reply.event = any_event();
  if (verb != SpectoraVerb::list_assignments) return reply;
  const std::size_t count = *rc::gen::inRange<std::size_t>(0, assignments_per_order_max + 1);
  for (std::size_t i = 0; i < count; ++i) {
    const Cause record{*rc::gen::arbitrary<std::uint64_t>()};
    const auto inspector = any_id<InspectorId>();
    const bool primary = *rc::gen::arbitrary<bool>();
    const auto standing = static_cast<Standing>(*rc::gen::inRange(0, 4));
    reply.assignments.push_back({record, inspector, primary, standing});
  }
  reply.total = static_cast<std::uint8_t>(
      *rc::gen::inRange<std::size_t>(count, assignments_per_order_max + 1));
  return reply;
}

auto fields_of(const Assignment& assignment) {
  return std::tuple(assignment.record, assignment.inspector, assignment.primary,
                    assignment.standing);
}

auto fields_of(const CalendarEvent& event) { return std::tuple(event.starts, event.inspector); }

auto fields_of(const SpectoraRequest& request) {
  return std::tuple(request.run, request.ordinal, request.verb, request.issuer, request.order,
                    request.fencing, request.record, request.inspector, request.primary,
                    fields_of(request.event), request.page);
}

auto fields_of(const SpectoraReply& reply) {
  std::vector<std::tuple<Cause, InspectorId, bool, Standing>> assignments;
  for (const Assignment& assignment : reply.assignments) {
    assignments.push_back(fields_of(assignment));
  }
  return std::tuple(reply.status, assignments, reply.total, fields_of(reply.event),
                    reply.retry_after);
}

SpectoraRequest request_for(SpectoraVerb verb) {
  SpectoraRequest request;
  request.verb = verb;
  request.order = OrderId{1};
  return request;
}

SpectoraReply reply_to(SpectoraVerb verb, const std::string& body) {
  return reply_from_wire(request_for(verb), {200, {}, {}, body});
}

SpectoraReply list_from(const std::string& assignments) {
  return reply_to(SpectoraVerb::list_assignments,
                  R"({"order": "1", "total": 16, "assignments": )" + assignments + "}");
}

std::string record(std::string_view id, std::string_view inspector = R"("2")",
                   std::string_view primary = "true") {
  return R"({"id": )" + std::string(id) + R"(, "inspector": )" + std::string(inspector) +
         R"(, "primary": )" + std::string(primary) + "}";
}

// ---- How it looks ----

TEST(SpectoraJson, a_post_looks_like_this) {
  SpectoraRequest request = request_for(SpectoraVerb::post_assignment);
  request.run = Cause{0xfedcba9876543210};
  request.fencing = 7;
  request.inspector = InspectorId{2};
  request.primary = true;
  const WireRequest wire = to_wire(request);
  EXPECT_EQ(wire.method, "POST");
  EXPECT_EQ(wire.target, "/orders/1/assignments");
  EXPECT_EQ(wire.body, R"({"inspector":"2","primary":true})");
  EXPECT_EQ(wire.run, "fedcba9876543210");
  EXPECT_EQ(wire.ordinal, "0");
  EXPECT_EQ(wire.issuer, "attik-created");
  EXPECT_EQ(wire.fencing, "7");
}

TEST(SpectoraJson, the_answers_look_like_this) {
  SpectoraReply reply;
  reply.assignments = {{Cause{0xffffffffffffffff}, InspectorId{2}, true}};
  reply.total = 4;
  reply.event = {Time(9h), InspectorId::none()};
  EXPECT_EQ(to_wire(request_for(SpectoraVerb::list_assignments), reply).body,
            R"({"order":"1","assignments":[{"id":"ffffffffffffffff","inspector":"2",)"
            R"("primary":true}],"total":4})");
  EXPECT_EQ(to_wire(request_for(SpectoraVerb::get_event), reply).body,
            R"({"order":"1","event":{"inspector":null,"starts_us":32400000000}})");
  EXPECT_EQ(to_wire(request_for(SpectoraVerb::put_event), reply).body, R"({"order":"1"})");
  reply.status = Status::too_many_requests;
  reply.retry_after = 1'500ms;
  const WireReply refused = to_wire(request_for(SpectoraVerb::put_event), reply);
  EXPECT_EQ(refused.body, "");
  EXPECT_EQ(refused.retry_after, "2");  // never shorter than what was asked for
}

TEST(SpectoraJson, a_later_page_is_asked_for_by_its_number) {
  SpectoraRequest request = request_for(SpectoraVerb::list_assignments);
  EXPECT_EQ(to_wire(request).target, "/orders/1/assignments");
  request.page = 2;
  EXPECT_EQ(to_wire(request).target, "/orders/1/assignments?page=2");
}

// ---- Rows and pages ----

TEST(SpectoraJson, a_row_that_assigns_nobody_says_so) {
  const auto standing = [](std::string_view more) {
    const SpectoraReply reply =
        list_from(R"([{"id": "1", "inspector": "2", "primary": true)" + std::string(more) + "}]");
    EXPECT_EQ(reply.status, Status::ok) << more;
    return reply.assignments.empty() ? Standing::live : reply.assignments.front().standing;
  };
  EXPECT_EQ(standing(R"(, "deleted_at": "2026-03-01T09:00:00Z")"), Standing::deleted);
  EXPECT_EQ(standing(R"(, "deleted_at": 0, "hidden": true)"), Standing::deleted);
  EXPECT_EQ(standing(R"(, "hidden": true)"), Standing::hidden);
  EXPECT_EQ(standing(R"(, "requested": true, "hidden": false)"), Standing::requested);
  EXPECT_EQ(standing(R"(, "deleted_at": null, "hidden": false, "requested": false)"),
            Standing::live);
}

TEST(SpectoraJson, a_list_that_does_not_say_how_long_it_is_is_unreadable) {
  const auto status = [](std::string_view total) {
    return reply_to(SpectoraVerb::list_assignments, R"({"order": "1", "assignments": [)" +
                                                        record(R"("1")") + "]" +
                                                        std::string(total) + "}")
        .status;
  };
  EXPECT_EQ(status(R"(, "total": 1)"), Status::ok);
  EXPECT_EQ(status(R"(, "total": 16)"), Status::ok);
  for (const std::string_view total :
       {"", R"(, "total": null)", R"(, "total": "1")", R"(, "total": 0)", R"(, "total": 17)",
        R"(, "total": 1.0)", R"(, "total": -1)"}) {
    EXPECT_EQ(status(total), Status::unreadable) << total;
  }
}

// ---- Retry-After ----

TEST(SpectoraJson, a_date_to_wait_for_counts_from_the_date_of_the_answer) {
  const auto wait = [](std::string_view until, std::string_view answered) {
    return reply_from_wire(request_for(SpectoraVerb::get_event),
                           {429, std::string(until), std::string(answered), {}})
        .retry_after;
  };
  constexpr std::string_view date = "Wed, 21 Oct 2015 07:28:00 GMT";
  EXPECT_EQ(wait("Wed, 21 Oct 2015 07:28:30 GMT", date), 30s);
  EXPECT_EQ(wait("Wed, 21 Oct 2015 07:27:00 GMT", date), -60s);
  EXPECT_EQ(wait("Fri, 21 Oct 2016 07:28:00 GMT", date), retry_after_max);
  EXPECT_EQ(wait("Tue, 21 Oct 2014 07:28:00 GMT", date), -retry_after_max);
  // Whose clock is right nobody knows, if the answer does not say when it was given.
  EXPECT_EQ(wait("Wed, 21 Oct 2015 07:28:30 GMT", ""), std::nullopt);
  EXPECT_EQ(wait("Wed, 21 Oct 2015 07:28:30 GMT", "today"), std::nullopt);
  EXPECT_EQ(wait("17", ""), 17s);
  for (const std::string_view nonsense : {"", "soon", "-1", "1.5", "0x11", "17 s"}) {
    EXPECT_EQ(wait(nonsense, date), std::nullopt) << nonsense;
  }
}

// ---- Round trips ----

RC_GTEST_PROP(SpectoraJson, a_request_comes_out_as_it_went_in, ()) {
  const SpectoraRequest request = any_request();
  const auto decoded = request_from_wire(to_wire(request));
  const bool same = decoded && fields_of(*decoded) == fields_of(request);
  RC_ASSERT(same);
}

RC_GTEST_PROP(SpectoraJson, a_reply_comes_out_as_it_went_in, ()) {
  const SpectoraRequest request = any_request();
  const SpectoraReply reply = any_reply(request.verb);
  RC_ASSERT(fields_of(reply_from_wire(request, to_wire(request, reply))) == fields_of(reply));
}

TEST(SpectoraJson, more_fields_than_we_know_are_no_matter) {
  const SpectoraReply reply = list_from(R"([{"id": "1", "inspector": "2", "primary": true,
      "note": {"by": ["x"]}}], "next": null)");
  EXPECT_EQ(reply.status, Status::ok);
  EXPECT_EQ(reply.assignments.size(), 1U);
}

// ---- What is unreadable ----

RC_GTEST_PROP(SpectoraJson, a_body_cut_anywhere_is_unreadable, ()) {
  const SpectoraRequest request = any_request();
  SpectoraReply reply = any_reply(request.verb);
  reply.status = Status::ok;
  WireReply wire = to_wire(request, reply);
  wire.body.resize(*rc::gen::inRange<std::size_t>(0, wire.body.size()));
  const SpectoraReply cut = reply_from_wire(request, wire);
  RC_ASSERT(cut.status == Status::unreadable);
  RC_ASSERT(cut.assignments.empty());
}

RC_GTEST_PROP(SpectoraJson, no_body_throws, (const std::string& body)) {
  const SpectoraRequest request = any_request();
  RC_ASSERT(reply_from_wire(request, {200, body, body, body}).status == Status::unreadable);
}

// One byte of a good body becomes another: it may still be read, but only as a whole.
RC_GTEST_PROP(SpectoraJson, no_altered_body_throws, ()) {
  const SpectoraRequest request = any_request();
  SpectoraReply reply = any_reply(request.verb);
  reply.status = Status::ok;
  WireReply wire = to_wire(request, reply);
  const std::size_t place = *rc::gen::inRange<std::size_t>(0, wire.body.size());
  wire.body[place] = static_cast<char>(*rc::gen::inRange(0, 256) - 128);
  const SpectoraReply read = reply_from_wire(request, wire);
  RC_ASSERT(read.status == Status::ok || read.status == Status::unreadable);
  const bool lists = request.verb == SpectoraVerb::list_assignments;
  const std::size_t whole = lists && read.status == Status::ok ? reply.assignments.size() : 0;
  RC_ASSERT(read.assignments.size() == whole);
}

RC_GTEST_PROP(SpectoraJson, no_request_throws, ()) {
  const auto text = rc::gen::arbitrary<std::string>();
  WireRequest wire = to_wire(any_request());
  const int part = *rc::gen::inRange(0, 8);
  const std::array fields{&WireRequest::method,  &WireRequest::target,   &WireRequest::body,
                          &WireRequest::run,     &WireRequest::ordinal,  &WireRequest::issuer,
                          &WireRequest::fencing, &WireRequest::inspector};
  wire.*fields[static_cast<std::size_t>(part)] = *text;
  static_cast<void>(request_from_wire(wire));
}

TEST(SpectoraJson, a_body_of_another_shape_is_unreadable) {
  for (const std::string_view body :
       {"", "null", "[]", "{}", "17", R"("1")", R"({"order": 1, "total": 0, "assignments": []})",
        R"({"order": "2", "total": 0, "assignments": []})", R"({"order": "1", "total": 0})",
        R"({"order": "1", "total": 0, "assignments": null})",
        R"({"order": "1", "total": 0, "assignments": {}})",
        R"({"order": "1", "total": 0, "assignments": []} x)", "<html></html>", "\xff\xfe{}"}) {
    const SpectoraReply reply = reply_to(SpectoraVerb::list_assignments, std::string(body));
    EXPECT_EQ(reply.status, Status::unreadable) << body;
  }
}

TEST(SpectoraJson, a_record_of_another_shape_makes_the_list_unreadable) {
  const std::string good = record(R"("ffffffffffffffff")");
  EXPECT_EQ(list_from("[" + good + "]").status, Status::ok);
  for (const std::string& bad :
       {std::string("null"), std::string("[]"), std::string("{}"), record("1"), record(R"("")"),
        record(R"("g")"), record(R"("-1")"), record(R"("0x1")"), record(R"("10000000000000000")"),
        record(R"("1")", "2"), record(R"("1")", "null"), record(R"("1")", R"("255")"),
        record(R"("1")", R"("256")"), record(R"("1")", R"("two")"), record(R"("1")", R"("2")", "1"),
        record(R"("1")", R"("2")", R"("true")"), record(R"("1")", R"("2")", R"(true, "hidden": 1)"),
        record(R"("1")", R"("2")", R"(true, "requested": null)")}) {
    const SpectoraReply reply = list_from("[" + good + ", " + bad + "]");
    EXPECT_EQ(reply.status, Status::unreadable) << bad;
    EXPECT_TRUE(reply.assignments.empty()) << bad;
  }
}

TEST(SpectoraJson, a_list_longer_than_an_order_may_hold_is_unreadable) {
  std::string records = record(R"("1")");
  for (std::size_t i = 1; i < assignments_per_order_max; ++i) records += ", " + record(R"("1")");
  EXPECT_EQ(list_from("[" + records + "]").assignments.size(), assignments_per_order_max);
  EXPECT_EQ(list_from("[" + records + ", " + record(R"("1")") + "]").status, Status::unreadable);
}

TEST(SpectoraJson, an_event_of_another_shape_is_unreadable) {
  const auto event_from = [](std::string_view event) {
    return reply_to(SpectoraVerb::get_event,
                    R"({"order": "1", "event": )" + std::string(event) + "}");
  };
  EXPECT_EQ(event_from(R"({"inspector": null, "starts_us": 9})").status, Status::ok);
  for (const std::string_view bad :
       {"null", "{}", R"({"starts_us": 9})", R"({"inspector": "2"})",
        R"({"inspector": 2, "starts_us": 9})", R"({"inspector": "2", "starts_us": 9.5})",
        R"({"inspector": "2", "starts_us": 9e3})", R"({"inspector": "2", "starts_us": "9"})",
        R"({"inspector": "2", "starts_us": 9223372036854775808})"}) {
    EXPECT_EQ(event_from(bad).status, Status::unreadable) << bad;
  }
}

// Nesting costs a parser memory, and a recursive one its stack.
TEST(SpectoraJson, a_body_nested_without_end_is_unreadable) {
  for (const std::string_view open : {"[", R"({"order":)"}) {
    std::string body;
    while (body.size() < std::size_t{64} * 1024) body += open;
    EXPECT_EQ(reply_to(SpectoraVerb::get_event, body).status, Status::unreadable);
  }
}

// ---- Statuses ----

TEST(SpectoraJson, a_remote_cannot_say_that_it_was_never_reached) {
  const SpectoraRequest request = request_for(SpectoraVerb::post_assignment);
  for (const std::uint32_t status : {0U, 1U, 2U, 3U, 99U, 1'000U, 65'737U}) {
    EXPECT_EQ(reply_from_wire(request, {status}).status, Status::unreadable) << status;
  }
}

TEST(SpectoraJson, a_status_without_a_value_stands_for_itself) {
  const SpectoraRequest request = request_for(SpectoraVerb::list_assignments);
  for (const std::uint32_t status : {100U, 202U, 204U, 302U, 404U, 409U, 500U, 503U, 999U}) {
    const SpectoraReply reply = reply_from_wire(request, {status, {}, {}, "<html>"});
    EXPECT_EQ(static_cast<std::uint32_t>(reply.status), status);
  }
}

// ---- What is no request ----

TEST(SpectoraJson, what_is_no_request_is_refused) {
  const WireRequest good = to_wire(request_for(SpectoraVerb::list_assignments));
  ASSERT_TRUE(request_from_wire(good));
  const auto refused = [&](std::string WireRequest::*field, std::string_view value) {
    WireRequest wire = good;
    wire.*field = value;
    EXPECT_FALSE(request_from_wire(wire)) << value;
  };
  for (const std::string_view method : {"", "get", "PUT", "DELETE", "PATCH"}) {
    refused(&WireRequest::method, method);
  }
  for (const std::string_view target :
       {"", "/", "/orders/1", "/orders//assignments", "/orders/255/assignments",
        "/orders/1/assignments/", "/orders/1/assignments/1", "/orders/1/events",
        "/order/1/assignments", "/orders/1/assignments?all", "/orders/1/assignments?page=1",
        "/orders/1/assignments?page=0", "/orders/1/assignments?page=02",
        "/orders/1/assignments?page=256",
        "/orders/1/assignments?page=", "/orders/01/assignments"}) {
    refused(&WireRequest::target, target);
  }
  for (const std::string_view number : {"", " 1", "-1", "x", "18446744073709551616"}) {
    refused(&WireRequest::ordinal, number);
  }
  refused(&WireRequest::run, "");
  refused(&WireRequest::issuer, "somebody");
  refused(&WireRequest::fencing, "x");
}

}  // namespace
}  // namespace interleave::edge
