// What the judge finds at the end of a run: ASG, CAL, LIVE, TRACE, BUDGET, the probe's IDEM, and
// SCOPE, which needs no more than a request. What is promised on the way is in
// assignments_promises_test.cpp.
#include "properties/assignments_judge.hpp"

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/ensure.hpp"
#include "properties/assignments_hearing.hpp"

namespace interleave::properties {
namespace {

using model::Author;
using model::Creation;
using model::InspectorId;
using model::InspectorList;
using model::Issuer;
using model::SpectoraVerb;
using model::Status;
using model::Time;
using model::Verdict;
using namespace std::chrono_literals;
using sim::Fault;
using testing::ElementsAre;
using testing::IsEmpty;

/// Whatever is out of step at the end is also late and not on record; that is judged further down.
AssignmentsJudge::Options without_live_and_trace() {
  AssignmentsJudge::Options options;
  options.unjudged = signatures_of({"LIVE", "TRACE"});
  return options;
}

/// One record that a remote order shows.
struct Shown {
  InspectorId inspector;
  bool primary = false;
};

/// The verdict about one job that wants those inspectors while its order shows these records.
std::vector<std::string> verdict(const InspectorList& wanted, std::initializer_list<Shown> shown) {
  Hearing hearing(without_live_and_trace());
  hearing.saved(wanted);
  hearing.event_written({nine, wanted.front()});
  for (const Shown& record : shown) hearing.assigned(record.inspector, record.primary);
  return hearing.at_rest();
}

// ---- The assignments at rest ----

TEST(AssignmentsJudge, finds_nothing_where_orders_follow_their_jobs_and_extra_where_one_does_not) {
  Hearing hearing;
  hearing.given({a});
  hearing.given({b, c}, {.job = 1});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());

