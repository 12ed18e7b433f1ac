#include "sim/spectora_orders.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Author;
using model::CalendarEvent;
using model::Cause;
using model::JobId;
using model::order_of;
using model::OrderEffect;
using model::OrderId;
using model::OrderReply;
using model::OrderRequest;
using model::OrderVerb;
using model::Status;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr JobId job{1};
constexpr CalendarEvent nine{Time{33h}, model::InspectorId{0}};
constexpr CalendarEvent ten{Time{34h}, model::InspectorId{1}};
constexpr model::Duration two_seconds = 2s;

Cause request_number(std::uint64_t number) { return Cause{1000 + number}; }

template <class Verdict>
Decision strikes(Site site, std::uint64_t request, Verdict verdict) {
  return {{site, request_number(request)}, static_cast<Outcome>(verdict)};
}

struct RemoteOptions {
  bool honours_references = true;
  model::Duration lag = two_seconds;
};

/// Spectora without orders; it is 1 h.
class Remote {
 public:
  explicit Remote(const std::vector<Decision>& decisions = {}, const RemoteOptions& options = {})
      : desk(machine.scheduler(), recorder, Actor::spectora),
        orders(machine.scheduler(), recorder, desk, options.lag) {
    machine.decide(decisions);
    orders.reset(options.honours_references);
    machine.pass(1h);
  }

  OrderReply send(OrderRequest request, bool awaited = true) {
    request.run = Cause{50};
    request.fencing = 4;
    OrderReply reply;
    done = orders.apply(request, request_number(sent_++), awaited, reply);
    return reply;
  }
  OrderReply post(std::uint8_t number = 0, const CalendarEvent& event = nine) {
    OrderRequest request;
    request.verb = OrderVerb::post_order;
    request.reference = {job, number};
    request.event = event;
    return send(request);
  }
  OrderReply find() {
    OrderRequest request;
    request.verb = OrderVerb::find_orders;
    request.reference = {job, 0};
    return send(request);
  }
  OrderReply about(OrderVerb verb, OrderId order, const CalendarEvent& event = nine) {
    OrderRequest request;
    request.verb = verb;
    request.order = order;
    request.event = event;
    return send(request);
  }
  Status cancel(std::uint8_t number) {
    return about(OrderVerb::cancel_order, order_of(job, number)).status;
  }
  /// "live 33 h, cancelled 34 h": the job's orders as they stand.
  [[nodiscard]] std::vector<std::string> shown() const { return words(orders.orders(job)); }
  static std::vector<std::string> words(const model::OrderList& list) {
    std::vector<std::string> all;
    for (const model::Order& order : list) {
      const auto hour =
          std::chrono::floor<std::chrono::hours>(order.event.starts).time_since_epoch();
      all.push_back((order.cancelled ? "cancelled " : "live ") + std::to_string(hour.count()) +
                    " h");
    }
    return all;
  }

  Machine machine;
  Recorder recorder;
  RemoteDesk<Recorder> desk;
  SpectoraOrders<Recorder> orders;
  bool done = false;  ///< whether the latest request did anything

 private:
  std::uint64_t sent_ = 0;
};

// ---- Without faults ----

TEST(SpectoraOrders, makes_finds_moves_and_cancels_an_order) {
  Remote remote;
  const OrderReply made = remote.post();
  EXPECT_EQ(made.status, Status::ok);
  ASSERT_EQ(made.orders.size(), 1U);
  EXPECT_EQ(made.orders.front(), (model::Order{order_of(job, 0), {job, 0}, nine, false}));
  EXPECT_EQ(remote.find().orders, made.orders);
  EXPECT_EQ(remote.about(OrderVerb::get_order, order_of(job, 0)).orders, made.orders);
  EXPECT_EQ(remote.about(OrderVerb::put_event, order_of(job, 0), ten).status, Status::ok);
  EXPECT_THAT(remote.shown(), ElementsAre("live 34 h"));
  EXPECT_EQ(remote.cancel(0), Status::ok);
  EXPECT_THAT(remote.shown(), ElementsAre("cancelled 34 h"));
}

