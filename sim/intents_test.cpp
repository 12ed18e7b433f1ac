#include "sim/intents.hpp"

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
using model::IntentEffect;
using model::IntentReply;
using model::IntentRequest;
using model::IntentStatus;
using model::IntentVerb;
using model::Job;
using model::JobId;
using model::OrderId;
using model::RunEnd;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr JobId job = Store::job;
constexpr Duration lease = Store::lease;
constexpr OrderId job_order{1};  ///< that it has at the start
constexpr OrderId made{5};
constexpr OrderId made_too{9};
constexpr std::uint8_t first_worker = Store::first_worker;
constexpr std::uint8_t second_worker = Store::second_worker;

// ---- The lease ----

TEST(Intents, a_lease_is_granted_with_a_number_and_an_end_and_given_back_with_the_run) {
  Store store;
  const IntentReply leased = store.acquire(first_worker);
  EXPECT_EQ(leased.status, IntentStatus::ok);
  EXPECT_EQ(leased.intent.fencing, 1U);
  EXPECT_EQ(leased.intent.owner, first_worker);
  EXPECT_EQ(leased.intent.leased_until, store.machine.now() + lease);
  EXPECT_EQ(leased.generation, 1U);
  EXPECT_FALSE(leased.unfinished);
  EXPECT_EQ(store.finish(1, Store::in_step(1)).status, IntentStatus::ok);
  EXPECT_THAT(effects(store.recorder), ElementsAre(IntentEffect::leased, IntentEffect::released));
}

TEST(Intents, nobody_else_gets_the_lease_before_it_ends_by_the_clock_of_the_store) {
  Store store;
  const Time end = store.acquire(first_worker).intent.leased_until;
  store.machine.pass_until(end - 1us);
  const IntentReply busy = store.acquire(second_worker, true);
  EXPECT_EQ(busy.status, IntentStatus::busy);
  EXPECT_EQ(busy.intent.leased_until, end);
  store.machine.pass_until(end);
  const IntentReply leased = store.acquire(second_worker);
  EXPECT_EQ(leased.status, IntentStatus::ok);
  EXPECT_EQ(leased.intent.fencing, 2U);
  EXPECT_TRUE(leased.unfinished);
}

TEST(Intents, a_lease_that_was_given_back_is_free_at_once) {
  Store store;
  store.finish(store.acquire(first_worker).intent.fencing, {});
  const IntentReply leased = store.acquire(second_worker);
  EXPECT_EQ(leased.status, IntentStatus::ok);
  EXPECT_FALSE(leased.unfinished);
}

TEST(Intents, the_worker_that_holds_the_lease_gets_it_anew_and_hears_that_a_run_left_no_word) {
  Store store;
  store.acquire(first_worker);
  const IntentReply again = store.acquire(first_worker);
  EXPECT_EQ(again.status, IntentStatus::ok);
  EXPECT_EQ(again.intent.fencing, 2U);
  EXPECT_TRUE(again.unfinished);
}

TEST(Intents, a_renewed_lease_lasts_from_then) {
  Store store;
  store.acquire(first_worker);
  store.machine.pass(50s);
  EXPECT_EQ(store.renew(first_worker, 1).status, IntentStatus::ok);
  store.machine.pass(lease - 1us);
  EXPECT_EQ(store.acquire(second_worker).status, IntentStatus::busy);
  store.machine.pass(1us);
  EXPECT_EQ(store.acquire(second_worker).status, IntentStatus::ok);
}

TEST(Intents, whoever_names_an_older_lease_is_told_that_it_has_gone) {
  Store store;
  store.acquire(first_worker);
  store.machine.pass(lease);
  store.acquire(second_worker);
  store.recorder.intents.clear();
  EXPECT_EQ(store.renew(first_worker, 1).status, IntentStatus::superseded);
  EXPECT_EQ(store.finish(1, Store::in_step(1)).status, IntentStatus::superseded);
  EXPECT_THAT(store.recorder.intents, IsEmpty());
  // Nothing of the late end was noted: the job still counts as not confirmed.
  EXPECT_EQ(store.finish(2, {}).status, IntentStatus::ok);
  EXPECT_THAT(due(store.scan()), ElementsAre("0 at 0", "1 at 0"));
}

