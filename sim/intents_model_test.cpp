// The intents of Attik's store against their sequential reference: one request after another, and
// no faults.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/detail/TestListenerAdapter.h>
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include "sim/intents_reference.hpp"
#include "sim/model_based.hpp"

namespace interleave::sim {
namespace {

using namespace intents_reference;
using model::Cause;

/// The store, or one that is told something else than what was meant.
class System {
 public:
  using Twist = std::function<void(System&, Step&)>;

  explicit System(bool switched_on = true, Twist twist = nullptr) : twist_(std::move(twist)) {
    if (!switched_on) store_.intents().start_switched_off();
  }

  Answer play(Step step) {
    store_.recorder.intents.clear();
    store_.recorder.attik.clear();
    if (twist_) twist_(*this, step);
    Answer answer;
    switch (step.kind) {
      case Step::Kind::request:
        answer = send(step);
        break;
      case Step::Kind::save:
        store_.change(step.request.job, [&](Job& now) { now = step.saved; });
        break;
      case Step::Kind::oblige:
        store_.intents().oblige(step.request.job, Cause{7}, step.from);
        break;
      case Step::Kind::acknowledge:
        store_.intents().acknowledge(step.request.job, Cause{7});
        break;
      case Step::Kind::forget:
        store_.intents().forget(step.request.job);
        break;
      case Step::Kind::switch_on:
        store_.intents().switch_on();
        break;
      case Step::Kind::pass:
        store_.machine.pass(step.time);
        break;
    }
    read_logs(answer);
    return answer;
  }
  [[nodiscard]] Visible visible() {
    Visible all;
    for (std::uint8_t number = 0; number < job_count; ++number) {
      all.jobs[number] = JobSeen(store_.job_of(JobId{number}));
      all.alerts[number] = store_.intents().alert_visible(JobId{number});
      all.leases[number] = store_.intents().fencing_of(JobId{number});
    }
    return all;
  }
  Answer send(const Step& step) {
    IntentRequest request = step.request;
    request.record = step.saved;
    return answer_of(request, store_.send(request));
  }

 private:
  /// What counts of a reply, by the verb.
  static Answer answer_of(const IntentRequest& request, const IntentReply& reply) {
    Answer answer{.status = reply.status};
    if (request.verb == IntentVerb::acquire) {
      const Intent& intent = reply.intent;
      answer.lease = {intent.confirmed, intent.recheck_at, intent.held_until,  intent.wrote_at,
                      intent.fencing,   intent.owner,      intent.leased_until};
    }
    answer.job = JobSeen(reply.job);
    answer.generation = reply.generation;
    answer.order = reply.order;
    answer.unfinished = reply.unfinished;
    answer.due = due(reply);
    return answer;
  }
  void read_logs(Answer& answer) const {
    for (const model::IntentCommit& commit : store_.recorder.intents) {
      const bool of_lease = commit.effect <= IntentEffect::released;
      const bool ends = commit.effect == IntentEffect::released;
      answer.changes.push_back(
          {commit.effect, commit.job, of_lease ? commit.fencing : 0,
           commit.effect == IntentEffect::leased ? commit.owner : Intent::nobody,
           of_lease && !ends ? commit.until : Time{}, commit.from});
    }
    for (const model::AttikCommit& commit : store_.recorder.attik) {
      if (commit.by_sync) answer.saves.emplace_back(commit.job);
    }
  }

