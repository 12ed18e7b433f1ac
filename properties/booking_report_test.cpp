// What the judge of bookings tells beside its verdict: measures, situations and evidence.
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/booking_hearing.hpp"

namespace interleave::properties {
namespace {

using model::BookingRequest;
using model::BookingStatus;
using model::BookingVerb;
using model::Cause;
using model::EntryId;
using model::InspectorId;
using model::Time;
using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr Time eight = BookingHearing::eight;
constexpr Time half_past_ten = BookingHearing::half_past_ten;

const Histogram& measure(BookingHearing& hearing, BookingMeasure measure) {
  return hearing.judge().measures()[static_cast<std::size_t>(measure)];
}
std::vector<std::string> situations(BookingHearing& hearing) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < booking_situations.size(); ++i) {
    if (hearing.judge().sometimes().contains(i)) names.emplace_back(booking_situations[i].name);
  }
  return names;
}
bool arises(BookingHearing& hearing, std::string_view situation) {
  return std::ranges::count(situations(hearing), situation) > 0;
}
/// Somebody tries to see it again: they load slots for that brand, which are filtered or not.
void try_again(BookingHearing& hearing, bool filtered = true, std::uint8_t brand = 0) {
  const sim::Season season = sim::season_of(0, model::Zone::eastern);
  const model::SlotsWanted wanted{.clock = season.clock,
                                  .date = season.date,
                                  .inspectors = 2,
                                  .length = BookingHearing::length,
                                  .brand = brand,
                                  .exclude_overlapping = filtered};
  hearing.judge().on_repro(Time(20h), wanted, model::Query());
}

// ---- Measures ----

TEST(BookingMeasures, a_confirm_is_answered_from_its_first_request_until_its_first_answer) {
  BookingHearing hearing;
  hearing.at(10min);
  const BookingRequest confirm = hearing.asks({});
  hearing.at(10min + 10s);
  const BookingRequest again = hearing.asks_again(confirm);
  hearing.books(again);
  hearing.at(10min + 12s);
  hearing.told(again);
  hearing.at(20min);
  hearing.told(confirm);
  EXPECT_EQ(measure(hearing, BookingMeasure::answered).longest(), 12s);
  EXPECT_EQ(measure(hearing, BookingMeasure::answered).count(), 1U);
}

TEST(BookingMeasures, staff_are_no_customers_and_a_hold_is_no_confirm) {
  BookingHearing hearing;
  const BookingRequest booking = hearing.asks({.verb = BookingVerb::book});
  hearing.books(booking);
  hearing.told(booking);
  hearing.told(hearing.asks({.verb = BookingVerb::hold, .starts = half_past_ten}));
  EXPECT_EQ(measure(hearing, BookingMeasure::answered).count(), 0U);
}

TEST(BookingMeasures, two_bookings_overlap_until_one_of_them_goes_away_or_to_the_end) {
  for (const bool goes : {true, false}) {
    BookingHearing hearing;
    hearing.booked({});
    hearing.at(10min);
    const EntryId second = hearing.booked({});
    hearing.at(20min);
    if (goes) hearing.changed(second, BookingVerb::move, {.starts = half_past_ten});
    hearing.at(1h);
    hearing.at_rest();
    EXPECT_EQ(measure(hearing, BookingMeasure::overlapping).longest(), goes ? 10min : 50min);
    EXPECT_EQ(measure(hearing, BookingMeasure::overlapping).count(), 1U);
  }
}

TEST(BookingMeasures, only_live_bookings_overlap) {
  BookingHearing hearing;
  hearing.changed(hearing.booked({}), BookingVerb::cancel);
  hearing.blocks(model::EntryKind::event);
  hearing.held();
  hearing.booked({});
  hearing.at(10min);
  hearing.changed(hearing.booked({.starts = half_past_ten}), BookingVerb::cancel);
  hearing.blocks(model::EntryKind::vacation);
  hearing.at_rest();
  EXPECT_EQ(measure(hearing, BookingMeasure::overlapping).count(), 0U);
}

