// Spectora's orders against a sequential reference: one request after another, and no faults.

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/detail/TestListenerAdapter.h>
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include "sim/fixtures.hpp"
#include "sim/model_based.hpp"
#include "sim/spectora_orders.hpp"

namespace interleave::sim {
namespace {

using model::Author;
using model::CalendarEvent;
using model::Cause;
using model::JobId;
using model::Order;
using model::OrderEffect;
using model::OrderId;
using model::OrderReply;
using model::OrderRequest;
using model::OrderVerb;
using model::Reference;
using model::Status;
using model::Time;
using namespace std::chrono_literals;

constexpr std::uint8_t job_count = 2;
constexpr std::size_t orders_most = 8;  ///< that a job may ever get
constexpr JobId job{0};
constexpr CalendarEvent nine{Time{33h}, model::InspectorId{0}};
constexpr CalendarEvent ten{Time{34h}, model::InspectorId{1}};

// ---- What is told to both ----

/// A request, or what somebody does at Spectora by hand: it is written as a request, too.
struct Step {
  OrderRequest request{};
  bool awaited = true;
  bool by_hand = false;
};

struct Change {
  OrderEffect effect{};
  Order order{};
  Author author{};

  friend bool operator==(const Change&, const Change&) = default;
};

struct Answer {
  Status status = Status::ok;
  bool done = false;  ///< something was read or changed
  std::vector<Order> orders{};
  std::vector<Change> changes{};

  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Visible {
  std::array<std::vector<Order>, job_count> orders{};

  friend bool operator==(const Visible&, const Visible&) = default;
};

std::ostream& operator<<(std::ostream& stream, const Step& step) {
  return stream << describe(step.request) << " as number " << int{step.request.reference.number}
                << " for " << describe(step.request.event) << (step.by_hand ? ", by hand" : "")
                << (step.awaited ? "" : ", not awaited");
}

void tell(std::ostream& stream, const std::vector<Order>& orders) {
  for (const Order& order : orders) {
    stream << "; " << name_of(order.id) << " as number " << int{order.reference.number} << " for "
           << describe(order.event) << (order.cancelled ? ", cancelled" : "");
  }
}

std::ostream& operator<<(std::ostream& stream, const Answer& answer) {
  stream << describe(answer.status, std::nullopt) << (answer.done ? ", done" : "");
  tell(stream, answer.orders);
  for (const Change& change : answer.changes) {
    stream << "; effect " << static_cast<int>(change.effect) << " by author "
           << static_cast<int>(change.author);
    tell(stream, {change.order});
  }
  return stream;
}

std::ostream& operator<<(std::ostream& stream, const Visible& visible) {
  for (const std::vector<Order>& orders : visible.orders) tell(stream, orders);
  return stream;
}

// ---- The reference ----

/// The contract of model::OrderRequest; `honours`: a reference that has an order gets no second.
class OrdersReference {
 public:
  explicit OrdersReference(bool honours = true) : honours_(honours) {}

  Answer play(const Step& step) {
    author_ = step.awaited ? Author::client : Author::late;
    if (step.by_hand) author_ = Author::hand;
    changes_.clear();
    Answer answer = step.by_hand ? by_hand(step.request) : asked(step.request);
    answer.changes = changes_;
    if (step.by_hand || model::writes(step.request.verb)) answer.done = !changes_.empty();
    return answer;
  }
  [[nodiscard]] Visible visible() const { return {orders_}; }
  /// By hand a live order is moved or cancelled, and one is booked while there is room.
  [[nodiscard]] bool allows(const Step& step) const {
    if (!step.by_hand) return true;
    const OrderRequest& request = step.request;
    if (request.verb == OrderVerb::post_order) {
      return orders_[request.job().value].size() < orders_most;
    }
    const std::vector<Order>& orders = orders_[request.job().value];
    const auto found = std::ranges::find(orders, request.order, &Order::id);
    return model::writes(request.verb) && found != orders.end() && !found->cancelled;
  }

 private:
  Answer asked(const OrderRequest& request) {
    std::vector<Order>& orders = orders_[request.job().value];
    if (request.verb == OrderVerb::find_orders) return {.done = true, .orders = orders};
    if (request.verb == OrderVerb::post_order) return post(request, orders);
    const auto found = std::ranges::find(orders, request.order, &Order::id);
    if (found == orders.end()) {
      return {.status = Status::not_found, .done = !model::writes(request.verb)};
    }
    if (request.verb == OrderVerb::get_order) return {.done = true, .orders = {*found}};
    if (request.verb == OrderVerb::put_event) {
      if (found->cancelled) return {.status = Status::gone};
      reschedule(*found, request.event);
    } else if (!found->cancelled) {
      cancel(*found);
    }
    return {};
  }
  Answer by_hand(const OrderRequest& request) {
    std::vector<Order>& orders = orders_[request.job().value];
    if (request.verb == OrderVerb::post_order) {
      make(request, orders);
      return {};
    }
    Order& order = *std::ranges::find(orders, request.order, &Order::id);
    if (request.verb == OrderVerb::cancel_order) {
      cancel(order);
    } else {
      reschedule(order, request.event);
    }
    return {};
  }
  Answer post(const OrderRequest& request, std::vector<Order>& orders) {
    if (honours_ && request.reference.number != Reference::no_name) {
      for (const Order& order : orders) {
        if (order.reference == request.reference) return {.orders = {order}};
      }
    }
    if (orders.size() == orders_most) return {.status = Status::unprocessable};
    make(request, orders);
    return {.orders = {orders.back()}};
  }

