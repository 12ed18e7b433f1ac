#include "sim/attik.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::Duration;
using model::InspectorId;
using model::Job;
using model::JobId;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr std::uint8_t first_worker = 0;
constexpr LinkOptions leg{.base = 5ms, .typical = 20ms, .latency_max = 30s};

/// The name of the save that comes so many saves after the first.
Cause save_number(std::uint32_t number) { return Cause{1000 + number}; }

Decision in_the_stream(std::uint32_t save, StreamVerdict verdict) {
  return {{Site::stream_fault, save_number(save)}, static_cast<Outcome>(verdict)};
}
Decision on_arrival(std::uint32_t save, ProcessVerdict verdict, std::uint32_t tries = 0) {
  return {{Site::process_fault, save_number(save), tries}, static_cast<Outcome>(verdict)};
}
constexpr Cause crash{77};
Decision after_the_crash(ResumeVerdict verdict) {
  return {{Site::resume_fault, crash}, static_cast<Outcome>(verdict)};
}

/// Attik with jobs, as a rule 0 to 3, that A holds, and a stream whose legs take 5 ms unless a
/// decision says more. Notes what the workers are told, as "1: job 2 gen 3" or "1: gap".
class Company final : public JobChangeHandler {
 public:
  explicit Company(const std::vector<Decision>& decisions = {},
                   const AttikOptions& options = {.stream = leg}, std::uint8_t jobs = 4)
      : attik(machine.scheduler(), recorder, *this, machine.processes(), options) {
    machine.decide(decisions);
    for (std::uint8_t number = 0; number < jobs; ++number) {
      Job job;
      job.id = JobId{number};
      job.order = model::OrderId{number};
      job.starts = Time{33h};
      job.inspectors = {InspectorId{0}};
      job.generation = 1;
      attik.give(job);
    }
  }

  /// Gives the job to these inspectors: "B A".
  void assign(std::uint8_t job, const std::string& people) {
    Job changed = attik.job(JobId{job});
    changed.inspectors.clear();
    for (const char person : people) {
      if (person == ' ') continue;
      changed.inspectors.push_back(InspectorId{static_cast<std::uint8_t>(person - 'A')});
    }
    attik.save(changed, save_number(saves_++));
  }
  void postpone(std::uint8_t job) {
    Job changed = attik.job(JobId{job});
    changed.starts += 1h;
    attik.save(changed, save_number(saves_++));
  }
  /// Somebody cancels the job, or wants it after all.
  void cancel(std::uint8_t job, bool cancelled = true) {
    Job changed = attik.job(JobId{job});
    changed.cancelled = cancelled;
    attik.save(changed, save_number(saves_++));
  }
  /// A new job that A holds.
  const Job& insert() {
    Job job;
    job.order = model::OrderId::none();
    job.starts = Time{57h};
    job.inspectors = {InspectorId{0}};
    return attik.insert(job, save_number(saves_++));
  }
  void come_back() {
    machine.process().come_back();
    attik.on_return(first_worker, crash);
  }

  void on_change(std::uint8_t worker, const model::JobChange& change) override {
    told.push_back(std::to_string(worker) + ": job " + std::to_string(change.job.id.value) +
                   " gen " + std::to_string(change.job.generation));
    changes.push_back(change);
    times.push_back(machine.now());
  }
  void on_gap(std::uint8_t worker, Cause cause) override {
    gaps.push_back(cause);
    told.push_back(std::to_string(worker) + ": gap");
  }

  Machine machine;
  Recorder recorder;
  Attik<Recorder> attik;
  std::vector<std::string> told;
  std::vector<model::JobChange> changes;
  std::vector<Cause> gaps;
  std::vector<Time> times;

 private:
  std::uint32_t saves_ = 0;
};

// ---- Jobs ----

TEST(Attik, a_save_takes_effect_at_once_and_is_told_a_leg_later) {
  Company company;
  company.assign(1, "B");
  EXPECT_EQ(company.attik.job(JobId{1}).generation, 2U);
  EXPECT_EQ(company.attik.job(JobId{1}).primary(), InspectorId{1});
  ASSERT_THAT(company.recorder.attik, SizeIs(5));  // four given, one saved
  EXPECT_EQ(company.recorder.attik.back().job.generation, 2U);
  EXPECT_THAT(company.told, IsEmpty());
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2"));
  EXPECT_THAT(company.times, ElementsAre(Time{5ms}));
  EXPECT_EQ(company.changes.front().cause, save_number(0));
  EXPECT_TRUE(company.changes.front().primary_changed);
}