TEST(Intents, a_lease_that_was_given_back_cannot_be_renewed) {
  Store store;
  store.acquire(first_worker);
  store.finish(1, {});
  EXPECT_EQ(store.renew(first_worker, 1).status, IntentStatus::superseded);
}

TEST(Intents, whatever_shares_the_database_sees_the_number_of_the_latest_lease_of_a_job) {
  Store store;
  const Leases& leases = store.intents();
  EXPECT_EQ(leases.fencing_of(job), 0U);
  store.acquire(first_worker);
  EXPECT_EQ(leases.fencing_of(job), 1U);
  store.renew(first_worker, 1);
  store.finish(1, {});
  EXPECT_EQ(leases.fencing_of(job), 1U);  // also when it was given back
  store.acquire(second_worker);
  EXPECT_EQ(leases.fencing_of(job), 2U);
  EXPECT_EQ(leases.fencing_of(Store::native), 0U);
  store.acquire(first_worker);  // in vain
  EXPECT_EQ(leases.fencing_of(job), 2U);
  store.intents().reset();
  EXPECT_EQ(leases.fencing_of(job), 0U);
}

TEST(Intents, an_end_that_names_no_lease_is_believed_whoever_holds_it) {
  // For a mutant.
  Store store;
  store.acquire(first_worker);
  store.acquire(first_worker);
  EXPECT_EQ(store.finish(0, Store::in_step(1)).status, IntentStatus::ok);
  EXPECT_EQ(store.acquire(second_worker).status, IntentStatus::nothing_to_do);
}

// ---- The end of a run ----

TEST(Intents, an_end_that_is_told_twice_is_answered_twice_the_same_and_noted_once) {
  Store store;
  store.acquire(first_worker);
  const IntentReply once = store.finish(1, Store::in_step(1));
  const IntentReply twice = store.finish(1, Store::in_step(1));
  EXPECT_EQ(once.status, IntentStatus::ok);
  EXPECT_EQ(twice.status, IntentStatus::ok);
  EXPECT_EQ(once.generation, twice.generation);
  EXPECT_THAT(effects(store.recorder), ElementsAre(IntentEffect::leased, IntentEffect::released));
}

TEST(Intents, a_job_that_is_confirmed_leaves_nothing_to_do_unless_somebody_insists) {
  Store store;
  store.finish(store.acquire(first_worker).intent.fencing, Store::in_step(1));
  EXPECT_EQ(store.acquire(first_worker).status, IntentStatus::nothing_to_do);
  EXPECT_EQ(store.acquire(second_worker, true).status, IntentStatus::ok);
}

TEST(Intents, a_job_saved_since_it_was_confirmed_is_due_again) {
  Store store;
  store.acquire(first_worker);
  store.save(job);
  const IntentReply end = store.finish(1, Store::in_step(1));
  EXPECT_EQ(end.generation, 2U);  // the run knows 1: it was overtaken
  const IntentReply leased = store.acquire(first_worker);
  EXPECT_EQ(leased.status, IntentStatus::ok);
  EXPECT_EQ(leased.generation, 2U);
}

TEST(Intents, a_run_that_did_not_end_in_step_confirms_nothing) {
  Store store;
  store.acquire(first_worker);
  store.finish(1, {.in_step = false, .generation = 1});
  EXPECT_EQ(store.acquire(first_worker).status, IntentStatus::ok);
}

TEST(Intents, an_end_about_another_order_than_the_jobs_confirms_nothing) {
  // The run has read order 1; by the end of it the job is linked to that one, or to another.
  for (const OrderId linked : {job_order, made}) {
    for (const bool says_which : {false, true}) {
      Store store;
      store.acquire(first_worker);
      store.link(linked, job_order);
      RunEnd end = Store::in_step(1);
      if (says_which) end.order = job_order;
      const IntentReply ended = store.finish(1, end);
      EXPECT_EQ(ended.status, IntentStatus::ok);
      EXPECT_EQ(ended.order, linked);  // so the run hears of it
      const bool of_other = says_which && linked == made;
      EXPECT_EQ(store.acquire(first_worker).status,
                of_other ? IntentStatus::ok : IntentStatus::nothing_to_do);
    }
  }
}

