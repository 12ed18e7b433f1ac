// What the wire and the store's log show of who sends what, and when: SER, EXCL, BLIND, FAILC and
// BUDGET.impatient.
#include <initializer_list>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_hearing.hpp"

namespace interleave::properties {
namespace {

using model::SpectoraVerb;
using model::Status;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

using SyncRun = Hearing::SyncRun;

// ---- SER.late: nothing leaves after its lease has ended ----

TEST(AssignmentsWire, a_request_leaves_before_its_lease_has_ended_or_not_at_all) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun run = hearing.leased({.lasts = 60s});
  hearing.at(60s);
  hearing.list(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.at(60s + 1us);
  hearing.list(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("SER.late"));
}

TEST(AssignmentsWire, a_lease_that_was_renewed_ends_later) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun run = hearing.leased({.lasts = 60s});
  hearing.at(50s);
  hearing.renewed(run, 60s);
  hearing.at(110s);
  hearing.list(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.at(110s + 1us);
  hearing.list(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("SER.late"));
}

TEST(AssignmentsWire, to_renew_one_lease_prolongs_no_other) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun before = hearing.leased({.lasts = 60s});
  hearing.at(61s);
  const SyncRun after = hearing.leased({.worker = 1});
  hearing.renewed(after, 10min);
  hearing.list(before);
  EXPECT_THAT(hearing.violated(), ElementsAre("SER.late"));
}

TEST(AssignmentsWire, a_lease_that_was_given_back_has_ended) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun run = hearing.leased();
  hearing.released(run);
  hearing.list(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("SER.late"));
}

TEST(AssignmentsWire, a_request_that_claims_no_lease_outlives_none) {
  Hearing hearing;
  hearing.given({a});
  hearing.leased({.lasts = 1s});
  hearing.at(2s);
  hearing.list(hearing.unleased());
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

// ---- SER.stale: the store takes nothing from a run that lost its lease ----

using StoreStep = void (Hearing::*)(const SyncRun&);
constexpr std::initializer_list<StoreStep> ends_of_run{&Hearing::recorded, &Hearing::record_closed,
                                                       &Hearing::released};

TEST(AssignmentsWire, only_the_run_that_holds_the_lease_may_end_at_the_store) {
  for (const StoreStep end : ends_of_run) {
    Hearing hearing;
    hearing.given({a});
    const SyncRun before = hearing.leased();
    hearing.at(2min);
    const SyncRun after = hearing.leased({.worker = 1});
    (hearing.*end)(after);
    EXPECT_THAT(hearing.violated(), IsEmpty());
    (hearing.*end)(before);
    EXPECT_THAT(hearing.violated(), ElementsAre("SER.stale"));
  }
}

TEST(AssignmentsWire, a_lease_that_expired_and_went_to_nobody_is_not_lost) {
  for (const StoreStep end : ends_of_run) {
    Hearing hearing;
    hearing.given({a});
    const SyncRun run = hearing.leased({.lasts = 60s});
    hearing.at(2min);
    (hearing.*end)(run);
    EXPECT_THAT(hearing.violated(), IsEmpty());
  }
}

TEST(AssignmentsWire, a_run_that_never_had_a_lease_has_nothing_to_say_to_the_store) {
  Hearing hearing;
  hearing.given({a});
  hearing.recorded(hearing.unleased());
  EXPECT_THAT(hearing.violated(), ElementsAre("SER.stale"));
}

// ---- EXCL: one run of a key at a time ----

TEST(AssignmentsWire, a_run_that_goes_on_after_another_one_began_overlaps_it) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun before = hearing.leased();
  hearing.list(before);
  const SyncRun after = hearing.leased({.worker = 1});
  hearing.list(after);
  EXPECT_THAT(hearing.violated(), IsEmpty());  // the one before may have died
  hearing.list(before);
  EXPECT_THAT(hearing.violated(), ElementsAre("EXCL.overlap"));
}

TEST(AssignmentsWire, so_do_runs_that_asked_for_no_lease) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun before = hearing.unleased();
  const SyncRun after = hearing.unleased();
  hearing.list(before);
  hearing.list(after);
  hearing.list(after);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.list(before);
  EXPECT_THAT(hearing.violated(), ElementsAre("EXCL.overlap"));
}

