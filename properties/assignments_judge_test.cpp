#include "properties/assignments_judge.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/ensure.hpp"

namespace interleave::properties {
namespace {

using model::AttikCommit;
using model::Cause;
using model::Creation;
using model::InspectorId;
using model::InspectorList;
using model::Issuer;
using model::JobId;
using model::OrderId;
using model::SpectoraCommit;
using model::SpectoraEffect;
using model::SpectoraRequest;
using model::SpectoraVerb;
using model::Time;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// Inspectors A, B and C.
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr InspectorId c{2};
constexpr Time nine{24h + 9h};
constexpr Time ten{24h + 10h};

/// Tells a judge a history, entry by entry, as the services would publish it.
class Hearing {
 public:
  /// The job stands so from now on. Its order has the job's number.
  void job_saved(std::uint8_t number, const InspectorList& inspectors, Time starts = nine,
                 Creation created = Creation::attik) {
    judge_.on_commit(AttikCommit{{JobId{number}, OrderId{number}, created, starts, inspectors}});
  }
  void assigned(std::uint8_t order, InspectorId inspector, bool primary) {
    const Cause record{++records_};
    judge_.on_commit(
        SpectoraCommit{SpectoraEffect::assigned, OrderId{order}, {record, inspector, primary}, {}});
  }
  /// Records are numbered from 1, in the order in which they were assigned.
  void unassigned(std::uint8_t order, std::uint64_t record) {
    judge_.on_commit(
        SpectoraCommit{SpectoraEffect::unassigned, OrderId{order}, {Cause{record}, {}, false}, {}});
  }
  void event_written(std::uint8_t order, Time starts, InspectorId inspector) {
    judge_.on_commit(
        SpectoraCommit{SpectoraEffect::event_written, OrderId{order}, {}, {starts, inspector}});
  }
  void requested(std::uint8_t order, SpectoraVerb verb, Issuer issuer) {
    SpectoraRequest request;
    request.order = OrderId{order};
    request.verb = verb;
    request.issuer = issuer;
    judge_.on_wire(request);
  }
  /// A job and its order in step: the first inspector primary, the event as the job says.
  void in_step(std::uint8_t number, const InspectorList& inspectors,
               Creation created = Creation::attik) {
    job_saved(number, inspectors, nine, created);
    for (const InspectorId inspector : inspectors) {
      assigned(number, inspector, inspector == inspectors.front());
    }
    event_written(number, nine, inspectors.front());
  }

  /// The signatures that the judge found by now, as "ASG.extra".
  [[nodiscard]] std::vector<std::string> violated() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < assignments_signatures.size(); ++i) {
      if (judge_.violated().contains(i)) names.push_back(name_of(assignments_signatures[i]));
    }
    return names;
  }
  std::vector<std::string> at_rest() {
    judge_.settle();
    return violated();
  }
  [[nodiscard]] AssignmentsJudge& judge() { return judge_; }

 private:
  AssignmentsJudge judge_;
  std::uint64_t records_ = 0;
};

/// One record that a remote order shows.
struct Shown {
  InspectorId inspector;
  bool primary = false;
};

/// The verdict about one job that wants those inspectors while its order shows these records.
std::vector<std::string> verdict(const InspectorList& wanted, std::initializer_list<Shown> shown) {
  Hearing hearing;
  hearing.job_saved(0, wanted);
  hearing.event_written(0, nine, wanted.front());
  for (const Shown& record : shown) hearing.assigned(0, record.inspector, record.primary);
  return hearing.at_rest();
}

// ---- The assignments at rest ----

TEST(AssignmentsJudge, finds_nothing_where_orders_follow_their_jobs_and_extra_where_one_does_not) {
  Hearing hearing;
  hearing.in_step(0, {a});
  hearing.in_step(1, {b, c});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());

  // The incident: the job is handed over, its order shows the old and the new inspector.
  hearing.job_saved(0, {b});
  hearing.assigned(0, b, true);
  hearing.event_written(0, nine, b);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.extra"));
}