  Store store_;
  Twist twist_;
};

// ---- Histories ----

template <class Number>
Number any(Number first, Number last) {
  return *rc::gen::inRange<Number>(first, static_cast<Number>(last + 1));
}
bool one_in(int times) { return any(1, times) == times; }

Job any_job(JobId id) {
  Job any_one;
  any_one.id = id;
  any_one.order = one_in(4) ? OrderId::none() : OrderId{any<std::uint8_t>(0, 3)};
  any_one.created = id == Store::native ? model::Creation::spectora : model::Creation::attik;
  any_one.starts = Time{any(9, 11) * 1h};
  any_one.inspectors = {model::InspectorId{any<std::uint8_t>(0, 2)}};
  any_one.cancelled = one_in(3);
  return any_one;
}

/// No time, or one within a minute or so, by a clock that shows that.
Time any_moment(Time shown) { return one_in(2) ? Time{} : shown + any(-30, 60) * 1s; }

IntentRequest any_request(const Reference& reference, JobId about) {
  IntentRequest request = Store::request_for(static_cast<IntentVerb>(any(0, 7)), about);
  request.owner = any<std::uint8_t>(0, 1);
  request.fencing = std::max(1U, reference.fencing(about));
  if (request.fencing > 1 && one_in(4)) --request.fencing;
  request.force = one_in(3);
  const Time shown = reference.now() + any(-5, 5) * 1s;
  if (one_in(2)) request.sent_at = shown;
  const Time by = request.sent_at == Time{} ? reference.now() : shown;
  request.verified_before = any_moment(by);
  request.order = OrderId{any<std::uint8_t>(0, 7)};
  request.expected = one_in(2) ? reference.job(about).order : OrderId{any<std::uint8_t>(0, 3)};
  RunEnd& end = request.end;
  end.in_step = one_in(2);
  end.generation = reference.job(about).generation - (one_in(4) ? 1U : 0U);
  end.recheck_at = any_moment(by);
  end.held_until = one_in(2) ? any_moment(by) : Time{};
  end.wrote_at = any_moment(by);
  end.record = !end.in_step && one_in(2);  // being in step closes it
  end.settled = one_in(3);
  end.alert = !end.settled && one_in(2);  // there is something to tell, or nothing
  if (one_in(2)) end.order = one_in(3) ? request.order : reference.job(about).order;
  return request;
}

Step any_step(const Reference& reference) {
  const JobId about{any<std::uint8_t>(0, job_count - 1)};
  Step step;
  step.request.job = about;
  step.saved = any_job(about);
  const int kind = any(0, 16);
  if (kind == 0) {
    step.kind = Step::Kind::save;
  } else if (kind == 1) {
    step.kind = Step::Kind::oblige;
    step.from = reference.now() + any(0, 90) * 1s;
  } else if (kind == 2) {
    step.kind = Step::Kind::acknowledge;
  } else if (kind == 3) {
    step.kind = Step::Kind::switch_on;
  } else if (kind == 4) {
    step.kind = Step::Kind::forget;
  } else if (kind < 7) {
    step.kind = Step::Kind::pass;
    step.time = any(1, 4) * 15s;
  } else {
    step.request = any_request(reference, about);
  }
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

void follow_the_reference(const System::Twist& twist) {
  const bool switched_on = !one_in(3);
  System system(switched_on, twist);
  rc::state::check(Reference(switched_on), system, [](const Reference& reference) {
    return rc::gen::exec([reference]() -> std::shared_ptr<const Command> {
      return std::make_shared<Told<Command, Step, Claim>>(any_step(reference));
    });
  });
}

RC_GTEST_PROP(IntentsModel, the_store_is_as_its_contract_says_after_any_history, ()) {
  follow_the_reference(nullptr);
}

// ---- The reference itself ----

/// Whether some history tells a store from the reference to which that is told instead.
bool refuted(const System::Twist& twist) {
  rc::detail::TestListenerAdapter silent;
  rc::detail::TestParams params;
  params.seed = 1;
  params.maxSuccess = 400;
  params.disableShrinking = true;
  return rc::detail::checkTestable([&] { follow_the_reference(twist); }, rc::detail::TestMetadata(),
                                   params, silent)
      .is<rc::detail::FailureResult>();
}

Step request(IntentVerb verb, std::uint8_t owner = 0, std::uint32_t fencing = 0) {
  Step step{.request = Store::request_for(verb)};
  step.request.owner = owner;
  step.request.fencing = fencing;
  return step;
}
Step ends(std::uint32_t fencing, const RunEnd& end) {
  Step step = request(IntentVerb::finish, 0, fencing);
  step.request.end = end;
  return step;
}

TEST(IntentsModel, the_reference_accepts_a_right_history) {
  using enum IntentStatus;
  const std::vector<std::pair<Step, IntentStatus>> history{
      {request(IntentVerb::acquire), ok},  // lease 1
      {request(IntentVerb::acquire, 1), busy},
      {{.kind = Step::Kind::pass, .time = Store::lease}, ok},
      {request(IntentVerb::acquire, 1), ok},  // lease 2
      {request(IntentVerb::renew, 0, 1), superseded},
      {request(IntentVerb::renew, 1, 2), ok},
      {ends(1, Store::in_step(1)), superseded},
      {ends(2, Store::in_step(1)), ok},
      {request(IntentVerb::acquire), nothing_to_do},
      {request(IntentVerb::alert), ok},
      {request(IntentVerb::acquire), ok},  // lease 3
      {ends(3, {.held_until = start + 2min}), ok},
      {request(IntentVerb::acquire), busy},
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
}

TEST(IntentsModel, the_reference_accepts_a_store_that_hears_every_end_twice) {
  EXPECT_FALSE(refuted([](System& system, const Step& step) {
    const bool ends = step.request.verb == IntentVerb::finish;
    if (step.kind == Step::Kind::request && ends) system.send(step);
  }));
}

/// A store that is asked for something else than what was meant.
struct Wrong {
  std::string_view rule;
  IntentVerb verb;
  void (*change)(IntentRequest&);
};
constexpr auto wrong_stores = std::to_array<Wrong>({
    {"a lease has one owner", IntentVerb::acquire, [](IntentRequest& asked) { asked.owner = 0; }},
    {"nobody gets a lease for nothing", IntentVerb::acquire,
     [](IntentRequest& asked) { asked.force = true; }},
    {"a lease lasts as long as was asked", IntentVerb::renew,
     [](IntentRequest& asked) { asked.lease += 1us; }},
    {"what came after the read is not confirmed", IntentVerb::finish,
     [](IntentRequest& asked) { asked.confirm_now = true; }},
    {"what is seen of an order confirms no other", IntentVerb::finish,
     [](IntentRequest& asked) { asked.end.order.reset(); }},
    {"an end counts under the latest lease alone", IntentVerb::finish,
     [](IntentRequest& asked) { asked.fencing = 0; }},
    {"times are by the clock of the store", IntentVerb::finish,
     [](IntentRequest& asked) { asked.sent_at = Time{}; }},
    {"a record opens", IntentVerb::finish, [](IntentRequest& asked) { asked.end.record = false; }},
    {"what is settled is told no more", IntentVerb::finish,
     [](IntentRequest& asked) { asked.end.settled = false; }},
    {"a scan finds what was not verified", IntentVerb::scan,
     [](IntentRequest& asked) { asked.verified_before = {}; }},
    {"a link is made where the expected id stands", IntentVerb::link_order,
     [](IntentRequest& asked) { asked.expected = OrderId::none(); }},
});

TEST(IntentsModel, the_reference_rejects_every_store_that_breaks_a_rule) {
  for (const Wrong& wrong : wrong_stores) {
    EXPECT_TRUE(refuted([&](System&, Step& step) {
      if (step.request.verb == wrong.verb) wrong.change(step.request);
    })) << wrong.rule;
  }
}

TEST(IntentsModel, the_reference_rejects_a_store_that_overlooks_what_is_done_to_it) {
  using enum Step::Kind;
  for (const Step::Kind kind : {save, oblige, acknowledge, forget, switch_on}) {
    EXPECT_TRUE(refuted([kind](System&, Step& step) {
      if (step.kind == kind) step = {.kind = pass};
    })) << static_cast<int>(kind);
  }
}

}  // namespace
}  // namespace interleave::sim