TEST(Attik, knows_a_job_as_it_stood_before_its_last_save) {
  Company company;
  company.machine.pass(10s);
  company.assign(1, "B");
  EXPECT_EQ(company.attik.job_at(JobId{1}, Time{10s} - 1us).generation, 1U);
  EXPECT_EQ(company.attik.job_at(JobId{1}, Time{10s}).generation, 2U);
}

TEST(Attik, a_new_job_gets_the_next_number_and_is_its_first_generation) {
  Company company({}, {.stream = leg}, 2);
  const Job& inserted = company.insert();
  EXPECT_EQ(inserted.id, JobId{2});
  EXPECT_EQ(inserted.generation, 1U);
  EXPECT_EQ(inserted.order, model::OrderId::none());
  EXPECT_EQ(inserted.starts, Time{57h});
  EXPECT_EQ(company.attik.job_count(), 3U);
  ASSERT_THAT(company.recorder.attik, SizeIs(3));
  EXPECT_EQ(company.recorder.attik.back().job.id, JobId{2});
  EXPECT_EQ(company.recorder.attik.back().job.generation, 1U);
  EXPECT_FALSE(company.recorder.attik.back().by_sync);
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 2 gen 1"));
  EXPECT_EQ(company.changes.front().cause, save_number(0));
  EXPECT_TRUE(company.changes.front().primary_changed);
  EXPECT_FALSE(company.changes.front().became_cancelled);
}

TEST(Attik, a_new_job_that_is_saved_at_once_is_told_of_twice) {
  Company company({}, {.stream = leg, .inspectors_only = false}, 1);
  company.insert();
  company.postpone(1);
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 1", "0: job 1 gen 2"));
}

TEST(Attik, a_new_job_fires_the_stream_whatever_else_does_unless_nothing_does) {
  const auto told = [](const AttikOptions& options) {
    Company company({}, options, 1);
    company.insert();
    company.machine.pass(1min);
    return company.told;
  };
  EXPECT_THAT(told({.stream = leg, .primary_only = true}), ElementsAre("0: job 1 gen 1"));
  EXPECT_THAT(told({.stream = leg, .source = false}), IsEmpty());
}

TEST(Attik, a_sync_overwrites_the_whole_record_and_nobody_is_told) {
  Company company({}, {.stream = leg, .inspectors_only = false});
  Job record = company.attik.job(JobId{1});
  company.machine.pass(10s);
  company.assign(1, "B");  // gen 2
  company.cancel(1);       // gen 3
  company.machine.pass(10s);
  company.told.clear();
  record.order = model::OrderId{5};
  company.attik.overwrite(record, model::run_root);
  company.machine.pass(1min);
  const Job& now = company.attik.job(JobId{1});
  EXPECT_EQ(now.order, model::OrderId{5});
  EXPECT_EQ(now.primary(), InspectorId{0});
  EXPECT_FALSE(now.cancelled);
  EXPECT_EQ(now.generation, 3U);
  EXPECT_TRUE(company.recorder.attik.back().by_sync);
  EXPECT_EQ(company.recorder.attik.back().job.order, model::OrderId{5});
  EXPECT_THAT(company.told, IsEmpty());
  // It was there a moment ago as it was before.
  EXPECT_TRUE(company.attik.job_at(JobId{1}, Time{20s} - 1us).cancelled);
  EXPECT_FALSE(company.attik.job_at(JobId{1}, Time{20s}).cancelled);
}

/// Attik whose stream says which order a job is linked to, too.
constexpr AttikOptions with_links{.stream = leg, .links = true};

/// A request links job 1 to that order, or takes the link away.
void link(Company& company, model::OrderId order, Cause request = Cause{50}) {
  Job record = company.attik.job(JobId{1});
  record.order = order;
  company.attik.overwrite(record, request);
  company.machine.pass(1min);
}

