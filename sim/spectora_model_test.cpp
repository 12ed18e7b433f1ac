// Who stands on Spectora's orders, against a sequential reference: one request after another, and
// no faults.

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
#include "sim/spectora.hpp"

namespace interleave::sim {
namespace {

using model::Author;
using model::Cause;
using model::InspectorId;
using model::OrderId;
using model::SpectoraEffect;
using model::SpectoraReply;
using model::SpectoraRequest;
using model::SpectoraVerb;
using model::Status;
using model::Time;
using namespace std::chrono_literals;

constexpr std::uint8_t order_count = 2;
constexpr std::size_t records_most = 16;  ///< of an order: model::assignments_per_order_max
constexpr InspectorId a{0};
constexpr InspectorId b{1};

// ---- What is told to both ----

struct Step {
  SpectoraRequest request{};
  bool awaited = true;
};

struct Record {
  Cause name;
  InspectorId inspector;
  bool primary = false;

  friend bool operator==(const Record&, const Record&) = default;
};

struct Change {
  SpectoraEffect effect{};
  OrderId order;
  Record record{};  ///< assigned, unassigned
  model::CalendarEvent event{};
  Author author{};

  friend bool operator==(const Change&, const Change&) = default;
};

struct Answer {
  Status status = Status::ok;
  bool done = false;  ///< something was read or changed
  std::vector<Record> records{};
  std::size_t total = 0;
  model::CalendarEvent event{};
  std::vector<Change> changes{};

  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Visible {
  std::array<std::vector<Record>, order_count> records{};
  std::array<model::CalendarEvent, order_count> events{};

  friend bool operator==(const Visible&, const Visible&) = default;
};

std::ostream& operator<<(std::ostream& stream, const Record& record) {
  return stream << name_of(record.inspector) << " by " << record.name.value
                << (record.primary ? ", primary" : "");
}

std::ostream& operator<<(std::ostream& stream, const Step& step) {
  const SpectoraRequest& request = step.request;
  return stream << describe(request) << ", record " << request.record.value << ", page "
                << int{request.page} << (step.awaited ? "" : ", not awaited");
}

std::ostream& operator<<(std::ostream& stream, const Answer& answer) {
  stream << describe(answer.status, std::nullopt) << (answer.done ? ", done" : "") << ", "
         << answer.total << " in all, event " << describe(answer.event);
  for (const Record& record : answer.records) stream << "; " << record;
  for (const Change& change : answer.changes) {
    stream << "; effect " << static_cast<int>(change.effect) << " on " << name_of(change.order)
           << ": " << change.record << " by author " << static_cast<int>(change.author);
  }
  return stream;
}

std::ostream& operator<<(std::ostream& stream, const Visible& visible) {
  for (std::size_t order = 0; order < order_count; ++order) {
    stream << "event " << describe(visible.events[order]);
    for (const Record& record : visible.records[order]) stream << "; " << record;
    stream << "; ";
  }
  return stream;
}

// ---- The reference ----

/// The contract of model::SpectoraRequest, with the knobs of SpectoraOptions.
class Reference {
 public:
  explicit Reference(const SpectoraOptions& options = {}) : options_(options) {}

  Answer play(const Step& step) {
    const SpectoraRequest& request = step.request;
    std::vector<Record>& records = records_[request.order.value];
    const Cause name{1000 + sent_++};
    Change change{.order = request.order, .author = step.awaited ? Author::client : Author::late};
    switch (request.verb) {
      case SpectoraVerb::list_assignments:
        return {.done = true, .records = page(records, request.page), .total = records.size()};
      case SpectoraVerb::get_event:
        return {.done = true, .event = events_[request.order.value]};
      case SpectoraVerb::put_event:
        events_[request.order.value] = request.event;
        change.effect = SpectoraEffect::event_written;
        change.event = request.event;
        return {.done = true, .changes = {change}};
      case SpectoraVerb::delete_assignment:
        for (const Record& record : std::vector<Record>(records)) {
          if (record.name != request.record) continue;
          std::erase(records, record);
          change.effect = SpectoraEffect::unassigned;
          change.record = record;
          return {.done = true, .changes = {change}};
        }
        return {.status = Status::not_found};
      case SpectoraVerb::post_assignment:
        break;
    }
    if (stands(records, request.inspector)) {
      if (options_.second_post == SecondPost::conflicts) return {.status = Status::conflict};
      if (options_.second_post == SecondPost::is_idempotent) return {};
    }
    if (records.size() == records_most) return {.status = Status::unprocessable};
    change.effect = SpectoraEffect::assigned;
    change.record = {name, request.inspector, request.primary};
    records.push_back(change.record);
    return {.done = true, .changes = {change}};
  }
  [[nodiscard]] Visible visible() const { return {records_, events_}; }
  [[nodiscard]] static bool allows(const Step&) { return true; }

  [[nodiscard]] const std::vector<Record>& records(OrderId order) const {
    return records_[order.value];
  }
  [[nodiscard]] std::uint64_t sent() const { return sent_; }

