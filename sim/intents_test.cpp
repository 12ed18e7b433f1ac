#include "sim/intents.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::Creation;
using model::Duration;
using model::InspectorId;
using model::IntentCommit;
using model::IntentEffect;
using model::IntentReply;
using model::IntentRequest;
using model::IntentStatus;
using model::IntentVerb;
using model::Job;
using model::JobId;
using model::RunEnd;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr JobId native{0};
constexpr JobId job{1};
constexpr Duration lease = 60s;
constexpr std::uint8_t first_worker = 0;
constexpr std::uint8_t second_worker = 1;

/// Nobody follows the stream.
class NoWorkers final : public JobChangeHandler {
 public:
  void on_change(std::uint8_t, const model::JobChange&) override {}
  void on_gap(std::uint8_t, Cause) override {}
};

/// A store with a Spectora-native job 0 and job 1 of Attik, both saved once and in step nowhere.
class Store {
 public:
  explicit Store(const std::vector<Decision>& decisions = {})
      : attik_(machine.scheduler(), recorder, nobody_, machine.processes(), AttikOptions{}),
        intents_(machine.scheduler(), recorder, attik_) {
    machine.decide(decisions);
    attik_.give(job_number(native, Creation::spectora));
    attik_.give(job_number(job, Creation::attik));
    machine.pass(1h);
  }

  /// The name of the request that is sent next.
  [[nodiscard]] Cause next() const { return Cause{1000 + sent_}; }

  IntentReply send(IntentRequest request) {
    IntentReply reply;
    intents_.apply(request, next(), true, reply);
    ++sent_;
    return reply;
  }
  IntentReply acquire(std::uint8_t worker, bool force = false) {
    IntentRequest request = request_for(IntentVerb::acquire);
    request.owner = worker;
    request.force = force;
    return send(request);
  }
  IntentReply renew(std::uint8_t worker, std::uint32_t fencing) {
    IntentRequest request = request_for(IntentVerb::renew);
    request.owner = worker;
    request.fencing = fencing;
    return send(request);
  }
  IntentReply finish(std::uint32_t fencing, const RunEnd& end) {
    IntentRequest request = request_for(IntentVerb::finish);
    request.fencing = fencing;
    request.end = end;
    return send(request);
  }
  IntentReply read_job() { return send(request_for(IntentVerb::read_job)); }
  IntentReply scan(Time verified_before = {}) {
    IntentRequest request = request_for(IntentVerb::scan);
    request.verified_before = verified_before;
    return send(request);
  }
  static IntentRequest request_for(IntentVerb verb, JobId about = job) {
    IntentRequest request;
    request.verb = verb;
    request.job = about;
    request.lease = lease;
    return request;
  }
  /// Brings both jobs in step, as far as the store knows.
  void confirm_all() {
    for (const JobId each : {native, job}) {
      IntentRequest start = request_for(IntentVerb::acquire, each);
      start.owner = first_worker;
      const IntentReply leased = send(start);
      IntentRequest end = request_for(IntentVerb::finish, each);
      end.fencing = leased.intent.fencing;
      end.end = in_step(leased.generation);
      send(end);
    }
    recorder.intents.clear();
  }
  void save(JobId id) {
    Job changed = attik_.job(id);
    changed.starts += 1h;
    attik_.save(changed, Cause{1});
  }

  static RunEnd in_step(std::uint32_t generation) {
    return {.in_step = true, .generation = generation};
  }
  [[nodiscard]] std::uint32_t generation() const { return attik_.job(job).generation; }

  Machine machine;
  Recorder recorder;

 private:
  static Job job_number(JobId id, Creation created) {
    Job given;
    given.id = id;
    given.order = model::OrderId{id.value};
    given.created = created;
    given.starts = Time{9h};
    given.inspectors = {InspectorId{0}};
    given.generation = 1;
    return given;
  }

  NoWorkers nobody_;
  Attik<Recorder> attik_;
  Intents<Recorder> intents_;
  std::uint64_t sent_ = 0;
};

std::vector<IntentEffect> effects(const Recorder& recorder) {
  std::vector<IntentEffect> all;
  for (const IntentCommit& commit : recorder.intents) all.push_back(commit.effect);
  return all;
}

/// "1 at 0" for each job that a scan found, "1! at 0" if it insists; times in seconds.
std::vector<std::string> due(const IntentReply& reply) {
  std::vector<std::string> all;
  for (const model::DueJob& each : reply.due) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(each.at.time_since_epoch());
    all.push_back(std::to_string(each.job.value) + (each.force ? "!" : "") + " at " +
                  std::to_string(seconds.count()));
  }
  return all;
}

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

}  // namespace
}  // namespace interleave::sim