TEST(Intents, an_end_about_another_order_gives_the_lease_back_and_says_nothing_of_this_one) {
  Store store;
  store.confirm_all();
  store.run({.record = true, .alert = true});
  store.recorder.intents.clear();
  store.machine.pass(1h);
  store.acquire(first_worker, true);
  store.link(made, job_order);
  RunEnd end = Store::in_step(1);
  end.settled = true;
  end.order = job_order;
  store.finish(3, end);
  // Neither the record nor the alert is closed.
  EXPECT_THAT(effects(store.recorder), ElementsAre(IntentEffect::leased, IntentEffect::released));
  EXPECT_TRUE(store.intents().alert_visible(job));
  // What was confirmed before stands: it was verified an hour ago.
  EXPECT_THAT(due(store.scan(store.machine.now())), ElementsAre("1! at 0"));
}

TEST(Intents, a_lease_is_granted_with_the_order_that_the_job_is_linked_to) {
  Store store;
  EXPECT_EQ(store.acquire(first_worker).order, job_order);
  store.link(made, job_order);
  EXPECT_EQ(store.acquire(first_worker).order, made);
}

TEST(Intents, for_a_mutant_the_newest_generation_can_be_taken_for_confirmed) {
  Store store;
  store.acquire(first_worker);
  store.save(job);
  IntentRequest end = Store::request_for(IntentVerb::finish);
  end.fencing = 1;
  end.confirm_now = true;
  end.end = Store::in_step(1);
  store.send(end);
  EXPECT_EQ(store.acquire(first_worker).status, IntentStatus::nothing_to_do);

  store.save(job);
  IntentRequest start = Store::request_for(IntentVerb::acquire);
  start.owner = first_worker;
  start.confirm_now = true;
  store.send(start);
  store.finish(2, {});
  EXPECT_EQ(store.acquire(first_worker).status, IntentStatus::nothing_to_do);
}

TEST(Intents, while_spectora_asks_to_wait_everybody_is_busy_even_who_insists) {
  Store store;
  const Time held = store.machine.now() + 30s;
  store.acquire(first_worker);
  store.finish(1, {.held_until = held});
  store.machine.pass_until(held - 1us);
  const IntentReply busy = store.acquire(first_worker, true);
  EXPECT_EQ(busy.status, IntentStatus::busy);
  EXPECT_EQ(busy.intent.held_until, held);
  EXPECT_EQ(busy.intent.owner, model::Intent::nobody);
  store.machine.pass_until(held);
  EXPECT_EQ(store.acquire(first_worker).status, IntentStatus::ok);
}

TEST(Intents, a_time_of_a_worker_is_kept_by_the_clock_of_the_store) {
  Store store;
  store.acquire(first_worker);
  // By the worker's clock it is one minute later than it is.
  const Time at_worker = store.machine.now() + 1min;
  IntentRequest request = Store::request_for(IntentVerb::finish);
  request.fencing = 1;
  request.sent_at = at_worker;
  request.end.wrote_at = at_worker - 3s;
  request.end.held_until = at_worker + 30s;
  store.send(request);
  const IntentReply busy = store.acquire(first_worker);
  EXPECT_EQ(busy.intent.wrote_at, store.machine.now() - 3s);
  EXPECT_EQ(busy.intent.held_until, store.machine.now() + 30s);
  EXPECT_EQ(busy.intent.recheck_at, Time{});  // no time is no time by any clock
  EXPECT_EQ(busy.answered_at, store.machine.now());
}

TEST(Intents, the_last_write_is_remembered_even_if_a_later_run_wrote_nothing) {
  Store store;
  const Time wrote = store.machine.now();
  store.acquire(first_worker);
  store.finish(1, {.wrote_at = wrote});
  store.finish(store.acquire(first_worker).intent.fencing, {});
  EXPECT_EQ(store.acquire(first_worker).intent.wrote_at, wrote);
}

TEST(Intents, a_record_opens_once_and_closes_when_the_order_is_in_step) {
  Store store;
  for (std::uint32_t run = 1; run <= 2; ++run) {
    store.acquire(first_worker);
    store.finish(run, {.record = true});
  }
  store.acquire(first_worker);
  store.finish(3, Store::in_step(1));
  EXPECT_THAT(
      effects(store.recorder),
      ElementsAre(IntentEffect::leased, IntentEffect::recorded, IntentEffect::released,
                  IntentEffect::leased, IntentEffect::released,  //
                  IntentEffect::leased, IntentEffect::record_closed, IntentEffect::released));
}

// ---- What a scan finds ----

