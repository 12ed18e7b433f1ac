// What staff are told, and until when: the alerts of the store.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/store_fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::Duration;
using model::IntentCommit;
using model::IntentEffect;
using model::IntentStatus;
using model::IntentVerb;
using model::JobId;
using model::RunEnd;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr JobId job = Store::job;
constexpr JobId native = Store::native;
constexpr Duration grace = 5min;
constexpr Cause cancel{7};

RunEnd settled(std::uint32_t generation) {
  return {.in_step = true, .generation = generation, .settled = true};
}
RunEnd in_vain(std::uint32_t generation) { return {.generation = generation, .alert = true}; }

/// What happened to alerts: the rest is about leases and records.
std::vector<IntentCommit> alerts(const Store& store) {
  std::vector<IntentCommit> all;
  std::ranges::copy_if(
      store.recorder.intents, std::back_inserter(all),
      [](const IntentCommit& commit) { return commit.effect >= IntentEffect::alerted; });
  return all;
}
std::vector<IntentEffect> alert_effects(const Store& store) {
  std::vector<IntentEffect> all;
  for (const IntentCommit& commit : alerts(store)) all.push_back(commit.effect);
  return all;
}

/// A store in which the job was cancelled at 1 h: it is generation 2.
class Cancelled : public Store {
 public:
  explicit Cancelled(const std::vector<Decision>& decisions = {}) : Store(decisions) {
    confirm_all();
    Store::cancel(job);
    intents().oblige(job, sim::cancel, machine.now() + grace);
  }
  [[nodiscard]] bool visible() { return intents().alert_visible(job); }
};

// ---- Until when the cancel of a job may be unconfirmed ----

TEST(IntentsAlerts, a_cancel_is_told_to_staff_from_the_end_of_its_grace_on) {
  Cancelled store;
  const Time from = store.machine.now() + grace;
  ASSERT_THAT(alerts(store), SizeIs(1));
  EXPECT_EQ(alerts(store).front().effect, IntentEffect::alerted);
  EXPECT_EQ(alerts(store).front().job, job);
  EXPECT_EQ(alerts(store).front().run, cancel);
  EXPECT_EQ(alerts(store).front().from, from);
  EXPECT_FALSE(store.visible());
  store.machine.pass_until(from - 1us);
  EXPECT_FALSE(store.visible());
  store.machine.pass_until(from);
  EXPECT_TRUE(store.visible());
  EXPECT_FALSE(store.intents().alert_visible(native));
  EXPECT_THAT(alerts(store), SizeIs(1));  // nothing more had to happen
}

TEST(IntentsAlerts, what_staff_see_earlier_is_not_put_off) {
  Cancelled store;
  store.intents().oblige(job, Cause{8}, store.machine.now() + grace + 1us);
  store.intents().oblige(job, Cause{8}, store.machine.now() + grace);
  EXPECT_THAT(alerts(store), SizeIs(1));
  store.machine.pass(grace);
  EXPECT_TRUE(store.visible());
}

TEST(IntentsAlerts, what_staff_would_see_later_is_moved_up) {
  Cancelled store;
  store.intents().oblige(job, Cause{8}, store.machine.now() + 1min);
  ASSERT_THAT(alerts(store), SizeIs(2));
  EXPECT_EQ(alerts(store).back().run, Cause{8});
  store.machine.pass(1min);
  EXPECT_TRUE(store.visible());
}

TEST(IntentsAlerts, a_run_may_tell_staff_at_once) {
  Store store;
  EXPECT_EQ(store.send(Store::request_for(IntentVerb::alert)).status, IntentStatus::ok);
  EXPECT_TRUE(store.intents().alert_visible(job));
  ASSERT_THAT(alerts(store), SizeIs(1));
  EXPECT_EQ(alerts(store).front().run, Cause{50});
  EXPECT_EQ(alerts(store).front().from, store.machine.now());
  store.send(Store::request_for(IntentVerb::alert));
  EXPECT_THAT(alerts(store), SizeIs(1));
}

// ---- What a run that ends says of it ----

TEST(IntentsAlerts, a_run_that_settles_the_matter_closes_the_alert_once) {
  Cancelled store;
  store.run(settled(2));
  store.run(settled(2));
  EXPECT_THAT(alert_effects(store), ElementsAre(IntentEffect::alerted, IntentEffect::alert_closed));
  EXPECT_EQ(alerts(store).back().job, job);
  EXPECT_EQ(alerts(store).back().run, Cause{50});
  store.machine.pass(grace);
  EXPECT_FALSE(store.visible());
}

TEST(IntentsAlerts, a_run_in_step_whose_writes_may_still_land_leaves_the_alert_open) {
  Cancelled store;
  store.run(Store::in_step(2));
  EXPECT_THAT(alert_effects(store), ElementsAre(IntentEffect::alerted));
  store.machine.pass(grace);
  EXPECT_TRUE(store.visible());
}

TEST(IntentsAlerts, a_run_that_settled_an_older_generation_leaves_the_alert_open) {
  Cancelled store;
  store.run(settled(1));
  EXPECT_THAT(alert_effects(store), ElementsAre(IntentEffect::alerted));
}

TEST(IntentsAlerts, a_run_that_lost_its_lease_neither_opens_nor_closes_one) {
  Cancelled store;
  store.acquire(Store::first_worker, true);
  store.machine.pass(Store::lease);
  store.acquire(Store::second_worker, true);
  EXPECT_EQ(store.finish(2, settled(2)).status, IntentStatus::superseded);
  EXPECT_EQ(store.finish(2, in_vain(2)).status, IntentStatus::superseded);
  EXPECT_THAT(alert_effects(store), ElementsAre(IntentEffect::alerted));
  EXPECT_FALSE(store.visible());
}

