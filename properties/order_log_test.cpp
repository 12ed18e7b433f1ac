#include "properties/order_log.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::properties {
namespace {

using model::Assignment;
using model::AssignmentList;
using model::CalendarEvent;
using model::Cause;
using model::InspectorId;
using model::InspectorList;
using model::Job;
using model::OrderId;
using model::SpectoraCommit;
using model::SpectoraEffect;
using model::Time;
using namespace std::chrono_literals;

constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr InspectorId c{2};
constexpr Time nine{24h + 9h};
constexpr Time ten{24h + 10h};

Job job_of(const InspectorList& inspectors, Time starts = nine) {
  Job job;
  job.starts = starts;
  job.inspectors = inspectors;
  return job;
}

/// A log and the order that it is about, which shows what the log's latest commit left.
class Order {
 public:
  void assigned(model::Duration at, InspectorId inspector, bool primary = true) {
    shown_.push_back({Cause{++records_}, inspector, primary});
    tell(at, SpectoraEffect::assigned, shown_.back());
  }
  /// The oldest record.
  void unassigned(model::Duration at) {
    const Assignment gone = shown_.front();
    shown_.erase(shown_.begin());
    tell(at, SpectoraEffect::unassigned, gone);
  }
  void event_written(model::Duration at, const CalendarEvent& event) {
    event_ = event;
    tell(at, SpectoraEffect::event_written, {});
  }
  [[nodiscard]] bool was_in_step(const Job& job, model::Duration from) const {
    return log_.was_in_step(job, shown_, Time(from));
  }
  [[nodiscard]] bool is_in_step(const Job& job) const { return in_step(job, shown_, event_); }
  [[nodiscard]] std::size_t size() const { return shown_.size(); }
  void reset() {
    shown_.clear();
    log_.reset();
  }
  /// The log is about what the order shows from now on.
  void begin() { log_.begin(event_); }

 private:
  void tell(model::Duration at, SpectoraEffect effect, const Assignment& assignment) {
    SpectoraCommit commit;
    commit.effect = effect;
    commit.assignment = assignment;
    commit.event = event_;
    log_.on_commit(Time(at), commit);
  }