TEST(Intents, a_scan_finds_what_is_not_confirmed_and_nothing_else) {
  Store store;
  EXPECT_THAT(due(store.scan()), ElementsAre("0 at 0", "1 at 0"));
  store.confirm_all();
  EXPECT_THAT(due(store.scan()), IsEmpty());
  store.save(job);
  EXPECT_THAT(due(store.scan()), ElementsAre("1 at 0"));
}

TEST(Intents, a_scan_finds_a_run_that_left_no_word) {
  Store store;
  store.confirm_all();
  store.acquire(second_worker, true);
  EXPECT_THAT(due(store.scan()), ElementsAre("1 at 0"));
}

TEST(Intents, a_scan_finds_what_is_to_be_looked_at_again_and_says_when) {
  Store store;
  store.confirm_all();
  const Time recheck = store.machine.now() + 45s;  // 1 h 45 s
  store.acquire(first_worker, true);
  RunEnd end = Store::in_step(1);
  end.recheck_at = recheck;
  store.finish(2, end);
  EXPECT_THAT(due(store.scan()), ElementsAre("1 at 3645"));
  EXPECT_EQ(store.acquire(first_worker).status, IntentStatus::nothing_to_do);
  store.machine.pass_until(recheck);
  EXPECT_THAT(due(store.scan()), ElementsAre("1 at 0"));
  EXPECT_EQ(store.acquire(first_worker).status, IntentStatus::ok);
}

TEST(Intents, a_scan_finds_jobs_of_attik_that_were_not_verified_for_long) {
  Store store;
  store.confirm_all();
  const Time verified = store.machine.now();
  store.machine.pass(30min);
  EXPECT_THAT(due(store.scan(verified)), IsEmpty());
  EXPECT_THAT(due(store.scan(verified + 1us)), ElementsAre("1! at 0"));
}

TEST(Intents, a_scan_finds_what_was_forgotten_as_if_nobody_had_ever_confirmed_it) {
  Store store;
  store.confirm_all();
  store.intents().forget(job);
  EXPECT_THAT(due(store.scan()), ElementsAre("1 at 0"));
  EXPECT_EQ(store.acquire(first_worker).status, IntentStatus::ok);
  store.finish(2, Store::in_step(1));
  EXPECT_THAT(due(store.scan()), IsEmpty());
}

TEST(Intents, to_forget_what_was_confirmed_takes_nobody_the_lease) {
  Store store;
  store.acquire(first_worker);
  store.intents().forget(job);
  EXPECT_EQ(store.acquire(second_worker).status, IntentStatus::busy);
  EXPECT_EQ(store.renew(first_worker, 1).status, IntentStatus::ok);
}

TEST(Intents, a_scan_leaves_jobs_alone_that_are_none_of_its_business) {
  using model::Creation;
  const auto found = [](Creation swept, bool others) {
    Store store({}, {.swept = swept, .others = others});
    for (const JobId each : {Store::native, job}) {
      IntentRequest start = Store::request_for(IntentVerb::acquire, each);
      start.owner = first_worker;
      store.send(start);  // and never ends
    }
    return due(store.scan(store.machine.now()));
  };
  // Of those that it does not sweep it finds the runs that left no word, or nothing.
  EXPECT_THAT(found(Creation::attik, true), ElementsAre("0 at 0", "1! at 0"));
  EXPECT_THAT(found(Creation::attik, false), ElementsAre("1! at 0"));
  EXPECT_THAT(found(Creation::spectora, true), ElementsAre("0! at 0", "1 at 0"));
  EXPECT_THAT(found(Creation::spectora, false), ElementsAre("0! at 0"));
}

// ---- Faults ----

TEST(Intents, a_store_that_fails_does_nothing_and_says_so) {
  const Decision fails{{Site::store_fault, Cause{1000}},
                       static_cast<Outcome>(StoreVerdict::failed)};
  Store store({fails});
  EXPECT_EQ(store.acquire(first_worker).status, IntentStatus::failed);
  EXPECT_THAT(store.recorder.intents, IsEmpty());
  EXPECT_THAT(store.recorder.faults,
              ElementsAre(Recorder::FaultNote{Time{1h}, Fault::store_failed, model::OrderId{1}}));
  EXPECT_EQ(store.acquire(first_worker).intent.fencing, 1U);
}

