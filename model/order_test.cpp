#include "model/order.hpp"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::model {
namespace {

constexpr InspectorId a{0};
constexpr JobId job{1};
constexpr CalendarEvent nine{Time{24h + 9h}, a};

OrderRequest request_with(OrderVerb verb) {
  OrderRequest request;
  request.verb = verb;
  request.reference = {job, 0};
  request.order = order_of(job, 1);
  request.event = nine;
  return request;
}

OrderReply reply_with(Status status, const OrderList& orders = {}) {
  OrderReply reply;
  reply.status = status;
  reply.orders = orders;
  return reply;
}

Order order_numbered(std::uint8_t number, bool cancelled = false) {
  return {order_of(job, number), {job, 0}, nine, cancelled};
}

TEST(Order, the_first_of_a_job_has_its_number_and_each_belongs_to_one_job) {
  EXPECT_EQ(order_of(job, 0), OrderId{1});
  std::set<OrderId> all;
  for (std::uint8_t each = 0; each < jobs_with_orders_max; ++each) {
    for (std::uint8_t number = 0; number < orders_per_job_max; ++number) {
      const OrderId order = order_of(JobId{each}, number);
      EXPECT_EQ(job_of(order), JobId{each});
      EXPECT_TRUE(all.insert(order).second);
    }
  }
}

TEST(Order, two_references_are_the_same_if_job_and_number_are) {
  EXPECT_EQ((Reference{job, 1}), (Reference{job, 1}));
  EXPECT_NE((Reference{job, 1}), (Reference{job, 0}));
  EXPECT_NE((Reference{job, 1}), (Reference{JobId{2}, 1}));
  // No order is ever called what a client calls one that it calls nothing.
  static_assert(Reference::no_name >= orders_per_job_max);
}

TEST(Order, a_request_is_told_by_its_verb_and_what_it_is_about) {
  EXPECT_EQ(describe(request_with(OrderVerb::post_order)), "POST order for job 1 (A, day 2 09:00)");
  EXPECT_EQ(describe(request_with(OrderVerb::get_order)), "GET order 5");
  EXPECT_EQ(describe(request_with(OrderVerb::find_orders)), "FIND orders of job 1");
  EXPECT_EQ(describe(request_with(OrderVerb::cancel_order)), "CANCEL order 5");
  EXPECT_EQ(describe(request_with(OrderVerb::put_event)), "PUT event (A, day 2 09:00) on order 5");
}

TEST(Order, a_reply_is_told_by_its_status_and_the_orders_that_were_asked_for) {
  const OrderRequest search = request_with(OrderVerb::find_orders);
  EXPECT_EQ(describe(search, reply_with(Status::ok, {order_numbered(0, true), order_numbered(1)})),
            "200 with order 1 (cancelled) and order 5 (A, day 2 09:00)");
  EXPECT_EQ(describe(search, reply_with(Status::ok)), "200 with none");
  EXPECT_EQ(describe(search, reply_with(Status::unavailable)), "503");
  EXPECT_EQ(describe(search, reply_with(Status::timed_out)), "timed out");
  EXPECT_EQ(describe(request_with(OrderVerb::cancel_order), reply_with(Status::ok)), "200");
  OrderReply busy = reply_with(Status::too_many_requests);
  busy.retry_after = 7s;
  EXPECT_EQ(describe(search, busy), "429, to wait 7 s");
}

TEST(Order, a_commit_is_told_by_its_effect) {
  EXPECT_EQ(describe(OrderCommit{OrderEffect::created, order_numbered(0)}),
            "order 1: made for job 1, A, day 2 09:00");
  EXPECT_EQ(describe(OrderCommit{OrderEffect::cancelled, order_numbered(0, true)}),
            "order 1: cancelled");
  EXPECT_EQ(describe(OrderCommit{OrderEffect::rescheduled, order_numbered(1)}),
            "order 5: event at day 2 09:00 with A");
}

TEST(Order, a_request_is_about_the_job_of_its_reference_or_of_its_order) {
  OrderRequest request = request_with(OrderVerb::post_order);
  request.order = order_of(JobId{3}, 0);
  EXPECT_EQ(request.job(), job);
  request.verb = OrderVerb::cancel_order;
  EXPECT_EQ(request.job(), JobId{3});
}

TEST(Order, only_reads_write_nothing) {
  EXPECT_FALSE(writes(OrderVerb::get_order));
  EXPECT_FALSE(writes(OrderVerb::find_orders));
  EXPECT_TRUE(writes(OrderVerb::post_order));
  EXPECT_TRUE(writes(OrderVerb::cancel_order));
  EXPECT_TRUE(writes(OrderVerb::put_event));
}

RC_GTEST_PROP(Order, requests_of_a_run_have_names_of_their_own, ()) {
  const Cause run{*rc::gen::arbitrary<std::uint64_t>()};
  std::set<std::uint64_t> names;
  std::size_t requests = 0;
  for (std::size_t verb = 0; verb < order_verb_count; ++verb) {
    for (std::uint32_t ordinal = 0; ordinal < 4; ++ordinal, ++requests) {
      OrderRequest request = request_with(static_cast<OrderVerb>(verb));
      request.run = run;
      request.ordinal = ordinal;
      names.insert(request.cause().value);
      // Those of a sync of assignments are others.
      SpectoraRequest other;
      other.run = run;
      other.ordinal = ordinal;
      other.verb = static_cast<SpectoraVerb>(verb);
      names.insert(other.cause().value);
    }
  }
  RC_ASSERT(names.size() == 2 * requests);
}

TEST(Order, what_a_request_asks_for_tells_it_from_another_of_its_name) {
  const OrderRequest request = request_with(OrderVerb::post_order);
  const auto differs = [&](const auto& change) {
    OrderRequest other = request;
    change(other);
    return other.fingerprint() != request.fingerprint();
  };
  EXPECT_TRUE(differs([](OrderRequest& r) { r.event.starts += 1h; }));
  EXPECT_TRUE(differs([](OrderRequest& r) { r.event.inspector = InspectorId{1}; }));
  EXPECT_TRUE(differs([](OrderRequest& r) { r.reference.job = JobId{2}; }));
  EXPECT_TRUE(differs([](OrderRequest& r) { r.reference.number = 1; }));
  EXPECT_TRUE(differs([](OrderRequest& r) { r.order = OrderId{2}; }));
}

}  // namespace
}  // namespace interleave::model
