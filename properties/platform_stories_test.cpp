// What happens to one booking across all systems, step by step, and what it comes to without a
// guard that only the systems together need.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/campaign.hpp"
#include "properties/fixtures.hpp"
#include "properties/shrink.hpp"
#include "properties/story.hpp"
#include "sim/platform_scenario.hpp"
#include "sim/workload.hpp"

namespace interleave::properties {
namespace {

using model::Entry;
using model::Step;
using sim::PlatformAction;
using sim::Site;
using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using Decisions = std::vector<sim::Decision>;
using Texts = std::vector<std::string>;

/// Under sanitizers there are fewer runs by this factor.
constexpr std::uint64_t share = INTERLEAVE_TEST_SHARE;

/// What people do, one thing after the other; all of it is the dullest unless a detail says more.
class People {
 public:
  People& act(PlatformAction kind) {
    decisions_.push_back({{Site::action_kind, cause()}, static_cast<sim::Outcome>(kind)});
    ++slots_;
    return *this;
  }
  /// The action before: that detail of it.
  People& with(std::uint32_t detail, sim::Outcome outcome) {
    --slots_;
    decisions_.push_back({{Site::action_change, cause(), detail}, outcome});
    ++slots_;
    return *this;
  }
  [[nodiscard]] const Decisions& decisions() const { return decisions_; }

 private:
  [[nodiscard]] model::Cause cause() const { return sim::action_cause(slots_); }

  Decisions decisions_;
  std::uint32_t slots_ = 0;
};

/// A run, and who did what in it. What everybody looks at once a sweep period is left out.
class Told {
 public:
  explicit Told(const Recording& recording) : recording_(recording) {
    for (const Entry& entry : recording_.history) {
      if (entry.step == Step::started) runs_[entry.id] = entry.text;
    }
  }

  [[nodiscard]] Texts texts(Step step, std::string_view place) const {
    Texts all;
    for (const Entry& entry : recording_.history) {
      if (entry.step == step && entry.place == place) all.push_back(entry.text);
    }
    return all;
  }
  /// What runs of that name send: "sync of the order of job 1".
  [[nodiscard]] Texts sent_by(std::string_view run) const {
    Texts all;
    for (const Entry& entry : recording_.history) {
      const auto sender = runs_.find(entry.parent);
      const bool sent = entry.step == Step::sent && sender != runs_.end();
      if (sent && sender->second == run) all.push_back(entry.text);
    }
    return all;
  }
  /// Whether these happen, in that order, among other things.
  [[nodiscard]] bool happens(const Texts& lines) const {
    auto next = lines.begin();
    for (const Entry& entry : recording_.history) {
      if (next != lines.end() && entry.place + ": " + entry.text == *next) ++next;
    }
    return next == lines.end();
  }
  [[nodiscard]] model::Time when(std::string_view text) const {
    return std::ranges::find(recording_.history, text, &Entry::text)->at;
  }
  [[nodiscard]] const RunResult& result() const { return recording_.result; }