  /// The n-th order of a job has the job's number and n times the number of jobs there may be.
  void make(const OrderRequest& request, std::vector<Order>& orders) {
    const std::size_t id = request.reference.job.value + 4 * orders.size();
    orders.push_back(
        {OrderId{static_cast<std::uint8_t>(id)}, request.reference, request.event, false});
    changes_.push_back({OrderEffect::created, orders.back(), author_});
  }
  void cancel(Order& order) {
    order.cancelled = true;
    changes_.push_back({OrderEffect::cancelled, order, author_});
  }
  void reschedule(Order& order, const CalendarEvent& event) {
    order.event = event;
    changes_.push_back({OrderEffect::rescheduled, order, author_});
  }

  bool honours_;
  std::array<std::vector<Order>, job_count> orders_{};
  Author author_ = Author::client;
  std::vector<Change> changes_;
};

// ---- The system ----

/// What is done to a request before Spectora has it, or to an answer.
struct Twist {
  std::function<void(OrderRequest&)> request = [](OrderRequest&) {};
  std::function<void(OrderReply&)> reply = [](OrderReply&) {};
};

/// Spectora's orders, of which searches may lag; without faults they never do.
class System {
 public:
  explicit System(bool honours = true, Twist twist = {})
      : desk_(machine_.scheduler(), recorder_, Actor::spectora),
        orders_(machine_.scheduler(), recorder_, desk_, 2s),
        twist_(std::move(twist)) {
    orders_.reset(honours);
  }

  Answer play(const Step& step) {
    recorder_.orders.clear();
    Answer answer;
    if (step.by_hand) {
      do_by_hand(step.request);
      answer.done = true;
    } else {
      answer = send(step);
    }
    for (const model::OrderCommit& commit : recorder_.orders) {
      answer.changes.push_back({commit.effect, commit.order, commit.author});
    }
    // Time passes between any two steps, and changes nothing.
    machine_.pass(1s);
    return answer;
  }
  [[nodiscard]] Visible visible() const {
    Visible all;
    for (std::uint8_t number = 0; number < job_count; ++number) {
      const model::OrderList orders = orders_.orders(JobId{number});
      all.orders[number].assign(orders.begin(), orders.end());
    }
    return all;
  }

 private:
  Answer send(const Step& step) {
    OrderRequest request = step.request;
    request.run = Cause{50};
    twist_.request(request);
    OrderReply reply;
    Answer answer;
    answer.done = orders_.apply(request, Cause{1000 + sent_++}, step.awaited, reply);
    twist_.reply(reply);
    answer.status = reply.status;
    answer.orders.assign(reply.orders.begin(), reply.orders.end());
    return answer;
  }
  void do_by_hand(const OrderRequest& request) {
    if (request.verb == OrderVerb::post_order) {
      orders_.book_by_hand(request.reference, request.event, Cause{7});
    } else if (request.verb == OrderVerb::cancel_order) {
      orders_.cancel_by_hand(request.order, Cause{7});
    } else {
      orders_.move_by_hand(request.order, request.event, Cause{7});
    }
  }