TEST(IntentsAlerts, a_run_in_vain_is_told_to_staff_before_the_grace_is_over) {
  Cancelled store;
  store.run(in_vain(2));
  EXPECT_TRUE(store.visible());
  EXPECT_THAT(alert_effects(store), ElementsAre(IntentEffect::alerted, IntentEffect::alerted));
  store.run(settled(2));
  EXPECT_FALSE(store.visible());
}

TEST(IntentsAlerts, a_store_that_fails_opens_and_closes_nothing) {
  // The first four requests bring the jobs in step; the fifth takes the lease.
  const Decision fails{{Site::store_fault, Cause{1005}},
                       static_cast<Outcome>(StoreVerdict::failed)};
  Cancelled store({fails});
  store.run(settled(2));
  EXPECT_THAT(alert_effects(store), ElementsAre(IntentEffect::alerted));
}

// ---- An alert drives work ----

TEST(IntentsAlerts, what_is_not_settled_calls_for_runs_though_all_is_confirmed) {
  Cancelled store;
  store.run(Store::in_step(2));
  // Staff do not see it yet, and never shall if a run comes in time.
  EXPECT_THAT(due(store.scan()), ElementsAre("1 at 0"));
  EXPECT_EQ(store.acquire(Store::first_worker).status, IntentStatus::ok);
  store.finish(3, settled(2));
  EXPECT_THAT(due(store.scan()), IsEmpty());
  EXPECT_EQ(store.acquire(Store::first_worker).status, IntentStatus::nothing_to_do);
}

TEST(IntentsAlerts, what_is_not_settled_does_not_wait_for_the_next_look) {
  Cancelled store;
  RunEnd end = Store::in_step(2);
  end.recheck_at = store.machine.now() + 45s;
  store.run(end);
  EXPECT_THAT(due(store.scan()), ElementsAre("1 at 0"));
  end.settled = true;
  store.run(end);
  EXPECT_THAT(due(store.scan()), ElementsAre("1 at 3645"));
}

// ---- Staff take the matter over ----

TEST(IntentsAlerts, what_staff_have_taken_over_is_seen_no_more_and_calls_for_no_run) {
  Cancelled store;
  store.run(Store::in_step(2));
  store.run(in_vain(2));
  store.intents().acknowledge(job, Cause{9});
  EXPECT_FALSE(store.visible());
  EXPECT_THAT(due(store.scan()), IsEmpty());
  EXPECT_EQ(alerts(store).back().effect, IntentEffect::acknowledged);
  EXPECT_EQ(alerts(store).back().job, job);
  EXPECT_EQ(alerts(store).back().run, Cause{9});
}

TEST(IntentsAlerts, what_staff_have_taken_over_is_not_told_again_until_the_job_is_saved) {
  Cancelled store;
  store.run(in_vain(2));
  store.intents().acknowledge(job, Cause{9});
  store.run(in_vain(2));
  EXPECT_FALSE(store.visible());
  store.save(job);
  store.run(in_vain(3));
  EXPECT_TRUE(store.visible());
}

TEST(IntentsAlerts, a_cancel_after_that_is_told_like_any_other) {
  Cancelled store;
  store.intents().acknowledge(job, Cause{9});
  store.Store::cancel(job, false);
  store.Store::cancel(job);
  store.intents().oblige(job, Cause{10}, store.machine.now() + grace);
  store.machine.pass(grace);
  EXPECT_TRUE(store.visible());
}

TEST(IntentsAlerts, staff_take_over_one_job_and_no_other) {
  Cancelled store;
  store.intents().oblige(native, Cause{8}, store.machine.now());
  store.intents().acknowledge(job, Cause{9});
  EXPECT_TRUE(store.intents().alert_visible(native));
}

// ---- In words ----

std::vector<std::string> told(const model::History& history) {
  std::vector<std::string> all;
  for (const model::Entry& entry : history) {
    if (entry.step == model::Step::alerted) all.push_back(entry.text);
  }
  return all;
}

TEST(IntentsAlerts, the_story_says_what_staff_are_told_and_from_when) {
  Store store;
  model::History history;
  store.machine.scheduler().reset(Strategy::latency, &history);
  store.machine.pass(1h);
  store.Store::cancel(job);
  store.intents().oblige(job, cancel, store.machine.now() + grace);
  store.send(Store::request_for(IntentVerb::alert));
  store.run(settled(2));
  const std::string about = model::alert_about(store.job_of(job));
  EXPECT_THAT(told(history),
              ElementsAre("unless that is settled before, staff will be told at " +
                              model::name_of_instant(Time{1h + grace}) + " of " + about,
                          "staff are told of " + about, "nothing is left to be told of job 1"));
}

class Nobody final : public JobChangeHandler {
 public:
  void on_change(std::uint8_t, const model::JobChange&) override {}
  void on_gap(std::uint8_t, Cause) override {}
};

TEST(IntentsAlerts, a_store_that_has_words_of_its_own_tells_staff_in_these) {
  Machine machine;
  Recorder recorder;
  Nobody nobody;
  Attik<Recorder> attik(machine.scheduler(), recorder, nobody, machine.processes(), AttikOptions{});
  const auto words = [](const model::Job& about) {
    return name_of(about.id) + ", generation " + std::to_string(about.generation);
  };
  Intents<Recorder> intents(machine.scheduler(), recorder, attik, {words});
  model::History history;
  machine.scheduler().reset(Strategy::latency, &history);
  for (const JobId id : {native, job}) {
    model::Job given;
    given.id = id;
    given.generation = 1;
    attik.give(given);
  }
  intents.oblige(job, cancel, machine.now());
  EXPECT_THAT(told(history), ElementsAre("staff are told of job 1, generation 1"));
}

}  // namespace
}  // namespace interleave::sim