 private:
  Recording recording_;
  std::map<model::Cause, std::string> runs_;
};

/// A calm run of the production core, but for what people do.
Told played(const People& people) {
  const auto runner = experiment_of("platform", "production").make_runner();
  Recording recording = record_replay(*runner, people.decisions());
  EXPECT_THAT(recording.unused, IsEmpty());
  EXPECT_TRUE(recording.result.violated.empty());
  return Told(recording);
}

constexpr std::string_view orders_core = "sync of the order of job 1";
constexpr std::string_view assignments_core = "sync of whoever is on the order of job 1";

/// A request that changes something at Spectora.
testing::Matcher<std::string> writes_at_spectora() {
  return AnyOf(StartsWith("POST"), StartsWith("PUT"), StartsWith("DELETE"), StartsWith("CANCEL"));
}

// ---- A booking ----

TEST(PlatformStory, of_a_booking_made_online_is_a_job_with_an_order_that_shows_its_inspector) {
  const Told story = played(People().act(PlatformAction::online));
  EXPECT_TRUE(story.happens({
      "Attik: a customer goes to book 150 min online",
      "worker 1: BOOK A",
      "Attik: job 2 is booked for A on 2026-06-02 10:30",
      "Spectora: POST order for job 2 (A, day 2 02:30)",
      "store: LINK job 2 to order 2",
      "sync: sync of whoever is on the order of job 2",
      "Spectora: POST A on order 2",
      "sync: the order of job 2 is in step",
      "worker 1: LIST on order 2 answered 200 with A (primary)",
      "sync: whoever is on the order of job 2 is in step",
  }));
  EXPECT_THAT(story.texts(Step::received, "customer"), Contains("the booking is done"));
  EXPECT_THAT(story.texts(Step::alerted, "Attik"), IsEmpty());
}

TEST(PlatformStory, of_a_booking_is_that_its_inspector_waits_for_the_id_of_its_order) {
  const Told story = played(People().act(PlatformAction::online));
  const Texts sent = story.sent_by("sync of whoever is on the order of job 2");
  // The first run finds no order, and ends. The link starts the second.
  const auto unlinked = std::ranges::find(sent, "FINISH job 2 not in step");
  ASSERT_NE(unlinked, sent.end());
  EXPECT_THAT(Texts(sent.begin(), unlinked), Each(Not(HasSubstr(" on order "))));
  EXPECT_THAT(Texts(unlinked, sent.end()), Contains("POST A on order 2"));
  EXPECT_LT(story.when("LINK job 2 to order 2"), story.when("POST A on order 2"));
}

TEST(PlatformStory, of_a_booking_is_one_job_to_both_cores_and_each_writes_its_own_half) {
  const Told story = played(People().act(PlatformAction::online));
  Texts by_orders = story.sent_by("sync of the order of job 2");
  Texts by_assignments = story.sent_by("sync of whoever is on the order of job 2");
  const auto reads = [](const std::string& text) {
    return !testing::Matches(writes_at_spectora())(text);
  };
  std::erase_if(by_orders, reads);
  std::erase_if(by_assignments, reads);
  EXPECT_THAT(by_orders, ElementsAre("POST order for job 2 (A, day 2 02:30)"));
  EXPECT_THAT(by_assignments, ElementsAre("POST A on order 2"));
}

// ---- What becomes of it ----

TEST(PlatformStory, of_a_booking_that_is_moved_is_that_whoever_assigns_people_moves_its_event) {
  const Told story = played(People().act(PlatformAction::move).with(0, 3));
  EXPECT_TRUE(story.happens({
      "Attik: staff drag booking 0 to 2026-06-02 23:00",
      "Attik: job 1 is for A on 2026-06-02 23:00",
      "Spectora: PUT event (A, day 2 15:00) on order 1",
      "sync: whoever is on the order of job 1 is in step",
  }));
  EXPECT_THAT(story.sent_by(assignments_core), Contains("PUT event (A, day 2 15:00) on order 1"));
  EXPECT_THAT(story.sent_by(orders_core), Contains("FIND orders of job 1"));
  EXPECT_THAT(story.sent_by(orders_core), Each(Not(writes_at_spectora())));
  // What the one has moved the other finds moved.
  EXPECT_THAT(story.texts(Step::received, "worker 1"),
              Contains("FIND orders of job 1 answered 200 with order 1 (A, day 2 15:00)"));
}

TEST(PlatformStory, of_a_booking_that_is_given_to_another_is_that_the_order_shows_him_alone) {
  const Told story = played(People().act(PlatformAction::reassign).with(0, 1));
  EXPECT_TRUE(story.happens({
      "Attik: staff give booking 0 to B",
      "Attik: job 1 is for B on 2026-06-02 08:00",
      "Spectora: POST B on order 1",
      "Spectora: DELETE A on order 1",
      "Spectora: PUT event (B, day 2 00:00) on order 1",
      "sync: whoever is on the order of job 1 is in step",
  }));
  EXPECT_THAT(story.sent_by(orders_core), Each(Not(writes_at_spectora())));
}

TEST(PlatformStory, of_a_cancel_is_that_the_order_goes_and_the_crew_is_released) {
  const model::JobId call = model::call_of(sim::element_of_job(model::JobId{1}), 0);
  const std::string released = "everybody is taken off " + sim::name_of_call(call);
  const Told story = played(People().act(PlatformAction::put_on).act(PlatformAction::cancel));
  EXPECT_TRUE(story.happens({
      "Flex: ADD A to element 0",
      "Attik: staff cancel booking 0",
      "Attik: job 1 is cancelled",
      "database: " + released,
      "Spectora: CANCEL order 1",
      "Flex: DELETE line 0",
  }));
  EXPECT_THAT(story.sent_by(orders_core), Contains("CANCEL order 1"));
  EXPECT_THAT(story.sent_by("sync of the crew of element 0"), Contains("DELETE line 0"));
  // It is one transaction, and staff would be told of it if nobody confirmed it in time.
  EXPECT_EQ(story.when("job 1 is cancelled"), story.when(released));
  EXPECT_THAT(story.texts(Step::alerted, "Attik"),
              ElementsAre(AllOf(StartsWith("unless that is settled before, staff will be told"),
                                HasSubstr("of job 1")),
                          "nothing is left to be told of job 1"));
}

TEST(PlatformStory, of_a_cancel_is_that_whoever_assigns_people_leaves_the_order_alone) {
  const Told story = played(People().act(PlatformAction::cancel));
  EXPECT_THAT(story.sent_by(assignments_core), Each(Not(HasSubstr(" on order "))));
}

TEST(PlatformStory, of_a_job_that_is_on_again_is_another_order_with_its_inspector) {
  const Told story = played(People().act(PlatformAction::cancel).act(PlatformAction::cancel));
  EXPECT_TRUE(story.happens({
      "Spectora: CANCEL order 1",
      "Attik: staff re-instate booking 0",
      "Attik: job 1 is for A on 2026-06-02 08:00",
      "Spectora: POST order for job 1 (A, day 2 00:00)",
      "store: LINK job 1 to order 5",
      "Spectora: POST A on order 5",
      "sync: whoever is on the order of job 1 is in step",
  }));
}

// ---- Native orders ----

TEST(PlatformStory, of_a_native_order_is_that_it_is_read_and_staff_are_told_what_it_overlaps) {
  const Told story = played(People()
                                .act(PlatformAction::native)
                                .act(PlatformAction::native)
                                .with(2, 1)
                                .act(PlatformAction::native)
                                .with(0, 1));
  EXPECT_TRUE(story.happens({
      "Attik: the office books native order 0 at Spectora: A on 2026-06-02 08:00 to 10:30",
      "Attik: staff are told that a booking overlaps native order 0",
      "Attik: the office moves native order 0 at Spectora: A on 2026-06-02 10:30 to 13:00",
      "Attik: nothing is left to be told of native order 0",
      "Attik: the office cancels native order 0 at Spectora",
      "store: IMPORT native order 0 as cancelled",
  }));
  EXPECT_THAT(story.sent_by("sync of native order 0"), Each(Not(writes_at_spectora())));
}

/// Requests that the workers of a run send about orders of the native job, which Spectora numbers 0
/// and every fourth after it.
Texts about_native_orders(const Recording& recording) {
  Texts all;
  for (const Entry& entry : recording.history) {
    if (entry.step != Step::sent || !entry.place.starts_with("worker")) continue;
    for (int number = 0; number < 32; number += 4) {
      if (entry.text.ends_with(" order " + std::to_string(number))) all.push_back(entry.text);
    }
    if (entry.text.ends_with("orders of job 0")) all.push_back(entry.text);
  }
  return all;
}

TEST(PlatformStory, of_no_run_is_one_in_which_a_native_order_is_written) {
  Experiment experiment = experiment_of("platform", "production");
  experiment.profile = profile_named(*experiment.system, "hostile");
  const auto runner = experiment.make_runner();
  std::size_t requests = 0;
  for (std::uint64_t index = 0; index < 200 / share; ++index) {
    const Texts all = about_native_orders(record_seeded(*runner, plan_run({}, index)));
    ASSERT_THAT(all, Each(Not(writes_at_spectora()))) << "run " << index;
    requests += all.size();
  }
  EXPECT_GT(requests, 500 / share);  // they are read
}

// ---- Without a guard ----

/// The first run of a mutant that shows the signature, shrunk as a check does it.
Recording shrunk(std::string_view mutant, std::string_view signature) {
  Experiment experiment = experiment_of("platform", mutant);
  experiment.profile = profile_named(*experiment.system, "typical");
  const auto runner = experiment.make_runner();
  const auto first = first_failure(experiment, *runner, {sim::Strategy::pos, 1, 0}, signature);
  const auto& signatures = experiment.system->signatures;
  std::size_t place = 0;
  while (name_of(signatures[place]) != signature) ++place;
  return shrink(*runner, first.recording.decisions, place).recording;
}

TEST(PlatformStory, of_a_job_apart_from_its_booking_is_a_drag_or_a_cancel_that_no_order_hears_of) {
  const Recording moved = shrunk("mutant:job-apart", "WHOLE.missing");
  EXPECT_THAT(story_of(moved), ElementsAre(StartsWith("Staff ")));
  EXPECT_THAT(moved.evidence, Contains(AllOf(HasSubstr("is job 1, and Spectora shows order 1 (A"),
                                             HasSubstr("staff were told nothing"))));
  const Recording cancelled = shrunk("mutant:job-apart", "WHOLE.dispatched");
  EXPECT_THAT(story_of(cancelled), ElementsAre("Staff cancel booking 0."));
  EXPECT_THAT(cancelled.evidence, Contains(HasSubstr("booking 0 (A on day 2 00:00, cancelled)")));
}

TEST(PlatformStory, of_no_mutant_of_the_platform_alone_is_one_of_production) {
  const auto production = experiment_of("platform", "production").make_runner();
  for (const std::string_view signature : {"WHOLE.record", "WHOLE.missing", "WHOLE.dispatched"}) {
    const Recording story = shrunk("mutant:job-apart", signature);
    EXPECT_TRUE(replay(*production, story.decisions).violated.empty()) << signature;
  }
  const Recording unlinked = shrunk("mutant:unlinked-is-done", "assignments-TRUTH.unverified");
  EXPECT_THAT(story_of(unlinked), Contains("Somebody presses \"sync job\" on job 2."));
  EXPECT_TRUE(replay(*production, unlinked.decisions).violated.empty());
}

}  // namespace
}  // namespace interleave::properties
