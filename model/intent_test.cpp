#include "model/intent.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::model {
namespace {

constexpr JobId job{1};

IntentRequest request_with(IntentVerb verb) {
  IntentRequest request;
  request.verb = verb;
  request.job = job;
  return request;
}

IntentRequest sent_by(Cause run, IntentVerb verb, std::uint32_t ordinal) {
  IntentRequest request = request_with(verb);
  request.run = run;
  request.ordinal = ordinal;
  return request;
}

IntentReply reply_with(IntentStatus status) {
  IntentReply reply;
  reply.status = status;
  return reply;
}

// ---- Words ----

TEST(Intent, a_request_is_told_by_what_it_asks_of_which_job) {
  EXPECT_EQ(describe(request_with(IntentVerb::acquire)), "LEASE job 1");
  EXPECT_EQ(describe(request_with(IntentVerb::renew)), "RENEW the lease of job 1");
  EXPECT_EQ(describe(request_with(IntentVerb::read_job)), "READ job 1");
  EXPECT_EQ(describe(request_with(IntentVerb::scan)), "SCAN for jobs that are not confirmed");
  EXPECT_EQ(describe(request_with(IntentVerb::alert)), "ALERT staff about job 1");
}

TEST(Intent, a_request_that_stores_an_id_says_which_and_what_else_it_writes) {
  IntentRequest link = request_with(IntentVerb::link_order);
  link.order = OrderId{5};
  link.expected = OrderId{1};
  EXPECT_EQ(describe(link), "LINK job 1 to order 5");

  IntentRequest save = request_with(IntentVerb::save_job);
  save.record.order = OrderId{5};
  EXPECT_EQ(describe(save), "SAVE job 1 with order 5");
  save.record.cancelled = true;
  EXPECT_EQ(describe(save), "SAVE job 1 with order 5, cancelled");
}

TEST(Intent, the_end_of_a_run_says_what_it_came_to) {
  IntentRequest finish = request_with(IntentVerb::finish);
  EXPECT_EQ(describe(finish), "FINISH job 1 not in step");
  finish.end.record = true;
  EXPECT_EQ(describe(finish), "FINISH job 1 not in step, on record");
  finish.end.alert = true;
  EXPECT_EQ(describe(finish), "FINISH job 1 not in step, on record, alert");
  finish.end = {};
  finish.end.in_step = true;
  EXPECT_EQ(describe(finish), "FINISH job 1 in step");
}

TEST(Intent, a_good_reply_says_what_was_asked_for) {
  IntentReply reply;
  reply.intent.fencing = 7;
  EXPECT_EQ(describe(request_with(IntentVerb::acquire), reply), "lease 7");

  reply.job.inspectors = {InspectorId{0}, InspectorId{2}};
  reply.job.generation = 3;
  EXPECT_EQ(describe(request_with(IntentVerb::read_job), reply), "A and C, generation 3");

  reply.job.cancelled = true;
  EXPECT_EQ(describe(request_with(IntentVerb::read_job), reply),
            "A and C, cancelled, generation 3");

  reply.job.order = OrderId{5};
  EXPECT_EQ(describe(request_with(IntentVerb::link_order), reply), "job 1 has order 5");

  reply.due = {DueJob{JobId{0}}, DueJob{JobId{1}}};
  EXPECT_EQ(describe(request_with(IntentVerb::scan), reply), "2 due");

  EXPECT_EQ(describe(request_with(IntentVerb::renew), reply), "done");
  EXPECT_EQ(describe(request_with(IntentVerb::finish), reply), "done");
  EXPECT_EQ(describe(request_with(IntentVerb::save_job), reply), "done");
  EXPECT_EQ(describe(request_with(IntentVerb::alert), reply), "done");
}

TEST(Intent, any_other_reply_is_told_by_its_status_whatever_the_verb) {
  for (std::size_t verb = 0; verb < intent_verb_count; ++verb) {
    const IntentRequest request = request_with(static_cast<IntentVerb>(verb));
    const auto words = [&](IntentStatus status) { return describe(request, reply_with(status)); };
    EXPECT_EQ(words(IntentStatus::unreachable), "connection refused");
    EXPECT_EQ(words(IntentStatus::timed_out), "timed out");
    EXPECT_EQ(words(IntentStatus::unreadable), "unreadable");
    EXPECT_EQ(words(IntentStatus::failed), "not available");
    EXPECT_EQ(words(IntentStatus::busy), "busy");
    EXPECT_EQ(words(IntentStatus::nothing_to_do), "nothing to do");
    EXPECT_EQ(words(IntentStatus::superseded), "the lease has gone to another");
    EXPECT_EQ(words(IntentStatus::disabled), "the sync is switched off");
  }
}

TEST(Intent, a_verdict_has_a_name) {
  EXPECT_EQ(name_of(Verdict::in_step), "in step");
  EXPECT_EQ(name_of(Verdict::not_yet), "not yet");
  EXPECT_EQ(name_of(Verdict::refused), "refused");
}

TEST(Intent, an_alert_says_where_when_and_who_and_what_is_to_be_done) {
  Job booked;
  booked.id = job;
  booked.starts = Time(std::chrono::hours(2 * 24 + 9));
  booked.inspectors = {InspectorId{0}};
  EXPECT_EQ(alert_about(booked),
            "job 1, 101 Edward Ave, A on day 3 09:00: Spectora may not show it as it is; look "
            "there, and set it right");
  booked.cancelled = true;
  EXPECT_EQ(alert_about(booked),
            "job 1, 101 Edward Ave, A on day 3 09:00: its cancel is not confirmed at Spectora; "
            "cancel it there, or tell A");
}

// ---- Alerts ----

TEST(Intent, an_alert_is_seen_from_its_time_on) {
  Intent intent;
  EXPECT_FALSE(intent.alert_visible(Time::max()));
  intent.alert_from = Time(std::chrono::seconds(300));
  EXPECT_FALSE(intent.alert_visible(Time(std::chrono::seconds(299))));
  EXPECT_TRUE(intent.alert_visible(Time(std::chrono::seconds(300))));
}

// ---- Times ----

TEST(Intent, a_time_of_another_clock_is_as_far_from_its_now_as_it_was_from_the_others) {
  const Time there(std::chrono::seconds(100));
  const Time here(std::chrono::seconds(40));
  EXPECT_EQ(translated(Time(std::chrono::seconds(130)), there, here),
            Time(std::chrono::seconds(70)));
  EXPECT_EQ(translated(Time{}, there, here), Time{});
  EXPECT_EQ(translated(Time(std::chrono::seconds(130)), Time{}, here),
            Time(std::chrono::seconds(130)));
}

// ---- Fingerprints ----

TEST(Intent, a_fingerprint_tells_requests_apart_by_each_field_that_counts) {
  // Each edit changes one field of a common finish request; an edit to 1 and one to 2 differ, too.
  using Edit = std::function<void(IntentRequest&, std::uint32_t)>;
  const std::vector<Edit> numbers{
      [](IntentRequest& r, std::uint32_t n) { r.fencing = n; },
      [](IntentRequest& r, std::uint32_t n) { r.job = JobId{static_cast<std::uint8_t>(n)}; },
      [](IntentRequest& r, std::uint32_t n) { r.end.generation = n; },
      [](IntentRequest& r, std::uint32_t n) { r.end.recheck_at = Time(Duration(n)); },
      [](IntentRequest& r, std::uint32_t n) { r.end.held_until = Time(Duration(n)); },
      [](IntentRequest& r, std::uint32_t n) { r.end.wrote_at = Time(Duration(n)); },
  };
  const std::vector<Edit> flags{
      [](IntentRequest& r, std::uint32_t) { r.force = true; },
      [](IntentRequest& r, std::uint32_t) { r.confirm_now = true; },
      [](IntentRequest& r, std::uint32_t) { r.end.in_step = true; },
      [](IntentRequest& r, std::uint32_t) { r.end.record = true; },
      [](IntentRequest& r, std::uint32_t) { r.end.alert = true; },
      [](IntentRequest& r, std::uint32_t) { r.end.settled = true; },
  };
  std::set<std::uint64_t> fingerprints;
  const auto note = [&](const Edit& edit, std::uint32_t number) {
    IntentRequest request;
    request.verb = IntentVerb::finish;
    edit(request, number);
    fingerprints.insert(request.fingerprint());
  };
  note([](IntentRequest&, std::uint32_t) {}, 0);
  for (const Edit& edit : numbers) {
    note(edit, 1);
    note(edit, 2);
  }
  for (const Edit& edit : flags) note(edit, 0);
  EXPECT_EQ(fingerprints.size(), 1 + 2 * numbers.size() + flags.size());
}

TEST(Intent, a_fingerprint_does_not_tell_which_order_an_end_is_about) {
  // It is what the record says that the run has read, and every trace tells of that.
  IntentRequest finish = request_with(IntentVerb::finish);
  const std::uint64_t before = finish.fingerprint();
  finish.end.order = OrderId{5};
  EXPECT_EQ(finish.fingerprint(), before);
}

TEST(Intent, a_fingerprint_tells_apart_what_is_stored) {
  std::set<std::uint64_t> fingerprints;
  IntentRequest link = request_with(IntentVerb::link_order);
  for (const OrderId order : {OrderId{1}, OrderId{5}}) {
    for (const OrderId expected : {OrderId{1}, OrderId{5}}) {
      link.order = order;
      link.expected = expected;
      fingerprints.insert(link.fingerprint());
    }
  }
  EXPECT_EQ(fingerprints.size(), 4U);
  IntentRequest save = request_with(IntentVerb::save_job);
  const auto changes = {+[](Job&) {}, +[](Job& record) { record.order = OrderId{5}; },
                        +[](Job& record) { record.cancelled = true; },
                        +[](Job& record) { record.starts = Time(std::chrono::hours(9)); }};
  for (const auto change : changes) {
    save.record = {};
    change(save.record);
    fingerprints.insert(save.fingerprint());
  }
  EXPECT_EQ(fingerprints.size(), 8U);
}

RC_GTEST_PROP(Intent, equal_requests_have_equal_fingerprints, ()) {
  IntentRequest request = request_with(IntentVerb::finish);
  request.fencing = *rc::gen::arbitrary<std::uint32_t>();
  request.end.generation = *rc::gen::arbitrary<std::uint32_t>();
  request.end.recheck_at = Time(Duration(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000)));
  request.end.in_step = *rc::gen::arbitrary<bool>();
  const IntentRequest same = request;
  RC_ASSERT(same.fingerprint() == request.fingerprint());
  RC_ASSERT(same.cause() == request.cause());
}