TEST(Intents, a_scan_that_fails_is_about_no_order) {
  const Decision fails{{Site::store_fault, Cause{1000}},
                       static_cast<Outcome>(StoreVerdict::failed)};
  Store store({fails});
  EXPECT_EQ(store.scan().status, IntentStatus::failed);
  EXPECT_THAT(store.recorder.faults,
              ElementsAre(Recorder::FaultNote{Time{1h}, Fault::store_failed, std::nullopt}));
}

TEST(Intents, a_job_is_read_as_it_was_a_while_ago_when_a_replica_answers) {
  // The job is saved at 1 h. Read 3 s later, and 3 s behind by one more than was drawn, it is the
  // job before; read 1 µs less behind, it is the job of now.
  for (const std::int64_t behind : {3'000'000, 2'999'999}) {
    const Decision stale{{Site::job_fault, Cause{1000}}, static_cast<Outcome>(JobVerdict::stale)};
    const Decision staleness{{Site::staleness, Cause{1000}}, behind - 1};
    Store store({stale, staleness});
    store.save(job);
    store.machine.pass(3s - 1us);
    EXPECT_EQ(store.read_job().job.generation, behind == 3'000'000 ? 1U : 2U) << behind;
    EXPECT_EQ(store.read_job().job.generation, 2U);
  }
}

// ---- What a run writes to the job itself ----

/// The commits since the two jobs were given.
std::vector<model::AttikCommit> written(const Store& store) {
  return {store.recorder.attik.begin() + 2, store.recorder.attik.end()};
}

TEST(Intents, a_link_stores_the_id_of_the_order_where_the_expected_one_stands) {
  Store store;
  const Job before = store.job_of(job);
  const IntentReply linked = store.link(made, before.order);
  EXPECT_EQ(linked.status, IntentStatus::ok);
  EXPECT_EQ(linked.job.order, made);
  EXPECT_EQ(store.job_of(job).order, made);
  ASSERT_EQ(written(store).size(), 1U);
  EXPECT_TRUE(written(store).front().by_sync);
  EXPECT_EQ(written(store).front().job.order, made);
  // It is not a wish of anybody: there is no newer generation to bring in step.
  EXPECT_EQ(store.job_of(job).generation, before.generation);
}

TEST(Intents, a_job_without_an_order_is_linked_as_well) {
  Store store;
  store.change(job, [](Job& saved) { saved.order = OrderId::none(); });
  EXPECT_EQ(store.link(made, job_order).job.order, OrderId::none());
  EXPECT_EQ(store.link(made, OrderId::none()).job.order, made);
}

TEST(Intents, a_link_loses_when_another_id_is_there_and_its_run_is_told_which) {
  Store store;
  store.link(made, job_order);
  const IntentReply second = store.link(made_too, job_order);
  EXPECT_EQ(second.status, IntentStatus::ok);
  EXPECT_EQ(second.job.order, made);
  EXPECT_EQ(store.job_of(job).order, made);
  EXPECT_EQ(written(store).size(), 1U);
}

TEST(Intents, a_link_that_is_told_twice_is_answered_twice_the_same_and_noted_once) {
  Store store;
  EXPECT_EQ(store.link(made, job_order).job.order, made);
  EXPECT_EQ(store.link(made, job_order).job.order, made);
  EXPECT_EQ(written(store).size(), 1U);
}

TEST(Intents, a_link_leaves_a_cancel_that_came_first_as_it_is_and_tells_of_it) {
  Store store;
  store.cancel(job);
  const IntentReply linked = store.link(made, job_order);
  EXPECT_TRUE(linked.job.cancelled);
  EXPECT_EQ(linked.job.generation, 2U);
  EXPECT_TRUE(store.job_of(job).cancelled);
  EXPECT_EQ(store.job_of(job).order, made);
}

TEST(Intents, a_save_writes_the_whole_record_and_may_undo_a_cancel) {
  Store store;
  Job record = store.read_job().job;
  store.cancel(job);
  store.save(job);
  record.order = made;
  EXPECT_EQ(store.save_record(record).status, IntentStatus::ok);
  const Job& now = store.job_of(job);
  EXPECT_EQ(now.order, made);
  EXPECT_FALSE(now.cancelled);
  EXPECT_EQ(now.starts, record.starts);
  EXPECT_EQ(now.generation, 3U);  // as people left it
  EXPECT_TRUE(written(store).back().by_sync);
}