TEST(AssignmentsWire, a_lease_that_expired_before_the_other_run_began_excuses_the_overlap) {
  const auto verdict_with_other_run_at = [](model::Duration began) {
    Hearing hearing;
    hearing.given({a});
    const SyncRun before = hearing.leased({.lasts = 60s});
    hearing.list(before);
    hearing.at(began);
    const SyncRun after = hearing.leased({.worker = 1});
    hearing.list(after);
    hearing.at(90s);
    hearing.list(before);
    return hearing.violated();
  };
  // That it goes on at all is another failure.
  EXPECT_THAT(verdict_with_other_run_at(60s + 1us), ElementsAre("SER.late"));
  EXPECT_THAT(verdict_with_other_run_at(60s), ElementsAre("SER.late", "EXCL.overlap"));
}

TEST(AssignmentsWire, runs_of_two_orders_may_take_turns) {
  Hearing hearing;
  hearing.given({a});
  hearing.given({b}, {.job = 1});
  const SyncRun one = hearing.leased();
  const SyncRun other = hearing.leased({.job = 1});
  for (int i = 0; i < 2; ++i) {
    hearing.list(one);
    hearing.list(other);
  }
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

// ---- BLIND: no second POST before a read shows what the first came to ----

/// B is added and the answer is that; then B is added once more, without a read in between.
std::vector<std::string> verdict_after_post_answered(Status status) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun run = hearing.leased();
  hearing.list(run);
  hearing.answered(hearing.post_sent(run, b), status);
  hearing.post_sent(run, b);
  return hearing.violated();
}

TEST(AssignmentsWire, a_post_of_unknown_outcome_is_not_sent_again_before_a_read) {
  for (const Status unknown : {Status::timed_out, Status::unreadable, Status::conflict,
                               Status::bad_gateway, Status::unavailable}) {
    EXPECT_THAT(verdict_after_post_answered(unknown), ElementsAre("BLIND.post"));
  }
}

TEST(AssignmentsWire, a_post_of_known_outcome_may_be_sent_again) {
  for (const Status known : {Status::ok, Status::unreachable, Status::unauthorized,
                             Status::not_found, Status::unprocessable, Status::too_many_requests}) {
    EXPECT_THAT(verdict_after_post_answered(known), IsEmpty());
  }
}

TEST(AssignmentsWire, a_list_looks_for_the_post_and_the_event_does_not) {
  const auto verdict_with_read = [](SpectoraVerb read) {
    Hearing hearing;
    hearing.given({a});
    const SyncRun run = hearing.leased();
    hearing.list(run);
    hearing.answered(hearing.post_sent(run, b), Status::timed_out);
    hearing.answered(hearing.sent(run, read));
    hearing.post_sent(run, b);
    return hearing.violated();
  };
  EXPECT_THAT(verdict_with_read(SpectoraVerb::list_assignments), IsEmpty());
  EXPECT_THAT(verdict_with_read(SpectoraVerb::get_event), ElementsAre("BLIND.post"));
}

TEST(AssignmentsWire, a_post_that_nobody_answered_yet_is_as_good_as_unknown) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun run = hearing.leased();
  hearing.list(run);
  hearing.post_sent(run, b);
  hearing.list(run);  // left while the POST was under way, and could miss it
  hearing.post_sent(run, b);
  EXPECT_THAT(hearing.violated(), ElementsAre("BLIND.post"));
}