TEST(BookingMeasures, an_order_is_unread_until_the_calendar_shows_it_and_untold_until_staff_know) {
  BookingHearing hearing;
  hearing.booked({});
  hearing.at(10min);
  hearing.ordered();
  hearing.at(12min);
  hearing.synced();
  EXPECT_EQ(measure(hearing, BookingMeasure::unread).longest(), 2min);
  hearing.at(13min);
  hearing.alerted();
  EXPECT_EQ(measure(hearing, BookingMeasure::untold).longest(), 3min);
  hearing.at(20min);
  hearing.acknowledged();
  hearing.at(1h);
  hearing.at_rest();
  EXPECT_EQ(measure(hearing, BookingMeasure::unread).count(), 1U);
  EXPECT_EQ(measure(hearing, BookingMeasure::untold).count(), 1U);
}

TEST(BookingMeasures, what_is_never_read_is_unread_to_the_end) {
  BookingHearing hearing;
  hearing.at(10min);
  hearing.ordered();
  hearing.at(1h);
  hearing.at_rest();
  EXPECT_EQ(measure(hearing, BookingMeasure::unread).longest(), 50min);
  EXPECT_EQ(measure(hearing, BookingMeasure::untold).count(), 0U);
}

// ---- Situations ----

TEST(BookingSituations, none_arises_when_one_customer_books) {
  BookingHearing hearing;
  const Cause visit = hearing.asks({.verb = BookingVerb::load}).visit;
  const BookingRequest confirm = hearing.asks({.visit = visit});
  hearing.taken(confirm);
  hearing.books(confirm);
  hearing.said(confirm);
  hearing.told(confirm);
  try_again(hearing);
  hearing.at_rest();
  EXPECT_THAT(situations(hearing), IsEmpty());
}

TEST(BookingSituations, of_a_rival_who_books_between_load_and_confirm) {
  for (const bool loaded_before : {true, false}) {
    BookingHearing hearing;
    Cause visit;
    if (loaded_before) visit = hearing.asks({.verb = BookingVerb::load}).visit;
    hearing.at(1min);
    hearing.booked({});
    hearing.at(2min);
    if (!loaded_before) visit = hearing.asks({.verb = BookingVerb::load}).visit;
    hearing.taken(hearing.asks({.visit = visit}));
    EXPECT_EQ(arises(hearing, "rival"), loaded_before);
  }
}

TEST(BookingSituations, who_loads_again_after_the_rival_has_booked_sees_it) {
  for (const bool again : {false, true}) {
    BookingHearing hearing;
    const Cause visit = hearing.asks({.verb = BookingVerb::load}).visit;
    hearing.at(1min);
    hearing.booked({});
    hearing.at(2min);
    if (again) hearing.asks({.verb = BookingVerb::load, .visit = visit});
    hearing.taken(hearing.asks({.visit = visit}));
    EXPECT_EQ(arises(hearing, "rival"), !again);
  }
}

TEST(BookingSituations, staff_who_book_confirm_nothing_and_have_no_rivals) {
  BookingHearing hearing;
  const Cause visit = hearing.asks({.verb = BookingVerb::load}).visit;
  hearing.booked({});
  hearing.taken(hearing.asks({.verb = BookingVerb::book, .visit = visit}));
  EXPECT_FALSE(arises(hearing, "rival"));
}

TEST(BookingSituations, who_has_booked_is_no_rival_of_themselves) {
  BookingHearing hearing;
  const Cause visit = hearing.asks({.verb = BookingVerb::load}).visit;
  const BookingRequest confirm = hearing.asks({.visit = visit});
  hearing.books(confirm);
  hearing.taken(hearing.asks_again(confirm));
  EXPECT_FALSE(arises(hearing, "rival"));
}

TEST(BookingSituations, of_two_requests_about_one_inspector_while_the_other_is_not_over) {
  for (const std::uint8_t inspector : {std::uint8_t{0}, std::uint8_t{1}}) {
    for (const bool over : {false, true}) {
      BookingHearing hearing;
      const BookingRequest one = hearing.asks({});
      hearing.books(one);
      if (over) hearing.told(one);
      hearing.taken(hearing.asks({.inspectors = {inspector}}));
      EXPECT_EQ(arises(hearing, "overlap"), inspector == 0 && !over);
    }
  }
}

TEST(BookingSituations, who_holds_a_slot_is_not_done_and_who_goes_away_is_forgotten) {
  for (const model::Duration later : {20min - 1us, model::Duration(20min)}) {
    BookingHearing hearing;
    const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
    hearing.holds(hold, 10min);
    hearing.told(hold);
    hearing.at(later);
    hearing.taken(hearing.asks({}));
    EXPECT_EQ(arises(hearing, "overlap"), later < 20min);
  }
}