 private:
  static bool stands(const std::vector<Record>& records, InspectorId inspector) {
    return std::ranges::any_of(records,
                               [&](const Record& record) { return record.inspector == inspector; });
  }
  [[nodiscard]] std::vector<Record> page(const std::vector<Record>& records, int number) const {
    if (options_.page_size == 0) return records;
    std::vector<Record> shown;
    for (std::size_t place = 0; place < records.size(); ++place) {
      const std::size_t on_page = place / options_.page_size + 1;
      if (on_page == static_cast<std::size_t>(number)) shown.push_back(records[place]);
    }
    return shown;
  }

  SpectoraOptions options_;
  std::array<std::vector<Record>, order_count> records_;
  std::array<model::CalendarEvent, order_count> events_{};
  std::uint64_t sent_ = 0;
};

// ---- The system ----

/// What is done to a step before Spectora has it, or to an answer.
struct Twist {
  std::function<void(SpectoraRequest&)> request = [](SpectoraRequest&) {};
  std::function<void(SpectoraReply&)> reply = [](SpectoraReply&) {};
};

class System {
 public:
  explicit System(const SpectoraOptions& options = {}, Twist twist = {})
      : spectora_(machine_.scheduler(), recorder_, desk_, options), twist_(std::move(twist)) {}

  Answer play(const Step& step) {
    recorder_.spectora.clear();
    SpectoraRequest request = step.request;
    request.run = Cause{50};
    twist_.request(request);
    SpectoraReply reply;
    Answer answer;
    answer.done = spectora_.apply(request, Cause{1000 + sent_++}, step.awaited, reply);
    twist_.reply(reply);
    answer.status = reply.status;
    answer.total = reply.total;
    answer.event = reply.event;
    for (const model::Assignment& row : reply.assignments) answer.records.push_back(record_of(row));
    for (const model::SpectoraCommit& commit : recorder_.spectora) {
      const bool of_event = commit.effect == SpectoraEffect::event_written;
      answer.changes.push_back({commit.effect, commit.order,
                                of_event ? Record{} : record_of(commit.assignment), commit.event,
                                commit.author});
    }
    // Time passes between any two requests, and changes nothing.
    machine_.pass(1s);
    return answer;
  }
  /// What the lists and the events say.
  [[nodiscard]] Visible visible() {
    Visible all;
    for (std::uint8_t number = 0; number < order_count; ++number) {
      SpectoraRequest request;
      request.order = OrderId{number};
      request.verb = SpectoraVerb::list_assignments;
      for (request.page = 1; request.page <= records_most; ++request.page) {
        const std::size_t known = all.records[number].size();
        const SpectoraReply list = look(request);
        for (const auto& row : list.assignments) all.records[number].push_back(record_of(row));
        if (known + list.assignments.size() == list.total) break;
      }
      request.verb = SpectoraVerb::get_event;
      all.events[number] = look(request).event;
    }
    return all;
  }

