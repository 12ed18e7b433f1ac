// What the judge of bookings finds of what is booked in Attik's calendar, and of what people are
// told: NOOV, NOBLK, HOLD, FREE. TRUTH is in booking_judge_more_test.cpp, what is booked at
// Spectora in booking_natives_test.cpp, what is told beside the verdict in booking_report_test.cpp.
#include "properties/booking_judge.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/booking_hearing.hpp"

namespace interleave::properties {
namespace {

using model::BookingRequest;
using model::BookingStatus;
using model::BookingVerb;
using model::CalendarCommit;
using model::Cause;
using model::EntryId;
using model::EntryKind;
using model::Time;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Time eight = BookingHearing::eight;
constexpr Time half_past_ten = BookingHearing::half_past_ten;
/// Spectora's id of A.
constexpr std::uint8_t a_at_spectora = model::persons_max;

BookingJudge::Options only(std::initializer_list<std::string_view> names) {
  return BookingHearing::only(names);
}

/// That signature alone, or nothing.
std::vector<std::string> found_if(bool found, const std::string& name) {
  return found ? std::vector{name} : std::vector<std::string>();
}

// ---- NOOV ----

TEST(BookingJudge, finds_nothing_about_a_customer_who_holds_confirms_and_is_told) {
  BookingHearing hearing;
  hearing.at(10min);
  const Cause visit = hearing.asks({.verb = BookingVerb::load}).visit;
  const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold, .visit = visit});
  const EntryId held = hearing.holds(hold, 10min);
  hearing.told(hold);
  hearing.at(11min);
  const BookingRequest confirm = hearing.asks({.visit = visit});
  hearing.taken(confirm);
  hearing.consumes(held, confirm);
  hearing.books(confirm);
  hearing.said(confirm);
  hearing.at(12min);
  hearing.hears(confirm);
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
}

TEST(BookingJudge, a_confirm_on_top_of_another_booking_is_found_however_short_they_overlap) {
  for (const Time starts : {half_past_ten, half_past_ten - 1us}) {
    for (const BookingVerb endpoint : {BookingVerb::create_job, BookingVerb::book_job}) {
      BookingHearing hearing;
      hearing.booked({});
      hearing.booked({.verb = endpoint, .starts = starts});
      EXPECT_EQ(hearing.at_rest(), found_if(starts < half_past_ten, "NOOV.online"));
    }
  }
}

TEST(BookingJudge, two_bookings_that_touch_do_not_overlap) {
  BookingHearing hearing;
  hearing.booked({.starts = half_past_ten});
  hearing.booked({});
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
}

TEST(BookingJudge, a_confirm_is_told_by_whether_staff_or_a_customer_had_booked_what_it_is_on) {
  BookingHearing hearing;
  const EntryId first = hearing.booked({.verb = BookingVerb::book});
  hearing.changed(first, BookingVerb::move, {.starts = half_past_ten});
  hearing.booked({.starts = half_past_ten});
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.confirm"));
  hearing.booked({.starts = half_past_ten});
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.confirm", "NOOV.online"));
}

TEST(BookingJudge, a_booking_within_a_longer_one_overlaps_it_whichever_came_first) {
  for (const bool long_first : {true, false}) {
    BookingHearing hearing;
    hearing.booked({.lasts = long_first ? 26h : 150min});
    hearing.booked({.lasts = long_first ? 150min : 26h});
    EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.online"));
  }
}

TEST(BookingJudge, two_inspectors_have_each_their_own_time_and_the_second_counts_as_the_first) {
  BookingHearing hearing;
  hearing.booked({.inspectors = {0}});
  hearing.booked({.verb = BookingVerb::book, .inspectors = {1, 2}});
  hearing.booked({.inspectors = {3}});
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.booked({.inspectors = {2}});
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.confirm"));
  hearing.booked({.verb = BookingVerb::book, .inspectors = {4, 3}});
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.confirm", "NOOV.internal"));
}

