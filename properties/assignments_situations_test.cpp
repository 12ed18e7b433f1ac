// The situations that must arise, each in one history and not in the one beside it.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_hearing.hpp"

namespace interleave::properties {
namespace {

using model::Author;
using model::SpectoraVerb;
using model::Status;
using sim::Fault;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

using SyncRun = Hearing::SyncRun;

/// The situations of a history about an order in step and a run of worker 0, leased at 0 s for 60
/// s.
template <class Story>
std::vector<std::string> situations_of(const Story& story) {
  Hearing hearing;
  hearing.given({a});
  story(hearing, hearing.leased({.lasts = 60s}));
  return hearing.situations();
}

TEST(AssignmentsSituations, a_sync_from_trigger_to_answer_is_none) {
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.saved({b});
                it.announced();
                it.look(run);
                it.post(run, b);
                it.remove(run, a);
                it.put(run, {nine, b});
                it.look(run);
                it.answer(run);
                it.released(run);
              }),
              IsEmpty());
}

TEST(AssignmentsSituations, an_overlap_is_one_and_no_violation) {
  Hearing hearing;
  hearing.given({a});
  hearing.judge().on_overlap(model::JobId{0});
  EXPECT_THAT(hearing.situations(), ElementsAre("overlap"));
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(AssignmentsSituations, a_reply_is_lost_after_a_write_took_effect) {
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.applied(it.put_sent(run, {ten, a}));
                it.fault(Fault::reply_lost);
              }),
              ElementsAre("reply-lost"));
}

TEST(AssignmentsSituations, the_lost_reply_of_a_read_or_of_a_refused_write_is_none) {
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.put(run, {ten, a});
                it.sent(run, SpectoraVerb::list_assignments);
                it.fault(Fault::reply_lost);
              }),
              IsEmpty());
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.put_sent(run, {ten, a});
                it.fault(Fault::reply_lost);
              }),
              IsEmpty());
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.applied(it.put_sent(run, {ten, a}));
                it.fault(Fault::error_after);
              }),
              IsEmpty());
}

TEST(AssignmentsSituations, nobody_waits_for_the_reply_to_a_dead_worker) {
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.applied(it.put_sent(run, {ten, a}), Author::late);
                it.fault(Fault::reply_lost);
              }),
              ElementsAre("landed-late"));
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.applied(it.put_sent(run, {ten, a}));
                it.crashed();
                it.sent(it.leased(), SpectoraVerb::list_assignments);
                it.fault(Fault::reply_lost);
              }),
              ElementsAre("crashed-between"));
}

TEST(AssignmentsSituations, a_write_lands_after_its_client_went_on) {
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                const auto put = it.put_sent(run, {ten, a});
                it.at(10s);
                it.answered(put, Status::timed_out);
                it.at(20s);
                it.applied(put, Author::late);
              }),
              ElementsAre("landed-late"));
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                const auto put = it.put_sent(run, {ten, a});
                it.at(20s);
                it.done(put);
              }),
              IsEmpty());
}

/// A write is sent under a lease that ends at 60 s; `between`, and it lands at that time.
template <class Between>
std::vector<std::string> situations_of_landing(model::Duration landed, const Between& between) {
  return situations_of([&](Hearing& it, const SyncRun& run) {
    const auto put = it.put_sent(run, {ten, a});
    between(it, run);
    it.at(landed);
    it.applied(put, Author::late);
  });
}

TEST(AssignmentsSituations, a_write_lands_after_its_lease_has_ended) {
  const auto nothing = [](Hearing&, const SyncRun&) {};
  EXPECT_THAT(situations_of_landing(60s, nothing), ElementsAre("landed-late"));
  EXPECT_THAT(situations_of_landing(60s + 1us, nothing), ElementsAre("landed-late", "lease-ended"));
  EXPECT_THAT(situations_of_landing(20s, [](Hearing& it, const SyncRun& run) { it.released(run); }),
              ElementsAre("landed-late", "lease-ended"));
  // The lease that holds now is another one.
  EXPECT_THAT(situations_of_landing(70s,
                                    [](Hearing& it, const SyncRun&) {
                                      it.at(61s);
                                      it.leased({.worker = 1});
                                    }),
              ElementsAre("landed-late", "lease-ended"));
}

TEST(AssignmentsSituations, a_worker_dies_between_a_write_and_its_record) {
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.put(run, {ten, a});
                it.crashed(0);
              }),
              ElementsAre("crashed-between"));
}

TEST(AssignmentsSituations, a_worker_that_dies_before_a_write_or_after_its_record_is_none) {
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.look(run);
                it.crashed(0);
              }),
              IsEmpty());
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.put(run, {ten, a});
                it.released(run);
                it.crashed(0);
              }),
              IsEmpty());
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.put(run, {ten, a});
                it.crashed(1);
              }),
              IsEmpty());
}

TEST(AssignmentsSituations, somebody_edits_an_order_while_a_sync_of_it_is_under_way) {
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun&) { it.added_by_hand(b); }),
              ElementsAre("edited-between"));
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.released(run);
                it.added_by_hand(b);
              }),
              IsEmpty());
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun&) {
                it.at(60s + 1us);
                it.added_by_hand(b);
              }),
              IsEmpty());
}

TEST(AssignmentsSituations, what_was_only_accepted_takes_effect) {
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                const auto put = it.put_sent(run, {ten, a});
                it.answered(put, Status::accepted);
                it.at(20s);
                it.applied(put, Author::late);
              }),
              ElementsAre("landed-late", "accepted-landed"));
}

TEST(AssignmentsSituations, an_order_changes_while_the_pages_of_its_list_are_read) {
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.list_page(run, 1, 2, 3);
                it.added_by_hand(b);
              }),
              ElementsAre("edited-between", "pages-shifted"));
  EXPECT_THAT(situations_of([](Hearing& it, const SyncRun& run) {
                it.list_page(run, 1, 2, 3);
                it.list_page(run, 2, 1, 3);
                it.added_by_hand(b);
              }),
              ElementsAre("edited-between"));
}

TEST(AssignmentsSituations, an_echo_meets_a_run_and_violates_nothing) {
  Hearing hearing;
  hearing.given({a});
  hearing.judge().on_echo_overlap(model::JobId{0});
  EXPECT_THAT(hearing.situations(), ElementsAre("echo-in-run"));
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

}  // namespace
}  // namespace interleave::properties
