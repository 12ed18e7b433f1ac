// Attik's calendar against its sequential reference: one request after another, and no faults.

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/detail/TestListenerAdapter.h>
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include "sim/calendar_reference.hpp"
#include "sim/calendars.hpp"
#include "sim/model_based.hpp"

namespace interleave::sim {
namespace {

using namespace calendar_reference;
using model::Check;
using testing::ElementsAre;

/// A calendar in a store without faults. Every request goes with the same check.
class System final : private Leases {
 public:
  explicit System(const Check& check = {})
      : calendars_(machine_.scheduler(), published_, *this), check_(check) {}

  Answer play(const Step& step) {
    published_.changes.clear();
    Answer answer;
    switch (step.kind) {
      case Step::Kind::request:
        answer = send(step.request);
        break;
      case Step::Kind::enter:
        calendars_.enter(step.entry, model::Writing::block, Cause{50});
        break;
      case Step::Kind::remove:
        calendars_.remove(step.entry.id, Cause{50});
        break;
      case Step::Kind::acknowledge:
        calendars_.acknowledge(step.native, Cause{50});
        break;
      case Step::Kind::new_lease:
        ++leases_[step.native.value];
        break;
      case Step::Kind::pass:
        machine_.pass(step.time);
        break;
    }
    answer.changes = published_.changes;
    return answer;
  }
  [[nodiscard]] Visible visible() const {
    Visible all;
    for (std::size_t number = 0; number < calendars_.count(); ++number) {
      all.rows.push_back(calendars_.row(number));
    }
    for (std::uint8_t number = 0; number < natives; ++number) {
      all.alerts[number] = calendars_.alert_open(JobId{number});
    }
    return all;
  }

 private:
  struct Published {
    void on_commit(Time, const model::CalendarCommit& commit) {
      changes.push_back({commit.effect, commit.entry.id});
    }
    void on_wire(Time, const CalendarRequest&) {}
    void on_reply(Time, const CalendarRequest&, const model::CalendarReply&) {}
    void on_repeated(Time, Cause) {}
    void on_fault(Time, Fault, std::optional<model::OrderId>) {}
    void on_desk_fault(Time, Fault) {}

    std::vector<Change> changes;
  };

  Answer send(CalendarRequest request) {
    request.check = check_;
    model::CalendarReply reply;
    calendars_.apply(request, Cause{1000 + sent_++}, true, reply);
    Answer answer{reply.status, EntryId::none(), reply.fencing};
    // Of a refusal that nothing is in the way of, the contract names no row.
    if (reply.status == CalendarStatus::ok || reply.status == CalendarStatus::conflict) {
      answer.entry = reply.entry;
    }
    answer.rows.assign(reply.entries.begin(), reply.entries.end());
    return answer;
  }
  [[nodiscard]] std::uint32_t fencing_of(JobId native) const override {
    return leases_[native.value];
  }