TEST(AssignmentsWire, an_unknown_post_is_about_one_inspector_and_one_order) {
  Hearing hearing;
  hearing.given({a});
  hearing.given({a}, {.job = 1});
  const SyncRun run = hearing.leased();
  const SyncRun other = hearing.leased({.job = 1});
  hearing.list(run);
  hearing.list(other);
  hearing.answered(hearing.post_sent(run, b), Status::timed_out);
  hearing.post(run, c);
  hearing.post(other, b);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

/// Worker 0 has a POST of B under way when its lease ends. Worker 1 takes the key over, reads the
/// list, and adds B; `before_post` happens in between.
template <class Step>
std::vector<std::string> verdict_after_takeover(const Step& before_post) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun before = hearing.leased({.lasts = 60s});
  hearing.list(before);
  const auto post = hearing.post_sent(before, b);
  hearing.at(2min);
  const SyncRun after = hearing.leased({.worker = 1});
  hearing.list(after);
  before_post(hearing, post, after);
  hearing.post_sent(after, b);
  return hearing.violated();
}

TEST(AssignmentsWire, a_run_that_took_a_key_over_has_looked_for_the_posts_of_the_one_before) {
  EXPECT_THAT(verdict_after_takeover([](Hearing&, const auto&, const SyncRun&) {}), IsEmpty());
  // What the worker before learns when it wakes up, nobody else can know.
  EXPECT_THAT(verdict_after_takeover([](Hearing& it, const auto& post, const SyncRun&) {
                it.answered(post, Status::timed_out);
              }),
              IsEmpty());
  // What its own POST came to, it has to look for.
  EXPECT_THAT(verdict_after_takeover([](Hearing& it, const auto&, const SyncRun& after) {
                it.answered(it.post_sent(after, b), Status::timed_out);
              }),
              ElementsAre("BLIND.post"));
  // The answer to another POST does not tell.
  EXPECT_THAT(verdict_after_takeover([](Hearing& it, const auto& post, const SyncRun& after) {
                it.answered(it.post_sent(after, b), Status::timed_out);
                it.answered(post);
              }),
              ElementsAre("BLIND.post"));
}

TEST(AssignmentsWire, what_a_dead_worker_had_under_way_is_looked_for_by_the_next_run) {
  const auto verdict_with_list = [](bool listed) {
    Hearing hearing;
    hearing.given({a});
    const SyncRun before = hearing.leased();
    hearing.list(before);
    hearing.post_sent(before, b);
    hearing.crashed();
    const SyncRun after = hearing.leased();
    if (listed) hearing.list(after);
    hearing.post_sent(after, b);
    return hearing.violated();
  };
  EXPECT_THAT(verdict_with_list(true), IsEmpty());
  EXPECT_THAT(verdict_with_list(false), ElementsAre("FAILC.create", "BLIND.post"));
}

// Found as a false alarm: a change that was told to a dead worker is told again when it is back,
// and the run that it starts has the name of the one that died.
TEST(AssignmentsWire, a_run_of_the_same_name_looks_for_the_posts_of_the_one_that_died) {
  const auto verdict_with_list = [](bool listed) {
    Hearing hearing;
    hearing.given({a});
    const SyncRun before = hearing.leased();
    hearing.list(before);
    hearing.post_sent(before, b);
    hearing.crashed();
    const SyncRun after = hearing.leased_again(before);
    if (listed) hearing.list(after);
    hearing.post_sent(after, b);
    return hearing.violated();
  };
  EXPECT_THAT(verdict_with_list(true), IsEmpty());
  EXPECT_THAT(verdict_with_list(false), ElementsAre("FAILC.create", "BLIND.post"));
}

TEST(AssignmentsWire, a_run_of_the_same_name_overlaps_nothing_that_began_before_it) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun before = hearing.leased();
  hearing.list(before);
  hearing.crashed();
  const SyncRun between = hearing.leased();
  hearing.list(between);
  hearing.released(between);
  hearing.list(hearing.leased_again(before));
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

// ---- FAILC: nothing on the ground of a list that was not read ----

/// What is found of each kind of write when the run's list went like that.
template <class Reads>
std::vector<std::string> verdict_on_ground_of(const Reads& reads) {
  Hearing hearing;
  hearing.given({a, b});
  const SyncRun run = hearing.leased();
  reads(hearing, run);
  hearing.put(run, {nine, a});  // the event stands on no list
  hearing.post(run, c);
  hearing.remove(run, b);
  return hearing.violated();
}

auto groundless() { return ElementsAre("FAILC.delete", "FAILC.create"); }

