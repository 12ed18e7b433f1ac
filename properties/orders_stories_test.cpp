#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/campaign.hpp"
#include "properties/fixtures.hpp"
#include "properties/shrink.hpp"
#include "properties/story.hpp"

// What the sync of the incident does, and what each remedy that was discussed leaves, by story.

namespace interleave::properties {
namespace {

using namespace std::chrono_literals;
using model::Entry;
using model::Step;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::size_t signature_named(const System& system, std::string_view name) {
  for (std::size_t i = 0; i < system.signatures.size(); ++i) {
    if (name_of(system.signatures[i]) == name) return i;
  }
  throw std::out_of_range("a signature of the system");
}

/// The first run of a check that shows a signature, shrunk as a check does it.
class Story {
 public:
  /// `profile`: one of the fault profiles.
  Story(std::string_view variant, std::string_view signature, std::string_view profile = "none")
      : experiment_(experiment_of("orders", variant)),
        signature_(signature_named(*experiment_.system, signature)) {
    experiment_.profile = profile_named(*experiment_.system, profile);
    runner_ = experiment_.make_runner();
    constexpr std::uint64_t runs = 10'000;
    CampaignOptions options;
    options.runs = runs;
    for (std::uint64_t index = 0; index < runs; ++index) {
      const SeededRun run = plan_run(options, index);
      if (!run_seeded(*runner_, run).violated.contains(signature_)) continue;
      shrunk_ = shrink(*runner_, record_seeded(*runner_, run).decisions, signature_).recording;
      found_ = true;
      return;
    }
  }

  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] const Recording& shrunk() const { return shrunk_; }
  [[nodiscard]] std::vector<std::string> sentences() const { return story_of(shrunk_); }
  [[nodiscard]] std::vector<std::string> evidence() const { return shrunk_.evidence; }
  /// What a request, an answer or anything else of that step says, in order.
  [[nodiscard]] std::vector<std::string> texts(Step step) const {
    std::vector<std::string> all;
    for (const Entry& entry : shrunk_.history) {
      if (entry.step == step) all.push_back(entry.text);
    }
    return all;
  }
  [[nodiscard]] std::optional<model::Time> first(Step step, std::string_view part) const {
    const auto entry = std::ranges::find_if(shrunk_.history, [&](const Entry& candidate) {
      return candidate.step == step && candidate.text.find(part) != std::string::npos;
    });
    if (entry == shrunk_.history.end()) return std::nullopt;
    return entry->at;
  }