TEST(BookingSituations, of_a_confirm_that_is_refused_and_of_one_that_is_repeated) {
  BookingHearing hearing;
  hearing.booked({});
  hearing.told(hearing.asks({.verb = BookingVerb::book}), BookingStatus::refused);
  EXPECT_THAT(situations(hearing), IsEmpty());
  hearing.told(hearing.asks({}), BookingStatus::refused);
  EXPECT_THAT(situations(hearing), ElementsAre("denied"));
  hearing.judge().on_repeated(Time(0s), Cause{});
  EXPECT_THAT(situations(hearing), ElementsAre("denied", "repeated"));
}

TEST(BookingSituations, of_a_store_that_books_and_whose_reply_is_lost) {
  for (const bool booked : {true, false}) {
    BookingHearing hearing;
    const BookingRequest confirm = hearing.asks({});
    hearing.taken(confirm);
    if (booked) hearing.books(confirm);
    hearing.desk_fault(sim::Fault::store_reply_lost);
    EXPECT_EQ(arises(hearing, "reply-lost"), booked);
    hearing.crashed(1);
    EXPECT_FALSE(arises(hearing, "crashed-between"));
    hearing.crashed(0);
    EXPECT_EQ(arises(hearing, "crashed-between"), booked);
  }
}

TEST(BookingSituations, a_worker_that_dies_after_its_answer_dies_between_nothing) {
  BookingHearing hearing;
  const BookingRequest confirm = hearing.asks({});
  hearing.taken(confirm);
  hearing.books(confirm);
  hearing.said(confirm);
  hearing.crashed();
  hearing.desk_fault(sim::Fault::store_reply_lost);
  EXPECT_THAT(situations(hearing), IsEmpty());
}

TEST(BookingSituations, of_no_other_fault_and_no_reply_about_an_order_at_spectora) {
  BookingHearing hearing;
  const BookingRequest confirm = hearing.asks({});
  hearing.taken(confirm);
  hearing.books(confirm);
  hearing.desk_fault(sim::Fault::store_failed);
  hearing.fault(sim::Fault::store_reply_lost, model::order_of({0}, 0));
  EXPECT_THAT(situations(hearing), IsEmpty());
}

TEST(BookingSituations, of_a_confirm_that_takes_effect_after_its_sender_gave_up_on_it) {
  for (const model::Duration late : {model::Duration(10s), 10s + 1us}) {
    for (const BookingVerb verb : {BookingVerb::book_job, BookingVerb::book}) {
      BookingHearing hearing;
      hearing.at(10min);
      const BookingRequest request = hearing.asks({.verb = verb});
      hearing.at(10min + late);
      hearing.books(request);
      EXPECT_EQ(arises(hearing, "landed-late"), late > 10s && verb == BookingVerb::book_job);
    }
  }
}

TEST(BookingSituations, of_a_hold_that_expires_before_its_customer_confirms) {
  for (const model::Duration since : {10min - 1us, model::Duration(10min)}) {
    BookingHearing hearing;
    const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
    hearing.holds(hold, 10min);
    hearing.at(since);
    hearing.booked({.visit = hold.visit});
    EXPECT_EQ(arises(hearing, "hold-expired"), since == 10min);
  }
}

TEST(BookingSituations, the_hold_of_another_customer_may_expire) {
  BookingHearing hearing;
  hearing.held({}, 10min);
  hearing.at(10min);
  hearing.booked({});
  EXPECT_FALSE(arises(hearing, "hold-expired"));
}

/// In the night to 2026-03-08 the clocks of New York skip an hour at 02:00, those of Phoenix do
/// not.
TEST(BookingSituations, of_a_booking_across_a_change_of_the_clocks) {
  for (const model::Zone zone : {model::Zone::eastern, model::Zone::arizona}) {
    const sim::Season spring = sim::season_of(1, zone);
    BookingHearing hearing(BookingJudge::Options(), spring);
    const model::StartList starts = model::offered_starts(spring.clock, spring.date);
    hearing.booked({.starts = starts[0]});
    EXPECT_FALSE(arises(hearing, "clock-change"));
    const Time eleven_at_night = starts[3];
    hearing.booked({.starts = eleven_at_night, .lasts = 3h - 1min});
    EXPECT_FALSE(arises(hearing, "clock-change"));
    hearing.booked({.inspectors = {1}, .starts = eleven_at_night, .lasts = 3h});
    EXPECT_EQ(arises(hearing, "clock-change"), zone == model::Zone::eastern);
  }
}

