// Flex against a sequential reference: one request after another, and no faults.

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
#include "sim/flex.hpp"
#include "sim/model_based.hpp"

namespace interleave::sim {
namespace {

using model::Author;
using model::Cause;
using model::CrewLine;
using model::ElementId;
using model::FlexEffect;
using model::FlexReply;
using model::FlexRequest;
using model::FlexVerb;
using model::InspectorId;
using model::LineId;
using model::Listing;
using model::Status;
using model::Time;
using namespace std::chrono_literals;

constexpr std::uint8_t element_count = 2;
constexpr std::size_t lines_most = 16;  ///< that stand under an element at once
constexpr std::size_t made_most = 60;   ///< that it may ever get
constexpr InspectorId a{0};
constexpr InspectorId b{1};

// ---- What is told to both ----

struct Step {
  FlexRequest request{};
  bool awaited = true;
  model::Duration wait{};  ///< until it is sent
};

struct Change {
  FlexEffect effect{};
  CrewLine line{};
  Author author{};

  friend bool operator==(const Change&, const Change&) = default;
};

struct Answer {
  Status status = Status::ok;
  bool done = false;              ///< something was read or changed
  std::vector<CrewLine> lines{};  ///< list_lines
  std::size_t total = 0;          ///< list_lines
  Listing shape{};                ///< list_lines
  LineId made = LineId::none();   ///< add_resource
  std::uint32_t token = 0;        ///< without faults there is never a new one
  std::optional<model::Duration> retry_after{};
  std::vector<Change> changes{};

  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Visible {
  std::array<std::vector<CrewLine>, element_count> lines{};

  friend bool operator==(const Visible&, const Visible&) = default;
};

std::ostream& operator<<(std::ostream& stream, const Step& step) {
  stream << describe(step.request) << " under " << name_of(step.request.element) << " after "
         << step.wait / 1ms << " ms" << (step.awaited ? "" : ", not awaited");
  for (const LineId line : step.request.lines) stream << ", " << name_of(line);
  return stream;
}

void tell(std::ostream& stream, const std::vector<CrewLine>& lines) {
  for (const CrewLine& line : lines) stream << "; " << describe(line);
}

std::ostream& operator<<(std::ostream& stream, const Answer& answer) {
  stream << describe(answer.status, answer.retry_after) << (answer.done ? ", done" : "") << ", "
         << answer.total << " in all, as " << static_cast<int>(answer.shape) << ", made "
         << name_of(answer.made);
  tell(stream, answer.lines);
  for (const Change& change : answer.changes) {
    stream << "; effect " << static_cast<int>(change.effect) << " by author "
           << static_cast<int>(change.author);
    tell(stream, {change.line});
  }
  return stream;
}

std::ostream& operator<<(std::ostream& stream, const Visible& visible) {
  for (const std::vector<CrewLine>& lines : visible.lines) tell(stream, lines);
  return stream;
}

// ---- The reference ----

/// The contract of model::FlexRequest. `burst`: how many requests are taken within a second; 0: any
/// number.
class Reference {
 public:
  explicit Reference(std::size_t burst = 0) : burst_(burst) {}

  Answer play(const Step& step) {
    now_ += step.wait;
    changes_.clear();
    author_ = step.awaited ? Author::client : Author::late;
    if (crowded()) return {.status = Status::too_many_requests, .retry_after = 1s};
    Answer answer = carry_out(step.request);
    answer.changes = changes_;
    answer.done = !changes_.empty() || step.request.verb == FlexVerb::list_lines;
    return answer;
  }
  [[nodiscard]] Visible visible() const { return {lines_}; }
  [[nodiscard]] static bool allows(const Step&) { return true; }

  [[nodiscard]] std::size_t made(ElementId element) const { return made_[element.value]; }

 private:
  bool crowded() {
    if (burst_ == 0) return false;
    const auto just_before = std::ranges::count_if(
        taken_, [this](Time taken) { return now_ - taken < model::Duration(1s); });
    if (static_cast<std::size_t>(just_before) >= burst_) return true;
    taken_.push_back(now_);
    return false;
  }