TEST(BookingJudge, one_person_under_two_ids_is_one) {
  for (const std::uint8_t other : {a_at_spectora, std::uint8_t{a_at_spectora + 1}}) {
    BookingHearing hearing;
    hearing.booked({.inspectors = {0}});
    hearing.booked({.inspectors = {other}});
    EXPECT_EQ(hearing.violated(), found_if(other == a_at_spectora, "NOOV.online"));
  }
}

TEST(BookingJudge, a_booking_of_another_brand_is_in_the_way_as_well) {
  BookingHearing hearing;
  hearing.booked({.brand = 0});
  hearing.booked({.brand = 1});
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.online"));
}

TEST(BookingJudge, a_booking_is_moved_beside_another_one_and_not_on_top_of_it) {
  for (const Time to : {half_past_ten, half_past_ten - 1us}) {
    BookingHearing hearing;
    hearing.booked({});
    const EntryId moved = hearing.booked({.starts = eight + 24h});
    hearing.changed(moved, BookingVerb::move, {.starts = to});
    EXPECT_EQ(hearing.violated(), found_if(to < half_past_ten, "NOOV.move"));
  }
}

TEST(BookingJudge, a_booking_is_not_in_its_own_way) {
  BookingHearing hearing;
  const EntryId booking = hearing.booked({});
  hearing.changed(booking, BookingVerb::move, {.starts = eight + 30min});
  hearing.changed(booking, BookingVerb::reassign, {.inspectors = {a_at_spectora}});
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(BookingJudge, a_cancelled_booking_may_be_moved_anywhere) {
  BookingHearing hearing;
  hearing.booked({});
  const EntryId moved = hearing.booked({.starts = half_past_ten});
  hearing.changed(moved, BookingVerb::cancel);
  hearing.changed(moved, BookingVerb::move, {.starts = eight});
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.changed(moved, BookingVerb::reinstate);
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.reinstate"));
}

TEST(BookingJudge, a_booking_is_not_given_to_whom_another_one_has) {
  for (const std::uint8_t to : {std::uint8_t{1}, std::uint8_t{2}}) {
    BookingHearing hearing;
    hearing.booked({.inspectors = {1}});
    const EntryId given = hearing.booked({.inspectors = {0}});
    hearing.changed(given, BookingVerb::reassign, {.inspectors = {to}});
    EXPECT_EQ(hearing.violated(), found_if(to == 1, "NOOV.reassign"));
  }
}

TEST(BookingJudge, a_booking_is_re_instated_only_while_its_time_is_free) {
  for (const bool taken : {false, true}) {
    BookingHearing hearing;
    const EntryId booking = hearing.booked({});
    hearing.changed(booking, BookingVerb::cancel);
    const EntryId rival = hearing.booked({});
    if (!taken) hearing.changed(rival, BookingVerb::cancel);
    hearing.changed(booking, BookingVerb::reinstate);
    EXPECT_EQ(hearing.violated(), found_if(taken, "NOOV.reinstate"));
  }
}

TEST(BookingJudge, a_cancel_is_no_booking_whatever_it_overlaps) {
  BookingHearing hearing(only({"NOOV.confirm", "NOBLK"}));
  const EntryId first = hearing.booked({});
  hearing.blocks(EntryKind::event);
  hearing.changed(first, BookingVerb::cancel);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(BookingJudge, an_override_excuses_the_booking_that_asks_for_it_and_none_that_comes_later) {
  for (const bool first_overrides : {true, false}) {
    BookingHearing hearing;
    hearing.booked({.verb = BookingVerb::book, .overriding = first_overrides});
    hearing.booked({.verb = BookingVerb::book, .overriding = !first_overrides});
    EXPECT_EQ(hearing.violated(), found_if(first_overrides, "NOOV.internal"));
  }
}

TEST(BookingJudge, a_customer_who_overrides_nothing_may_not_come_on_top_of_an_override) {
  BookingHearing hearing;
  hearing.booked({.verb = BookingVerb::book, .overriding = true});
  hearing.booked({});
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.confirm"));
}

TEST(BookingJudge, an_override_between_two_bookings_says_nothing_of_a_third) {
  BookingHearing hearing;
  hearing.booked({});
  hearing.booked({.verb = BookingVerb::book, .overriding = true});
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.booked({});
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.confirm", "NOOV.online"));
}

TEST(BookingJudge, an_override_says_nothing_of_a_later_change_whatever_that_asks_for) {
  for (const bool asks : {true, false}) {
    BookingHearing hearing;
    hearing.booked({});
    hearing.blocks(EntryKind::event, half_past_ten + 150min);
    const EntryId over =
        hearing.booked({.verb = BookingVerb::book, .starts = half_past_ten, .overriding = true});
    hearing.changed(over, BookingVerb::move, {.starts = eight, .overriding = asks});
    EXPECT_EQ(hearing.violated(), found_if(true, "NOOV.move"));
    hearing.changed(over, BookingVerb::move,
                    {.starts = half_past_ten + 150min, .overriding = asks});
    EXPECT_EQ(hearing.violated().size(), 2U);  // NOBLK.event as well
  }
}

TEST(BookingJudge, an_override_counts_only_if_it_was_asked_for_and_the_row_says_so) {
  for (const bool asked : {true, false}) {
    for (const bool recorded : {true, false}) {
      BookingHearing hearing;
      hearing.booked({});
      hearing.books(hearing.asks({.verb = BookingVerb::book, .overriding = asked}),
                    [&](CalendarCommit& commit) { commit.entry.overriding = recorded; });
      EXPECT_EQ(hearing.violated(), found_if(!asked || !recorded, "NOOV.internal"));
    }
  }
}

TEST(BookingJudge, a_confirm_that_comes_again_and_books_again_is_on_top_of_itself) {
  BookingHearing hearing(only({"NOOV"}));
  const BookingRequest confirm = hearing.asks({});
  hearing.books(confirm);
  hearing.books(hearing.asks_again(confirm));
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.again"));
}

TEST(BookingJudge, another_confirm_of_the_same_customer_is_another_booking) {
  BookingHearing hearing(only({"NOOV"}));
  const BookingRequest confirm = hearing.asks({});
  hearing.books(confirm);
  hearing.booked({.visit = confirm.visit});
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.online"));
}

TEST(BookingJudge, a_booking_is_when_its_people_meant_it_whatever_its_row_says) {
  BookingHearing hearing(only({"NOOV"}));
  hearing.books(hearing.asks({}), [](CalendarCommit& commit) {
    commit.entry.when = {eight + 5h, half_past_ten + 5h};
  });
  hearing.booked({.starts = eight + 5h});
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.booked({});
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.online"));
}

// ---- NOBLK ----

TEST(BookingJudge, nothing_is_booked_on_time_that_is_blocked) {
  for (const Time starts : {half_past_ten, half_past_ten - 1us}) {
    BookingHearing hearing;
    hearing.blocks(EntryKind::event);
    hearing.booked({.starts = starts});
    EXPECT_EQ(hearing.violated(), found_if(starts < half_past_ten, "NOBLK.event"));
  }
}

TEST(BookingJudge, nothing_is_booked_on_a_vacation) {
  for (const std::uint8_t away : {std::uint8_t{0}, std::uint8_t{1}}) {
    BookingHearing hearing;
    hearing.blocks(EntryKind::vacation, eight, away);
    hearing.booked({.verb = BookingVerb::book});
    EXPECT_EQ(hearing.violated(), found_if(away == 0, "NOBLK.vacation"));
  }
}

TEST(BookingJudge, what_is_moved_given_away_or_re_instated_keeps_off_blocks_as_well) {
  for (const BookingVerb verb :
       {BookingVerb::move, BookingVerb::reassign, BookingVerb::reinstate}) {
    BookingHearing hearing;
    const EntryId booking = hearing.booked({});
    const bool moves = verb == BookingVerb::move;
    const std::uint8_t to = verb == BookingVerb::reassign ? 1 : 0;
    if (verb == BookingVerb::reinstate) hearing.changed(booking, BookingVerb::cancel);
    hearing.blocks(EntryKind::event, moves ? half_past_ten : eight, to);
    hearing.changed(booking, verb, {.inspectors = {to}, .starts = half_past_ten});
    EXPECT_THAT(hearing.violated(), ElementsAre("NOBLK.event"));
  }
}

TEST(BookingJudge, a_block_that_has_ended_or_comes_later_is_in_nobodys_way) {
  BookingHearing hearing;
  const EntryId block = hearing.blocks(EntryKind::event);
  hearing.unblocks(block);
  const EntryId booking = hearing.booked({});
  hearing.blocks(EntryKind::vacation);
  hearing.changed(booking, BookingVerb::cancel);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(BookingJudge, an_override_goes_over_blocks_as_well) {
  BookingHearing hearing;
  hearing.blocks(EntryKind::event);
  hearing.booked({.verb = BookingVerb::book, .overriding = true});
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(BookingJudge, nothing_is_booked_on_the_hold_of_another_customer_until_it_expires) {
  for (const model::Duration since : {10min - 1us, model::Duration(10min)}) {
    BookingHearing hearing;
    hearing.held({}, 10min);
    hearing.at(since);
    hearing.booked({});
    EXPECT_EQ(hearing.violated(), found_if(since < 10min, "NOBLK.hold"));
  }
}

TEST(BookingJudge, a_customers_own_hold_is_not_in_the_way_though_nothing_consumes_it) {
  BookingHearing hearing;
  const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
  hearing.holds(hold, 10min);
  hearing.booked({.visit = hold.visit});
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(BookingJudge, a_hold_that_was_dropped_or_placed_elsewhere_is_in_nobodys_way) {
  for (const bool dropped : {true, false}) {
    BookingHearing hearing;
    const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
    const EntryId held = hearing.holds(hold, 10min);
    if (dropped) {
      hearing.drops(held, hold);
    } else {
      hearing.held({.starts = half_past_ten, .visit = hold.visit});
    }
    hearing.booked({});
    EXPECT_THAT(hearing.violated(), IsEmpty());
  }
}

// ---- HOLD ----

TEST(BookingJudge, a_hold_is_consumed_by_its_owners_confirm) {
  BookingHearing hearing;
  const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
  const EntryId held = hearing.holds(hold, 10min);
  hearing.at(5min);
  hearing.consumes(held, hearing.asks_again(hearing.asks({.visit = hold.visit})));
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(BookingJudge, a_hold_is_stolen_by_whoever_else_consumes_it_before_it_expires) {
  for (const bool nobody : {false, true}) {
    for (const model::Duration since : {10min - 1us, model::Duration(10min)}) {
      BookingHearing hearing;
      const EntryId held = hearing.held({}, 10min);
      hearing.at(since);
      hearing.consumes(held, nobody ? BookingRequest() : hearing.asks({}));
      EXPECT_EQ(hearing.violated(), found_if(since < 10min, "HOLD.stolen"));
    }
  }
}

TEST(BookingJudge, a_hold_is_stolen_by_whoever_else_drops_it_though_they_name_its_number) {
  for (const bool own : {true, false}) {
    BookingHearing hearing;
    const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
    const EntryId held = hearing.holds(hold, 10min);
    const Cause visit = own ? hold.visit : Cause{};
    hearing.drops(held, hearing.asks({.verb = BookingVerb::drop, .visit = visit}), 1);
    EXPECT_EQ(hearing.violated(), found_if(!own, "HOLD.stolen"));
  }
}

TEST(BookingJudge, a_hold_is_placed_only_where_nothing_is_in_the_way) {
  enum class There { nothing, beside, booking, hold, own_hold, expired, block, order };
  for (const There there : {There::nothing, There::beside, There::booking, There::hold,
                            There::own_hold, There::expired, There::block, There::order}) {
    BookingHearing hearing;
    Cause visit;
    if (there == There::beside) hearing.booked({.starts = half_past_ten});
    if (there == There::booking) hearing.booked({});
    if (there == There::hold || there == There::expired) hearing.held({}, 10min);
    if (there == There::own_hold) {
      visit = hearing.asks({.verb = BookingVerb::load}).visit;
      hearing.held({.visit = visit});
    }
    if (there == There::block) hearing.blocks(EntryKind::event);
    if (there == There::order) {
      hearing.ordered();
      hearing.synced();
    }
    hearing.at(there == There::expired ? 10min : 1min);
    hearing.held({.starts = eight + 1us, .lasts = 149min, .visit = visit});
    const bool taken = there == There::booking || there == There::hold || there == There::block ||
                       there == There::order;
    EXPECT_EQ(hearing.violated(), found_if(taken, "HOLD.taken")) << static_cast<int>(there);
  }
}

TEST(BookingJudge, a_hold_that_was_placed_anew_is_not_dropped_as_the_one_before) {
  for (const std::uint32_t meant : {1U, 2U}) {
    BookingHearing hearing;
    const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
    hearing.holds(hold, 10min);
    const EntryId anew = hearing.held({.starts = half_past_ten, .visit = hold.visit});
    hearing.drops(anew, hearing.asks({.verb = BookingVerb::drop, .visit = hold.visit}), meant);
    EXPECT_EQ(hearing.violated(), found_if(meant == 1, "HOLD.dropped"));
  }
}

TEST(BookingJudge, nobody_is_refused_because_of_a_hold_that_had_expired_by_the_first_request) {
  for (const model::Duration asked : {10min - 1us, model::Duration(10min)}) {
    BookingHearing hearing;
    hearing.held({}, 10min);
    hearing.at(asked);
    const BookingRequest confirm = hearing.asks({});
    hearing.at(11min);
    hearing.told(confirm, BookingStatus::refused);
    EXPECT_EQ(hearing.violated(), found_if(asked == 10min, "HOLD.expired"));
  }
}

TEST(BookingJudge, who_is_refused_though_their_own_hold_has_expired_is_refused_for_nothing) {
  BookingHearing hearing;
  const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
  hearing.holds(hold, 10min);
  hearing.at(11min);
  hearing.told(hearing.asks({.visit = hold.visit}), BookingStatus::refused);
  EXPECT_THAT(hearing.violated(), ElementsAre("FREE.refused"));
}

// ---- FREE ----

TEST(BookingJudge, nobody_is_refused_what_nothing_is_in_the_way_of) {
  for (const Time starts : {half_past_ten, half_past_ten - 1us}) {
    BookingHearing hearing(only({"FREE", "HOLD"}));
    hearing.booked({});
    hearing.told(hearing.asks({.starts = starts}), BookingStatus::refused);
    EXPECT_EQ(hearing.violated(), found_if(starts == half_past_ten, "FREE.refused"));
  }
}

TEST(BookingJudge, a_hold_is_refused_for_a_reason_as_well) {
  for (const bool taken : {false, true}) {
    BookingHearing hearing;
    if (taken) hearing.booked({});
    hearing.told(hearing.asks({.verb = BookingVerb::hold}), BookingStatus::refused);
    EXPECT_EQ(hearing.violated(), found_if(!taken, "FREE.refused"));
  }
}

TEST(BookingJudge, an_obstacle_that_was_gone_before_the_request_first_left_excuses_nothing) {
  for (const bool gone_before : {true, false}) {
    BookingHearing hearing;
    const EntryId rival = hearing.booked({});
    hearing.at(10min);
    if (gone_before) hearing.changed(rival, BookingVerb::cancel);
    const BookingRequest confirm = hearing.asks({});
    hearing.at(10min + 1us);
    if (!gone_before) hearing.changed(rival, BookingVerb::cancel);
    hearing.at(10min + 12s);
    hearing.told(hearing.asks_again(confirm), BookingStatus::refused);
    EXPECT_EQ(hearing.violated(), found_if(gone_before, "FREE.refused"));
  }
}

TEST(BookingJudge, an_obstacle_that_comes_while_the_request_is_on_its_way_is_a_reason) {
  BookingHearing hearing;
  const BookingRequest confirm = hearing.asks({});
  hearing.at(1s);
  hearing.booked({});
  hearing.told(confirm, BookingStatus::refused);
  EXPECT_THAT(hearing.violated(), IsEmpty());
}

TEST(BookingJudge, an_obstacle_that_comes_after_the_worker_answered_is_none) {
  for (const model::Duration answered : {model::Duration(2s), 2s - 1us}) {
    BookingHearing hearing;
    const BookingRequest confirm = hearing.asks({});
    if (answered < 2s) hearing.at(answered);
    if (answered < 2s) hearing.said(confirm, BookingStatus::refused);
    hearing.at(2s);
    hearing.booked({});
    if (answered == 2s) hearing.said(confirm, BookingStatus::refused);
    hearing.at(3s);
    hearing.hears(confirm, BookingStatus::refused);
    EXPECT_EQ(hearing.violated(), found_if(answered < 2s, "FREE.refused"));
  }
}

TEST(BookingJudge, blocks_holds_and_orders_at_spectora_that_attik_knows_are_reasons) {
  BookingHearing hearing;
  hearing.blocks(EntryKind::event, eight, 0);
  hearing.blocks(EntryKind::vacation, eight, 1);
  hearing.held({.inspectors = {2}});
  hearing.ordered(eight, 3);
  hearing.synced();
  for (std::uint8_t each = 0; each < 4; ++each) {
    hearing.told(hearing.asks({.inspectors = {each}}), BookingStatus::refused);
  }
  EXPECT_THAT(hearing.violated(), IsEmpty());
  hearing.told(hearing.asks({.inspectors = {4}}), BookingStatus::refused);
  EXPECT_THAT(hearing.violated(), ElementsAre("FREE.refused"));
}

TEST(BookingJudge, an_order_at_spectora_that_attik_does_not_know_of_is_no_reason) {
  BookingHearing hearing(only({"FREE"}));
  hearing.ordered();
  hearing.told(hearing.asks({}), BookingStatus::refused);
  EXPECT_THAT(hearing.violated(), ElementsAre("FREE.refused"));
}

TEST(BookingJudge, a_customers_own_hold_is_no_reason_to_refuse) {
  BookingHearing hearing;
  const BookingRequest hold = hearing.asks({.verb = BookingVerb::hold});
  hearing.holds(hold, 10min);
  hearing.told(hearing.asks({.visit = hold.visit}), BookingStatus::refused);
  EXPECT_THAT(hearing.violated(), ElementsAre("FREE.refused"));
}

TEST(BookingJudge, a_booking_is_no_reason_to_refuse_its_own_change) {
  BookingHearing hearing;
  const EntryId booking = hearing.booked({});
  const BookingRequest move =
      hearing.asks(hearing.seen(booking, BookingVerb::move, {.starts = eight + 30min}));
  hearing.told(move, BookingStatus::refused);
  EXPECT_THAT(hearing.violated(), ElementsAre("FREE.refused"));
}

TEST(BookingJudge, what_is_a_time_is_not_refused_as_none) {
  BookingHearing hearing;
  hearing.booked({});
  hearing.told(hearing.asks({}), BookingStatus::invalid);
  EXPECT_THAT(hearing.violated(), ElementsAre("FREE.refused"));
}

TEST(BookingJudge, what_is_no_time_may_be_refused_for_any_reason) {
  for (const BookingStatus status : {BookingStatus::refused, BookingStatus::invalid}) {
    BookingHearing hearing;
    hearing.told(hearing.asks({.lasts = -60min}), status);
    hearing.told(hearing.asks({.lasts = 0min}), status);
    EXPECT_THAT(hearing.violated(), IsEmpty());
  }
}

TEST(BookingJudge, begins_each_run_afresh) {
  BookingHearing hearing;
  const BookingRequest confirm = hearing.asks({});
  hearing.books(confirm);
  hearing.books(confirm);
  EXPECT_THAT(hearing.violated(), ElementsAre("NOOV.again", "TRUTH.twice"));
  hearing.judge().reset();
  EXPECT_THAT(hearing.at_rest(), IsEmpty());
  EXPECT_THAT(hearing.judge().evidence(), IsEmpty());
}

}  // namespace
}  // namespace interleave::properties