TEST(BookingSituations, of_a_booking_with_two_inspectors) {
  BookingHearing hearing;
  hearing.booked({.verb = BookingVerb::book, .inspectors = {0, 1}});
  EXPECT_THAT(situations(hearing), ElementsAre("several"));
}

TEST(BookingSituations, of_an_order_that_is_booked_at_spectora_on_top_of_a_booking) {
  for (const Time starts : {half_past_ten, half_past_ten - 1us}) {
    BookingHearing hearing;
    hearing.booked({});
    hearing.ordered(starts);
    EXPECT_EQ(arises(hearing, "native-overlap"), starts < half_past_ten);
  }
}

TEST(BookingSituations, of_a_key_that_spectora_refuses_for_good) {
  for (const sim::Fault fault :
       {sim::Fault::key_revoked, sim::Fault::key_forbidden, sim::Fault::error_before}) {
    BookingHearing hearing;
    hearing.fault(fault);
    EXPECT_EQ(arises(hearing, "refused-for-good"), fault != sim::Fault::error_before);
  }
}

TEST(BookingSituations, of_the_incident_whose_slot_is_not_offered_any_more) {
  for (const bool filtered : {true, false}) {
    BookingHearing hearing;
    hearing.booked({.verb = BookingVerb::book});
    hearing.at(1min);
    hearing.booked({.starts = eight + 1h});
    try_again(hearing, filtered);
    EXPECT_EQ(arises(hearing, "incident"), filtered);
    EXPECT_FALSE(arises(hearing, "apart"));
  }
}

TEST(BookingSituations, the_incident_is_an_online_booking_on_top_of_an_internal_one) {
  enum class Other { order, inspector, brand, first_cancelled, second_cancelled, moved };
  for (const Other other : {Other::order, Other::inspector, Other::brand, Other::first_cancelled,
                            Other::second_cancelled, Other::moved}) {
    BookingHearing hearing;
    const bool turned = other == Other::order;
    const EntryId first = hearing.booked({
        .verb = turned ? BookingVerb::create_job : BookingVerb::book,
    });
    hearing.at(1min);
    const std::uint8_t inspector = other == Other::inspector ? 1 : 0;
    const EntryId second = hearing.booked(
        {.verb = turned ? BookingVerb::book : BookingVerb::create_job, .inspectors = {inspector}});
    if (other == Other::first_cancelled) hearing.changed(first, BookingVerb::cancel);
    if (other == Other::second_cancelled) hearing.changed(second, BookingVerb::cancel);
    if (other == Other::moved) {
      hearing.changed(first, BookingVerb::move, {.starts = half_past_ten});
    }
    try_again(hearing, true, other == Other::brand ? 1 : 0);
    EXPECT_FALSE(arises(hearing, "incident"));
  }
}

TEST(BookingSituations, the_incident_may_be_on_top_of_an_override_and_customers_have_none) {
  for (const bool first : {true, false}) {
    BookingHearing hearing;
    hearing.booked({.verb = BookingVerb::book, .overriding = first});
    hearing.at(1min);
    hearing.booked({.overriding = !first});
    try_again(hearing);
    EXPECT_TRUE(arises(hearing, "incident"));
  }
}

/// With the filter of the time, which looks for the same start, the internal booking at nine is no
/// obstacle to a load at eight; the online one at eight would be, and must not count.
TEST(BookingSituations, the_customers_own_booking_hides_nothing_from_who_tries_it_again) {
  for (const bool same_start : {true, false}) {
    BookingHearing hearing;
    hearing.booked({.verb = BookingVerb::book, .starts = eight + 1h});
    hearing.at(1min);
    hearing.booked({});
    const sim::Season season = sim::season_of(0, model::Zone::eastern);
    model::Query query;
    if (same_start) query.matching = model::Matching::same_start;
    hearing.judge().on_repro(
        Time(20h), {.clock = season.clock, .date = season.date, .length = BookingHearing::length},
        query);
    EXPECT_EQ(arises(hearing, "incident"), !same_start);
  }
}