TEST(AssignmentsJudge, a_reassignment_that_was_carried_out_is_fine) {
  Hearing hearing;
  hearing.in_step(0, {a});
  hearing.job_saved(0, {b}, ten);
  hearing.unassigned(0, 1);
  hearing.assigned(0, b, true);
  hearing.event_written(0, ten, b);
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
  Hearing hearing;
  hearing.in_step(0, {a});
  hearing.in_step(1, {b});
  hearing.in_step(2, {c});
  hearing.assigned(0, b, false);  // extra
  hearing.unassigned(2, 3);       // missing
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.extra", "ASG.missing"));
}

TEST(AssignmentsJudge, a_job_without_inspectors_wants_an_empty_order) {
  Hearing hearing;
  hearing.job_saved(0, {});
  hearing.event_written(0, nine, InspectorId::none());
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  hearing.assigned(0, a, false);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.extra"));
}

TEST(AssignmentsJudge, what_is_out_of_step_on_the_way_is_fine) {
  Hearing hearing;
  hearing.in_step(0, {a});
  hearing.job_saved(0, {b});
  hearing.assigned(0, b, true);
  EXPECT_THAT(hearing.violated(), IsEmpty());  // nothing is judged before the run is at rest
}

// ---- The calendar event at rest ----

TEST(AssignmentsJudge, the_event_carries_the_time_and_the_primary_of_its_job) {
  const auto verdict_with_event = [](Time starts, InspectorId inspector) {
    Hearing hearing;
    hearing.in_step(0, {a, b});
    hearing.event_written(0, starts, inspector);
    return hearing.at_rest();
  };
  EXPECT_THAT(verdict_with_event(nine, a), IsEmpty());
  EXPECT_THAT(verdict_with_event(ten, a), ElementsAre("CAL.event"));
  EXPECT_THAT(verdict_with_event(nine, b), ElementsAre("CAL.event"));
}

TEST(AssignmentsJudge, an_event_that_was_left_behind_is_found_beside_the_assignments) {
  Hearing hearing;
  hearing.in_step(0, {a});
  hearing.job_saved(0, {b}, ten);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.replaced", "CAL.event"));
}

// ---- Scope, at every request ----

constexpr std::initializer_list<SpectoraVerb> writes{
    SpectoraVerb::delete_assignment, SpectoraVerb::post_assignment, SpectoraVerb::put_event};

TEST(AssignmentsJudge, any_write_of_the_attik_created_path_to_a_native_order_is_out_of_scope) {
  for (const SpectoraVerb verb : writes) {
    Hearing hearing;
    hearing.in_step(0, {a});
    hearing.in_step(1, {b}, Creation::spectora);
    hearing.requested(1, verb, Issuer::attik_created);
    // At once: it need not take effect, and the run need not come to rest.
    EXPECT_THAT(hearing.violated(), ElementsAre("SCOPE.native"));
  }
}