// ---- Names ----

TEST(Intent, every_run_verb_and_ordinal_gives_another_name) {
  // 50 runs of 8 verbs with 16 requests each: 6400 names among 2^64, where even one accidental
  // meeting has odds of 6400^2 / 2^65, one in 10^12.
  std::set<Cause> names;
  for (std::uint32_t run = 0; run < 50; ++run) {
    for (std::size_t verb = 0; verb < intent_verb_count; ++verb) {
      for (std::uint32_t ordinal = 0; ordinal < 16; ++ordinal) {
        const Cause cause = run_root.child(10, run);
        names.insert(sent_by(cause, static_cast<IntentVerb>(verb), ordinal).cause());
      }
    }
  }
  EXPECT_EQ(names.size(), 50U * intent_verb_count * 16U);
}

RC_GTEST_PROP(Intent, what_a_request_asks_for_does_not_name_it, (std::uint64_t run)) {
  IntentRequest request = sent_by(Cause{run}, IntentVerb::finish, 2);
  const Cause before = request.cause();
  request.job = JobId{*rc::gen::inRange<std::uint8_t>(0, 4)};
  request.fencing = *rc::gen::arbitrary<std::uint32_t>();
  request.owner = *rc::gen::inRange<std::uint8_t>(0, 2);
  request.end.in_step = *rc::gen::arbitrary<bool>();
  RC_ASSERT(request.cause() == before);
}

}  // namespace
}  // namespace interleave::model