TEST(BookingSituations, of_two_bookings_beside_each_other_on_one_date) {
  for (const Time starts : {half_past_ten, eight + 24h}) {
    BookingHearing hearing;
    hearing.booked({.verb = BookingVerb::book});
    hearing.at(1min);
    hearing.booked({.starts = starts});
    try_again(hearing);
    EXPECT_EQ(arises(hearing, "apart"), starts == half_past_ten);
    EXPECT_FALSE(arises(hearing, "incident"));
  }
}

TEST(BookingSituations, of_no_two_bookings_of_which_the_online_one_came_first_or_is_another_ones) {
  for (const std::uint8_t inspector : {std::uint8_t{0}, std::uint8_t{1}}) {
    BookingHearing hearing;
    hearing.booked({.verb = inspector == 0 ? BookingVerb::create_job : BookingVerb::book});
    hearing.at(1min);
    hearing.booked({.verb = inspector == 0 ? BookingVerb::book : BookingVerb::create_job,
                    .inspectors = {inspector},
                    .starts = half_past_ten});
    try_again(hearing);
    EXPECT_FALSE(arises(hearing, "apart"));
  }
}

// ---- Evidence ----

TEST(BookingEvidence, names_both_bookings_and_goes_through_their_records_and_changelogs) {
  BookingHearing hearing;
  hearing.at(10min);
  hearing.booked({.verb = BookingVerb::book});
  hearing.at(11min);
  hearing.booked({.starts = eight + 1h, .brand = 1});
  EXPECT_THAT(
      hearing.judge().evidence(),
      ElementsAre(
          "NOOV.confirm fails first at 660.000000 s: booking 1 (booked online at 660.000000 s, "
          "brand 2) has A on 2026-06-02 09:00 to 11:30, where booking 0 (booked internally at "
          "600.000000 s) has A on 2026-06-02 08:00 to 10:30",
          "booking 0: datetime 2026-06-02 08:00, endtime 2026-06-02 10:30 (America/New_York), "
          "_inspectorId A, status confirmed, scheduledLocation 100 Edward Ave, createdAt "
          "600.000000 s",
          "changelog of booking 0: 600.000000 s booked internally for A",
          "booking 1: datetime 2026-06-02 09:00, endtime 2026-06-02 11:30 (America/New_York), "
          "_inspectorId A, status confirmed, scheduledLocation 101 Edward Ave, createdAt "
          "660.000000 s",
          "changelog of booking 1: 660.000000 s booked online for A"));
}

TEST(BookingEvidence, a_changelog_says_whatever_became_of_a_booking) {
  BookingHearing hearing;
  const EntryId booking = hearing.booked({});
  hearing.booked({});
  hearing.at(1min);
  hearing.changed(booking, BookingVerb::move, {.starts = half_past_ten});
  hearing.at(2min);
  hearing.changed(booking, BookingVerb::reassign, {.inspectors = {1}});
  hearing.at(3min);
  hearing.changed(booking, BookingVerb::cancel);
  EXPECT_THAT(hearing.judge().evidence(), Contains(HasSubstr("A, status confirmed")));
  EXPECT_THAT(hearing.judge().evidence(), Contains(HasSubstr("B, status cancelled")));
  hearing.at(4min);
  hearing.changed(booking, BookingVerb::reinstate);
  EXPECT_THAT(hearing.judge().evidence(),
              Contains("changelog of booking 0: 0.000000 s booked online for A; 60.000000 s moved "
                       "to 2026-06-02 10:30 to 13:00; 120.000000 s given to B; 180.000000 s "
                       "cancelled; 240.000000 s re-instated"));
}