TEST(AssignmentsJudge, a_native_order_that_the_attik_created_path_only_lists_is_fine) {
  Hearing hearing;
  hearing.in_step(0, {b}, Creation::spectora);
  hearing.requested(0, SpectoraVerb::list_assignments, Issuer::attik_created);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(AssignmentsJudge, a_native_order_that_its_own_path_or_the_calendar_writes_is_fine) {
  for (const Issuer issuer : {Issuer::spectora_native, Issuer::calendar}) {
    for (const SpectoraVerb verb : writes) {
      Hearing hearing;
      hearing.in_step(0, {b}, Creation::spectora);
      hearing.requested(0, verb, issuer);
      EXPECT_THAT(hearing.at_rest(), IsEmpty());
    }
  }
}

TEST(AssignmentsJudge, an_attik_created_order_may_be_written_by_every_path) {
  for (const Issuer issuer : {Issuer::attik_created, Issuer::spectora_native, Issuer::calendar}) {
    for (const SpectoraVerb verb : writes) {
      Hearing hearing;
      hearing.in_step(0, {a});
      hearing.in_step(1, {b}, Creation::spectora);
      hearing.requested(0, verb, issuer);
      EXPECT_THAT(hearing.at_rest(), IsEmpty());
    }
  }
}

TEST(AssignmentsJudge, a_native_order_is_judged_at_rest_like_any_other) {
  Hearing hearing;
  hearing.in_step(0, {b}, Creation::spectora);
  hearing.job_saved(0, {c}, nine, Creation::spectora);
  EXPECT_THAT(hearing.at_rest(), ElementsAre("ASG.replaced", "CAL.event"));
}

// ---- Evidence, situations, and a new run ----

TEST(AssignmentsJudge, the_evidence_shows_both_sides_of_every_order_that_is_wrong) {
  Hearing hearing;
  hearing.in_step(0, {a});
  hearing.in_step(1, {b});
  hearing.in_step(2, {c});
  hearing.job_saved(0, {b, c});
  hearing.event_written(0, nine, b);
  hearing.job_saved(2, {c}, ten);
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("by its commit log order 0 at Spectora shows A (primary); job 0 wants B "
                          "and C, and wanted A before",
                          "the calendar event of order 2 says day 2 09:00 with C; job 2 is on day "
                          "2 10:00 with C"));
}

TEST(AssignmentsJudge, the_evidence_names_the_primary_where_that_alone_is_wrong) {
  Hearing hearing;
  hearing.in_step(0, {a, b});
  hearing.job_saved(0, {b, a});
  hearing.event_written(0, nine, b);
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("by its commit log order 0 at Spectora shows A (primary) and B; job 0 "
                          "wants B and A with B as primary, and wanted A and B before"));
}

TEST(AssignmentsJudge, the_evidence_names_what_a_job_wanted_before_its_last_change_of_people) {
  Hearing hearing;
  hearing.in_step(0, {a});
  hearing.job_saved(0, {b});
  hearing.job_saved(0, {c});
  hearing.job_saved(0, {c}, ten);  // only the time changes
  hearing.event_written(0, ten, c);
  EXPECT_THAT(hearing.judge().evidence(),
              ElementsAre("by its commit log order 0 at Spectora shows A (primary); job 0 wants C, "
                          "and wanted B before"));
}

TEST(AssignmentsJudge, an_overlap_is_a_situation_and_no_violation) {
  Hearing hearing;
  hearing.in_step(0, {a});
  EXPECT_TRUE(hearing.judge().sometimes().empty());
  hearing.judge().on_overlap(OrderId{0});
  EXPECT_TRUE(hearing.judge().sometimes().contains(
      static_cast<std::size_t>(AssignmentsSituation::overlap)));
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(AssignmentsJudge, forgets_everything_when_a_new_run_starts) {
  Hearing hearing;
  hearing.in_step(0, {a}, Creation::spectora);
  hearing.requested(0, SpectoraVerb::post_assignment, Issuer::attik_created);
  hearing.judge().on_overlap(OrderId{0});
  hearing.assigned(0, b, true);
  hearing.judge().settle();
  hearing.judge().reset();
  EXPECT_THAT(hearing.violated(), IsEmpty());
  EXPECT_TRUE(hearing.judge().sometimes().empty());
  hearing.in_step(0, {c});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
}

TEST(AssignmentsJudge, a_history_that_cannot_be_is_an_error_of_ours) {
  Hearing hearing;
  hearing.in_step(0, {a});
  EXPECT_THROW(hearing.job_saved(2, {a}), model::InternalError);  // job 1 was never given
  EXPECT_THROW(hearing.requested(3, SpectoraVerb::put_event, Issuer::attik_created),
               model::InternalError);  // no job is linked to that order
  EXPECT_THROW(hearing.unassigned(0, 77), model::InternalError);
  hearing.in_step(1, {a});
  hearing.in_step(2, {a});
  hearing.in_step(3, {a});
  EXPECT_THROW(hearing.job_saved(4, {a}), model::InternalError);  // one beyond the limit
}

}  // namespace
}  // namespace interleave::properties