TEST(SpectoraOrders, publishes_each_effect_with_whose_doing_it_is) {
  Remote remote;
  remote.post();
  remote.about(OrderVerb::put_event, order_of(job, 0), ten);
  OrderRequest late;
  late.verb = OrderVerb::cancel_order;
  late.order = order_of(job, 0);
  remote.send(late, false);
  std::vector<OrderEffect> effects;
  std::vector<Author> authors;
  for (const model::OrderCommit& commit : remote.recorder.orders) {
    effects.push_back(commit.effect);
    authors.push_back(commit.author);
    EXPECT_EQ(commit.run, Cause{50});
    EXPECT_EQ(commit.fencing, 4U);
    EXPECT_EQ(commit.order.id, order_of(job, 0));
  }
  EXPECT_THAT(effects,
              ElementsAre(OrderEffect::created, OrderEffect::rescheduled, OrderEffect::cancelled));
  EXPECT_THAT(authors, ElementsAre(Author::client, Author::client, Author::late));
  EXPECT_TRUE(remote.recorder.orders.back().order.cancelled);
}

TEST(SpectoraOrders,
     a_second_post_of_a_reference_makes_no_second_order_if_references_are_honoured) {
  Remote remote;
  const OrderReply first = remote.post();
  const OrderReply second = remote.post(0, ten);
  EXPECT_EQ(second.orders, first.orders);
  EXPECT_FALSE(remote.done);
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h"));
  remote.post(1, ten);  // the job was re-instated
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h", "live 34 h"));
}

TEST(SpectoraOrders, otherwise_each_post_makes_an_order) {
  Remote remote({}, {.honours_references = false});
  const OrderReply first = remote.post();
  const OrderReply second = remote.post();
  EXPECT_EQ(first.orders.front().id, order_of(job, 0));
  EXPECT_EQ(second.orders.front().id, order_of(job, 1));
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h", "live 33 h"));
}

TEST(SpectoraOrders, who_calls_its_orders_nothing_gets_one_for_each_post) {
  Remote remote;
  remote.post(model::Reference::no_name);
  remote.post(model::Reference::no_name, ten);
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h", "live 34 h"));
}

TEST(SpectoraOrders, a_run_starts_with_orders_that_no_request_has_made) {
  Remote remote;
  EXPECT_EQ(remote.orders.give({job, 0}, nine), order_of(job, 0));
  EXPECT_EQ(remote.recorder.orders.front().author, Author::start);
  EXPECT_EQ(remote.post(0, ten).orders.front().event, nine);
}

TEST(SpectoraOrders, whether_references_are_honoured_is_said_for_each_run) {
  Remote remote;
  remote.post();
  remote.orders.reset(false);
  EXPECT_THAT(remote.shown(), IsEmpty());
  remote.post();
  remote.post();
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h", "live 33 h"));
  remote.orders.reset(true);
  remote.post();
  remote.post();
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h"));
}

TEST(SpectoraOrders, a_job_has_so_many_orders_and_no_more) {
  Remote remote({}, {.honours_references = false});
  for (std::uint8_t i = 0; i < model::orders_per_job_max; ++i) {
    EXPECT_EQ(remote.post().status, Status::ok);
  }
  EXPECT_EQ(remote.post().status, Status::unprocessable);
  EXPECT_FALSE(remote.done);
}

TEST(SpectoraOrders, what_is_cancelled_stays_so_and_cannot_be_moved) {
  Remote remote;
  remote.post();
  remote.cancel(0);
  EXPECT_EQ(remote.cancel(0), Status::ok);
  EXPECT_FALSE(remote.done);
  EXPECT_EQ(remote.about(OrderVerb::put_event, order_of(job, 0), ten).status, Status::gone);
  EXPECT_THAT(remote.shown(), ElementsAre("cancelled 33 h"));
}

TEST(SpectoraOrders, an_order_that_never_was_is_not_found) {
  Remote remote;
  for (const OrderVerb verb :
       {OrderVerb::get_order, OrderVerb::cancel_order, OrderVerb::put_event}) {
    EXPECT_EQ(remote.about(verb, order_of(job, 0)).status, Status::not_found);
    EXPECT_EQ(remote.done, !writes(verb));  // a read has looked
  }
  EXPECT_THAT(remote.find().orders, IsEmpty());
}

TEST(SpectoraOrders, an_order_that_another_endpoint_has_moved_follows_and_says_nothing_of_it) {
  Remote remote;
  remote.post(0);
  remote.post(1);
  remote.recorder.orders.clear();
  remote.orders.follow(order_of(job, 1), ten);
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h", "live 34 h"));
  EXPECT_EQ(remote.about(OrderVerb::get_order, order_of(job, 1)).orders.front().event, ten);
  EXPECT_THAT(remote.recorder.orders, IsEmpty());  // that endpoint does
}