 private:
  SpectoraReply look(const SpectoraRequest& request) {
    SpectoraReply reply;
    spectora_.apply(request, Cause{100'000 + looked_++}, true, reply);
    return reply;
  }
  static Record record_of(const model::Assignment& row) {
    EXPECT_EQ(row.standing, model::Standing::live);
    return {row.record, row.inspector, row.primary};
  }

  Machine machine_;
  Recorder recorder_;
  RemoteDesk<Recorder> desk_{machine_.scheduler(), recorder_, Actor::spectora};
  Spectora<Recorder> spectora_;
  Twist twist_;
  std::uint64_t sent_ = 0;
  std::uint64_t looked_ = 0;
};

// ---- Histories ----

template <class Number>
Number any(Number first, Number last) {
  return *rc::gen::inRange<Number>(first, static_cast<Number>(last + 1));
}
bool one_in(int times) { return any(1, times) == times; }

/// Mostly additions, so that an order fills up at times; most removals are of what is there.
Step any_step(const Reference& reference) {
  Step step;
  SpectoraRequest& request = step.request;
  request.verb = one_in(2) ? SpectoraVerb::post_assignment : static_cast<SpectoraVerb>(any(0, 4));
  request.order = OrderId{one_in(4) ? any<std::uint8_t>(0, order_count - 1) : std::uint8_t{0}};
  request.inspector = InspectorId{any<std::uint8_t>(0, 4)};
  request.primary = one_in(3);
  request.page = any<std::uint8_t>(1, 6);
  request.event = {Time{any(9, 12) * 1h}, request.inspector};
  const std::vector<Record>& records = reference.records(request.order);
  const bool there = !records.empty() && !one_in(4);
  request.record = there ? records[any<std::size_t>(0, records.size() - 1)].name
                         : Cause{1000 + any<std::uint64_t>(0, reference.sent())};
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
using Command = rc::state::Command<Reference, System>;

/// `is`: what Spectora does about a second POST, where the contract wants `wanted`.
void follow_the_reference(SecondPost wanted, SecondPost is, const Twist& twist = {}) {
  SpectoraOptions options{.second_post = wanted};
  options.list_lag = one_in(2) ? 2s : 0s;
  options.page_size = one_in(2) ? any<std::uint8_t>(1, 4) : std::uint8_t{0};
  const Reference reference(options);
  options.second_post = is;
  System system(options, twist);
  rc::state::check(reference, system, [](const Reference& so_far) {
    return rc::gen::exec([so_far]() -> std::shared_ptr<const Command> {
      return std::make_shared<Told<Command, Step, Claim>>(any_step(so_far));
    });
  });
}

constexpr std::array second_posts{SecondPost::adds_duplicate, SecondPost::conflicts,
                                  SecondPost::is_idempotent};

RC_GTEST_PROP(SpectoraModel, a_second_post_adds_a_record_if_it_is_to_after_any_history, ()) {
  follow_the_reference(SecondPost::adds_duplicate, SecondPost::adds_duplicate);
}
RC_GTEST_PROP(SpectoraModel, a_second_post_conflicts_if_it_is_to_after_any_history, ()) {
  follow_the_reference(SecondPost::conflicts, SecondPost::conflicts);
}
RC_GTEST_PROP(SpectoraModel, a_second_post_changes_nothing_if_it_is_to_after_any_history, ()) {
  follow_the_reference(SecondPost::is_idempotent, SecondPost::is_idempotent);
}

// ---- The reference itself ----

Step request(SpectoraVerb verb, InspectorId inspector = a, Cause record = {}) {
  Step step;
  step.request.verb = verb;
  step.request.inspector = inspector;
  step.request.record = record;
  return step;
}

TEST(SpectoraModel, the_reference_accepts_a_right_history) {
  using enum SpectoraVerb;
  const std::vector<std::pair<Step, Status>> history{
      {request(post_assignment, a), Status::ok},                        // record 1000
      {request(post_assignment, a), Status::conflict},                  // a second one
      {request(post_assignment, b), Status::ok},                        // record 1002
      {request(delete_assignment, a, Cause{1000}), Status::ok},         //
      {request(delete_assignment, a, Cause{1000}), Status::not_found},  // it is gone
      {request(post_assignment, a), Status::ok},                        // record 1005
      {request(list_assignments), Status::ok},
      {request(get_event), Status::ok},
  };
  const SpectoraOptions options{.second_post = SecondPost::conflicts};
  Reference reference(options);
  System system(options);
  for (const auto& [step, status] : history) {
    SCOPED_TRACE(testing::Message() << step);
    const Answer expected = reference.play(step);
    EXPECT_EQ(expected.status, status);
    EXPECT_EQ(system.play(step), expected);
    EXPECT_EQ(system.visible(), reference.visible());
  }
  EXPECT_THAT(reference.records(OrderId{0}),
              testing::ElementsAre(Record{Cause{1002}, b}, Record{Cause{1005}, a}));
}

/// Whether some history tells such a Spectora from the reference.
bool refuted(SecondPost wanted, SecondPost is, const Twist& twist = {}) {
  rc::detail::TestListenerAdapter silent;
  rc::detail::TestParams params;
  params.seed = 1;
  params.disableShrinking = true;
  return rc::detail::checkTestable([&] { follow_the_reference(wanted, is, twist); },
                                   rc::detail::TestMetadata(), params, silent)
      .is<rc::detail::FailureResult>();
}

TEST(SpectoraModel, the_reference_rejects_a_second_post_that_does_something_else) {
  for (const SecondPost wanted : second_posts) {
    for (const SecondPost is : second_posts) {
      EXPECT_EQ(refuted(wanted, is), wanted != is)
          << static_cast<int>(wanted) << " and " << static_cast<int>(is);
    }
  }
}

TEST(SpectoraModel, the_reference_rejects_a_spectora_that_breaks_a_rule) {
  const std::vector<std::pair<std::string_view, Twist>> wrong{
      {"pages are counted from 1", {.request = [](SpectoraRequest& asked) { ++asked.page; }}},
      {"a primary is one", {.request = [](SpectoraRequest& asked) { asked.primary = false; }}},
      {"an order has its own records",
       {.request = [](SpectoraRequest& asked) { asked.order = OrderId{0}; }}},
      {"an event is as it was put",
       {.request = [](SpectoraRequest& asked) { asked.event.starts += 1h; }}},
      {"the oldest comes first",
       {.reply = [](SpectoraReply& said) { std::ranges::reverse(said.assignments); }}},
      {"the count is of all pages",
       {.reply =
            [](SpectoraReply& said) {
              said.total = static_cast<std::uint8_t>(said.assignments.size());
            }}},
      {"what is gone cannot be deleted",
       {.reply =
            [](SpectoraReply& said) {
              if (said.status == Status::not_found) said.status = Status::ok;
            }}},
      {"an order that is full is refused",
       {.reply =
            [](SpectoraReply& said) {
              if (said.status == Status::unprocessable) said.status = Status::ok;
            }}},
  };
  constexpr SecondPost adds = SecondPost::adds_duplicate;
  for (const auto& [rule, twist] : wrong) EXPECT_TRUE(refuted(adds, adds, twist)) << rule;
}

}  // namespace
}  // namespace interleave::sim