  Answer carry_out(const FlexRequest& request) {
    std::vector<CrewLine>& lines = lines_[request.element.value];
    switch (request.verb) {
      case FlexVerb::list_lines:
        return {.lines = lines, .total = lines.size(), .shape = request.listing};
      case FlexVerb::add_resource: {
        std::size_t& made = made_[request.element.value];
        if (lines.size() == lines_most || made == made_most) {
          return {.status = Status::unprocessable};
        }
        // The n-th line of an element has the element's number and n times that of elements.
        const LineId id{static_cast<std::uint8_t>(request.element.value + 4 * made++)};
        lines.push_back({id, request.technician, false});
        changes_.push_back({FlexEffect::added, lines.back(), author_});
        return {.made = id};
      }
      case FlexVerb::set_role: {
        const auto line = std::ranges::find(lines, request.line, &CrewLine::id);
        if (line == lines.end()) return {.status = Status::not_found};
        if (line->lead == request.lead) return {};
        line->lead = request.lead;
        changes_.push_back({FlexEffect::role_set, *line, author_});
        return {};
      }
      case FlexVerb::delete_line:
        return {.status = remove(lines, request.line) ? Status::ok : Status::not_found};
      case FlexVerb::delete_lines:
        for (const LineId line : request.lines) remove(lines, line);
        return {};
    }
    return {};
  }
  bool remove(std::vector<CrewLine>& lines, LineId id) {
    const auto line = std::ranges::find(lines, id, &CrewLine::id);
    if (line == lines.end()) return false;
    changes_.push_back({FlexEffect::deleted, *line, author_});
    lines.erase(line);
    return true;
  }

  std::size_t burst_;
  std::array<std::vector<CrewLine>, element_count> lines_{};
  std::array<std::size_t, element_count> made_{};
  std::vector<Time> taken_;  ///< when requests were taken
  Time now_{};
  Author author_ = Author::client;
  std::vector<Change> changes_;
};

// ---- The system ----

/// What is done to a request before Flex has it, or to an answer.
struct Twist {
  std::function<void(FlexRequest&)> request = [](FlexRequest&) {};
  std::function<void(FlexReply&)> reply = [](FlexReply&) {};
};

/// Flex, of which lists may lag; without faults they never do.
class System {
 public:
  explicit System(std::size_t burst = 0, Twist twist = {})
      : flex_(machine_.scheduler(), recorder_, 2s, burst), twist_(std::move(twist)) {
    flex_.reset();
  }

  Answer play(const Step& step) {
    machine_.pass(step.wait);
    recorder_.flex.clear();
    FlexRequest request = step.request;
    request.run = Cause{50};
    twist_.request(request);
    FlexReply reply;
    Answer answer;
    answer.done = flex_.apply(request, Cause{1000 + sent_++}, step.awaited, reply);
    twist_.reply(reply);
    answer.status = reply.status;
    answer.lines.assign(reply.lines.begin(), reply.lines.end());
    answer.total = reply.total;
    answer.shape = reply.shape;
    answer.made = reply.line;
    answer.token = reply.token;
    answer.retry_after = reply.retry_after;
    EXPECT_EQ(reply.place, model::IdPlace::id);
    for (const model::FlexCommit& commit : recorder_.flex) {
      answer.changes.push_back({commit.effect, commit.line, commit.author});
    }
    return answer;
  }
  [[nodiscard]] Visible visible() const {
    Visible all;
    for (std::uint8_t number = 0; number < element_count; ++number) {
      const model::LineList lines = flex_.lines(ElementId{number});
      all.lines[number].assign(lines.begin(), lines.end());
    }
    return all;
  }

