#include "model/spectora.hpp"

#include <cstdint>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::model {
namespace {

// Inspectors A and B.
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr OrderId order{1};
constexpr Time nine_on_the_second_day{24h + 9h};

SpectoraRequest request_with(SpectoraVerb verb) {
  SpectoraRequest request;
  request.verb = verb;
  request.order = order;
  return request;
}

SpectoraReply reply_with(Status status) {
  SpectoraReply reply;
  reply.status = status;
  return reply;
}

SpectoraCommit commit_of(SpectoraEffect effect, const Assignment& assignment) {
  SpectoraCommit commit;
  commit.effect = effect;
  commit.order = order;
  commit.assignment = assignment;
  return commit;
}

SpectoraRequest sent_by(Cause run, SpectoraVerb verb, std::uint32_t ordinal) {
  SpectoraRequest request = request_with(verb);
  request.run = run;
  request.ordinal = ordinal;
  return request;
}

// ---- Words ----

TEST(Spectora, a_request_is_told_by_its_verb_what_it_is_about_and_its_order) {
  EXPECT_EQ(describe(request_with(SpectoraVerb::list_assignments)), "LIST on order 1");

  SpectoraRequest removal = request_with(SpectoraVerb::delete_assignment);
  removal.inspector = a;
  EXPECT_EQ(describe(removal), "DELETE A on order 1");

  SpectoraRequest addition = request_with(SpectoraVerb::post_assignment);
  addition.inspector = b;
  addition.order = OrderId{3};
  EXPECT_EQ(describe(addition), "POST B on order 3");

  SpectoraRequest update = request_with(SpectoraVerb::put_event);
  update.event = {nine_on_the_second_day, b};
  EXPECT_EQ(describe(update), "PUT event (B, day 2 09:00) on order 1");
  EXPECT_EQ(describe(request_with(SpectoraVerb::get_event)), "GET event on order 1");
}

TEST(Spectora, a_reply_to_a_list_names_the_records_with_the_primary) {
  const SpectoraRequest list = request_with(SpectoraVerb::list_assignments);
  SpectoraReply reply;
  EXPECT_EQ(describe(list, reply), "200 with nobody");
  reply.assignments = {{Cause{1}, a, true}, {Cause{2}, b, false}};
  reply.total = 2;
  EXPECT_EQ(describe(list, reply), "200 with A (primary) and B");
}

TEST(Spectora, a_page_of_a_list_says_so) {
  SpectoraRequest list = request_with(SpectoraVerb::list_assignments);
  list.page = 2;
  EXPECT_EQ(describe(list), "LIST on order 1, page 2");
  SpectoraReply reply;
  reply.assignments = {{Cause{3}, b, false}};
  reply.total = 4;
  EXPECT_EQ(describe(list, reply), "200 with B, of 4");
}

TEST(Spectora, a_row_that_assigns_nobody_says_so) {
  EXPECT_EQ(describe(model::AssignmentList{{Cause{1}, a, true, Standing::deleted},
                                           {Cause{2}, b, false, Standing::hidden},
                                           {Cause{3}, b, false, Standing::requested}}),
            "A (primary) (deleted), B (hidden) and B (requested)");
}

TEST(Spectora, a_reply_to_a_write_is_its_status) {
  const SpectoraRequest addition = request_with(SpectoraVerb::post_assignment);
  EXPECT_EQ(describe(addition, reply_with(Status::ok)), "200");
  EXPECT_EQ(describe(addition, reply_with(Status::conflict)), "409");
  EXPECT_EQ(describe(addition, reply_with(Status::unprocessable)), "422");
}

TEST(Spectora, a_list_that_was_refused_names_no_records) {
  const SpectoraRequest list = request_with(SpectoraVerb::list_assignments);
  EXPECT_EQ(describe(list, reply_with(Status::conflict)), "409");
}

TEST(Spectora, a_reply_to_a_read_of_the_event_says_what_it_holds) {
  const SpectoraRequest read = request_with(SpectoraVerb::get_event);
  SpectoraReply reply;
  reply.event = {nine_on_the_second_day, b};
  EXPECT_EQ(describe(read, reply), "200 with B, day 2 09:00");
  EXPECT_EQ(describe(read, reply_with(Status::unavailable)), "503");
}

TEST(Spectora, a_reply_that_asks_to_wait_says_how_long) {
  SpectoraReply reply = reply_with(Status::too_many_requests);
  reply.retry_after = 7s;
  EXPECT_EQ(describe(request_with(SpectoraVerb::post_assignment), reply), "429, to wait 7 s");
}

TEST(Spectora, only_post_delete_and_put_may_change_anything) {
  EXPECT_FALSE(writes(SpectoraVerb::list_assignments));
  EXPECT_FALSE(writes(SpectoraVerb::get_event));
  EXPECT_TRUE(writes(SpectoraVerb::post_assignment));
  EXPECT_TRUE(writes(SpectoraVerb::delete_assignment));
  EXPECT_TRUE(writes(SpectoraVerb::put_event));
}

TEST(Spectora, no_answer_is_told_in_words_whatever_the_verb) {
  for (std::size_t verb = 0; verb < spectora_verb_count; ++verb) {
    const SpectoraRequest request = request_with(static_cast<SpectoraVerb>(verb));
    EXPECT_EQ(describe(request, reply_with(Status::unreachable)), "connection refused");
    EXPECT_EQ(describe(request, reply_with(Status::timed_out)), "timed out");
    EXPECT_EQ(describe(request, reply_with(Status::unreadable)), "unreadable");
  }
}

TEST(Spectora, a_commit_is_told_by_what_it_did_to_its_order) {
  const Assignment primary{Cause{1}, a, true};
  const Assignment second{Cause{2}, b, false};
  using enum SpectoraEffect;
  EXPECT_EQ(describe(commit_of(assigned, primary)), "order 1: A assigned as primary");
  EXPECT_EQ(describe(commit_of(assigned, second)), "order 1: B assigned");
  EXPECT_EQ(describe(commit_of(unassigned, primary)), "order 1: A removed");
  SpectoraCommit moved = commit_of(event_written, {});
  moved.event = {nine_on_the_second_day, b};
  EXPECT_EQ(describe(moved), "order 1: event at day 2 09:00 with B");
}

TEST(Spectora, records_are_told_oldest_first) {
  EXPECT_EQ(describe(AssignmentList{}), "nobody");
  EXPECT_EQ(
      describe(AssignmentList{{Cause{2}, b, false}, {Cause{1}, a, true}, {Cause{3}, b, true}}),
      "B, A (primary) and B (primary)");
}

// ---- Names ----

TEST(Spectora, the_second_post_of_a_run_has_a_name_of_its_own) {
  const Cause run = run_root.child(1, 0);
  EXPECT_NE(sent_by(run, SpectoraVerb::post_assignment, 0).cause(),
            sent_by(run, SpectoraVerb::post_assignment, 1).cause());
}

TEST(Spectora, every_run_verb_and_ordinal_gives_another_name) {
  // 50 runs of 5 verbs with 16 requests each: 4000 names among 2^64, where even one accidental
  // meeting has odds of 4000^2 / 2^65, one in 10^12.
  std::set<Cause> names;
  for (std::uint32_t run = 0; run < 50; ++run) {
    for (std::size_t verb = 0; verb < spectora_verb_count; ++verb) {
      for (std::uint32_t ordinal = 0; ordinal < 16; ++ordinal) {
        const Cause cause = run_root.child(10, run);
        names.insert(sent_by(cause, static_cast<SpectoraVerb>(verb), ordinal).cause());
      }
    }
  }
  EXPECT_EQ(names.size(), 50U * spectora_verb_count * 16U);
}

RC_GTEST_PROP(Spectora, two_requests_have_one_name_only_if_run_verb_and_ordinal_agree,
              (std::uint64_t first_run, std::uint64_t another_run)) {
  const std::uint64_t second_run = *rc::gen::arbitrary<bool>() ? first_run : another_run;
  const auto verb = static_cast<SpectoraVerb>(*rc::gen::inRange(0, 5));
  const auto other_verb = static_cast<SpectoraVerb>(*rc::gen::inRange(0, 5));
  const auto ordinal = *rc::gen::inRange<std::uint32_t>(0, 3);
  const auto other_ordinal = *rc::gen::inRange<std::uint32_t>(0, 3);
  const Cause one = sent_by(Cause{first_run}, verb, ordinal).cause();
  const Cause other = sent_by(Cause{second_run}, other_verb, other_ordinal).cause();
  const bool agree = first_run == second_run && verb == other_verb && ordinal == other_ordinal;
  RC_ASSERT((one == other) == agree);
}

RC_GTEST_PROP(Spectora, what_a_request_is_about_does_not_name_it, (std::uint64_t run)) {
  // Its place in the run names it: so the name outlives a change of the inspectors.
  SpectoraRequest request = sent_by(Cause{run}, SpectoraVerb::post_assignment, 0);
  const Cause before = request.cause();
  request.inspector = InspectorId{*rc::gen::inRange<std::uint8_t>(0, 5)};
  request.order = OrderId{*rc::gen::inRange<std::uint8_t>(0, 4)};
  request.primary = *rc::gen::arbitrary<bool>();
  request.issuer = Issuer::calendar;
  RC_ASSERT(request.cause() == before);
}

}  // namespace
}  // namespace interleave::model