TEST(AssignmentsWire, whoever_is_added_or_removed_stands_on_a_list_that_was_read) {
  EXPECT_THAT(verdict_on_ground_of([](Hearing& it, const SyncRun& run) { it.list(run); }),
              IsEmpty());
  EXPECT_THAT(verdict_on_ground_of([](Hearing&, const SyncRun&) {}), groundless());
  EXPECT_THAT(verdict_on_ground_of([](Hearing& it, const SyncRun& run) { it.get_event(run); }),
              groundless());
}

TEST(AssignmentsWire, a_list_that_failed_is_no_ground) {
  for (const Status status : {Status::unreachable, Status::timed_out, Status::unreadable,
                              Status::unauthorized, Status::not_found, Status::unavailable}) {
    EXPECT_THAT(
        verdict_on_ground_of([&](Hearing& it, const SyncRun& run) { it.list(run, status); }),
        groundless());
  }
}

TEST(AssignmentsWire, a_list_that_is_under_way_is_no_ground) {
  EXPECT_THAT(verdict_on_ground_of([](Hearing& it, const SyncRun& run) {
                it.sent(run, SpectoraVerb::list_assignments);
              }),
              groundless());
  EXPECT_THAT(verdict_on_ground_of([](Hearing& it, const SyncRun& run) {
                it.list(run);
                it.sent(run, SpectoraVerb::list_assignments);
              }),
              groundless());
}

TEST(AssignmentsWire, the_latest_list_counts) {
  EXPECT_THAT(verdict_on_ground_of([](Hearing& it, const SyncRun& run) {
                it.list(run);
                it.list(run, Status::timed_out);
              }),
              groundless());
  EXPECT_THAT(verdict_on_ground_of([](Hearing& it, const SyncRun& run) {
                it.list(run, Status::timed_out);
                it.list(run);
              }),
              IsEmpty());
}

TEST(AssignmentsWire, the_list_of_another_run_is_no_ground) {
  EXPECT_THAT(verdict_on_ground_of([](Hearing& it, const SyncRun&) { it.list(it.unleased()); }),
              groundless());
}

/// A page of the order's list, as it says.
struct Page {
  std::uint8_t number = 1;
  std::size_t rows = 0;
  std::uint8_t total = 0;
};

std::vector<std::string> verdict_on_ground_of_pages(const std::vector<Page>& pages) {
  return verdict_on_ground_of([&](Hearing& it, const SyncRun& run) {
    for (const Page& page : pages) it.list_page(run, page.number, page.rows, page.total);
  });
}

TEST(AssignmentsWire, a_list_is_a_ground_when_its_pages_show_as_many_rows_as_they_say) {
  EXPECT_THAT(verdict_on_ground_of_pages({{1, 2, 3}, {2, 1, 3}}), IsEmpty());
  EXPECT_THAT(verdict_on_ground_of_pages({{1, 2, 3}}), groundless());
  EXPECT_THAT(verdict_on_ground_of_pages({{1, 2, 5}, {2, 2, 5}}), groundless());
  EXPECT_THAT(verdict_on_ground_of_pages({{2, 1, 3}}), groundless());
  // A row was skipped: the pages do not agree on how many there are.
  EXPECT_THAT(verdict_on_ground_of_pages({{1, 2, 4}, {2, 1, 3}}), groundless());
  EXPECT_THAT(verdict_on_ground_of_pages({{1, 2, 4}, {2, 1, 3}, {1, 2, 3}}), IsEmpty());
}

TEST(AssignmentsWire, the_pages_of_a_list_that_got_shorter_count_no_more) {
  EXPECT_THAT(verdict_on_ground_of_pages({{1, 2, 4}, {2, 1, 3}, {1, 2, 2}}), IsEmpty());
}

TEST(AssignmentsWire, pages_that_were_read_before_a_write_are_no_ground_for_another) {
  EXPECT_THAT(verdict_on_ground_of([](Hearing& it, const SyncRun& run) {
                it.list_page(run, 1, 2, 3);
                it.list_page(run, 2, 1, 3);
                it.put(run, {ten, a});
                it.list_page(run, 2, 1, 3);
              }),
              groundless());
}