  QuietMachine machine_;
  Published published_;
  Calendars<Published> calendars_;
  Check check_;
  std::array<std::uint32_t, natives> leases_{};
  std::uint64_t sent_ = 0;
};

// ---- Histories ----

template <class Number>
Number any(Number first, Number last) {
  return *rc::gen::inRange<Number>(first, static_cast<Number>(last + 1));
}
bool one_in(int times) { return any(1, times) == times; }

/// At most one in eight lasts no longer than nothing.
Interval any_time() {
  const int from = any(0, day_hours - 1);
  return hours(from, from + (one_in(8) ? any(-1, 0) : any(1, 3)));
}
/// One of three people, perhaps with another, under the ids of Attik or of Spectora.
InspectorList any_people() {
  InspectorList people;
  for (int count = one_in(3) ? 2 : 1; count > 0; --count) {
    const InspectorId person{any<std::uint8_t>(0, 2)};
    people.push_back(one_in(4) ? model::spectora_identity(person) : person);
  }
  return people;
}
Cause any_visit() { return Cause{any<std::uint64_t>(1, 3)}; }

EntryId any_row(const Reference& reference, bool (*fits)(const CalendarEntry&)) {
  std::vector<EntryId> all;
  for (const CalendarEntry& row : reference.rows()) {
    if (fits(row)) all.push_back(row.id);
  }
  RC_PRE(!all.empty());
  return all[any<std::size_t>(0, all.size() - 1)];
}

/// Now and then another row, or none.
EntryId any_booking(const Reference& reference) {
  if (one_in(8)) {
    return EntryId{any<std::uint8_t>(0, static_cast<std::uint8_t>(reference.rows().size()))};
  }
  return any_row(reference,
                 [](const CalendarEntry& row) { return row.kind == EntryKind::booking; });
}

Step any_request(const Reference& reference, CalendarVerb verb) {
  Step step;
  CalendarRequest& request = step.request;
  request.verb = verb;
  request.run = Cause{50};
  request.name = Cause{any<std::uint64_t>(100, 160)};  // at times one that was there before
  request.wish.visit = any_visit();
  request.wish.inspectors = any_people();
  request.wish.when = any_time();
  request.wish.brand = any<std::uint8_t>(0, 1);
  request.lasts = any(1, 4) * 15min;
  request.online = one_in(2);
  request.overriding = one_in(8);
  if (verb == CalendarVerb::drop) {
    request.fencing = any<std::uint32_t>(0, reference.placings());
    for (const CalendarEntry& row : reference.rows()) {
      const bool own = row.live && row.kind == EntryKind::hold && row.owner == request.wish.visit;
      if (own && one_in(2)) request.fencing = row.fencing;
    }
  } else if (verb == CalendarVerb::import) {
    request.native = JobId{any<std::uint8_t>(0, natives - 1)};
    request.live = !one_in(4);
    request.wish.when = hours(any(0, 3), any(4, day_hours));
    request.fencing = reference.lease(request.native.value);
    if (request.fencing > 0 && one_in(4)) --request.fencing;
  } else if (verb >= CalendarVerb::move && verb <= CalendarVerb::reinstate) {
    request.wish.self = any_booking(reference);
    const std::size_t number = request.wish.self.value;
    if (number < reference.rows().size()) request.seen = reference.rows()[number].generation;
    if (request.seen > 0 && one_in(4)) --request.seen;
  }
  return step;
}

Step any_step(const Reference& reference) {
  Step step;
  switch (any(0, 17)) {
    case 0:
      step.kind = Step::Kind::enter;
      step.entry.kind = one_in(2) ? EntryKind::event : EntryKind::vacation;
      step.entry.inspectors = any_people();
      step.entry.when = any_time();
      return step;
    case 1:
      step.kind = Step::Kind::remove;
      step.entry.id = any_row(reference, [](const CalendarEntry& row) {
        return row.live && (row.kind == EntryKind::event || row.kind == EntryKind::vacation);
      });
      return step;
    case 2:
      step.kind = Step::Kind::acknowledge;
      step.native = JobId{any<std::uint8_t>(0, natives - 1)};
      return step;
    case 3:
      step.kind = Step::Kind::new_lease;
      step.native = JobId{any<std::uint8_t>(0, natives - 1)};
      return step;
    case 4:
      step.kind = Step::Kind::pass;
      step.time = any(1, 3) * 15min;
      return step;
    case 5:
    case 6:
      return any_request(reference, CalendarVerb::hold);
    case 7:
    case 8:
      return any_request(reference, CalendarVerb::book);
    case 9:
    case 10:
      return any_request(reference, CalendarVerb::import);
    default:
      return any_request(reference, static_cast<CalendarVerb>(any(0, 8)));
  }
}

struct Claim {
  template <class Thing>
  static void equal(const Thing& found, const Thing& expected) {
    RC_ASSERT(found == expected);
  }
  static void given(bool allowed) { RC_PRE(allowed); }
};
using Command = rc::state::Command<Reference, System>;

void follow_the_reference(const Check& check) {
  System system(check);
  rc::state::check(Reference(), system, [](const Reference& reference) {
    return rc::gen::exec([reference]() -> std::shared_ptr<const Command> {
      return std::make_shared<Told<Command, Step, Claim>>(any_step(reference));
    });
  });
}

RC_GTEST_PROP(CalendarsModel, the_calendar_is_as_its_contract_says_after_any_history, ()) {
  follow_the_reference({});
}

// ---- The reference itself ----

constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr Cause visit{1};
constexpr Cause other_visit{2};
constexpr JobId native{0};

Step request(CalendarVerb verb, InspectorId inspector, const Interval& when, Cause by = visit) {
  Step step;
  step.request.verb = verb;
  step.request.wish.visit = by;
  step.request.wish.inspectors = {inspector};
  step.request.wish.when = when;
  step.request.lasts = 1h;
  step.request.native = native;
  return step;
}
Step named(std::uint64_t name, Step step) {
  step.request.name = Cause{name};
  return step;
}
Step changing(CalendarVerb verb, std::uint8_t row, std::uint32_t seen, Step step) {
  step.request.verb = verb;
  step.request.wish.self = EntryId{row};
  step.request.seen = seen;
  return step;
}
Step passing(model::Duration time) {
  Step step;
  step.kind = Step::Kind::pass;
  step.time = time;
  return step;
}

Step overriding(Step step) {
  step.request.overriding = true;
  return step;
}

/// A day that shows each rule, and what the contract answers.
std::vector<std::pair<Step, CalendarStatus>> right_history() {
  using enum CalendarVerb;
  using enum CalendarStatus;
  const Step noon = request(book, a, hours(4, 5));
  return {
      {request(hold, a, hours(1, 3)), ok},                               // row 0
      {named(1, request(book, a, hours(2, 4), other_visit)), conflict},  // the hold
      {named(2, request(book, a, hours(3, 4), other_visit)), ok},        // row 1: they touch
      {named(3, request(book, b, hours(2, 4), other_visit)), ok},        // row 2: another person
      {named(4, request(book, a, hours(1, 3))), ok},                     // row 3: its own hold
      {named(4, request(book, a, hours(1, 3))), ok},                     // which is row 3 still
      {named(5, request(book, a, hours(4, 4))), invalid},                // no time
      {named(6, changing(move, 1, 0, request(book, a, hours(2, 4)))), conflict},  // row 3
      {named(7, changing(move, 1, 0, noon)), ok},                                 // generation 1
      {named(8, changing(cancel, 1, 0, noon)), changed},
      {named(9, changing(cancel, 1, 1, noon)), ok},                     // generation 2
      {request(hold, a, hours(4, 5), other_visit), ok},                 // row 4
      {named(10, changing(reinstate, 1, 2, noon)), conflict},           // row 4
      {passing(1h), ok},                                                // which expires
      {named(11, changing(reinstate, 1, 2, noon)), ok},                 // generation 3
      {request(import, model::spectora_identity(a), hours(4, 6)), ok},  // row 5, told to staff
      {named(12, request(book, a, hours(5, 6))), conflict},             // row 5
      {named(13, overriding(request(book, a, hours(5, 6)))), ok},       // row 6
      {named(14, changing(move, 6, 0, request(book, a, hours(4, 6)))), conflict},        // row 1
      {named(15, overriding(changing(move, 6, 0, request(book, a, hours(4, 6))))), ok},  // 1
      {named(16, changing(move, 6, 1, request(book, a, hours(7, 8)))), ok},  // overrides no longer
      {named(17, changing(cancel, 5, 0, noon)), changed},                    // no booking
      {named(18, changing(move, 7, 0, noon)), changed},                      // no row
  };
}

TEST(CalendarsModel, the_reference_accepts_a_right_history) {
  Reference reference;
  System system;
  int number = 0;
  for (const auto& [step, status] : right_history()) {
    SCOPED_TRACE(testing::Message() << "step " << number++ << ": " << step);
    ASSERT_TRUE(reference.allows(step));
    const Answer expected = reference.play(step);
    EXPECT_EQ(expected.status, status);
    EXPECT_EQ(system.play(step), expected);
    EXPECT_EQ(system.visible(), reference.visible());
  }
  EXPECT_THAT(reference.visible().alerts, ElementsAre(true, false));
  EXPECT_FALSE(reference.rows()[6].overriding);
}

TEST(CalendarsModel, a_row_says_whether_its_latest_change_was_to_override) {
  System system;
  const auto overrides = [&] { return system.visible().rows.at(0).overriding; };
  const Step noon = request(CalendarVerb::book, a, hours(4, 5));
  std::uint64_t name = 1;
  system.play(named(name++, overriding(noon)));
  EXPECT_TRUE(overrides());
  std::uint32_t seen = 0;
  for (const CalendarVerb verb : {CalendarVerb::move, CalendarVerb::reassign, CalendarVerb::cancel,
                                  CalendarVerb::reinstate}) {
    system.play(named(name++, overriding(changing(verb, 0, seen++, noon))));
    EXPECT_TRUE(overrides());
    system.play(named(name++, changing(verb, 0, seen++, noon)));
    EXPECT_FALSE(overrides());
  }
}

/// Looks for a history that tells such a calendar from the reference.
rc::detail::TestResult search(const Check& check, const rc::detail::TestParams& params) {
  rc::detail::TestListenerAdapter silent;
  return rc::detail::checkTestable([&] { follow_the_reference(check); }, rc::detail::TestMetadata(),
                                   params, silent);
}
bool refuted(const Check& check) {
  rc::detail::TestParams params;
  params.seed = 1;
  params.disableShrinking = true;
  return search(check, params).is<rc::detail::FailureResult>();
}

/// A calendar that breaks one rule.
struct Wrong {
  std::string_view rule;
  void (*breaks)(Check&);
};
constexpr std::array wrong_calendars = std::to_array<Wrong>({
    {"what is in the way is looked for", [](Check& check) { check.free = false; }},
    {"a time lasts longer than nothing", [](Check& check) { check.valid = false; }},
    {"a name is done once", [](Check& check) { check.once = false; }},
    {"a row is as its writer saw it", [](Check& check) { check.unchanged = false; }},
    {"a booking consumes its hold", [](Check& check) { check.consumes = false; }},
    {"and no other", [](Check& check) { check.own_hold = false; }},
    {"it needs none", [](Check& check) { check.needs_hold = true; }},
    {"the number of a hold or a lease counts", [](Check& check) { check.fenced = false; }},
    {"staff are told of an overlap", [](Check& check) { check.watch = false; }},
    {"and no longer when there is none", [](Check& check) { check.closes = false; }},
    {"intervals that touch do not overlap",
     [](Check& check) { check.query.matching = model::Matching::touching; }},
    {"what is under way by then is in the way",
     [](Check& check) { check.query.matching = model::Matching::start_inside; }},
    {"and so is what starts otherwise",
     [](Check& check) { check.query.matching = model::Matching::same_start; }},
    {"every inspector counts", [](Check& check) { check.query.every_inspector = false; }},
    {"one person has two ids", [](Check& check) { check.query.identities_mapped = false; }},
    {"a booking of another brand is one", [](Check& check) { check.query.every_brand = false; }},
    {"what is cancelled takes no time", [](Check& check) { check.query.cancelled_too = true; }},
    {"nor does what is expired", [](Check& check) { check.query.expired_too = true; }},
    {"an own hold is not in the way", [](Check& check) { check.query.own_holds_too = true; }},
});

TEST(CalendarsModel, the_reference_rejects_every_calendar_that_breaks_a_rule) {
  for (const Wrong& wrong : wrong_calendars) {
    Check check;
    wrong.breaks(check);
    EXPECT_TRUE(refuted(check)) << wrong.rule;
  }
}

TEST(CalendarsModel, the_reference_rejects_a_calendar_that_overlooks_a_kind_of_row) {
  for (std::uint8_t kind = 0; kind < model::entry_kind_count; ++kind) {
    Check check;
    check.query.kinds &= static_cast<std::uint8_t>(~model::kind_bit(static_cast<EntryKind>(kind)));
    EXPECT_TRUE(refuted(check)) << int{kind};
  }
}

TEST(CalendarsModel, a_calendar_of_closed_intervals_is_refuted_in_few_steps_whatever_the_seed) {
  Check check;
  check.query.matching = model::Matching::touching;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    rc::detail::TestParams params;
    params.seed = seed;
    const rc::detail::TestResult result = search(check, params);
    ASSERT_TRUE(result.is<rc::detail::FailureResult>()) << seed;
    // One line for each step. Two would do, but a row that was removed again may stay in between:
    // the library takes out what stands together, and not both ends of it.
    const std::string shown = result.get<rc::detail::FailureResult>().counterExample[0].second;
    EXPECT_LE(std::ranges::count(shown, '\n'), 4) << shown;
  }
}

}  // namespace
}  // namespace interleave::sim