TEST(Attik, a_link_fires_the_stream_where_that_is_wanted_and_is_flagged_as_one) {
  for (const bool links : {true, false}) {
    Company company({}, {.stream = leg, .links = links});
    link(company, model::OrderId{5});
    EXPECT_EQ(company.attik.job(JobId{1}).order, model::OrderId{5});
    ASSERT_THAT(company.changes, SizeIs(links ? 1 : 0));
    if (!links) continue;
    const model::JobChange& change = company.changes.front();
    EXPECT_TRUE(change.linked);
    EXPECT_FALSE(change.primary_changed);
    EXPECT_FALSE(change.became_cancelled);
    EXPECT_EQ(change.job.order, model::OrderId{5});
    EXPECT_EQ(change.job.generation, 1U);  // it is nobody's wish
  }
}

TEST(Attik, only_a_link_to_another_order_is_one) {
  Company company({}, with_links);
  link(company, model::OrderId{1});       // that it has
  link(company, model::OrderId::none());  // as it was before there was one
  EXPECT_THAT(company.told, IsEmpty());
  link(company, model::OrderId{1});
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 1"));
}

TEST(Attik, no_save_of_anybody_is_flagged_as_a_link) {
  Company company({}, with_links);
  Job changed = company.attik.job(JobId{1});
  changed.order = model::OrderId::none();  // on again, after a cancel
  changed.inspectors = {InspectorId{1}};
  company.attik.save(changed, save_number(0));
  company.machine.pass(1min);
  ASSERT_THAT(company.changes, SizeIs(1));
  EXPECT_FALSE(company.changes.front().linked);
}

TEST(Attik, each_link_has_a_name_of_its_own_though_it_is_to_an_order_of_before) {
  // A run may link a job to one order, then to another, and back.
  Company company({}, with_links);
  link(company, model::OrderId{5}, Cause{50});
  link(company, model::OrderId{9}, Cause{51});
  link(company, model::OrderId{5}, Cause{52});
  ASSERT_THAT(company.changes, SizeIs(3));
  EXPECT_NE(company.changes[0].cause, company.changes[1].cause);
  EXPECT_NE(company.changes[0].cause, company.changes[2].cause);
}

TEST(Attik, without_a_source_the_stream_says_nothing_of_links_either) {
  Company company({}, {.stream = leg, .source = false, .links = true});
  link(company, model::OrderId{5});
  EXPECT_THAT(company.told, IsEmpty());
}

// ---- The stream ----