  OrderLog log_;
  AssignmentList shown_;
  CalendarEvent event_;
  std::uint64_t records_ = 0;
};

/// An order that shows A at nine from 1 s on.
Order order_of_a() {
  Order order;
  order.assigned(0s, a);
  order.event_written(1s, {nine, a});
  return order;
}

// ---- In step ----

TEST(InStep, an_order_that_shows_inspectors_primary_and_event_of_its_job_is_in_step) {
  const auto is_in_step = [](const AssignmentList& shown, const CalendarEvent& event) {
    return in_step(job_of({a, b}), shown, event);
  };
  const Assignment primary_a{Cause{1}, a, true};
  const Assignment second_b{Cause{2}, b, false};
  EXPECT_TRUE(is_in_step({primary_a, second_b}, {nine, a}));
  EXPECT_TRUE(is_in_step({second_b, primary_a}, {nine, a}));  // in any order
  EXPECT_FALSE(is_in_step({primary_a}, {nine, a}));           // one is missing
  EXPECT_FALSE(is_in_step({primary_a, second_b, {Cause{3}, c, false}}, {nine, a}));
  EXPECT_FALSE(is_in_step({primary_a, {Cause{3}, c, false}}, {nine, a}));  // replaced
  EXPECT_FALSE(is_in_step({primary_a, primary_a}, {nine, a}));             // twice
  EXPECT_FALSE(is_in_step({primary_a, {Cause{2}, b, true}}, {nine, a}));   // two primaries
  EXPECT_FALSE(is_in_step({{Cause{1}, a, false}, second_b}, {nine, a}));   // none
  EXPECT_FALSE(is_in_step({primary_a, second_b}, {ten, a}));
  EXPECT_FALSE(is_in_step({primary_a, second_b}, {nine, b}));
}

TEST(InStep, a_job_without_inspectors_wants_an_empty_order_and_an_event_of_nobody) {
  EXPECT_TRUE(in_step(job_of({}), {}, {nine, InspectorId::none()}));
  EXPECT_FALSE(in_step(job_of({}), {{Cause{1}, a, true}}, {nine, InspectorId::none()}));
  EXPECT_FALSE(in_step(job_of({}), {}, {nine, a}));
}

// ---- Was in step ----

TEST(OrderLog, tells_what_an_order_shows_now_and_what_it_showed_before) {
  Order order = order_of_a();
  order.assigned(10s, b);
  order.unassigned(20s);
  order.event_written(30s, {nine, b});
  EXPECT_TRUE(order.was_in_step(job_of({b}), 30s));
  EXPECT_TRUE(order.was_in_step(job_of({b}), 40s));  // it still is
  EXPECT_TRUE(order.was_in_step(job_of({a}), 1s));
  EXPECT_FALSE(order.was_in_step(job_of({c}), 0s));  // it never was
}

TEST(OrderLog, a_state_lasts_until_the_commit_that_ends_it) {
  Order order = order_of_a();
  order.assigned(10s, b, false);
  EXPECT_TRUE(order.was_in_step(job_of({a}), 10s));
  EXPECT_FALSE(order.was_in_step(job_of({a}), 10s + 1us));
  EXPECT_TRUE(order.was_in_step(job_of({a, b}), 10s + 1us));
}

TEST(OrderLog, what_was_removed_stood_there_before) {
  Order order = order_of_a();
  order.unassigned(10s);
  EXPECT_TRUE(order.was_in_step(job_of({a}), 10s));
  EXPECT_FALSE(order.was_in_step(job_of({a}), 10s + 1us));
}

TEST(OrderLog, an_event_said_something_else_before_it_was_written) {
  Order order = order_of_a();
  order.event_written(10s, {ten, a});
  order.event_written(20s, {nine, b});
  EXPECT_TRUE(order.was_in_step(job_of({a}), 10s));
  EXPECT_TRUE(order.was_in_step(job_of({a}, ten), 20s));
  EXPECT_FALSE(order.was_in_step(job_of({a}, ten), 20s + 1us));
}

TEST(OrderLog, inspectors_and_event_have_to_be_right_at_once) {
  Order order = order_of_a();
  order.assigned(10s, b);  // both are right from here on
  order.unassigned(20s);
  order.event_written(30s, {nine, b});
  order.assigned(40s, a, false);
  EXPECT_FALSE(order.was_in_step(job_of({a, b}), 0s));  // A and B stood there, with B as primary
  EXPECT_TRUE(order.was_in_step(job_of({b, a}), 0s));
  EXPECT_FALSE(order.was_in_step(job_of({b, a}, ten), 0s));
}

TEST(OrderLog, what_it_has_forgotten_may_have_been_in_step) {
  const auto was_in_step_after_events = [](std::size_t events, model::Duration from) {
    Order order = order_of_a();
    for (std::size_t i = 0; i < events; ++i) order.event_written(10s, {ten, b});
    return order.was_in_step(job_of({c}), from);
  };
  // Two commits came before: the record and the event.
  EXPECT_FALSE(was_in_step_after_events(OrderLog::commits_max - 2, 0s));
  EXPECT_TRUE(was_in_step_after_events(OrderLog::commits_max - 1, 0s));
  // The oldest that it kept is the event of 1 s: since then it knows.
  EXPECT_TRUE(was_in_step_after_events(OrderLog::commits_max - 1, 1s));
  EXPECT_FALSE(was_in_step_after_events(OrderLog::commits_max - 1, 1s + 1us));
}

TEST(OrderLog, that_begins_anew_knows_what_the_order_shows_and_nothing_of_before) {
  Order order = order_of_a();
  order.event_written(10s, {ten, a});
  order.begin();
  EXPECT_TRUE(order.was_in_step(job_of({a}, ten), 20s));
  EXPECT_FALSE(order.was_in_step(job_of({a}), 0s));
  order.event_written(20s, {nine, b});
  EXPECT_TRUE(order.was_in_step(job_of({a}, ten), 20s));
  EXPECT_FALSE(order.was_in_step(job_of({a}, ten), 20s + 1us));
}

TEST(OrderLog, is_as_new_after_a_reset) {
  Order order = order_of_a();
  for (std::size_t i = 0; i < OrderLog::commits_max; ++i) order.event_written(10s, {ten, b});
  order.reset();
  EXPECT_FALSE(order.was_in_step(job_of({a}), 0s));
  EXPECT_FALSE(order.was_in_step(job_of({}, ten), 0s));  // nor does the event stand
}

RC_GTEST_PROP(OrderLog, agrees_with_one_that_keeps_every_state,
              (const std::vector<std::uint8_t>& operations)) {
  const std::size_t count = std::min(operations.size(), OrderLog::commits_max);
  const std::vector<Job> jobs{job_of({a}), job_of({b}), job_of({a, b}), job_of({b, a}, ten)};
  Order order;
  std::vector<Order> states{order};  // after so many commits, one each second from 1 s on
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = std::chrono::seconds(i + 1);
    const InspectorId inspector = (operations[i] & 4U) != 0 ? a : b;
    const bool flag = (operations[i] & 8U) != 0;
    switch (operations[i] % 4) {
      case 0:
        order.event_written(at, {flag ? nine : ten, inspector});
        break;
      case 1:
        order.event_written(at, {nine, inspector});
        break;
      case 2:
        if (order.size() < 3) {
          order.assigned(at, inspector, flag);
          break;
        }
        [[fallthrough]];
      default:
        if (order.size() > 0) {
          order.unassigned(at);
        } else {
          order.assigned(at, inspector);
        }
    }
    states.push_back(order);
  }
  for (std::size_t from = 0; from <= count; ++from) {
    for (const Job& job : jobs) {
      // At `from` the state before the commit of that moment still counts.
      bool expected = false;
      for (std::size_t i = from == 0 ? 0 : from - 1; i <= count; ++i) {
        expected = expected || states[i].is_in_step(job);
      }
      RC_ASSERT(order.was_in_step(job, std::chrono::seconds(from)) == expected);
    }
  }
}

}  // namespace
}  // namespace interleave::properties