  // The incident: the job is handed over, its order shows the old and the new inspector. Nobody
  // mended it in time, and nobody wrote down that it has to be mended.
  hearing.saved({b});
  hearing.assigned(b, true);
  hearing.event_written({nine, b});
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.extra", "LIVE.late", "TRACE.unrecorded"));
}

TEST(AssignmentsJudge, a_reassignment_that_was_carried_out_is_fine) {
  Hearing hearing;
  hearing.given({a});
  hearing.saved({b}, {.starts = ten});
  hearing.unassigned(a);
  hearing.assigned(b, true);
  hearing.event_written({ten, b});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(AssignmentsJudge, the_order_of_the_records_does_not_matter) {
  EXPECT_THAT(verdict({a, b, c}, {{c}, {a, true}, {b}}), IsEmpty());
}

TEST(AssignmentsJudge, somebody_else_in_somebodys_place_is_replaced) {
  EXPECT_THAT(verdict({b}, {{b, true}}), IsEmpty());
  EXPECT_THAT(verdict({b}, {{a, true}}), ElementsAre("ASG.replaced"));
  EXPECT_THAT(verdict({a, b}, {{a, true}, {c}}), ElementsAre("ASG.replaced"));
}

TEST(AssignmentsJudge, somebody_beside_the_jobs_inspectors_is_extra) {
  EXPECT_THAT(verdict({a, b}, {{a, true}, {b}}), IsEmpty());
  EXPECT_THAT(verdict({a}, {{a, true}, {b}}), ElementsAre("ASG.extra"));
}

TEST(AssignmentsJudge, an_inspector_who_is_not_there_is_missing) {
  EXPECT_THAT(verdict({a}, {{a, true}}), IsEmpty());
  EXPECT_THAT(verdict({a}, {}), ElementsAre("ASG.missing"));
  EXPECT_THAT(verdict({a, b}, {{a, true}}), ElementsAre("ASG.missing"));
}

TEST(AssignmentsJudge, an_inspector_who_is_there_twice_is_a_duplicate) {
  EXPECT_THAT(verdict({a}, {{a, true}, {a, true}}), ElementsAre("ASG.duplicate"));
  EXPECT_THAT(verdict({a, b}, {{a, true}, {b}, {b}}), ElementsAre("ASG.duplicate"));
}

TEST(AssignmentsJudge, the_first_inspector_and_nobody_else_is_primary) {
  EXPECT_THAT(verdict({a, b}, {{a, true}, {b}}), IsEmpty());
  EXPECT_THAT(verdict({a, b}, {{a}, {b, true}}), ElementsAre("ASG.primary"));
  EXPECT_THAT(verdict({a, b}, {{a, true}, {b, true}}), ElementsAre("ASG.primary"));
  EXPECT_THAT(verdict({a, b}, {{a}, {b}}), ElementsAre("ASG.primary"));
}

TEST(AssignmentsJudge, the_kind_is_the_first_that_fits) {
  // Each time all the later kinds would fit as well.
  // B is missing, C is extra, A stands twice, nobody is primary.
  EXPECT_THAT(verdict({a, b}, {{a}, {a}, {c}}), ElementsAre("ASG.replaced"));
  // C is extra, A stands twice, nobody is primary; nobody is missing.
  EXPECT_THAT(verdict({a}, {{a}, {a}, {c}}), ElementsAre("ASG.extra"));
  // B is missing, A stands twice, nobody is primary.
  EXPECT_THAT(verdict({a, b}, {{a}, {a}}), ElementsAre("ASG.missing"));
  // A stands twice, nobody is primary.
  EXPECT_THAT(verdict({a}, {{a}, {a}}), ElementsAre("ASG.duplicate"));
}

TEST(AssignmentsJudge, each_order_has_a_kind_of_its_own) {
  Hearing hearing(without_live_and_trace());
  hearing.given({a});
  hearing.given({b}, {.job = 1});
  hearing.given({c}, {.job = 2});
  hearing.assigned(b, false);  // extra
  hearing.unassigned(c, 2);    // missing
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.extra", "ASG.missing"));
}

TEST(AssignmentsJudge, a_job_without_inspectors_wants_an_empty_order) {
  Hearing hearing(without_live_and_trace());
  hearing.saved({});
  hearing.event_written({nine, InspectorId::none()});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  hearing.assigned(a, false);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.extra"));
}

TEST(AssignmentsJudge, an_order_may_be_told_of_before_its_job) {
  const auto verdict_about = [](const InspectorList& wanted) {
    Hearing hearing(without_live_and_trace());
    hearing.assigned(a, true);
    hearing.event_written({nine, a});
    hearing.saved(wanted);
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_about({a}), IsEmpty());
  EXPECT_THAT(verdict_about({b}), ElementsAre("ASG.replaced", "CAL.event"));
}

TEST(AssignmentsJudge, an_order_of_which_nothing_was_told_is_empty) {
  Hearing hearing(without_live_and_trace());
  hearing.saved({a});
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.missing", "CAL.event"));
}

TEST(AssignmentsJudge, what_is_out_of_step_on_the_way_is_fine) {
  Hearing hearing;
  hearing.given({a});
  hearing.saved({b});
  hearing.assigned(b, true);
  EXPECT_THAT(hearing.violated(), IsEmpty());  // nothing is judged before the run is at rest
}

// ---- The calendar event at rest ----

TEST(AssignmentsJudge, the_event_carries_the_time_and_the_primary_of_its_job) {
  const auto verdict_with_event = [](Time starts, InspectorId inspector) {
    Hearing hearing(without_live_and_trace());
    hearing.given({a, b});
    hearing.event_written({starts, inspector});
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_with_event(nine, a), IsEmpty());
  EXPECT_THAT(verdict_with_event(ten, a), ElementsAre("CAL.event"));
  EXPECT_THAT(verdict_with_event(nine, b), ElementsAre("CAL.event"));
}

TEST(AssignmentsJudge, an_event_that_was_left_behind_is_found_beside_the_assignments) {
  Hearing hearing(without_live_and_trace());
  hearing.given({a});
  hearing.saved({b}, {.starts = ten});
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.replaced", "CAL.event"));
}

// ---- Scope, at every request ----

constexpr std::initializer_list<SpectoraVerb> writing{
    SpectoraVerb::delete_assignment, SpectoraVerb::post_assignment, SpectoraVerb::put_event};

/// What is found when a path sends one write to an order, of which it read the list before.
std::vector<std::string> verdict_about_write(Creation created, Issuer issuer, SpectoraVerb verb) {
  Hearing hearing;
  hearing.given({a}, {.created = created});
  const auto run = hearing.leased();
  hearing.list(run);
  hearing.sent(run, verb, {.inspector = b, .issuer = issuer});
  // At once: it need not take effect, and the run need not come to rest.
  return hearing.violated();
}

TEST(AssignmentsJudge, any_write_of_the_attik_created_path_to_a_native_order_is_out_of_scope) {
  for (const SpectoraVerb verb : writing) {
    EXPECT_THAT(verdict_about_write(Creation::spectora, Issuer::attik_created, verb),
                ElementsAre("SCOPE.native"));
  }
}

TEST(AssignmentsJudge, a_native_order_that_the_attik_created_path_only_reads_is_fine) {
  Hearing hearing;
  hearing.given({b}, {.created = Creation::spectora});
  hearing.look(hearing.leased());
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(AssignmentsJudge, a_native_order_that_its_own_path_or_the_calendar_writes_is_fine) {
  for (const Issuer issuer : {Issuer::spectora_native, Issuer::calendar}) {
    for (const SpectoraVerb verb : writing) {
      EXPECT_THAT(verdict_about_write(Creation::spectora, issuer, verb), IsEmpty());
    }
  }
}

TEST(AssignmentsJudge, an_attik_created_order_may_be_written_by_every_path) {
  for (const Issuer issuer : {Issuer::attik_created, Issuer::spectora_native, Issuer::calendar}) {
    for (const SpectoraVerb verb : writing) {
      EXPECT_THAT(verdict_about_write(Creation::attik, issuer, verb), IsEmpty());
    }
  }
}

TEST(AssignmentsJudge, a_native_order_is_judged_at_rest_like_any_other) {
  Hearing hearing(without_live_and_trace());
  hearing.given({b}, {.created = Creation::spectora});
  hearing.saved({c}, {.created = Creation::spectora});
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.replaced", "CAL.event"));
}

// ---- Late, held up, refused for good, and on record ----

/// Jobs 0 and 1 were handed over, neither order followed, and `what_happened` happened. Both are on
/// record, so that lateness is all there is to find beside the state itself.
std::vector<std::string> verdict_about_late(const std::function<void(Hearing&)>& what_happened) {
  AssignmentsJudge::Options options;
  options.unjudged = signatures_of({"ASG", "CAL"});
  Hearing hearing(options);
  for (const std::uint8_t job : {std::uint8_t{0}, std::uint8_t{1}}) {
    hearing.given({a}, {.job = job});
    hearing.saved({b}, {.job = job});
    hearing.recorded(hearing.leased({.job = job}));
  }
  what_happened(hearing);
  return hearing.at_rest();
}

TEST(AssignmentsJudge, an_order_that_is_out_of_step_after_settling_is_late) {
  EXPECT_THAT(verdict_about_late([](Hearing&) {}), ElementsAre("LIVE.late"));
}

TEST(AssignmentsJudge, it_is_held_up_when_another_order_refuses_everything) {
  EXPECT_THAT(verdict_about_late([](Hearing& it) { it.fault(Fault::order_poisoned); }),
              ElementsAre("LIVE.held"));
}

TEST(AssignmentsJudge, an_order_that_refuses_for_good_is_excused) {
  EXPECT_THAT(verdict_about_late([](Hearing& it) {
                it.fault(Fault::order_poisoned, 0);
                it.fault(Fault::order_poisoned, 1);
              }),
              IsEmpty());
}

TEST(AssignmentsJudge, a_revoked_key_excuses_every_order) {
  EXPECT_THAT(verdict_about_late([](Hearing& it) { it.fault(Fault::key_revoked); }), IsEmpty());
}

TEST(AssignmentsJudge, a_fault_that_passes_excuses_nothing_after_settling) {
  EXPECT_THAT(verdict_about_late([](Hearing& it) { it.fault(Fault::error_before); }),
              ElementsAre("LIVE.late"));
}

TEST(AssignmentsJudge, what_is_excused_from_following_is_not_judged_by_its_assignments_or_event) {
  const auto verdict_about = [](Fault fault) {
    Hearing hearing;
    hearing.given({a});
    hearing.saved({b});
    hearing.fault(fault);
    hearing.recorded(hearing.leased());
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_about(Fault::order_poisoned), IsEmpty());
  EXPECT_THAT(verdict_about(Fault::error_before),
              ElementsAre("ASG.replaced", "CAL.event", "LIVE.late"));
}

TEST(AssignmentsJudge, an_order_that_cannot_follow_needs_an_open_record) {
  const auto verdict_about = [](const std::function<void(Hearing&)>& end_of_run) {
    Hearing hearing;
    hearing.given({a});
    hearing.saved({b});
    hearing.fault(Fault::key_revoked);
    end_of_run(hearing);
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_about([](Hearing&) {}), ElementsAre("TRACE.unrecorded"));
  EXPECT_THAT(verdict_about([](Hearing& it) { it.recorded(it.leased()); }), IsEmpty());
  EXPECT_THAT(verdict_about([](Hearing& it) {
                const auto run = it.leased();
                it.recorded(run);
                it.record_closed(run);
              }),
              ElementsAre("TRACE.unrecorded"));
}

TEST(AssignmentsJudge, an_order_in_step_needs_no_record_and_may_have_one) {
  Hearing hearing;
  hearing.given({a});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  hearing.recorded(hearing.leased());
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- The budget ----

constexpr std::chrono::hours long_enough(9);

/// The verdict after so many writes of one order in step, each the event as it stands.
std::vector<std::string> verdict_after_writes(
    int writes, const std::function<void(Hearing&)>& what_happened = [](Hearing&) {}) {
  Hearing hearing;
  hearing.given({a});
  what_happened(hearing);
  const auto run = hearing.leased({.lasts = long_enough});
  for (int i = 0; i < writes; ++i) hearing.put(run, {nine, a});
  return hearing.at_rest();
}

TEST(AssignmentsJudge, eight_writes_are_free) {
  EXPECT_THAT(verdict_after_writes(8), IsEmpty());
  EXPECT_THAT(verdict_after_writes(9), ElementsAre("BUDGET.writes"));
}

TEST(AssignmentsJudge, whatever_calls_for_writes_pays_for_eight_more) {
  const std::initializer_list<std::function<void(Hearing&)>> calls{
      [](Hearing& it) { it.saved({a}); },
      [](Hearing& it) { it.asked_and_told(); },
      [](Hearing& it) { it.fault(Fault::error_after); },
      [](Hearing& it) { it.fault_everywhere(Fault::crash); },
      [](Hearing& it) {
        it.event_written({nine, a}, 0, Author::hand);
      },
  };
  for (const auto& call : calls) {
    EXPECT_THAT(verdict_after_writes(16, call), IsEmpty());
    EXPECT_THAT(verdict_after_writes(17, call), ElementsAre("BUDGET.writes"));
  }
}

TEST(AssignmentsJudge, a_late_write_pays_for_eight_more_and_is_one) {
  const auto late = [](Hearing& it) {
    it.applied(it.put_sent(it.leased(), {nine, a}), Author::late);
  };
  EXPECT_THAT(verdict_after_writes(15, late), IsEmpty());
  EXPECT_THAT(verdict_after_writes(16, late), ElementsAre("BUDGET.writes"));
}

TEST(AssignmentsJudge, what_happens_to_another_order_pays_for_nothing) {
  EXPECT_THAT(verdict_after_writes(9,
                                   [](Hearing& it) {
                                     it.given({b}, {.job = 1});
                                     it.asked_and_told(1);
                                     it.fault(Fault::error_after, 1);
                                   }),
              ElementsAre("BUDGET.writes"));
}

/// The verdict after so many lists of one order in step.
std::vector<std::string> verdict_after_lists(
    int lists, const std::function<void(Hearing&)>& what_happened = [](Hearing&) {}) {
  Hearing hearing;
  hearing.given({a});
  const auto run = hearing.leased({.lasts = long_enough});
  what_happened(hearing);
  for (int i = 0; i < lists; ++i) hearing.list(run);
  return hearing.at_rest();
}

TEST(AssignmentsJudge, requests_are_paid_for_by_calls_and_sweeps) {
  // 24 are free, and 8 for the sweep that has begun.
  EXPECT_THAT(verdict_after_lists(32), IsEmpty());
  EXPECT_THAT(verdict_after_lists(33), ElementsAre("BUDGET.requests"));
  // Another sweep pays for 8.
  const auto an_hour_later = [](Hearing& it) { it.at(1h); };
  EXPECT_THAT(verdict_after_lists(40, an_hour_later), IsEmpty());
  EXPECT_THAT(verdict_after_lists(41, an_hour_later), ElementsAre("BUDGET.requests"));
  // Somebody who asks pays for 24.
  const auto asked = [](Hearing& it) { it.asked_and_told(); };
  EXPECT_THAT(verdict_after_lists(56, asked), IsEmpty());
  EXPECT_THAT(verdict_after_lists(57, asked), ElementsAre("BUDGET.requests"));
}

TEST(AssignmentsJudge, a_remote_that_refused_for_good_is_asked_less) {
  // Three asks pay for 24 + 3 * 24 + 8 = 104 requests; of these, 24 + 8 after a refusal for good.
  const auto answered = [](Status status) {
    return [status](Hearing& it) {
      for (int i = 0; i < 3; ++i) it.asked_and_told();
      it.answered(it.put_sent(it.leased(), {nine, a}), status);
    };
  };
  for (const Status refusal : {Status::unauthorized, Status::unprocessable}) {
    EXPECT_THAT(verdict_after_lists(32, answered(refusal)), IsEmpty());
    EXPECT_THAT(verdict_after_lists(33, answered(refusal)), ElementsAre("BUDGET.requests"));
  }
  EXPECT_THAT(verdict_after_lists(103, answered(Status::unavailable)), IsEmpty());
}

TEST(AssignmentsJudge, whoever_asks_again_after_a_refusal_pays_for_eight_requests) {
  const auto refused_then_asked = [](Hearing& it) {
    it.answered(it.put_sent(it.leased(), {nine, a}), Status::unauthorized);
    it.asked_and_told();
  };
  EXPECT_THAT(verdict_after_lists(40, refused_then_asked), IsEmpty());
  EXPECT_THAT(verdict_after_lists(41, refused_then_asked), ElementsAre("BUDGET.requests"));
}

// ---- The probe ----

TEST(AssignmentsJudge, a_probe_of_an_order_in_step_reads_and_writes_nothing) {
  Hearing hearing;
  hearing.given({a});
  const auto run = hearing.leased();
  hearing.put(run, {nine, a});  // before the probe this is a matter of the budget alone
  hearing.probe_starts();
  hearing.look(run);
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.put_sent(run, {nine, a});
  EXPECT_THAT(hearing.violated(), ElementsAre("IDEM.write"));
}

TEST(AssignmentsJudge, a_probe_may_mend_an_order_that_settling_left_out_of_step) {
  Hearing hearing(without_live_and_trace());
  hearing.given({a});
  hearing.given({b}, {.job = 1});
  hearing.saved({a}, {.starts = ten});
  hearing.probe_starts();
  EXPECT_THAT(hearing.violated(), ElementsAre("CAL.event"));
  hearing.put(hearing.leased(), {ten, a});
  EXPECT_THAT(hearing.violated(), ElementsAre("CAL.event"));
  // The other order was in step.
  hearing.put(hearing.leased({.job = 1}), {nine, b});
  EXPECT_THAT(hearing.violated(), ElementsAre("CAL.event", "IDEM.write"));
}

TEST(AssignmentsJudge, what_holds_at_rest_is_judged_before_the_probe_and_not_again) {
  Hearing hearing;
  hearing.given({a});
  hearing.probe_starts();
  hearing.saved({b});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

// ---- Evidence, omissions, and mistakes ----

TEST(AssignmentsJudge, the_evidence_shows_both_sides_of_every_order_that_is_wrong) {
  Hearing hearing;
  hearing.given({a});
  hearing.given({b}, {.job = 1});
  hearing.given({c}, {.job = 2});
  hearing.saved({b, c});
  hearing.event_written({nine, b});
  hearing.saved({c}, {.job = 2, .starts = ten});
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("by its commit log order 0 at Spectora shows A (primary); job 0 wants B "
                          "and C, and wanted A before",
                          "the calendar event of order 2 says day 2 09:00 with C; job 2 is on day "
                          "2 10:00 with C"));
}

TEST(AssignmentsJudge, the_evidence_names_the_primary_where_that_alone_is_wrong) {
  Hearing hearing;
  hearing.given({a, b});
  hearing.saved({b, a});
  hearing.event_written({nine, b});
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("by its commit log order 0 at Spectora shows A (primary) and B; job 0 "
                          "wants B and A with B as primary, and wanted A and B before"));
}

TEST(AssignmentsJudge, the_evidence_names_what_a_job_wanted_before_its_last_change_of_people) {
  Hearing hearing;
  hearing.given({a});
  hearing.saved({b});
  hearing.saved({c});
  hearing.saved({c}, {.starts = ten});  // only the time changes
  hearing.event_written({ten, c});
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("by its commit log order 0 at Spectora shows A (primary); job 0 wants C, "
                          "and wanted B before"));
}

TEST(AssignmentsJudge, the_evidence_says_when_and_where_a_promise_was_broken_first) {
  Hearing hearing;
  hearing.given({a});
  hearing.given({b}, {.job = 1});
  const auto run = hearing.leased({.job = 1});
  hearing.at(2s);
  hearing.post_sent(run, c);
  hearing.at(3s);
  hearing.post_sent(hearing.leased(), c);
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("FAILC.create fails first at 2.000000 s on order 1"));
}

TEST(AssignmentsJudge, what_is_not_judged_is_not_reported) {
  AssignmentsJudge::Options options;
  options.unjudged = signatures_of({"ASG", "FAILC", "LIVE"});
  Hearing hearing(options);
  hearing.given({a});
  hearing.saved({b});
  hearing.post_sent(hearing.leased(), b);  // of a list that nobody read
  EXPECT_THAT(hearing.at_rest(), ElementsAre("CAL.event", "TRACE.unrecorded"));
}

TEST(AssignmentsJudge, a_history_that_cannot_be_is_an_error_of_ours) {
  Hearing hearing;
  hearing.given({a});
  EXPECT_THROW(hearing.saved({a}, {.job = 2}), model::InternalError);  // job 1 was never given
  // No job is linked to that order.
  EXPECT_THROW(hearing.put_sent(hearing.unleased(3), {nine, a}), model::InternalError);
  EXPECT_THROW(hearing.unassigned(c), model::InternalError);  // no such record
  const auto run = hearing.leased();
  hearing.look(run);
  EXPECT_THROW(hearing.answer(run, Verdict::in_step, 1), model::InternalError);  // never saved
  for (const std::uint8_t job : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{3}}) {
    hearing.given({a}, {.job = job});
  }
  EXPECT_THROW(hearing.saved({a}, {.job = 4}), model::InternalError);  // one beyond the limit
  for (int i = 1; i < 32; ++i) hearing.saved({a}, {.job = 3});
  EXPECT_THROW(hearing.saved({a}, {.job = 3}), model::InternalError);  // more than a run makes
}

}  // namespace
}  // namespace interleave::properties