 private:
  Experiment experiment_;
  std::size_t signature_;
  std::unique_ptr<Runner> runner_;
  Recording shrunk_;
  bool found_ = false;
};

/// What another variant comes to by the same decisions.
SignatureSet violated_by(std::string_view variant, const Recording& recording) {
  const Experiment experiment = experiment_of("orders", variant);
  return replay(*experiment.make_runner(), recording.decisions).violated;
}

// ---- The sync of the incident ----

TEST(OrdersStory, of_the_incident_is_a_cancel_that_comes_before_the_id) {
  const Story story("as-found", "CAN.silent");
  ASSERT_TRUE(story.found());
  EXPECT_THAT(story.sentences(), ElementsAre("Job 1 is booked for A on day 3 09:00.",
                                             "1 µs later job 1 is cancelled."));
  EXPECT_THAT(story.evidence(),
              Contains("job 1 was cancelled before the id of its order was stored: skip "
                       "reason=no_spectora_job_id"));
  EXPECT_THAT(
      story.evidence(),
      Contains(AllOf(HasSubstr("Spectora's calendar shows order 1 (A, day 3 09:00)"),
                     HasSubstr("of job 1, which is cancelled"), HasSubstr("no cancel was sent"),
                     HasSubstr("staff were told nothing"))));
  EXPECT_THAT(story.texts(Step::sent), Each(Not(HasSubstr("CANCEL"))));
  EXPECT_THAT(story.texts(Step::finished), Contains(HasSubstr("skip reason=no_spectora_job_id")));
  EXPECT_FALSE(story.first(Step::alerted, ""));
}

TEST(OrdersStory, of_a_booking_that_is_saved_twice_is_one_job_with_two_orders_one_of_them_unknown) {
  const Story story("as-found", "ONE.two");
  ASSERT_TRUE(story.found());
  EXPECT_THAT(story.sentences(), ElementsAre("Job 1 is booked for A on day 3 09:00."));
  EXPECT_THAT(
      story.evidence(),
      ElementsAre("by its commit log Spectora's calendar shows order 1 (A, day 3 09:00) and "
                  "order 5 (A, day 3 09:00) of job 1; its record names order 5; staff were "
                  "told nothing"));
}

TEST(OrdersStory, of_a_cancel_says_which_order_the_record_did_not_name) {
  const Story story("as-found", "CAN.orphaned");
  ASSERT_TRUE(story.found());
  EXPECT_THAT(story.texts(Step::sent), Contains("CANCEL order 5"));
  EXPECT_THAT(story.evidence(), Contains(HasSubstr("shows order 1 (A, day 3 09:00) and order 5 "
                                                   "(cancelled) of job 1, which is cancelled")));
}

TEST(OrdersStory, of_a_cancel_that_a_refused_key_swallows_is_that_nobody_read_the_answer) {
  const Story story("as-found", "CAN.unread");
  ASSERT_TRUE(story.found());
  EXPECT_THAT(story.sentences(),
              ElementsAre("Job 1 is order 1.", "Spectora refuses our key.", "Job 1 is cancelled."));
  EXPECT_THAT(story.texts(Step::received), Contains("CANCEL order 1 answered 401"));
}

// ---- The remedies, each alone ----

TEST(OrdersStory, of_a_warning_alone_is_that_staff_know_and_the_order_stands) {
  const Story story("warning-only", "CAN.left");
  ASSERT_TRUE(story.found());
  ASSERT_TRUE(story.first(Step::alerted, "staff are told of job 1"));
  EXPECT_LT(*story.first(Step::alerted, "") - *story.first(Step::action, "is cancelled"), 1s);
  EXPECT_THAT(story.texts(Step::sent), Each(Not(HasSubstr("CANCEL"))));
  EXPECT_THAT(story.evidence(), Contains(AllOf(HasSubstr("no cancel was sent"),
                                               testing::EndsWith("staff were told"))));
}

TEST(OrdersStory, of_a_follow_up_alone_is_that_staff_are_told_a_quarter_of_an_hour_later) {
  const Story story("follow-up", "CAN.left");
  ASSERT_TRUE(story.found());
  const auto told = story.first(Step::alerted, "staff are told of job 1");
  ASSERT_TRUE(told);
  const model::Duration after = *told - *story.first(Step::action, "is cancelled");
  EXPECT_GE(after, 15min);
  EXPECT_LT(after, 15min + 1s);
  EXPECT_THAT(story.evidence(), Contains(HasSubstr("KNOWN.late fails first at")));
}

TEST(OrdersStory, of_a_follow_up_alone_is_also_that_the_stream_may_lose_what_it_follows_up) {
  const Story story("follow-up", "CAN.silent", "typical");
  ASSERT_TRUE(story.found());
  EXPECT_THAT(story.sentences(), ElementsAre("Job 1 is order 1.", "Job 1 is cancelled.",
                                             "The stream loses this: job 1 is cancelled."));
  EXPECT_FALSE(story.first(Step::alerted, ""));
}

TEST(OrdersStory, of_retries_alone_is_that_the_id_never_comes_and_nobody_is_told) {
  const Story story("retry-only", "CAN.silent");
  ASSERT_TRUE(story.found());
  EXPECT_FALSE(story.first(Step::alerted, ""));
  EXPECT_THAT(story.sentences(), Contains("Spectora refuses our key."));
  EXPECT_THAT(story.evidence(), Contains(HasSubstr("its record names no order; no cancel was sent; "
                                                   "staff were told nothing")));
}

TEST(OrdersStory, of_the_incident_is_mended_by_retries_but_for_the_second_order) {
  const Story story("as-found", "CAN.silent");
  const System& system = system_named("orders");
  const SignatureSet violated = violated_by("retry-only", story.shrunk());
  EXPECT_FALSE(violated.contains(signature_named(system, "CAN.silent")));
  EXPECT_TRUE(violated.contains(signature_named(system, "CAN.orphaned")));
}

// ---- The production core ----

TEST(OrdersStory, of_no_variant_is_one_of_the_production_core) {
  for (const std::string_view variant : {"as-found", "warning-only", "follow-up", "retry-only"}) {
    for (const std::string_view signature : {"CAN.orphaned", "ONE.two", "KNOWN.never"}) {
      const Story story(variant, signature);
      ASSERT_TRUE(story.found()) << variant << ", " << signature;
      EXPECT_TRUE(violated_by("production", story.shrunk()).empty())
          << variant << ", " << signature;
    }
  }
}

}  // namespace
}  // namespace interleave::properties