TEST(BookingEvidence, names_what_else_is_in_the_way_and_whoever_has_it_by_one_name) {
  BookingHearing hearing(BookingHearing::only({"XOV.known", "NOBLK"}));
  hearing.ordered(eight, 1);
  hearing.synced();
  hearing.blocks(model::EntryKind::vacation, eight, 2);
  hearing.at(10min);
  hearing.booked({.verb = BookingVerb::book, .inspectors = {2, 1}});
  const std::string booking =
      " fails first at 600.000000 s: booking 2 (booked internally at 600.000000 s) has C and B on "
      "2026-06-02 08:00 to 10:30, where ";
  EXPECT_THAT(
      hearing.judge().evidence(),
      ElementsAre("NOBLK.vacation" + booking + "a vacation has C on 2026-06-02 08:00 to 10:30",
                  "XOV.known" + booking + "native order 0 has B on 2026-06-02 08:00 to 10:30"));
}

TEST(BookingEvidence, describes_the_bookings_as_they_overlapped_whatever_became_of_them) {
  BookingHearing hearing;
  hearing.booked({.verb = BookingVerb::book});
  const EntryId second = hearing.booked({});
  const std::string before = hearing.judge().evidence().front();
  EXPECT_THAT(before,
              HasSubstr("booking 1 (booked online at 0.000000 s) has A on 2026-06-02 08:00"));
  hearing.changed(second, BookingVerb::move, {.starts = eight + 24h});
  EXPECT_EQ(hearing.judge().evidence().front(), before);
}

/// Nobody asks for anything in the second run, so that its clock is the one of no season.
TEST(BookingEvidence, of_a_run_forgets_the_clock_of_the_run_before) {
  const auto tell = [](BookingJudge& judge) {
    const model::JobId native = BookingHearing::native;
    const model::Job job{.id = native, .order = {}, .inspectors = {}, .cancelled = true};
    judge.on_commit(Time{}, model::AttikCommit{job});
    model::CalendarCommit row{.writing = model::Writing::import};
    row.entry = {.id = EntryId{0},
                 .kind = model::EntryKind::native,
                 .inspectors = model::InspectorList(1, InspectorId{5}),
                 .when = {eight, half_past_ten},
                 .native = native};
    judge.on_commit(Time{}, row);
    judge.finish(Time{});
    return judge.evidence();
  };
  BookingHearing hearing(BookingJudge::Options(), sim::season_of(2, model::Zone::pacific));
  hearing.booked({});
  hearing.judge().reset();
  BookingJudge fresh;
  const std::vector<std::string> expected = tell(fresh);
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(tell(hearing.judge()), expected);
}

TEST(BookingEvidence, is_of_what_failed_first) {
  BookingHearing hearing;
  hearing.booked({});
  hearing.booked({.starts = half_past_ten});
  hearing.at(10min);
  hearing.booked({});
  hearing.at(20min);
  hearing.booked({.starts = half_past_ten});
  EXPECT_THAT(hearing.judge().evidence(), Contains(HasSubstr(" at 600.000000 s: booking 2")));
  EXPECT_THAT(hearing.judge().evidence(), Not(Contains(HasSubstr("booking 3"))));
}

TEST(BookingEvidence, goes_through_the_records_of_one_pair_only) {
  BookingHearing hearing;
  hearing.booked({.verb = BookingVerb::book});
  hearing.booked({});
  hearing.booked({.verb = BookingVerb::book});
  const std::vector<std::string> lines = hearing.judge().evidence();
  EXPECT_EQ(lines.size(), 6U);  // NOOV.confirm, NOOV.internal, and two of each booking of the first
  EXPECT_THAT(lines, Not(Contains(HasSubstr("changelog of booking 2"))));
}

TEST(BookingEvidence, of_who_was_told_what_names_no_booking_where_there_is_none) {
  BookingHearing hearing;
  hearing.at(10min);
  hearing.told(hearing.asks({}), BookingStatus::refused);
  hearing.told(hearing.asks({}));
  EXPECT_THAT(hearing.judge().evidence(), ElementsAre("FREE.refused fails first at 600.000000 s",
                                                      "TRUTH.booked fails first at 600.000000 s"));
}

TEST(BookingEvidence, is_not_of_what_is_not_judged) {
  BookingHearing hearing(BookingHearing::only({"TRUTH.twice"}));
  const BookingRequest confirm = hearing.asks({});
  hearing.books(confirm);
  hearing.books(confirm);
  EXPECT_THAT(hearing.judge().evidence(), Not(Contains(HasSubstr("NOOV"))));
  EXPECT_THAT(hearing.judge().evidence(), Contains(HasSubstr("TRUTH.twice")));
}

}  // namespace
}  // namespace interleave::properties