 private:
  Machine machine_;
  Recorder recorder_;
  Flex<Recorder> flex_;
  Twist twist_;
  std::uint64_t sent_ = 0;
};

// ---- Histories ----

template <class Number>
Number any(Number first, Number last) {
  return *rc::gen::inRange<Number>(first, static_cast<Number>(last + 1));
}
bool one_in(int times) { return any(1, times) == times; }

/// One that was made, or the next.
LineId any_line(const Reference& reference, ElementId element) {
  const std::size_t number = any<std::size_t>(0, reference.made(element));
  return model::line_of(element, static_cast<std::uint8_t>(number));
}

/// Mostly additions to the first element, so that it fills up at times.
Step any_step(const Reference& reference) {
  Step step;
  FlexRequest& request = step.request;
  request.verb = one_in(2) ? FlexVerb::add_resource : static_cast<FlexVerb>(any(0, 4));
  request.element = ElementId{one_in(4) ? std::uint8_t{1} : std::uint8_t{0}};
  request.listing = static_cast<Listing>(any(0, 4));
  request.technician = one_in(4) ? InspectorId::none() : InspectorId{any<std::uint8_t>(0, 3)};
  request.line = any_line(reference, request.element);
  request.lead = one_in(2);
  for (int count = any(0, 4); count > 0; --count) {
    request.lines.push_back(any_line(reference, request.element));
  }
  step.awaited = !one_in(4);
  step.wait = any(0, 4) * 250ms;
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

/// How many requests are to be taken within a second, and how many are.
struct Burst {
  std::size_t wanted = 0;
  std::size_t is = 0;
};

void follow_the_reference(Burst burst, const Twist& twist = {}) {
  System system(burst.is, twist);
  rc::state::check(Reference(burst.wanted), system, [](const Reference& reference) {
    return rc::gen::exec([reference]() -> std::shared_ptr<const Command> {
      return std::make_shared<Told<Command, Step, Claim>>(any_step(reference));
    });
  });
}

RC_GTEST_PROP(FlexModel, flex_is_as_its_contract_says_after_any_history, ()) {
  follow_the_reference({});
}
RC_GTEST_PROP(FlexModel, and_so_is_one_that_takes_a_few_requests_in_a_second, ()) {
  const auto burst = any<std::size_t>(1, 3);
  follow_the_reference({burst, burst});
}

// ---- The reference itself ----

Step request(FlexVerb verb, LineId line = LineId::none(), InspectorId technician = a) {
  Step step;
  step.request.verb = verb;
  step.request.line = line;
  step.request.technician = technician;
  step.request.lead = true;
  return step;
}

TEST(FlexModel, the_reference_accepts_a_right_history) {
  using enum FlexVerb;
  const std::vector<std::pair<Step, Status>> history{
      {request(add_resource), Status::ok},                     // line 0
      {request(add_resource), Status::ok},                     // line 4, of the same person
      {request(add_resource, LineId::none(), b), Status::ok},  // line 8
      {request(set_role, LineId{8}), Status::ok},              //
      {request(delete_line, LineId{0}), Status::ok},           //
      {request(delete_line, LineId{0}), Status::not_found},    // it is gone
      {request(set_role, LineId{0}), Status::not_found},       //
      {request(delete_lines), Status::ok},                     // of no line
      {request(list_lines), Status::ok},
  };
  Reference reference;
  System system;
  for (const auto& [step, status] : history) {
    SCOPED_TRACE(testing::Message() << step);
    const Answer expected = reference.play(step);
    EXPECT_EQ(expected.status, status);
    EXPECT_EQ(system.play(step), expected);
    EXPECT_EQ(system.visible(), reference.visible());
  }
  EXPECT_THAT(reference.visible().lines[0],
              testing::ElementsAre(CrewLine{LineId{4}, a, false}, CrewLine{LineId{8}, b, true}));
}

/// Whether some history tells such a Flex from the reference.
bool refuted(Burst burst, const Twist& twist = {}) {
  rc::detail::TestListenerAdapter silent;
  rc::detail::TestParams params;
  params.seed = 1;
  params.disableShrinking = true;
  return rc::detail::checkTestable([&] { follow_the_reference(burst, twist); },
                                   rc::detail::TestMetadata(), params, silent)
      .is<rc::detail::FailureResult>();
}

TEST(FlexModel, the_reference_rejects_another_limit_of_requests) {
  for (const std::size_t wanted : {0U, 1U, 2U, 3U}) {
    for (const std::size_t is : {0U, 1U, 2U, 3U}) EXPECT_EQ(refuted({wanted, is}), wanted != is);
  }
}

TEST(FlexModel, the_reference_rejects_a_flex_that_breaks_a_rule) {
  const std::vector<std::pair<std::string_view, Twist>> wrong{
      {"an element has its own lines",
       {.request = [](FlexRequest& asked) { asked.element = ElementId{0}; }}},
      {"every endpoint has its shape",
       {.request = [](FlexRequest& asked) { asked.listing = Listing::row_data; }}},
      {"a foreign contact is nobody's",
       {.request =
            [](FlexRequest& asked) {
              if (asked.technician == InspectorId::none()) asked.technician = a;
            }}},
      {"a role is as it was set", {.request = [](FlexRequest& asked) { asked.lead = true; }}},
      {"all lines are deleted that were named",
       {.request =
            [](FlexRequest& asked) {
              if (!asked.lines.empty()) asked.lines.pop_back();
            }}},
      {"a list shows all",
       {.reply =
            [](FlexReply& said) {
              if (!said.lines.empty()) said.lines.pop_back();
            }}},
      {"and counts it", {.reply = [](FlexReply& said) { said.total = 0; }}},
      {"an add says which line it made",
       {.reply = [](FlexReply& said) { said.line = LineId::none(); }}},
      {"what is gone is not found",
       {.reply =
            [](FlexReply& said) {
              if (said.status == Status::not_found) said.status = Status::ok;
            }}},
      {"an element that is full is refused",
       {.reply =
            [](FlexReply& said) {
              if (said.status == Status::unprocessable) said.status = Status::ok;
            }}},
  };
  for (const auto& [rule, twist] : wrong) EXPECT_TRUE(refuted({}, twist)) << rule;
}

}  // namespace
}  // namespace interleave::sim