// ---- BUDGET.impatient: a Retry-After is kept ----

/// At 10 s the run is told to wait 5 s; `between`; then the next request leaves.
template <class Step>
std::vector<std::string> verdict_after_hold(model::Duration next_at, const Step& between) {
  Hearing hearing;
  hearing.given({a});
  hearing.given({b}, {.job = 1});
  const SyncRun run = hearing.leased();
  hearing.at(10s);
  hearing.answered(hearing.sent(run, SpectoraVerb::list_assignments), Status::too_many_requests,
                   5s);
  between(hearing, run);
  hearing.at(next_at);
  hearing.list(hearing.leased());
  return hearing.violated();
}

void nothing(Hearing&, const SyncRun&) {}

TEST(AssignmentsWire, nothing_is_sent_before_a_retry_after_has_passed) {
  EXPECT_THAT(verdict_after_hold(15s, nothing), IsEmpty());
  EXPECT_THAT(verdict_after_hold(15s - 1us, nothing), ElementsAre("BUDGET.impatient"));
}

TEST(AssignmentsWire, of_a_retry_after_one_minute_counts_at_most_and_none_says_nothing) {
  const auto verdict = [](std::optional<model::Duration> asked, model::Duration waited) {
    Hearing hearing;
    hearing.given({a});
    const SyncRun run = hearing.leased();
    hearing.at(10s);
    hearing.answered(hearing.sent(run, SpectoraVerb::list_assignments), Status::too_many_requests,
                     asked);
    hearing.at(10s + waited);
    hearing.list(hearing.leased());
    return hearing.violated();
  };
  EXPECT_THAT(verdict(24h, 60s), IsEmpty());
  EXPECT_THAT(verdict(24h, 60s - 1us), ElementsAre("BUDGET.impatient"));
  EXPECT_THAT(verdict(std::nullopt, 1s), IsEmpty());
  EXPECT_THAT(verdict(-1h, 1s), IsEmpty());
}

TEST(AssignmentsWire, a_shorter_retry_after_does_not_end_a_longer_one) {
  Hearing hearing;
  hearing.given({a});
  const SyncRun run = hearing.leased();
  const auto one = hearing.sent(run, SpectoraVerb::list_assignments);
  const auto other = hearing.sent(run, SpectoraVerb::get_event);
  hearing.answered(one, Status::too_many_requests, 5s);
  hearing.answered(other, Status::too_many_requests, 1s);
  hearing.at(2s);
  hearing.list(run);
  EXPECT_THAT(hearing.violated(), ElementsAre("BUDGET.impatient"));
}

TEST(AssignmentsWire, a_retry_after_holds_one_order) {
  EXPECT_THAT(
      verdict_after_hold(15s, [](Hearing& it, const SyncRun&) { it.list(it.leased({.job = 1})); }),
      IsEmpty());
}

TEST(AssignmentsWire, a_worker_that_died_told_nobody_how_long_to_wait) {
  EXPECT_THAT(verdict_after_hold(11s, [](Hearing& it, const SyncRun&) { it.crashed(0); }),
              IsEmpty());
  EXPECT_THAT(verdict_after_hold(11s, [](Hearing& it, const SyncRun&) { it.crashed(1); }),
              ElementsAre("BUDGET.impatient"));
  // It had told the store before it died.
  EXPECT_THAT(verdict_after_hold(11s,
                                 [](Hearing& it, const SyncRun& run) {
                                   it.released(run);
                                   it.crashed(0);
                                 }),
              ElementsAre("BUDGET.impatient"));
}

TEST(AssignmentsWire, what_a_run_is_told_after_it_lost_its_key_holds_nobody) {
  Hearing hearing;
  hearing.given({a});
  const auto list = hearing.sent(hearing.leased({.lasts = 60s}), SpectoraVerb::list_assignments);
  hearing.at(61s);
  const SyncRun after = hearing.leased({.worker = 1});
  hearing.answered(list, Status::too_many_requests, 5s);
  hearing.list(after);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

}  // namespace
}  // namespace interleave::properties
