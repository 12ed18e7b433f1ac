// What each part of the platform's judge hears, and where in the tables what it finds ends up. What
// each finds is in the tests of its own.
#include "properties/platform_judge.hpp"

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/assignments_signatures.hpp"
#include "properties/booking_signatures.hpp"
#include "properties/crew_signatures.hpp"
#include "properties/orders_signatures.hpp"
#include "properties/platform_tables.hpp"
#include "properties/whole_signatures.hpp"

namespace interleave::properties {
namespace {

using model::EntryId;
using model::InspectorId;
using model::IntentCommit;
using model::IntentEffect;
using model::Job;
using model::JobId;
using model::OrderId;
using model::Time;
using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr JobId native{0};
constexpr JobId booked{1};
constexpr Time nine{33h};
constexpr Time rest{3h};

/// A from nine to half past eleven.
model::CalendarEntry row_number(std::uint8_t number) {
  model::CalendarEntry row;
  row.id = EntryId{number};
  row.inspectors = {InspectorId{0}};
  row.when = {nine, nine + 150min};
  return row;
}
/// A job for A at nine; the native one, or that of row 0.
Job job_of(JobId id, OrderId order = OrderId::none()) {
  Job job;
  job.id = id;
  job.order = order;
  job.created = id == native ? model::Creation::spectora : model::Creation::attik;
  job.starts = nine;
  job.inspectors = {InspectorId{0}};
  job.cancelled = id == native;
  return job;
}
IntentCommit alert_about(JobId job) {
  return {.effect = IntentEffect::alerted, .job = job, .from = Time(1min)};
}

// ---- Something that only one part hears of, and that it does not like ----

/// A job that never gets its order.
void tell_orders(PlatformJudge& judge) {
  judge.orders().on_commit(Time{}, model::AttikCommit{job_of(booked)});
}
/// A job whose order nobody stands on.
void tell_assignments(PlatformJudge& judge) {
  judge.assignments().on_commit(Time{}, model::AttikCommit{job_of(native)});
  judge.assignments().on_commit(Time{}, model::AttikCommit{job_of(booked, OrderId{1})});
}
/// A crew of one, who never gets to Flex.
void tell_crew(PlatformJudge& judge) {
  const model::CrewMembers crew{{InspectorId{0}, model::CrewRole::lead}};
  judge.crew().on_commit(Time{}, model::CrewWish{native, crew});
  Job wish;
  wish.id = native;
  wish.inspectors = {InspectorId{0}};
  judge.crew().on_commit(Time{}, model::AttikCommit{wish});
}
/// Two bookings of A at one time.
void tell_booking(PlatformJudge& judge) {
  for (const std::uint8_t number : {std::uint8_t{0}, std::uint8_t{1}}) {
    judge.booking().on_commit(Time{}, model::CalendarCommit{.entry = row_number(number),
                                                            .writing = model::Writing::internal});
  }
}
/// A booking that is a job, and has no order.
void tell_whole(PlatformJudge& judge) {
  judge.whole().on_booked(EntryId{0}, booked);
  judge.whole().on_commit(
      Time{}, model::CalendarCommit{.entry = row_number(0), .writing = model::Writing::internal});
  judge.whole().on_commit(Time{}, model::AttikCommit{job_of(booked)});
}

/// A part, and what its judge itself has to say.
struct Told {
  std::string_view prefix;    ///< of its names in the tables
  std::string_view evidence;  ///< what its lines begin with
  void (*tell)(PlatformJudge&);
  std::span<const Signature> signatures;
  SignatureSet (*violated)(PlatformJudge&);
  std::vector<std::string> (*lines)(PlatformJudge&);
};
const std::array<Told, 5> parts{{
    {"orders-", "orders: ", tell_orders, orders_signatures,
     [](PlatformJudge& judge) { return judge.orders().violated(); },
     [](PlatformJudge& judge) { return judge.orders().evidence(); }},
    {"assignments-", "assignments: ", tell_assignments, assignments_signatures,
     [](PlatformJudge& judge) { return judge.assignments().violated(); },
     [](PlatformJudge& judge) { return judge.assignments().evidence(); }},
    {"crew-", "crew: ", tell_crew, crew_signatures,
     [](PlatformJudge& judge) { return judge.crew().violated(); },
     [](PlatformJudge& judge) { return judge.crew().evidence(); }},
    {"booking-", "booking: ", tell_booking, booking_signatures,
     [](PlatformJudge& judge) { return judge.booking().violated(); },
     [](PlatformJudge& judge) { return judge.booking().evidence(); }},
    {"", "", tell_whole, whole_signatures,
     [](PlatformJudge& judge) { return judge.whole().violated(); },
     [](PlatformJudge& judge) { return judge.whole().evidence(); }},
}};

std::vector<std::string> names_of(const SignatureSet& set, std::span<const Signature> table,
                                  std::string_view prefix = "") {
  std::vector<std::string> names;
  set.for_each(
      [&](std::size_t place) { names.push_back(std::string(prefix) + name_of(table[place])); });
  return names;
}
/// What was found by now, by the names that the platform has for it.
std::vector<std::string> found(const PlatformJudge& judge) {
  return names_of(judge.violated(), platform_signatures().rows());
}
std::vector<std::string> arisen(const PlatformJudge& judge) {
  std::vector<std::string> names;
  judge.sometimes().for_each(
      [&](std::size_t place) { names.emplace_back(platform_situations().rows()[place].name); });
  return names;
}

class EachPart : public testing::TestWithParam<Told> {};

TEST_P(EachPart, is_found_at_the_place_of_its_own_table) {
  const Told& part = GetParam();
  PlatformJudge judge;
  part.tell(judge);
  judge.finish(rest);
  const auto own = names_of(part.violated(judge), part.signatures, part.prefix);
  EXPECT_THAT(own, Not(IsEmpty()));
  EXPECT_EQ(found(judge), own);
}

TEST_P(EachPart, tells_what_it_saw_under_the_name_of_its_system) {
  const Told& part = GetParam();
  PlatformJudge judge;
  part.tell(judge);
  judge.finish(rest);
  std::vector<std::string> lines = part.lines(judge);
  EXPECT_THAT(lines, Not(IsEmpty()));
  for (std::string& line : lines) line.insert(0, part.evidence);
  EXPECT_EQ(judge.evidence(), lines);
}

TEST_P(EachPart, knows_nothing_of_the_run_before) {
  PlatformJudge judge;
  GetParam().tell(judge);
  judge.finish(rest);
  judge.reset();
  EXPECT_THAT(found(judge), IsEmpty());
  EXPECT_THAT(judge.evidence(), IsEmpty());
  judge.finish(rest);
  EXPECT_THAT(found(judge), IsEmpty());
}

TEST_P(EachPart, judges_what_is_at_rest_before_the_probe) {
  PlatformJudge judge;
  GetParam().tell(judge);
  judge.on_probe(rest);
  const std::vector<std::string> by_the_probe = found(judge);
  EXPECT_THAT(by_the_probe, Not(IsEmpty()));
  judge.finish(rest + 10min);
  EXPECT_EQ(found(judge), by_the_probe);
}

TEST_P(EachPart, is_not_in_a_copy_which_starts_afresh) {
  PlatformJudge judge;
  GetParam().tell(judge);
  PlatformJudge copy(judge);
  judge.finish(rest);
  copy.finish(rest);
  EXPECT_THAT(found(copy), IsEmpty());
  EXPECT_THAT(copy.evidence(), IsEmpty());
}

TEST_P(EachPart, judges_only_what_it_is_asked_to_and_so_does_a_copy) {
  PlatformJudge::Options options;
  for (SignatureSet* const unjudged :
       {&options.orders.unjudged, &options.assignments.unjudged, &options.crew.unjudged,
        &options.booking.unjudged, &options.whole.unjudged}) {
    for (std::size_t place = 0; place < SignatureSet::places_max; ++place) unjudged->add(place);
  }
  const PlatformJudge original(options);
  PlatformJudge judge(original);
  GetParam().tell(judge);
  judge.finish(rest);
  EXPECT_THAT(found(judge), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(PlatformJudge, EachPart, testing::ValuesIn(parts), [](const auto& part) {
  const std::string_view prefix = part.param.prefix;
  return prefix.empty() ? std::string("whole") : std::string(prefix.substr(0, prefix.size() - 1));
});

TEST(PlatformJudge, finds_nothing_where_nothing_happens) {
  PlatformJudge judge;
  judge.on_probe(rest);
  judge.finish(rest);
  EXPECT_THAT(found(judge), IsEmpty());
  EXPECT_THAT(arisen(judge), IsEmpty());
  EXPECT_THAT(judge.evidence(), IsEmpty());
}

TEST(PlatformJudge, tells_first_what_no_part_can_see) {
  PlatformJudge judge;
  tell_orders(judge);
  tell_whole(judge);
  judge.finish(rest);
  EXPECT_THAT(judge.evidence().front(), StartsWith("WHOLE.missing fails first at"));
  EXPECT_THAT(judge.evidence().back(), StartsWith("orders: by its commit log"));
}

// ---- Situations ----

TEST(PlatformJudge, a_situation_of_a_part_arises_at_the_place_of_its_own_table) {
  const auto arises = [](const std::function<void(PlatformJudge&)>& tell) {
    PlatformJudge judge;
    tell(judge);
    return arisen(judge);
  };
  EXPECT_THAT(arises([](PlatformJudge& judge) { judge.orders().on_overlap(booked); }),
              ElementsAre("orders-overlap"));
  EXPECT_THAT(arises([](PlatformJudge& judge) { judge.assignments().on_overlap(booked); }),
              ElementsAre("assignments-overlap"));
  EXPECT_THAT(arises([](PlatformJudge& judge) { judge.assignments().on_echo_overlap(booked); }),
              ElementsAre("assignments-echo-in-run"));
  EXPECT_THAT(arises([](PlatformJudge& judge) { judge.crew().on_overlap(native); }),
              ElementsAre("crew-overlap"));
  EXPECT_THAT(arises([](PlatformJudge& judge) { judge.booking().on_repeated({}, {}); }),
              ElementsAre("booking-repeated"));
}

// ---- Alerts ----

/// A booking that has no order, of which all who keep orders have heard.
void book_everywhere(PlatformJudge& judge) {
  tell_whole(judge);
  for (const JobId each : {native, booked}) {
    judge.orders().on_commit(Time{}, model::AttikCommit{job_of(each)});
    judge.assignments().on_commit(Time{}, model::AttikCommit{job_of(each)});
  }
}
std::vector<std::string> found_of_whole(PlatformJudge& judge) {
  judge.finish(rest);
  return names_of(judge.whole().violated(), whole_signatures);
}

TEST(PlatformJudge, an_alert_of_who_keeps_orders_or_their_inspectors_tells_staff_of_the_booking) {
  PlatformJudge untold;
  book_everywhere(untold);
  EXPECT_THAT(found_of_whole(untold), ElementsAre("WHOLE.missing"));
  PlatformJudge by_orders;
  book_everywhere(by_orders);
  by_orders.orders().on_commit(Time{}, alert_about(booked));
  EXPECT_THAT(found_of_whole(by_orders), IsEmpty());
  PlatformJudge by_assignments;
  book_everywhere(by_assignments);
  by_assignments.assignments().on_commit(Time{}, alert_about(booked));
  EXPECT_THAT(found_of_whole(by_assignments), IsEmpty());
}

TEST(PlatformJudge, an_alert_is_heard_by_the_part_that_it_is_of_as_well) {
  PlatformJudge judge;
  tell_orders(judge);
  judge.orders().on_commit(Time{}, alert_about(booked));
  judge.finish(rest);
  EXPECT_THAT(found(judge), Not(Contains("orders-ONE.none")));
  EXPECT_THAT(found(judge), Not(Contains("orders-ALERT.missing")));
}

TEST(PlatformJudge, an_alert_that_one_of_them_closes_does_not_end_the_others) {
  PlatformJudge judge;
  book_everywhere(judge);
  judge.orders().on_commit(Time{}, alert_about(booked));
  judge.assignments().on_commit(Time{}, alert_about(booked));
  judge.orders().on_commit(Time(2min), {.effect = IntentEffect::alert_closed, .job = booked});
  EXPECT_THAT(found_of_whole(judge), IsEmpty());
}

TEST(PlatformJudge, an_alert_about_a_crew_or_a_native_order_tells_nobody_of_a_booking) {
  PlatformJudge judge;
  book_everywhere(judge);
  tell_crew(judge);
  judge.crew().on_commit(Time{}, alert_about(native));
  judge.booking().on_commit(Time{}, model::AttikCommit{job_of(native)});
  judge.booking().on_commit(Time{}, alert_about(native));
  EXPECT_THAT(found_of_whole(judge), ElementsAre("WHOLE.missing"));
}

TEST(PlatformJudge, a_copy_hears_its_own_alerts_and_the_original_does_not) {
  PlatformJudge original;
  book_everywhere(original);
  PlatformJudge copy(original);
  book_everywhere(copy);
  copy.orders().on_commit(Time{}, alert_about(booked));
  EXPECT_THAT(found_of_whole(copy), IsEmpty());
  EXPECT_THAT(found_of_whole(original), ElementsAre("WHOLE.missing"));
}

// ---- Measures ----

/// The booking is cancelled, and so is its job.
void cancel(PlatformJudge& judge, Time at) {
  model::CalendarEntry row = row_number(0);
  row.live = false;
  Job job = job_of(booked);
  job.cancelled = true;
  job.generation = 1;
  judge.whole().on_commit(at,
                          model::CalendarCommit{.entry = row, .writing = model::Writing::cancel});
  judge.whole().on_commit(at, model::AttikCommit{job});
}

TEST(PlatformJudge, measures_how_long_it_takes_until_all_is_as_it_was_booked_over_all_runs) {
  PlatformJudge judge;
  for (std::uint64_t run = 1; run <= 2; ++run) {
    judge.reset();
    tell_whole(judge);
    cancel(judge, Time(1h));  // there never was an order, and now there need not be
    judge.finish(rest);
    ASSERT_EQ(judge.measures().size(), whole_measures.size());
    EXPECT_EQ(judge.measures().front().count(), run);
    EXPECT_EQ(judge.measures().front().longest(), 1h);
  }
}

}  // namespace
}  // namespace interleave::properties