TEST(Intents, a_save_asks_for_no_id_to_stand) {
  Store store;
  Job record = store.read_job().job;
  store.link(made, job_order);
  record.order = made_too;
  store.save_record(record);
  EXPECT_EQ(store.job_of(job).order, made_too);
}

TEST(Intents, what_a_store_that_fails_was_to_write_is_not_written) {
  const auto fails = [](std::uint64_t request) {
    return Decision{{Site::store_fault, Cause{1000 + request}},
                    static_cast<Outcome>(StoreVerdict::failed)};
  };
  Store store({fails(0), fails(1)});
  EXPECT_EQ(store.link(made, job_order).status, IntentStatus::failed);
  EXPECT_EQ(store.save_record(store.job_of(job)).status, IntentStatus::failed);
  EXPECT_THAT(written(store), IsEmpty());
}

TEST(Intents, a_link_and_a_save_touch_the_job_and_an_alert_touches_its_row) {
  const ResourceSet of_job{Resource::job, job.value};
  const ResourceSet row{Resource::intent, job.value};
  const auto touches = [](IntentVerb verb) {
    return Intents<Recorder>::touches(Store::request_for(verb));
  };
  EXPECT_EQ(touches(IntentVerb::link_order), (Footprint{{}, of_job}));
  EXPECT_EQ(touches(IntentVerb::save_job), (Footprint{{}, of_job}));
  EXPECT_EQ(touches(IntentVerb::read_job), (Footprint{of_job, {}}));
  EXPECT_EQ(touches(IntentVerb::alert), (Footprint{of_job, row}));
}

// ---- A sync that is switched off ----

TEST(Intents, while_the_sync_is_switched_off_a_run_is_told_so_instead_of_what_is_wanted) {
  Store store;
  store.intents().start_switched_off();
  EXPECT_EQ(store.read_job().status, IntentStatus::disabled);
  // All else goes on: the run can say how it ended.
  EXPECT_EQ(store.acquire(first_worker).status, IntentStatus::ok);
  EXPECT_EQ(store.finish(1, {.record = true}).status, IntentStatus::ok);
  store.intents().switch_on();
  const IntentReply read = store.read_job();
  EXPECT_EQ(read.status, IntentStatus::ok);
  EXPECT_EQ(read.job.generation, 1U);
}

/// Reads the job and switches the sync on, each at its time.
class ReadAndSwitch final : public EventOwner {
 public:
  explicit ReadAndSwitch(bool starts_off) {
    if (starts_off) store_.intents().start_switched_off();
  }
  std::uint64_t fingerprint(Duration read_after, Duration on_after) {
    Scheduler& scheduler = store_.machine.scheduler();
    scheduler.set_timer(*this, read, scheduler.now() + read_after);
    scheduler.set_timer(*this, on, scheduler.now() + on_after);
    store_.machine.pass(1min);
    return scheduler.fingerprint();
  }
  void land(std::uint32_t) override {}
  void ring(std::uint32_t slot) override {
    store_.machine.scheduler().trace(Actor::store, 0, Cause{slot}, 0);
    if (slot == read) {
      store_.read_job();
    } else {
      store_.intents().switch_on();
    }
  }

 private:
  enum Slot : std::uint32_t { read, on };

  Store store_;
};

TEST(Intents, whether_a_job_was_read_before_the_switch_matters_where_there_is_one) {
  EXPECT_NE(ReadAndSwitch(true).fingerprint(1s, 2s), ReadAndSwitch(true).fingerprint(2s, 1s));
  EXPECT_EQ(ReadAndSwitch(false).fingerprint(1s, 2s), ReadAndSwitch(false).fingerprint(2s, 1s));
}

// ---- A new run ----

TEST(Intents, a_new_run_knows_nothing_of_the_one_before) {
  Store store;
  store.run({.in_step = true, .generation = 1, .record = true, .alert = true});
  store.intents().oblige(job, Cause{7}, store.machine.now());
  store.intents().start_switched_off();
  store.intents().reset();
  EXPECT_EQ(store.read_job().status, IntentStatus::ok);
  EXPECT_FALSE(store.intents().alert_visible(job));
  const IntentReply leased = store.acquire(first_worker);
  EXPECT_EQ(leased.status, IntentStatus::ok);
  EXPECT_EQ(leased.intent.fencing, 1U);
  EXPECT_FALSE(leased.intent.record_open);
}

}  // namespace
}  // namespace interleave::sim