TEST(Attik, tells_changes_in_the_order_of_the_saves_whatever_their_delays) {
  Company company({{{Site::stream_delay, save_number(0)}, 400'000}});
  company.assign(1, "B");
  company.assign(2, "B");
  company.assign(1, "C");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2", "0: job 2 gen 2", "0: job 1 gen 3"));
  // Each leaves when the one before has arrived.
  EXPECT_THAT(company.times, ElementsAre(Time{405ms}, Time{410ms}, Time{415ms}));
}

TEST(Attik, each_worker_is_told_of_its_share_of_the_jobs) {
  Company company({}, {.stream = leg, .workers = 2});
  for (std::uint8_t job = 0; job < 4; ++job) company.assign(job, "B");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, testing::UnorderedElementsAre("0: job 0 gen 2", "0: job 2 gen 2",
                                                          "1: job 1 gen 2", "1: job 3 gen 2"));
}

TEST(Attik, what_fires_the_stream_is_an_option) {
  const auto told = [](const AttikOptions& options) {
    Company company({}, options);
    company.assign(1, "B");    // gen 2: another primary
    company.assign(1, "B C");  // gen 3: other people, the same primary
    company.postpone(1);       // gen 4: another time
    company.machine.pass(1min);
    return company.told;
  };
  EXPECT_THAT(told({.stream = leg}), ElementsAre("0: job 1 gen 2", "0: job 1 gen 3"));
  EXPECT_THAT(told({.stream = leg, .primary_only = true}), ElementsAre("0: job 1 gen 2"));
  EXPECT_THAT(told({.stream = leg, .inspectors_only = false}),
              ElementsAre("0: job 1 gen 2", "0: job 1 gen 3", "0: job 1 gen 4"));
  EXPECT_THAT(told({.stream = leg, .source = false}), IsEmpty());
}

TEST(Attik, says_whether_the_primary_changed) {
  Company company;
  company.assign(1, "A B");
  company.assign(1, "B A");
  company.machine.pass(1min);
  ASSERT_THAT(company.changes, SizeIs(2));
  EXPECT_FALSE(company.changes[0].primary_changed);
  EXPECT_TRUE(company.changes[1].primary_changed);
}

TEST(Attik, says_that_a_job_became_cancelled_and_not_that_it_is) {
  Company company({}, {.stream = leg, .inspectors_only = false});
  company.cancel(1);
  company.postpone(1);       // it still is
  company.cancel(1, false);  // it is on again
  company.postpone(1);
  company.cancel(1);
  company.machine.pass(1min);
  std::vector<bool> cancels;
  for (const model::JobChange& change : company.changes) cancels.push_back(change.became_cancelled);
  EXPECT_THAT(cancels, ElementsAre(true, false, false, false, true));
  EXPECT_TRUE(company.changes[1].job.cancelled);
  EXPECT_FALSE(company.changes[2].job.cancelled);
  EXPECT_FALSE(company.changes[0].primary_changed);
}

TEST(Attik, where_only_inspectors_fire_the_stream_a_cancel_does_not) {
  Company company;
  company.cancel(1);
  company.machine.pass(1min);
  EXPECT_THAT(company.told, IsEmpty());
  EXPECT_TRUE(company.attik.job(JobId{1}).cancelled);
}

TEST(Attik, a_call_for_a_scan_reaches_every_worker_as_a_gap_a_leg_later) {
  Company company({}, {.stream = leg, .workers = 2});
  company.attik.call_for_scan(Cause{5});
  EXPECT_THAT(company.told, IsEmpty());
  company.machine.pass(5ms);  // a leg lands after the timers of its instant
  EXPECT_THAT(company.told, IsEmpty());
  company.machine.pass(1us);
  EXPECT_THAT(company.told, testing::UnorderedElementsAre("0: gap", "1: gap"));
  ASSERT_THAT(company.gaps, SizeIs(2));
  EXPECT_NE(company.gaps[0], company.gaps[1]);
}

TEST(Attik, a_call_for_a_scan_does_not_overtake_the_changes_before_it) {
  Company company;
  company.assign(1, "B");
  company.attik.call_for_scan(Cause{5});
  company.assign(2, "B");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2", "0: gap", "0: job 2 gen 2"));
}

// ---- Faults of the stream ----

TEST(Attik, tells_a_change_twice_under_two_names) {
  Company company({in_the_stream(0, StreamVerdict::twice)});
  company.assign(1, "B");
  company.assign(2, "B");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2", "0: job 1 gen 2", "0: job 2 gen 2"));
  EXPECT_NE(company.changes[0].cause, company.changes[1].cause);
}

TEST(Attik, loses_a_change_and_says_nothing) {
  Company company({in_the_stream(0, StreamVerdict::lost)});
  company.assign(1, "B");
  company.assign(2, "B");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 2 gen 2"));
  EXPECT_EQ(company.attik.job(JobId{1}).generation, 2U);  // the save itself stands
  EXPECT_THAT(company.recorder.faults,
              ElementsAre(Recorder::FaultNote{Time{}, Fault::change_lost, model::OrderId{1}}));
}

TEST(Attik, loses_a_change_and_says_that_it_lost_something) {
  Company company({in_the_stream(0, StreamVerdict::lost_with_error)});
  company.assign(1, "B");
  company.assign(2, "B");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: gap", "0: job 2 gen 2"));
  EXPECT_THAT(company.recorder.faults,
              ElementsAre(Recorder::FaultNote{Time{}, Fault::stream_gap, model::OrderId{1}}));
}

TEST(Attik, a_fault_that_hits_a_job_without_an_order_is_told_by_the_first_it_would_have) {
  Company company({in_the_stream(0, StreamVerdict::lost),
                   in_the_stream(1, StreamVerdict::late),
                   {{Site::lateness, save_number(1)}, 60'000}},
                  {.stream = leg, .inspectors_only = false}, 3);
  company.insert();
  company.postpone(3);
  EXPECT_THAT(company.recorder.faults,
              ElementsAre(Recorder::FaultNote{Time{}, Fault::change_lost, model::OrderId{3}},
                          Recorder::FaultNote{Time{}, Fault::change_late, model::OrderId{3}}));
}

TEST(Attik, stands_still_before_a_change_and_the_ones_behind_it_wait) {
  const Decision hour{{Site::lateness, save_number(0)}, 3'600'000};
  Company company({in_the_stream(0, StreamVerdict::late),
                   hour,
                   in_the_stream(1, StreamVerdict::late),
                   {{Site::lateness, save_number(1)}, 60'000}});
  company.assign(1, "B");
  company.assign(2, "B");
  company.machine.pass(1h);
  EXPECT_THAT(company.told, IsEmpty());
  // The second was late, too, but only since it was saved: it does not wait another minute.
  company.machine.pass(11ms);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2", "0: job 2 gen 2"));
}

// ---- Workers that die or stand still ----

TEST(Attik, what_a_worker_had_not_taken_when_it_died_is_told_when_it_is_back) {
  Company company({on_arrival(1, ProcessVerdict::crash)});
  company.assign(1, "B");
  company.assign(2, "B");
  company.assign(3, "B");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2"));
  company.come_back();
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2", "0: job 2 gen 2", "0: job 3 gen 2"));
}

TEST(Attik, what_is_saved_while_a_worker_is_down_is_told_when_it_is_back) {
  Company company({on_arrival(0, ProcessVerdict::crash)});
  company.assign(1, "B");
  company.machine.pass(1s);
  company.assign(2, "B");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, IsEmpty());
  company.come_back();
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2", "0: job 2 gen 2"));
}

TEST(Attik, a_change_that_killed_its_worker_may_kill_it_once_more_when_it_is_told_again) {
  Company company(
      {on_arrival(0, ProcessVerdict::crash, 0), on_arrival(0, ProcessVerdict::crash, 1)});
  company.assign(1, "B");
  company.machine.pass(1min);
  company.come_back();
  company.machine.pass(1min);
  EXPECT_THAT(company.told, IsEmpty());
  EXPECT_THAT(company.machine.crashes(), SizeIs(2));
  company.come_back();
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2"));
}

TEST(Attik, a_worker_that_is_back_may_be_told_its_last_two_changes_again) {
  Company company({on_arrival(3, ProcessVerdict::crash), after_the_crash(ResumeVerdict::again)});
  for (std::uint8_t job = 0; job < 4; ++job) company.assign(job, "B");
  company.machine.pass(1min);
  company.told.clear();
  company.changes.clear();
  company.come_back();
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2", "0: job 2 gen 2", "0: job 3 gen 2"));
  EXPECT_NE(company.changes[0].cause, save_number(1));
  EXPECT_NE(company.changes[1].cause, save_number(2));
  EXPECT_EQ(company.changes[2].cause, save_number(3));
}

TEST(Attik, a_worker_that_is_back_may_be_told_nothing_of_what_it_missed) {
  Company company({on_arrival(0, ProcessVerdict::crash), after_the_crash(ResumeVerdict::from_now)});
  company.assign(1, "B");
  company.machine.pass(1s);
  company.assign(2, "B");
  company.machine.pass(1min);
  company.come_back();
  company.assign(3, "B");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 3 gen 2"));
}

TEST(Attik, a_worker_that_stands_still_takes_its_changes_in_order_when_it_goes_on) {
  Company company(
      {on_arrival(0, ProcessVerdict::pause), {{Site::pause, save_number(0)}, 19'994'000}});
  company.assign(1, "B");  // arrives at 5 ms; awake 1 ms and 19.994 s later
  company.assign(2, "B");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("0: job 1 gen 2", "0: job 2 gen 2"));
  EXPECT_THAT(company.times, ElementsAre(Time{20s}, Time{20s + 5ms}));
}

TEST(Attik, a_dead_worker_does_not_keep_the_other_waiting) {
  Company company({on_arrival(0, ProcessVerdict::crash)}, {.stream = leg, .workers = 2});
  company.assign(0, "B");
  company.assign(1, "B");
  company.machine.pass(1min);
  EXPECT_THAT(company.told, ElementsAre("1: job 1 gen 2"));
}

// ---- Limits ----

TEST(Attik, more_changes_than_the_stream_can_hold_end_the_run) {
  Company company({on_arrival(0, ProcessVerdict::crash)});
  for (int save = 0; save < 32; ++save) company.assign(1, save % 2 == 0 ? "B" : "C");
  EXPECT_EQ(company.machine.scheduler().limit_reached(), "");
  company.assign(1, "A");
  EXPECT_EQ(company.machine.scheduler().limit_reached(), "changes in the stream");
}

TEST(Attik, a_new_run_knows_nothing_of_the_one_before) {
  Company company;
  company.assign(1, "B");
  company.attik.reset();
  EXPECT_EQ(company.attik.job_count(), 0U);
  company.machine.pass(1min);
  EXPECT_THAT(company.told, IsEmpty());
}

}  // namespace
}  // namespace interleave::sim
