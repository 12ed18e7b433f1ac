#include "reconciler/work_queue.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/inspection.hpp"

namespace interleave::reconciler {
namespace {

using model::Cause;
using model::Duration;
using model::JobId;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr std::size_t capacity = 4;
using Queue = WorkQueue<JobId, capacity>;
using JobWork = Work<JobId>;

constexpr JobId one{1};
constexpr JobId two{2};
constexpr JobId three{3};
constexpr Time start{1h};

constexpr Queue::Options all_on{};
constexpr Queue::Options several_runs_per_key{.one_run_per_key = false};
constexpr Queue::Options forgets_dirty{.keep_dirty = false};
constexpr Queue::Options failing_first{.failing_apart = false};

/// The name of the run that this cause starts, for so many times before.
Cause run_of(Cause cause, std::uint32_t attempt = 0) { return Queue::run_of(cause, 0, attempt); }

/// What must be there.
template <class Value>
Value present(const std::optional<Value>& value) {
  if (!value) throw std::logic_error("found nothing, expected something");
  return *value;
}

/// Takes whatever is due and returns the keys.
std::vector<std::uint8_t> take_all(Queue& queue, Time now) {
  std::vector<std::uint8_t> keys;
  for (std::uint8_t key = 0; key < capacity; ++key) {
    if (queue.take(JobId{key}, now)) keys.push_back(key);
  }
  return keys;
}

/// Takes the next run of key one, lets it fail, and says how long the key then waits.
Duration fail_next(Queue& queue, Time& now) {
  now = present(queue.due(one));
  const JobWork work = present(queue.take(one, now));
  queue.fail(work, now);
  return present(queue.due(one)) - now;
}

// ---- One key ----

TEST(WorkQueue, starts_a_marked_key_once) {
  Queue queue(all_on);
  EXPECT_FALSE(queue.take(one, start));
  queue.mark(one, {.cause = Cause{7}});
  const JobWork work = present(queue.take(one, start));
  EXPECT_EQ(work.key, one);
  EXPECT_EQ(work.run, run_of(Cause{7}));
  EXPECT_TRUE(queue.running(one));
  EXPECT_FALSE(queue.take(one, start));
  queue.succeed(one);
  EXPECT_FALSE(queue.running(one));
  EXPECT_FALSE(queue.take(one, start));
  EXPECT_FALSE(queue.due(one));
}

TEST(WorkQueue, marks_of_one_key_are_one_run_that_the_first_of_them_names) {
  Queue queue(all_on);
  for (std::uint64_t cause = 1; cause <= 3; ++cause) queue.mark(one, {.cause = Cause{cause}});
  EXPECT_EQ(present(queue.take(one, start)).run, run_of(Cause{1}));
  queue.succeed(one);
  EXPECT_FALSE(queue.take(one, start));
}

TEST(WorkQueue, what_any_of_the_marks_asks_for_is_done) {
  Queue queue(all_on);
  queue.mark(one, {.cause = Cause{1}, .event_only = true, .due = start + 5s});
  queue.mark(one, {.cause = Cause{2}, .force = true, .event_only = true, .due = start + 2s});
  queue.mark(one, {.cause = Cause{3}, .asked = true, .event_only = true, .due = start + 9s});
  EXPECT_EQ(queue.due(one), start + 2s);
  const JobWork dragged = present(queue.take(one, start + 2s));
  EXPECT_TRUE(dragged.mark.force);
  EXPECT_TRUE(dragged.mark.asked);
  EXPECT_TRUE(dragged.mark.event_only);
  queue.succeed(one);
  // One mark that wants the whole surface is enough.
  queue.mark(one, {.cause = Cause{4}, .event_only = true});
  queue.mark(one, {.cause = Cause{5}});
  EXPECT_FALSE(present(queue.take(one, start)).mark.event_only);
}

TEST(WorkQueue, a_key_marked_while_it_runs_is_run_once_more_and_not_before_that_run_has_ended) {
  Queue queue(all_on);
  queue.mark(one, {.cause = Cause{1}});
  queue.take(one, start);
  queue.mark(one, {.cause = Cause{2}});
  queue.mark(one, {.cause = Cause{3}});
  EXPECT_FALSE(queue.take(one, start));
  EXPECT_FALSE(queue.due(one));
  queue.succeed(one);
  EXPECT_EQ(present(queue.take(one, start)).run, run_of(Cause{2}));
  queue.succeed(one);
  EXPECT_FALSE(queue.take(one, start));
}

TEST(WorkQueue, a_key_is_not_started_before_it_is_due) {
  Queue queue(all_on);
  queue.mark(one, {.cause = Cause{1}, .due = start + 1s});
  EXPECT_EQ(queue.due(one), start + 1s);
  EXPECT_FALSE(queue.take(one, start + 1s - 1us));
  EXPECT_TRUE(queue.take(one, start + 1s));
}

TEST(WorkQueue, cleared_has_forgotten_marks_runs_and_failures) {
  Queue queue(all_on);
  Time now = start;
  queue.mark(one, {.cause = Cause{1}, .due = start});
  fail_next(queue, now);
  queue.mark(two, {.cause = Cause{2}});
  queue.take(two, now);
  queue.clear();
  EXPECT_THAT(take_all(queue, Time::max()), IsEmpty());
  EXPECT_FALSE(queue.running(two));
  EXPECT_EQ(queue.failures(one), 0U);
}

// ---- Several keys ----

TEST(WorkQueue, each_key_comes_when_it_is_due_whatever_the_others_do) {
  Queue queue(all_on);
  queue.mark(three, {.cause = Cause{1}, .due = start + 2s});
  queue.mark(one, {.cause = Cause{2}, .due = start});
  queue.mark(two, {.cause = Cause{3}, .due = start + 1s});
  EXPECT_EQ(queue.due(three), start + 2s);
  EXPECT_EQ(queue.due(one), start);
  EXPECT_EQ(queue.due(two), start + 1s);
  EXPECT_THAT(take_all(queue, start + 1s), ElementsAre(1, 2));
  EXPECT_THAT(take_all(queue, start + 2s), ElementsAre(3));
}

TEST(WorkQueue, keys_run_side_by_side) {
  Queue queue(all_on);
  queue.mark(one, {.cause = Cause{1}});
  queue.mark(two, {.cause = Cause{2}});
  EXPECT_THAT(take_all(queue, start), ElementsAre(1, 2));
  EXPECT_TRUE(queue.running(one));
  EXPECT_TRUE(queue.running(two));
}

TEST(WorkQueue, a_key_that_runs_does_not_hide_when_another_one_is_due) {
  Queue queue(all_on);
  queue.mark(one, {.cause = Cause{1}});
  queue.take(one, start);
  queue.mark(one, {.cause = Cause{2}});
  queue.mark(two, {.cause = Cause{3}, .due = start + 8s});
  EXPECT_FALSE(queue.due(one));
  EXPECT_EQ(queue.due(two), start + 8s);
}

// ---- Failing ----

TEST(WorkQueue, a_key_that_fails_waits_twice_as_long_each_time_up_to_a_most) {
  Queue queue(all_on);
  Time now = start;
  queue.mark(one, {.cause = Cause{1}, .due = start});
  std::vector<Duration> waits;
  for (int run = 0; run < 9; ++run) waits.push_back(fail_next(queue, now));
  EXPECT_THAT(waits, ElementsAre(1s, 2s, 4s, 8s, 16s, 32s, 64s, 64s, 64s));
  EXPECT_EQ(queue.failures(one), 9U);
}

TEST(WorkQueue, the_wait_stays_at_its_most_however_often_the_key_fails) {
  Queue queue(all_on);
  Time now = start;
  queue.mark(one, {.cause = Cause{1}, .due = start});
  for (int run = 0; run < 100; ++run) fail_next(queue, now);
  EXPECT_EQ(fail_next(queue, now), backoff_most);
}

TEST(WorkQueue, a_run_that_ends_well_makes_the_next_wait_a_short_one) {
  Queue queue(all_on);
  Time now = start;
  queue.mark(one, {.cause = Cause{1}, .due = start});
  for (int run = 0; run < 4; ++run) fail_next(queue, now);
  now = present(queue.due(one));
  queue.take(one, now);
  queue.succeed(one);
  EXPECT_EQ(queue.failures(one), 0U);
  queue.mark(one, {.cause = Cause{2}, .due = now});
  EXPECT_EQ(fail_next(queue, now), 1s);
}

TEST(WorkQueue, each_run_of_one_cause_has_a_name_of_its_own) {
  Queue queue(all_on);
  Time now = start;
  queue.mark(one, {.cause = Cause{7}, .due = start});
  for (std::uint32_t attempt = 0; attempt < 4; ++attempt) {
    now = present(queue.due(one));
    const JobWork work = present(queue.take(one, now));
    EXPECT_EQ(work.run, run_of(Cause{7}, attempt));
    if (attempt % 2 == 0) {
      queue.fail(work, now);
    } else {
      queue.postpone(work, now + 3s);
    }
  }
}

TEST(WorkQueue, what_one_cause_starts_in_several_cores_has_a_name_in_each) {
  std::set<Cause> names;
  for (std::uint32_t core = 0; core < 5; ++core) {
    Queue queue({.core = core});
    Time now = start;
    queue.mark(one, {.cause = Cause{7}, .due = start});
    for (std::uint32_t attempt = 0; attempt < 4; ++attempt) {
      now = present(queue.due(one));
      const JobWork work = present(queue.take(one, now));
      EXPECT_EQ(work.run, Queue::run_of(Cause{7}, core, attempt));
      EXPECT_TRUE(names.insert(work.run).second) << core << ", " << attempt;
      queue.fail(work, now);
    }
  }
}

TEST(WorkQueue, a_core_that_is_alone_calls_a_run_as_it_was_always_called) {
  // What old tokens and capsules mean rests on it.
  EXPECT_EQ(Queue::run_of(Cause{7}, 0, 3), Cause{7}.child(12, 3));
}

TEST(WorkQueue, what_is_marked_while_a_run_fails_comes_as_early_as_it_wants) {
  Queue queue(all_on);
  queue.mark(one, {.cause = Cause{1}, .force = true});
  const JobWork work = present(queue.take(one, start));
  queue.mark(one, {.cause = Cause{2}, .due = start});
  queue.fail(work, start);
  EXPECT_EQ(queue.failures(one), 1U);
  const JobWork again = present(queue.take(one, start));
  EXPECT_EQ(again.run, run_of(Cause{2}));
  EXPECT_TRUE(again.mark.force);  // what the failed run was asked for is still to do
}

TEST(WorkQueue, a_mark_brings_a_key_back_before_its_wait_is_over) {
  Queue queue(all_on);
  Time now = start;
  queue.mark(one, {.cause = Cause{1}, .due = start});
  fail_next(queue, now);
  queue.mark(one, {.cause = Cause{2}, .due = now});
  EXPECT_TRUE(queue.take(one, now));
  EXPECT_EQ(queue.failures(one), 1U);
}

TEST(WorkQueue, a_key_that_is_put_off_has_not_failed) {
  Queue queue(all_on);
  Time now = start;
  queue.mark(one, {.cause = Cause{1}, .due = start});
  const JobWork work = present(queue.take(one, now));
  queue.postpone(work, start + 20s);
  EXPECT_FALSE(queue.running(one));
  EXPECT_EQ(queue.failures(one), 0U);
  EXPECT_EQ(queue.due(one), start + 20s);
  EXPECT_EQ(fail_next(queue, now), 1s);
}

TEST(WorkQueue, a_key_that_waits_after_a_failure_holds_up_no_other) {
  Queue queue(all_on);
  Time now = start;
  queue.mark(one, {.cause = Cause{1}, .due = start});
  fail_next(queue, now);
  queue.mark(two, {.cause = Cause{2}, .due = now});
  EXPECT_THAT(take_all(queue, now), ElementsAre(2));
}

// ---- Options that only mutants switch off ----

TEST(WorkQueue, without_one_run_per_key_a_key_marked_while_it_runs_is_started_beside_itself) {
  Queue queue(several_runs_per_key);
  queue.mark(one, {.cause = Cause{1}});
  queue.take(one, start);
  queue.mark(one, {.cause = Cause{2}});
  EXPECT_EQ(present(queue.take(one, start)).run, run_of(Cause{2}));
  queue.succeed(one);
  EXPECT_TRUE(queue.running(one));
  queue.succeed(one);
  EXPECT_FALSE(queue.running(one));
}

TEST(WorkQueue, without_keep_dirty_a_mark_on_a_key_that_runs_is_lost) {
  Queue queue(forgets_dirty);
  queue.mark(one, {.cause = Cause{1}});
  queue.take(one, start);
  queue.mark(one, {.cause = Cause{2}});
  queue.succeed(one);
  EXPECT_FALSE(queue.take(one, start));
}

TEST(WorkQueue, without_keep_dirty_a_failed_run_still_comes_back) {
  Queue queue(forgets_dirty);
  Time now = start;
  queue.mark(one, {.cause = Cause{1}, .due = start});
  EXPECT_EQ(fail_next(queue, now), 1s);
  EXPECT_TRUE(queue.take(one, start + 1s));
}

TEST(WorkQueue, without_failing_apart_a_failing_key_comes_first_and_others_wait_for_it) {
  Queue queue(failing_first);
  Time now = start;
  queue.mark(one, {.cause = Cause{1}, .due = start});
  fail_next(queue, now);
  queue.mark(two, {.cause = Cause{2}, .due = start});
  EXPECT_EQ(queue.due(one), start + 1s);
  EXPECT_FALSE(queue.due(two));
  EXPECT_FALSE(queue.take(two, start + 1s));
  EXPECT_TRUE(queue.take(one, start + 1s));
  EXPECT_FALSE(queue.due(two));  // it is at it
  queue.succeed(one);
  EXPECT_EQ(queue.due(two), start);
  EXPECT_THAT(take_all(queue, start + 1s), ElementsAre(2));
}

// ---- Any history ----

/// What has become of the marks and runs of one key.
struct Ledger {
  std::uint32_t marks_unserved = 0;  ///< since its last run started
  std::optional<JobWork> running;
  std::uint32_t failures = 0;
  Time not_before{};  ///< the earliest that any mark or wait since then allows
};

using Ledgers = std::array<Ledger, capacity>;

void check_taken(Ledger& ledger, const JobWork& work, Time now, std::set<Cause>& names) {
  RC_ASSERT(!ledger.running);
  RC_ASSERT(ledger.marks_unserved > 0U);
  RC_ASSERT(ledger.not_before <= now);
  RC_ASSERT(names.insert(work.run).second);
  ledger.running = work;
  ledger.marks_unserved = 0;
}

/// One due time more for a key.
void note_mark(Ledger& ledger, Time due) {
  ledger.not_before = ledger.marks_unserved == 0 ? due : std::min(ledger.not_before, due);
  ++ledger.marks_unserved;
}

void end_run(Queue& queue, Ledger& ledger, Time now, int how) {
  const JobWork work = present(ledger.running);
  ledger.running.reset();
  if (how == 0) {
    queue.succeed(work.key);
    ledger.failures = 0;
  } else if (how == 1) {
    queue.fail(work, now);
    note_mark(ledger, now + std::min<Duration>(1s * (1 << ledger.failures), 64s));
    ledger.failures = std::min(ledger.failures + 1, 10U);
  } else {
    queue.postpone(work, now + 3s);
    note_mark(ledger, now + 3s);
  }
}

/// A run of a key is due when the first mark is, and no run of it is under way.
std::optional<Time> expected_due(const Ledger& ledger) {
  if (ledger.running || ledger.marks_unserved == 0) return std::nullopt;
  return ledger.not_before;
}

RC_GTEST_PROP(WorkQueue, runs_every_mark_after_it_was_made_and_no_key_twice_at_once, ()) {
  Queue queue(all_on);
  Ledgers ledgers;
  std::set<Cause> names;
  Time now = start;
  const int operations = *rc::gen::inRange(1, 60);
  for (int i = 0; i < operations; ++i) {
    const JobId key{*rc::gen::inRange<std::uint8_t>(0, capacity)};
    Ledger& ledger = ledgers[key.value];
    const int operation = *rc::gen::inRange(0, 6);
    if (operation <= 1) {
      const Time due = now + std::chrono::seconds(*rc::gen::inRange(-2, 5));
      queue.mark(key, {.cause = Cause{static_cast<std::uint64_t>(i) + 1}, .due = due});
      note_mark(ledger, due);
    } else if (operation == 2) {
      now += std::chrono::seconds(*rc::gen::inRange(0, 4));
    } else if (operation == 3 && ledger.running) {
      end_run(queue, ledger, now, *rc::gen::inRange(0, 3));
    } else if (const std::optional<JobWork> work = queue.take(key, now)) {
      RC_ASSERT(work->key == key);
      check_taken(ledger, *work, now, names);
    }
    RC_ASSERT(queue.due(key) == expected_due(ledger));
    RC_ASSERT(queue.running(key) == ledger.running.has_value());
  }
  // Left alone, it serves every mark.
  for (std::uint8_t place = 0; place < capacity; ++place) {
    const JobId key{place};
    Ledger& ledger = ledgers[place];
    if (ledger.running) end_run(queue, ledger, now, 0);
    while (const std::optional<Time> due = queue.due(key)) {
      now = std::max(now, *due);
      const std::optional<JobWork> work = queue.take(key, now);
      RC_ASSERT(work.has_value());
      check_taken(ledger, *work, now, names);
      end_run(queue, ledger, now, 0);
    }
    RC_ASSERT(ledger.marks_unserved == 0U);
  }
}

}  // namespace
}  // namespace interleave::reconciler