  Machine machine_;
  Recorder recorder_;
  RemoteDesk<Recorder> desk_;
  SpectoraOrders<Recorder> orders_;
  Twist twist_;
  std::uint64_t sent_ = 0;
};

// ---- Histories ----

template <class Number>
Number any(Number first, Number last) {
  return *rc::gen::inRange<Number>(first, static_cast<Number>(last + 1));
}
bool one_in(int times) { return any(1, times) == times; }

Step any_step() {
  Step step;
  OrderRequest& request = step.request;
  request.verb = static_cast<OrderVerb>(any(0, 4));
  const JobId about{any<std::uint8_t>(0, job_count - 1)};
  request.reference = {about, one_in(4) ? Reference::no_name : any<std::uint8_t>(0, 9)};
  request.order = model::order_of(about, any<std::uint8_t>(0, 4));
  request.event = {Time{any(33, 36) * 1h}, model::InspectorId{any<std::uint8_t>(0, 2)}};
  step.by_hand = one_in(4);
  step.awaited = !one_in(4);
  return step;
}

struct Claim {
  template <class Thing>
  static void equal(const Thing& found, const Thing& expected) {
    RC_ASSERT(found == expected);
  }
  static void given(bool allowed) { RC_PRE(allowed); }
};
using Command = rc::state::Command<OrdersReference, System>;

/// Whether references are to be honoured, and whether they are.
struct Honours {
  bool wanted = true;
  bool are = true;
};

void follow_the_reference(Honours honours, const Twist& twist = {}) {
  System system(honours.are, twist);
  rc::state::check(OrdersReference(honours.wanted), system, [](const OrdersReference&) {
    return rc::gen::exec([]() -> std::shared_ptr<const Command> {
      return std::make_shared<Told<Command, Step, Claim>>(any_step());
    });
  });
}

RC_GTEST_PROP(SpectoraOrdersModel, a_reference_has_one_order_after_any_history, ()) {
  follow_the_reference({true, true});
}
RC_GTEST_PROP(SpectoraOrdersModel, each_post_makes_an_order_where_that_is_ignored, ()) {
  follow_the_reference({false, false});
}

// ---- The reference itself ----

Step post(std::uint8_t number) {
  Step step;
  step.request.verb = OrderVerb::post_order;
  step.request.reference = {job, number};
  step.request.event = nine;
  return step;
}
Step about(OrderVerb verb, std::uint8_t number) {
  Step step;
  step.request.verb = verb;
  step.request.order = model::order_of(job, number);
  step.request.event = ten;
  return step;
}

TEST(SpectoraOrdersModel, the_reference_accepts_a_right_history) {
  using enum OrderVerb;
  const std::vector<std::pair<Step, Status>> history{
      {about(get_order, 0), Status::not_found},
      {post(0), Status::ok},                 // order 0
      {post(0), Status::ok},                 // which is order 0 still
      {post(1), Status::ok},                 // order 4
      {about(put_event, 1), Status::ok},     //
      {about(cancel_order, 0), Status::ok},  //
      {about(cancel_order, 0), Status::ok},  // changes nothing
      {about(put_event, 0), Status::gone},   //
      {about(cancel_order, 2), Status::not_found},
      {post(0), Status::ok},  // one that is cancelled
  };
  OrdersReference reference;
  System system;
  for (const auto& [step, status] : history) {
    SCOPED_TRACE(testing::Message() << step);
    const Answer expected = reference.play(step);
    EXPECT_EQ(expected.status, status);
    EXPECT_EQ(system.play(step), expected);
    EXPECT_EQ(system.visible(), reference.visible());
  }
  EXPECT_THAT(reference.visible().orders[job.value],
              testing::ElementsAre(Order{OrderId{0}, {job, 0}, nine, true},
                                   Order{OrderId{4}, {job, 1}, ten, false}));
}

/// Whether some history tells such a Spectora from the reference.
bool refuted(Honours honours, const Twist& twist = {}) {
  rc::detail::TestListenerAdapter silent;
  rc::detail::TestParams params;
  params.seed = 1;
  params.disableShrinking = true;
  return rc::detail::checkTestable([&] { follow_the_reference(honours, twist); },
                                   rc::detail::TestMetadata(), params, silent)
      .is<rc::detail::FailureResult>();
}

TEST(SpectoraOrdersModel, the_reference_rejects_references_that_are_honoured_and_must_not_be) {
  for (const bool wanted : {false, true}) {
    for (const bool are : {false, true}) EXPECT_EQ(refuted({wanted, are}), wanted != are);
  }
}

TEST(SpectoraOrdersModel, the_reference_rejects_a_spectora_that_breaks_a_rule) {
  const std::vector<std::pair<std::string_view, Twist>> wrong{
      {"a post without a name makes an order of its own",
       {.request =
            [](OrderRequest& asked) {
              if (asked.reference.number == Reference::no_name) asked.reference.number = 0;
            }}},
      {"an event is as it was put", {.request = [](OrderRequest& asked) { asked.event = nine; }}},
      {"a cancel is no move",
       {.request =
            [](OrderRequest& asked) {
              if (asked.verb == OrderVerb::cancel_order) asked.verb = OrderVerb::put_event;
            }}},
      {"the oldest order comes first",
       {.reply = [](OrderReply& said) { std::ranges::reverse(said.orders); }}},
      {"what is cancelled is gone",
       {.reply =
            [](OrderReply& said) {
              if (said.status == Status::gone) said.status = Status::ok;
            }}},
      {"what is unknown is not found",
       {.reply =
            [](OrderReply& said) {
              if (said.status == Status::not_found) said.status = Status::ok;
            }}},
      {"a job gets no more orders than it may",
       {.reply =
            [](OrderReply& said) {
              if (said.status == Status::unprocessable) said.status = Status::ok;
            }}},
  };
  for (const auto& [rule, twist] : wrong) EXPECT_TRUE(refuted({}, twist)) << rule;
}

}  // namespace
}  // namespace interleave::sim