TEST(SpectoraOrders, one_that_follows_stays_as_live_or_cancelled_as_it_was) {
  Remote remote;
  remote.post();
  remote.cancel(0);
  remote.orders.follow(order_of(job, 0), ten);
  EXPECT_THAT(remote.shown(), ElementsAre("cancelled 34 h"));
}

// ---- Faults ----

TEST(SpectoraOrders, an_error_may_hide_that_the_order_was_made) {
  Remote remote({strikes(Site::server_fault, 0, ServerVerdict::error_after)});
  const OrderReply reply = remote.post();
  EXPECT_EQ(reply.status, Status::bad_gateway);
  EXPECT_THAT(reply.orders, IsEmpty());
  EXPECT_TRUE(remote.done);
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h"));
}

TEST(SpectoraOrders, an_order_that_was_accepted_is_made_later_by_nobody_who_waits) {
  Remote remote({strikes(Site::write_fault, 0, WriteVerdict::accepted)});
  EXPECT_EQ(remote.post().status, Status::accepted);
  EXPECT_THAT(remote.shown(), IsEmpty());
  remote.machine.pass(backlog_wait.base + 1us);
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h"));
  EXPECT_EQ(remote.recorder.orders.front().author, Author::late);
}

TEST(SpectoraOrders, a_search_may_miss_what_changed_within_the_lag_and_nothing_older) {
  // Request 0 makes an order, 1 cancels it, 2 and 3 look: the first is shown it as it was 1 s ago.
  const Decision stale = strikes(Site::list_fault, 2, ListVerdict::stale);
  const Decision by_a_second{{Site::staleness, request_number(2)}, 999'999};
  Remote remote({stale, by_a_second});
  remote.post();
  remote.machine.pass(500ms);
  remote.cancel(0);
  remote.machine.pass(700ms);
  EXPECT_THAT(Remote::words(remote.find().orders), ElementsAre("live 33 h"));
  EXPECT_THAT(Remote::words(remote.find().orders), ElementsAre("cancelled 33 h"));
  ASSERT_EQ(remote.recorder.faults.size(), 1U);
  EXPECT_EQ(remote.recorder.faults.front().fault, Fault::stale_list);
}

TEST(SpectoraOrders, a_search_is_behind_by_the_lag_at_most) {
  // The most that can be drawn beyond 1 µs makes it the whole lag.
  const std::int64_t most = two_seconds.count() - 1;
  const Decision stale = strikes(Site::list_fault, 1, ListVerdict::stale);
  for (const model::Duration age : {two_seconds - 1us, two_seconds}) {
    Remote remote({stale, {{Site::staleness, request_number(1)}, most}});
    remote.post();
    remote.machine.pass(age);
    EXPECT_EQ(remote.find().orders.size(), age < two_seconds ? 0U : 1U);
  }
}

TEST(SpectoraOrders, a_search_that_is_behind_and_misses_nothing_is_no_fault) {
  Remote remote({strikes(Site::list_fault, 1, ListVerdict::stale)});
  remote.post();
  remote.machine.pass(1s);
  EXPECT_THAT(Remote::words(remote.find().orders), ElementsAre("live 33 h"));
  EXPECT_THAT(remote.recorder.faults, IsEmpty());
}

TEST(SpectoraOrders, without_a_lag_no_search_and_no_replica_misses_anything) {
  const Decision stale = strikes(Site::list_fault, 1, ListVerdict::stale);
  const Decision behind = strikes(Site::replica_fault, 2, ReplicaVerdict::behind);
  Remote remote({stale, behind}, {.lag = model::Duration{}});
  remote.post();
  EXPECT_THAT(Remote::words(remote.find().orders), ElementsAre("live 33 h"));
  EXPECT_EQ(remote.about(OrderVerb::get_order, order_of(job, 0)).status, Status::ok);
  EXPECT_THAT(remote.recorder.faults, IsEmpty());
  EXPECT_EQ(remote.machine.choices().unused().size(), 2U);  // nobody has asked
}

TEST(SpectoraOrders, a_search_finds_all_orders_of_its_job_whatever_they_were_called) {
  Remote remote;
  remote.post(0);
  remote.post(3, ten);
  OrderRequest other;
  other.verb = OrderVerb::post_order;
  other.reference = {JobId{2}, 0};
  remote.send(other);
  EXPECT_THAT(Remote::words(remote.find().orders), ElementsAre("live 33 h", "live 34 h"));
}

TEST(SpectoraOrders, a_replica_does_not_know_an_order_that_is_younger_than_the_lag) {
  const auto behind = [](std::uint64_t request) {
    return strikes(Site::replica_fault, request, ReplicaVerdict::behind);
  };
  Remote remote({behind(1), behind(2), behind(3)});
  remote.post();
  EXPECT_EQ(remote.about(OrderVerb::get_order, order_of(job, 0)).status, Status::not_found);
  EXPECT_EQ(remote.cancel(0), Status::not_found);
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h"));
  remote.machine.pass(two_seconds);
  EXPECT_EQ(remote.cancel(0), Status::ok);  // whatever the replica would say
}

TEST(SpectoraOrders, what_refuses_a_job_refuses_it_alone) {
  Remote remote({strikes(Site::server_fault, 0, ServerVerdict::poison_order)});
  EXPECT_EQ(remote.post().status, Status::unprocessable);
  EXPECT_EQ(remote.find().status, Status::ok);
  OrderRequest other;
  other.verb = OrderVerb::post_order;
  other.reference = {JobId{2}, 0};
  EXPECT_EQ(remote.send(other).status, Status::ok);
}

TEST(SpectoraOrders, a_revoked_key_refuses_everything_for_good) {
  Remote remote({strikes(Site::server_fault, 1, ServerVerdict::revoke_key)});
  remote.post();
  EXPECT_EQ(remote.cancel(0), Status::unauthorized);
  remote.machine.pass(1h);
  EXPECT_EQ(remote.find().status, Status::unauthorized);
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h"));
}

TEST(SpectoraOrders, somebody_there_may_cancel_or_move_the_latest_live_order) {
  const Decision hand = strikes(Site::hand_edit, 2, HandVerdict::edits);
  const Decision other_hand = strikes(Site::hand_edit, 3, HandVerdict::edits);
  const Decision move{{Site::hand_change, request_number(2)}, 1};
  Remote remote({hand, move, other_hand}, {.honours_references = false});
  remote.post();
  remote.post(0, ten);
  remote.find();
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h", "live 35 h"));
  remote.find();
  EXPECT_THAT(remote.shown(), ElementsAre("live 33 h", "cancelled 35 h"));
  EXPECT_EQ(remote.recorder.orders.back().author, Author::hand);
}

// ---- Against a reference: the orders are what a list of them would hold ----

RC_GTEST_PROP(SpectoraOrders, are_what_a_list_of_them_holds, (bool honoured)) {
  Remote remote({}, {honoured, model::Duration{}});
  std::vector<model::Order> reference;
  const auto steps = *rc::gen::inRange(1, 30);
  for (int step = 0; step < steps; ++step) {
    const auto number = *rc::gen::inRange<std::uint8_t>(0, model::orders_per_job_max);
    const bool known = number < reference.size();
    const auto called = *rc::gen::inRange<std::uint8_t>(0, 4);
    switch (*rc::gen::inRange(0, 3)) {
      case 0: {
        const OrderReply reply = remote.post(called);
        const auto same = [&](const model::Order& o) { return o.reference.number == called; };
        const auto found = std::ranges::find_if(reference, same);
        if (honoured && found != reference.end()) {
          RC_ASSERT(reply.orders.front() == *found);
        } else if (reference.size() == model::orders_per_job_max) {
          RC_ASSERT(reply.status == Status::unprocessable);
        } else {
          const auto next = static_cast<std::uint8_t>(reference.size());
          reference.push_back({order_of(job, next), {job, called}, nine, false});
          RC_ASSERT(reply.orders.front() == reference.back());
        }
        break;
      }
      case 1:
        RC_ASSERT(remote.cancel(number) == (known ? Status::ok : Status::not_found));
        if (known) reference[number].cancelled = true;
        break;
      default: {
        const Status status = remote.about(OrderVerb::put_event, order_of(job, number), ten).status;
        const bool live = known && !reference[number].cancelled;
        RC_ASSERT(status == (live ? Status::ok : known ? Status::gone : Status::not_found));
        if (live) reference[number].event = ten;
      }
    }
    const model::OrderList orders = remote.find().orders;
    RC_ASSERT(std::vector(orders.begin(), orders.end()) == reference);
  }
}

}  // namespace
}  // namespace interleave::sim
